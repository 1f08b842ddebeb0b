"""The encoding that the capturer or the page itself states, by the names that the web uses."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from cleaner.cjk import CODECS as EAST_ASIAN

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD_BYTES: Final = 16_384
"""So far a `meta` counts. The standard looks at 1,024 bytes first, and heeds a later one while parsing the head."""

_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML: Final = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^<>]*?encoding\s*=\s*[\"']\s*([\w.:-]+)")
# A comment that is never closed hides the rest, as it does in a browser.
_TAG: Final = re.compile(rb"<!--.*?(?:-->|\Z)|<(meta)[\s/]([^<>]*)>|<(/head|body)\b", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"([^\s=/\"'<>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")

# Names of the web that Python does not know (WHATWG Encoding Standard).
_WEB_ONLY: Final = {
    "x-sjis": "cp932", "windows-31j": "cp932", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "gb_2312": "gb18030", "csiso58gb231280": "gb18030", "cn-gb": "gb18030",
    "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs", "x-euc-jp": "euc_jp", "x-euc-kr": "cp949",
    "windows-874": "cp874", "dos-874": "cp874", "iso-8859-11": "cp874", "iso-8859-8-i": "cp1255",
    "iso-8859-8-e": "cp1255", "iso-8859-6-e": "iso8859-6", "iso-8859-6-i": "iso8859-6", "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic", "dos-866": "cp866", "x-user-defined": "cp1252",
    "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u", "unicode-1-1-utf-8": "utf-8", "x-unicode20utf8": "utf-8",
    **{f"x-cp125{n}": f"cp125{n}" for n in range(9)},
}  # fmt: skip
# The web means the wider set by the older name.
_WIDER: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "shift_jis": "cp932",
    "euc_kr": "cp949", "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874",
    "iso8859-8": "cp1255", "iso8859-11": "cp874",
}  # fmt: skip
_WEB: Final = frozenset(
    {
        *EAST_ASIAN, "utf-8", "cp874", "koi8-r", "koi8-u", "cp855", "cp866", "mac-roman", "mac-cyrillic",
        *(f"cp125{n}" for n in range(9)), *(f"iso8859-{n}" for n in (*range(2, 8), 10, 13, 14, 15, 16)),
    }
)  # fmt: skip


def stated_codecs(data: bytes, media_type: str | None) -> tuple[str, ...]:
    """What the Content-Type *media_type*, then an XML declaration, then the head of the page state: Python's names.

    UTF-16 is never among them: a statement that can be read shows that it is something else.
    """
    names = map(codec_of, _labels(data[:_HEAD_BYTES], media_type or ""))
    return tuple(dict.fromkeys(name for name in names if name))


def codec_of(label: str) -> str | None:
    """Python's name of an encoding of the web; None for any other codec, some of which are no encodings at all."""
    label = label.lower()
    try:
        name = _WEB_ONLY.get(label) or codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if name in _WEB else None


def _labels(head: bytes, media_type: str) -> Iterator[str]:
    if found := _CHARSET.search(media_type):
        yield found[1]
    if xml := _XML.match(head):
        yield xml[1].decode("ascii")
    for tag in _TAG.finditer(head):
        if tag[3]:
            return
        if tag[1]:
            values = {
                hit[1].lower(): hit[2] or hit[3] or hit[4] or ""
                for hit in _ATTRIBUTE.finditer(tag[2].decode("latin-1"))
            }
            if "charset" in values:
                yield values["charset"].strip()
            elif values.get("http-equiv", "").lower() == "content-type" and (
                found := _CHARSET.search(values.get("content", ""))
            ):
                yield found[1]
