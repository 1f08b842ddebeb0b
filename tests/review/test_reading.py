"""Files of decisions from anywhere, and the results that they say they judge."""

from __future__ import annotations

import json

import msgspec
import pytest
from judging import Case, page

from cleaner.errors import InputError
from cleaner.review.reading import find_result, read_decisions

ONE = {
    "verdict": "reject", "scope": "group", "source": "lamp.example", "rule": "lamp.example/advice", "category": "advertisement",
    "group": "0123456789abcdef", "doc_id": "lamp.example-1", "seq": 3, "count": 1, "text": "好灯",
}  # fmt: skip
FILE = {"schema": "cleaner/decisions/1", "result": "out", "manifest_digest": "0" * 64, "decisions": [ONE]}

# what is in the file, what the error says
BROKEN = {
    "nothing": (b"", "no file of decisions"),
    "no JSON": (b"{", "no file of decisions"),
    "not UTF-8": (b'{"schema": "\xff"}', "no file of decisions"),
    "brackets without end": (b"[" * 100_000, "no file of decisions"),
    "another schema": ({**FILE, "schema": "x\u202e"}, "schema"),
    "an unknown key": ({**FILE, "more": 1}, "unknown field"),
    "a verdict that is none": ({**FILE, "decisions": [{**ONE, "verdict": "maybe"}]}, "Invalid enum value"),
    "a group that is none": ({**FILE, "decisions": [{**ONE, "group": "../../etc"}]}, "matching regex"),
    "a place below zero": ({**FILE, "decisions": [{**ONE, "seq": -1}]}, "Expected `int` >= 0"),
    "two decisions on one group": ({**FILE, "decisions": [ONE, {**ONE, "verdict": "accept"}]}, "two decisions on"),
}


@pytest.mark.parametrize(("data", "says"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_file_of_decisions_is_an_error_that_names_it(data, says, tmp_path):
    path = tmp_path / "d.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())

    with pytest.raises(InputError, match=says) as raised:
        read_decisions(path)

    assert str(raised.value).startswith(str(path))
    assert "\u202e" not in str(raised.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_decisions(tmp_path / "d.json")


@pytest.fixture
def case(tmp_path):
    return Case(tmp_path, {"1.txt": page("好灯不怕风。")})


def test_the_result_is_found_beside_the_file(case):
    folder, _ = find_result(case.folder / "d.json", case.decisions(), None)

    assert folder == case.out


@pytest.mark.parametrize("name", ["elsewhere", "../out", "", "a\0b"])
def test_a_result_that_is_not_there_is_asked_for(name, case, tmp_path):
    made = msgspec.structs.replace(case.decisions(), result=name)

    with pytest.raises(InputError, match="--result OUT"):
        find_result(tmp_path / "deeper" / "d.json", made, None)


def test_a_result_that_was_not_judged_is_refused(case):
    made = case.decisions()
    (case.dump / "2.txt").write_text(page(number=2), "utf-8")
    other = case.clean("other")

    with pytest.raises(InputError, match="is not the result that was judged"):
        find_result(case.folder / "d.json", made, other)


def test_without_rules_the_directory_is_asked_for(case, command):
    from cleaner.io.manifest import read_manifest
    from cleaner.review.apply import rules_for

    manifest = read_manifest(case.out)
    assert rules_for(manifest, None) == case.rules
    with pytest.raises(InputError, match="say with --rules DIR"):
        rules_for(msgspec.structs.replace(manifest, options={**manifest.options, "rules": []}), None)
    with pytest.raises(InputError, match="is no folder"):
        rules_for(manifest, case.rules / "lamp.toml")


def test_a_group_that_the_result_does_not_have_is_said(case):
    made = msgspec.structs.replace(case.decision("lamp.example/advice"), group="0" * 16)

    [outcome] = case.apply(made).outcomes

    assert (outcome.status, outcome.reason) == ("failed", "there is no such removal in the result")


def test_a_bad_decision_is_exit_code_1_and_misuse_2(case, command, tmp_path):
    judged = tmp_path / "d.json"
    made = msgspec.structs.replace(case.decision("lamp.example/advice"), group="0" * 16, text="\u202e\x1b[31m<script>")
    judged.write_bytes(msgspec.json.encode(case.decisions(made)))

    ran = command("review", "apply", judged)

    assert ran.code == 1
    assert "no such removal" in ran.text
    assert "\x1b" not in ran.text
    assert "\u202e" not in ran.text
    assert command("review", "apply", tmp_path / "none.json").code == 2
    assert command("review", "undo", "x", "--last", "--rules", case.rules).code == 2
    assert command("review", "undo", "--rules", case.rules).code == 2
    assert command("review", "list", "--rules", tmp_path / "none").code == 2
    assert "0 decisions" in command("review", "list", "--rules", case.rules).err
