"""How near the text of an extractor is to the gold of a page, and how sure the difference of two extractors is.

`shingles`: 4-grams of words (of characters, in scripts without spaces), as in scrapinghub's article-extraction-benchmark:
mean precision over pages with a text, mean recall over all, F1 of the two. `bag`: F1 of the words without case and
order, mean over pages. `segments`: F1 of the snippets over the whole set, as in trafilatura's evaluation. Signs that
nobody sees (soft hyphens) and the composition of characters (NFC) count for nobody.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np

MEASURES = ("shingles", "bag", "segments")
_ROUNDS = 2000
_HOW = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
_PER_CHAR = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_PER_CHAR}]|[^\W{_PER_CHAR}]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def seen(text):
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def shingles(words):
    if len(words) <= 4:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[n:] for n in range(4)), strict=False))


def pair(gold, found):
    """Precision (None: nothing was found) and recall of two bags."""
    common = sum((gold & found).values())
    return (common / sum(found.values()) if found else None), common / sum(gold.values())


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


class Gold:
    """What should come out of a page: a text, or snippets that must and must not be in it, or both."""

    def __init__(self, row):
        asked = json.dumps([row.get(key) for key in ("gold_text", "with", "without")])
        self.digest = hashlib.sha256(f"{_HOW} {asked}".encode()).hexdigest()[:16]
        """Of what is asked for, and of how it is scored."""
        self.words = _TOKEN.findall(seen(row.get("gold_text") or ""))
        self.shingles = shingles(self.words)
        self.bag = Counter(word.casefold() for word in self.words)
        self.snippets = {
            key: [" ".join(seen(piece).split()) for piece in row.get(key) or ()] for key in ("with", "without")
        }

    def score(self, text):
        """By measure: (precision or None, recall), F1, (right, wrong, wanted)."""
        scores = {}
        text = seen(text)
        if self.words:
            words = _TOKEN.findall(text)
            scores["shingles"] = pair(self.shingles, shingles(words))
            precision, recall = pair(self.bag, Counter(word.casefold() for word in words))
            scores["bag"] = f1(precision, recall)
        if any(self.snippets.values()):
            flat = " ".join(text.split())
            right, wrong = (sum(piece in flat for piece in self.snippets[key]) for key in ("with", "without"))
            scores["segments"] = (right, wrong, len(self.snippets["with"]))
        return scores


def total(scores, measure):
    """(precision, recall, F1, pages) of the pages that have *measure*; of `bag` the first two are None."""
    values = [each[measure] for each in scores if measure in each]
    if not values:
        return None
    if measure == "bag":
        return None, None, sum(values) / len(values), len(values)
    if measure == "segments":
        right, wrong, wanted = (sum(column) for column in zip(*values, strict=True))
        p, r = right / (right + wrong) if right + wrong else 0.0, right / wanted if wanted else 0.0
        return p, r, 2 * right / (right + wrong + wanted) if right + wrong + wanted else 0.0, len(values)
    precise = [precision for precision, _ in values if precision is not None]
    p = sum(precise) / len(precise) if precise else 0.0
    r = sum(recall for _, recall in values) / len(values)
    return p, r, f1(p, r), len(values)


def difference(ours, theirs, measure):
    """F1 of *ours* less that of *theirs*, scores of the same pages, and the interval that holds it with 95 %.

    A paired bootstrap: pages are drawn anew, with both scores of each, always by the same dice.
    """
    pairs = [(a[measure], b[measure]) for a, b in zip(ours, theirs, strict=True) if measure in a and measure in b]
    draws = np.random.default_rng(7).integers(0, len(pairs), (_ROUNDS, len(pairs)))
    sides = [_resampled([each[side] for each in pairs], measure, draws) for side in (0, 1)]
    low, high = np.percentile(sides[0] - sides[1], [2.5, 97.5])
    whole = total(ours, measure)[2] - total(theirs, measure)[2]
    return whole, float(low), float(high)


def _resampled(values, measure, draws):
    if measure == "bag":
        return np.array(values)[draws].mean(axis=1)
    if measure == "segments":
        right, wrong, wanted = (column[draws].sum(axis=1) for column in np.array(values).T)
        return 2 * right / np.maximum(right + wrong + wanted, 1)
    found = np.array([precision is not None for precision, _ in values], dtype=float)
    precision = np.array([precision or 0.0 for precision, _ in values])[draws].sum(axis=1)
    p = precision / np.maximum(found[draws].sum(axis=1), 1)
    r = np.array([recall for _, recall in values])[draws].mean(axis=1)
    return 2 * p * r / np.maximum(p + r, 1e-9)
