"""What is shown of a removal and of a document, and what of it could have been the article's."""

from __future__ import annotations

from time import process_time

import pytest

from cleaner import Cleaner, RawDocument
from cleaner.io.result import Stored
from cleaner.io.rows import rows_of
from cleaner.report.pieces import MAX_DOCUMENT, MAX_REMOVAL, Pieces, cut
from cleaner.report.visible import prose_chars, visible, without_targets

STORY = "守灯人每天黄昏上塔，先擦玻璃，再量油，最后才划火柴，三十年里没有变过次序。"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<p>灯</p><p>塔</p>", "\n灯\n塔\n"),
        ("<a href='x'>登录</a> <a>注册</a>", "登录 注册"),
        ("<script>var a = '<p>x</p>'</script>灯", "灯"),
        ("<style>p { color: red }", ""),
        ("灯<!-- <p>x</p> -->塔", "灯塔"),
        ("灯<!-- never closed <p>", "灯"),
        ('<img alt="a > b" src=x>灯', "灯"),
        ("&lt;b&gt; &amp; &#x706f;", "<b> & 灯"),
        ("&#xd800;&#0;", "\ufffd\ufffd"),
        ("3 < 4", "3 < 4"),
        ("灯\n  塔\t下", "灯 塔 下"),
        ("<ul><li>一<li>二</ul>", "\n一\n二\n"),
    ],
)
def test_of_markup_the_words_are_shown(source, seen):
    assert visible(source) == seen


@pytest.mark.parametrize(
    "again",
    ["<", '<a "', "<a '\"", "<!--", "<script>", "<!", "<p> \n", "](a", "](x)(", "[](", "<a b=\"c' ", "&#", "<a>"],
)
def test_showing_words_takes_time_in_proportion_to_the_text(again):
    def seconds(times: int) -> float:
        text = again * times
        began = process_time()
        visible(text[:28_000])
        without_targets(text)
        return process_time() - began

    few = max(seconds(20_000), 0.005)
    # The garbage of other tests may be collected meanwhile; not three times.
    assert any(seconds(200_000) < 40 * few for _ in range(3))


def test_of_a_long_stretch_of_markup_the_ends_are_shown():
    seen = visible("<p>first</p>" + "<div class='x'></div>" * 10_000 + "<p>last</p>")

    assert seen.split() == ["first", "[…]", "last"]


@pytest.mark.parametrize(
    ("text", "chars"),
    [
        ("首页", 0),
        ("首页\n科学\n科技", 0),
        (STORY, len(STORY)),
        (f"首页\n{STORY}\n科学", len(STORY)),
        ("他走了。", 4),
        ("x" * 40, 40),
        ("", 0),
    ],
)
def test_prose_is_sentences_and_long_lines(text, chars):
    assert prose_chars(text) == chars


def test_the_target_of_a_link_is_nothing_that_is_read():
    assert without_targets("[分享](//a.example/share?x=(1)&y=2) 灯](") == "[分享] 灯]("


def test_of_a_long_text_the_middle_is_left_out():
    text = "a" * 1_400 + "b" * 5_000 + "c" * 600

    assert cut(text) == ("a" * 1_400 + "c" * 600, 5_000)
    assert cut("a" * MAX_REMOVAL) == ("a" * MAX_REMOVAL, 0)
    assert cut("abc", 2) == ("ab", 1)
    assert cut(None) == (None, 0)


def pieces_of(text: str, **options: object) -> Pieces:
    cleaned = Cleaner(**options).clean(RawDocument(data=text.encode(), path="x.md"))
    row, rows = rows_of(getattr(cleaned, "held", cleaned))
    return Pieces(Stored("", row, rows))


def test_of_a_long_document_the_beginning_is_shown_and_the_rest_counted():
    text = "\n\n".join([STORY, "x" * MAX_DOCUMENT, "y" * 1_000, "文 | 林一"])
    pieces = pieces_of(text)
    shown = pieces.within()

    assert sum(len(piece) for piece in shown if isinstance(piece, str)) <= MAX_DOCUMENT
    assert isinstance(shown[-1], dict)
    assert shown[-1]["cut"] > 1_000
    whole = pieces.within(10**9)
    assert sum(map(pieces._size, whole)) == sum(map(pieces._size, shown[:-1])) + shown[-1]["cut"]


def test_lines_around_a_removal_are_kept_and_removed_ones_without_the_empty():
    lines = [STORY, "他没有带火柴。", "", "文 | 林一", "编辑 | 老许", "图 | 阿堤"]
    pieces = pieces_of("\n".join(lines))
    texts = [(text or "").strip() for text in pieces.texts]
    number = texts.index("编辑 | 老许")

    assert pieces.around(number) == ([STORY, "他没有带火柴。", "文 | 林一"], ["图 | 阿堤"])


def test_of_a_long_line_what_stands_beside_the_removal_is_shown():
    page = f"<!doctype html><title>x</title><body><p>{STORY * 20}<b>末尾</b><script>x</script>开头{STORY * 20}</p>"
    pieces = pieces_of(page, extractor="none")
    for number in range(len(pieces.removals)):
        before, after = pieces.around(number)
        assert all(len(line) <= 200 for line in (*before, *after))
