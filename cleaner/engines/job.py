"""What a run does, beside its inputs: sent to every worker once, and in the key of every shard."""

from __future__ import annotations

import hashlib
from pathlib import Path  # noqa: TC003 - msgspec reads the annotations
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner._version import VERSION
from cleaner.io.containers import Reading  # noqa: TC001
from cleaner.io.write import Options  # noqa: TC001
from cleaner.model.digest import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaner.pipeline import Cleaner


class Job(Struct, frozen=True):
    """How shards are cleaned. `work`: the folder in which they are put down; `digest`: its `job_digest`."""

    cleaner: Any
    reading: Reading
    options: Options
    work: Path
    digest: str = ""


def job_digest(cleaner: Cleaner, noted: Mapping[str, object], reading: Reading) -> str:
    """SHA-256 over all that decides what becomes of an input: version, *noted* options, rules, how containers are read."""
    rules = [msgspec.structs.replace(file, test=[]) for file in cleaner.book.files().values()]
    return hashlib.sha256(canonical([VERSION, noted, rules, reading])).hexdigest()
