"""Text of a page, or a name of a file, where a person sees it: nothing in it may move a cursor, turn the line round, or hide."""

from __future__ import annotations

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
# Spaces that are not printable to Python are wanted; the joiner holds emoji together.
_HARMLESS = frozenset("\t\u00a0\u3000\u200d\u1680\u202f\u205f" + "".join(map(chr, range(0x2000, 0x200B))))


def harmless(text: str) -> str:
    r"""*text* with control characters, bidi controls and zero-width ones spelt out: `\u{1b}`, `\u{202e}`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in _HARMLESS else f"\\u{{{ord(char):x}}}" for char in text)


def one_line(text: str) -> str:
    """*text* on one line, so that every character can be told from every other."""
    return "".join(_ESCAPES.get(char) or (char if char == "\u3000" else _spelt(char)) for char in text)


def _spelt(char: str) -> str:
    return char if char.isprintable() else f"\\u{{{ord(char):x}}}"
