from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def out(cleaned, tmp_path):
    return cleaned(tmp_path / "out", SEEDS)


@pytest.fixture
def sheet(command, out, tmp_path):
    command("sample", out, "--per-rule", 2, "-o", tmp_path / "sheet.csv")
    return tmp_path / "sheet.csv"


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def judge(sheet, verdict):
    rows = rows_of(sheet.read_bytes())
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"verdict": verdict(row)} for row in rows)


def test_a_sheet_comes_on_standard_output_and_what_it_can_show_on_standard_error(command, out):
    ran = command("sample", out, "--per-rule", 2)
    rows = rows_of(ran.out)

    assert ran.code == 0
    assert ran.out.startswith(b"\xef\xbb\xbfrule,category,population,")
    assert all(sum(row["rule"] == rule for row in rows) <= 2 for rule in {row["rule"] for row in rows})
    assert re.search(rf"{len(rows)} of [0-9]+ removals drawn, by [0-9]+ rules", ran.err)
    assert re.search(
        r"none is wrong: of no rule more than [0-9.]+% wrong, .* at most [0-9.]+%, with 95% confidence", ran.err
    )


def test_a_sheet_in_a_file_is_told_with_the_next_command(command, out, tmp_path):
    ran = command("sample", out, "-o", tmp_path / "sheet.csv")

    assert (ran.code, ran.out) == (0, b"")
    assert f"then `cleaner sample {out} --score {tmp_path / 'sheet.csv'}`" in ran.err
    assert (tmp_path / "sheet.csv").read_bytes() == command("sample", out).out


def test_bare_removals_of_a_result_without_them_are_refused(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "rules", "--ledger", "rules")
    ran = command("sample", tmp_path / "rules", "--all")

    assert (ran.code, ran.out) == (2, b"")
    assert "--ledger rules, which leaves out what --all asks for" in ran.err


def test_another_seed_and_bare_removals_are_drawn_when_asked_for(command, out):
    plain = command("sample", out).out

    assert command("sample", out, "--seed", 1, "--per-rule", 1).out != command("sample", out, "--per-rule", 1).out
    assert {row["category"] for row in rows_of(command("sample", out, "--all").out)} > {
        row["category"] for row in rows_of(plain)
    }


def test_a_sample_as_json_has_the_texts_as_they_are(command, out):
    made = json.loads(command("sample", out, "--per-rule", 3, "--seed", 5, "--json").out)
    drawn = [item for rule in made["rules"] for item in rule["drawn"]]

    assert (made["seed"], made["per_rule"]) == (5, 3)
    assert any("\n" in item["removed"] for item in drawn)
    assert all(len(rule["drawn"]) == min(3, rule["population"]) for rule in made["rules"])


def test_a_judged_sheet_is_counted_by_rule_and_over_all(command, out, sheet):
    judge(sheet, lambda row: "wrong" if row["rule"] == "solidot.org/footer" else "ok")
    ran = command("sample", out, "--score", sheet)
    lines = ran.text.splitlines()

    assert ran.code == 0
    assert " ".join(lines[0].split()) == "rule removals judged wrong open wrong at most (95%)"
    assert re.fullmatch(r"solidot.org/footer +7 +2 +2 +0 +100% *", lines[1])
    assert re.fullmatch(
        r"2 of [0-9]+ wrong: about [0-9.]+% of [0-9]+ removals, at most [0-9.]+%, with 95% confidence", lines[-1]
    )


def test_a_sheet_that_is_not_judged_or_judged_in_part_says_so(command, out, sheet):
    assert "nothing is judged yet" in command("sample", out, "--score", sheet).err
    first = rows_of(sheet.read_bytes())[0]["rule"]
    judge(sheet, lambda row: "ok" if row["rule"] == first else "")
    ran = command("sample", out, "--score", sheet)

    assert "are open: the bounds stand on what was judged" in ran.err
    assert "removals are by rules of which nothing was judged: nothing is said of them" in ran.err
    assert "not judged" in ran.text


def test_open_rows_before_judged_ones_weaken_what_is_said(command, out, sheet):
    rows = rows_of(sheet.read_bytes())
    rule = next(rule for rule in (row["rule"] for row in rows) if sum(row["rule"] == rule for row in rows) == 2)
    last = [row for row in rows if row["rule"] == rule][-1]
    judge(sheet, lambda row: "ok" if row == last else "")

    assert "open although drawn before judged ones: 1;" in command("sample", out, "--score", sheet).err


def test_a_score_as_json_has_a_bound_for_each_rule(command, out, sheet):
    judge(sheet, lambda _: "ok")
    made = json.loads(command("sample", out, "--score", sheet, "--json", "--confidence", 0.99).out)

    assert (made["confidence"], made["wrong"], made["open"]) == (0.99, 0, 0)
    assert all(0 <= rule["wrong_at_most"] <= 1 for rule in made["rules"])
    assert all(rule["wrong_at_most"] == 0 for rule in made["rules"] if rule["judged"] == rule["population"])


def test_a_filled_sheet_is_never_written_over(command, out, sheet):
    judge(sheet, lambda _: "ok")
    before = sheet.read_bytes()
    ran = command("sample", out, "-o", sheet)

    assert ran.code == 2
    assert "exists, and may have been filled in; name a new one with -o" in ran.err
    assert sheet.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "no manifest.json in it"),
        (("OUT", "-o", "OUT/sheet.csv"), "lies in the result"),
        (("OUT", "-o", "nowhere/sheet.csv"), "nowhere/sheet.csv: cannot be written: No such file or directory"),
        (("OUT", "--json", "-o", "x.csv"), "--json goes to stdout"),
        (("OUT", "--score", "nowhere.csv"), "nowhere.csv: no such file"),
        (("OUT", "--score", "OUT/manifest.json"), "expected a sheet that `cleaner sample` wrote"),
        (("OUT", "--score", "sheet.csv", "--seed", "0"), "which says what was drawn"),
        (("OUT", "--per-rule", "0"), "greater than or equal to 1"),
        (("OUT", "--confidence", "1"), "less than or equal to 0.9999"),
    ],
)
def test_misuse_is_told_with_what_to_do(command, out, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    ran = command("sample", *(argument.replace("OUT", str(out)) for argument in arguments))

    assert ran.code == 2
    assert message in " ".join(ran.err.split())
