"""datatrove: `pip install 'cleaner[datatrove]'`."""

import tempfile
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from cleaner.adapters.datatrove_step import CleanerFilter

if __name__ == "__main__":
    here, out = Path(__file__).parent, Path(tempfile.mkdtemp())
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(here), glob_pattern="pages.jsonl"),
            CleanerFilter(exclusion_writer=JsonlWriter(str(out / "held"), compression=None)),
            JsonlWriter(str(out / "clean"), compression=None),
        ],
        logging_dir=str(out / "logs"),
    ).run()

    for name in ("clean", "held"):
        for line in (out / name / "00000.jsonl").read_text("utf-8").splitlines():
            print(name, line[:100])
