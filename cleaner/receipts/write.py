"""A receipt and its list of leaves on their way to disk: both or neither, and none in place of another."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cleaner.errors import OutputError
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType


def leaves_path(receipt: Path) -> Path:
    """Where the list of leaves of *receipt* lies: `X.leaves.jsonl` beside `X.json`."""
    return Path(str(receipt).removesuffix(".json") + ".leaves.jsonl")


class Writer:
    """Writes a receipt and its list. Use as a context; what was not committed is taken away on leaving it.

    Raises:
        OutputError: one of the two exists and *force* is not set, or cannot be written.
    """

    def __init__(self, receipt: Path, *, force: bool) -> None:
        self.places = (receipt, leaves_path(receipt))
        self.force = force
        self._aside = [path.with_name(f".{path.name}.incomplete-{os.getpid()}") for path in self.places]

    def __enter__(self) -> Self:
        for path in self.places:
            if not self.force and os.path.lexists(path):
                raise _exists(path)
        with _explained(self.places[1]):
            self._leaves = self._aside[1].open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # What is still in the buffer may not fit on the disk: that failure is known already.
        with contextlib.suppress(OSError):
            self._leaves.close()
        for path in self._aside:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def leaf(self, line: bytes) -> None:
        """Add a line to the list of leaves."""
        with _explained(self.places[1]):
            self._leaves.write(line)

    def commit(self, receipt: bytes) -> None:
        """Put both into their places, the receipt last."""
        with _explained(self.places[1]):
            self._leaves.close()
        with _explained(self.places[0]):
            self._aside[0].write_bytes(receipt)
        for path, aside in reversed(list(zip(self.places, self._aside, strict=True))):
            with _explained(path):
                if not self.force:
                    # Takes the name, or fails: whoever came first in the meantime keeps it.
                    path.open("xb").close()
                aside.replace(path)


def _exists(path: Path) -> OutputError:
    return OutputError(f"{harmless(str(path))}: exists; name another place with -o, or replace it with --force")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise OutputError(f"{harmless(str(path))}: cannot be written: {error.strerror}") from None
