"""Words of pages in the cells of a spreadsheet: nothing in them becomes a formula, a number or a date, and nothing is lost."""

from __future__ import annotations

import re

from cleaner.io.visible import one_line

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
# Where lists are separated by semicolons, a comma does not end a cell, and a semicolon inside one does.
_OTHER_END = re.compile(r';(?=[\s"]*[=+\-@＝＋－＠])')


def words(text: str) -> str:
    r"""*text* as a cell: on one line, as `io.visible.one_line` has it, between quotation marks.

    A cell that begins with a quotation mark is a text to every spreadsheet, whatever follows; and where white space
    stands at an edge, it shows. A semicolon before a sign that begins a formula is spelt `\u{3b}`.
    """
    spelt = _OTHER_END.sub(r"\\u{3b}", one_line(text))
    return f'"{spelt}"'


def name(text: str) -> str:
    """*text* as a cell: an id of ours as it stands, anything else as `words`."""
    return text if _PLAIN.fullmatch(text) else words(text)
