"""HTML to blocks: what a reader sees, what it is, and what a reader does not see."""

from __future__ import annotations

import pytest

from cleaner.blocks.html import parse_html


def blocks(html):
    return parse_html(html)[0]


def lines(html):
    return [(block.tag, block.text) for block in blocks(html)]


def visible(html):
    """Blocks outside of hidden elements."""
    found, _, hidden = parse_html(html)
    return [block.text for block in found if not any(span.start <= block.start < span.end for span in hidden)]


TEXT = {
    "white space collapses": ("<p>\n a \t b\f c\r\n</p>", ["a b c"]),
    "white space across tags is one space": ("<p>a <b> b</b> <i> c</i></p>", ["a b c"]),
    "no white space, no space": ("<p>a<b>b</b><span>c</span></p>", ["abc"]),
    "white space between blocks is nothing": ("<div> <p> a </p> \n <p> b </p> </div>", ["a", "b"]),
    "NBSP inside stays": ("<p>a&nbsp;&nbsp;b\u00a0c</p>", ["a\u00a0\u00a0b\u00a0c"]),
    "ideographic indentation is no text": ("<p>\u3000\u3000灯塔&emsp;守</p>", ["灯塔\u2003守"]),
    "an empty paragraph of NBSP is none": ("<p>&nbsp;</p><p>a</p><p>\u3000<br>\u200b</p>", ["a"]),
    "a line end between Chinese characters is nothing": ("<p>灯塔\n守人，\r\n潮水</p>", ["灯塔守人，潮水"]),
    "a line end between Japanese and Korean": ("<p>あ\nい 가\n나</p>", ["あい 가나"]),
    "a line end beside a Latin letter is a space": ("<p>灯塔\nabc\n守</p>", ["灯塔 abc 守"]),
    "named references": ("<p>&lt;&AMP;&quot;&apos;&hellip;&ldquo;&euro;&CounterClockwiseContourIntegral;</p>", ["<&\"'…“€∳"]),
    "references without semicolon": ("<p>&lt&gt&amp&copy 2024 AT&ampT &notin; &notit;</p>", ["<>&© 2024 AT&T ∉ ¬it;"]),
    "no references at all": ("<p>AT&T a & b &; &bogus; &#; &#x; R&D;</p>", ["AT&T a & b &; &bogus; &#; &#x; R&D;"]),
    "numbers": ("<p>&#28783;&#x5854;&#X5854;&#65&#x42 &#128009;&#x1F409;</p>", ["灯塔塔AB 🐉🐉"]),
    "numbers that stand for others": ("<p>&#128;&#150;&#x99;</p>", ["€–™"]),
    "numbers that are no characters": ("<p>a&#0;&#xD800;&#x110000;&#99999999999;b</p>", ["a\ufffd\ufffd\ufffd\ufffdb"]),
    "two characters of one reference": ("<p>a&NotEqualTilde;b</p>", ["a\u2242\u0338b"]),
    "a reference to a space collapses": ("<p>a &#32;&#10; b&Tab;c</p>", ["a b c"]),
    "br parts": ("<p>a<br>b<br/>c</br>d</p>", ["a", "b", "c", "d"]),
    "br at the ends and twice": ("<p><br>a<br><br>b<br></p>", ["a", "b"]),
    "a link around blocks": ("<a href=/x><h2>T</h2><p>p</p></a>q", ["T", "p", "q"]),
    "tags that are never closed": ("<p>a<p>b<div>c<p>d", ["a", "b", "c", "d"]),
    "misnested emphasis": ("<p>a<b>b<i>c</b>d</i>e</p>", ["abcde"]),
    "a paragraph ended by a heading": ("<p>a<h2>b</h2>c", ["a", "b", "c"]),
    "a lost end tag of a paragraph": ("a</p>b", ["a", "b"]),
    "end tags of nothing": ("a</b></div></x>b", ["a", "b"]),
    "the empty end tag": ("<p>a</>b</p>", ["ab"]),
    "NUL shows nothing": ("<p>a\0b</p><p>\0</p>", ["ab"]),
    "lone CR is white space": ("<p>a\rb\r\rc</p>", ["a b c"]),
    "capitals": ("<P>a<BR>b</P><DIV>c</DIV><SCRIPT>x</SCRIPT>", ["a", "b", "c"]),
    "XHTML": ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>a<br />b</p></body></html>', ["a", "b"]),
    "a page that begins with a script": ("<script>if (a < b) document.write('<p>x</p>')</script><p>a", ["a"]),
    "brackets in attributes": ("<p title='a>b' class=\"c>d\">e</p>", ["e"]),
    "an attribute twice": ("<p class=a class=b hidden=x id>e</p><p>f</p>", ["e", "f"]),
    "junk in a tag": ("<p a='b'c=\"d\"e/ =f ''>g</p>", ["g"]),
    "no tags at all": ("a < b > c <3 <> d", ["a < b > c <3 <> d"]),
    "comments": ("<p>a<!-- <p>x</p> -->b<!---->c<!-->d<!--->e<!-- x --!>f</p>", ["abcdef"]),
    "declarations and instructions": ("<p>a<!x>b<?php echo '>'?>c</p>", ["ab'?>c"]),
    "CDATA outside of SVG is a comment": ("<p>a<![CDATA[ b ]]>c</p>", ["ac"]),
    "cut in a tag": ("<p>a<b clas", ["a"]),
    "cut in an attribute": ("<p>a<a href='x>b</a>c", ["a"]),
    "cut in a comment": ("<p>a<!-- b <p>c", ["a"]),
    "cut in a script": ("<p>a<script>b</p>c", ["a"]),
    "cut in a reference": ("<p>a&am", ["a&am"]),
    "title, style, script, textarea, iframe": (
        "<title>t</title><style>s</style><p>a<script>b</script><textarea>c</textarea><iframe>d</iframe>e", ["ae"],
    ),
    "SVG, canvas, video, audio": (
        "<p>a<svg><text>b</text></svg><canvas>c</canvas><video>e</video><audio>f</audio>g", ["ag"],
    ),
    "options of a form": ("<p>a<select><optgroup label=b><option>c</select><datalist><option>d</datalist>e", ["ae"]),
    "a title in SVG that closes itself": ("<p>a<svg><title/><path/></svg>b</p><p>c</p>", ["ab", "c"]),
    "a script in SVG that closes itself": ("<p>a<svg><SCRIPT href='x' /></svg>b</p><p>c</p>", ["ab", "c"]),
    "a style in MathML that closes itself": ("<p>a<math><mi>x</mi><style/></math>b</p><p>c</p>", ["axb", "c"]),
    "plain text in MathML is none": ("<p>a<math><mi>x</mi><plaintext></math>b<p>c", ["axb", "c"]),
    "CDATA in SVG": ("<p>a<svg><style><![CDATA[ a>b{} <p> ]]></style></svg>b</p>", ["ab"]),
    "math without its annotation": (
        "<p>x = <math><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><annotation>a+1</annotation></math>.</p>", ["x = a+1."],
    ),
    "the picture of a formula in KaTeX": (
        "<p><span class=katex-mathml><math><mi>a</mi></math></span><span class=katex-html>a</span>!</p>", ["a!"],
    ),
    "ruby": ("<p><ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>。</p>", ["漢字。"]),
    "ruby with parentheses of its own": ("<p><ruby>漢<rp>（</rp><rt>kan</rt><rp>）</rp></ruby>。</p>", ["漢。"]),
    "sub and sup are letters": ("<p>H<sub>2</sub>O, x<sup>2</sup></p>", ["H2O, x2"]),
    "wbr and soft hyphen": ("<p>a<wbr>b&shy;c</p>", ["abc"]),
    "what an object shows where it cannot be shown": ("<p>a<object><b>d</b></object>g", ["adg"]),
    "details": ("<details><summary>a</summary>b</details>", ["a", "b"]),
    "buttons and labels are text": ("<p><button>a</button> <label>b</label></p>", ["a b"]),
    "an element nobody knows": ("<my-element>a<x>b</x></my-element>", ["ab"]),
    "a form in a table": ("<table><form><tr><td>a</form></table>b", ["a", "b"]),
    "noscript in noscript": ("<noscript><p>a</p>" * 3000 + "b</noscript>c", ["a"] * 3000 + ["b", "c"]),
    "hostile nesting": ("<div>" * 500 + "a" + "</div>" * 500 + "b", ["a", "b"]),
}  # fmt: skip


