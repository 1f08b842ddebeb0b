"""A program that starts Ray, runs the example, and loses a worker; prints what came of it as JSON, on its last line.

A program of its own: a process that has had one cluster does not get on with another.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from pathlib import Path

from planes import PAGES, run_example


def deadly(note):
    """A step that kills its worker once, at the first batch."""

    def step(table):
        if not note.exists():
            note.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return table

    return step


def main(folder: Path) -> None:
    import ray

    from cleaner.adapters.ray_data import cleaned

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run_example("ray_data")
    note = folder / "killed"
    pages = ray.data.from_items([{**page, "n": n} for n in range(4) for page in PAGES], override_num_blocks=4)
    rows = cleaned(pages.map_batches(deadly(note), batch_format="pyarrow")).take_all()
    kept = ("n", "id", "clean_text", "outcome")
    result = {
        "example": said.getvalue(),
        "killed": note.exists(),
        "rows": [{name: row[name] for name in kept} for row in rows],
    }
    print()
    print(json.dumps(result))
    ray.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
