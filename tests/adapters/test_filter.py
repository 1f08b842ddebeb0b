"""The filter: a line out for each line in, with its text clean and everything else as it was."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes import light_cleaner

from cleaner.adapters import filter as filter_module
from cleaner.adapters.carried import usual_cleaner
from cleaner.adapters.filter import run_filter
from cleaner.adapters.splice import spliced
from cleaner.adapters.stream import Filter, clean_lines
from cleaner.engines.crew import Held
from cleaner.engines.kernel import process
from cleaner.errors import InputError
from cleaner.io.containers import Fields, Reading
from cleaner.io.containers import Limits as ReadLimits
from cleaner.io.containers.fields import value_at
from cleaner.io.containers.lines import TooLong
from cleaner.model.document import RawDocument
from cleaner.model.record import Record

LAMP = "春分这天，江边的灯亮了。守灯人把最后一盏擦了三遍，然后才去吃饭。\n本文来自微信公众号：北窗，作者：林一"
CLEAN = LAMP.split("\n", maxsplit=1)[0]
FERRY = "The last ferry of the autumn left with two passengers, a crate of apples and a dog. Nobody on the quay waved."


@pytest.fixture(scope="module")
def cleaner():
    return usual_cleaner()


def lines_in(number=12):
    records = [{"n": n, "text": f"{n}. {FERRY}"} for n in range(number)]
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def answers(cleaner, *lines, **options):
    return [json.loads(line) if line.strip() else None for line in clean_lines(cleaner, lines, **options)]


def test_a_line_comes_back_with_its_text_clean_and_the_account_behind_all_else(cleaner):
    line = json.dumps({"id": "x7", "text": LAMP, "likes": 3}).encode()
    (told,) = answers(cleaner, line)
    assert list(told) == ["id", "text", "likes", "cleaner"]
    assert (told["id"], told["text"], told["likes"]) == ("x7", CLEAN, 3)
    raw = RawDocument(data=LAMP.encode(), path="-", record=Record(1, "x7"))
    wanted = process(cleaner, raw, "rules")
    account = told["cleaner"]
    assert list(account) == [
        "outcome", "code", "detail", "record", "id", "title", "language", "script", "source", "stamp", "removals", "held",
    ]  # fmt: skip
    assert account["outcome"] == "document"
    assert account["record"] == {"number": 1, "id": "x7"}
    assert account["stamp"] == json.loads(msgspec.json.encode(wanted.document.stamp))
    assert account["removals"] == json.loads(msgspec.json.encode(wanted.removals))
    assert [account[name] for name in ("id", "language", "script", "source")] == [
        wanted.document.id, "zh", "Hans", wanted.document.source,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        '{"n": 1.0, "text": "%s", "m": 1e400, "k": 12345678901234567890123}',
        '  {"text" :"%s" ,\t"a":{"text": [1,  2]}, "b":"\\u4e2d"}  ',
        '{"a":NaN,"text":"%s","b":"\\ud800","c":-Infinity}',
        '{"text":"first, and passed over","text":"%s"}',
        '{"a\\"}{b":"}","text":"%s"}',
    ],
    ids=["numbers", "space", "Python's JSON", "twice", "brackets in strings"],
)
def test_all_but_the_text_stays_character_for_character(line, cleaner):
    (out,) = clean_lines(cleaner, [(line % FERRY).encode()])
    head, _, tail = line.rstrip().removesuffix("}").rpartition("%s")
    assert out.decode().startswith(f'{head}{FERRY}{tail},"cleaner":{{"outcome":"document",')
    assert out.decode().rstrip("\n").endswith("}" + line[len(line.rstrip()) :])


NAMES = st.sampled_from(["a", "b", "a.b", "text", "b.text", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(
    record=st.dictionaries(NAMES, VALUES, max_size=4),
    field=st.sampled_from(["a", "b", "a.b", "text", "a.b.text", "b.a", ""]),
    indent=st.sampled_from([None, "\t", " "]),
)
def test_what_is_replaced_stands_where_the_text_is_looked_for(record, field, indent):
    line = json.dumps(record, indent=indent, ensure_ascii=False).replace("\n", " ")
    told = json.loads(spliced(line, field, '"…"', "cleaner", "[1]"))
    assert told.pop("cleaner") == [1]
    if value_at(record, field) is not None:
        assert value_at(told, field) == "…"
        place = _replaced(record, field)
        assert json.dumps(told) == json.dumps(place)


def _replaced(record, field):
    """*record* with the value at *field* replaced, worked out on values."""
    if field in record:
        return {**record, field: "…"}
    parts = field.split(".")
    for cut in range(1, len(parts)):
        outer, inner = ".".join(parts[:cut]), ".".join(parts[cut:])
        if isinstance(record.get(outer), dict):
            return {**record, outer: _replaced(record[outer], inner)}
    return record


def test_the_text_of_a_field_within_a_field_is_replaced_there(cleaner):
    line = json.dumps({"page": {"html": f"<p>{FERRY}</p>", "n": 1}, "n": 2}).encode()
    (told,) = answers(cleaner, line, reading=Reading(fields=Fields(text="page.html")))
    assert told["page"] == {"html": FERRY, "n": 1}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"no json", "json"),
        (b'{"text": "cut o', "json"),
        (b'["text"]', "no-object"),
        (b'"text"', "no-object"),
        (b'{"text": "\xff"}', "json"),
        (b"[" * 100_000, "json"),
        (b'{"text": "x", "deep": ' + b"[" * 100_000, "json"),
        (b'{"text": "x", "cleaner": {}}', "field-taken"),
        (b'{"text": "%s"}' % (b"x" * 2000), "too-large"),
    ],
    ids=["none", "cut", "array", "string", "bytes", "nested", "deep", "taken", "large"],
)
def test_a_line_that_is_no_record_comes_back_as_an_account_alone(line, code, cleaner):
    reading = Reading(limits=ReadLimits(document_bytes=1000 if code == "too-large" else 1 << 20))
    before, told, after = answers(cleaner, b'{"text":"%s"}' % FERRY.encode(), line, b"{}", reading=reading)
    assert list(told) == ["cleaner"]
    assert told["cleaner"]["outcome"] == "unreadable"
    assert told["cleaner"]["code"] == code
    assert told["cleaner"]["record"] == {"number": 2}
    assert before["text"] == FERRY
    assert after["cleaner"]["record"] == {"number": 3}


@pytest.mark.parametrize(
    "line", [b'{"n": 1}', b'{"n": 1, "text": null}', b'{"text": 5, "n": 1}', b'{"text": "a", "html": "b"}']
)
def test_a_record_without_a_text_comes_back_unchanged_with_the_reason(line, cleaner):
    (told,) = answers(cleaner, line)
    account = told.pop("cleaner")
    assert told == json.loads(line)
    assert account["outcome"] == "unreadable"
    assert account["code"] in {"no-text", "ambiguous-text"}


def test_what_is_quarantined_has_no_text_and_is_held_in_the_account(cleaner):
    bare = "山上的气象站换了一台新的雨量计，旧的那台被抬进了学校的走廊。"
    record = {"text": bare, "url": "https://www.solidot.org/story?sid=1"}
    (told,) = answers(cleaner, json.dumps(record).encode())
    assert told["text"] is None
    assert (told["cleaner"]["outcome"], told["cleaner"]["code"]) == ("quarantined", "removed-share")
    assert told["cleaner"]["held"] == bare
    assert told["cleaner"]["source"] == "solidot.org"


def test_empty_lines_come_back_empty_and_a_byte_order_mark_is_no_error(cleaner):
    lines = [b'\xef\xbb\xbf{"text":"%s"}\r\n' % FERRY.encode(), b"\n", b"  \r\n", b'{"text":""}']
    out = list(clean_lines(cleaner, lines))
    assert out[1:3] == [b"\n", b"\n"]
    assert json.loads(out[0])["text"] == FERRY
    assert json.loads(out[3])["cleaner"]["record"] == {"number": 4}
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in out)


def test_the_ledger_can_be_full_the_key_another_and_the_words_redacted(cleaner):
    line = json.dumps({"text": LAMP, "cleaner": 1}).encode()
    (rules,) = answers(cleaner, line, key="account")
    (full,) = answers(cleaner, line, key="account", ledger="full", redact=True)
    assert rules["cleaner"] == 1
    assert len(full["account"]["removals"]) > len(rules["account"]["removals"]) > 0
    assert all(row["text"] is None and row["text_sha256"] for row in full["account"]["removals"])


def test_a_ledger_that_there_is_not_is_refused_before_a_line_is_read(cleaner):
    with pytest.raises(InputError, match="no ledger 'all'; one of: full, rules"):
        clean_lines(cleaner, iter(()), ledger="all")


def test_a_time_of_capture_counts_where_the_record_has_none(cleaner):
    lines = [json.dumps({"text": FERRY, **more}).encode() for more in ({}, {"fetched_at": "2020-02-02"})]
    told = answers(cleaner, *lines, reading=Reading(fetched_at="2024-10-19"))
    assert [line["cleaner"]["stamp"]["capture"]["fetched_at"] for line in told] == ["2024-10-19", "2020-02-02"]


def test_each_line_is_answered_before_the_next_is_asked_for(cleaner):
    asked = []

    def source():
        for line in (b'{"text":"a"}', b'{"text":"b"}'):
            asked.append(line)
            yield line

    made = clean_lines(cleaner, source())
    next(made)
    assert len(asked) == 1


@pytest.mark.parametrize("rest", [False, True], ids=["cleaning", "reading"])
def test_a_line_that_workers_died_of_is_answered_with_the_reason(rest, cleaner):
    answer = Filter(cleaner).answer(
        b'{"text":"%s","n":1}' % FERRY.encode(), 5, Held("time-limit", "took too long", rest)
    )
    told = json.loads(answer.line)
    assert (told["cleaner"]["outcome"], told["cleaner"]["code"]) == ("unreadable" if rest else "rejected", "time-limit")
    assert told["cleaner"]["record"] == {"number": 5}
    assert told.get("n") == (None if rest else 1)


# Between two pipes


def test_every_line_is_counted_and_a_long_one_is_not_held(cleaner):
    work = Filter(cleaner, Reading(limits=ReadLimits(document_bytes=1000)))
    source = io.BytesIO(lines_in(3) + b'{"text":"%s"}\n\n{"text":""}' % (b"x" * 200_000))
    sink = io.BytesIO()
    seen = run_filter(work, source, sink)
    assert seen == {"document": 3, "unreadable": 1, "rejected": 1}
    out = sink.getvalue().split(b"\n")
    assert len(out) == 7
    assert "200,011 bytes, more than the 1,000" in json.loads(out[3])["cleaner"]["detail"]


class Unwilling(io.BytesIO):
    """A pipe that nobody reads any further."""

    def write(self, data):
        if self.tell():
            raise BrokenPipeError
        return super().write(data)


def test_a_reader_that_goes_away_ends_it(cleaner):
    with pytest.raises(BrokenPipeError):
        run_filter(Filter(cleaner), io.BytesIO(lines_in(3)), Unwilling())


def test_the_driver_hands_lines_on_as_they_come_and_never_reads_far_ahead(monkeypatch):
    monkeypatch.setattr(filter_module, "_INBOX_BYTES", 1000)
    ours, theirs = os.pipe()
    inbox = filter_module._Inbox()
    with os.fdopen(ours, "rb") as source, os.fdopen(theirs, "wb", buffering=0) as pipe:
        reader = threading.Thread(target=inbox.fill, args=(source, 1 << 20), daemon=True)
        reader.start()
        tasks = inbox.tasks()
        pipe.write(b"one\ntwo\nthr")
        while len(inbox._lines) < 2:
            time.sleep(0.001)
        assert next(tasks).lines == (b"one", b"two")
        # An answer is on its way: an empty task, so that it can be seen.
        assert next(tasks).lines == ()
        pipe.write(b"ee\n" + b"x" * 400 + b"\n" + b"y" * 700 + b"\n" + (b"z" * 100 + b"\n") * 30)
        taken = []
        while len(taken) < 33:
            task = next(tasks)
            assert task.first == 3 + len(taken)
            assert inbox._size < 1000 + 701
            taken += task.lines
        assert taken[:2] == [b"three", b"x" * 400]
        pipe.close()
        assert next(tasks, None) is None or next(tasks, None) is None
        reader.join(5)


def test_an_error_of_the_pipe_is_not_the_end_of_the_stream(monkeypatch):
    def failing(_):
        yield b"one\n"
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(filter_module, "_blocks", failing)
    inbox = filter_module._Inbox()
    inbox.fill(io.BytesIO(), 1000)
    tasks = inbox.tasks()
    assert next(tasks).lines == (b"one",)
    with pytest.raises(OSError, match="Input/output"):
        next(tasks)


def test_lines_that_are_too_long_pass_the_inbox_as_their_size():
    inbox = filter_module._Inbox()
    inbox.fill(io.BytesIO(b"x" * 2000 + b"\nshort"), 1000)
    assert next(inbox.tasks()).lines == (TooLong(2000), b"short")


@pytest.fixture(scope="module")
def talk():
    """A filter with two workers, in a process of its own, as a shell starts it."""
    script = (
        "import sys\n"
        "import planes\n"
        "from cleaner.adapters.filter import run_filter\n"
        "from cleaner.adapters.stream import Filter\n"
        "if __name__ == '__main__':\n"
        "    seen = run_filter(Filter(planes.light_cleaner()), sys.stdin.buffer, sys.stdout.buffer, 2)\n"
        "    sys.exit(3 if set(seen) - {'document'} else 0)\n"
    )
    where = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=where
    ) as process:
        yield process
        process.kill()


def test_two_workers_answer_in_order_while_the_reader_waits_and_go_on_after_a_kill(talk):
    # Two programs talk: the second line is written when the first has been answered.
    wanted = list(clean_lines(light_cleaner(), lines_in(12).splitlines()))
    for line, answer in zip(lines_in(12).splitlines(keepends=True)[:2], wanted, strict=False):
        talk.stdin.write(line)
        talk.stdin.flush()
        assert talk.stdout.readline() == answer
    children = subprocess.run(
        ["pgrep", "-P", str(talk.pid), "-f", "spawn_main"], capture_output=True, text=True, check=True
    )
    os.kill(int(children.stdout.split()[0]), signal.SIGKILL)
    talk.stdin.write(b"".join(lines_in(12).splitlines(keepends=True)[2:]))
    talk.stdin.close()
    assert talk.stdout.read() == b"".join(wanted[2:])
    assert talk.wait(60) == 0