@pytest.mark.parametrize(("html", "texts"), TEXT.values(), ids=TEXT.keys())
def test_a_reader_sees(html, texts):
    assert [block.text for block in blocks(html)] == texts


KINDS = {
    "headings": ("<h1>a</h1><h6>b</h6><h7>c</h7>", [("h1", "a"), ("h6", "b"), ("p", "c")]),
    "a heading closed by another": ("<h1>a</h2>b", [("h1", "a"), ("h1", "b")]),
    "items": ("<ul><li>a<li><p>b</p></ul>c", [("li", "a"), ("li", "b"), ("p", "c")]),
    "terms": ("<dl><dt>a<dd>b<div><dt>c</dt></div></dl>", [("dt", "a"), ("dd", "b"), ("dt", "c")]),
    "quotations": ("<blockquote><p>a</p>b</blockquote>c", [("blockquote", "a"), ("blockquote", "b"), ("p", "c")]),
    "cells": (
        "<table><caption>a</caption><tr><th>b<td>c</table>d",
        [("caption", "a"), ("th", "b"), ("td", "c"), ("p", "d")],
    ),
    "a figure": (
        "<figure><img src=a.png><figcaption>b</figcaption></figure>",
        [("img", ""), ("figcaption", "b")],
    ),
    "a rule": ("a<hr>b<hr/>", [("p", "a"), ("hr", ""), ("p", "b"), ("hr", "")]),
    "an item inside a quotation inside an item": (
        "<ul><li>a<blockquote>b<ul><li>c</ul>d</blockquote>e</ul>",
        [("li", "a"), ("blockquote", "b"), ("li", "c"), ("blockquote", "d"), ("li", "e")],
    ),
    "code": ("<pre>a\n  b</pre>c", [("pre", "a\n  b"), ("p", "c")]),
    "old names of code": ("<listing>a</listing><xmp><b></xmp>", [("pre", "a"), ("pre", "<b>")]),
    "plain text to the end of the page": ("a<plaintext>b<p>c</plaintext>", [("p", "a"), ("pre", "b<p>c</plaintext>")]),
    "the first line end of code is none": ("<pre>\na\n\nb\n</pre>", [("pre", "a\n\nb")]),
    "the first line end of code is none, CRLF": ("<pre>\r\na\r\nb</pre>", [("pre", "a\r\nb")]),
    "references and breaks in code": ("<pre>a &lt; b<br>&nbsp;c</pre>", [("pre", "a < b\n\u00a0c")]),
    "lines of code, each in an element": (
        "<pre><code><span>a</span>\n<span>  b</span></code></pre>",
        [("pre", "a\n  b")],
    ),
}


