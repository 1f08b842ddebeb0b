from __future__ import annotations

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
    return [(paragraph.tag, paragraph.inherited) for paragraph in detect_document(paragraphs)[1]]


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
    names = "東京都千代田区永田町国立国会図書館東京本館新館一階南口案内所"

    assert tags([JAPANESE * 3, names]) == [("ja", False), ("ja", True)]


def test_the_english_half_of_a_notice_keeps_its_own_language() -> None:
    assert tags([SIMPLIFIED * 2, ENGLISH]) == [("zh-Hans", False), ("en", False)]
    assert tags([ENGLISH * 3, TRADITIONAL]) == [("en", False), ("zh-Hant", False)]


def test_the_document_has_the_language_of_most_of_its_letters_and_not_of_its_menu() -> None:
    menu = ["Home", "News", "Login | Register", "https://example.org/a/very/long/path/to/some/page.html", "Share"]

    document, each = detect_document([*menu, SIMPLIFIED])

    assert document.tag == "zh-Hans"
    assert {paragraph.tag for paragraph in each} == {"zh-Hans"}


def test_a_short_line_of_latin_letters_is_not_left_to_a_model() -> None:
    german = "Die Bibliothek bleibt ab dem nächsten Monat länger geöffnet, und alle Leser sind herzlich willkommen."

    assert tags([german, "Restaurant Hotel Information"]) == [("de", False), ("de", True)]


@given(st.lists(st.text(st.characters(codec=None)), max_size=6))
def test_every_document_has_an_answer_for_each_paragraph_and_always_the_same(paragraphs: list[str]) -> None:
    document, each = detect_document(paragraphs)

    assert len(each) == len(paragraphs)
    assert not document.inherited
    assert all(paragraph.converted_from is None for paragraph in each)
    assert detect_document(tuple(paragraphs)) == (document, each)


@given(st.permutations([SIMPLIFIED, TRADITIONAL * 2, JAPANESE, ENGLISH, NEUTRAL]))
def test_the_order_of_the_paragraphs_changes_nothing(paragraphs: list[str]) -> None:
    document, each = detect_document(paragraphs)
    first, in_order = detect_document(sorted(paragraphs))

    assert document == first
    assert dict(zip(paragraphs, each, strict=True)) == dict(zip(sorted(paragraphs), in_order, strict=True))
