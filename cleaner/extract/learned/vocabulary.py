"""The tags and the classes of characters that the trees tell apart."""

from __future__ import annotations

import numpy as np

TAGS = [
    "page",
    "html",
    "body",
    "nav",
    "footer",
    "form",
    "legend",
    "option",
    "aside",
    "header",
    "dialog",
    "noscript",
    "menu",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "center",
    "table",
    "thead",
    "tfoot",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "figure",
    "figcaption",
    "fieldset",
    "details",
    "summary",
    "address",
    "div",
    "section",
    "hgroup",
    "main",
    "article",
    "img",
    "hr",
    "h6",
    "h5",
    "h4",
    "h3",
    "h2",
    "h1",
    "pre",
    "blockquote",
    "p",
]
"""From machinery to running text, so that one comparison parts the two."""
TAG = {tag: number for number, tag in enumerate(TAGS, start=1)}
"""The numbers of tags; 0 is any other."""
MARKED = ("article", "main", "nav", "footer", "aside", "header", "form", "li", "table", "td", "noscript", "blockquote",
           "figure", "section", "details", "dl", "pre", "figcaption")  # fmt: skip
"""Tags of elements for which it counts that a block lies in one, however deep."""
MARK = np.zeros(len(TAGS) + 1, np.int64)
MARK[[TAG[tag] for tag in MARKED]] = 1 << np.arange(len(MARKED))
"""By tag the bit of an element that is marked."""
HEADING = np.zeros(len(TAGS) + 1, np.int64)
HEADING[[TAG[f"h{level}"] for level in range(1, 7)]] = np.arange(1, 7)
"""By tag the level of a heading."""

OTHER, LETTER, CAPITAL, DIGIT, SPACE, WIDE, COMMA, STOP, SEPARATOR, SIGN, MONEY, QUOTE = range(12)
"""Classes of characters."""
CLASSES = 12


def class_of(character: str) -> int:
    """The class of a character, as the table that is shipped with the model has it."""
    code = ord(character)
    if 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x0E00 <= code <= 0x0EFF:
        return WIDE
    if 0xAC00 <= code <= 0xD7AF:
        return WIDE
    for found, signs in (
        (COMMA, ",，、;；،"),
        (STOP, ".。!！?？…؟।"),
        (SEPARATOR, "|›»·•/>→←<«‹∙–—-"),
        (MONEY, "$€£¥₹%"),
        (QUOTE, "\"'“”‘’()（）《》「」"),
    ):
        if character in signs:
            return found
    if character.isupper():
        return CAPITAL
    if character.isalpha():
        return LETTER
    if character.isdigit():
        return DIGIT
    return SPACE if character.isspace() else SIGN