@pytest.mark.parametrize(("html", "expected"), KINDS.values(), ids=KINDS.keys())
def test_a_block_says_what_it_is(html, expected):
    assert lines(html) == expected


def marked(html):
    return [f"{block.marker}{block.text}" for block in blocks(html)]


LISTS = {
    "bullets": ("<ul><li>a<li>b</ul>", ["- a", "- b"]),
    "numbers": ("<ol><li>a<li>b</ol>c", ["1. a", "2. b", "c"]),
    "numbers from elsewhere": ("<ol start=9><li>a<li>b<li>c</ol>", ["9. a", "10. b", "11. c"]),
    "a start that is no number": ("<ol start=x><li>a</ol><ol start=''><li>a</ol>", ["1. a", "1. a"]),
    "lists in lists": ("<ul><li>a<ol><li>b<li>c</ol><li>d</ul>", ["- a", "  1. b", "  2. c", "- d"]),
    "numbers go on behind an inner list": (
        "<ol><li>a<ol start=5><li>b</ol><li>c<ol><li>d</ol></ol>", ["1. a", "   5. b", "2. c", "   1. d"],
    ),
    "paragraphs of an item": ("<ul><li><p>a<p>b</ul>", ["- a", "  b"]),
    "quotations": ("<blockquote>a<blockquote>b</blockquote><ul><li>c</ul></blockquote>d", ["> a", "> > b", "> - c", "d"]),
    "an item without a list": ("<li>a<p>b", ["- a", "  b"]),
    "lists that are never closed": ("<ul><li>a<ul><li>b<p>c", ["- a", "  - b", "    c"]),
}  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), LISTS.values(), ids=LISTS.keys())
def test_lists_and_quotations_are_marked(html, expected):
    assert marked(html) == expected


