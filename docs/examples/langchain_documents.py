"""LangChain: `pip install 'cleaner[langchain]'`."""

import json
from pathlib import Path

from langchain_core.documents import Document

from cleaner.adapters.langchain_transformer import CleanerTransformer

# As a rule a loader makes them: WebBaseLoader("https://…").load()
lines = Path(__file__).with_name("pages.jsonl").read_text("utf-8").splitlines()
pages = [
    Document(page["text"] or "", id=page["id"], metadata={"source": page["url"]}) for page in map(json.loads, lines)
]

for document in CleanerTransformer(keep=True).transform_documents(pages):
    told = document.metadata
    print(document.id, told["cleaner_outcome"], told.get("cleaner_code"), told.get("cleaner_id"))
