"""The views say what the files of a result say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cleaner.io.rows import RemovalRow
from cleaner.query.views import VIEWS, columns

PAGE = (Path(__file__).parents[2] / "docs" / "queries.md").read_text("utf-8")


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_has_the_columns_that_the_view_has(result, view):
    section = PAGE.partition(f"### {view}\n")[2].partition("\n##")[0]
    documented = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (.+) \|$", section, re.MULTILINE)

    described = [(name, kind.lower()) for name, kind, *_ in result.ask(f"describe {view}")]
    assert [(name, kind) for name, kind, _ in documented] == described
    assert [about for *_, about in documented] == [column.about for column in columns(view)]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_rows(result, view):
    assert result.one(f"select count(*) from {view}") > 0


def test_a_removal_has_all_fields_of_its_row():
    assert set(RemovalRow.__struct_fields__) <= {column.name for column in columns("removals")}


def test_documents_are_those_of_the_result_and_then_those_in_quarantine(result):
    rows = [*result.rows("documents"), *(row["document"] for row in result.rows("quarantine") if row["document"])]

    found = result.ask("select document, outcome, id, text, title, source, tag, chars, stamp from documents")

    outcomes = ["document"] * (len(rows) - 1) + ["quarantined"]
    assert [row[:2] for row in found] == list(enumerate(outcomes))
    for row, (_, _, doc_id, text, title, source, tag, chars, stamp) in zip(rows, found, strict=True):
        expected = (row["id"], row["text"], row["title"], row["source"], row["stamp"]["language"]["tag"])
        assert (doc_id, text, title, source, tag) == expected
        assert chars == len(text)
        assert json.loads(stamp) == row["stamp"]


def test_removals_are_those_of_the_result_to_the_letter(result):
    names = [name for name in RemovalRow.__struct_fields__ if name not in {"raw", "text_sha256"}]
    rows = result.rows("removals")

    wanted = ", ".join(f'"{name}"' for name in names)
    found = result.ask(f"select {wanted} from removals where outcome = 'document' order by document, seq")

    assert [dict(zip(names, row, strict=True)) for row in found] == [
        {name: row[name] if name != "confidence" else row.get(name) for name in names} for row in rows
    ]


def test_every_character_of_a_document_is_kept_or_removed(result):
    assert (
        result.ask(
            """
        select d.document from documents d left join removals r on r.document = d.document and r.action <> 'repair'
        group by d.document, d.chars, d.chars_in
        having d.chars_in <> d.chars + coalesce(sum(r.chars - length(r.replacement)), 0)
        """
        )
        == []
    )
    for chars_in, share, removed in result.ask("select chars_in, removed_share, removed_chars from documents"):
        assert round(removed / chars_in, 4) == share


def test_the_same_bytes_given_twice_are_two_documents_with_removals_of_their_own(result):
    rows = result.ask(
        "select d.document, path, count(*), min(seq), max(seq) from documents d join removals using (document) "
        "where id in (select id from documents where path like '%one.txt') group by all order by d.document"
    )

    assert [Path(path).name for _, path, *_ in rows] == ["gptnb.txt", "one.txt", "two.txt"]
    assert len({row[2:] for row in rows}) == 1
    assert rows[0][2] == rows[0][4] + 1 > 1


def test_the_rules_are_those_of_the_report_with_what_they_took(result):
    report = json.loads((result.out / "report.json").read_bytes())
    expected = {
        (source["source"], rule): count for source in report["sources"] for rule, count in source["fired"].items()
    }

    found = result.ask("select source, rule, fired, removals, documents, chars, state from rules")

    assert {row[:2]: row[2] for row in found if row[2]} == expected
    assert {row[:2] for row in found if not row[2]} == {
        (source["source"], rule) for source in report["sources"] for rule in source["never_fired"]
    }
    took = dict(result.ask("select source || ' ' || rule, sum(chars) from removals where not bare group by all"))
    for source, rule, _, removals, documents, chars, _ in found:
        assert chars == took.get(f"{source} {rule}", chars)
        assert (removals == 0) == (documents == 0) == (chars == 0)


def test_facts_have_the_evidence_of_the_stamp(result):
    found = result.ask("select part, kind, value, evidence, quote, line from facts where document = 4")
    stamp = result.rows("documents")[4]["stamp"]

    title = stamp["title"]
    assert ("title", "title", title["value"], 2, title["evidence"][0]["quote"], title["evidence"][0]["line"]) in found
    for part in ("dates", "credits", "chain", "references", "images", "facts", "synthetic"):
        assert sum(row[0] == part for row in found) == len(stamp[part])


def test_segments_cover_the_words_that_they_say(result):
    for text, start, end, part in result.ask(
        'select d.text, s.start, s."end", s.text from segments s join documents d using (document)'
    ):
        assert text[start:end] == part


def test_what_gave_no_document_is_in_quarantine_with_its_reason(result):
    rows = result.ask("select outcome, code, document is null, source from quarantine order by outcome")

    assert rows == [("quarantined", "empty-body", False, "163.com"), ("rejected", "empty-input", True, None)]
    assert result.one("select code from documents where outcome = 'quarantined'") == "empty-body"


def test_the_run_is_what_the_manifest_says(result):
    manifest = json.loads((result.out / "manifest.json").read_bytes())

    ((options, rules, inputs, digest, removals),) = result.ask(
        "select options, rules, inputs, manifest_digest, removals from run"
    )

    assert json.loads(options) == manifest["options"]
    assert (rules, inputs, digest) == (manifest["rules"], manifest["inputs"], manifest["manifest_digest"])
    assert removals == result.one("select count(*) from removals where outcome = 'document'")
    assert result.ask("select path, role, rows, bytes, sha256 from files") == [
        tuple(e.values()) for e in manifest["files"]
    ]
