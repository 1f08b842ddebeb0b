"""The way back: every visible character of an HTML page leads to its source, and others read the same text.

Real pages are looked at too where the environment variable `CLEANER_PAGES` names a folder of them.
"""

from __future__ import annotations

import html as entities
import os
import re
import warnings
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, Doctype, XMLParsedAsHTMLWarning
from bs4.element import CData, Declaration, ProcessingInstruction
from page_laws import block_laws, token_laws, units, visible_laws, without_white_space

from cleaner.blocks import parse
from cleaner.blocks.html import parse_html
from cleaner.blocks.html.tokens import prepared, tokenize, tokenize_slowly
from cleaner.model.document import DecodedText, RawDocument

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "fixtures", *(Path(name) for name in [os.environ.get("CLEANER_PAGES")] if name)]
PAGES = sorted(path for folder in FOLDERS for path in folder.rglob("*.html"))

ARTICLE = """\ufeff<!DOCTYPE html>\r
<html lang="zh"><head><meta charset="utf-8"><title>灯塔 &amp; 潮水</title>
<style>p > b { content: "<p>" }</style><script>if (1 < 2) document.write("<p>" + '</p>');</script></head>
<body class='a>b'><nav><ul><li><a href="/">首页</a></li><li><a href="/b?c=1&amp;d=2">频道</a></ul></nav>
<article><h1>灯塔 &amp; 潮水</h1><p class=by>作者：林一 <time>2024-05-06</time></p>
<p>　　第一段，<b>粗 <i>斜</i></b>，<a href='//x.example/a_(b)'>链接</a>&hellip;<br>换\r
行&#x3002;</p><figure><img data-src="//x.example/1.jpg" alt="灯"><figcaption>图注</figcaption></figure>
<blockquote><p>引文</blockquote><ol start=3><li>一<ul><li>二</ul><li>三</ol><pre>a &lt; b
\tc</pre><table><tr><th>甲<th>乙<tr><td>1<td>2</table><p>x</>y<!-- 注 -->z</p></article>
<div hidden>藏</div><svg><title>题</title><text>图</text></svg><noscript><p>请打开脚本</p></noscript></body></html>
"""


def page_of(text):
    raw = RawDocument(data=b"", media_type="text/html")
    return parse(DecodedText(raw=raw, text=text, encoding="utf-8", encoding_evidence="valid"))


def text_of(path):
    return path.read_bytes().decode("utf-8", "replace")


SOURCES = {
    "a stretch": ("<p>abc</p>", "b", "b"),
    "a reference": ("<p>a &amp; b</p>", "&", "&amp;"),
    "a reference without semicolon, a unit with the letters behind it": ("<p>a&ltb c</p>", "<", "&ltb"),
    "a character beyond the first 65,536": ("<p>a&#x1F409;b\U0001f409c</p>", "b\U0001f409", "b\U0001f409"),
    "white space": ("<p>a \r\n\t b</p>", "a b", "a \r\n\t b"),
    "white space across tags": ("<p>a <b> b</b></p>", "a ", "a "),
    "an element that is wholly inside": ("<p>a<b>b</b>c</p>", "b", "<b>b</b>"),
    "half an element": ("<p>a<b>bd</b>c</p>", "ab", "a<b>b"),
    "elements in elements": ("<p>a<a href=x><b>b</b></a>c</p>", "b", "<a href=x><b>b</b></a>"),
    "over a comment": ("<p>a<!-- x -->b</p>", "ab", "a<!-- x -->b"),
    "over a hidden span": ("<p>a<span hidden>x</span>b</p>", "ab", "a<span hidden>x</span>b"),
    "over NUL": ("<p>a\0b</p>", "ab", "a\0b"),
    "code, with line ends": ("<pre>a\r\n b</pre>", "a\r\n b", "a\r\n b"),
    "a link that ends where the next begins": ("<p><a href=1>a<a href=2>b</a></p>", "a", "<a href=1>a"),
    "a link that is never closed": ("<p>a<a href=1>b</p>", "b", "b"),
    "behind Windows line ends": ("<p>\r\n\r\n a\r\n<p>b", "b", "b"),
    "a reference to white space and letters behind it": ("<p>&nbspt</p>", "t", "&nbspt"),
    "in noscript": ("<noscript><p>a &amp; b</p></noscript>", "& b", "&amp; b"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "shown", "source"), SOURCES.values(), ids=SOURCES.keys())
def test_visible_text_leads_to_its_source(html, shown, source):
    block = next(block for block in parse_html(html)[0] if shown in block.text)
    start = block.text.index(shown)

    assert block.source_span(start, start + len(shown)).of(html) == source


def test_every_offset_leads_there_and_back():
    page = page_of(ARTICLE)
    for block in page.blocks:
        for offset, shown, start, end in units(block):
            assert block.visible_span(start, end) == (offset, offset + len(shown))
    assert [*block_laws(page), *visible_laws(page), *token_laws(ARTICLE)] == []


def test_a_span_of_the_whole_text_of_a_block_lies_in_it_or_its_own_tags():
    for block in parse_html(ARTICLE)[0]:
        if block.text:
            source = block.source_span(0, len(block.text)).of(ARTICLE)
            assert re.sub(r"^(?:<[a-z][^>]*>)+|(?:</[a-z]+>)+$", "", source) in ARTICLE[block.start : block.end]


# --- the slower tokenizer, which takes over should the other ever lose a character


