"""The program of an outsider: it imports nothing of ours, and the published schemas tell it what to compute."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.io.json_schema import SCHEMAS, schema_text
from cleaner.io.read import Inputs
from cleaner.io.write import Options

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "docs" / "verify_result.py"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("result")
    (folder / "bad.txt").write_bytes("电池与灯\r\n".encode() * 40 + b"\xe7\x94 \x07end\n")
    (folder / "empty.txt").write_bytes(b"")
    fixtures = sorted(map(str, (ROOT / "fixtures").glob("*/*/input.*")))
    run(Cleaner(), Inputs([str(ROOT / "seeds"), str(folder), *fixtures]), folder / "out")
    return folder / "out"


def verdict(out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", PROGRAM, out], capture_output=True, text=True, check=False, encoding="utf-8"
    )


def test_it_needs_only_the_standard_library_and_some_sixty_lines_of_code():
    source = PROGRAM.read_text("utf-8")
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }

    assert imported == {"gzip", "hashlib", "json", "sys", "pathlib"}
    assert sum(bool(line.strip()) for line in source.splitlines()) <= 64


def test_it_finds_nothing_in_a_result_as_it_was_written(result):
    ran = verdict(result)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("part", "old", "new", "where"),
    [
        ("documents", '"author"', '"editor"', "stamp.stamp_digest"),
        ("documents", '"text":"', '"text":"X', "stamp.clean.sha256"),
        ("removals", '"start":0,', '"start":1,', "stamp.removal.digest"),
        ("removals", '"why":"', '"why":"X', "removals.sha256"),
        ("removals", '"text":"', '"text":"X', "stamp.raw.sha256"),
        ("quarantine", '"detail":"', '"detail":"X', "quarantine/part-00000.jsonl"),
    ],
)
def test_it_names_what_was_changed(result, part, old, new, where):
    path = result / part / "part-00000.jsonl"
    before = path.read_bytes()
    assert old.encode() in before
    path.write_bytes(before.replace(old.encode(), new.encode(), 1))
    ran = verdict(result)
    path.write_bytes(before)

    assert ran.returncode == 1
    assert any(line.split("\t")[1] == where for line in ran.stderr.splitlines()), ran.stderr


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_the_one_that_the_types_make(name):
    path = ROOT / "docs" / "schemas" / f"{name}.json"

    assert path.read_text("utf-8") == schema_text(name), f"write it anew: cleaner schema {name} > {path}"


@pytest.mark.parametrize(
    ("name", "part"), [("document", "documents"), ("removal", "removals"), ("quarantine", "quarantine")]
)
def test_every_row_is_valid_by_its_schema_and_a_key_of_nobody_is_not(result, name, part):
    check = jsonschema.Draft202012Validator(json.loads(schema_text(name)))
    rows = [json.loads(line) for line in (result / part / "part-00000.jsonl").read_bytes().splitlines()]

    assert rows
    for row in rows:
        check.validate(row)
    assert not check.is_valid({**rows[0], "added": 1})
    assert not check.is_valid({key: value for key, value in rows[0].items() if key not in {"id", "text", "stage"}})


def test_stamp_and_manifest_are_valid_by_their_schemas(result):
    manifest = json.loads((result / "manifest.json").read_bytes())
    row = json.loads((result / "documents/part-00000.jsonl").read_bytes().splitlines()[0])

    jsonschema.Draft202012Validator(json.loads(schema_text("manifest"))).validate(manifest)
    jsonschema.Draft202012Validator(json.loads(schema_text("stamp"))).validate(row["stamp"])
    assert not jsonschema.Draft202012Validator(json.loads(schema_text("stamp"))).is_valid(
        {**row["stamp"], "stamp_digest": "x"}
    )


def test_a_redacted_result_is_checked_as_far_as_it_can_be_and_what_cannot_is_said(tmp_path):
    (tmp_path / "bad.txt").write_bytes("电池与灯\r\n".encode() * 40 + b"\xe7\x94 \x07end\n")
    run(Cleaner(), Inputs([str(ROOT / "seeds"), str(tmp_path / "bad.txt")]), tmp_path / "out", Options(redact=True))
    ran = verdict(tmp_path / "out")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "documents\tstamp.raw.sha256\tnot checked: removals.redacted, so what it is over is not there"
    ]
    part = tmp_path / "out/removals/part-00000.jsonl"
    part.write_bytes(part.read_bytes().replace(b'"text_sha256":"', b'"text_sha256":"0', 1))
    assert "removals.sha256" in verdict(tmp_path / "out").stderr


@pytest.mark.parametrize("name", ["removal", "document", "quarantine"])
def test_redacted_rows_are_valid_by_the_same_schema(tmp_path, name):
    (tmp_path / "notice.md").write_text(
        "特别声明：以上内容为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。", "utf-8"
    )
    run(Cleaner(), Inputs([str(ROOT / "seeds"), str(tmp_path / "notice.md")]), tmp_path / "out", Options(redact=True))
    check = jsonschema.Draft202012Validator(json.loads(schema_text(name)))
    folder = {"removal": "removals", "document": "documents"}.get(name, name)
    rows = [json.loads(line) for line in (tmp_path / "out" / folder / "part-00000.jsonl").read_bytes().splitlines()]

    assert rows
    for row in rows:
        check.validate(row)
    if name == "removal":
        assert not check.is_valid({**rows[0], "text_sha256": "no digest"})


def test_documents_as_files_are_not_passed_over_in_silence(tmp_path):
    run(Cleaner(), Inputs([str(ROOT / "seeds")]), tmp_path / "out", Options(form="files"))
    ran = verdict(tmp_path / "out")

    assert ran.returncode == 1
    assert "--as files" in ran.stderr


def test_rows_that_belong_to_no_document_are_named(result, tmp_path):
    shutil.copytree(result, tmp_path / "out")
    path = tmp_path / "out/removals/part-00000.jsonl"
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])

    assert "1 rows of no document" in verdict(tmp_path / "out").stderr


def test_without_a_folder_it_says_how_it_is_called():
    ran = subprocess.run([sys.executable, "-I", PROGRAM], capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert "verify_result.py OUT" in ran.stderr
    assert "Traceback" not in ran.stderr
