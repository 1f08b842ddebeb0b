"""One article, three formats: what is left of it is the same, whether it came as HTML, as Markdown or as plain text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec
import pytest

from cleaner import Cleaned, Cleaner, RawDocument, Rejected
from cleaner.rules.load import load_rules

ROOT = Path(__file__).parents[1]
ARTICLES = Path(__file__).parent / "articles"
NAMES = sorted({path.stem for path in ARTICLES.iterdir()})
PAGES = sorted((ROOT / "fixtures").glob("*/*/input.html"))
SOURCES = {"rules of a source": "163.com", "rules of a forum": "discuz-wechat", "no source": None}

articles = pytest.mark.parametrize("name", NAMES)
sources = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())


@cache
def cleaner(source: str | None, form: str) -> Cleaner:
    book = load_rules()
    if source is None:
        book = msgspec.structs.replace(book, sources={})
    return Cleaner(book, source=source, to=form, extractor="none")


def cleaned(path: Path, source: str | None, form: str) -> str:
    return text_of(cleaner(source, form), RawDocument(data=path.read_bytes(), path=path.name))


def text_of(cleaner: Cleaner, raw: RawDocument) -> str:
    result = cleaner.clean(raw)
    held = result.held if isinstance(result, Rejected) else result
    assert isinstance(held, Cleaned), result
    return held.text


def paragraphs(text: str) -> list[str]:
    """Lines with something on them, without what stands at their ends. NBSP and the space are one."""
    return [line.strip().replace("\xa0", " ") for line in text.splitlines() if line.strip()]


def without_bars(lines: list[str]) -> list[str]:
    """Rows of Markdown tables as text has them: a row of Markdown is read as one block, its bars are part of it."""
    rows = [re.sub(r"\s*\|\s*", "\t", line.strip("|").strip()) if line[0] == "|" else line for line in lines]
    return [row for row in rows if row.strip("-\t ")]


SIGNS = {
    "stars in a product": "<p>2*3*4 and *stars* and **more**</p>",
    "a hash at the head": "<p># is the sign for a wreck</p>",
    "a plus, a minus, a greater at the head": "<p>+ a light</p><p>- a stone</p><p>&gt; a rapid</p>",
    "numbers at the head": "<p>1986. It froze.</p><p>2) It thawed.</p>",
    "brackets": "<p>see [1] and [here](there) and ![no](image)</p>",
    "tags in words": "<p>write &lt;b&gt;, &lt;br/&gt; or &lt;!-- this --&gt;</p>",
    "a whole line of a comment": "<p>&lt;!-- this --&gt;</p>",
    "references in words": "<p>&amp;amp; stands for &amp;, &amp;lt; for &lt;</p>",
    "struck out": "<p>it costs <del>two</del> three, ~~not~~ four</p>",
    "back-ticks": "<p>press ` twice, or ``` thrice</p>",
    "dividers of characters": "<p>---</p><p>***</p><p>===</p><p>last</p>",
    "fences of characters": "<p>```</p><p>between</p><p>~~~</p>",
    "a backslash at the end": "<p>C:\\</p><p>C:\\<br>D:\\ and \\* too</p>",
    "bars": "<p>| one | two |</p>",
    "an address in words": "<p>http://x.example/a_b_c?d=1&amp;e=2 is it</p>",
    "underscores": "<p>_so_ and snake_case and __init__</p>",
    "nested emphasis": "<p><b>bold <i>both</i></b> and <i>lean <b>both</b></i>, <b> padded </b>!</p>",
    "code": "<p><code>a * b_c [d] `e`</code> and <code>`</code></p>",
    "code in a block with fences": "<pre>```\nx\n```\n</pre><p>after</p>",
    "items with two paragraphs": "<ol start=3><li><p>one</p><p>more</p></li><li>two<ul><li>deep</li></ul></li></ol>",
    "a quotation of a heading and a list": "<blockquote><h2>said</h2><ul><li>one</li></ul></blockquote>",
    "front matter of characters": "<p>---</p><p>title: no</p><p>---</p><p>text</p>",
}


@articles
@sources
@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_html_and_markdown_give_the_paragraphs_of_plain_text(name, source, suffix):
    text = cleaned(ARTICLES / f"{name}.txt", source, "text")

    assert paragraphs(cleaned(ARTICLES / f"{name}{suffix}", source, "text")) == paragraphs(text)


@articles
@sources
def test_html_written_as_markdown_is_the_markdown_article(name, source):
    ours, theirs = (cleaned(ARTICLES / f"{name}{suffix}", source, "markdown") for suffix in (".html", ".md"))

    assert paragraphs(ours) == paragraphs(theirs.replace("&nbsp;", "\xa0"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_the_markdown_of_a_page_reads_as_its_text(path):
    raw = RawDocument(data=path.read_bytes(), path=path.name)
    text, markdown = (text_of(Cleaner(to=form), raw) for form in ("text", "markdown"))

    again = text_of(cleaner(None, "text"), RawDocument(data=markdown.encode(), path="page.md"))

    assert without_bars(paragraphs(again)) == without_bars(paragraphs(text))


@pytest.mark.parametrize("body", SIGNS.values(), ids=SIGNS.keys())
def test_signs_that_a_page_means_as_characters_stay_characters(body):
    raw = RawDocument(data=f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), path="page.html")
    text, markdown = (text_of(cleaner(None, form), raw) for form in ("text", "markdown"))

    again = text_of(cleaner(None, "text"), RawDocument(data=markdown.encode(), path="page.md"))

    assert paragraphs(again) == paragraphs(text)
