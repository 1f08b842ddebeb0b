"""Pages that show no article and state one: the text in their data is the document, and every law holds of it."""

from __future__ import annotations

import json

import pytest
from page_laws import ledger_laws

from cleaner import Cleaned, Cleaner, RawDocument, Rejected
from cleaner.extract.json_string import JsonString
from cleaner.model.span import Span

ENGLISH = [
    "The signal house on the point was sold in May to a couple who mend clocks, and who say that they sleep badly.",
    'Its "great bell", which nobody has heard since the war, hangs in the kitchen now — under a cloth, like a parrot.',
    "They want to ring it once, on the longest night, and have asked the harbour whether anybody would mind 🔔 at all.",
]
CHINESE = [
    "五月里，岬角上的信号房卖给了一对修钟表的夫妻。他们说在那里总睡不好，因为海风一到半夜就推窗子，像有人要进来避雨。",
    "那口“大钟”从战争以后就没有人听见过，如今挂在厨房里，上面盖着一块布，好像一只睡着的鹦鹉，连猫也绕着它走。",
    "他们想在一年里最长的那个夜晚敲它一次，已经写信去问码头上的人介意不介意。码头回信说，要敲就多敲几下，大家都想听听。",
    "信号房的楼梯一共有六十四级，每一级都有人刻过名字。夫妻俩把名字抄在本子上，准备等人来认，已经认出了十一个。",
]
CLEANER = Cleaner(extractor="turbohtml")


def page(node, *, visible="", dump=json.dumps, **how) -> RawDocument:
    data = node if isinstance(node, str) else dump(node, **how)
    html = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>The signal house</title>
