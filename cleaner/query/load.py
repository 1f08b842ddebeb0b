"""A result into the tables of a database: only those that a query needs, a stretch at a time."""

from __future__ import annotations

import re
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, Self

import msgspec
from msgspec import Struct

from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import REPORT, held
from cleaner.io.places import Places
from cleaner.io.result import Broken, Stored, quarantine
from cleaner.io.visible import harmless
from cleaner.query import rows
from cleaner.query.rows import Numbered
from cleaner.query.views import VIEWS, Files, Quarantine, Rules, Run, columns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from cleaner.io.manifest import Manifest

STRETCH = 64 << 20
"""Bytes of a table that are written down before they are loaded."""

_SURROGATES = re.compile("[\ud800-\udfff]")

_OF_A_DOCUMENT: dict[str, Callable[[Numbered], Iterable[Struct]]] = {
    "documents": lambda item: [rows.document_row(item)],
    "removals": rows.removal_rows,
    "facts": rows.fact_rows,
    "chain": rows.chain_rows,
    "segments": rows.segment_rows,
}

_TAKEN = """
insert into rules
select r.* replace (
    t.category as category, t.why as why, coalesce(t.removals, 0) as removals,
    coalesce(t.documents, 0) as documents, coalesce(t.chars, 0) as chars
)
from rules_alone r left join (
    select source, rule, first(category order by document, seq) as category, first(why order by document, seq) as why,
           count(*) as removals, count(distinct document) as documents, sum(chars)::bigint as chars
    from removals where action <> 'repair' group by all
) t using (source, rule)
"""


class _Off(Struct):
    rule: str
    expected: float


class _Source(Struct):
    source: str
    documents: int
    quarantined: dict[str, int]
    fired: dict[str, int]
    never_fired: tuple[str, ...]
    off_expectation: tuple[_Off, ...]


class _Report(Struct):
    passed_over: dict[str, int]
    sources: tuple[_Source, ...]


class Loader:
    """Puts the result in *folder* into tables of *connection*, by way of files in *scratch*.

    Memory holds one document, and what DuckDB is allowed. `broken` counts what could not be read; `error` is the class of
    DuckDB's errors in data.
    """

    def __init__(
        self,
        connection: Any,  # noqa: ANN401 - DuckDB's
        folder: Path,
        manifest: Manifest,
        scratch: Path,
        error: type[Exception],
    ) -> None:
        self.error = error
        self.connection = connection
        self.folder = folder
        self.manifest = manifest
        self.scratch = scratch
        self.broken = 0

    def load(self, names: Collection[str]) -> None:
        """Make the tables of all views, and fill those in *names*.

        Raises:
            InputError: `report.json` is needed and is none.
            OutputError: no room for the tables.
        """
        for name in VIEWS:
            create(self.connection, name)
        makers = {name: make for name, make in _OF_A_DOCUMENT.items() if name in names}
        with ExitStack() as stack:
            tables = {name: stack.enter_context(_Table(self, name)) for name in names if name != "rules"}
            self._fill(tables, makers)
        if "rules" in names:
            create(self.connection, "rules", "rules_alone")
            with _Table(self, "rules", "rules_alone") as alone:
                alone.extend(self._rules())
                alone.flush()
            self.connection.execute(_TAKEN)
            self.connection.execute("drop table rules_alone")

    def _fill(self, tables: dict[str, _Table], makers: dict[str, Callable[[Numbered], Iterable[Struct]]]) -> None:
        if makers or "quarantine" in tables:
            for item in self._documents(all_of_them=bool(makers)):
                if isinstance(item, Quarantine):
                    if "quarantine" in tables:
                        tables["quarantine"].add(item)
                    continue
                for name, make in makers.items():
                    tables[name].extend(make(item))
        if "files" in tables:
            tables["files"].extend(
                Files(*(getattr(e, n) for n in Files.__struct_fields__)) for e in self.manifest.files
            )
        if "run" in tables:
            tables["run"].add(self._run())
        for table in tables.values():
            table.flush()

    def _documents(self, *, all_of_them: bool) -> Iterator[Numbered | Quarantine]:
        """The documents with their numbers, those in quarantine behind, each before its row of `quarantine`."""
        number = self.manifest.counts.documents
        if all_of_them:
            number = 0
            places = Places(self.folder, self.manifest)
            try:
                for found in places:
                    stored = found if isinstance(found, Broken) else places.read(*found)
                    if isinstance(stored, Broken):
                        self.broken += 1
                        continue
                    self.broken += len(stored.broken)
                    yield Numbered(number, _storable(stored))
                    number += 1
            finally:
                places.close()
        for item in quarantine(self.folder, self.manifest):
            if isinstance(item, Broken):
                self.broken += 1
                continue
            where, row = item
            held_back = row.document
            if held_back:
                yield Numbered(number, _storable(Stored(where, held_back, row.removals, held=row)))
            yield Quarantine(
                path=row.path,
                outcome=row.outcome,
                stage=row.stage,
                code=row.code,
                detail=row.detail,
                raw_sha256=row.raw_sha256,
                raw_bytes=row.raw_bytes,
                document=number if held_back else None,
                source=held_back.source if held_back else None,
            )
            number += held_back is not None

    def _report(self) -> _Report:
        path = held(self.folder, REPORT)
        shown = harmless(str(self.folder / REPORT))
        try:
            if path is None:
                raise InputError(f"{shown}: is missing; the views rules and run are made from it. {_VERIFY}")
            return msgspec.json.decode(path.read_bytes(), type=_Report)
        except OSError as error:
            raise InputError(f"{shown}: cannot be read: {error.strerror}") from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"{shown}: not a report: {error}. {_VERIFY}") from None

    def _rules(self) -> Iterator[Rules]:
        for source in self._report().sources:
            pages = source.documents + sum(source.quarantined.values())
            off = {each.rule: each.expected for each in source.off_expectation}
            for rule, fired in {**source.fired, **dict.fromkeys(source.never_fired, 0)}.items():
                state = "off expectation" if rule in off else "fired" if fired else "never fired"
                share = fired / pages if pages else 0.0
                yield Rules(source.source, rule, fired, pages, share, off.get(rule), state, None, None, 0, 0, 0)

    def _run(self) -> Run:
        manifest, run = self.manifest, self.manifest.run
        counts = manifest.counts
        return Run(
            tool=manifest.tool.name,
            version=manifest.tool.version,
            schema=manifest.schema,
            inputs=manifest.inputs,
            options=msgspec.Raw(msgspec.json.encode(manifest.options)),
            rules=manifest.rules,
            documents=counts.documents,
            quarantined=counts.quarantined,
            rejected=counts.rejected,
            unreadable=counts.unreadable,
            removals=counts.removals,
            passed_over=self._report().passed_over,
            started=run.started if run else None,
            finished=run.finished if run else None,
            seconds=run.seconds if run else None,
            manifest_digest=manifest.manifest_digest,
        )


