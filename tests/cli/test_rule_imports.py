from __future__ import annotations

import json

import pytest

from cleaner.rules.load import load_rules

SITE = """\
# a lamp
body: //main
strip: //nav
titel: //h1
find_string: a
"""


@pytest.fixture
def sites(tmp_path):
    path = tmp_path / "sites"
    path.mkdir()
    (path / "lamp.example.txt").write_text(SITE, "utf-8")
    return path


@pytest.fixture
def output(tmp_path):
    return tmp_path / "rules"


def test_site_files_become_rules_that_load(command, sites, output):
    ran = command("rules", "import", "ftr", sites, "-o", output)
    assert ran.code == 1
    source = load_rules([output]).sources["lamp.example"]
    assert (source.body, [rule.select for rule in source.remove]) == (["//main"], ["//nav"])
    assert command("rules", "check", output).code == 0


def test_the_report_counts_reasons_and_shows_slips(command, sites, output):
    ran = command("rules", "import", "ftr", sites, "-o", output)
    rows = [line.split() for line in ran.text.splitlines()]
    assert ["all", "4", "2", "0", "0", "0", "1", "1"] in rows
    assert (
        "lamp.example.txt:4: unknown directive 'titel'\n  found: titel: //h1\n  hint: did you mean 'title'?\n"
        in ran.text
    )
    assert "1 file read, 4 directives, 1 comments: 2 carried" in ran.err
    assert f"1 rule file with 1 rule written to {output}, and loaded" in ran.err


def test_as_json_every_finding_is_there(command, sites, output):
    report = json.loads(command("rules", "import", "ftr", sites, "-o", output, "--json").text)
    assert report["files"] == [{"path": str(output / "lamp.example.toml"), "tunes": None, "rules": 1}]
    assert report["totals"] == {
        "read": 4,
        "carried": 2,
        "partly": 0,
        "comment": 0,
        "not-needed": 0,
        "not-carried": 1,
        "slip": 1,
    }
    assert [(item["line"], item["outcome"]) for item in report["findings"]] == [(4, "slip"), (5, "not-carried")]
    assert report["directives"]["titel"] == {"slip": 1}


def test_the_same_files_give_the_same_rules_and_the_same_report(command, sites, tmp_path):
    (sites / "a.example.txt").write_text("body: //p\n", "utf-8")
    first = command("rules", "import", "ftr", sites, "-o", tmp_path / "one")
    second = command("rules", "import", "ftr", sites, "-o", tmp_path / "two")
    assert first.out == second.out
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["a.example.toml", "lamp.example.toml"]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_nothing_to_find_is_exit_code_0(command, sites, output):
    (sites / "lamp.example.txt").write_text("body: //main\ntidy: no\n", "utf-8")
    assert command("rules", "import", "ftr", sites, "-o", output).code == 0


def test_files_that_are_there_are_not_written_over(command, sites, output):
    output.mkdir()
    mine = output / "lamp.example.toml"
    mine.write_text('schema = 1\nid = "lamp.example"\n', "utf-8")
    ran = command("rules", "import", "ftr", sites, "-o", output)
    assert (ran.code, ran.text) == (2, "")
    assert "there already; --force writes over it" in ran.err
    assert "body" not in mine.read_text("utf-8")
    assert command("rules", "import", "ftr", sites, "-o", output, "--force").code == 1
    assert "body" in mine.read_text("utf-8")


@pytest.mark.parametrize("kind", ["ftr", "adblock"])
def test_what_is_not_there_is_misuse(command, kind, tmp_path):
    ran = command("rules", "import", kind, tmp_path / "none", "-o", tmp_path / "rules")
    assert ran.code == 2
    assert str(tmp_path / "none") in ran.err
    assert not (tmp_path / "rules").exists()


def test_filters_become_rules_on_top_of_those_of_another_folder(command, sites, tmp_path):
    command("rules", "import", "ftr", sites, "-o", tmp_path / "one")
    (tmp_path / "list.txt").write_text("lamp.example##.promo\n||ads.example^\n", "utf-8")
    ran = command(
        "rules", "import", "adblock", tmp_path / "list.txt", "--rules", tmp_path / "one", "-o", tmp_path / "two"
    )
    assert ran.code == 0
    assert "1 rules for requests" in ran.err
    assert "1 of them tunes what was there already" in ran.err
    source = load_rules([tmp_path / "one", tmp_path / "two"]).sources["lamp.example"]
    assert [rule.select for rule in source.remove] == [".promo", "//nav"]


def test_the_names_of_strangers_cannot_steer_a_terminal(command, sites, output):
    (sites / "lamp.example.txt").write_text("\x1b[31mtitle: //h1\nbody: //p\x1b[2J\n", "utf-8")
    ran = command("rules", "import", "ftr", sites, "-o", output)
    assert "\x1b" not in ran.text + ran.err


@pytest.mark.parametrize("kind", ["ftr", "adblock"])
def test_the_help_has_an_example(command, kind):
    assert f"cleaner rules import {kind}" in command("rules", "import", kind, "--help").text
