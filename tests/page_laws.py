"""What must hold of every page, HTML or not, as sentences about where it does not. Tests and the fuzzer ask the same."""

from __future__ import annotations

import html
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner import Cleaned, Rejected
from cleaner.blocks import parse
from cleaner.blocks.html.tokens import prepared, tokenize
from cleaner.decode import decode, encode
from cleaner.model.white_space import WHITE_SPACE
from cleaner.settle import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner import Cleaner, RawDocument
    from cleaner.model.block import Block
    from cleaner.model.document import Page

_SPACE = " \t\n\f\r"


def broken_laws(cleaner: Cleaner, raw: RawDocument) -> Iterator[str]:
    """The laws that *raw* breaks: none, if all is well. An exception is for the caller to catch."""
    result = cleaner.clean(raw)
    if isinstance(result, Rejected) and result.code == "law-broken":
        yield "the checks say law-broken"
    decoded = decode(raw)
    if isinstance(decoded, Rejected):
        return
    page = parse(decoded)
    yield from block_laws(page)
    if page.tree is not None:
        yield from token_laws(page.text)
        yield from visible_laws(page)
    held = result.held if isinstance(result, Rejected) else result
    if held is not None:
        yield from ledger_laws(held, raw.data)


def ledger_laws(cleaned: Cleaned, data: bytes) -> Iterator[str]:
    """The ledger tiles, gives the clean text, the decoded text and the raw bytes."""
    ledger, text = cleaned.ledger, cleaned.decoded.text
    fates = sorted([*((s.start, s.end) for s in ledger.kept), *((r.start, r.end) for r in ledger.removals)])
    edges = [0, *(end for _, end in fates)]
    if [start for start, _ in fates] != edges[:-1] or edges[-1] != len(text):
        yield "kept and removed spans do not tile the text"
    if ledger.replay(text) != cleaned.text:
        yield "the ledger does not give the clean text"
    restored = ledger.restore(cleaned.text, [text[removal.start : removal.end] for removal in ledger.removals])
    if restored != text:
        yield "the clean text and the ledger do not give the decoded text"
    if encode(cleaned.decoded, restored) != data:
        yield "the raw bytes do not come back"


def block_laws(page: Page) -> Iterator[str]:
    """Blocks are in order and disjoint, and all that they say of the source lies in it."""
    position = 0
    for number, block in enumerate(page.blocks):
        where = f"block {number} ({block.tag} {block.text[:30]!r})"
        if not position <= block.start <= block.end <= block.stop <= len(page.text):
            yield f"{where} at {block.start}–{block.end} follows one that ends at {position}"
        if page.tree is not None and block.text and not block.start <= block.content <= block.end:
            yield f"{where}: its content begins at {block.content}, outside of it"
        position = block.stop
        length = len(block.text)
        for link in block.links:
            if not 0 <= link.start < link.end <= length and page.tree is not None:
                yield f"{where}: a link at {link.start}–{link.end} of {length}"
        for image in block.images:
            if not block.start <= image.start < image.end <= block.end:
                yield f"{where}: an image at {image.start}–{image.end} outside of {block.start}–{block.end}"
        for wrap in block.wraps:
            if not (
                0 <= wrap.start <= wrap.end <= length and 0 <= wrap.outer_start <= wrap.outer_end <= len(page.text)
            ):
                yield f"{where}: a wrap {wrap}"
    for first, second in pairwise(page.blocks):
        if first.text and second.text:
            end = first.source_span(0, len(first.text)).end
            start = second.source_span(0, len(second.text)).start
            if end > second.content or start < first.end:
                yield f"blocks {first.text[:30]!r} and {second.text[:30]!r} reach into each other: {end}, {start}"


def visible_laws(page: Page) -> Iterator[str]:
    """Each visible character of an HTML page leads to what it is written as, and back."""
    text = page.text
    for block in page.blocks:
        where = f"{block.tag} {block.text[:30]!r}"
        if block.tag not in {"hr", "img"} and not block.text.strip(WHITE_SPACE):
            yield f"{where} shows nothing"
        position = block.content
        for offset, shown, start, end in units(block):
            if not position <= start < end <= block.end:
                yield f"{where}: visible {offset} comes from {start}–{end}, behind {position} and in {block.end}"
                break
            if not _stands_for(text[start:end], shown, is_code=block.tag == "pre"):
                yield f"{where}: {text[start:end]!r} is shown as {shown!r} at {offset}"
                break
            if block.visible_span(start, end) != (offset, offset + len(shown)):
                yield f"{where}: {start}–{end} is not visible {offset}, but {block.visible_span(start, end)}"
                break
            span = block.source_span(offset, offset + len(shown))
            if not (span.start <= start and end <= span.end):
                yield f"{where}: the source of {offset} is {span}, not {start}–{end}"
                break
            position = end
    shown = without_white_space("".join(block.text for block in page.blocks))
    written = without_white_space(settle(page, [], "text").replay(text))
    if shown != written:
        yield f"the plain text is not what is visible: {_difference(shown, written)}"


def without_white_space(text: str) -> str:
    """*text* without white space of any kind."""
    return "".join("".join(text.split()).split("\ufeff"))


def units(block: Block) -> Iterator[tuple[int, str, int, int]]:
    """`(offset, visible, source start, source end)` of each character, or of each stretch that is one unit."""
    if not block.runs:
        for offset, char in enumerate(block.text):
            yield offset, char, block.content + offset, block.content + offset + 1
        return
    ends = [*(run.at for run in block.runs[1:]), len(block.text)]
    for run, end in zip(block.runs, ends, strict=True):
        if end - run.at == run.end - run.start:
            for offset in range(run.at, end):
                start = run.start + offset - run.at
                yield offset, block.text[offset], start, start + 1
        else:
            yield run.at, block.text[run.at : end], run.start, run.end


def _stands_for(source: str, shown: str, *, is_code: bool) -> bool:
    if source == shown:
        return True
    if shown == " ":
        return not source.strip(_SPACE) or not html.unescape(source).strip(_SPACE)
    if source.startswith("<"):
        return shown in {"(", ")"} or (is_code and shown == "\n")
    # At the beginning of a block, `&nbspa` shows its letter only.
    if html.unescape(source) == shown or html.unescape(source).strip(WHITE_SPACE) == shown:
        return True
    # Python drops references to control characters that the standard keeps.
    return source.startswith("&#") or source.replace("\0", "").replace("\u00ad", "") == shown


def _difference(one: str, other: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[max(0, at - 10) : at + 20]!r} and {other[max(0, at - 10) : at + 20]!r}"


def token_laws(text: str) -> Iterator[str]:
    """The tokens of a page are the page."""
    ready = prepared(text)
    if len(ready) != len(text):
        yield f"prepared, {len(text)} characters are {len(ready)}"
    written = "".join(source for _, source, _ in tokenize(ready))
    if not ready.startswith(written):
        yield f"the tokens are not the text: {_difference(ready, written)}"
    lost = ready[len(written) :]
    if lost and not lost.startswith(("<", "&")):
        yield f"the tokens do not hold {lost[:40]!r} at the end"
