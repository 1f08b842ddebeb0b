"""Files of decisions, and the results that they judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cleaner.errors import InputError
from cleaner.io.manifest import NAME, manifest_digest, read_manifest
from cleaner.io.visible import harmless
from cleaner.review.decisions import SCHEMA, Decisions
from cleaner.review.log import id_of

if TYPE_CHECKING:
    from cleaner.io.manifest import Manifest


def read_decisions(path: Path) -> Decisions:
    """The decisions in the file at *path*.

    Raises:
        InputError: it cannot be read, is no file of decisions, or judges the same thing twice.
    """
    where = harmless(str(path))
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Decisions)
    except OSError as error:
        raise InputError(f"{where}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"{where}: no file of decisions, which the report page saves: {harmless(str(error))}"
        ) from None
    if found.schema != SCHEMA:
        raise InputError(f"{where}: schema {harmless(found.schema)!r}; this version reads {SCHEMA!r}")
    seen: set[str] = set()
    for decision in found.decisions:
        name = id_of(decision)
        if name in seen:
            raise InputError(f"{where}: two decisions on {name}; leave the one that holds")
        seen.add(name)
    return found


def find_result(file: Path, decisions: Decisions, result: Path | None) -> tuple[Path, Manifest]:
    """The result that *decisions* judge, with its manifest.

    Without *result*, a folder of the name that they say, beside *file* or in the working folder.

    Raises:
        InputError: there is none, or it is not the one that was judged.
    """
    if result is not None:
        manifest = read_manifest(result)
        if manifest_digest(manifest) != decisions.manifest_digest:
            raise InputError(
                f"{harmless(str(result))}: is not the result that was judged: its manifest has the digest "
                f"{manifest_digest(manifest)[:16]}…, the decisions say {harmless(decisions.manifest_digest[:16])}…; name the "
                "folder that the report was made of, or judge the report of this one"
            )
        return result, manifest
    name = Path(decisions.result).name
    for folder in (file.parent / name, Path(name)):
        if name and (folder / NAME).is_file():
            manifest = read_manifest(folder)
            if manifest_digest(manifest) == decisions.manifest_digest:
                return folder, manifest
    raise InputError(
        f"{harmless(str(file))}: judges the result {harmless(decisions.result)!r} with the digest "
        f"{harmless(decisions.manifest_digest[:16])}…, which is neither beside it nor here; say where it is with --result OUT"
    )
