"""The one door to the readers: a file of a kind becomes a container."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Protocol, runtime_checkable

from cleaner.io.containers.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.kinds import Kind
    from cleaner.io.containers.mark import Mark
    from cleaner.io.containers.reading import Reading

_READERS = {
    "document": ("single", "PackedDocument"),
    "mhtml": ("single", "SavedPage"),
    "jsonl": ("json_lines", "JsonLines"),
    "json": ("json_array", "JsonArray"),
    "csv": ("csv_rows", "CsvRows"),
    "tsv": ("csv_rows", "TsvRows"),
    "parquet": ("parquet_rows", "ParquetRows"),
    "arrow": ("arrow_rows", "ArrowRows"),
    "warc": ("web_archive", "WebArchive"),
    "zip": ("zip_file", "ZipFile"),
    "tar": ("tar_file", "TarFile"),
    "foreign": ("single", "ForeignFile"),
}


class Container(Protocol):
    """A file that holds records. Each of them has an ordinal, from 0; its `Record.number` is one more."""

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """What stands at the ordinals *start* to *stop*, one entry for each, in order.

        Never raises for what is in the file: what cannot be read is `Unreadable`, and where nothing can be read any
        further, one of them is the last entry.

        Raises:
            CleanerError: a package is missing.
        """
        ...

    def sizes(self) -> Iterator[int]:
        """Bytes of each entry, as cheaply as the form allows; as many as `entries()` has.

        Raises:
            CleanerError: a package is missing.
        """
        ...


@runtime_checkable
class Marking(Container, Protocol):
    """A container that can be read from the middle."""

    def mark(self) -> Mark | None:
        """Where the entry begins whose size was handed out last; None where reading cannot begin there."""
        ...

    def entries(self, start: int = 0, stop: int | None = None, mark: Mark | None = None) -> Iterator[Entry]:
        """As `Container.entries`; with the *mark* of the entry *start* nothing before it is read."""
        ...


def open_container(file: BinaryIO, path: str, kind: Kind, reading: Reading | None = None) -> Container:
    """The container in *file*, a seekable file of that *kind*, whose path is shown as *path*.

    It does not close *file*, and one iterator at a time may read it. *reading* tells the names of fields, and limits.
    """
    from cleaner.io.containers.reading import Reading

    module, name = _READERS[kind.form]
    reader = getattr(import_module(f"cleaner.io.containers.{module}"), name)
    container: Container = reader(Opened(file, path, kind, reading or Reading()))
    return container
