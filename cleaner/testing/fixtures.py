"""Fixture folders: a whole page, the text that people say is left of it, and goldens of what vanished.

`<source>/<case>/` holds `input.*`, `expected.txt` and `facts.json`, which people write, and the goldens
`removals.tsv` and `stamp.json`, which `update_goldens` writes and people review. A case with judgements of removals
(`cleaner.testing.reviewed`) needs none of these.
"""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner.io.visible import one_line
from cleaner.model.document import RawDocument, Rejected
from cleaner.rules.load import builtin_dir
from cleaner.testing.result import Finding, Result, result
from cleaner.testing.reviewed import REVIEW, run_review

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from cleaner.model.document import Cleaned
    from cleaner.model.stamp import Stamp
    from cleaner.pipeline import Cleaner

MAX_SHRINK = 0.02
"""Share of the kept text that an update may lose without being asked twice."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Update(Struct, frozen=True):
    """What became of the goldens of a case."""

    name: str
    refused: str = ""
    """Why nothing was written."""
    changes: tuple[str, ...] = ()
    """Lines of a unified diff; empty when all was as before."""


def fixtures_dir() -> Path | None:
    """The fixtures of the built-in rules, which only a checkout of the project has."""
    directory = builtin_dir().parent / "fixtures"
    return directory if directory.is_dir() else None


def run_fixtures(
    cleaner: Cleaner, root: Path, ids: Collection[str] = (), tick: Callable[[str], None] | None = None
) -> list[Result]:
    """The results of the cases under *root*, of the sources *ids* or of all, in order of their names."""
    results = []
    for case in _cases(root, ids):
        if (case / REVIEW).exists():
            results.append(run_review(cleaner, case, f"{_name(root, case)}/{REVIEW}"))
        if _is_whole(case):
            results.append(_run(cleaner, root, case))
        if tick:
            tick(results[-1].name)
    return results


def _is_whole(case: Path) -> bool:
    """A person wrote down the whole text: what is only judged in parts has no goldens."""
    return (case / "expected.txt").exists() or not (case / REVIEW).exists()


def update_goldens(
    cleaner: Cleaner, root: Path, ids: Collection[str] = (), *, allow_shrink: bool = False
) -> Iterator[Update]:
    """Write the goldens of the cases under *root* anew, and say what changed.

    A case whose kept text is more than 2 % shorter than its golden is refused unless *allow_shrink*: a rule that
    takes too much looks like any other change in a long diff.
    """
    for case in filter(_is_whole, _cases(root, ids)):
        name = _name(root, case)
        cleaned, done = _clean(cleaner, root, case)
        if cleaned is None:
            yield Update(name, refused=f"the page is rejected: {getattr(done, 'detail', '')}")
            continue
        before = _kept_before(case)
        if before and cleaned.stamp.clean.chars < before * (1 - MAX_SHRINK) and not allow_shrink:
            yield Update(name, refused=f"kept text shrinks from {before:,} to {cleaned.stamp.clean.chars:,} characters")
            continue
        changes: list[str] = []
        for file, text in _goldens(cleaned).items():
            path = case / file
            old = path.read_text("utf-8") if path.exists() else ""
            if old != text:
                changes += _diff(old, text, f"{name}/{file}")
                path.write_text(text, "utf-8", newline="\n")
        yield Update(name, changes=tuple(changes))


def _cases(root: Path, ids: Collection[str]) -> list[Path]:
    return sorted(
        {path.parent for path in root.glob("*/*/input.*") if not ids or path.parts[-3] in ids},
        key=lambda path: path.parts,
    )


def _name(root: Path, case: Path) -> str:
    return f"{root.name}/{case.relative_to(root).as_posix()}"


def _clean(cleaner: Cleaner, root: Path, case: Path) -> tuple[Cleaned | None, Cleaned | Rejected]:
    page = next(case.glob("input.*"))
    # Relative to the fixtures: a stamp must not depend on where they were checked out.
    done = cleaner.clean(RawDocument(data=page.read_bytes(), path=page.relative_to(root).as_posix()))
    return (done.held if isinstance(done, Rejected) else done), done


def _run(cleaner: Cleaner, root: Path, case: Path) -> Result:
    name = _name(root, case)
    cleaned, done = _clean(cleaner, root, case)
    if cleaned is None:
        assert isinstance(done, Rejected)
        return result(name, [Finding(str(case), f"{done.code}: {done.detail}", "a clean document")])
    problems = [*_quarantine(case, done), *_text(case, cleaned), *_facts(case, cleaned.stamp), *_golden(case, cleaned)]
    return result(name, problems, cleaned.stamp.rules.fired)


def _quarantine(case: Path, done: Cleaned | Rejected) -> Iterator[Finding]:
    if isinstance(done, Rejected):
        yield Finding(str(case), f"quarantined, {done.code}: {done.detail}", "a clean document")


def _text(case: Path, cleaned: Cleaned) -> Iterator[Finding]:
    path = case / "expected.txt"
    if not path.exists():
        yield Finding(str(path), "no such file", "the text that is left, written by a person who read the page")
        return
    expected, found = _lines(path.read_text("utf-8")), _lines(cleaned.text)
    for number, line in enumerate(difflib.unified_diff(expected, found, lineterm="", n=0)):
        if number > 1 and not line.startswith("@@"):
            has = ("", line[1:]) if line[0] == "-" else (line[1:], "")
            yield Finding(
                str(path), f"line {has[0]!r}" if has[0] else "nothing", f"line {has[1]!r}" if has[1] else "nothing"
            )


def _lines(text: str) -> list[str]:
    """As texts are compared: the words of links without their targets, one kind of space, no blank lines."""
    lines = (_LINK.sub(r"\1", line).replace("\u00a0", " ").replace("\u3000", " ").strip() for line in text.splitlines())
    return [line for line in lines if line]


def _facts(case: Path, stamp: Stamp) -> Iterator[Finding]:
    path = case / "facts.json"
    if not path.exists():
        return
    found = facts_of(stamp)
    for key, expected in json.loads(path.read_text("utf-8")).items():
        if key not in found:
            yield Finding(str(path), f"unknown key {key!r}", f"one of: {', '.join(found)}")
        elif found[key] != expected:
            yield Finding(str(path), f"{key} = {_json(found[key])}", f"{key} = {_json(expected)}")


def facts_of(stamp: Stamp) -> dict[str, Any]:
    """What `facts.json` can ask for, as *stamp* has it. None or an empty list is what the page does not say."""

    def other(kind: str) -> str | None:
        return next((fact.value for fact in stamp.facts if fact.kind == kind), None)

    def date(kind: str) -> str | None:
        return next((stated.value for stated in stamp.dates if stated.kind == kind and stated.chosen), None)

    in_front_matter = (stated for stated in stamp.dates if stated.evidence[0].rule == "core/front-matter")
    parties = [(hop.relation, hop.account or hop.publisher) for hop in stamp.chain]
    origins = [party for wanted in ("origin", "user-upload") for relation, party in parties if relation == wanted]
    views = other("views")
    return {
        "source": stamp.source.id,
        "host": stamp.source.host,
        "url": stamp.capture.url,
        "title": stamp.title.value if stamp.title else None,
        "authors": [credit.name for credit in stamp.credits if credit.role == "author"],
        "editors": [credit.name for credit in stamp.credits if "editor" in credit.role],
        "submitter": next((credit.name for credit in stamp.credits if credit.role == "submitter"), None),
        "published": date("published"),
        "published_front_matter": next(
            (stated.value for stated in in_front_matter if stated.kind == "published"), None
        ),
        "modified": date("modified"),
        "fetched": next((stated.value for stated in stamp.dates if stated.kind == "fetched"), None),
        "original": next((origin for origin in origins if origin), None),
        "references": [reference.url or reference.title for reference in stamp.references],
        "images": len(stamp.images),
        "topics": [fact.value for fact in stamp.facts if fact.kind == "topic"],
        "department": other("department"),
        "views": int(views) if views else None,
        "language": stamp.language.tag,
        "script": stamp.language.script,
    }


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False)


def _golden(case: Path, cleaned: Cleaned) -> Iterator[Finding]:
    for file, text in _goldens(cleaned).items():
        path = case / file
        if not path.exists():
            yield Finding(str(path), "no such file", "a golden", "`cleaner rules test --update` writes it")
            continue
        old = path.read_text("utf-8")
        if old != text:
            changed = [line for line in _diff(old, text, file) if line[:3] not in {"---", "+++"} and line[:1] in "-+"]
            gone = next((line[1:].strip() for line in changed if line.startswith("-")), "nothing")
            new = next((line[1:].strip() for line in changed if line.startswith("+")), "nothing")
            hint = f"{len(changed)} lines differ; if they are right: `cleaner rules test --update`"
            yield Finding(str(path), new, gone, hint)


def _goldens(cleaned: Cleaned) -> dict[str, str]:
    return {"removals.tsv": _removals(cleaned), "stamp.json": _stamp(cleaned.stamp)}


def _removals(cleaned: Cleaned) -> str:
    """A row for each removal with its text, so that a review reads what vanished."""
    rows = ["start\tend\tcategory\trule\ttext"]
    for removal in cleaned.ledger.removals:
        text = one_line(cleaned.decoded.text[removal.start : removal.end])
        rows.append(f"{removal.start}\t{removal.end}\t{removal.reason.category}\t{removal.reason.rule}\t{text}")
    return "\n".join(rows) + "\n"


def _stamp(stamp: Stamp) -> str:
    """*stamp*, without what changes with the rules and the program and not with the page: digests over both, versions."""
    bare = msgspec.structs.replace(
        stamp,
        stamp_digest="",
        rules=msgspec.structs.replace(stamp.rules, digest=""),
        tool=msgspec.structs.replace(stamp.tool, version=""),
        extraction=msgspec.structs.replace(stamp.extraction, digest="") if stamp.extraction else msgspec.UNSET,
    )
    return msgspec.json.format(msgspec.json.encode(bare), indent=1).decode() + "\n"


def _kept_before(case: Path) -> int:
    path = case / "stamp.json"
    if not path.exists():
        return 0
    return int(json.loads(path.read_text("utf-8"))["clean"]["chars"])


def _diff(old: str, new: str, name: str) -> list[str]:
    return list(difflib.unified_diff(old.splitlines(), new.splitlines(), name, name, lineterm="", n=0))
