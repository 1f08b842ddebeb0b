"""The rule directory: replayed, undone, never written over by hand."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
import pytest
from judging import Case, page

from cleaner.errors import InputError, OutputError
from cleaner.review import store
from cleaner.review.apply import undo
from cleaner.review.log import LOG, log_text, read_log
from cleaner.review.render import pages, rendered

TUNE = "lamp.example.reviewed.toml"


@pytest.fixture
def case(tmp_path):
    return Case(tmp_path, {"1.txt": page("阅读 12 次", "好灯不怕风。"), "2.txt": page("好灯要好油。", number=2)})


def test_a_file_that_is_applied_twice_changes_nothing(case):
    made = case.decision("lamp.example/advice", "风"), case.decision("lamp.example/views", verdict="accept")
    first = case.apply(*made)
    files = case.files()

    again = case.apply(*made)

    assert len(first.written) == 4
    assert [outcome.status for outcome in again.outcomes] == ["stands", "stands"]
    assert (again.written, case.files()) == ((), files)


def test_undo_leaves_the_directory_as_it_was_to_the_byte(case):
    clean = case.files()
    case.apply(case.decision("lamp.example/advice", "风"))
    one = case.files()
    case.apply(case.decision("lamp.example/advice", "油"), case.decision("lamp.example/views"))

    gone, _ = undo(case.rules)
    assert len(gone) == 2
    assert case.files() == one
    undo(case.rules)

    assert case.files() == clean
    assert sorted(path.name for path in case.rules.iterdir()) == ["lamp.toml"]


def test_a_decision_is_taken_back_by_its_id(case):
    case.apply(case.decision("lamp.example/views"))
    one = case.files()
    advice = case.decision("lamp.example/advice", "风")
    case.apply(advice)

    undo(case.rules, [advice.group])

    assert case.files() == one
    with pytest.raises(InputError, match="no decision"):
        undo(case.rules, [advice.group])


def test_a_later_decision_takes_the_place_of_an_earlier_one_until_it_is_undone(case):
    reject = case.decision("lamp.example/advice", "风")
    case.apply(reject)
    rejected = case.files()

    case.apply(msgspec.structs.replace(reject, verdict="accept"))

    assert not (case.rules / TUNE).exists()
    assert "\naccept\t" in (case.rules / read_test(case)).read_text("utf-8")
    undo(case.rules)
    assert case.files() == rejected


def test_a_note_is_kept_and_changes_no_rule(case):
    done = case.apply(case.decision("lamp.example/advice", "风", verdict="note", note="ask them"))

    assert done.written == (LOG,)


def test_what_is_generated_follows_from_the_log_alone(case):
    case.apply(case.decision("lamp.example/advice", "风"), case.decision("lamp.example/views"))

    for name, data in rendered(read_log(case.rules)).items():
        assert (case.rules / name).read_bytes() == data


def read_test(case):
    return next(path.relative_to(case.rules) for path in case.rules.glob("fixtures/*/*/review.tsv"))


@pytest.mark.parametrize("which", ["rules", "test", "page"])
def test_a_file_that_was_changed_by_hand_is_not_written_over(which, case):
    case.apply(case.decision("lamp.example/advice", "风"))
    name = {"rules": TUNE, "test": read_test(case), "page": read_test(case).with_name("input.txt")}[which]
    (case.rules / name).write_bytes((case.rules / name).read_bytes() + b"# mine\n")
    changed = case.files()

    for attempt in (lambda: case.apply(case.decision("lamp.example/views")), lambda: undo(case.rules)):
        with pytest.raises(OutputError, match="was changed by hand"):
            attempt()

    assert case.files() == changed


def test_a_generated_file_that_is_missing_is_written_anew(case):
    advice = case.decision("lamp.example/advice", "风")
    case.apply(advice)
    files = case.files()
    (case.rules / TUNE).unlink()

    done = case.apply(advice)

    assert done.written == (TUNE,)
    assert case.files() == files


def test_a_file_of_somebody_else_with_the_name_is_not_written_over(case):
    (case.rules / TUNE).write_text("tune = 'lamp.example'\n", "utf-8")
    before = case.files()

    with pytest.raises(OutputError, match="is not of `cleaner review`"):
        case.apply(case.decision("lamp.example/advice", "风"))

    assert case.files() == before


@pytest.mark.parametrize("broken_at", range(4))
def test_a_write_that_is_broken_off_is_finished_by_the_next(broken_at, case, monkeypatch):
    advice = case.decision("lamp.example/advice", "风")
    with monkeypatch.context() as patched:
        replaced = []

        def replace(self, target, original=os.replace):
            if len(replaced) == broken_at:
                raise OSError(28, "No space left on device", str(target))
            replaced.append(target)
            original(self, target)

        patched.setattr("pathlib.Path.replace", replace)
        with pytest.raises(OutputError, match="No space left"):
            case.apply(advice)
    left = case.files()

    case.apply(advice)

    assert not [name for name in left if name.endswith(store._ASIDE)]
    undo(case.rules)
    assert sorted(path.name for path in case.rules.iterdir()) == ["lamp.toml"]


@pytest.mark.parametrize("first", [True, False], ids=["a decision by its id", "the last application"])
@pytest.mark.parametrize("broken_at", range(5))
def test_an_undo_that_is_broken_off_is_finished_by_the_next(broken_at, first, case, monkeypatch):
    advice = case.decision("lamp.example/advice", "风")
    case.apply(advice)
    case.apply(case.decision("lamp.example/advice", "油"))
    ids = [advice.group] if first else []
    with monkeypatch.context() as patched:
        steps = []

        def counted(change):
            def changed(self, *more, **named):
                if self.suffix not in {store._ASIDE, ".lock"} or more:
                    if len(steps) == broken_at:
                        raise OSError(5, "Input/output error", str(self))
                    steps.append(self)
                return change(self, *more, **named)

            return changed

        patched.setattr("pathlib.Path.replace", counted(Path.replace))
        patched.setattr("pathlib.Path.unlink", counted(Path.unlink))
        with contextlib.suppress(OutputError):
            undo(case.rules, ids)

    with contextlib.suppress(InputError):
        undo(case.rules, ids)

    case.apply()
    names = {name for name in case.files() if name != "lamp.toml"}
    assert names == {*rendered(read_log(case.rules)), *pages(read_log(case.rules))}
    for name, data in rendered(read_log(case.rules)).items():
        assert (case.rules / name).read_bytes() == data


def test_two_runs_at_once_do_not_lose_a_decision(case):
    case.apply(case.decision("lamp.example/views"))
    before = read_log(case.rules)
    case.apply(case.decision("lamp.example/advice", "风"))
    files = case.files()

    with pytest.raises(OutputError, match="another run wrote it meanwhile"):
        store.write(case.rules, before, (), {})

    assert case.files() == files


def test_a_page_that_is_missing_does_not_hold_up_its_undo(case):
    clean = case.files()
    case.apply(case.decision("lamp.example/advice", "风"))
    (case.rules / read_test(case).with_name("input.txt")).unlink()
    with pytest.raises(OutputError, match="is missing"):
        case.apply(case.decision("lamp.example/views"))

    undo(case.rules)

    assert case.files() == clean


@pytest.mark.parametrize("line", [b"{}\n", b"\xff\n", b"[" * 100_000, b'{"run":"x"}\n'])
def test_a_log_that_is_none_is_an_error_with_its_line(line, case):
    (case.rules / LOG).parent.mkdir()
    (case.rules / LOG).write_bytes(line)

    with pytest.raises(InputError, match=r"decisions\.jsonl:1: no applied decision"):
        undo(case.rules)


@pytest.mark.parametrize("out", ["../../elsewhere", "..", "a/b", "A", "a\n"])
def test_a_log_cannot_lead_out_of_the_directory(out, case):
    case.apply(case.decision("lamp.example/advice", "风"))
    [entry] = read_log(case.rules)
    bad = [
        msgspec.structs.replace(entry, page=msgspec.structs.replace(entry.page, case=out)),
        msgspec.structs.replace(entry, page=msgspec.structs.replace(entry.page, name=f"input.{out}")),
        msgspec.structs.replace(entry, decision=msgspec.structs.replace(entry.decision, source=out)),
    ]

    for each in bad:
        (case.rules / LOG).write_bytes(log_text([each]))
        with pytest.raises(InputError, match="no applied decision"):
            undo(case.rules)


def test_where_nothing_was_applied_there_is_nothing_to_undo(tmp_path):
    with pytest.raises(InputError, match="no decision was applied"):
        undo(tmp_path)