_VERIFY = "`cleaner verify` says what else is wrong with the result"


def create(connection: Any, view: str, name: str | None = None) -> None:  # noqa: ANN401 - DuckDB's
    """Make the empty table of *view* in *connection*."""
    made = ", ".join(f'"{column.name}" {column.type}' for column in columns(view))
    connection.execute(f'create table "{name or view}" ({made})')


class _Table:
    """Rows on their way into a table."""

    def __init__(self, loader: Loader, view: str, name: str | None = None) -> None:
        self.loader = loader
        self.name = name or view
        self.columns = {column.name: column.type for column in columns(view)}
        self.path = loader.scratch / f"{self.name}.jsonl"
        self._file = self._new()
        self._encode = msgspec.json.Encoder().encode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._file.close()

    def _new(self) -> Any:  # noqa: ANN401 - a buffered file
        self.bytes = self.rows = self.longest = 0
        try:
            return self.path.open("wb")
        except OSError as error:
            raise _no_room(self.path, error) from None

    def add(self, row: Struct) -> None:
        """Put *row* behind the others."""
        line = self._encode(row)
        try:
            self._file.write(line + b"\n")
        except OSError as error:
            raise _no_room(self.path, error) from None
        self.rows += 1
        self.bytes += len(line)
        self.longest = max(self.longest, len(line))
        if self.bytes > STRETCH:
            self.flush()
            self._file = self._new()

    def extend(self, found: Iterable[Struct]) -> None:
        """Put the rows of *found* behind the others."""
        for row in found:
            self.add(row)

    def flush(self) -> None:
        """Load what was written down."""
        try:
            self._file.close()
        except OSError as error:
            raise _no_room(self.path, error) from None
        if self.rows:
            try:
                self._insert(is_strict=True)
            except self.loader.error:
                # A number that no integer of the database holds, in a row that somebody has changed, becomes null.
                self._insert(is_strict=False)
                self.loader.broken += 1
        self.path.unlink()

    def _insert(self, *, is_strict: bool) -> None:
        self.loader.connection.execute(
            f"insert into \"{self.name}\" select * from read_json($path, format = 'newline_delimited', "  # noqa: S608 - our names
            "columns = $columns, maximum_object_size = $longest, ignore_errors = $lenient)",
            {
                "path": str(self.path),
                "columns": self.columns,
                "longest": max(self.longest + 64, 1 << 20),
                "lenient": not is_strict,
            },
        )


def _storable(stored: Stored) -> Stored:
    """*stored* without lone surrogates, which a Markdown file of a result can hold and a database cannot."""
    text = stored.row.text
    if text.isascii() or not _SURROGATES.search(text):
        return stored
    row = msgspec.structs.replace(stored.row, text=_SURROGATES.sub("\ufffd", text))
    return msgspec.structs.replace(stored, row=row)


def _no_room(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{harmless(str(path.parent))}: the tables of the query cannot be written there: {error.strerror}; "
        "free space, or set TMPDIR to a folder on another disk"
    )