ROWS = {
    "data": ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", [("a", 1), ("b", -1), ("c", 0), ("d", -1)]),
    "one column": ("<table><tr><td>a<tr><td>b</table>", [("a", 1), ("b", 0)]),
    "groups of rows": ("<table><thead><tr><th>a<th>b<tbody><tr><td>c<td>d</table>", [("a", 1), ("b", -1), ("c", 1), ("d", -1)]),
    "a layout with paragraphs": ("<table><tr><td><p>a</p><p>b</p><td><p>c</p></table>", [("a", 1), ("b", 1), ("c", 1)]),
    "two tables": ("<table><tr><td>a<td>b</table><table><tr><td>c</table>", [("a", 1), ("b", -1), ("c", 1)]),
    "a table in a cell": ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", [("a", 1), ("b", -1), ("c", 1)]),
    "lines of a verse": ("<p>a<br>b<br><br>c</p><p>d</p>", [("a", 1), ("b", 0), ("c", 1), ("d", 1)]),
    "items": ("<p>a</p><ul><li>b<li>c</ul><p>d", [("a", 1), ("b", 1), ("c", 0), ("d", 1)]),
}  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), ROWS.values(), ids=ROWS.keys())
def test_blocks_stand_apart(html, expected):
    assert [(block.text, block.blank_before) for block in blocks(html)] == expected


LINKS = {
    "a link": ("<p>看<a href='/b?c=1&amp;d=2'>这里</a>。</p>", [("这里", "/b?c=1&d=2")]),
    "white space around the target": ("<a href=' \n/b '>x</a>", [("x", "/b")]),
    "a link in a link ends the first": ("<a href=/1>a<a href=/2>b</a>c</a>", [("a", "/1"), ("b", "/2")]),
    "no target, no link": ("<a>a</a><a name=b>b</a><a href=''>c</a>", []),
    "a link over two blocks is two": ("<a href=/1><p>a</p><p>b</p></a>", [("a", "/1"), ("b", "/1")]),
    "a link that is never closed": ("<p><a href=/1>a</p><p>b", [("a", "/1"), ("b", "/1")]),
    "a link around a picture only": ("<a href=/1><img src=a.png></a>", []),
    "emphasis in a link": ("<a href=/1><b>a</b>b</a>", [("ab", "/1")]),
}


@pytest.mark.parametrize(("html", "expected"), LINKS.values(), ids=LINKS.keys())
def test_links_have_their_texts_and_targets(html, expected):
    found = [(block.text[link.start : link.end], link.href) for block in blocks(html) for link in block.links]
    assert found == expected


IMAGES = {
    "plain": ("<img src=a.png alt=' 灯 '>", [("a.png", "灯")]),
    "late, beside a placeholder": ("<img src='data:image/gif;base64,R0lG' data-src='//x.example/a'>", [("//x.example/a", "")]),
    "late, beside a blank one": ("<img src='/blank.gif' data-original='/a.jpg'>", [("/a.jpg", "")]),
    "a flag is no address": ("<img src=a.png data-src=true data-url=1>", [("a.png", "")]),
    "srcset": ("<img srcset='a.png 1x, b.png 2x'>", [("a.png", "")]),
    "late srcset": ("<img src='data:,' data-srcset='a.png, b.png 2x'>", [("a.png", "")]),
    "nothing but data": ("<img src='data:image/gif;base64,R0lG'>", [("data:image/gif;base64,R0lG", "")]),
    "references in addresses": ("<img src='a?b=1&amp;c=2'>", [("a?b=1&c=2", "")]),
    "AMP": ("<amp-img src=a.png></amp-img>", [("a.png", "")]),
    "sources of a picture are none": ("<picture><source srcset=b.webp><img src=a.png></picture>", [("a.png", "")]),
    "two": ("<p>a<img src=1><img src=2>b</p>", [("1", ""), ("2", "")]),
}  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), IMAGES.values(), ids=IMAGES.keys())
def test_images_have_their_addresses(html, expected):
    assert [(image.src, image.alt) for block in blocks(html) for image in block.images] == expected


