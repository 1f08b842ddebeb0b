"""Ray Data: the same rows as the batch kernel, and a worker that is killed costs none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from planes import PAGES, printed, told, wanted

pytest.importorskip("ray")
pytest.importorskip("ray.data")

# One cluster at a time: this machine is small.
pytestmark = pytest.mark.proof

PROGRAM = Path(__file__).with_name("ray_data_program.py")


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """What `run_example("ray_data")` printed, and the rows of a job that lost a worker."""
    folder = tmp_path_factory.mktemp("ray-data")
    paths = [str(PROGRAM.parent), str(PROGRAM.parents[1])]
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "RAY_USAGE_STATS_ENABLED": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_example(result):
    assert printed(result["example"]) == [told(page["id"]) for page in PAGES]


def test_a_worker_that_is_killed_costs_no_row(result):
    assert result["killed"]
    rows = result["rows"]
    assert sorted((row["n"], row["id"]) for row in rows) == sorted((n, page["id"]) for n in range(4) for page in PAGES)
    for row in rows:
        assert row["clean_text"] == wanted(row["id"])[0]
        assert row["outcome"] == told(row["id"])[1]
