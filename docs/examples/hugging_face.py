"""Hugging Face `datasets`: `pip install 'cleaner[datasets]'`."""

import json
from pathlib import Path

from datasets import Dataset

from cleaner.adapters.hugging_face import cleaned

# As a rule: load_dataset("json", data_files="pages.jsonl", split="train")
lines = Path(__file__).with_name("pages.jsonl").read_text("utf-8").splitlines()
pages = Dataset.from_list([json.loads(line) for line in lines])

for row in cleaned(pages):
    print(row["id"], row["outcome"], row["code"], row["doc_id"], len(row["removals"]))

# As it is read, and nothing stored:
documents = cleaned(pages.to_iterable_dataset()).filter(lambda row: row["outcome"] == "document")
print(sum(1 for _ in documents), "documents")
