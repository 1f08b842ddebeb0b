"""What HTML pages state where machines read, and what only looks as if they did."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.model.document import DecodedText
from cleaner.model.fact import Evidence, Fact
from cleaner.model.source import Source
from cleaner.provenance.page_facts import beside, stated_facts

UNKNOWN = Source(id="unknown")


def page_of(html):
    decoded = decode(RawDocument(data=html.encode("utf-8", "replace"), media_type="text/html"))
    assert isinstance(decoded, DecodedText)
    return parse(decoded)


def facts_of(html, source=UNKNOWN):
    return list(stated_facts(page_of(html), source))


def values_of(html, *kinds, source=UNKNOWN):
    return [(fact.kind, fact.value) for fact in facts_of(html, source) if fact.kind in kinds]


def ld(*nodes):
    return "".join(
        f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>' for node in nodes
    )


def meta(**fields):
    return "".join(f'<meta property="{key.replace("__", ":")}" content="{value}">' for key, value in fields.items())


ARTICLE = {"@type": "NewsArticle", "headline": "修灯的人又来了"}
TITLE = "<title>修灯的人又来了_灯下网</title>"
HEADING = "<h1>修灯的人又来了</h1>"


@pytest.mark.parametrize(
    ("html", "title", "rule"),
    [
        ("<title>修灯的人又来了</title>", "修灯的人又来了", "core/title"),
        (TITLE + meta(og__title="修灯的人又来了"), "修灯的人又来了", "core/meta"),
        (TITLE + ld(ARTICLE), "修灯的人又来了", "core/json-ld"),
        (TITLE + HEADING, "修灯的人又来了", "core/heading"),
        ("<title>修灯的人又来了_民生频道_灯下网</title><h2>修灯的人又来了</h2>", "修灯的人又来了", "core/heading"),
        (TITLE + meta(og__site_name="灯下网"), "修灯的人又来了", "core/title"),
        ("<title>The lamp - a history - Night Post</title>" + meta(og__site_name="Night Post"), "The lamp - a history", "core/title"),
        ("<title>Night Post: The lamp is lit</title>" + meta(og__title="The lamp is lit"), "The lamp is lit", "core/meta"),
        ("<title>The lamp is lit again after ten …</title>" + meta(og__title="The lamp is lit again after ten years"),
         "The lamp is lit again after ten years", "core/meta"),
        ("<title>Ten facts about lamps | Night Post</title>" + meta(og__title="Lamps: all you need") + "<h1>Lamps: all you need</h1>",
         "Lamps: all you need", "core/meta"),
        (meta(og__title="修灯的人又来了"), "修灯的人又来了", "core/meta"),
        (HEADING, "修灯的人又来了", "core/heading"),
        ("<title>修灯的人又来了 | </title>", "修灯的人又来了", "core/title"),
    ],
    ids=[
        "as it stands", "og:title", "headline", "h1", "h2 before section and site", "named suffix", "dash in the title",
        "site first", "cut off", "og:title and h1 against the search engine's", "no title", "only a heading", "open end",
    ],
)  # fmt: skip
def test_the_title_is_read_without_the_name_of_the_site(html, title, rule):
    (found,) = [fact for fact in facts_of(html) if fact.kind == "title"]

    assert found.value == title
    assert found.evidence[0].rule == rule


@pytest.mark.parametrize(
    ("html", "title"),
    [
        (TITLE, "修灯的人又来了_灯下网"),
        ("<title>Well-known lamps - a history</title>", "Well-known lamps - a history"),
        ("<title>Lamps - Night Post</title>" + meta(og__title="Night Post", og__site_name="Night Post"), "Lamps"),
        ("<title>Lamps and lights - Night Post</title>" + meta(og__title="Night Post") + "<h1>Lamps and lights</h1>",
         "Lamps and lights"),
        ("<title>修灯的人“暗伤”又来了_灯下网</title>" + meta(og__title="修灯的人") + "<h1>修灯的人“暗伤”又来了</h1>", "修灯的人“暗伤”又来了"),
        (TITLE + "<h1>灯下新闻</h1>", "修灯的人又来了_灯下网"),
        (TITLE + meta(og__title="@@title@@"), "修灯的人又来了_灯下网"),
        ("<title>Lamps</title>" + meta(og__title="Lamps - Night Post"), "Lamps"),
        (TITLE + ld({"@type": "ItemList", "itemListElement": [ARTICLE]}), "修灯的人又来了_灯下网"),
        ("<title>Night Post</title>" + meta(og__site_name="Night Post"), "Night Post"),
    ],
    ids=[
        "nobody says what is the site", "hyphen and dash", "og:title is the site", "og:title is the site, unnamed",
        "og:title broken at a quote", "heading of the channel", "leftover", "og:title with site", "list of articles",
        "home page",
    ],
)  # fmt: skip
def test_the_title_keeps_what_nothing_proves_to_be_the_site(html, title):
    assert values_of(html, "title") == [("title", title)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (meta(article__published_time="2024-05-04T08:00:00+08:00"), [("published", "2024-05-04T08:00:00+08:00")]),
        (meta(article__modified_time="2024-05-05"), [("modified", "2024-05-05")]),
        ('<meta name="weibo: article:create_at" content="2024-05-04 08:00:00">', [("published", "2024-05-04 08:00:00")]),
        ('<meta name="DC:date" content="2024-05-04">', [("published", "2024-05-04")]),
        ("<meta name=pubdate content=20240504>", [("published", "2024-05-04")]),
        ("<meta name=pubdate content=1714780800>", [("published", "1714780800")]),
        ('<meta http-equiv=last-modified content="Sat, 04 May 2024 08:00:00 GMT">',
         [("modified", "Sat, 04 May 2024 08:00:00 GMT")]),
        (meta(article__published_time="2024-05-04T08:00:00") + ld({**ARTICLE, "datePublished": "2024-05-03"}),
         [("published", "2024-05-03"), ("published", "2024-05-04T08:00:00")]),
        (ld({**ARTICLE, "datePublished": 1714780800}), [("published", "1714780800")]),
        (ld({"@context": "https://ziyuan.baidu.com/contexts/cambrian.jsonld", "pubDate": "2024-05-04T08:00:00"}),
         [("published", "2024-05-04T08:00:00")]),
        ('<div itemscope itemtype="https://schema.org/Article"><time itemprop=datePublished datetime=2024-05-04>4. Mai</time></div>',
         [("published", "2024-05-04")]),
        ('<body><meta itemprop="dateUpdate" content="2024-05-04 08:00:00">', [("modified", "2024-05-04 08:00:00")]),
        ("<title>修灯的人又来了</title><article>" + HEADING + "<time datetime=2024-05-04>昨天</time><p>t</article>",
         [("published", "2024-05-04")]),
        ("<title>修灯的人又来了</title><article>" + HEADING + "<time class=updated datetime=2024-05-05>x</time></article>",
         [("modified", "2024-05-05")]),
    ],
    ids=[
        "published", "modified", "weibo", "dublin core", "eight digits", "unix", "rfc 5322", "conflict", "number", "baidu",
        "microdata", "unscoped", "time", "time of change",
    ],
)  # fmt: skip
def test_dates_are_kept_as_they_are_stated(html, expected):
    assert values_of(html, "published", "modified") == expected


@pytest.mark.parametrize(
    "html",
    [
        meta(article__published_time="soon"),
        meta(article__published_time="1970-01-01T00:00:00Z"),
        meta(article__published_time="{{ date }}"),
        "<title>x</title><aside><time datetime=2024-05-04>x</time></aside>" + HEADING,
        "<title>修灯的人又来了</title><article>" + HEADING + "<p>t</p><article><time datetime=2024-05-04>x</time></article></article>",
        "<title>修灯的人又来了</title><article>" + HEADING + "<time datetime=2024-05-04>x</time><time datetime=2024-05-05>x</time></article>",
        TITLE + ld({"@type": "Article", "headline": "另一篇", "datePublished": "2024-05-04"}, {"@type": "Article", "headline": "第三篇"}),
        '<link rel=canonical href="https://example.com/1">' + ld({"@type": "Article", "url": "https://example.com/2", "datePublished": "2024-05-04"}),
        TITLE + ld({**ARTICLE, "itemListElement": [], "hasPart": {"@type": "Article", "datePublished": "2024-05-04"}}),
        ld({"@type": "CollectionPage", "datePublished": "2024-05-04"}),
        "<div itemprop=datePublished>2024-05-04</div><div itemprop=datePublished>2024-05-05</div>",
        '<div itemscope itemtype="https://schema.org/Comment"><b itemprop=datePublished>2024-05-04</b></div>',
        '<script type="application/ld+json">{"@type": "Article", "datePublished": "2024-05-04",</script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        ld({**ARTICLE, "datePublished": "2024-05-04 ?"}).replace("?", "\\ud800"),
    ],
    ids=[
        "no date", "zero of the clock", "leftover", "sidebar", "comment", "two", "other articles", "another's address",
        "part", "collection", "two unscoped", "scope of a comment", "broken json", "nesting bomb", "lone surrogate",
    ],
)  # fmt: skip
def test_what_is_not_the_date_of_the_page_gives_none(html):
    assert values_of(html, "published", "modified") == []


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        (meta(article__author="林一"), ["林一"]),
        ('<meta name=author content="By Lin Yi">' + meta(og__type="article"), ["Lin Yi"]),
        ("<meta name=citation_author content=林一><meta name=citation_author content=王二>", ["林一", "王二"]),
        (ld({**ARTICLE, "author": "林一"}), ["林一"]),
        (ld({**ARTICLE, "author": {"@type": "Person", "name": "林一"}}), ["林一"]),
        (ld({**ARTICLE, "author": [{"name": "林一"}, "王二"]}), ["林一", "王二"]),
        (ld({"@graph": [{**ARTICLE, "author": {"@id": "#1"}}, {"@id": "#1", "@type": "Person", "name": "林一"}]}), ["林一"]),
        ('<script type="application/ld+json">//<![CDATA[\n{"@type":"Article","author":"林\n一"}\n//]]></script>', ["林 一"]),
        (ld({**ARTICLE, "author": "林一"}) + meta(article__author="林一"), ["林一"]),
        ('<div itemscope itemtype="http://schema.org/BlogPosting"><div itemprop=author itemscope><b itemprop=name>林一</b></div></div>',
         ["林一"]),
    ],
    ids=[
        "meta", "by", "two of a paper", "string", "object", "list", "reference", "line end in cdata", "said twice", "microdata",
    ],
)  # fmt: skip
def test_authors_are_those_that_the_page_names(html, authors):
    assert values_of(html, "author") == [("author", name) for name in authors]


@pytest.mark.parametrize(
    "html",
    [
        TITLE + meta(article__author="灯下网"),
        "<title>修灯的人又来了_灯下网财经</title>" + HEADING + meta(article__author="灯下网"),
        meta(article__author="灯下网", og__site_name="灯下网"),
        ld({**ARTICLE, "author": {"name": "Night Post"}, "publisher": {"name": "NIGHT POST"}}),
        '<link rel=canonical href="https://www.example.com/1">' + meta(article__author="example.com"),
        meta(article__author="name, email@gmail.com"),
        meta(article__author="https://www.facebook.com/lin"),
        meta(article__author="@@author@@"),
        meta(article__author="%author%"),
        meta(article__author="admin"),
        meta(article__author="null"),
        meta(article__author="&lt;a href=x&gt;林一&lt;/a&gt;"),
        "<meta name=author content=林一>",
        '<meta name=author content="Lamp GmbH">' + meta(og__type="article"),
        '<meta name=author content="Night Post, Lampville">' + meta(og__type="article", og__site_name="Night Post"),
        TITLE + ld({"@type": "WebSite", "author": "林一"}, {"@type": "BreadcrumbList", "name": "x"}),
        '<div itemscope itemtype="http://schema.org/Product"><b itemprop=author>林一</b></div>',
        "<p itemprop=author>林一</p>",
    ],
    ids=[
        "site in the title", "section in the title", "site", "publisher", "host", "template", "profile", "at signs", "percent",
        "account", "null", "markup", "maker of a page that is no article", "company", "site and place", "author of the site", "product", "unscoped",
    ],
)  # fmt: skip
def test_who_is_no_author_is_not_named(html):
    assert values_of(html.replace(TITLE, TITLE + HEADING), "author") == []


def test_the_name_of_the_source_is_no_author():
    assert values_of(meta(article__author="灯下网"), "author", source=Source(id="lamp", name="灯下网")) == []


def test_a_name_that_rules_know_as_a_medium_is_no_author():
    def fact(kind, value, rule, **detail):
        return Fact(kind, value, "stated", (Evidence(0, 1, 1, "x", rule),), detail)

    stated = [
        fact("author", "灯报", "core/meta"),
        fact("author", "林一", "core/json-ld"),
        fact("author", "林一", "core/front-matter"),
    ]

    assert list(beside(stated, [fact("hop", "x", "a/b", publisher="灯报")])) == stated[1:]
    assert list(beside(stated, [fact("editor", "林一", "a/b")])) == [stated[0], stated[2]]


def test_the_rest_of_the_page_facts():
    html = (
        '<html lang="zh-CN"><head><link rel="canonical" href="https://example.com/a/1">'
        '<link rel="alternate" hreflang="de" href="https://example.com/de/1">'
        '<link rel="alternate" hreflang="x-default" href="https://example.com/choose">'
        + meta(og__url="http://www.example.com/a/1/", og__site_name="灯下网", article__section="民生", article__tag="灯")
        + ld({**ARTICLE, "publisher": {"name": "灯下文化"}, "articleSection": ["民生", "人物"], "inLanguage": "zh-cn",
              "mainEntityOfPage": {"@id": "https://example.com/a/1"}})
        + "</head>"
    )  # fmt: skip

    assert values_of(html, "site", "publisher", "channel", "topic", "language", "url", "alternate") == [
        ("site", "灯下网"),
        ("publisher", "灯下文化"),
        ("channel", "民生"),
        ("channel", "人物"),
        ("topic", "灯"),
        ("language", "zh-CN"),
        ("url", "https://example.com/a/1"),
        ("alternate", "https://example.com/de/1"),
    ]
    assert [fact.detail for fact in facts_of(html) if fact.kind == "alternate"] == [{"language": "de"}]
    (url,) = [fact for fact in facts_of(html) if fact.kind == "url"]
    assert [evidence.rule for evidence in url.evidence] == ["core/json-ld", "core/link", "core/meta"]


def test_evidence_in_json_ld_is_the_value_where_that_is_sure_and_else_the_script():
    script = '<script type="application/ld+json">\n{"@type": "Article", "headline": "\\u4fee\\u706f/1",\n"datePublished": "2024-05-04", "dateModified":"2024-05-04"}</script>'
    found = {fact.kind: fact.evidence[0] for fact in facts_of(f"<title>修灯/1</title>\n{script}")}

    assert found["published"].quote == found["modified"].quote == "2024-05-04"
    assert found["published"].start < found["modified"].start
    assert found["published"].line == found["modified"].line == 4
    twice = script.replace('"headline"', '"datePublished": "2024-05-04", "headline"')
    (published,) = [fact for fact in facts_of(f"<title>修灯/1</title>\n{twice}") if fact.kind == "published"]
    assert published.evidence[0].quote.startswith("<script")


def test_of_several_articles_the_one_with_the_address_of_the_page_is_read():
    html = '<link rel=canonical href="https://example.com/2">' + ld(
        [{"@type": "Article", "url": f"https://example.com/{n}", "datePublished": f"2024-05-0{n}"} for n in (1, 2, 3)]
    )

    assert values_of(html, "published") == [("published", "2024-05-02")]


def test_text_pages_state_what_their_front_matter_says():
    text = "---\ntitle: 修灯的人\nauthor: 林一\ndate: 2024-05-04\n---\n\n正文。"
    decoded = decode(RawDocument(data=text.encode(), path="a.md"))
    assert isinstance(decoded, DecodedText)

    facts = list(stated_facts(parse(decoded), UNKNOWN))

    assert [(fact.kind, fact.value, fact.evidence[0].rule) for fact in facts] == [
        ("title", "修灯的人", "core/front-matter"),
        ("author", "林一", "core/front-matter"),
        ("published", "2024-05-04", "core/front-matter"),
    ]


def test_the_stamp_has_the_facts_of_the_head():
    body = "<p>守灯人把最后一盏擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才去吃饭。</p>"
    html = f"<html lang=zh><head>{TITLE}{ld({**ARTICLE, 'author': '林一', 'datePublished': '2024-05-04'})}</head>{HEADING}{body}"

    result = Cleaner().clean(RawDocument(data=html.encode(), media_type="text/html"))

    assert isinstance(result, Cleaned)
    assert result.title == "修灯的人又来了"
    assert [(date.kind, date.value, date.chosen) for date in result.stamp.dates] == [("published", "2024-05-04", True)]
    assert [(credit.role, credit.name) for credit in result.stamp.credits] == [("author", "林一")]


_PIECES = st.sampled_from(
    [
        "<title>", "</title>", "灯 - Post", "<h1>", "</h1>", "\n", "\r\n", "<meta property=og:title content='灯'>", "<body>",
        '<meta name=author content="林&amp;一">', "<meta itemprop=datePublished content=2024-05-04>", "<div itemscope>",
        '<div itemscope itemtype="https://schema.org/Article" itemprop="author">', "</div>", "<b itemprop=name>林</b>",
        '<script type="application/ld+json">', '{"@type":"Article","headline":"灯",', '"datePublished":"2024-05-04"}', "</script>",
        "<article>", "</article>", "<time datetime=2024-05-04>", "</time>", "<link rel=canonical href=https://e.org/1>", "<!--", "-->",
        "<link rel=alternate hreflang=de href=https://e.org/2>", "<html lang=de>",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, min_size=1, max_size=30).map("".join))
def test_evidence_quotes_the_source_at_its_span(html):
    page = page_of(html)

    for fact in stated_facts(page, UNKNOWN):
        for evidence in fact.evidence:
            assert page.text[evidence.start : evidence.end][:200] == evidence.quote != ""
            assert evidence.line == page.text[: evidence.start].count("\n") + 1
