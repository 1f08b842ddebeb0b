"""What is drawn is the same however the result was made, each removal has the same chance, and the sheet tells it truly."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, InputError
from cleaner.audit.bounds import Stratum, most_wrong, most_wrong_share
from cleaner.audit.sample import AROUND, SHOWN_FIRST, SHOWN_LAST, sample
from cleaner.audit.sample_score import promise, score
from cleaner.audit.sample_sheet import COLUMNS, key_of, read_sheet, sheet_of
from cleaner.engines.run import run
from cleaner.io.cells import name, words
from cleaner.io.read import Inputs
from cleaner.io.rows import BARE
from cleaner.io.shards import Size
from cleaner.io.write import Options

RULES = """\
schema = 1
id = "lamps"

[match]
markers = [ { line = '^LAMPS$', weight = 1.0 } ]

[[remove]]
id = "head"
category = "navigation"
why = "the name of the site above the page"
line = '^LAMPS$'

[[remove]]
id = "advertisement"
category = "advertisement"
why = "=SUM(A1): an offer to buy lamps, between paragraphs"
line = '^AD '

[[remove]]
id = "glued"
category = "promotion"
why = "an invitation, glued to the last sentence of a paragraph"
span = '\\(read more[^)]*\\)$'
"""
BODY = "第{}盏灯在雾里亮了一夜，守灯人把玻璃擦了三遍，又在本子上记下风向。"
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", '=cmd|"/c calc"!A0', ";=1+1", '; "=1+1"', "＝1+1", "a,b\tc", 'quote " here', "back\\slash",
    "\u202ereversed\u202c", "bell\x07 escape\x1b[31m", "zero\u200bwidth\ufeff", "<script>alert(1)</script>", "'apostrophe", "１２",
)  # fmt: skip
NO_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


@pytest.fixture(scope="session")
def cleaner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "lamps.toml").write_text(RULES, "utf-8")
    return Cleaner([folder])


def page(number, offers=()):
    lines = ["LAMPS", BODY.format(number), f"AD lamp {number}, only today", BODY.format(number + 1000)]
    for offer in offers:
        lines += [f"AD {offer}", BODY.format(number)]
    return "\n\n".join([*lines, f"{BODY.format(number)}(read more, {number})"]) + "\n"


@pytest.fixture(scope="session")
def dump(tmp_path_factory):
    """Forty pages; one is there twice, one has hostile offers, and of one nothing is left."""
    folder = tmp_path_factory.mktemp("dump")
    for number in range(38):
        (folder / f"{number:02}.txt").write_text(page(number), "utf-8")
    (folder / "=again.txt").write_text(page(1), "utf-8")
    (folder / "hostile.txt").write_text(page(99, HOSTILE), "utf-8")
    (folder / "quarantined.txt").write_text("LAMPS\n\nAD nothing but this\n", "utf-8")
    return folder


@pytest.fixture(scope="session")
def result(cleaner, dump, tmp_path_factory):
    out = tmp_path_factory.mktemp("result") / "out"
    report = run(cleaner, Inputs([str(dump)]), out)
    assert (report.documents, report.quarantined) == (40, 1)
    return out


def drawn(found):
    return {rule.rule: [(item.doc_id, item.seq, item.path) for item in rule.drawn] for rule in found.rules}


def rows_of(out, role="removals"):
    return [
        json.loads(line)
        for path in sorted((out / role).glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def test_each_rule_is_drawn_from_with_its_number_of_removals(result):
    found = sample(result, 5)
    there = Counter(row["rule"] for row in rows_of(result) if row["category"] not in BARE)

    assert {rule.rule: rule.population for rule in found.rules} == there
    assert there["lamps/advertisement"] == 40 + len(HOSTILE)
    assert all(len(rule.drawn) == min(5, there[rule.rule]) for rule in found.rules)
    assert [rule.rule for rule in found.rules] == sorted(there)


def test_bare_markup_and_white_space_are_drawn_when_asked_for(result):
    there = Counter(row["rule"] for row in rows_of(result) if row["action"] != "repair")

    assert {rule.rule: rule.population for rule in sample(result, 5, bare=True).rules} == there
    assert set(there) > {rule.rule for rule in sample(result, 5).rules}


def test_a_larger_sample_begins_with_the_smaller_one_and_a_whole_one_has_everything(result):
    few, more, whole = (drawn(sample(result, number)) for number in (3, 20, 10_000))

    assert all(more[rule][:3] == items for rule, items in few.items())
    assert all(whole[rule][:20] == items for rule, items in more.items())
    assert len(whole["lamps/advertisement"]) == 40 + len(HOSTILE)


def test_another_seed_draws_others_and_the_same_seed_the_same(result):
    assert sample(result, 10, seed=7) == sample(result, 10, seed=7)
    assert drawn(sample(result, 10, seed=7)) != drawn(sample(result, 10, seed=8))


def test_order_parts_and_form_of_the_result_change_nothing(cleaner, dump, result, tmp_path):
    names = sorted(map(str, dump.iterdir()), reverse=True)
    run(cleaner, Inputs(names), tmp_path / "reversed", Options(shard=Size(bytes=4000)))
    run(cleaner, Inputs([str(dump)]), tmp_path / "files", Options(form="files"))
    run(cleaner, Inputs([str(dump)]), tmp_path / "rules", Options(ledger="rules"))

    assert len(list((tmp_path / "reversed" / "removals").iterdir())) > 3
    for other in ("reversed", "files", "rules"):
        assert sample(tmp_path / other, 8) == sample(result, 8)


def test_every_removal_has_the_same_chance(result):
    """Chi-squared over 200 seeds: 57 removals, of which 6 are drawn each time."""
    times = Counter(item for seed in range(200) for item in drawn(sample(result, 6, seed=seed))["lamps/advertisement"])
    population = 40 + len(HOSTILE)
    expected = 200 * 6 / population
    distance = sum((times[item] - expected) ** 2 / expected for item in times)

    assert len(times) == population
    # With 56 degrees of freedom one in a thousand is larger than 95.
    assert distance < 95


def test_the_same_bytes_under_two_names_are_two_chances(result):
    whole = drawn(sample(result, 10_000))["lamps/glued"]
    twice = [item for item in whole if item[2].endswith(("=again.txt", "/01.txt"))]

    assert len(twice) == 2
    assert twice[0][:2] == twice[1][:2]


def test_what_lies_in_quarantine_is_not_drawn(result):
    assert "nothing but this" in json.dumps(rows_of(result, "quarantine"))
    assert not any(
        "nothing but this" in (item.removed or "") for rule in sample(result, 10_000).rules for item in rule.drawn
    )


def test_a_removal_stands_between_what_the_clean_text_has_before_and_behind_it(result):
    rules = {rule.rule: rule for rule in sample(result, 10_000).rules}
    (item,) = (item for item in rules["lamps/glued"].drawn if item.path.endswith("07.txt"))

    assert item.removed == "(read more, 7)"
    assert item.before.endswith(BODY.format(7))
    assert len(item.before) == AROUND
    assert item.after == ""
    (item,) = (item for item in rules["lamps/advertisement"].drawn if item.path.endswith("07.txt"))
    assert (item.line, item.chars, item.category) == (5, len(item.removed), "advertisement")
    assert item.before.strip() == BODY.format(7)
    assert item.after.strip().startswith(BODY.format(1007))


def test_a_line_of_a_megabyte_is_shown_by_its_ends(cleaner, tmp_path):
    long = "灯" * 1_000_000 + "油"
    (tmp_path / "long.txt").write_text(f"{page(1)}\nAD {long}\n\n{BODY.format(2) * 20000}\n", "utf-8")
    run(cleaner, Inputs([str(tmp_path / "long.txt")]), tmp_path / "out")
    found = sample(tmp_path / "out", 9)
    (item,) = (item for rule in found.rules for item in rule.drawn if item.cut)

    whole = f"AD {long}\n"
    assert (item.chars, item.cut) == (len(whole), len(whole) - SHOWN_FIRST - SHOWN_LAST)
    assert item.removed + item.removed_last == whole[:SHOWN_FIRST] + whole[-SHOWN_LAST:]
    (row,) = (row for row in read_csv(found) if r"\cut{" in row["removed"])
    assert row["removed"] == f'"{whole[:SHOWN_FIRST]}\\cut{{{item.cut}}}{whole[-SHOWN_LAST:-1]}\\n"'


def test_a_redacted_result_shows_digests_and_lengths(cleaner, dump, tmp_path):
    run(cleaner, Inputs([str(dump)]), tmp_path / "out", Options(redact=True))
    sheet = b"".join(sheet_of(sample(tmp_path / "out", 100)))
    rows = read_csv(sample(tmp_path / "out", 100))

    assert all(re.fullmatch("sha256:[0-9a-f]{64} of [0-9]+ code points", row["removed"]) for row in rows)
    assert b"read more, 7" not in sheet


def test_a_result_without_removals_has_an_empty_sheet(cleaner, tmp_path):
    (tmp_path / "plain.txt").write_text(BODY.format(1) * 9, "utf-8")
    run(cleaner, Inputs([str(tmp_path / "plain.txt")]), tmp_path / "out")
    found = sample(tmp_path / "out", 60)

    assert found.rules == ()
    assert read_csv(found) == []
    assert (promise(found).drawn, promise(found).overall) == (0, 0.0)


@pytest.mark.parametrize(
    ("path", "harm", "says"),
    [
        (
            "removals/part-00000.jsonl",
            lambda data: data.split(b"\n", 1)[1],
            r"expected removal (\d+) of \1 of .*, found one",
        ),
        ("removals/part-00000.jsonl", lambda data: data.replace(b'"line":1', b'"line":2'), "it was altered"),
        ("removals/part-00000.jsonl", lambda data: b"{}\n" + data, "not a RemovalRow"),
        ("removals/part-00000.jsonl", lambda data: data.replace(b'"seq":', b'"seq": '), "it was altered"),
        ("documents/part-00000.jsonl", lambda data: data.split(b"\n", 1)[1], "expected removal 1 of .*, found one of"),
        ("documents/part-00000.jsonl", lambda _: b"", "it was altered"),
        ("manifest.json", lambda _: b"{", "not a manifest"),
    ],
)
def test_of_a_damaged_result_nothing_is_drawn(cleaner, tmp_path, path, harm, says):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(page(number), "utf-8")
    out = tmp_path / "out"
    run(cleaner, Inputs([str(tmp_path / f"{number}.txt") for number in range(3)]), out)
    (out / path).write_bytes(harm((out / path).read_bytes()))

    with pytest.raises(InputError, match=says):
        sample(out, 5)


def test_of_a_result_without_its_files_nothing_is_drawn(cleaner, tmp_path):
    (tmp_path / "1.txt").write_text(page(1), "utf-8")
    run(cleaner, Inputs([str(tmp_path / "1.txt")]), tmp_path / "out")
    for role in ("documents", "removals"):
        (tmp_path / "out" / role / "part-00000.jsonl").unlink()

    with pytest.raises(InputError, match=r"part-00000\.jsonl: is not there.*`cleaner verify"):
        sample(tmp_path / "out", 5)


# The sheet


def read_csv(found):
    return list(csv.DictReader(io.StringIO(b"".join(sheet_of(found)).decode("utf-8-sig"), newline=""), strict=True))


def said(cell):
    """What a cell says, read as docs/sampling.md tells it."""
    if not cell.startswith('"'):
        return cell
    spelt = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
    return re.sub(
        r"\\(?:u\{([0-9a-f]+)\}|(.))",
        lambda m: chr(int(m[1], 16)) if m[1] else spelt[m[2]],
        cell[1:-1],
        flags=re.DOTALL,
    )


def test_the_sheet_has_a_row_for_each_removal_drawn_and_says_what_it_is(result):
    found = sample(result, 1000, seed=3)
    rows = read_csv(found)

    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(rule.drawn) for rule in found.rules)
    items = [(rule, item) for rule in found.rules for item in rule.drawn]
    for row, (rule, item) in zip(rows, items, strict=True):
        numbers = (row["population"], row["seed"], row["seq"], row["line"])
        assert numbers == tuple(map(str, (rule.population, 3, item.seq, item.line)))
        shown = [
            said(row[name]) for name in ("rule", "category", "doc_id", "path", "before", "removed", "after", "why")
        ]
        assert shown == [
            rule.rule, item.category, item.doc_id, item.path, item.before, item.removed, item.after, item.why,
        ]  # fmt: skip
        assert (row["verdict"], row["note"]) == ("", "")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_wherever_a_country_lets_cells_end(result, separator):
    text = b"".join(sheet_of(sample(result, 1000))).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]

    assert len(cells) > 100
    assert not [cell for cell in cells if NO_FORMULA.match(cell)]


@given(st.text() | st.text(st.sampled_from('=+-@;," \t\n\r\\＝﹢u{}'), max_size=9))
def test_any_text_is_a_cell_that_says_it_and_nothing_else(text):
    cell = words(text)
    line = io.StringIO()
    csv.writer(line).writerow(["a", cell, name(text)])

    assert said(cell) == said(name(text)) == text
    assert not any(ord(char) < 32 for char in cell)
    for separator in ",;\t":
        for found in next(csv.reader(io.StringIO(line.getvalue(), newline=""), delimiter=separator)):
            assert not NO_FORMULA.match(found)


@pytest.mark.parametrize("text", ["163.com/hao-notice", "unknown-0123456789abcdef", "core/image"])
def test_an_id_of_ours_stands_as_it_is(text):
    assert name(text) == text


def filled(found, tmp_path, judge=lambda _: "ok", **how):
    """The sheet of *found* as somebody saved it, who judged each row."""
    rows = read_csv(found)
    for row in rows:
        row["verdict"] = judge(row)
    return saved(rows, tmp_path, **how)


def saved(rows, tmp_path, *, separator=",", bom=True, columns=COLUMNS):
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, delimiter=separator, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "sheet.csv"
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + written.getvalue().encode())
    return path


@pytest.mark.parametrize(
    "how",
    [
        {}, {"separator": ";"}, {"separator": "\t"}, {"bom": False}, {"columns": tuple(reversed(COLUMNS))},
        {"columns": (*COLUMNS, "by whom")}, {"columns": ("rule", "seed", "doc_id", "seq", "path", "verdict")},
    ],
)  # fmt: skip
def test_a_sheet_is_read_however_a_spreadsheet_saved_it(result, tmp_path, how):
    found = sample(result, 9, seed=2)
    sheet = read_sheet(filled(found, tmp_path, lambda row: " Wrong " if row["seq"] == "0" else "OK", **how))

    assert sheet.seed == 2
    assert [row.key for row in sheet.rows] == [key_of(item) for rule in found.rules for item in rule.drawn]
    assert {row.verdict for row in sheet.rows if row.key[1] == 0} == {"wrong"}
    assert {row.verdict for row in sheet.rows if row.key[1]} == {"ok"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda _: b"", "no column rule, seed, doc_id, seq, path, verdict in its first row"),
        (lambda data: data.replace(b"verdict", b"judgement"), "no column verdict"),
        (lambda data: data.split(b"\n")[0], "nothing below its first row"),
        (lambda data: data.decode("utf-8-sig").encode("utf-16"), "not UTF-8 at byte 0; save it as “CSV UTF-8”"),
        (lambda data: data.replace(b"\n", b'\n"', 1), "row 2: not CSV"),
        (lambda data: data.replace(b",0,lamps-", b",zero,lamps-", 1), "row 2: seed is 'zero', expected a whole number"),
        (lambda data: data.replace(b",0,lamps-", b",1,lamps-", 1), "rows of several samples: seed 1 in row 2, 0 in row 3"),
        (lambda data: data.replace(b",,\r\n", b",worng,\r\n", 1), "row 2: verdict is 'worng', expected ok, wrong or nothing; did"),
        (lambda data: data.replace(b",,\r\n", b",\x1b[31m,\r\n", 1), r"row 2: verdict is '\\\\u\{1b\}\[31m', expected"),
        (lambda data: data.replace(b",,\r\n", b"," + b"x" * 200_000 + b",\r\n", 1), "row 2: not CSV: field larger"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_refused_with_its_row(result, tmp_path, change, says):
    path = tmp_path / "sheet.csv"
    path.write_bytes(change(b"".join(sheet_of(sample(result, 3)))))

    with pytest.raises(InputError, match=says):
        read_sheet(path)


def test_a_folder_or_nothing_is_no_sheet(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere.csv"):
        with pytest.raises(InputError, match="no such file"):
            read_sheet(path)


# The score


def test_a_sheet_without_a_fault_shows_what_was_promised(result, tmp_path):
    found = sample(result, 10)
    done = score(result, read_sheet(filled(found, tmp_path)))

    assert (done.judged, done.wrong, done.open, done.not_judged) == (promise(found).drawn, 0, 0, 0)
    assert done.wrong_at_most == promise(found).overall
    assert max(rule.wrong_at_most for rule in done.rules) == promise(found).by_rule
    by_rule = {rule.rule: rule for rule in done.rules}
    assert by_rule["lamps/head"].wrong_at_most == most_wrong(Stratum(40, 10, 0), 0.95) / 40


def test_wrong_ones_are_counted_by_rule_and_weighed_by_how_many_there_are(result, tmp_path):
    found = sample(result, 10)
    done = score(
        result, read_sheet(filled(found, tmp_path, lambda row: "wrong" if row["rule"].endswith("/head") else "ok"))
    )

    assert {rule.rule: rule.wrong for rule in done.rules} == {
        rule.rule: 10 * rule.rule.endswith("/head") for rule in found.rules
    }
    assert done.wrong_share == pytest.approx(40 / done.population)
    assert done.wrong_at_most == most_wrong_share(
        [Stratum(rule.population, 10, 10 * rule.rule.endswith("/head")) for rule in found.rules], 0.95
    )
    assert done.wrong_at_most > done.wrong_share


def test_more_confidence_costs_a_weaker_bound(result, tmp_path):
    sheet = read_sheet(filled(sample(result, 10), tmp_path))
    bounds = [score(result, sheet, confidence).wrong_at_most for confidence in (0.8, 0.95, 0.99)]

    assert bounds == sorted(bounds)
    assert bounds[0] < bounds[2]


def test_what_is_open_is_counted_and_the_bound_stands_on_the_rest(result, tmp_path):
    found = sample(result, 10)
    rows = read_csv(found)
    for number, row in enumerate(rows):
        row["verdict"] = "ok" if number % 10 < 6 and not row["rule"].endswith("/head") else ""
    done = score(result, read_sheet(saved(rows, tmp_path)))
    by_rule = {rule.rule: rule for rule in done.rules}

    assert (by_rule["lamps/glued"].judged, by_rule["lamps/glued"].open, by_rule["lamps/glued"].passed_over) == (6, 4, 0)
    assert by_rule["lamps/glued"].wrong_at_most == most_wrong(Stratum(40, 6, 0), 0.95) / 40
    assert (by_rule["lamps/head"].judged, by_rule["lamps/head"].wrong_at_most, done.not_judged) == (0, 1.0, 40)
    assert done.population == sum(rule.population for rule in done.rules) - 40


def test_rows_taken_out_are_open_and_rows_passed_over_are_told(result, tmp_path):
    rows = [row for row in read_csv(sample(result, 10)) if row["rule"] != "lamps/head"]
    glued = [row for row in rows if row["rule"] == "lamps/glued"]
    for row in rows:
        row["verdict"] = "ok"
    glued[0]["verdict"] = ""
    rows.remove(glued[3])
    done = {rule.rule: rule for rule in score(result, read_sheet(saved(rows, tmp_path))).rules}

    assert (done["lamps/glued"].judged, done["lamps/glued"].open, done["lamps/glued"].passed_over) == (8, 2, 2)
    assert (done["lamps/head"].judged, done["lamps/head"].open) == (0, 10)


def test_the_order_of_the_rows_changes_nothing(result, tmp_path):
    found = sample(result, 10)
    rows = read_csv(found)
    for number, row in enumerate(rows):
        row["verdict"] = ("ok", "wrong", "")[number % 3]
    first = score(result, read_sheet(saved(rows, tmp_path)))

    assert score(result, read_sheet(saved(sorted(rows, key=lambda row: row["doc_id"]), tmp_path))) == first


def test_the_same_bytes_given_twice_are_judged_twice(result, tmp_path):
    found = sample(result, 10_000)
    done = score(result, read_sheet(filled(found, tmp_path, lambda row: "wrong" if "again" in row["path"] else "ok")))

    assert {rule.rule: rule.wrong for rule in done.rules}["lamps/glued"] == 1
    assert done.wrong_at_most == done.wrong_share


def test_bare_removals_are_scored_when_they_were_drawn(result, tmp_path):
    done = score(result, read_sheet(filled(sample(result, 4, bare=True), tmp_path)))

    assert {rule.rule for rule in done.rules} == {rule.rule for rule in sample(result, 4, bare=True).rules}
    assert {rule.rule for rule in score(result, read_sheet(filled(sample(result, 4), tmp_path))).rules} == {
        rule.rule for rule in sample(result, 4).rules
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda rows: rows[0].update(seq="5000"),
            "about removal 5000 of lamps-.*which is not in the sample with seed 0",
        ),
        (lambda rows: rows[4].update(path='"elsewhere"'), "row 6 is about .*which is not in the sample"),
        (lambda rows: [row.update(seed="1") for row in rows], "which is not in the sample with seed 1"),
        (lambda rows: rows.append(dict(rows[2])), "row 20 is about removal .*, as an earlier row is"),
    ],
)
def test_rows_that_were_not_drawn_are_refused(result, tmp_path, change, says):
    rows = read_csv(sample(result, 6))
    change(rows)

    with pytest.raises(InputError, match=says):
        score(result, read_sheet(saved(rows, tmp_path)))
