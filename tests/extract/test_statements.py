"""What a page states of its own article, held against what an extractor sees."""

from __future__ import annotations

import json

import pytest

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract import Extraction, reason_of
from cleaner.extract.json_text import stated_body
from cleaner.extract.statements import with_statements

ENGLISH = [
    "The ferry to the outer island was given up in the spring, when the last of its three engines could not be mended.",
    "For forty years it had carried the post, the school children and, on Fridays, the doctor with her two brown bags.",
    "Now a boat half its size goes twice a week, and those who live out there have begun to bake their own bread again.",
]
CHINESE = [
    (
        "春天，最后一台发动机也修不好了，开往外岛的渡船就此停航。四十年来，它运送邮件，接送上学的孩子，每到星期五，还载着提着两只棕色皮包的医生。"
        "岛上的老人说，从前只要听见汽笛，就知道今天是星期几；如今码头上安静得很，连海鸥也不大来了，只有守灯人每天傍晚还去那里站一会儿。"
    ),
    (
        "现在只有一条小得多的船，每星期来两次。住在外岛的人又开始自己烤面包，把信攒在一起寄，也学会了看云识天气。"
        "学校搬进了旧仓库，孩子们在墙上画了一条大船，老师让每个人写下自己还记得的一次航行，写得最长的是一个只坐过一回船的女孩。"
    ),
    (
        "镇里答应秋天以前再找一条船，可是谁也不知道钱从哪里来。医生说，她宁愿自己学会划船，也不愿再等下去了。"
        "到了夏末，码头边立起一块木牌，上面写着：有船的人，请在星期五早上七点停一停，这里有一位医生和两只皮包。"
    ),
]
AROUND = ["Who reads this reads that too", "A quarrel about the harbour lights, and what came of it in the end"]


def page_of(paragraphs, body, *, kind="NewsArticle", url=None, heading="The ferry"):
    data = json.dumps({"@context": "https://schema.org", "@type": kind, "articleBody": body, "headline": heading})
    shown = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    more = "\n".join(f"<p>{text}</p>" for text in AROUND)
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{heading}</title>
<script type="application/ld+json">{data}</script></head>
<body><p>Menu</p><h1>{heading}</h1>{shown}<p>About us</p>{more}</body></html>"""
    return parse(decode(RawDocument(data=html.encode(), url=url)))


REASON = reason_of("trial", "1", "no article")


def seeing(*texts):
    """An extractor that finds the blocks with these texts."""
    return lambda page: Extraction(tuple(n for n, block in enumerate(page.blocks) if block.text in texts), REASON)


def texts(page, found):
    return [page.blocks[number].text for number in found.blocks]


@pytest.mark.parametrize("paragraphs", [pytest.param(ENGLISH, id="English"), pytest.param(CHINESE, id="Chinese")])
def test_a_stated_text_that_is_on_the_page_goes_before_what_the_extractor_sees(paragraphs):
    page = page_of(paragraphs, " ".join(paragraphs))
    found = with_statements(seeing("The ferry", paragraphs[0], *AROUND), page)

    assert texts(page, found) == ["The ferry", *paragraphs]
    assert (found.said.by, found.said.name) == ("statement", "articleBody")
    number = [block.text for block in page.blocks].index(AROUND[0])
    assert found.reasons[number].why == "not in the text that the page states to be its article (JSON-LD, articleBody)"


def test_between_the_stated_blocks_the_extractor_is_believed():
    heading = "What became of the captain"
    page = page_of([ENGLISH[0], heading, *ENGLISH[1:]], " ".join(ENGLISH))
    found = with_statements(seeing(ENGLISH[0], heading, *AROUND), page)

    assert texts(page, found) == [ENGLISH[0], heading, *ENGLISH[1:]]


def test_where_both_agree_the_word_of_the_extractor_stands():
    page = page_of(ENGLISH, " ".join(ENGLISH))
    whole = ("The ferry", *ENGLISH)
    found = with_statements(seeing(*whole), page)

    assert (texts(page, found), found.said) == (list(whole), None)


def test_a_statement_speaks_for_an_extractor_that_finds_nothing():
    page = page_of(ENGLISH, " ".join(ENGLISH))

    assert texts(page, with_statements(lambda _: None, page)) == ENGLISH


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing is stated"),
        pytest.param(ENGLISH[0], id="a summary"),
        pytest.param(" ".join(["Another text that stands nowhere here."] * 12), id="a text that is not on the page"),
        pytest.param(ENGLISH[0] + " Much that only subscribers may read." * 12, id="a text half of which is not shown"),
    ],
)
def test_a_statement_that_does_not_hold_changes_nothing(body):
    page = page_of(ENGLISH, body)
    extractor = seeing(ENGLISH[1], AROUND[1])

    assert with_statements(extractor, page) == extractor(page)


def test_a_summary_does_not_cut_the_article_that_the_extractor_sees():
    long = [
        f"{text} And so it went on for the {n}th year, as everybody on the quay will tell you."
        for n, text in enumerate(ENGLISH * 4)
    ]
    page = page_of(long, " ".join(long[:3]))
    found = with_statements(seeing(*long), page)

    assert texts(page, found) == long


def test_a_single_main_element_decides_nothing():
    # On labelled pages it holds lists of other articles as often as not.
    html = f"<html><body><p>{AROUND[0]}</p><main><p>{ENGLISH[0]}</p><p>{AROUND[1]}</p></main></body></html>"
    page = parse(decode(RawDocument(data=html.encode())))

    assert texts(page, with_statements(seeing(AROUND[0], ENGLISH[0]), page)) == [AROUND[0], ENGLISH[0]]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("One.\nTwo.", "One.\nTwo.", id="lines"),
        pytest.param("<p>One &amp; a <b>half</b>.</p><p>Two.</p>", "\nOne & a half.\n\nTwo.\n", id="HTML"),
        pytest.param("3 < 4 and 5 > 4", "3 < 4 and 5 > 4", id="no HTML"),
        pytest.param("汽笛响了。", "汽笛响了。", id="Chinese"),
    ],
)
def test_the_stated_body_is_what_a_reader_would_see(body, text):
    assert stated_body(page_of(ENGLISH, body)) == text


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(parse(decode(RawDocument(data=b"articleBody"))), id="plain text"),
        pytest.param(page_of(ENGLISH, "A video.", kind="VideoObject"), id="no article"),
        pytest.param(page_of(ENGLISH, "   "), id="nothing in it"),
        pytest.param(page_of(ENGLISH, ["a", "list"]), id="no string"),
    ],
)
def test_a_page_may_state_no_body(page):
    assert stated_body(page) is None


def test_the_body_of_another_article_is_not_the_page_s():
    nodes = [
        {"@type": "NewsArticle", "url": f"https://harbour.test/{name}", "headline": name, "articleBody": name}
        for name in ("lamps", "ferry", "bread")
    ]
    html = f'<html><head><script type="application/ld+json">{json.dumps(nodes)}</script></head><body><p>x</p></body></html>'

    def body_at(url):
        return stated_body(parse(decode(RawDocument(data=html.encode(), url=url))))

    assert body_at("https://harbour.test/ferry") == "ferry"
    assert body_at("https://harbour.test/quay") is None
