"""What of a document a machine wrote, or was written for one, named by the digital source types of the IPTC.

A `text` mark speaks of the whole article: a label, a leaked prompt or the first words of a machine's answer are its
evidence, and are mostly no part of it. Any other mark is the very stretch that its evidence spans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from cleaner.model.stamp import Synthetic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.model.category import Action
    from cleaner.model.document import Settled
    from cleaner.model.fact import Confidence, Evidence, Fact
    from cleaner.model.ledger import Ledger
    from cleaner.model.stamp import SyntheticKind

# https://cv.iptc.org/newscodes/digitalsourcetype/. A prompt was written by a person with digital tools; what it says of
# the text around it is a mark of its own. Rules name another type with `url`, for texts that a machine only edited.
_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_TYPES: dict[SyntheticKind, str] = {
    "summary": f"{_VOCABULARY}trainedAlgorithmicMedia",
    "refusal": f"{_VOCABULARY}trainedAlgorithmicMedia",
    "prompt": f"{_VOCABULARY}digitalCreation",
    "text": f"{_VOCABULARY}trainedAlgorithmicMedia",
}


def synthetic_of(facts: Iterable[Fact], settled: Settled) -> tuple[Synthetic, ...]:
    """The marks in the order of their evidence. What several rules read in one place is one mark."""
    marks: list[Synthetic] = []
    for fact in sorted((fact for fact in facts if fact.kind == "synthetic"), key=_place):
        mark = _mark(fact, settled)
        number = next((n for n, other in enumerate(marks) if _is_same(mark, other)), None)
        if number is None:
            marks.append(mark)
        else:
            marks[number] = _joined(marks[number], mark)
    return tuple(marks)


def _place(fact: Fact) -> tuple[int, int]:
    return fact.evidence[0].start, -fact.evidence[0].end


def _mark(fact: Fact, settled: Settled) -> Synthetic:
    kind = cast("SyntheticKind", fact.value)
    action: Action
    if kind == "text":
        action, clean = "keep", (0, len(settled.text)) if settled.text else None
    else:
        action, clean = _fate(settled.ledger, fact.evidence[0])
    return Synthetic(
        kind=kind,
        digital_source_type=fact.detail.get("url", _TYPES[kind]),
        action=action,
        clean=clean,
        confidence=fact.confidence,
        evidence=fact.evidence,
    )


def _fate(ledger: Ledger, place: Evidence) -> tuple[Action, tuple[int, int] | None]:
    """What was done with *place*, and from where to where it stands in the clean text if any of it does."""
    left = [
        (at + max(start, place.start) - start, at + min(end, place.end) - start)
        for start, end, at in _kept(ledger)
        if start < place.end and place.start < end
    ]
    if left:
        return "keep", (left[0][0], left[-1][1])
    gone = (item for item in ledger.removals if item.start < place.end and place.start < item.end)
    return "lift" if any(item.reason.action == "lift" for item in gone) else "remove", None


def _kept(ledger: Ledger) -> Iterator[tuple[int, int, int]]:
    """Each stretch that is kept: from where to where in the decoded text, and where it begins in the clean text."""
    position = at = 0
    for removal in ledger.removals:
        if removal.start > position:
            yield position, removal.start, at
        at += removal.start - position + len(removal.replacement)
        position = removal.end
    if ledger.length > position:
        yield position, ledger.length, at


def _is_same(mark: Synthetic, other: Synthetic) -> bool:
    if (mark.kind, mark.digital_source_type) != (other.kind, other.digital_source_type):
        return False
    return mark.kind == "text" or mark.evidence[0].start < max(item.end for item in other.evidence)


def _joined(mark: Synthetic, other: Synthetic) -> Synthetic:
    """One mark with the evidence of both; stated when either is."""
    known = {(item.start, item.end) for item in mark.evidence}
    more = (item for item in other.evidence if (item.start, item.end) not in known)
    confidence: Confidence = "stated" if "stated" in {mark.confidence, other.confidence} else mark.confidence
    return msgspec.structs.replace(mark, confidence=confidence, evidence=(*mark.evidence, *more))
