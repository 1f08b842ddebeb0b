"""Chinese, Cantonese, Japanese or Korean: told by kana, Hangul and telling Han characters, without a model."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from cleaner.language.han_script import HanScript, han_script
from cleaner.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.language.script import Letters

# A Han character says about as much as three letters: Chinese about software may be two thirds Latin letters.
HAN_WEIGHT: Final = 3
HANGUL_WEIGHT: Final = 2
CJK_SHARE: Final = 0.45
KANA_SHARE: Final = 0.10

# Korean in the mixed script writes Hanja for words, and Hangul right behind them for endings.
_HANGUL_SHARE: Final = 0.2
_HANJA_ENDING: Final = re.compile("[一-鿿豈-﫿][가-힣]")
_ENDINGS: Final = 2

_CANTONESE_SHARE: Final = 0.03
# One telling character, or two hints; hints are asked for in short texts only, which may lack such a character.
_CANTONESE_POINTS: Final = 2
_HINTS_UP_TO: Final = 60
_CANTONESE_WORDS: Final = re.compile("同埋(?![葬伏怨头頭藏没沒下])|屋企(?![业業图圖])|乜嘢|唔該")
# Alone these stand in names, in Classical Chinese and in Mandarin too, or where two of its words meet.
# Each behind rare characters, one of which it needs.
_HINTS: Final = (
    ("睇攞畀俾咩嘞喇㗎吖啩嚹𡃉囖諗谂搵揾攰乜揸", "[睇攞畀俾咩嘞喇㗎吖啩嚹𡃉囖諗谂搵揾攰乜揸]"),
    ("家", "[而依]家(?![长長人庭里裡中务務属屬电電])"),
    ("聽听尋寻琴", "[聽听尋寻琴]日(?![本期子])"),
    ("係系", "即[係系](?![统統列])|唔[係系]|[係系]咪"),
    ("呢", "呢[個个啲次度]"),
    ("邊边", "[邊边][個个度](?![人过過])"),
    ("點点", "[點点][解樣样](?![决決])"),
    ("意", "[鍾锺钟中]意(?!味)"),
    ("經经", "[經经]已"),
    ("耐", "好耐(?![心用力])"),
    ("齊", "一齊"),
    ("返放", "返工|放工"),
    ("細细", "[細细][路佬]"),
    ("阿", "阿[媽妈]"),
    ("偈", "[傾倾]偈"),
)
_CANTONESE_HINTS: Final = re.compile("|".join(pattern for _, pattern in _HINTS))
_IN_HINTS: Final = re.compile(f"[{''.join(needed for needed, _ in _HINTS)}]")

# Of kanji alone so much may be rare in Japanese, and so much must be Japanese alone, a telling word counting twice.
_FOREIGN_SHARE: Final = 0.10
_WORDS_SHARE: Final = 0.06
# Japanese that is written with characters of every script, and that no two Chinese words make where they meet.
_JAPANESE_WORDS: Final = re.compile(
    "(?:株式|有限|合同|合名)会社|取締役|[月火水木金土日]曜|[一二三四五六七八九十0-9０-９]丁目|電話番号|無断|取扱"
    "|(?:令和|平成|昭和)[元一二三四五六七八九十0-9０-９]{1,3}年"
)

_KOREAN: Final = Language("ko", "ko", "Kore")
_JAPANESE: Final = Language("ja", "ja", "Jpan")
_IN_JAPANESE_WORDS: Final = re.compile("[社取曜丁番断和成]")
"""One of these is in each of them."""


def is_east_asian(letters: Letters) -> bool:
    """Do Han, kana and Hangul weigh more than the letters of alphabets?"""
    if letters.total == letters.alphabetic:
        return False
    weighted = HAN_WEIGHT * (letters.han + letters.kana) + HANGUL_WEIGHT * letters.hangul
    return weighted >= CJK_SHARE * letters.alphabetic


def east_asian(letters: Letters, texts: Sequence[str]) -> Language:
    """The language of East Asian texts with these letters together."""
    han, kana, hangul = letters.han, letters.kana, letters.hangul
    if hangul > han + kana or (hangul >= _HANGUL_SHARE * (han + hangul) and _has_endings(texts, hangul)):
        return _KOREAN
    if (kana and kana >= KANA_SHARE * (han + kana)) or _is_kanji(letters, texts):
        return _JAPANESE
    script = han_script(letters.simplified, letters.traditional)
    if _is_cantonese(letters, texts):
        # Cantonese is written in Traditional characters unless they say otherwise.
        return _chinese("yue", "Hant" if script is HanScript.UNDECIDED else script.code)
    return _chinese("zh", script.code)


@cache
def _chinese(code: str, script: str) -> Language:
    return Language(code if script == "Hani" else f"{code}-{script}", code, script)


def _has_endings(texts: Sequence[str], hangul: int) -> bool:
    endings = sum(len(_HANJA_ENDING.findall(text)) for text in texts)
    return endings >= _ENDINGS and 4 * endings >= hangul


def _is_kanji(letters: Letters, texts: Sequence[str]) -> bool:
    """Japanese without kana: a heading, an address, a list of names."""
    points = 2 * letters.japanese
    if points > letters.chinese:
        return True
    if letters.chinese > _FOREIGN_SHARE * letters.han:
        # So much that Japanese does not have: no use in looking for words.
        return False
    points += 2 * sum(len(_JAPANESE_WORDS.findall(text)) for text in texts if _IN_JAPANESE_WORDS.search(text))
    return points > max(letters.chinese, _WORDS_SHARE * letters.han)


def _is_cantonese(letters: Letters, texts: Sequence[str]) -> bool:
    points = 2 * letters.cantonese
    if letters.han <= _HINTS_UP_TO:
        for text in texts:
            points += 2 * len(_CANTONESE_WORDS.findall(text))
            # Most texts have none of their characters; looking for those takes a fifth of the time.
            if _IN_HINTS.search(text):
                points += len(_CANTONESE_HINTS.findall(text))
    return points >= _CANTONESE_POINTS and points >= 2 * _CANTONESE_SHARE * letters.han