<script type="application/ld+json">{data}</script></head>
<body><div id="app"></div>{visible}</body></html>"""
    return RawDocument(data=html.encode())


def article(body, kind="NewsArticle", key="articleBody"):
    return {"@context": "https://schema.org", "@type": kind, "headline": "The signal house", key: body}


@pytest.mark.parametrize("paragraphs", [pytest.param(ENGLISH, id="English"), pytest.param(CHINESE, id="Chinese")])
@pytest.mark.parametrize(
    "write",
    [
        pytest.param("\n".join, id="lines"),
        pytest.param("\r\n\r\n".join, id="lines of Windows"),
        pytest.param(lambda lines: "".join(f"<p>{line}</p>" for line in lines), id="HTML"),
        pytest.param(lambda lines: "<br><br>\n".join(lines).replace("—", "&mdash;"), id="HTML with references"),
        pytest.param(lambda lines: "\n".join(f"<b>{line}</b>" for line in lines), id="HTML without paragraphs"),
    ],
)
@pytest.mark.parametrize("ascii_only", [pytest.param(True, id="escaped"), pytest.param(False, id="as it is")])
def test_the_text_in_the_data_is_the_document(paragraphs, write, ascii_only):
    raw = page(article(write(paragraphs)), ensure_ascii=ascii_only, visible="<p>Please switch JavaScript on.</p>")
    result = CLEANER.clean(raw)

    assert isinstance(result, Cleaned)
    assert result.text.split("\n\n") == paragraphs
    assert (result.stamp.extraction.by, result.stamp.extraction.name) == ("json-ld", "articleBody")
    assert list(ledger_laws(result, raw.data)) == []
    reasons = {removal.reason.rule: removal.reason.why for removal in result.ledger.removals}
    assert "the page shows no article" in reasons["extract/json-ld"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_every_law_holds_in_every_form(form):
    body = (
        "<h2>The bell</h2><p>One <a href='/bell'>bell</a> &amp; <em>a</em> cloth.</p><ul><li>Clocks</li></ul>"
        + "".join(f"<p>{line}</p>" for line in ENGLISH)
    )
    raw = page(article(body))
    result = Cleaner(extractor="turbohtml", to=form).clean(raw)

    assert isinstance(result, Cleaned)
    assert ("## The bell" in result.text) == (form == "markdown")
    assert ENGLISH[0] in result.text
    assert list(ledger_laws(result, raw.data)) == []


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("BlogPosting", "articleBody"),
        ("DiscussionForumPosting", "text"),
        ("Product", "description"),
        ("JobPosting", "description"),
    ],
)
def test_a_posting_a_product_and_a_job_have_their_texts_elsewhere(kind, key):
    result = CLEANER.clean(page(article("\n".join(ENGLISH), kind, key)))

    assert isinstance(result, Cleaned)
    assert (result.text.split("\n\n"), result.stamp.extraction.name) == (ENGLISH, key)


def test_an_article_that_is_shown_goes_before_the_data():
    shown = "".join(f"<p>{line}</p>" for line in ENGLISH)
    other = "\n".join(f"{line} This is for subscribers." for line in CHINESE)
    result = CLEANER.clean(page(article(other), visible=f"<article>{shown}</article>"))

    assert isinstance(result, Cleaned)
    assert result.stamp.extraction.by == "extractor"
    assert "subscribers" not in result.text


def test_the_beginning_of_an_article_is_not_made_whole():
    # What a page shows to those who do not pay is what it shows.
    body = "\n".join(ENGLISH * 4)
    result = CLEANER.clean(page(article(body), visible=f"<article><p>{ENGLISH[0]}</p></article>"))

    document = result.held if isinstance(result, Rejected) else result
    assert document is not None
    assert document.text == ENGLISH[0]


@pytest.mark.parametrize(
    "node",
    [
        pytest.param(article("The signal house was sold in May."), id="a short text"),
        pytest.param(article("\n".join(ENGLISH), kind="VideoObject"), id="no article"),
        pytest.param(
            [article("\n".join(ENGLISH)) | {"headline": name} for name in ("quay", "bread")], id="two articles"
        ),
        pytest.param('{"@type": "NewsArticle", "articleBody": "' + "x y " * 200, id="broken JSON"),
    ],
)
def test_without_an_article_the_page_is_held_and_says_why(node):
    result = CLEANER.clean(page(node, visible="<p>Loading</p>"))

    assert isinstance(result, Rejected)
    assert (result.stage, result.code, result.held.text) == ("extract", "nothing-extracted", "Loading")


def test_a_page_that_shows_and_states_nothing_is_empty():
    result = CLEANER.clean(page(article("")))

    assert isinstance(result, Rejected)
    assert result.code == "empty-document"


def test_without_an_extractor_the_data_are_left_alone():
    result = Cleaner(extractor="none").clean(page(article("\n".join(ENGLISH)), visible="<p>Loading</p>"))

    assert isinstance(result, Cleaned)
    assert result.text == "Loading"


@pytest.mark.parametrize(
    ("source", "text", "starts"),
    [
        pytest.param("ab", "ab", [0, 1, 2], id="as it stands"),
        pytest.param(r"a\nb", "a\nb", [0, 1, 3, 4], id="a line end"),
        pytest.param(r"\"\/\\", '"/\\', [0, 2, 4, 6], id="signs"),
        pytest.param(r"\u4e2d文", "中文", [0, 6, 7], id="Chinese"),
        pytest.param(r"\ud83d\udd14!", "🔔!", [0, 12, 13], id="two escapes for one character"),
        pytest.param(r"\ud83d\ud83d\udd14", "\ud83d🔔", [0, 6, 18], id="half a character"),
        pytest.param(r"\udd14x", "\udd14x", [0, 6, 7], id="the other half"),
        pytest.param("", "", [0], id="nothing"),
    ],
)
def test_every_character_of_a_string_has_its_place(source, text, starts):
    string = JsonString(source, Span(0, len(source)))

    assert (string.text, string.starts) == (text, starts)


def test_what_no_text_can_hold_is_not_shown():
    body = "\n".join(ENGLISH).replace("May", "\ud83d\x00May\x07")
    raw = page(article(body))
    result = CLEANER.clean(raw)

    assert isinstance(result, Cleaned)
    assert "in \ufffdMay to" in result.text
    assert list(ledger_laws(result, raw.data)) == []
