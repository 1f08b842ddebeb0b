"""Two results compared: what an edit of the rules did to the documents."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

import msgspec

from cleaner.audit.diff.fates import Side as Account
from cleaner.audit.diff.fates import compared, in_part, written_otherwise
from cleaner.audit.diff.match import Entry, Side, matched
from cleaner.audit.diff.model import BARE_CHANGE, Changed, Counts, Gone, Setting, Stretch
from cleaner.audit.diff.store import Store
from cleaner.errors import LedgerError
from cleaner.io.manifest import Manifest, read_manifest
from cleaner.io.result import Broken, Stored

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.audit.diff.model import Move

_IN_PART = "without bare markup and white space (--ledger rules), the stretches are those that rules took"


class Difference:
    """What differs between the results in *a* and *b*. Close it, or use it as a context.

    `settings`: what differs between the runs. `only_a`, `only_b`: documents of one result alone. Memory holds an entry for
    each document of b, and the documents of one alone; all else is on disk.

    Raises:
        InputError: there is no result in one of the folders.
    """

    def __init__(self, a: Path, b: Path) -> None:
        manifests = read_manifest(a), read_manifest(b)
        self.settings = settings(*manifests)
        self._a, self._b = Side(a, manifests[0]), Side(b, manifests[1])
        self.only_a: list[Gone] = []
        self.only_b: list[Gone] = []
        self.store = Store()
        self._same = self._changed = self._unexplained = 0
        self._stamps: Counter[str] = Counter()
        self._is_redacted = any(each.options.get("redact") for each in manifests)
        try:
            self._compare()
        finally:
            self._a.places.close()
            self._b.places.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    @property
    def counts(self) -> Counts:
        """How many documents are what."""
        return Counts(
            same=self._same,
            changed=self._changed,
            unexplained=self._unexplained,
            only_a=len(self.only_a),
            only_b=len(self.only_b),
            stamps=dict(sorted(self._stamps.items())),
            broken=self._a.broken + self._b.broken,
        )

    @property
    def is_empty(self) -> bool:
        """Both have the same documents, with the same texts."""
        return not (self._changed or self.only_a or self.only_b)

    def _compare(self) -> None:
        for number, (one, other) in enumerate(matched(self._a, self._b)):
            if one is None or other is None:
                self._alone(one, other)
                continue
            self._stamps.update(one.differs_in(other))
            if one.clean == other.clean:
                self._same += 1
                if one.ledger == other.ledger:
                    continue
            else:
                self._changed += 1
            pair = self._read(one, other)
            if pair is None:
                self._unexplained += one.clean != other.clean
                continue
            changed, keys, moves = _explained(*pair, is_redacted=self._is_redacted)
            self.store.moved(number, moves)
            if one.clean != other.clean:
                self._unexplained += not changed.is_explained
                self.store.add(changed, keys)

    def _alone(self, one: Entry | None, other: Entry | None) -> None:
        for entry, found, held in ((one, self.only_a, self._b.held), (other, self.only_b, self._a.held)):
            if entry:
                now = held.get(entry.raw)
                found.append(Gone(entry.path, entry.id, now.outcome if now else None, now.code if now else None))

    def _read(self, one: Entry, other: Entry) -> tuple[Stored, Stored] | None:
        found = self._a.places.read(one.place), self._b.places.read(other.place)
        for side, stored in zip((self._a, self._b), found, strict=True):
            side.broken += isinstance(stored, Broken) or len(stored.broken)
        a, b = found
        return None if isinstance(a, Broken) or isinstance(b, Broken) else (a, b)


def _explained(a: Stored, b: Stored, *, is_redacted: bool) -> tuple[Changed, list[str], list[Move]]:
    """A document that changed, the texts to group its stretches by, and what only changed its rule."""
    accounts = [Account(each.row.text, [row for row in each.removals if row.action != "repair"]) for each in (a, b)]
    is_full = all(each.row.removals.ledger == "full" and not each.broken for each in (a, b))
    note = ""
    stretches: list[Stretch] = []
    moves: list[Move] = []
    try:
        if a.row.stamp.raw.encoding != b.row.stamp.raw.encoding:
            note = f"decoded otherwise: {a.row.stamp.raw.encoding}, then {b.row.stamp.raw.encoding}"
        elif is_full:
            stretches, moves = compared(*accounts)
        else:
            note = _IN_PART if not (a.broken or b.broken) else "removal rows are missing or broken"
            stretches, moves = in_part(*accounts)
    except LedgerError as error:
        note, is_full = f"the rows do not fit: {error}", False
    if not stretches and a.row.text != b.row.text:
        stretches = [_somewhere(a.row.text, b.row.text)]
    keys = [each.text or "" for each in stretches]
    if is_redacted or any(row.text is None for each in accounts for row in each.rows):
        stretches = [msgspec.structs.replace(each, text=None) for each in stretches]
    changed = Changed(
        path=b.row.stamp.capture.place,
        a=a.row.id,
        b=b.row.id,
        source=b.row.source,
        stretches=tuple(stretches),
        is_explained=is_full and not note,
        note=note,
    )
    return changed, keys, moves


def _somewhere(a: str, b: str) -> Stretch:
    """What changed in a document where no rule's removals say it: from the first character that differs to the last."""
    start = next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    tail = 0
    while tail < min(len(a), len(b)) - start and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    spans = (start, len(a) - tail), (start, len(b) - tail)
    text = written_otherwise(a[slice(*spans[0])], b[slice(*spans[1])])
    return Stretch("writes", BARE_CHANGE, None, 0, 0, 0, *spans, text, len(text), "", "")


def settings(a: Manifest, b: Manifest) -> list[Setting]:
    """What differs between two runs: the program, the options, the rules of each source, the inputs."""
    found = []
    versions = f"{a.tool.name} {a.tool.version}", f"{b.tool.name} {b.tool.version}"
    pairs: list[tuple[str, object, object]] = [("program", *versions)]
    pairs += [(f"option {name}", a.options.get(name), b.options.get(name)) for name in {**a.options, **b.options}]
    # A source that one result has no page of says nothing about its rules.
    pairs += [(f"rules of {name}", a.rules[name][:12], b.rules[name][:12]) for name in a.rules if name in b.rules]
    pairs.append(("inputs", list(a.inputs), list(b.inputs)))
    for what, one, other in pairs:
        if one != other:
            found.append(Setting(what, _said(one), _said(other)))
    return found


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
