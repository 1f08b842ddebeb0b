"""A thread draws ahead: in order, no further than it may, and with the errors of whoever it draws from."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from cleaner.engines.ahead import Ahead


def soon(holds):
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.005)
    return holds()


def test_all_items_come_in_order_and_then_no_more():
    with Ahead(iter(range(1_000)), most=3) as ahead:
        assert list(ahead) == list(range(1_000))
        with pytest.raises(StopIteration):
            next(ahead)


def test_nothing_is_drawn_before_it_is_asked_for_and_no_more_than_may_wait():
    drawn = []
    source = (drawn.append(number) or number for number in range(100))

    with Ahead(source, most=3) as ahead:
        assert drawn == []
        assert next(ahead) == 0
        # Three wait, and one more is held by the thread that would add it.
        assert soon(lambda: drawn == [0, 1, 2, 3, 4])
        time.sleep(0.05)
        assert len(drawn) == 5


def test_no_more_are_drawn_than_may_weigh_together():
    drawn = []
    source = (drawn.append(weight) or "x" * weight for weight in (5, 4, 7, 1, 20, 1, 1))

    with Ahead(source, weigh=len, heaviest=10) as ahead:
        assert next(ahead) == "x" * 5
        # Those of 4 and 7 wait, and the next is held by the thread that would add it.
        assert soon(lambda: drawn == [5, 4, 7, 1])
        time.sleep(0.05)
        assert len(drawn) == 4
        assert list(map(len, ahead)) == [4, 7, 1, 20, 1, 1]


def test_who_has_no_patience_hears_that_there_is_none_yet():
    goes_on = threading.Event()

    def source():
        yield 1
        goes_on.wait(60)
        yield 2

    with Ahead(source()) as ahead:
        assert next(ahead) == 1
        ahead.is_patient = False
        assert next(ahead) is None
        goes_on.set()
        ahead.is_patient = True
        assert list(ahead) == [2]


def test_an_error_comes_behind_what_was_drawn_before_it():
    def source():
        yield 1
        raise OSError("the disk is gone")

    with Ahead(source()) as ahead:
        assert next(ahead) == 1
        with pytest.raises(OSError, match="the disk is gone"):
            next(ahead)


def test_the_thread_ends_when_nobody_wants_more():
    # Other threads of this process come and go as they like.
    drawing = []
    source = (drawing.append(threading.current_thread()) or number for number in range(1_000_000))

    with Ahead(source, most=2) as ahead:
        next(ahead)
        assert drawing[0] is not threading.current_thread()
        assert drawing[0].is_alive()
    assert soon(lambda: not drawing[0].is_alive())
    assert len(drawing) < 1_000_000


def test_standard_input_is_read_before_a_thread_is_begun(tmp_path):
    """Else Python, stopped while the thread reads, would end with a fatal error."""
    program = (
        "from pathlib import Path; import threading\n"
        "from cleaner.io.read import Inputs\n"
        "inputs = Inputs(['-'])\n"
        "read = []\n"
        "whose = inputs._standard_input\n"
        "inputs._standard_input = lambda: read.append(threading.current_thread()) or whose()\n"
        "from cleaner import Cleaner; from cleaner.engines.run import run\n"
        f"run(Cleaner(), inputs, Path({str(tmp_path / 'out')!r}))\n"
        "print(read[0] is threading.main_thread())"
    )
    page = "守灯人把最后一盏灯擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才去吃饭。"

    ran = subprocess.run([sys.executable, "-c", program], input=page.encode(), capture_output=True, check=True)

    assert ran.stdout == b"True\n"
