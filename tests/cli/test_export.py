from __future__ import annotations

import json
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def out(cleaned, tmp_path):
    return cleaned(tmp_path / "out", SEEDS)


@pytest.mark.parametrize("form", ["prov", "ninjs", "jsonld"])
def test_documents_come_a_line_each_on_standard_output(command, out, form):
    ran = command("export", form, out)

    assert ran.code == 0
    assert len([json.loads(line) for line in ran.text.splitlines()]) == 5
    assert f"5 documents exported as {form}" in ran.err


@pytest.mark.parametrize("form", ["croissant", "ro-crate"])
def test_a_data_set_is_one_document_on_standard_output(command, out, form):
    ran = command("export", form, out, "--name", "lamps")

    assert ran.code == 0
    assert "lamps" in json.dumps(json.loads(ran.out))


def test_one_document_is_chosen_by_its_id(command, out):
    (doc_id,) = [item for item in ids(out) if item.startswith("solidot.org")]
    ran = command("export", "ninjs", out, "--doc", doc_id)

    assert [json.loads(line)["altIds"][0]["value"] for line in ran.text.splitlines()] == [doc_id]


def ids(out):
    return [json.loads(line)["id"] for line in (out / "documents/part-00000.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("form", ["csv", "sarif", "annotations"])
def test_removals_come_one_by_one_and_all_of_them_when_asked_for(command, out, form):
    ran, every = command("export", form, out), command("export", form, out, "--all")

    assert (ran.code, every.code) == (0, 0)
    assert f"5 documents exported as {form}" in ran.err
    assert ran.err == every.err
    assert len(ran.out) < len(every.out)
    assert b"solidot.org/byline" in ran.out


def test_files_go_into_a_folder_under_their_own_names(command, out, tmp_path):
    (tmp_path / "exports").mkdir()
    for form in ("prov", "ninjs", "jsonld"):
        assert command("export", form, out, "-o", tmp_path / "exports").code == 0
    ran = command("export", "dolma", out, "-o", tmp_path / "exports" / "dolma", "--text", "raw")

    assert ran.code == 0
    names = {path.name for path in (tmp_path / "exports").iterdir()}
    assert names == {"prov.jsonl", "ninjs.jsonl", "articles.jsonl", "dolma"}
    assert "into" in ran.err


def test_the_times_of_the_run_are_put_in_when_asked_for(command, out):
    assert "cleaner:runFinished" not in command("export", "prov", out).text
    assert command("export", "prov", out, "--with-run").text.count("cleaner:runFinished") == 5


def test_documents_in_quarantine_are_spoken_of(command, tmp_path):
    (tmp_path / "notice.txt").write_text(
        "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。",
        "utf-8",
    )
    command("clean", tmp_path / "notice.txt", SEEDS / "gptnb.txt", "-o", tmp_path / "out")

    assert "1 in quarantine were not" in command("export", "prov", tmp_path / "out").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ninja", "OUT"), "did you mean 'ninjs'?"),
        (("prov", "nowhere"), "no manifest.json in it"),
        (("dolma", "OUT"), "name a new one with -o"),
        (("prov", "OUT", "--text", "raw"), "prov takes no --text; it means something for dolma"),
        (("ninjs", "OUT", "--license", "x"), "ninjs takes no --license; it means something for croissant, ro-crate"),
        (("prov", "OUT", "--all"), "prov takes no --all; it means something for csv, sarif, annotations"),
        (("sarif", "OUT", "--with-run"), "sarif takes no --with-run"),
        (("csv", "OUT", "--doc", "x"), "no document with id 'x'"),
        (("croissant", "OUT", "--doc", "x"), "takes no --doc"),
        (("prov", "OUT", "--doc", "x"), "no document with id 'x'"),
        (("prov", "OUT", "-o", "OUT/prov.jsonl"), "lies in the result"),
        (("prov", "OUT", "--text", "wet"), "'wet'"),
    ],
)
def test_misuse_is_told_with_what_to_do(command, out, arguments, message):
    ran = command("export", *(str(part).replace("OUT", str(out)) for part in arguments))

    assert (ran.code, ran.out) == (2, b"")
    assert message in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


def test_help_teaches_with_examples(command):
    ran = command("export", "--help")

    assert ran.code == 0
    assert "cleaner export ro-crate corpus/out -o corpus" in ran.text
    assert "quarantine are not exported" in " ".join(ran.text.split())
