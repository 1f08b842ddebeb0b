"""Profiles: what becomes of each category. The rules say what a line is, the profile says what to do about it."""

from __future__ import annotations

from cleaner.model.category import CATEGORIES, Action, Category

_LIFTED: frozenset[Category] = frozenset(
    {
        "byline",
        "dateline",
        "front-matter",
        "image",
        "image-credit",
        "machine-abstract",
        "machine-notice",
        "machine-refusal",
        "references",
        "reprint-credit",
        "staff-credits",
        "title-repeat",
        "topic",
    }
)
_CORPUS: dict[Category, Action] = {category: "lift" if category in _LIFTED else "remove" for category in CATEGORIES}
_READING: dict[Category, Action] = {
    **_CORPUS,
    "image": "keep",
    "references": "keep",
    "byline": "keep",
    "dateline": "keep",
    "machine-abstract": "keep",
    "machine-notice": "keep",
}
_MARKUP_ONLY: dict[Category, Action] = {
    category: _CORPUS[category] if category in {"front-matter", "markup", "whitespace"} else "keep"
    for category in CATEGORIES
}

PROFILES: dict[str, dict[Category, Action]] = {
    "corpus": _CORPUS,
    "reading": _READING,
    "markup-only": _MARKUP_ONLY,
}
"""`corpus`: the article's own text. `reading`: with images, references, byline, and what the page says a
machine wrote. `markup-only`: everything readable."""

DEFAULT_PROFILE = "corpus"
