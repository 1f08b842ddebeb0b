"""Facts from what a rule matched: chrome is the evidence, and it is read before it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model.fact import Fact
from cleaner.rules.compile import FIELD
from cleaner.rules.pattern import compile_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    import re2

    from cleaner.model.document import Page
    from cleaner.rules.compile import PreparedCapture
    from cleaner.rules.match import Hit, Scan


def read_facts(hit: Hit, scan: Scan) -> Iterator[Fact]:
    """The facts that the rule of *hit* captures. A field that took no part in the match gives no fact."""
    if not hit.rule.captures:
        return
    if hit.element is None and hit.image is None and hit.link is None and hit.rule.href is not None:
        fields = [_Fields(hit, scan, link) for link in scan.links_matching(hit.rule, hit.first)]
    else:
        fields = [_Fields(hit, scan, hit.link)]
    for found in fields:
        for prepared in hit.rule.captures:
            yield from _fact(prepared, found, hit, scan.matcher.page)


class _Fields:
    """What templates can name: each value with its span in the source, worked out when it is asked for."""

    def __init__(self, hit: Hit, scan: Scan, link: int | None) -> None:
        self._hit = hit
        self._in_text = hit.rule.target in {"block", "span", "region"}
        self._block = scan.blocks[hit.at] if hit.element is None else None
        self._link = link

    def get(self, name: str) -> tuple[str, int, int] | None:
        """The value and its span; None when the group took no part in the match."""
        hit, block = self._hit, self._block
        if block is None:
            return self._of_element(name)
        if name == "text":
            return self._of_block(0, len(block.text))
        if name == "count":
            return str(hit.last - hit.first), block.start, block.end
        if self._link is not None and name in {"href", "anchor"}:
            link = block.links[self._link]
            _, start, end = self._of_block(link.start, link.end)
            return (link.href if name == "href" else block.text[link.start : link.end]), start, end
        if hit.image is not None:
            image = block.images[hit.image]
            if name in {"src", "alt"}:
                return (image.src if name == "src" else image.alt), image.start, image.end
        if hit.found is None:
            return self._of_block(0, len(block.text)) if name == "0" else None
        span = hit.found.group(name)
        if span is None:
            return None
        if self._in_text:
            return self._of_block(*span)
        if hit.image is not None:
            image = block.images[hit.image]
            return image.src[span[0] : span[1]], image.start, image.end
        link = block.links[hit.link or 0]
        _, start, end = self._of_block(link.start, link.end)
        return link.href[span[0] : span[1]], start, end

    def _of_element(self, name: str) -> tuple[str, int, int] | None:
        element = self._hit.element
        assert element is not None
        if name.startswith("@"):
            value = element.attr(name[1:])
        else:
            text = " ".join(element.text.split())
            pattern = self._hit.rule.primary
            match = pattern.regexp.search(text.encode("utf-8", "replace")) if pattern else None
            is_whole = name == "text" or (name == "0" and match is None)
            value = text if is_whole else _group(match, name)
        return None if value is None else (value, element.span.start, element.span.end)

    def _of_block(self, start: int, end: int) -> tuple[str, int, int]:
        assert self._block is not None
        span = self._block.source_span(start, end)
        return self._block.text[start:end], span.start, span.end

    def fill(self, template: str) -> str | None:
        """The template with its fields; None when one of them took no part in the match."""
        missing = False

        def value(match: re.Match[str]) -> str:
            nonlocal missing
            found = self.get(match[1])
            missing = missing or found is None
            return found[0] if found else ""

        text = FIELD.sub(value, template)
        return None if missing else text.strip()


def _group(match: re2._Match | None, name: str) -> str | None:
    """What the group of that name or number matched."""
    if match is None or not (name.isdigit() or name.encode() in match.re.groupindex):
        return None
    value = match.group(int(name) if name.isdigit() else name.encode())
    return None if value is None else value.decode("utf-8", "replace")


def _fact(prepared: PreparedCapture, fields: _Fields, hit: Hit, page: Page) -> Iterable[Fact]:
    capture = prepared.capture
    named = []
    for name in prepared.names:
        found = fields.get(name)
        if found is None:
            return ()
        named.append(found)
    if prepared.is_single:
        value: str | None = named[0][0].strip()
    else:
        value = fields.fill(capture.value) if named else capture.value.strip()
    if not value:
        return ()
    detail = prepared.said
    if detail is None:
        detail = {name: text for name, template in prepared.details if (text := fields.fill(template))}
    # A value that names no field is said by what the rule is about: a whole block, or what matched.
    about = "text" if hit.rule.target in {"block", "region"} else "0"
    spans = named or [found for name in (about,) if (found := fields.get(name))]
    if len(spans) == 1:
        _, start, end = spans[0]
    else:
        start, end = min(span[1] for span in spans), max(span[2] for span in spans)
    evidence = (page.evidence(start, end, hit.rule.id),)
    parts = (value,) if capture.split is None else _split(value, capture.split)
    return [Fact(prepared.kind, part, capture.confidence, evidence, detail) for part in parts]


def _split(value: str, pattern: str) -> list[str]:
    parts = compile_pattern(pattern).regexp.split(value.encode("utf-8", "replace"))
    return [text for part in parts if (text := part.decode("utf-8", "replace").strip())]
