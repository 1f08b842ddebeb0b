"""Texts and names as they are compared: without width, case and script, texts without punctuation and space too."""

from __future__ import annotations

import re
import unicodedata

from cleaner.han import TO_SIMPLIFIED

_TARGET = re.compile(r"\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)")
"""Where a link of Markdown leads: a copy written as plain text has only its words."""
_NO_LETTER = re.compile(r"[\W_]+")
_TYPOGRAPHIC = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_ACCOUNT = re.compile(r"^(?:微信)?公众(?:号|平台) ?: ?(?=\S)")


def letters_of(text: str) -> str:
    """The letters and digits of a clean *text*, by NFKC, in lower case, Traditional characters as Simplified ones."""
    plain = _TARGET.sub("]", text)
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", plain).casefold().translate(TO_SIMPLIFIED))


def name_of(spelling: str) -> str:
    """What spellings of one name have in common: width, case, script, space between Han characters and `微信公众号:` left out."""
    folded = " ".join(unicodedata.normalize("NFKC", spelling).casefold().translate(TO_SIMPLIFIED).split())
    return _ACCOUNT.sub("", _TYPOGRAPHIC.sub("", folded))
