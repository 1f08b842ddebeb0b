"""A cleaner on its way to other processes: packed once with its rules, opened once in each process."""

from __future__ import annotations

import hashlib
import pickle
from functools import cache
from typing import TYPE_CHECKING, Any

from cleaner._version import VERSION
from cleaner.errors import CleanerError
from cleaner.pipeline import Cleaner

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 4
"""Cleaners that a process keeps, with their compiled rules; the oldest goes first."""

_opened: dict[str, Cleaner] = {}


class Carried:
    """Holds a cleaner as bytes, rules and all: the other side needs no rule files, and cannot have other ones.

    Two of the same cleaner pickle to the same bytes, so engines that know a function by its pickle (Hugging Face) take
    two runs for one, and a changed rule for another.
    """

    def __init__(self, cleaner: Cleaner | None = None) -> None:
        """Pack *cleaner*; one with the package's rules when None."""
        cleaner = cleaner or usual_cleaner()
        self._packed = pickle.dumps(cleaner, protocol=5)
        self._version = VERSION
        self.digest = hashlib.sha256(VERSION.encode() + b"\0" + self._packed).hexdigest()
        """SHA-256 over the version, the options and all rules."""
        _keep(self.digest, cleaner)

    @property
    def cleaner(self) -> Cleaner:
        """The cleaner, made at the first call in a process and kept for those that follow.

        Raises:
            CleanerError: another version of the package is installed here.
        """
        found = _opened.get(self.digest)
        if found is None:
            if self._version != VERSION:
                raise CleanerError(
                    f"this process has cleaner {VERSION}, and its work comes from cleaner {self._version}: results would "
                    "differ from process to process. Install the same version everywhere"
                )
            found = pickle.loads(self._packed)  # noqa: S301 - packed by the other side of this object
            assert isinstance(found, Cleaner)
            _keep(self.digest, found)
        return found

    def __reduce__(self) -> tuple[Callable[..., Carried], tuple[Any, ...]]:
        return _received, (self._packed, self._version, self.digest)


def _received(packed: bytes, version: str, digest: str) -> Carried:
    carried = Carried.__new__(Carried)
    carried._packed, carried._version, carried.digest = packed, version, digest  # noqa: SLF001
    return carried


def _keep(digest: str, cleaner: Cleaner) -> None:
    while len(_opened) >= _MOST:
        # Another thread may have been here first.
        _opened.pop(next(iter(_opened), ""), None)
    _opened[digest] = cleaner


@cache
def usual_cleaner() -> Cleaner:
    """A cleaner with the package's rules and no options, made once in a process."""
    return Cleaner()
