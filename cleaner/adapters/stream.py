"""A filter for JSON lines: each line comes back with its text clean, and with the account of it in one more field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner.adapters.answer import Answer, answer_of, chosen
from cleaner.adapters.record import document_of
from cleaner.adapters.splice import spliced
from cleaner.engines.kernel import process
from cleaner.io.containers import Reading, Unreadable
from cleaner.io.containers.fields import found_in
from cleaner.io.containers.json_lines import decoded
from cleaner.io.containers.lines import TooLong
from cleaner.io.containers.opened import Broken
from cleaner.io.rows import LedgerChoice  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.engines.crew import Held
    from cleaner.model.document import RawDocument
    from cleaner.pipeline import Cleaner

KEY = "cleaner"
"""The field that is added."""
_BOM = b"\xef\xbb\xbf"


class Answered(Struct, frozen=True):
    """A line that goes out. `outcome`: what became of the line that came in; None of an empty one."""

    outcome: str | None
    line: bytes


class Filter(Struct, frozen=True):
    """How lines are answered. `path`: where they come from, as stamps tell it."""

    cleaner: Any
    reading: Reading = Reading()
    ledger: LedgerChoice = "rules"
    redact: bool = False
    key: str = KEY
    path: str = "-"

    def answer(self, line: bytes | TooLong, number: int, held: Held | None = None) -> Answered:
        """What *line*, the *number*th from 1, comes to. *held*: why it is not cleaned, when workers died of it."""
        if number == 1 and isinstance(line, bytes):
            line = line.removeprefix(_BOM)
        if isinstance(line, bytes) and not line.strip():
            return Answered(None, b"\n")
        try:
            return self._record(line, number, held)
        except Broken as broken:
            answer = Answer("unreadable", broken.code, broken.detail, Record(number))
            return Answered(answer.outcome, msgspec.json.encode({self.key: answer}) + b"\n")

    def _record(self, line: bytes | TooLong, number: int, held: Held | None) -> Answered:
        if held and held.rest:
            raise Broken(held.code, f"{held.detail}, while it was read")
        limit = self.reading.limits.document_bytes
        size = line.size if isinstance(line, TooLong) else len(line)
        if isinstance(line, TooLong) or size > limit:
            raise Broken(
                "too-large",
                f"the line has {size:,} bytes, more than the {limit:,} that one may have (--max-document-bytes)",
            )
        record = decoded(line)
        if self.key in record:
            raise Broken("field-taken", f"the record has a field {self.key!r} already, where the answer would stand")
        try:
            found = found_in(record, self.reading.fields)
        except Broken as broken:
            item: RawDocument | Unreadable = Unreadable(self.path, broken.code, broken.detail, Record(number))
            field = None
        else:
            item, field = document_of(found, self.path, number, self.reading.fetched_at), found.field
        text, answer = answer_of(process(self.cleaner, item, self.ledger, redact=self.redact, hold=held))
        try:
            spoken = spliced(line.decode("utf-8", "surrogatepass"), field, _json(text), self.key, _json(answer))
        except (UnicodeDecodeError, RecursionError):
            raise Broken("json", "no JSON in UTF-8, or nested too deeply") from None
        return Answered(answer.outcome, spoken.encode("utf-8", "surrogatepass") + b"\n")


def clean_lines(
    cleaner: Cleaner,
    lines: Iterable[bytes],
    reading: Reading | None = None,
    *,
    ledger: LedgerChoice = "rules",
    redact: bool = False,
    key: str = KEY,
) -> Iterator[bytes]:
    """For each of *lines* a line, in order, each answered before the next is asked for.

    A line that goes out is the one that came in, with the clean text in place of its text and one more field, *key*: an
    `Answer` as JSON. All else stays character for character: order, spaces, how numbers are spelt. Where there is no
    document the text is null. A line that is no JSON object, or holds *key* already, comes back as `{KEY: ANSWER}`; an
    empty one as it is.

    Args:
        cleaner: cleans.
        lines: JSON objects, with or without the line feed. Of fields of one name the last counts.
        reading: names of fields, largest line, when they were captured.
        ledger: `rules` leaves removals of bare markup and white space out; with `full`, the text can be restored.
        redact: leave out the words that were removed.
        key: name of the field that is added.

    Raises:
        InputError: there is no such *ledger*.
    """
    work = Filter(cleaner, reading or Reading(), chosen(ledger), redact, key)
    return (work.answer(line.removesuffix(b"\n"), number).line for number, line in enumerate(lines, 1))


def _json(value: Any) -> str:  # noqa: ANN401 - any row
    return msgspec.json.encode(value).decode()
