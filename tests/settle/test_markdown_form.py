"""HTML as Markdown: what is written, and that others read from it what a reader saw on the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from page_laws import ledger_laws

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.blocks import parse
from cleaner.blocks.text import parse_text
from cleaner.decode import decode
from cleaner.settle import settle

CLEANER = Cleaner(to="markdown", profile="markup-only", extractor="none")
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def written(page):
    raw = RawDocument(data=page.encode(), media_type="text/html")
    result = CLEANER.clean(raw)
    assert isinstance(result, Cleaned)
    assert list(ledger_laws(result, raw.data)) == []
    return result.text


CASES = {
    "headings": ("<h1>a</h1><h6>b</h6>c", "# a\n\n###### b\n\nc"),
    "lines of a heading": ("<h2>a<br>b</h2>c", "## a\n\n## b\n\nc"),
    "emphasis": ("<p>a <b>b</b> <em>c</em> <del>d</del> <code>e</code>", "a **b** *c* ~~d~~ `e`"),
    "emphasis in emphasis": ("<p><b>a <i>b</i></b> c", "**a *b*** c"),
    "the same emphasis twice": ("<p><b><strong>a</strong></b>", "**a**"),
    "white space inside of emphasis": ("<p>a<b> b </b>c", "a **b** c"),
    "NBSP inside of emphasis": ("<p>a<b>b&nbsp;</b>“c”", "a**b**\u00a0“c”"),
    "emphasis of nothing": ("<p>a<b> </b>b<i></i>c", "a bc"),
    "emphasis that stands beside itself": ("<p><b>a</b><b>b</b> <i>c</i><b>d</b>", "**a**b *c*d"),
    "emphasis that Markdown could not read": ("<p>他说<b>“好。”</b>然后走了", "他说“好。”然后走了"),
    "quotation marks in emphasis beside punctuation": ("<p>他说：<b>“好。”</b>", "他说：**“好。”**"),
    "emphasis never closed": ("<p>a<b>b", "a**b**"),
    "emphasis over two paragraphs": ("<b>a<p>b</p>c</b>", "**a**\n\n**b**\n\n**c**"),
    "links": ("<p>a <a href=/b>c</a>.", "a [c](/b)."),
    "a link of emphasis, emphasis of a link": ("<p><a href=x><b>a</b></a> <b><a href=x>b</a></b>", "[**a**](x) [**b**](x)"),
    "a link behind an exclamation mark": ("<p>看！! <a href=x>a</a>!<a href=x>b</a>", "看！! [a](x)\\![b](x)"),
    "addresses that would end a link": ("<a href='a b)c<d>(e)\\f'>x</a>", "[x](a%20b%29c%3Cd%3E%28e%29%5Cf)"),
    "an address with brackets": ("<a href='/a_(b)'>x</a>", "[x](/a_(b))"),
    "brackets in a link": ("<a href=x>[1]</a>", "[\\[1\\]](x)"),
    "code in a link and links in code": ("<a href=x><code>a</code></a> <code>b<a href=y>c</a></code>", "[`a`](x) `bc`"),
    "images": ("<p>a <img src='b c.png' alt='d]\n[e'> f", "a ![d\\] \\[e](b%20c.png)f"),
    "a linked image": ("<a href=x><img src=a.png></a>b", "![](a.png)b"),
    "an image in code": ("<code>a<img src=b.png>c</code>", "a![](b.png)c"),
    "an image before a link": ("<img src=a.png><a href=x>b</a>", "![](a.png)[b](x)"),
    "lines of a verse": ("<p>a<br>b<br><br>c", "a\\\nb\n\nc"),
    "items": ("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"),
    "numbers": ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
    "lists in lists": ("<ul><li>a<ol><li>b</ol><li>c</ul>", "- a\n  1. b\n- c"),
    "paragraphs of an item": ("<ul><li><p>a<p>b<li><p>c</ul>", "- a\n\n  b\n\n- c"),
    "quotations": ("<blockquote><p>a<p>b<br>c</blockquote>d", "> a\n\n> b\\\n> c\n\nd"),
    "a rule": ("a<hr>b<hr>", "a\n\n---\n\nb\n\n---"),
    "a table": ("<table><tr><th>a<th>b<tr><td>c<td>d</table>e", "| a | b |\n| --- | --- |\n| c | d |\n\ne"),
    "a table at the end": ("<table><tr><td>a<td>b</table>", "| a | b |\n| --- | --- |"),
    "a table at the end of a cut page": ("<table><tr><td>a<td>b", "| a | b |\n| --- | --- |"),
    "two tables": (
        "<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>",
        "| a | b |\n| --- | --- |\n\n| c | d |\n| --- | --- |",
    ),
    "strokes in a table and out of it": (
        "<table><tr><td>a|b<td><code>c|d</code></table>e|f", "| a\\|b | `c\\|d` |\n| --- | --- |\n\ne|f",
    ),
    "a picture in code is none": ("<pre>a<img src=b.png>c</pre>", "```\nac\n```"),
    "code": ("<pre>a\n *b* &lt;</pre>c", "```\na\n *b* <\n```\n\nc"),
    "code with a fence in it": ("<pre>```\na\n```</pre>", "````\n```\na\n```\n````"),
    "code in an item, code in a quotation": (
        "<ul><li><pre>a\r\nb</pre></ul><blockquote><pre>c\nd</pre></blockquote>",
        "- ```\n  a\n  b\n  ```\n\n> ```\n> c\n> d\n> ```",
    ),
    "ticks in code": ("<p><code>`</code> <code>a``b`</code> <code>*a*</code>", "`` ` `` ``` a``b` ``` `*a*`"),
    "code beside code": ("<p><code>a</code><code>*b</code>", "`a`\\*b"),
    "signs": ("<p>*a* _b_ c_d `e` [f] g~h \\ &lt;i>", "\\*a\\* \\_b\\_ c_d \\`e\\` \\[f\\] g\\~h \\\\ \\<i>"),
    "signs that begin a line": (
        "<p># a<p>1. b<p>- c<p>+ d<p>&gt; e<p>===<p>~~~<p>| f |<p>&#35; g<p>2) h<p>-",
        "\\# a\n\n1\\. b\n\n\\- c\n\n\\+ d\n\n\\> e\n\n\\===\n\n\\~\\~\\~\n\n\\| f |\n\n\\# g\n\n2\\) h\n\n\\-",
    ),
    "signs that begin a line and mean nothing": ("<p>#a#<p>-1<p>+1<p>1.5<p>=a", "#a#\n\n-1\n\n+1\n\n1.5\n\n=a"),
    "hashes at the end of a heading": ("<h2>C #</h2>", "## C \\#"),
    "references that the page means as such": ("<p>&amp;lt; &amp;#60; AT&amp;T &amp;c", "\\&lt; \\&#60; AT&T &c"),
}  # fmt: skip


@pytest.mark.parametrize(("page", "text"), CASES.values(), ids=CASES.keys())
def test_html_becomes_markdown(page, text):
    assert written(page) == text


# --- what others read from it

SIGNS = st.sampled_from(
    [
        "灯塔", "a", "b c", "“引”", "。", "!", "*", "**", "_", "__", "`", "``", "```", "~", "~~", "#", "##", "1.", "2)", "-",
        "+", ">", "|", "[x]", "](y)", "\\", "&lt;", "&amp;lt;", "&amp;", "===", "---", "<!-- c -->", ":", "：", "< ",
        "&nbsp;", "é", "\U0001f409",
    ]
)  # fmt: skip
SPACED = st.lists(st.tuples(SIGNS, st.sampled_from(["", " "])).map("".join), min_size=1, max_size=5).map("".join)
INLINE = st.recursive(
    SPACED,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "i", "em", "strong", "code", "del", "a href='/x_(y)'", "span", "a href='z)'"]), inner).map(
            lambda made: f"<{made[0]}>{made[1]}</{made[0].split()[0]}>"
        ),
        st.lists(inner, min_size=2, max_size=3).map("".join),
    ),
    max_leaves=6,
)  # fmt: skip
PARAGRAPHS = st.one_of(
    st.tuples(st.sampled_from(["p", "h2", "div", "blockquote"]), INLINE).map(lambda made: f"<{made[0]}>{made[1]}</{made[0]}>"),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda items: "<ul><li>" + "<li>".join(items) + "</ul>"),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda items: "<ol start=7><li>" + "<li>".join(items) + "</ol>"),
    st.lists(INLINE, min_size=2, max_size=3).map("<br>".join).map("<p>{}</p>".format),
    SPACED.map("<pre>x {}</pre>".format),
    st.just("<hr>"),
    st.just("<p>a<img src='b.png' alt='*]'>"),
)  # fmt: skip
DOCUMENTS = st.lists(PARAGRAPHS, min_size=1, max_size=5).map("".join)


def page_of(html):
    return parse(decode(RawDocument(data=html.encode(), media_type="text/html")))


def squeezed(text):
    return "".join(text.split())


def read_by_commonmark(markdown):
    """The text of each block that has some, without white space."""
    texts = []
    for token in COMMONMARK.parse(markdown):
        if token.type in {"fence", "code_block", "html_block"}:
            texts.append(token.content)
        elif token.type == "inline":
            texts.append(
                "".join(
                    "\n" if child.type in {"hardbreak", "softbreak"} else child.content if child.type != "image" else ""
                    for child in token.children or ()
                )
            )
    return [squeezed(line) for text in texts for line in text.split("\n") if squeezed(line)]


@given(DOCUMENTS)
def test_a_reader_of_markdown_reads_what_a_reader_of_the_page_sees(html):
    page = page_of(f"<body>{html}")
    shown = [squeezed(line) for block in page.blocks for line in block.text.split("\n") if squeezed(line)]

    assert read_by_commonmark(settle(page, [], "markdown").replay(page.text)) == shown


@given(DOCUMENTS)
def test_no_markdown_is_read_as_html_or_as_another_kind_of_block(html):
    page = page_of(f"<body>{html}")
    kinds = [
        {"heading_open": "h2", "fence": "pre", "hr": "hr"}[token.type]
        for token in COMMONMARK.parse(settle(page, [], "markdown").replay(page.text))
        if token.type in {"heading_open", "fence", "hr"}
    ]

    assert kinds == [block.tag for block in page.blocks if block.tag in {"h2", "pre", "hr"}]


# Our own parser knows no emphasis in emphasis and no backslash at the end of a line: it is asked about the rest.
FLAT = st.lists(
    st.one_of(
        SPACED.map("<p>{}</p>".format),
        SPACED.map("<h2>{}</h2>".format),
        st.lists(SPACED, min_size=1, max_size=3).map(lambda items: "<ul><li>" + "<li>".join(items) + "</ul>"),
        st.tuples(st.sampled_from(["b", "i", "a href=/x"]), st.sampled_from(["灯塔", "a b", "x"])).map(
            lambda made: f"<p>前 <{made[0]}>{made[1]}</{made[0].split()[0]}> 后</p>"
        ),
    ),
    min_size=1,
    max_size=5,
).map("".join)


@given(FLAT)
def test_our_own_parser_reads_the_same_paragraphs(html):
    page = page_of(f"<body>{html}")
    blocks = parse_text(settle(page, [], "markdown").replay(page.text))[1]

    assert [(block.tag, squeezed(block.text)) for block in blocks if squeezed(block.text)] == [
        (block.tag, squeezed(block.text)) for block in page.blocks
    ]


@given(DOCUMENTS)
def test_plain_text_says_what_markdown_says(html):
    page = page_of(f"<body>{html}")
    plain = settle(page, [], "text").replay(page.text)
    shown = "".join(block.text for block in page.blocks)

    assert squeezed(plain) == squeezed(shown)
    assert not re.search(r"\n\n\n|[ \t]\n(?!.*<pre)", plain) or "<pre>" in html
