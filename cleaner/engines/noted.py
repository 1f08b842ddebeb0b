"""The options of a run as its manifest holds them, and the way back: a cleaner that does the same again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.errors import InputError
from cleaner.io.containers import Limits as ReadLimits
from cleaner.io.manifest import REPEATS, read_manifest
from cleaner.io.visible import harmless
from cleaner.pipeline import Cleaner
from cleaner.repeats.table import Limits, Repeats

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cleaner.engines.run import AnyInputs
    from cleaner.io.containers import Reading
    from cleaner.io.manifest import Manifest
    from cleaner.io.write import Options


def noted(cleaner: Cleaner, inputs: AnyInputs, options: Options) -> dict[str, bool | str | list[str] | None]:
    """What decides a result beside the inputs and the rules themselves."""
    return {
        "profile": cleaner.profile,
        "detector": cleaner.detector,
        "to": cleaner.form,
        "extractor": cleaner.extractor,
        "encoding_backend": cleaner.encoding_backend,
        "source": cleaner.source,
        "url": inputs.reading.url,
        "fetched_at": inputs.reading.fetched_at,
        "as": options.form,
        "ledger": options.ledger,
        "redact": options.redact,
        "facts": options.has_facts,
        **_repeats(cleaner),
        **_unusual(inputs.reading),
        **options.noted,
    }


def _repeats(cleaner: Cleaner) -> dict[str, str]:
    """The table of what recurs, by its digest, and when something recurs; nothing where none is used."""
    table = cleaner.repeats
    if table is None:
        return {}
    limits = {f"repeats_{name}": str(value) for name, value in msgspec.structs.asdict(table.limits).items()}
    return {"repeats": table.digest, **limits}


def _unusual(reading: Reading) -> dict[str, str]:
    """Names of fields that were given, and limits that are not the usual ones."""
    fields = {f"{name}_field": value for name, value in msgspec.structs.asdict(reading.fields).items() if value}
    usual = msgspec.structs.asdict(ReadLimits())
    limits = {f"max_{name}": str(n) for name, n in msgspec.structs.asdict(reading.limits).items() if n != usual[name]}
    return {**fields, **limits}


def noted_rules(manifest: Manifest) -> list[Path]:
    """Directories of rules that the run of *manifest* was given, at the paths that it was given.

    Raises:
        InputError: the manifest does not have them as a list.
    """
    named = manifest.options.get("rules") or []
    if not isinstance(named, list):
        raise InputError(f"the manifest has {harmless(str(named))!r} for rules, and not a list of folders")
    return [Path(name) for name in named]


def repeats_of(manifest: Manifest, read: Callable[[str], bytes]) -> Repeats | None:
    """The table of what recurs that the run of *manifest* used; None when it used none.

    Args:
        manifest: of a result.
        read: the bytes of a file of that result, by its name.

    Raises:
        InputError: the table is not the one that the manifest names.
    """
    named = manifest.options.get("repeats")
    if named is None:
        return None
    try:
        limits = Limits(
            min_pages=int(str(manifest.options.get("repeats_min_pages"))),
            min_share=float(str(manifest.options.get("repeats_min_share"))),
        )
        table = Repeats.read(read(REPEATS), limits)
    except (OSError, ValueError, InputError) as error:
        raise InputError(f"{REPEATS}, by which the result was made: {error}") from None
    if table.digest != named:
        raise InputError(
            f"{REPEATS}: the table has the digest {table.digest}, the manifest says {harmless(str(named))}"
        )
    return table


def repeats_beside(result: Path) -> Repeats:
    """The table of what recurs in the folder *result*.

    Raises:
        InputError: there is no result, or it has no such table, or another than its manifest names.
    """
    table = repeats_of(read_manifest(result), lambda name: (result / name).read_bytes())
    if table is None:
        raise InputError(f"{harmless(str(result))}: was made without --learn-repeats, so it has no {REPEATS}")
    return table


def cleaner_of(manifest: Manifest, rules: Sequence[Path] = (), result: Path | None = None) -> Cleaner:
    """A cleaner with the options of the run that wrote *manifest*.

    Args:
        manifest: of a result.
        rules: directories of rules; without them those that the run was given, at the paths that it was given.
        result: the folder of the result, in which the table of what recurs lies, if the run used one.

    Raises:
        InputError: a directory of rules is not there, or an option is none of this version's; or the run used a table of
            what recurs that is not in *result*.
        CleanerError: no such profile, detector, extractor or backend, or a rule file is wrong.
    """
    options: dict[str, Any] = dict(manifest.options)
    folders = list(rules) or noted_rules(manifest)
    for folder in folders:
        if not folder.is_dir():
            raise InputError(
                f"{harmless(str(folder))}: the result was made with rules from there, and it is no folder; "
                "name where they are now with --rules DIR"
            )
    known = ("profile", "detector", "to", "extractor", "encoding_backend", "source")
    missing = [name for name in known if name not in options]
    if missing:
        raise InputError(f"the manifest does not say with which {', '.join(missing)} the result was made")
    for name in known:
        if isinstance(options[name], (bool, list)):
            raise InputError(f"the manifest has {harmless(str(options[name]))} for {name}, which is the name of one")
    if "repeats" in options and result is None:
        raise InputError("the result was made with a table of what recurs: name its folder")
    repeats = repeats_of(manifest, lambda name: (result / name).read_bytes()) if result else None
    return Cleaner(folders, repeats=repeats, **{name: options[name] for name in known})
