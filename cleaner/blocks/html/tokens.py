r"""The tokens of an HTML page with their exact source: every character belongs to one token.

turbohtml's tokenizer follows the WHATWG standard at several hundred megabytes a second and gives the source of each
token, but for four things that are mended here without moving a single offset: line ends (`\r\n` counts as one
character), NUL, a lost `</>`, and a tail that is dropped at the end of the file. It is young, so it stands behind a
protocol of four attributes; should its tokens ever not add up to the page, a slower tokenizer of our own takes over.
"""

from __future__ import annotations

import html
import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, Protocol

import turbohtml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

RAW = frozenset({"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp"})
"""Elements whose content holds no tags."""

LARGE = 1 << 20
"""Code points of a text whose tokens are not held all at once: short ones take 60 to 120 times their length."""

_MARKUP = re.compile(
    r"""
    <!--(?P<comment>.*?(?:--!?>|\Z))
  | </?(?P<name>[A-Za-z][^\s/>]*)(?P<attrs>(?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*+)>
  | <[!?/][^>]*(?:>|\Z)
  | &(?:\#[0-9]+;?|\#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>"']*)))?"""
)


class Token(Protocol):
    """A token. `source` is None for text, whose `data` is its source; `tag` and `attrs` are those of a tag."""

    @property
    def source(self) -> str | None:
        """What stands in the page."""

    @property
    def data(self) -> str | None:
        """Text, or what a character reference stands for."""

    @property
    def tag(self) -> str | None:
        """Name of the element in small letters."""

    @property
    def attrs(self) -> list[tuple[str, str]] | None:
        """Names and values, references resolved."""

    def attr(self, name: str, /) -> str | None:
        """The value of an attribute."""


class _Plain(NamedTuple):
    source: str | None
    data: str | None = None
    tag: str | None = None
    attrs: list[tuple[str, str]] | None = None

    def attr(self, name: str, /) -> str | None:
        return next((value for key, value in self.attrs or () if key == name), None)


def prepared(text: str) -> str:
    r"""*text* with the same number of characters, each where it was, so that a tokenizer loses none of them.

    A `\r` before a `\n` becomes a space and any other a `\n`; NUL is U+FFFD; `</>`, which the standard ignores
    without a trace, is `<!>`, an empty comment.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if "</>" in text:
        text = text.replace("</>", "<!>")
    return text


def tokenize(text: str, offset: int = 0) -> Iterable[tuple[Token, str, int]]:
    """The tokens of a *prepared* text with their sources and where these begin, in order.

    They are the whole text, but for a tail that is cut off. Places are counted from *offset*.
    """
    if len(text) > LARGE:
        return _one_by_one(text, offset)
    tokens: Sequence[Token] = list(_tokenize_fast(text))
    sources = [token.source or token.data or "" for token in tokens]
    if not text.startswith("".join(sources)):
        tokens = list(tokenize_slowly(text))
        sources = [token.source or token.data or "" for token in tokens]
    # There is one place more than tokens: where the last ends.
    return zip(tokens, sources, accumulate(map(len, sources), initial=offset), strict=False)


def _one_by_one(text: str, offset: int) -> Iterator[tuple[Token, str, int]]:
    """As `tokenize`, with one token in memory. So they are made twice: first to see whether they add up."""
    for token in _tokenize_fast(text) if _adds_up(text) else tokenize_slowly(text):
        source = token.source or token.data or ""
        yield token, source, offset
        offset += len(source)


def _adds_up(text: str) -> bool:
    end = 0
    for token in _tokenize_fast(text):
        source = token.source or token.data or ""
        if not text.startswith(source, end):
            return False
        end += len(source)
    return True


def _tokenize_fast(text: str) -> Iterator[Token]:
    return turbohtml.tokenize(text, capture_source=True, resolve_references=False)


def tokenize_slowly(text: str) -> Iterator[Token]:
    """As `tokenize`, in plain Python and simpler than the standard; every character is in a token by construction."""
    position = 0
    while match := _MARKUP.search(text, position):
        start, end = match.span()
        if start > position:
            yield _Plain(None, text[position:start])
        source = match.group()
        position = end
        if source[0] == "&":
            yield _Plain(source, html.unescape(source))
            continue
        name = (match["name"] or "").lower()
        attrs = _attributes(match["attrs"]) if name and source[1] != "/" else []
        yield _Plain(source, None, name or None, attrs)
        if name in RAW and source[1] != "/":
            closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, position)
            last = closing.start() if closing else len(text)
            if last > position:
                yield _Plain(None, text[position:last])
            position = last
    if position < len(text):
        yield _Plain(None, text[position:])


def _attributes(source: str) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        value = match["double"] or match["single"] or match["bare"] or ""
        found.setdefault(match["name"].lower(), html.unescape(value))
    return list(found.items())
