"""Every command says the same of a result whatever the form of its rows."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.engines.run import _here, run
from cleaner.io.manifest import read_manifest
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.tables import TABLE_FORMS
from cleaner.io.write import Options

ROOT = Path(__file__).parents[2]
STORY = "摆渡的人把第{}根缆绳绕了两圈，等雾散了才让人上岸，又把船上的名字点了一遍，记在那本旧账簿里。\n"
NOTICE = "特别声明：以上内容为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
JOINED = "select d.* exclude (place, stamp), r.* from documents d left join removals r using (document) order by all"
OTHERS = [form for form in TABLE_FORMS if form != "jsonl"]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder for each form, in which the result is `out`: pages of many kinds, in several parts."""
    home = tmp_path_factory.mktemp("forms")
    dump = home / "dump"
    dump.mkdir()
    for number in range(6):
        (dump / f"{number}.txt").write_text(f"{STORY.format(number) * 8}{NOTICE}\n", "utf-8")
    shutil.copy(dump / "1.txt", dump / "again.txt")
    (dump / "bad.txt").write_bytes(STORY.encode() * 9 + b"\xe7\x94 end\n")
    (dump / "held.txt").write_text(NOTICE, "utf-8")
    (dump / "empty.txt").write_bytes(b"")
    cleaner = Cleaner()
    for form in TABLE_FORMS:
        inputs = Inputs([str(ROOT / "seeds"), str(dump)])
        options = Options(form=form, facts=True, shard=Size(bytes=12_000))
        run(cleaner, inputs, home / form / "out", options, engine=_here)
    return home


def test_the_parts_are_of_the_form(results):
    for form in TABLE_FORMS:
        files = [file for file in read_manifest(results / form / "out").files if file.role != "report"]

        assert {file.role for file in files} == {"documents", "removals", "quarantine", "facts"}
        assert all(file.path.endswith(f".{form}") for file in files)
        assert sum(file.role == "documents" for file in files) > 1


def _said(command, out, arguments):
    ran = command(*(str(out) if each == "OUT" else each for each in arguments))
    manifest = read_manifest(out)
    plain = ran.out
    digests = {
        manifest.manifest_digest,
        hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest(),
        *(entry.sha256 for entry in manifest.files),
    }
    for digest in digests:
        plain = plain.replace(digest.encode(), b"DIGEST")
    plain = plain.replace(str(out).encode(), b"OUT")
    return ran.code, re.sub(rb"(part-\d+)\.(jsonl\.gz|jsonl\.zst|jsonl|parquet)", rb"\1", plain), ran.err.count("\n")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("verify", "OUT", "--replay", "--json"), id="verify"),
        pytest.param(("restore", "OUT", "--path", f"{ROOT}/seeds/gptnb.txt"), id="restore"),
        pytest.param(("query", "OUT", JOINED), id="query"),
        pytest.param(("sample", "OUT", "--per-rule", "3", "--json"), id="sample"),
        pytest.param(("graph", "OUT"), id="graph"),
        pytest.param(("export", "csv", "OUT"), id="csv"),
        pytest.param(("export", "sarif", "OUT"), id="sarif"),
        pytest.param(("export", "annotations", "OUT"), id="annotations"),
        pytest.param(("export", "prov", "OUT"), id="prov"),
        pytest.param(("export", "ninjs", "OUT"), id="ninjs"),
        pytest.param(("export", "jsonld", "OUT"), id="jsonld"),
    ],
)
def test_a_command_prints_the_same(command, results, arguments):
    plain, *others = [_said(command, results / form / "out", arguments) for form in TABLE_FORMS]

    assert others == [plain] * len(OTHERS)
    assert plain[0] == 0
    assert plain[1] or arguments[0] == "verify"


@pytest.mark.parametrize("form", OTHERS)
def test_two_results_of_different_forms_do_not_differ(command, results, form):
    ran = command("diff", results / "jsonl" / "out", results / form / "out", "--json")

    assert ran.code == 0
    counts = json.loads(ran.out)["counts"]
    assert counts.pop("same") > 10
    assert not any(counts.values())


@pytest.mark.parametrize("form", OTHERS)
def test_all_raw_bytes_come_back(command, results, form, tmp_path):
    assert command("restore", results / form / "out", "-o", tmp_path / "raw").code == 0
    restored = {path.name: path.read_bytes() for path in (tmp_path / "raw").rglob("*") if path.is_file()}

    assert len(restored) > 10
    for path in [*(ROOT / "seeds").glob("*.txt"), *(results / "dump").glob("[0-9b]*.txt")]:
        assert restored[path.name] == path.read_bytes()


def test_folders_of_other_standards_are_the_same(command, results, tmp_path):
    for form in TABLE_FORMS:
        out = results / form / "out"
        assert command("export", "dolma", out, "-o", tmp_path / form, "--text", "raw").code == 0
    plain, *others = [
        {path.relative_to(tmp_path / form): path.read_bytes() for path in (tmp_path / form).rglob("*.jsonl")}
        for form in TABLE_FORMS
    ]

    assert plain
    assert others == [plain] * len(OTHERS)


def test_a_report_page_holds_the_same_documents(command, results, tmp_path):
    pages = []
    for form in TABLE_FORMS:
        assert command("report", results / form / "out", "-o", tmp_path / f"{form}.html").code == 0
        pages.append(_compressed((tmp_path / f"{form}.html").read_bytes()))

    assert pages[0]
    assert pages == pages[:1] * len(TABLE_FORMS)


def _compressed(page: bytes) -> list[bytes]:
    """What a report page holds of its documents; the digest of the manifest stands elsewhere in it."""
    return re.findall(rb">(H4sI[^<]+)</script>", page)


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_result_is_sealed_and_checked(command, results, form, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(results / form / "out", "out")
    assert command("seal", "--new-key", "key").code == 0
    assert command("seal", "out", "--key", "key").code == 0
    ran = command("verify", "out", "--receipt", "out.receipt.json", "--public-key", "key.pub")

    assert (ran.code, ran.out) == (0, b"")
    assert "as sealed" in ran.err


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_the_program_of_an_outsider_checks_what_it_can_read_and_says_what_not(results, form):
    program = [sys.executable, "-I", ROOT / "docs" / "verify_result.py", results / form / "out"]
    ran = subprocess.run(program, capture_output=True, text=True, check=False)

    if form in {"jsonl", "jsonl.gz"}:
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    else:
        assert (ran.returncode, ran.stderr.count("not checked")) == (1, 1)
