"""The views of a result: their columns, with the type and the meaning of each, as the rows that are loaded into them."""

from __future__ import annotations

import inspect
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from cleaner.model.described import field_docs


class Documents(Struct):
    """A row a document: those that were emitted, then those held in quarantine."""

    document: int
    """number of the document, from 0, in the order of the inputs; joins all views"""
    outcome: str
    """`document`, or `quarantined`: held back, not emitted"""
    code: str | None
    """why it is quarantined"""
    id: str
    """as in `documents/`; the same bytes given twice have the same id"""
    path: str | None
    """of the input, as given"""
    url: str | None
    """where it was captured"""
    title: str | None
    """as the page states it"""
    source: str
    """id of the source, `unknown` when nothing decides"""
    source_name: str | None
    """its name"""
    host: str | None
    """of the page"""
    language: str
    """base language: `zh`"""
    script: str
    """ISO 15924: `Hans`"""
    tag: str
    """BCP 47: `zh-Hans`"""
    converted_from: str | None
    """the script that the text was probably converted from"""
    text: str
    """the clean text"""
    chars: int
    """code points of the clean text"""
    chars_in: int | None
    """code points of the decoded text; null with `--ledger rules`, which does not say"""
    removed_chars: int
    """code points removed"""
    removed_share: float
    """of the decoded text"""
    removals: int
    """how many stretches were removed, bare markup and white space among them"""
    fired: tuple[str, ...]
    """full ids of the rules that fired"""
    published: str | None
    """the chosen date of publication, ISO 8601 as far as stated"""
    modified: str | None
    """the chosen date of change"""
    fetched_at: str | None
    """when it was captured"""
    authors: tuple[str, ...]
    """names of the credits with the role `author`"""
    synthetic: tuple[str, ...]
    """kinds of the text by or for machines that was found"""
    media_type: str
    """of the input"""
    encoding: str
    """of the input"""
    raw_bytes: int
    """bytes of the input"""
    raw_sha256: str
    """of the input"""
    clean_sha256: str
    """of the UTF-8 of the clean text"""
    profile: str
    """`corpus`, `reading` or `markup-only`"""
    form: str
    """how the text is written: `as-is`, `text` or `markdown`"""
    layout: str | None
    """of the page, where the rules tell several apart"""
    rules_digest: str
    """of the rules that were applied"""
    ledger: str
    """`full` or `rules`"""
    place: str
    """file and line of the row"""
    stamp: msgspec.Raw
    """the whole stamp: `stamp->>'$.raw.newline'`"""


class Removals(Struct):
    """A row a removal or repair, in the order of the documents and of their text."""

    document: int
    """number of the document"""
    doc_id: str
    """id of the document"""
    source: str
    """of the document"""
    outcome: str
    """of the document: `document` or `quarantined`"""
    seq: int
    """place in the ledger of the document, from 0"""
    start: int
    """code points of the decoded text"""
    end: int
    """code points of the decoded text; a word of SQL, so write `"end"`"""
    byte_start: int
    """bytes of the input"""
    byte_end: int
    """bytes of the input"""
    line: int
    """of `start`, from 1"""
    chars: int
    """`"end" - start`"""
    bare: bool
    """bare markup or white space: no rule of a source took it"""
    text: str | None
    """what was removed; null when the result is redacted"""
    replacement: str
    """what stands in its place"""
    prefix: str
    """up to 32 code points before it"""
    suffix: str
    """up to 32 code points behind it"""
    rule: str
    """full id of the rule"""
    rule_digest: str
    """of the rule as it was loaded"""
    category: str | None
    """null for a repair"""
    action: str
    """`remove`, `lift` (into the stamp) or `repair`"""
    why: str
    """the reason that the rule gives"""
    clean_at: int
    """where it stood, in code points of the clean text"""
    captured: dict[str, tuple[str, ...]]
    """facts read within it: `captured['author']`"""
    raw: str | None
    """bytes of a repair, in hexadecimal"""
    text_sha256: str | None
    """of a redacted text"""
    confidence: float | None
    """probability that it is right; null when its rule gives none"""


class Facts(Struct):
    """A row a fact of a stamp."""

    document: int
    """number of the document"""
    doc_id: str
    """id of the document"""
    source: str
    """of the document"""
    part: str
    """of the stamp: `title rights dates credits chain references images synthetic facts`"""
    kind: str
    """of the date, credit, synthetic text or fact; relation of a hop; else as `part`, in the singular"""
    value: str | None
    """the value; of a hop publisher and account, of a reference its title or publisher"""
    url: str | None
    """of a hop, reference or image"""
    literal: str | None
    """words of the page, of dates and credits"""
    confidence: str | None
    """`stated`, `inferred` or `derived`; images have none"""
    chosen: bool | None
    """of a date: it is the document's of its kind"""
    choice: str | None
    """of a date: why; begins with `conflict:` where two cannot both be right"""
    evidence: int
    """pieces of evidence; the columns that follow are of the first"""
    rule: str | None
    """that read it"""
    line: int | None
    """of the page, from 1"""
    start: int | None
    """code points of the decoded text"""
    end: int | None
    """code points of the decoded text; write `"end"`"""
    quote: str | None
    """what stands there, or its beginning"""


