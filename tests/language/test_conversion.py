from __future__ import annotations

import pytest

from cleaner.language import detect_document
from cleaner.language.conversion import conversion_hint

# Written for these tests: the same notice with the words of the mainland and with those of Taiwan.
MAINLAND = "用戶打開軟件以后，請在菜單里選擇默認的服務器，通過網絡下載視頻，然后把信息保存到硬盤。"
TAIWAN = "使用者開啟軟體之後，請在選單裡選擇預設的伺服器，透過網路下載影片，然後將資訊儲存到硬碟。"
PLAIN = "圖書館從下個月開始延長開放時間，歡迎讀者們前來閱覽報紙和雜誌。"


def test_mainland_words_in_traditional_characters_are_a_hint_with_evidence() -> None:
    document, _ = detect_document([MAINLAND] * 10)

    assert document.tag == "zh-Hant"
    assert document.converted_from is not None
    assert document.converted_from.script == "Hans"
    assert document.converted_from.score > 100
    assert {"軟件", "網絡", "以后"} <= set(document.converted_from.evidence)


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param([TAIWAN] * 10, id="words of Taiwan"),
        pytest.param([PLAIN] * 12, id="words of both"),
        pytest.param([PLAIN, "「你用的軟件」"], id="one word in a short text"),
        pytest.param([PLAIN] * 40 + ["軟件"], id="one word in a long text"),
        pytest.param(["用户打开软件以后，请在菜单里选择默认的服务器。"] * 20, id="Simplified text"),
        pytest.param(["The library will stay open longer from next month. "] * 20, id="English"),
    ],
)
def test_there_is_no_hint_without_reason(paragraphs: list[str]) -> None:
    assert detect_document(paragraphs)[0].converted_from is None


def test_overwhelming_evidence_counts_in_a_short_text_too() -> None:
    document, _ = detect_document([MAINLAND] * 2)

    assert document.converted_from is not None


def test_the_evidence_stands_in_the_text_and_the_most_frequent_comes_first() -> None:
    hint = conversion_hint(PLAIN * 10 + MAINLAND * 3 + "網絡" * 5, 500)

    assert hint is not None
    assert hint.evidence[0] == "網絡"
    assert len(hint.evidence) <= 10
    assert all(word in PLAIN + MAINLAND for word in hint.evidence)


def test_the_score_is_a_rate_and_does_not_grow_with_the_text() -> None:
    short, long = conversion_hint(MAINLAND * 10, 380), conversion_hint(MAINLAND * 2_000, 76_000)

    assert short is not None
    assert long is not None
    assert long.score == pytest.approx(short.score, rel=0.02)


def test_a_text_without_han_has_no_hint() -> None:
    assert conversion_hint("", 0) is None
