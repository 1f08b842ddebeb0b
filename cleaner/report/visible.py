"""What a reader sees of a stretch of HTML, for people to judge: tags out, references resolved, blocks on lines of their own."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol",
    "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
# Each alternative takes what it has begun to the end, closed or not, and the groups are possessive: linear in any text.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|template|svg)\b.*?(?:</(?P=raw)\s*>|\Z)"
    r"|</?(?P<tag>[a-zA-Z][^\s/>]*+)(?>[^>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+>?"
    r"|<[!?][^>]*+>?",
    re.DOTALL | re.IGNORECASE,
)
_TARGET = re.compile(r"\]\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)")
_SPACE = re.compile(r"[ \t\f\r\v\n]+")
_LINES = re.compile(r" *\n[ \n]*")
_SHORT, _LONG_LINE = 300, 40
_ENDS = frozenset("。！？；!?;”」…")
_HEAD, _TAIL = 20_000, 8_000


def visible(source: str) -> str:
    """The text of the HTML *source*; white space as one space, a line feed between blocks. Of a long one its ends."""
    if len(source) > _HEAD + _TAIL:
        head, tail = source[:_HEAD], source[-_TAIL:]
        # No half tags: neither the one that begins last nor the one that ends first.
        if head.rfind("<") > head.rfind(">"):
            head = head[: head.rfind("<")]
        return f"{_shown(head)}\n[…]\n{_shown(tail[tail.find('>') + 1 :])}"
    return _shown(source)


def without_targets(text: str) -> str:
    """A text or Markdown without the targets of its links."""
    return _TARGET.sub("]", text) if "](" in text else text


def prose_chars(text: str) -> int:
    """Code points of *text* that stand in long lines or in sentences, and so could have been an article's."""
    # Most short texts come again on page after page.
    return _prose(text) if len(text) <= _SHORT else _prose.__wrapped__(text)


@lru_cache(maxsize=1 << 15)
def _prose(text: str) -> int:
    text = without_targets(text)
    if len(text) < _LONG_LINE and text[-1:] not in _ENDS:
        return 0
    return sum(len(line) for line in text.split("\n") if len(line) >= _LONG_LINE or line[-1:] in _ENDS)


def _shown(source: str) -> str:
    if "<" in source:
        source = _SPACE.sub(" ", source)
        source = _MARKUP.sub(_instead, source)
        source = html.unescape(source)
        return _LINES.sub("\n", source)
    return _SPACE.sub(" ", html.unescape(source))


def _instead(found: re.Match[str]) -> str:
    return "\n" if (found["tag"] or "").lower() in _BLOCKS else ""
