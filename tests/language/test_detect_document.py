from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cleaner.language import detect_document
from cleaner.model.language import UNDETERMINED

SIMPLIFIED = "图书馆从下个月开始延长开放时间，欢迎读者们前来阅览报纸和杂志。"
TRADITIONAL = "圖書館從下個月開始延長開放時間，歡迎讀者們前來閱覽報紙和雜誌。"
JAPANESE = "図書館は来月から開館時間を延長しますので、どうぞご利用ください。"
ENGLISH = "The library will stay open longer from next month, and readers are welcome to come and see the new journals."
NEUTRAL = "大家一起走到山上去看日出日落，又一起走回家中，心中十分平和"


def tags(paragraphs: list[str]) -> list[tuple[str, bool]]:
    return [(part.language.tag, part.language.inherited) for [part] in detect_document(paragraphs)[1]]


def test_a_document_without_paragraphs_is_undetermined() -> None:
    assert detect_document([]) == (UNDETERMINED, ())


def test_a_short_line_takes_the_language_of_its_document() -> None:
    assert tags([SIMPLIFIED, "完", "* * *", "Photo: A. Smith"]) == [("zh-Hans", False), *[("zh-Hans", True)] * 3]


def test_a_line_without_a_telling_character_takes_the_script_of_its_document() -> None:
    assert tags([TRADITIONAL * 2, NEUTRAL]) == [("zh-Hant", False), ("zh-Hant", True)]
    assert tags([SIMPLIFIED * 2, NEUTRAL]) == [("zh-Hans", False), ("zh-Hans", True)]


def test_a_stray_character_of_the_other_script_is_no_language_of_its_own() -> None:
    assert tags([TRADITIONAL * 2, NEUTRAL + "并"]) == [("zh-Hant", False), ("zh-Hant", True)]


def test_a_paragraph_clearly_in_the_other_script_keeps_its_own() -> None:
    assert tags([TRADITIONAL * 3, SIMPLIFIED]) == [("zh-Hant", False), ("zh-Hans", False)]


def test_a_line_of_kanji_alone_in_a_japanese_document_is_japanese() -> None:
    names = "東京都千代田区永田町国立本館新館一階南口案内所山本太郎田中花子鈴木一郎"
    told = "東京都千代田区永田町国立国会図書館東京本館新館一階南口案内所"

    assert tags([JAPANESE * 3, names, told]) == [("ja", False), ("ja", True), ("ja", False)]


def test_chinese_in_a_japanese_document_is_chinese() -> None:
    assert tags([JAPANESE * 3, TRADITIONAL]) == [("ja", False), ("zh-Hant", False)]
    assert tags([JAPANESE * 3, SIMPLIFIED]) == [("ja", False), ("zh-Hans", False)]


def test_a_document_of_kanji_lines_alone_is_japanese() -> None:
    lines = [
        "会社概要",
        "商号 株式会社北浜製作所",
        "代表取締役 沢田一郎",
        "所在地 大阪府北浜三丁目五番地",
        "電話番号",
        "営業時間",
    ]

    document, each = detect_document(lines)

    assert document.tag == "ja"
    assert {part.language.tag for [part] in each} == {"ja"}


def test_the_english_half_of_a_notice_keeps_its_own_language() -> None:
    assert tags([SIMPLIFIED * 2, ENGLISH]) == [("zh-Hans", False), ("en", False)]
    assert tags([ENGLISH * 3, TRADITIONAL]) == [("en", False), ("zh-Hant", False)]


def test_the_document_has_the_language_of_most_of_its_letters_and_not_of_its_menu() -> None:
    menu = ["Home", "News", "Login | Register", "https://example.org/a/very/long/path/to/some/page.html", "Share"]

    document, each = detect_document([*menu, SIMPLIFIED])

    assert document.tag == "zh-Hans"
    assert {part.language.tag for [part] in each} == {"zh-Hans"}


def test_a_short_line_of_latin_letters_is_not_left_to_a_model() -> None:
    german = "Die Bibliothek bleibt ab dem nächsten Monat länger geöffnet, und alle Leser sind herzlich willkommen."

    assert tags([german, "Restaurant Hotel Information"]) == [("de", False), ("de", True)]


PIECES = st.sampled_from(
    [SIMPLIFIED, TRADITIONAL, JAPANESE, ENGLISH, NEUTRAL, "「", "」", "（", "。", " ", "\n", "王小明", "API"]
)


def test_a_paragraph_that_the_model_sees_cut_in_its_document_is_told_from_its_own_text() -> None:
    german = "Die Bücherei bleibt vom nächsten Monat an länger offen, und alle Leser sind herzlich eingeladen. "
    # Of the whole document the model reads 4,000 characters, numbers being one each: the first lines of the last paragraph.
    paragraphs = [*[f"{ENGLISH} {10**100}"] * 17, ENGLISH * 4 + german * 30]

    assert tags(paragraphs) == [*[("en", False)] * 17, ("de", False)]


@given(st.lists(st.text(st.characters(codec=None)) | st.lists(PIECES, max_size=6).map("".join), max_size=6))
def test_every_document_has_parts_that_tile_each_paragraph_and_always_the_same(paragraphs: list[str]) -> None:
    document, each = detect_document(paragraphs)

    assert not document.inherited
    assert detect_document(tuple(paragraphs)) == (document, each)
    for paragraph, parts in zip(paragraphs, each, strict=True):
        assert "".join(paragraph[part.start : part.end] for part in parts) == paragraph
        assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert all(part.start < part.end for part in parts) or parts[0].end == len(paragraph) == 0
        assert all(one.language.tag != next_one.language.tag for one, next_one in pairwise(parts))
        assert all(part.language.converted_from is None for part in parts)


@given(st.lists(PIECES, max_size=8).map("".join), st.lists(PIECES, max_size=8).map("".join))
def test_the_parts_of_a_paragraph_do_not_depend_on_its_neighbours_when_the_document_is_the_same(
    one: str, other: str
) -> None:
    # So much text decides the language of the document by itself.
    document = [SIMPLIFIED * 200]

    assert detect_document([*document, one, other])[1][1] == detect_document([*document, one])[1][1]


@given(st.permutations([SIMPLIFIED, TRADITIONAL * 2, JAPANESE, ENGLISH, NEUTRAL]))
def test_the_order_of_the_paragraphs_changes_nothing(paragraphs: list[str]) -> None:
    document, each = detect_document(paragraphs)
    first, in_order = detect_document(sorted(paragraphs))

    assert document == first
    assert dict(zip(paragraphs, each, strict=True)) == dict(zip(sorted(paragraphs), in_order, strict=True))
