"""Names that become paths. They come from pages and results of strangers: nothing of them may lead out of a folder."""

from __future__ import annotations

import os
import re
import unicodedata

LONGEST = 200
"""Bytes of a name in UTF-8. Systems take 255; digits and suffixes follow."""

_SEPARATORS = re.compile(r"[/\\]+")
_REFUSED = re.compile(r'[<>:"|?*]+')
# Devices on Windows, whatever follows the first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE)


def safe_name(given: str, *fallbacks: str, portable: bool = True) -> str:
    """A name for one file, after the last component of *given*, or of the first of *fallbacks* that makes a name.

    Never empty, `.` or `..`; without separators, control and bidi characters; not the name of a device.

    Args:
        given: a path or name from anywhere.
        fallbacks: what to take instead.
        portable: leave out too what some system refuses, and compose letters (NFC).
    """
    for candidate in (given, *fallbacks):
        components = [part for part in _SEPARATORS.split(candidate) if part]
        if components and (name := _component(components[-1], portable=portable)):
            return name
    return "document"


def safe_path(given: str, *fallbacks: str) -> list[str]:
    """The components of *given*, each made safe as by `safe_name`, without those that lead upward.

    Characters that this system takes stay: what was called `index.php?id=3` is found under its name.
    """
    portable = os.name == "nt"
    # The drive or the root.
    given = re.sub(r"^[A-Za-z]:(?=[/\\])", "", given)
    names = [name for part in _SEPARATORS.split(given) if part and (name := _component(part, portable=portable))]
    return names or [safe_name("", *fallbacks)]


def numbered(name: str, number: int) -> str:
    """*name* with *number* before its suffix."""
    head, dot, suffix = name.rpartition(".")
    return f"{head}-{number}.{suffix}" if head and dot else f"{name}-{number}"


def folded(name: str) -> str:
    """Equal for names that some system takes to be one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _component(part: str, *, portable: bool) -> str:
    name = "".join(char if char.isprintable() or char == "\u3000" else "\0" for char in part)
    name = re.sub("\0+", "-", name)
    if portable:
        name = _REFUSED.sub("-", unicodedata.normalize("NFC", name)).rstrip(". ")
    if not name.strip(".- "):
        return ""
    name = _DEVICE.sub(r"\1_", name, count=1) if _DEVICE.match(name) else name
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    head, dot, suffix = name.rpartition(".")
    if not head or len(suffix.encode()) > 20:
        head, dot, suffix = name, "", ""
    room = LONGEST - len((dot + suffix).encode())
    return head.encode()[:room].decode("utf-8", "ignore") + dot + suffix
