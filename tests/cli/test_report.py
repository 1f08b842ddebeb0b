from __future__ import annotations

from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def out(cleaned, tmp_path):
    return cleaned(tmp_path / "out", SEEDS)


def test_cleaning_makes_a_page_and_names_it_as_what_to_open(command, tmp_path):
    ran = command("clean", SEEDS, "-o", tmp_path / "out")

    assert ran.err.strip().splitlines()[-1] == f"open: {tmp_path / 'out' / 'report.html'}"


def test_without_a_page_the_documents_are_what_to_open(command, tmp_path):
    ran = command("clean", SEEDS, "-o", tmp_path / "out", "--no-report")

    assert not (tmp_path / "out" / "report.html").exists()
    assert ran.err.strip().endswith("documents/part-00000.jsonl")


def test_a_page_is_made_anew_in_its_place_or_elsewhere(command, out, tmp_path):
    made = (out / "report.html").read_bytes()
    (out / "report.html").unlink()

    assert command("report", out).code == 0
    ran = command("report", out, "-o", tmp_path / "mine.html")

    assert ran.code == 0
    assert "5 documents, " in ran.err
    assert ran.err.strip().endswith(f"open: {tmp_path / 'mine.html'}")
    assert (out / "report.html").read_bytes() == (tmp_path / "mine.html").read_bytes() == made


def test_of_more_documents_than_asked_for_a_sample_is_shown(command, out, tmp_path):
    ran = command("report", out, "-o", tmp_path / "two.html", "--documents", 2)

    assert "2 of 5 documents, " in ran.err


def test_an_existing_file_is_replaced_only_with_force(command, out, tmp_path):
    (tmp_path / "mine.html").write_bytes(b"mine")
    refused = command("report", out, "-o", tmp_path / "mine.html")

    assert refused.code == 2
    assert "--force" in refused.err
    assert (tmp_path / "mine.html").read_bytes() == b"mine"
    assert command("report", out, "-o", tmp_path / "mine.html", "--force", "-q").err == ""


@pytest.mark.parametrize("arguments", [["nowhere"], ["--documents", "0"], []])
def test_misuse_is_told(command, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    ran = command("report", *arguments)

    assert ran.code == 2
    assert ran.err
