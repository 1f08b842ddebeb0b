"""Ray Data: `pip install 'cleaner[ray]'`."""

from pathlib import Path

import ray

from cleaner.adapters.ray_data import cleaned

if __name__ == "__main__":
    ray.init(ignore_reinit_error=True)
    pages = ray.data.read_json(str(Path(__file__).with_name("pages.jsonl")), lines=True)

    # As a rule: .write_parquet("clean/")
    for row in cleaned(pages).take_all():
        print(row["id"], row["outcome"], row["code"], row["doc_id"], len(row["removals"]))