ASIDE = "<p>正文一句，足够长，不会被当成旁白。</p>"
HIDDEN = {
    "the attribute": "<div hidden>x</div>",
    "the attribute with any value": "<p hidden=until-found>x</p>",
    "display: none": "<div style='color:red; DISPLAY : none !important'><p>x</p></div>",
    "visibility: hidden": "<p style=visibility:hidden>x</p>",
    "inside a line": "<span style='display:none'>x</span>",
    "a template": "<template><p>x</p></template>",
    "a dialog that is not open": "<dialog>x</dialog>",
    "what stands for a script": "<noscript><p>x</p></noscript>",
    "never closed": "</p><div hidden>x",
}


@pytest.mark.parametrize("html", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_hidden_is_not_seen(html):
    assert visible(ASIDE + html) == [ASIDE[3:-4]]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p aria-hidden=true>x</p>", id="aria-hidden is for screen readers"),
        pytest.param("<dialog open>x</dialog>", id="a dialog that is open"),
        pytest.param("<p style='overflow:hidden'>x</p>", id="overflow hidden"),
        pytest.param("<p style='border:none'>x</p>", id="border none"),
        pytest.param("<p style='display:block'>x</p>", id="display block"),
        pytest.param("<p style='background:url(/hidden-none.png)'>x</p>", id="words in an address"),
    ],
)
def test_what_is_not_hidden_is_seen(html):
    assert visible(ASIDE + html) == [ASIDE[3:-4], "x"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<nav>菜单</nav><noscript>{}</noscript>", id="a thread in noscript"),
        pytest.param(
            "<nav>菜单</nav><div style='visibility: hidden'>{}</div>", id="an article that waits for a script"
        ),
        pytest.param("<body style='display:none'>{}</body>", id="a whole body"),
        pytest.param("<nav>菜单</nav><div hidden><div style='display:none'>{}</div></div>", id="hidden twice"),
    ],
)
def test_a_hidden_element_that_holds_the_text_is_seen(html):
    html = html.format(ASIDE * 3)
    assert ASIDE[3:-4] in visible(html)


def test_links_do_not_make_a_hidden_menu_the_text():
    menu = "<ul style='display:none'>" + "<li><a href=/a>频道频道频道</a>" * 20 + "</ul>"
    assert visible(f"{menu}<p>短文。</p>") == ["短文。"]


def test_a_byte_order_mark_is_no_text():
    assert lines("\ufeff<p>a") == [("p", "a")]
    assert lines("\ufeffa<b>b") == [("p", "ab")]


def test_words_that_were_collapsed_lead_to_the_element_around_them():
    page = "<p><a href=x>\n Lin Yi</a> - <b>by\xad line</b></p><p>Lin Yi</p>"
    one, other = blocks(page)
    assert (one.text, other.text) == ("Lin Yi - by line", "Lin Yi")
    assert one.source_span(0, 6).of(page) == "<a href=x>\n Lin Yi</a>"
    assert other.runs == ()


def test_a_block_of_several_words_in_white_space_has_a_run():
    for page, has_runs in {
        "<p>\n a b\n</p>": True,
        "<p>a b</p>": False,
        "<p>\n ab\n</p>": False,
        "<p> a b </p>": False,
    }.items():
        (block,) = blocks(page)
        assert bool(block.runs) is has_runs, page
        assert block.source_span(0, len(block.text)).of(page) == block.text


def test_lines_are_counted_with_any_line_end():
    html = "<p>a</p>\n<!-- \r\n -->\r<p>b\n\n</p><p>\nc"
    assert [block.line for block in blocks(html)] == [1, 4, 7]
