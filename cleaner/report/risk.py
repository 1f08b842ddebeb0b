"""How much a removal deserves a look: a number from 0 to 100, and the reasons for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.language.script import count_letters
from cleaner.model.ledger import CLOSE
from cleaner.report.visible import without_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

MIDDLE, DIGITS, QUOTATION, LONG, RARE, SCRIPT = "middle of the body", "digits", "quotation", "long", "rare rule", "other script"  # fmt: skip
CLOSE_CALL = "close call"
# Of what has a confidence, the words are not looked at: the sum stays within 100.
_POINTS = {MIDDLE: 35, DIGITS: 10, QUOTATION: 15, LONG: 15, RARE: 15, SCRIPT: 10, CLOSE_CALL: 40}
REASONS: tuple[str, ...] = tuple(_POINTS)
"""In the order in which they are told; "other script" is one that the body is not in."""

LONG_CHARS = 150
_DEEP = 0.25
"""From this share of the clean text on both sides a removal stands as deep in the body as can be."""
_EDGE = 0.1
_RARE_SHARE = 0.02
RARE_PAGES = 20
"""Of fewer pages nobody can say which rule is rare."""
_LOOKED_AT = 4_000
_FEW_LETTERS = 12

_SURE_ENOUGH = 0.9
_CLOSE_SHARE = 0.1
_HALF = 0.5
_MOST_DOUBT = 80

# What is nobody's prose whatever it looks like, and what consists of numbers.
_NO_PROSE = frozenset({"outside-body", "front-matter", "script", "image"})
_NUMBERS = _NO_PROSE | {
    "contact", "copyright", "dateline", "hotline", "pager", "registration", "view-counter",
}  # fmt: skip
_QUOTED = re.compile(r"“[^”]{6,}|「[^」]{6,}|『[^』]{6,}|\"[^\"\n]{6,}\"")
_DIGIT = re.compile(r"\d\D*\d\D*\d")
_ADDRESS = re.compile(r"https?://\S+")
_HAN = frozenset({"Hans", "Hant", "Hani", "Jpan", "Kore", "Hira", "Kana", "Hang"})


def risk_of(
    text: str | None,
    category: str,
    script: str,
    clean_at: int,
    chars: int,
    *,
    is_rare: bool,
    confidence: float | None = None,
) -> Reckoned:
    """The risk of a removal.

    Args:
        text: what a reader sees of it; null when it is nothing, or not known.
        category: of the removal.
        script: ISO 15924 code of the clean text.
        clean_at: where the removal stood in the clean text, in code points.
        chars: length of the clean text in code points.
        is_rare: its rule fires on few pages of the source.
        confidence: the probability that it is right, when there is one.
    """
    # An article's images stand where its text is; out of it they take no words along.
    depth = min(clean_at, chars - clean_at) / chars if chars and category != "image" else 0.0
    points = round(_POINTS[MIDDLE] * min(1.0, depth / _DEEP))
    reasons = [MIDDLE] if depth >= _EDGE else []
    if text:
        # Most texts come again on page after page.
        look = _look if len(text) <= LONG_CHARS * 2 else _look.__wrapped__
        found = look(text[:_LOOKED_AT], category, script)
        points += sum(_POINTS[reason] for reason in found)
        reasons += found
    if is_rare:
        points += _POINTS[RARE]
        reasons.append(RARE)
        reasons.sort(key=REASONS.index)
    if text and confidence is not None and confidence < CLOSE:
        points += round(_POINTS[CLOSE_CALL] * (CLOSE - confidence) / CLOSE)
        reasons.append(CLOSE_CALL)
    return points, reasons


def doubt_of(expected: float | None, close: int, kept: int) -> tuple[int, str | None]:
    """The risk of a document by what its extractor says of itself, and a sentence about it when it is worth one.

    Args:
        expected: how right the article is expected to be (F1), when the extractor says so.
        close: code points that a reader sees and that were removed by close calls.
        kept: code points of the clean text.
    """
    words: list[str] = []
    points = 0
    if expected is not None and expected < _SURE_ENOUGH:
        points = round(_MOST_DOUBT * min(1.0, (1 - expected) / _HALF))
        words.append(f"the extractor expects to be right by {expected:.0%} (F1)")
    share = close / (close + kept) if close else 0.0
    if share >= _CLOSE_SHARE:
        points = max(points, round(_MOST_DOUBT * min(1.0, share / _HALF)))
        words.append(f"{close:,} characters were removed by close calls, {kept:,} kept")
    return points, "; ".join(words) or None


Reckoned = tuple[int, list[str]]


@lru_cache(maxsize=1 << 15)
def _look(text: str, category: str, script: str) -> Sequence[str]:
    """The reasons that the words alone give."""
    if category in _NO_PROSE:
        return ()
    words = without_targets(text)
    words = _ADDRESS.sub("", words) if "://" in words else words
    reasons = []
    if category not in _NUMBERS and _DIGIT.search(words):
        reasons.append(DIGITS)
    if category != "references" and _QUOTED.search(words):
        reasons.append(QUOTATION)
    if len(words) >= LONG_CHARS:
        reasons.append(LONG)
    if _is_other(words, script):
        reasons.append(SCRIPT)
    return tuple(reasons)


def _is_other(words: str, script: str) -> bool:
    if script in {"Zyyy", "Zzzz", ""}:
        return False
    letters = count_letters(words)
    if letters.total < _FEW_LETTERS:
        return False
    east = letters.han + letters.kana + letters.hangul
    if 2 * east >= letters.total:
        if script not in _HAN:
            return True
        one, other = letters.simplified, letters.traditional
        return (script == "Hans" and other > 3 + one) or (script == "Hant" and one > 3 + other)
    return script in _HAN or (letters.alphabet not in {script, "Zzzz"})


def is_rare(fired: int, pages: int) -> bool:
    """A rule that fired on *fired* of *pages* fires on few of them."""
    return pages >= RARE_PAGES and fired <= max(1, pages * _RARE_SHARE)
