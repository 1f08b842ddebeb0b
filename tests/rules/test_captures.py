"""What rules read before the chrome goes."""

from __future__ import annotations

import pytest


def rule(matchers: str, capture: str, table: str = "remove") -> str:
    category = 'category = "byline"\n' if table == "remove" else ""
    return f'[[{table}]]\nid = "r{len(matchers)}-{table}"\n{category}why = "a test"\n{matchers}\ncapture = {capture}\n'


CASES = {
    "a named group": ("line = '^作者 (?P<who>.+)$'", '{ author = "{who}" }', "作者 林一\n正文\n", {"author": ["林一"]}),
    "the match, and the text of its block": ("span = '^作者'", '{ author = "{0}", topic = "{text}" }', "作者 林一\n正文\n",
                                             {"author": ["作者"], "topic": ["作者 林一"]}),
    "several values, split": ("line = '^文 (?P<who>.+)$'", '{ author = { value = "{who}", split = "[、,]" } }', "文 林一、 白榆\n正文\n",
                              {"author": ["林一", "白榆"]}),
    "several facts of a kind": ("line = '^文'", '{ topic = ["甲", "乙"] }', "文\n正文\n", {"topic": ["甲", "乙"]}),
    "a group that took no part gives no fact": ("line = '^文(?: (?P<who>.+))?$'", '{ author = "{who}", topic = "文" }', "文\n正文\n",
                                                {"topic": ["文"]}),
    "the target and the words of a link": ("href = '//'", '{ reference = "{href}", topic = "{anchor}" }', "见[源](//x.org/a)\n",
                                           {"reference": ["//x.org/a"], "topic": ["源"]}),
    "address and text of an image": ("src = 'a'", '{ image = "{src}", topic = "{alt}" }', "前![图](//x.org/a.png)\n",
                                     {"image": ["//x.org/a.png"], "topic": ["图"]}),
    "how many lines a region has below its first": ("from = '^热门$'", '{ hot-news-items = "{count}" }', "正文\n热门\n甲\n乙\n",
                                                    {"hot-news-items": ["2"]}),
}  # fmt: skip


@pytest.mark.parametrize(("matchers", "capture", "page", "facts"), CASES.values(), ids=CASES.keys())
def test_a_template_takes_what_it_names(clean, matchers, capture, page, facts):
    done = clean(rule(matchers, capture), page)
    found: dict[str, list[str]] = {}
    for fact in done.facts:
        found.setdefault(fact.kind, []).append(fact.value)
    assert found == facts


def test_details_belong_to_their_fact(clean):
    capture = '{ published = { value = "{0}", timezone = "Asia/Shanghai", confidence = "inferred" } }'
    (date,) = clean(rule("line = '^2025年1月2日$'", capture), "2025年1月2日\n正文\n").stamp.dates
    assert (date.value, date.timezone, date.confidence, date.literal) == (
        "2025-01-02",
        "Asia/Shanghai",
        "inferred",
        "2025年1月2日",
    )


def test_evidence_is_the_place_on_the_page(clean):
    (credit,) = clean(rule("line = '^作者 (?P<who>.+)$'", '{ author = "{who}" }'), "正文\n\n作者 林一\n").stamp.credits
    (evidence,) = credit.evidence
    assert (evidence.start, evidence.end, evidence.line, evidence.quote) == (7, 9, 3, "林一")


def test_a_read_rule_reads_and_removes_nothing(clean):
    done = clean(rule("line = '^作者 (?P<who>.+)$'", '{ author = "{who}" }', "read"), "作者 林一\n正文\n")
    assert done.text == "作者 林一\n正文"
    assert [credit.name for credit in done.stamp.credits] == ["林一"]


def test_a_fact_that_two_rules_read_at_one_place_is_one_fact(clean):
    capture = '{ author = "{who}" }'
    rules = rule("line = '^作者 (?P<who>.+)$'", capture) + rule("line = '^作 ?者 (?P<who>.+)$'", capture, "read")
    assert [fact.value for fact in clean(rules, "作者 林一\n正文\n").facts] == ["林一"]


def test_an_image_that_a_source_calls_chrome_is_no_image_of_the_article(clean):
    rules = '[[remove]]\nid = "ad"\ncategory = "advertisement"\nwhy = "an ad"\nsrc = \'ads\'\n'
    done = clean(rules, "正文![](//x.org/ads.png)![](//x.org/photo.png)\n")
    assert [image.url for image in done.stamp.images] == ["//x.org/photo.png"]
