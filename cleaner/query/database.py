"""A query over a result: a database in a folder of its own for as long as it takes, without a way out of it."""

from __future__ import annotations

import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cleaner.errors import CleanerError, InputError, OutputError
from cleaner.io.manifest import read_manifest
from cleaner.io.visible import harmless
from cleaner.query.load import Loader, create
from cleaner.query.views import NEEDS, VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

MEMORY = "1GB"
"""What DuckDB may take; the rest goes to disk."""

_AT_ONCE = 1000
_SELECTS = re.compile(r"(?:\s|--[^\n]*\n)*(?:select|with|from)\b", re.IGNORECASE)
_EXPLAIN = "explain "
_WORD = re.compile(r"\w+")
# `query(…)` and `query_table(…)` make names of strings.
_BY_STRING = frozenset({"query", "query_table"})
_ASKING = frozenset({"SELECT", "EXPLAIN", "MULTI"})
"""What asks and changes nothing. MULTI: a PIVOT, which finds its columns first."""

# Before the last nothing of the query has been looked at; from the last on nothing can be set.
_SHUT = (
    "set allow_community_extensions = false",
    "set allow_persistent_secrets = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set python_enable_replacements = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


class Answer:
    """Names and DuckDB's types of the columns, and the rows as they come. `broken`: lines of the result left out."""

    def __init__(self, connection: Any, broken: int) -> None:  # noqa: ANN401 - DuckDB's
        self._cursor = connection
        self.broken = broken
        self.names = _unique([str(column[0]) for column in connection.description])
        self.types = [str(column[1]) for column in connection.description]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        with _explained():
            while rows := _interruptible(self._cursor, lambda: self._cursor.fetchmany(_AT_ONCE)):
                yield from rows


class Query(Struct, frozen=True):
    """SQL, and the values of its `$names`."""

    sql: str
    values: Mapping[str, str] = {}


@contextmanager
def asked(folder: Path, query: Query) -> Iterator[Answer]:
    """The answer to *query* over the result in *folder*, for as long as the context lasts.

    The SQL may come from anywhere: it sees the views and nothing else, no file, no network, no setting.

    Raises:
        CleanerError: DuckDB is not installed.
        InputError: there is no result in *folder*, or the SQL is wrong.
        OutputError: no room for the tables of the query.
    """
    duckdb = _duckdb()
    manifest = read_manifest(folder)
    _rehearse(query)
    try:
        scratch = tempfile.TemporaryDirectory(prefix="cleaner-query-")
    except OSError as error:
        raise OutputError(f"no folder for the tables of the query: {error.strerror}; set TMPDIR to one") from None
    with scratch as name, duckdb.connect(str(Path(name) / "result.duckdb")) as connection:
        loader = Loader(connection, folder, manifest, Path(name), duckdb.Error)
        with _explained():
            connection.execute(f"set temp_directory = '{_quoted(str(Path(name) / 'spilt'))}'")
            connection.execute(f"set memory_limit = '{MEMORY}'")
            loader.load(_needed(query.sql))
            _shut(connection)
            _interruptible(connection, lambda: connection.execute(query.sql, dict(query.values) or None))
            if connection.description is None:
                raise InputError("the query gives no rows; expected SELECT …")
        yield Answer(connection, loader.broken)


def _interruptible(connection: Any, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - DuckDB's
    """What *work* gives. It is done in another thread: while this one is inside DuckDB, nobody hears the keyboard."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        try:
            return done.result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise


def _needed(sql: str) -> set[str]:
    """The views that *sql* may name. All are made, so that a misspelt name or column is told; others stay empty."""
    words = {word.lower() for word in _WORD.findall(sql)}
    named = set(VIEWS) if words & _BY_STRING else words & set(VIEWS)
    return {needed for view in named for needed in NEEDS[view]}


def _rehearse(query: Query) -> None:
    """Ask *query* of empty views: what is wrong with it is told before anything is loaded."""
    with _duckdb().connect() as connection, _explained():
        for view in VIEWS:
            create(connection, view)
        _shut(connection)
        statements = connection.extract_statements(query.sql)
        if len(statements) != 1:
            raise InputError(f"the query has {len(statements)} statements; expected one, SELECT …")
        (statement,) = statements
        if statement.type.name not in _ASKING:
            raise InputError(f"the query is {statement.type.name}; expected SELECT …, which changes nothing")
        _expect_values(query, statement.named_parameters)
        # Explained, it is not run; what else there is shows columns or pivots, which takes no time where there are no rows.
        sql = f"{_EXPLAIN}{query.sql}" if _SELECTS.match(query.sql) else query.sql
        connection.execute(sql, dict(query.values) or None)


def _shut(connection: Any) -> None:  # noqa: ANN401 - DuckDB's
    for each in _SHUT:
        connection.execute(each)


def _expect_values(query: Query, wanted: Collection[str]) -> None:
    for name in sorted(set(wanted) - set(query.values)):
        raise InputError(f"the query asks for ${name}; say it with --set {harmless(name)}=VALUE")
    for name in sorted(set(query.values) - set(wanted)):
        known = f"it asks for {', '.join(f'${each}' for each in sorted(wanted))}" if wanted else "it asks for none"
        raise InputError(f"the query has no ${harmless(name)}: {known}")


@contextmanager
def _explained() -> Iterator[None]:
    """Errors of DuckDB as ours."""
    duckdb = _duckdb()
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise OutputError(f"the query needs more room than there is: {_message(error)}") from None
    except duckdb.Error as error:
        message = _message(error)
        raise InputError(f"the query: {message}{_hint(message)}") from None
    except ModuleNotFoundError as error:
        # Times with a zone are made with pytz.
        raise InputError(f"the query gives a type that needs {error.name}; cast it: column::varchar") from None


def _message(error: Exception) -> str:
    lines = str(error).strip().split("\n")
    for number, line in enumerate(lines[:-1]):
        # What was put in front of the query is nothing that anybody wrote; below stands a mark under the place.
        if line.startswith(f"LINE 1: {_EXPLAIN}"):
            lines[number] = line.replace(_EXPLAIN, "", 1)
            lines[number + 1] = lines[number + 1].removeprefix(" " * len(_EXPLAIN))
    return "\n".join(map(harmless, lines))


def _hint(message: str) -> str:
    if 'near "end"' in message:
        return '\nhint: end is a word of SQL; write the column as "end"'
    if message.startswith("Catalog Error: Table with name"):
        return f"\nviews: {', '.join(VIEWS)}"
    return ""


def _unique(names: list[str]) -> list[str]:
    """*names*, with a number behind one that is there twice: rows of JSON have keys."""
    taken: set[str] = set()
    found = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            candidate = f"{name}_{number}"
            number += 1
        taken.add(candidate)
        found.append(candidate)
    return found


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _duckdb() -> Any:  # noqa: ANN401 - imported when it is needed
    try:
        import duckdb
    except ImportError:
        raise CleanerError(
            "queries are answered by DuckDB, which is not installed: pip install 'cleaner[query]'"
        ) from None
    return duckdb
