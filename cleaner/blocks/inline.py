"""Inline Markdown: what a reader sees of a line, where it stands in the source, and the links and images in it.

One pass over the tokens of a line and one over its pieces; nothing is looked for twice, so a line of any length takes
time linear in it. The source is never rewritten: this only says which characters are visible.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from cleaner.model.block import Image, Link, Run, Wrap
from cleaner.model.white_space import WHITE_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CHARS = 1_000_000
"""A longer line is a data dump, not prose with markup: it is taken as it stands."""


def may_have_inline(text: str) -> bool:
    """Something in *text* can make what is visible differ from the source, or is a link."""
    # Ten searches for a substring take a twentieth of one for a pattern that begins with any of them.
    return (
        "[" in text
        or "*" in text
        or "_" in text
        or "://" in text
        or "`" in text
        or "<" in text
        or "&" in text
        or "\\" in text
        or "]" in text
        or "~~" in text
    )


_TOKEN = re.compile(
    r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])
  | (?P<code>`+)
  | (?P<open>!?\[)
  | (?P<close>\](?:\((?P<dest>[^()]*+(?:\([^()]*+\)[^()]*+)*+)\)(?P<attrs>\{[^{}=]*=[^{}]*\}|\{:?[ ]?[.\#][^{}]*\})?)?)
  | (?P<strong>\*{1,3}|_{1,3}|~~)
  | <(?P<auto>https?://[^<>\s]+|[^<>@\s]+@[^<>@\s]+)>
  | (?P<tag><(?:!--[^<>]*--|/?[A-Za-z][^<>]*)>)
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<url>https?://[!-;=?-Z\\^_a-z|~]+)
    """,
    re.VERBOSE,
)
# Where a token can begin. Looking for one of a few characters is far cheaper than trying all tokens everywhere.
_SIGN = re.compile(r"\\|`|!(?=\[)|\[|\]|\*|_|<|&|~~|h(?=ttps?://)")
_PLAIN_LINK = re.compile(r"\[([^\[\]`*_\\<&!]+)\]\(([^\s()<>\"']+)\)")
_DEST = re.compile(r"\s*<?(?P<href>.*?)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*", re.DOTALL)
_IS_BARE = re.compile(r"[^\s<>]+")
"""A target with nothing around it, as nearly all are; looking for what could be there takes ten times as long."""
_URL_TAIL = ".,;:!?'\"*_)"


_Bracket = tuple[int, int, tuple[int, int, int]]
"""An opening bracket: its piece, its place in the source, and how many links, wraps and images there were."""


