"""`--redact` on the command line, and every other command on what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(params=[(), ("--as", "files"), ("--ledger", "rules")], ids=["rows", "files", "rules"])
def result(request, cleaned, tmp_path):
    return cleaned(tmp_path / "out", SEEDS, "--redact", "--no-report", *request.param)


def test_the_document_row_on_stdout_is_redacted_too(command):
    ordinary = json.loads(command("clean", SEEDS / "gptnb.txt", "--json").out)
    redacted = json.loads(command("clean", SEEDS / "gptnb.txt", "--json", "--redact").out)

    assert "author: ByteAILab" in json.dumps(ordinary)
    assert "author: ByteAILab" not in json.dumps(redacted)
    assert (redacted["text"], redacted["removals"]["redacted"]) == (ordinary["text"], True)


def test_restore_refuses_and_writes_nothing(command, tmp_path, result):
    ran = command("restore", result, "-o", tmp_path / "raw")

    assert (ran.code, ran.out) == (2, b"")
    assert "--redact" in ran.err or "--ledger rules" in ran.err
    assert not (tmp_path / "raw").exists()


def test_verify_says_what_it_could_not_check_and_with_raw_files_checks_it(command, result):
    without, given = command("verify", result), command("verify", result, "--raw", SEEDS, "--replay")

    assert (without.code, given.code) == (0, 0)
    assert "not checked: the digests of what was removed" in without.err
    assert "not checked" not in given.err
    skipped = json.loads(command("verify", result, "--json").out)["skipped"]
    assert any("--redact" in said for said in skipped)


@pytest.mark.parametrize("form", ["prov", "jsonld", "ninjs", "croissant", "csv", "sarif", "annotations"])
def test_every_export_works(command, tmp_path, result, form):
    ran = command("export", form, result, "-o", tmp_path / "exported")

    assert ran.code == 0, ran.err
    assert (tmp_path / "exported").stat().st_size > 0


def test_dolma_has_the_clean_text_and_refuses_the_raw(command, tmp_path, result):
    assert command("export", "dolma", result, "-o", tmp_path / "clean").code == 0

    ran = command("export", "dolma", result, "-o", tmp_path / "raw", "--text", "raw")
    assert ran.code == 2
    assert "--text clean" in ran.err
    assert not (tmp_path / "raw").exists()


def test_the_crate_takes_it(command, tmp_path, result):
    assert command("export", "ro-crate", result, "-o", tmp_path / "ro-crate-metadata.json").code == 0


def test_the_graph_is_drawn_from_it(command, tmp_path, result):
    assert command("graph", result, "-o", tmp_path / "graph.json").code == 0


def test_it_can_be_sealed_and_the_receipt_holds(command, tmp_path, result):
    key = tmp_path / "corpus.key"
    assert command("seal", "--new-key", key).code == 0
    assert command("seal", result, "--key", key).code == 0

    ran = command("verify", result, "--receipt", tmp_path / "out.receipt.json", "--public-key", f"{key}.pub")
    assert ran.code == 0, ran.err


def test_help_says_that_nothing_can_be_restored(command):
    assert "restore cannot work" in " ".join(command("clean", "--help").text.split())
