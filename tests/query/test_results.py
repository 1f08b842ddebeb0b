"""Results of every form, and results that somebody has changed."""

from __future__ import annotations

import json

import pytest

from cleaner.errors import InputError
from cleaner.io.manifest import Manifest, encoded
from cleaner.io.shards import Size

HOSTILE = "灯下\x1b[2J的\u202e字<script>alert(1)</script>和\\ud800一盏\n特别声明：以上内容为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"


def test_a_result_as_files_answers_as_one_in_rows(cleaned):
    sql = "select document, id, text, title, chars_in, removals, authors from documents"
    removed = "select document, seq, text, rule, clean_at from removals"
    rows = cleaned().ask(sql), cleaned(force=True).ask(removed)

    files = cleaned(force=True, form="files")

    assert (files.ask(sql), files.ask(removed)) == rows
    assert files.one("select place from documents limit 1").endswith(".md")


def test_without_bare_removals_the_length_of_the_input_is_not_known(cleaned):
    full = cleaned().one("select count(*) from removals where not bare")
    rules = cleaned(force=True, ledger="rules")

    assert rules.ask("select distinct chars_in, ledger from documents") == [(None, "rules")]
    assert (
        rules.one("select count(*) from removals") == rules.one("select count(*) from removals where not bare") == full
    )


def test_hostile_text_comes_back_as_it_is(cleaned):
    result = cleaned({"a.txt": HOSTILE, "b.txt": HOSTILE + "x" * 1_000_000 + "\n灯"})

    assert result.ask("select text from documents order by document") == [
        (row["text"],) for row in result.rows("documents")
    ]
    assert "\\ud800" in result.one("select text from documents where document = 0")
    assert result.one("select max(length(text)) from documents") > 1_000_000


def test_an_empty_result_has_empty_views(cleaned, tmp_path):
    result = cleaned({"empty.txt": ""})

    assert result.one("select count(*) from documents") == 0
    assert result.one("select count(*) from removals") == 0
    assert result.one("select count(*) from quarantine") == 1


def test_redacted_rows_have_lengths_and_digests_without_text(cleaned):
    result = cleaned()
    _change(result.out, "removals", lambda row: row | {"text": None, "text_sha256": "0" * 64})

    assert result.ask("select distinct text, text_sha256 from removals") == [(None, "0" * 64)]
    assert result.one("select sum(chars) from removals") > 0


@pytest.mark.parametrize(
    ("folder", "change"),
    [
        pytest.param("removals", lambda line: line.replace(b'"seq":0', b'"seq":"none"', 1), id="a number that is none"),
        pytest.param("removals", lambda line: line.replace(b'"why":"', b'"why":"\\ud800', 1), id="a lone surrogate"),
        pytest.param(
            "removals", lambda line: line.replace(b'"why":"', b'"why":"\xed\xa0\x80', 1), id="bytes not UTF-8"
        ),
        pytest.param("removals", lambda _: b"\n", id="an empty line"),
        pytest.param("removals", lambda line: line[:40] + b"\n", id="half a line"),
        pytest.param(
            "documents", lambda line: line.replace(b'"text":"', b'"text":7,"x":"', 1), id="a document of a number"
        ),
        pytest.param("documents", lambda _: b"[" * 100_000 + b"\n", id="a line nested deep"),
        pytest.param("documents", lambda _: b"", id="a document that is gone"),
    ],
)
def test_a_line_that_is_broken_is_left_out_and_counted(cleaned, folder, change):
    result = cleaned()
    before = {name: result.one(f"select count(*) from {name}") for name in ("documents", "removals")}
    part = result.out / folder / "part-00000.jsonl"
    first, *rest = part.read_bytes().splitlines(keepends=True)
    part.write_bytes(b"".join([change(first), *rest]))

    assert result.broken("from removals join documents using (document)") > 0
    assert result.one(f"select count(*) from {folder}") == before[folder] - 1
    # What is left is still joined with its own.
    assert result.one("select count(*) from removals r join documents d using (document) where r.doc_id <> d.id") == 0


def test_a_number_that_no_database_holds_becomes_null_and_is_counted(cleaned):
    result = cleaned()
    part = result.out / "removals" / "part-00000.jsonl"
    part.write_bytes(part.read_bytes().replace(b'"line":', b'"line":9' + b"9" * 30, 1))

    assert result.broken("from removals") == 1
    assert result.one("select count(*) from removals where line is null") == 1


def test_removals_are_found_when_somebody_has_changed_their_order(cleaned):
    result = cleaned()
    sql = "select doc_id, seq, text from removals order by doc_id, seq"
    before = result.ask(sql)
    part = result.out / "removals" / "part-00000.jsonl"
    part.write_bytes(b"".join(reversed(part.read_bytes().splitlines(keepends=True))))

    assert result.ask(sql) == before


def test_parts_are_read_one_after_the_other(cleaned):
    sql = "select d.document, id, count(r.seq) from documents d left join removals r using (document) group by all order by 1"
    whole = cleaned()
    expected = whole.ask(sql)

    parts = cleaned(force=True, shard=Size(bytes=1000))

    assert len(list((parts.out / "documents").iterdir())) > 2
    assert parts.ask(sql) == expected


def test_a_lone_surrogate_in_a_markdown_file_is_shown_as_replaced(cleaned):
    result = cleaned(form="files")
    path = next((result.out / "documents").glob("*.md"))
    path.write_bytes(path.read_bytes().removesuffix(b"\n") + b"\xed\xa0\x80\n")

    assert result.one("select count(*) from documents where text like '%\ufffd'") == 1


@pytest.mark.parametrize("name", ["report.json", "documents/part-00000.jsonl", "removals/part-00000.jsonl"])
def test_a_file_that_is_missing_is_told(cleaned, name):
    result = cleaned()
    (result.out / name).unlink()

    if name == "report.json":
        with pytest.raises(InputError, match=r"report\.json: is missing"):
            result.ask("from rules")
        assert result.one("select count(*) from documents") == 5
    else:
        assert result.broken("select 1 from documents") > 0


def test_a_manifest_that_names_a_pipe_waits_for_nobody(cleaned):
    import os

    result = cleaned()
    part = result.out / "removals" / "part-00000.jsonl"
    part.unlink()
    os.mkfifo(part)

    assert result.one("select count(*) from removals") == 0


def test_a_report_that_is_none_is_told(cleaned):
    result = cleaned()
    (result.out / "report.json").write_text('{"sources": 1}')

    with pytest.raises(InputError, match="not a report"):
        result.ask("from run")


def _change(out, folder, change):
    for part in (out / folder).iterdir():
        rows = [change(json.loads(line)) for line in part.read_text("utf-8").split("\n") if line]
        part.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8", newline="")


def test_a_manifest_is_all_that_a_result_needs(tmp_path):
    from asking import Result

    from cleaner.io.manifest import SCHEMA, Counts, Tool

    manifest = Manifest(
        schema=SCHEMA, tool=Tool("cleaner", "0"), inputs=(), options={}, rules={}, counts=Counts(), files=(), run=None
    )
    (tmp_path / "manifest.json").write_bytes(encoded(manifest))

    assert Result(tmp_path).ask("select * from documents") == []
