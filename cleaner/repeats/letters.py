"""A text as it is compared from page to page: its letters, with every number the same."""

from __future__ import annotations

import re

_WIDE_FORMS = re.compile("[\uff01-\uff5e]")
_TO_NARROW = {0xFF01 + step: 0x21 + step for step in range(94)}
# Said by code points and not by `\W` and `\d`: what these match depends on the Unicode of the Python that runs.
_SIGNS = re.compile(
    "[\\x00-/:-@\\[-`{-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u0589\u05be\u060c\u061b\u061f\u066a-\u066d"
    "\u06d4\u0964\u0965\u104a\u104b\u1361-\u1368\u1680\u17d4-\u17da\u2000-\u206f\u20a0-\u2bff\u2e00-\u2e7f\u3000-\u3004"
    "\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ue000-\uf8ff\ufd3e\ufd3f\ufe00-\ufe6f\ufeff\uff00-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff\U0001f000-\U0001faff\U000e0000-\U000e01ef]+"
)
_DIGITS = re.compile("[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u0ed0-\u0ed9]+")
_NO_ASCII_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_WIDE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3005-\u3007\u3021-\u302f\u3040-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U000323af]")  # fmt: skip


def letters_of(text: str) -> str:
    """The letters of *text* in their order, small, of ordinary width; each run of digits is one `0`, signs are left out.

    Letters of scripts without spaces need no words for this: `评论 (12)` and `评论：345` are both `评论0`.
    """
    if text.isascii():
        found = text.encode().translate(None, _NO_ASCII_LETTERS).decode().lower()
    else:
        if _WIDE_FORMS.search(text):
            text = text.translate(_TO_NARROW)
        found = _SIGNS.sub("", text).lower()
    return _DIGITS.sub("0", found)


def weight_of(letters: str) -> int:
    """How much *letters* say: numbers nothing, a letter 1, a character of scripts in which a few are a word 2."""
    bare = letters.replace("0", "")
    return len(bare) if bare.isascii() else len(bare) + len(_WIDE.findall(bare))
