"""What a removed stretch of text was: a closed list, so that reports of any two sources compare."""

from __future__ import annotations

from typing import Literal, get_args

Category = Literal[
    "advertisement",
    "byline",
    "comments",
    "contact",
    "copyright",
    "dateline",
    "disclaimer",
    "front-matter",
    "hot-news",
    "hotline",
    "image",
    "image-credit",
    "machine-abstract",
    "machine-notice",
    "machine-refusal",
    "markup",
    "navigation",
    "outside-body",
    "pager",
    "promotion",
    "references",
    "registration",
    "related",
    "reprint-credit",
    "script",
    "share-bar",
    "site-notice",
    "slogan",
    "staff-credits",
    "subscription",
    "template-leak",
    "title-repeat",
    "topic",
    "view-counter",
    "whitespace",
]

CATEGORIES: tuple[Category, ...] = get_args(Category)

Action = Literal["remove", "lift", "keep"]
"""The fate of a category under a profile. `lift`: out of the text, into the stamp."""
