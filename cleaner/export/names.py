"""Names for the outside: URNs of what this package makes, and addresses that any reader of a URI takes."""

from __future__ import annotations

import re
from urllib.parse import quote

NAMESPACE = "urn:cleaner:"
"""Names and nothing more: there is nothing to fetch, and `cleaner` is no registered namespace."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IPV6 = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?\[[0-9A-Fa-f:.]+\](?::\d*)?(?=[/?#]|$)")


def urn(*parts: str) -> str:
    """A URN (RFC 8141) below ours: *parts* parted by colons, what a URN cannot hold percent-encoded as UTF-8."""
    return NAMESPACE + ":".join(quote(part, safe="") for part in parts)


def uri(address: str | None) -> str | None:
    """*address* as an absolute URI (RFC 3986), what it cannot hold percent-encoded; None when it names no host."""
    if not address or not _ABSOLUTE.match(address.strip()):
        return None
    address = _STRAY_PERCENT.sub("%25", address.strip())
    literal = _IPV6.match(address)
    head = literal[0] if literal else ""
    rest, hash_mark, fragment = address[len(head) :].partition("#")
    return head + quote(rest, safe=":/?@!$&'()*+,;=%~") + hash_mark + quote(fragment, safe=":/?@!$&'()*+,;=%~")
