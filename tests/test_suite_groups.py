"""With several workers, what the tests of a module share is made once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from suite_groups import LONG, TOGETHER, group, place

ROOT = Path(__file__).parents[1]


def test_every_group_that_is_named_is_there():
    assert [start for start in TOGETHER if not (ROOT / start).exists()] == []
    assert [name for name in LONG if name not in TOGETHER.values() and not (ROOT / name).is_file()] == []


def test_tests_of_a_module_are_of_its_group_and_modules_that_share_are_of_one():
    assert group("tests/test_a.py::test_b[x::y]") == group("tests/test_a.py::test_c") == "tests/test_a.py"
    assert group("tests/query/test_views.py::test_a") == group("tests/query/test_safety.py::test_b") == "queries"
    assert place("tests/engines/test_on_ray.py::test_a") < place("tests/engines/test_workers.py::test_a")
    assert place("tests/test_a.py::test_b") == place("cleaner/han.py::cleaner.han") == len(LONG)


def test_a_test_that_ends_its_worker_is_told_and_not_run_again_and_those_behind_it_are(pytestconfig, monkeypatch):
    log = pytest.importorskip("xdist.remote").Producer("scheduler")
    monkeypatch.setattr(pytestconfig.option, "tx", ["2*popen"])
    scheduler = pytestconfig.hook.pytest_xdist_make_scheduler(config=pytestconfig, log=log)
    scheduler.assigned_work["gone"] = {
        "test_a.py": {"test_a.py::one": True, "test_a.py::two": False, "test_a.py::three": False}
    }

    assert scheduler.remove_node("gone") == "test_a.py::two"
    assert scheduler.workqueue == {
        "test_a.py": {"test_a.py::one": True, "test_a.py::two": True, "test_a.py::three": False}
    }


# Sent one by one to whichever worker is free, eight tests do not all go to one.
@pytest.mark.parametrize("turn", range(8))
def test_the_tests_of_a_module_run_on_one_worker(tmp_path_factory, turn):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    folder = tmp_path_factory.getbasetemp()
    if worker:
        folder = folder.parent
    (folder / f"here-ran-{worker}").touch()

    assert len(list(folder.glob("here-ran-*"))) == 1
