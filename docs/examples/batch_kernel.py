"""The batch kernel by itself: `pip install 'cleaner[dumps]'`."""

from pathlib import Path

import pyarrow.json as arrow_json

from cleaner.adapters.batch import BatchCleaner

pages = arrow_json.read_json(Path(__file__).with_name("pages.jsonl"))
table = BatchCleaner()(pages)

for row in table.to_pylist():
    print(row["id"], row["outcome"], row["code"], row["doc_id"], len(row["removals"]))