def stream(tokens):
    """Tags with their attributes, and all text between two of them as one."""
    found = []
    text = ""
    for token in tokens:
        source = token.source
        if source is None or source[0] == "&":
            text += token.data or ""
            continue
        if token.tag:
            # In a title there are references and no tags: the slower one leaves them as they stand.
            found += [entities.unescape(text)] if text else []
            text = ""
            is_end = source[1] == "/"
            first: dict[str, str] = {}
            for name, value in [] if is_end else token.attrs or []:
                first.setdefault(name, value or "")
            found.append((token.tag, is_end, first))
    return [*found, text]


@pytest.mark.parametrize("html", [ARTICLE, *map(text_of, PAGES)], ids=["article", *(path.stem for path in PAGES)])
def test_both_tokenizers_read_the_same(html):
    ready = prepared(html)

    assert stream(tokenize_slowly(ready)) == stream(token for token, _, _ in tokenize(ready))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<p>a<b", id="cut in a tag"),
        pytest.param("<p a='b>c", id="cut in an attribute"),
        pytest.param("<!-- a", id="cut in a comment"),
        pytest.param("<script>a<b", id="cut in a script"),
        pytest.param("<script></script x>a</scriptx></script", id="ends of scripts that are none"),
        pytest.param("a < b <3 </ > <> <!> <?x> <!doctype>", id="brackets"),
        pytest.param("&amp;&lt&#x;&#1;&bogus;&", id="references"),
        pytest.param("<a b='>' c=\">\" d=>e", id="brackets in attributes"),
        pytest.param("", id="nothing"),
    ],
)
def test_the_slower_tokenizer_loses_no_character(text):
    assert (
        "".join((token.data or "") if token.source is None else token.source for token in tokenize_slowly(text)) == text
    )


# --- an independent reader

NOT_SHOWN = (
    "script", "style", "select", "datalist", "textarea", "iframe", "object", "video", "audio", "title", "svg", "canvas",
    "noembed", "noframes", "annotation", "annotation-xml",
)  # fmt: skip
NOT_TEXT = (Comment, Doctype, CData, Declaration, ProcessingInstruction)


def read_by_others(html, builder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(html.replace("\0", ""), builder)
    for element in soup(list(NOT_SHOWN)):
        element.decompose()
    for element in soup(["noscript", "template"]):
        # Ours are text behind a door; what is in them differs from builder to builder.
        element.decompose()
    for element in soup(style=True):
        if (
            not element.decomposed
            and element.name not in BREAKING
            and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", element["style"])
        ):
            element.decompose()
    shown = (text for text in soup.find_all(string=True) if not isinstance(text, NOT_TEXT))
    return without_white_space("".join(shown).replace("\u200b", ""))


BREAKING = frozenset(
    [
        "div",
        "p",
        "section",
        "article",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "body",
        "header",
        "footer",
        "nav",
        "aside",
        "h1",
        "h2",
        "h3",
        "h4",
        "form",
    ]
)


def read_by_us(html):
    tree = parse_html(html)[1]
    doors = [element.span for element in tree.select("noscript, template")]
    shown = (block.text for block in parse_html(html)[0] if not any(s.start <= block.start < s.end for s in doors))
    return without_white_space("".join(shown).replace("\u200b", ""))


@pytest.mark.parametrize("builder", ["html.parser", "lxml"])
@pytest.mark.parametrize("html", [ARTICLE, *map(text_of, PAGES)], ids=["article", *(path.stem for path in PAGES)])
def test_others_read_the_same_text(html, builder):
    pytest.importorskip("lxml")
    assert read_by_us(html) == read_by_others(html, builder)


@pytest.mark.parametrize("html", [ARTICLE, *map(text_of, PAGES)], ids=["article", *(path.stem for path in PAGES)])
def test_every_law_holds_of_real_pages(html):
    page = page_of(html)

    assert [*block_laws(page), *visible_laws(page), *token_laws(html)] == []


@pytest.mark.parametrize("html", [ARTICLE, *map(text_of, PAGES)], ids=["article", *(path.stem for path in PAGES)])
def test_elements_begin_and_end_with_their_tags(html):
    tree = parse_html(html)[1]
    for element in tree.select("*"):
        source = element.span.of(html)
        assert source.lower().startswith(f"<{element.tag.lower()}"), source[:40]
        assert element.span.end <= len(html)


# --- known faults of the parser, each with the smallest page that shows it


def test_code_that_reads_like_a_tag_is_code():
    assert [block.text for block in parse_html("<p>a</p><xmp><p></xmp>")[0]] == ["a", "<p>"]


def test_misnested_emphasis_ends():
    second = parse_html("<p><b><i>a</b></i></p><p>c</p>")[0][1]
    assert second.wraps == ()


def test_emphasis_ends_with_its_cell():
    second = parse_html("<table><tr><td><b>a</td><td>c</td></table>")[0][1]
    assert second.wraps == ()


def test_a_replacement_character_behind_a_nul_is_shown():
    assert [block.text for block in parse_html("<p>\0\ufffda</p>")[0]] == ["\ufffda"]


def test_an_item_may_have_a_number_of_its_own():
    assert [block.marker for block in parse_html("<ol><li value=5>a<li>b</ol>")[0]] == ["5. ", "6. "]


def test_an_item_that_holds_only_a_list_keeps_its_marker():
    assert [block.marker for block in parse_html("<ul><li><ul><li>a</ul></ul>")[0]] == ["- - "]
