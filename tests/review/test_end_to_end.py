"""From a page in a browser to a rule that holds: judged, applied, cleaned again."""

from __future__ import annotations

import msgspec
from judging import BODY, RULES, Case, page

from cleaner.io.manifest import read_manifest
from cleaner.io.result import stored
from cleaner.io.rows import BARE


def others(out, taken):
    """What rules removed, but what has *taken* in it, by document."""
    return {
        item.row.id: [
            (row.start, row.end, row.rule)
            for row in item.removals
            if row.category not in BARE and taken not in row.text
        ]
        for item in stored(out, read_manifest(out))
    }


def test_a_rejected_removal_is_back_in_every_document_and_nothing_else_changed(tmp_path, command):
    pages = {f"{n}.txt": page("好灯不怕风。", number=n) for n in range(1, 5)}
    case = Case(tmp_path, {**pages, "5.txt": page("好灯要好油。", number=5)})
    judged = case.decisions(case.decision("lamp.example/advice", "不怕风", note="the last sentence of the story"),
                            case.decision("lamp.example/copyright", verdict="accept"))  # fmt: skip
    (tmp_path / "out.decisions.json").write_bytes(msgspec.json.encode(judged))

    ran = command("review", "apply", tmp_path / "out.decisions.json", "--rules", case.rules)

    assert ran.code == 0, ran.err
    assert "before:    failed: removed by lamp.example/advice: '好灯不怕风。'" in ran.text
    assert "now:       passes" in ran.text
    again = case.clean("again")
    texts = case.texts(again)
    for name in pages:
        assert texts[name].splitlines() == [*BODY, "好灯不怕风。"], name
    assert texts["5.txt"].splitlines() == list(BODY)
    assert others(again, "好灯不怕风") == others(case.out, "好灯不怕风")
    tested = command("rules", "test", "lamp.example", "--rules", case.rules)
    assert tested.code == 0, tested.text
    assert "1 of 1 tests passed" in tested.err
    checked = command("rules", "check", case.rules)
    assert checked.code == 0
    assert "0 warnings" in checked.err


def test_the_exception_is_covered_by_a_test_that_fires_it_and_one_that_spares_it(tmp_path, command):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")})
    case.apply(case.decision("lamp.example/advice"))

    ran = command("rules", "test", "lamp.example", "--rules", case.rules, "--coverage")

    assert "reviewed-" not in ran.text


def test_the_test_fails_when_the_exception_is_gone_and_when_it_keeps_too_much(tmp_path, command):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")})
    case.apply(case.decision("lamp.example/advice"))
    made = case.rules / "lamp.example.reviewed.toml"
    whole = made.read_text("utf-8")

    made.unlink()
    gone = command("rules", "test", "lamp.example", "--rules", case.rules)
    made.write_text(whole.replace("'^好灯不怕风。$'", "'^好.*灯'"), "utf-8")
    wide = command("rules", "test", "lamp.example", "--rules", case.rules)
    made.write_text(whole.replace("'^好灯不怕风。$'", "'^.*灯'"), "utf-8")
    wider = command("rules", "test", "lamp.example", "--rules", case.rules)

    assert (gone.code, wider.code) == (1, 1)
    assert "removed by lamp.example/advice: '好灯不怕风。'" in gone.text
    assert "does not fire with 'x' in each line of it" in wider.text
    assert wide.code == 1


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path, command):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")})
    before = case.files()
    judged = tmp_path / "d.json"
    judged.write_bytes(msgspec.json.encode(case.decisions(case.decision("lamp.example/advice"))))

    ran = command("review", "apply", judged, "--dry-run", "--rules", case.rules)

    assert ran.code == 0
    assert "1 would be applied" in ran.err
    assert case.files() == before


def test_the_rule_directory_and_the_result_are_found_where_the_decisions_say(tmp_path, command):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")})
    judged = tmp_path / "d.json"
    judged.write_bytes(msgspec.json.encode(case.decisions(case.decision("lamp.example/advice"))))

    ran = command("review", "apply", judged, "--json")

    assert ran.code == 0, ran.err
    done = msgspec.json.decode(ran.out)
    assert done["rules"] == str(case.rules)
    [outcome] = done["outcomes"]
    assert (outcome["status"], outcome["documents"], outcome["rule_file"]) == (
        "applied", 1, "lamp.example.reviewed.toml",
    )  # fmt: skip
    assert command("review", "list", "--rules", case.rules).text.count("reviewed-") == 1


def test_an_example_that_only_the_exception_contradicts_is_overruled_and_any_other_fails(tmp_path, command):
    example = """
[[test]]
name = "{}"
input = "第一句。\\n好灯不怕风。"
fires = ["advice"]
text = "{}"
"""
    rules = RULES + example.format("praise goes", "第一句。") + example.format("a wrong one", "第二句。")
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")}, rules_text=rules)
    case.apply(case.decision("lamp.example/advice"))

    ran = command("rules", "test", "lamp.example", "--rules", case.rules)

    assert ran.code == 1
    assert "OVERRULED lamp.example: praise goes" in ran.text
    assert "FAILED lamp.example: a wrong one" in ran.text
    assert "1 of 3 tests passed, 1 overruled by a review" in ran.err