class Chain(Struct):
    """A row a hop on the way of a text to its page, origin first."""

    document: int
    """number of the document"""
    doc_id: str
    """id of the document"""
    source: str
    """of the document"""
    hop: int
    """number of the hop"""
    relation: str
    """how the text came from it to the next"""
    publisher: str | None
    """null when unnamed"""
    account: str | None
    """on the publisher's platform"""
    url: str | None
    """where it stood there"""
    title: str | None
    """under which title it stood there"""
    note: str | None
    """anything else"""
    confidence: str
    """`stated`, `inferred` or `derived`"""
    line: int | None
    """of the page, from 1, of the first piece of evidence"""
    rule: str | None
    """that read it"""
    quote: str | None
    """what stands there, or its beginning"""


class Segments(Struct):
    """A row a stretch of clean text that shares a language."""

    document: int
    """number of the document"""
    doc_id: str
    """id of the document"""
    source: str
    """of the document"""
    start: int
    """code points of the clean text"""
    end: int
    """code points of the clean text; write `"end"`"""
    tag: str
    """BCP 47"""
    inherited: bool
    """too short to tell: the language of the document"""
    text: str
    """the stretch"""


class Rules(Struct):
    """A row a rule of a source: those that fired, then those that apply and did not, as `report.json` has them."""

    source: str
    """id of the source"""
    rule: str
    """full id"""
    fired: int
    """pages on which it fired, quarantined ones among them"""
    pages: int
    """pages of the source, quarantined ones among them"""
    share: float
    """`fired / pages`"""
    expected: float | None
    """the rule's `expect`, known only where the share lies off it"""
    state: str
    """`fired`, `never fired` or `off expectation`"""
    category: str | None
    """of its removals; null when it took nothing"""
    why: str | None
    """the reason that it gives; null when it took nothing"""
    removals: int
    """stretches that it took from pages of the source"""
    documents: int
    """pages from which it took something"""
    chars: int
    """code points that it took"""


class Quarantine(Struct):
    """A row an input that gave no document."""

    path: str | None
    """of the input"""
    outcome: str
    """`quarantined`, `rejected` or `unreadable`"""
    stage: str
    """where it stopped"""
    code: str
    """for machines"""
    detail: str
    """for people"""
    raw_sha256: str | None
    """null when unreadable"""
    raw_bytes: int | None
    """null when unreadable"""
    document: int | None
    """number in `documents`; null when nothing is held"""
    source: str | None
    """null when nothing is held"""


class Files(Struct):
    """A row a file of the result, as the manifest names it."""

    path: str
    """below the folder of the result"""
    role: str
    """`documents removals removed-list quarantine facts report`"""
    rows: int
    """documents, removals or inputs in it"""
    bytes: int
    """size"""
    sha256: str
    """of its bytes"""


class Run(Struct):
    """One row: what the manifest says of the whole."""

    tool: str
    """name of the program"""
    version: str
    """of the program"""
    schema: str
    """of the manifest"""
    inputs: tuple[str, ...]
    """as given"""
    options: msgspec.Raw
    """as `cleaner clean` was called: `options->>'profile'`"""
    rules: dict[str, str]
    """digest of the rules by source"""
    documents: int
    """emitted"""
    quarantined: int
    """held back"""
    rejected: int
    """without a result"""
    unreadable: int
    """whose bytes could not be had"""
    removals: int
    """rows in `removals/`"""
    passed_over: dict[str, int]
    """files of input folders that were not taken, by suffix"""
    started: str | None
    """time of the run"""
    finished: str | None
    """time of the run"""
    seconds: float | None
    """length of the run"""
    manifest_digest: str
    """as in the manifest"""


VIEWS: dict[str, type[Struct]] = {
    kind.__name__.lower(): kind for kind in (Documents, Removals, Facts, Chain, Segments, Rules, Quarantine, Files, Run)
}
"""By name. Each is made only when a query names it."""

NEEDS: dict[str, frozenset[str]] = {name: frozenset({name}) for name in VIEWS} | {
    "rules": frozenset({"rules", "removals"}),
}
"""What must be loaded for a view: rules are joined with what they took."""

_TYPES = {int: "BIGINT", str: "VARCHAR", float: "DOUBLE", bool: "BOOLEAN", msgspec.Raw: "JSON"}


class Column(Struct, frozen=True):
    """A column of a view, its type in DuckDB, and what it is."""

    name: str
    type: str
    about: str


# Read from the source of the rows; every query makes all tables, twice.
@cache
def columns(view: str) -> tuple[Column, ...]:
    """The columns of *view* in order."""
    kind = VIEWS[view]
    docs, hints = field_docs(kind), get_type_hints(kind)
    return tuple(Column(name, _sql(hints[name]), docs[name]) for name in kind.__struct_fields__)


def about(view: str) -> str:
    """What the rows of *view* are."""
    return inspect.cleandoc(VIEWS[view].__doc__ or "")


def _sql(hint: Any) -> str:  # noqa: ANN401 - a type of any form
    arguments = get_args(hint)
    if get_origin(hint) is UnionType:
        return _sql(next(each for each in arguments if each is not NoneType))
    if get_origin(hint) is tuple:
        return f"{_sql(arguments[0])}[]"
    if get_origin(hint) is dict:
        return f"MAP({_sql(arguments[0])}, {_sql(arguments[1])})"
    return _TYPES[hint]
