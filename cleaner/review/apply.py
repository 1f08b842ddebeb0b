"""Decisions become exceptions and tests in a rule directory: all that hold are written, at once, or nothing is."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cleaner.engines.noted import noted_rules
from cleaner.errors import InputError, OutputError
from cleaner.io.visible import harmless
from cleaner.review import store
from cleaner.review.found import find
from cleaner.review.log import Entry, id_of, read_log, standing
from cleaner.review.render import case_of
from cleaner.review.work import Outcome, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.io.manifest import Manifest
    from cleaner.review.decisions import Decisions


class Applied(Struct, frozen=True):
    """What `apply` did, or would do."""

    rules: str
    outcomes: tuple[Outcome, ...]
    written: tuple[str, ...]
    """Paths below the rule directory that were made, changed or removed."""


def apply(
    decisions: Decisions,
    result: Path,
    manifest: Manifest,
    rules: Path,
    raw: Path | None = None,
    *,
    dry_run: bool = False,
) -> Applied:
    """Write what follows from *decisions* on the result in the folder *result* into the directory *rules*.

    Args:
        decisions: read from a file.
        result: the folder that was judged.
        manifest: of it.
        rules: the rule directory; made when it is absent.
        raw: where the raw files are; needed when the result is redacted or without bare markup.
        dry_run: write nothing.

    Raises:
        InputError: the result is not what it should be, or raw files are needed.
        OutputError: a file that was written here before was changed by hand, or one cannot be written.
        RuleError: a rule file is wrong.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="cleaner-review-") as scratch:
            work = Work(manifest, rules, Path(scratch))
            outcomes, made, pages = _followed(work, decisions, result, manifest, raw)
    except OSError as error:
        where = harmless(str(error.filename or tempfile.gettempdir()))
        raise OutputError(
            f"{where}: cannot be read or written: {error.strerror}; TMPDIR names another folder"
        ) from None
    after = (*work.log, *made)
    written: list[str] = []
    if not dry_run and (made or work.log):
        written = store.write(rules, work.log, after, pages)
    return Applied(str(rules), tuple(outcomes), tuple(written))


def _followed(
    work: Work, decisions: Decisions, result: Path, manifest: Manifest, raw: Path | None
) -> tuple[list[Outcome], list[Entry], dict[str, bytes]]:
    """What becomes of each decision, what is to be noted of those that hold, and the pages of these."""
    todo = [item for item in decisions.decisions if not work.stands(item, decisions.manifest_digest)]
    ids = {id_of(item) for item in todo}
    work.leave_out(ids)
    found = {} if not todo else find(result, manifest, todo, raw, [entry.decision for entry in work.kept.values()])
    run = 1 + max((entry.run for entry in work.log), default=0)
    made: dict[str, Entry] = {}
    pages: dict[str, bytes] = {}
    outcomes: dict[str, Outcome] = {}
    for item in decisions.decisions:
        name = id_of(item)
        if name not in ids:
            outcomes[name] = Outcome(id=name, verdict=item.verdict, rule=item.rule, text=item.text, status="stands")
            continue
        entry, outcomes[name] = work.entry(item, found[name], run, decisions)
        if entry:
            made[name] = entry
            if entry.page:
                pages[f"{case_of(entry.source, entry.page)}/{entry.page.name}"] = found[name].documents[0].data
    for name, reason in work.contradictions(made, pages):
        del made[name]
        outcomes[name] = replace(outcomes[name], status="failed", keep=(), rule_file=None, test=None, reason=reason)
    return list(outcomes.values()), list(made.values()), pages


def rules_for(manifest: Manifest, rules: Path | None) -> Path:
    """The rule directory: *rules*, else the one that the run of *manifest* was given.

    Raises:
        InputError: it was given none or several, or *rules* is a file.
    """
    noted = noted_rules(manifest)
    if rules is None:
        if len(noted) != 1:
            given = "none" if not noted else f"{len(noted)}: {', '.join(harmless(str(place)) for place in noted)}"
            raise InputError(
                f"say with --rules DIR where exceptions belong; of rule directories the run was given {given}"
            )
        rules = noted[0]
    if rules.exists() and not rules.is_dir():
        raise InputError(
            f"{harmless(str(rules))}: is no folder; expected a rule directory, which is made when it is absent"
        )
    return rules


def undo(rules: Path, names: Sequence[str] = ()) -> tuple[list[Entry], list[str]]:
    """Take decisions back: those named, or all of the last application. Returns them, and the paths that changed.

    Of a decision that was made twice the later one goes, and the earlier holds again.

    Raises:
        InputError: nothing was applied there, or no decision has such an id.
        OutputError: a file was changed by hand, or cannot be written.
    """
    log = read_log(rules)
    if not log:
        raise InputError(f"{harmless(str(rules))}: no decision was applied there")
    last = max(entry.run for entry in log)
    stand = standing(log)
    for name in names:
        if name not in stand:
            raise InputError(
                f"{harmless(str(rules))}: no decision {harmless(name)!r}; those that stand: {', '.join(stand)}"
            )
    gone = [stand[name] for name in names] if names else [entry for entry in log if entry.run == last]
    after = [entry for entry in log if not any(entry is item for item in gone)]
    store.check(rules, log, after)
    return gone, store.write(rules, log, after, {})
