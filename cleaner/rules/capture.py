"""Facts from what a rule matched: chrome is the evidence, and it is read before it goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from cleaner.model.fact import Evidence, Fact, FactKind
from cleaner.rules.pattern import compile_pattern
from cleaner.rules.schema import Capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.model.document import Page
    from cleaner.rules.match import Hit, Matcher

_FIELD = re.compile(r"\{(\w+)\}")
DETAILS = ("timezone", "relation", "publisher", "account", "url", "title", "note")
MAX_QUOTE = 200
"""Code points of evidence quoted; the span says where the rest is."""


def read_facts(hit: Hit, matcher: Matcher) -> Iterator[Fact]:
    """The facts that the rule of *hit* captures. A field that took no part in the match gives no fact."""
    if not hit.rule.capture:
        return
    for fields in _fields(hit, matcher):
        for kind, captures in hit.rule.capture.items():
            for capture in captures if isinstance(captures, list) else [captures]:
                made = capture if isinstance(capture, Capture) else Capture(value=capture)
                yield from _fact(cast("FactKind", kind), made, fields, hit, matcher.page)


class _Fields:
    """What templates can name, each with its span in the source."""

    def __init__(self, values: dict[str, tuple[str, int, int]], whole: tuple[int, int]) -> None:
        self.values = values
        self.whole = whole


def _fields(hit: Hit, matcher: Matcher) -> Iterator[_Fields]:
    block = matcher.blocks[hit.found.number if hit.found and hit.rule.target in {"block", "span", "region"} else hit.first]
    values: dict[str, tuple[str, int, int]] = {}

    def add(name: str, start: int, end: int) -> None:
        span = block.source_span(start, end)
        values[name] = (block.text[start:end], span.start, span.end)

    add("text", 0, len(block.text))
    add("0", 0, len(block.text))
    if hit.found and hit.rule.target in {"block", "span", "region"}:
        for name, (start, end) in hit.found.groups().items():
            add(name, start, end)
    values["count"] = (str(hit.last - hit.first), block.start, block.end)
    whole = values["0"][1:]
    if hit.image is not None:
        image = block.images[hit.image]
        values |= {name: (text, image.start, image.end) for name, text in (("src", image.src), ("alt", image.alt))}
        if hit.found:
            values |= {name: (image.src[a:b], image.start, image.end) for name, (a, b) in hit.found.groups().items()}
        yield _Fields(values, (image.start, image.end))
    elif hit.rule.href is not None:
        links = [hit.link] if hit.link is not None else matcher.links_matching(hit.rule, hit.first)
        for number in links:
            link = block.links[number]
            span = block.source_span(link.start, link.end)
            here = {"href": link.href, "anchor": block.text[link.start : link.end]}
            extra = {name: (text, span.start, span.end) for name, text in here.items()}
            if hit.link is not None and hit.found:
                extra |= {name: (link.href[a:b], span.start, span.end) for name, (a, b) in hit.found.groups().items()}
            yield _Fields(values | extra, (span.start, span.end) if hit.link is not None else whole)
    else:
        yield _Fields(values, whole)


def _fact(kind: FactKind, capture: Capture, fields: _Fields, hit: Hit, page: Page) -> Iterator[Fact]:
    filled = _fill(capture.value, fields)
    if filled is None or not filled.strip():
        return
    detail = {}
    for name in DETAILS:
        template = getattr(capture, name)
        text = _fill(template, fields) if template else None
        if text and text.strip():
            detail[name] = text.strip()
    named = [fields.values[name] for name in _FIELD.findall(capture.value) if name in fields.values]
    start = min((value[1] for value in named), default=fields.whole[0])
    end = max((value[2] for value in named), default=fields.whole[1])
    evidence = evidence_at(page, start, end, hit.rule.id)
    for value in _split(filled, capture.split):
        yield Fact(kind=kind, value=value, confidence=capture.confidence, evidence=(evidence,), detail=detail)


def evidence_at(page: Page, start: int, end: int, rule: str) -> Evidence:
    """The evidence that code points *start*–*end* of the page give."""
    number = _line_of(page, start)
    return Evidence(start=start, end=end, line=number, quote=page.text[start : min(end, start + MAX_QUOTE)], rule=rule)


def _line_of(page: Page, position: int) -> int:
    low, high = 0, len(page.blocks)
    while low < high:
        middle = (low + high) // 2
        if page.blocks[middle].start <= position:
            low = middle + 1
        else:
            high = middle
    if not low:
        return 1
    block = page.blocks[low - 1]
    inside = page.text[block.start : position]
    return block.line + inside.count("\n") + inside.count("\r") - inside.count("\r\n")


def _fill(template: str, fields: _Fields) -> str | None:
    """The template with its fields; None when one of them took no part in the match."""
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        found = fields.values.get(match[1])
        if found is None:
            missing = True
            return ""
        return found[0]

    text = _FIELD.sub(value, template)
    return None if missing else text


def _split(value: str, pattern: str | None) -> list[str]:
    if pattern is None:
        return [value.strip()]
    data = value.encode("utf-8", "replace")
    parts = [part.decode("utf-8", "replace").strip() for part in compile_pattern(pattern).split(data)]
    return [part for part in parts if part]