class Inline:
    """The visible text of one line, with its runs, links, images and wraps (see `cleaner.model.block`).

    While scanning, offsets are indexes of pieces: the visible offset of a piece is known only at the end.
    """

    text: str
    runs: tuple[Run, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    wraps: tuple[Wrap, ...]

    __slots__ = ("_images", "_links", "_pieces", "_wraps", "images", "links", "runs", "text", "wraps")

    def __init__(self, source: str, start: int, end: int) -> None:
        # (source start, source end, visible characters); a piece without characters was given up by a later token.
        self._pieces: list[tuple[int, int, str]] = []
        self._links: list[tuple[int, int, str]] = []
        self._wraps: list[tuple[int, int, int, int]] = []
        self._images: list[tuple[int, Image]] = []
        if not self._is_link(source, start, end):
            self._scan(source, start, end)
            self._settle()

    def _is_link(self, source: str, start: int, end: int) -> bool:
        """The whole line is one plain link, as in menus: the most frequent line with markup, read without a scan."""
        match = _PLAIN_LINK.fullmatch(source, start, end)
        if match is None:
            return False
        first, last = match.span(1)
        self.text = match[1]
        self.runs = (Run(0, first, last),)
        self.links = (Link(0, last - first, match[2]),)
        self.wraps = (Wrap(0, last - first, start, end),)
        self.images = ()
        return True

    def _scan(self, source: str, start: int, end: int) -> None:
        pieces = self._pieces
        brackets: list[_Bracket] = []
        emphasis: dict[str, int] = {}
        dead_ticks: set[str] = set()
        position = start
        following = start
        while sign := _SIGN.search(source, following, end):
            match = _TOKEN.match(source, sign.start(), end)
            if match is None:
                following = sign.end()
                continue
            at, stop = match.span()
            if at > position:
                pieces.append((position, at, source[position:at]))
            position = stop
            kind = match.lastgroup
            if kind == "escaped":
                pieces.append((at, stop, match["escaped"]))
            elif kind == "code":
                position = self._code(source, at, stop, end, dead_ticks)
            elif kind == "open":
                brackets.append((len(pieces), at, (len(self._links), len(self._wraps), len(self._images))))
                pieces.append((at, stop, source[at:stop]))
            elif match["close"]:
                self._close(match, brackets)
            elif kind == "strong":
                self._emphasis(source, at, stop, emphasis)
            elif kind == "auto":
                self._links.append((len(pieces), len(pieces) + 1, match["auto"]))
                self._wraps.append((len(pieces), len(pieces) + 1, at, stop))
                pieces.append((at + 1, stop - 1, match["auto"]))
            elif kind == "entity":
                pieces.append((at, stop, html.unescape(match["entity"])))
            elif kind == "url":
                url = _without_tail(match["url"])
                position = at + len(url)
                self._links.append((len(pieces), len(pieces) + 1, url))
                pieces.append((at, position, url))
            following = position
        if position < end:
            pieces.append((position, end, source[position:end]))

    def _code(self, source: str, at: int, stop: int, end: int, dead: set[str]) -> int:
        ticks = source[at:stop]
        closing = -1 if ticks in dead else source.find(ticks, stop, end)
        if closing < 0:
            dead.add(ticks)
            self._pieces.append((at, stop, ticks))
            return stop
        after = closing + len(ticks)
        self._wraps.append((len(self._pieces), len(self._pieces) + 1, at, after))
        self._pieces.append((stop, closing, source[stop:closing]))
        return after

    def _close(self, match: re.Match[str], brackets: list[_Bracket]) -> None:
        at, stop = match.span()
        pieces = self._pieces
        opener, outer, inside = brackets.pop() if brackets else (-1, -1, (0, 0, 0))
        if match["dest"] is None or opener < 0:
            pieces.append((at, stop, match.group()))
            return
        href = match["dest"]
        if not _IS_BARE.fullmatch(href):
            parsed = _DEST.fullmatch(href)
            href = (parsed["href"] if parsed else href).strip()
        if match.string[outer] == "!":
            alt = "".join(piece[2] for piece in pieces[opener + 1 :])
            del pieces[opener:]
            # What stands in the text of an image is not on the page.
            del self._links[inside[0] :], self._wraps[inside[1] :], self._images[inside[2] :]
            self._images.append((opener, Image(outer, stop, href, alt)))
            return
        pieces[opener] = (outer, outer, "")
        if self._images and self._images[-1][0] > opener and not any(piece[2].strip() for piece in pieces[opener:]):
            # A link around nothing but an image is part of the image.
            index, image = self._images[-1]
            self._images[-1] = (index, Image(outer, stop, image.src, image.alt))
        self._links.append((opener, len(pieces), href))
        self._wraps.append((opener, len(pieces), outer, stop))

    def _emphasis(self, source: str, at: int, stop: int, emphasis: dict[str, int]) -> None:
        sign = source[at:stop]
        if len(sign) == 3 and sign not in emphasis and sign[0] in emphasis and sign[:2] in emphasis:
            # Two that end together: the one that was opened last ends first.
            middle = at + (1 if emphasis[sign[0]] > emphasis[sign[:2]] else 2)
            self._emphasis(source, at, middle, emphasis)
            self._emphasis(source, middle, stop, emphasis)
            return
        before, after = source[at - 1 : at], source[stop : stop + 1]
        inside_word = sign[0] == "_" and before.isalnum() and after.isalnum()
        index = emphasis.pop(sign, -1) if before and not before.isspace() and not inside_word else -1
        if 0 <= index < len(self._pieces) and self._pieces[index][2] == sign:
            outer = self._pieces[index][0]
            self._pieces[index] = (outer, outer, "")
            self._wraps.append((index, len(self._pieces), outer, stop))
            return
        if after and not after.isspace() and not inside_word:
            emphasis[sign] = len(self._pieces)
        self._pieces.append((at, stop, sign))

    def _settle(self) -> None:
        self._trim(range(len(self._pieces)), str.lstrip)
        self._trim(range(len(self._pieces) - 1, -1, -1), str.rstrip)
        offsets = []
        runs: list[Run] = []
        total = 0
        for start, end, shown in self._pieces:
            offsets.append(total)
            if not shown:
                continue
            last = runs[-1] if runs else None
            if last and last.end == start and len(shown) == end - start and last.end - last.start == total - last.at:
                runs[-1] = Run(last.at, last.start, end)
            else:
                runs.append(Run(total, start, end))
            total += len(shown)
        offsets.append(total)
        self.text = "".join(piece[2] for piece in self._pieces)
        self.runs = tuple(runs)
        self.links = tuple(sorted([Link(offsets[first], offsets[last], href) for first, last, href in self._links]))
        self.wraps = tuple([Wrap(offsets[first], offsets[last], start, end) for first, last, start, end in self._wraps])
        self.images = tuple([image for _, image in self._images])

    def _trim(self, numbers: range, strip: Callable[[str, str], str]) -> None:
        """No white space at the ends of the visible text, such as an image leaves that stood before it."""
        for number in numbers:
            start, end, shown = self._pieces[number]
            left = strip(shown, WHITE_SPACE)
            if left != shown and len(shown) == end - start:
                start += shown.index(left) if left else 0
                self._pieces[number] = (start, start + len(left), left)
            if left:
                return


def _without_tail(url: str) -> str:
    """Without the punctuation of the sentence it stands in; a closing bracket stays when it was opened inside."""
    end = len(url)
    opened = url.count("(") - url.count(")")
    while end and url[end - 1] in _URL_TAIL:
        if url[end - 1] == ")" and opened >= 0:
            break
        opened += url[end - 1] == ")"
        end -= 1
    return url[:end]
