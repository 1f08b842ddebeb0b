"""Ray Data: the same rows as the batch kernel, and a worker that is killed costs none."""

from __future__ import annotations

import os
import signal

import pytest
from planes import PAGES, printed, run_example, told, wanted

ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

# Of Ray and what it stands on.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ray.*"),
    pytest.mark.filterwarnings("ignore::UserWarning:ray.*"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20)
    yield
    ray.shutdown()


def deadly(note):
    """A step that kills its worker once, at the first batch."""

    def step(table):
        if not note.exists():
            note.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return table

    return step


def test_the_example(capsys):
    run_example("ray_data")
    assert printed(capsys.readouterr().out) == [told(page["id"]) for page in PAGES]


def test_a_worker_that_is_killed_costs_no_row(tmp_path):
    from cleaner.adapters.ray_data import cleaned

    note = tmp_path / "killed"
    pages = ray.data.from_items([{**page, "n": n} for n in range(4) for page in PAGES], override_num_blocks=4)
    rows = cleaned(pages.map_batches(deadly(note), batch_format="pyarrow")).take_all()
    assert note.exists()
    assert sorted((row["n"], row["id"]) for row in rows) == sorted((n, page["id"]) for n in range(4) for page in PAGES)
    for row in rows:
        assert row["clean_text"] == wanted(row["id"])[0]
        assert row["outcome"] == told(row["id"])[1]
