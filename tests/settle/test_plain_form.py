"""Plain text: a paragraph on a line, an empty line between paragraphs, tabs between cells, nothing rewritten."""

from __future__ import annotations

import pytest
from page_laws import ledger_laws

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.model.ledger import Reason
from cleaner.model.proposal import Proposal
from cleaner.settle import settle

CLEANER = Cleaner(to="text", profile="markup-only", extractor="none")
REASON = Reason(rule="t/a", category="navigation", why="test")


def written(page, media_type="text/html"):
    raw = RawDocument(data=page.encode(), media_type=media_type)
    result = CLEANER.clean(raw)
    assert isinstance(result, Cleaned)
    assert list(ledger_laws(result, raw.data)) == []
    return result.text


def without(page, *taken, form="text"):
    """*page* written when rules want all that stands in *taken*."""
    parsed = parse(decode(RawDocument(data=page.encode(), media_type="text/html")))
    spans = [(page.index(part), page.index(part) + len(part)) for part in taken]
    return settle(parsed, [Proposal(start, end, 0, REASON) for start, end in spans], form).replay(page)


CASES = {
    "paragraphs": ("<h1>a</h1><p>b</p><p>c</p>", "a\n\nb\n\nc"),
    "lines of a verse": ("<p>a<br>b<br><br>c</p>", "a\nb\n\nc"),
    "items": ("<ul><li>a<li>b</ul><p>c", "a\nb\n\nc"),
    "terms": ("<dl><dt>a<dd>b</dl>", "a\nb"),
    "cells": ("<table><tr><td>a<td>b<tr><td>c<td>d</table>e", "a\tb\nc\td\n\ne"),
    "a layout": ("<table><tr><td><p>a<p>b<td><p>c</table>", "a\n\nb\n\nc"),
    "references": ("<p>&lt;b&gt; &amp;amp; &#x1F409;&hellip;</p>", "<b> &amp; 🐉…"),
    "a reference alone": ("&amp;", "&"),
    "white space": ("<p> a \n <b> b </b> </p>", "a b"),
    "NBSP inside stays, at the ends it goes": ("<p>&nbsp;a&nbsp;b\u00a0</p>", "a\u00a0b"),
    "images, rules and links are not text": ("<p><img src=a.png alt=x>a<a href=/b>c</a></p><hr>d", "ac\n\nd"),
    "code": ("<pre>\n  a\n\n\tb  \n</pre>c", "  a\n\n\tb\n\nc"),
    "code with Windows line ends": ("<pre>a\r\n\r\nb\rc</pre>", "a\n\nb\nc"),
    "one line end between CRLF sources": ("<p>a</p>\r\n<p>b\r\nc</p>\r\n", "a\n\nb c"),
    "hidden elements go": ("<p>a<i hidden>x</i>b</p><p hidden>x</p><p>c", "ab\n\nc"),
    "ruby": ("<ruby>漢<rt>kan</rt></ruby>字", "漢字"),
    "NUL": ("<p>a\0b\0</p>", "ab"),
    "a byte order mark": ("\ufeff<p>a</p>", "a"),
}


@pytest.mark.parametrize(("page", "text"), CASES.values(), ids=CASES.keys())
def test_html_becomes_plain_text(page, text):
    assert written(page) == text


MARKDOWN = {
    "headings, emphasis, links": ("# a\n\n**b** [c](/d) *e*\n", "a\n\nb c e"),
    "lists": ("- a\n- b\n\n1. c\n", "a\nb\n\nc"),
    "references and escapes": ("# &amp; 1\\. \\*x\\*\n", "& 1. *x*"),
    "quotations": ("> a\n> b\n\nc\n", "a\nb\n\nc"),
    "images": ("![a](b.png)\n\nc\n", "c"),
    "front matter": ("---\ntitle: a\n---\n\nb\n", "b"),
    "code": ("```\na\n  b\n```\nc\n", "a\n  b\nc"),
}


@pytest.mark.parametrize(("page", "text"), MARKDOWN.values(), ids=MARKDOWN.keys())
def test_markdown_becomes_plain_text(page, text):
    assert written(page, "text/markdown") == text


def test_text_stays_as_it_stands():
    assert written("a *b* &amp;\n\n\nc\n", "text/plain") == "a *b* &amp;\n\nc"


TAKEN = {
    "a paragraph between two": ("<p>a</p><p>x</p><p>b</p>", ["x"], "a\n\nb"),
    "the first of lines that are parted from what is above": ("<p>a</p><p>x<br>b</p>", ["x"], "a\n\nb"),
    "the first cell of a row": ("<p>a</p><table><tr><td>x<td>b</table>", ["x"], "a\n\nb"),
    "the first cell of the second row": ("<table><tr><td>a<td>b<tr><td>x<td>c</table>", ["x"], "a\tb\nc"),
    "the first paragraph": ("<p>x</p><p>a</p>", ["x"], "a"),
    "the last paragraph": ("<p>a</p><p>x</p>", ["x"], "a"),
    "a word, and one of the spaces around it": ("<p>a x b</p>", ["x"], "a b"),
    "an element with its text": ("<p>a <b>x</b> b</p>", ["<b>x</b>"], "a b"),
    "half of a reference takes all of it": ("<p>a&amp;b</p>", ["&am"], "ab"),
    "tags only": ("<p>a<b>b</b></p>", ["<b>"], "ab"),
    "everything": ("<p>a</p>", ["<p>a</p>"], ""),
    "overlapping tags": ("<div><p>a</p><p>b</p></div>", ["a</p><p>b"], ""),
}


@pytest.mark.parametrize(("page", "taken", "text"), TAKEN.values(), ids=TAKEN.keys())
def test_what_rules_take_leaves_no_trace(page, taken, text):
    assert without(page, *taken) == text


def test_every_removal_says_why():
    raw = RawDocument(data=b"<h1>a</h1>\n\n<p>b &amp; c</p>", media_type="text/html")
    result = CLEANER.clean(raw)

    assert isinstance(result, Cleaned)
    assert {(item.reason.rule, item.reason.category) for item in result.ledger.removals} == {("core/markup", "markup")}
    assert [item.replacement for item in result.ledger.removals] == ["", "\n\n", "&", ""]


def test_a_list_is_parted_from_what_follows():
    assert written("<ul><li>a<li>b</ul>c") == "a\nb\n\nc"
