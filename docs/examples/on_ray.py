"""A whole run on Ray: `pip install 'cleaner[ray,dumps]'`. The same run on one machine, or the command, goes on with it."""

import sys
from pathlib import Path

import ray

from cleaner import Cleaner
from cleaner.engines.on_ray import OnRay
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.write import Options

if __name__ == "__main__":
    # As a rule: ray.init("auto"). Without any, OnRay(address) connects, and disconnects at the end.
    ray.init(ignore_reinit_error=True)
    pages = Path(__file__).with_name("pages.jsonl")
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out")

    report = run(Cleaner(), Inputs([str(pages)]), out, Options(form="jsonl.zst"), engine=OnRay())
    print(report.inputs, report.documents, report.quarantined, report.rejected, report.unreadable)
