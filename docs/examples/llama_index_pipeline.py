"""LlamaIndex: `pip install 'cleaner[llama-index]'`."""

import json
from pathlib import Path

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document

from cleaner.adapters.llama_index_transformer import CleanerTransform

# As a rule a reader makes them: SimpleDirectoryReader("pages/").load_data()
lines = Path(__file__).with_name("pages.jsonl").read_text("utf-8").splitlines()
pages = [
    Document(text=page["text"] or "", id_=page["id"], metadata={"url": page["url"]}) for page in map(json.loads, lines)
]

pipeline = IngestionPipeline(transformations=[CleanerTransform(), SentenceSplitter(chunk_size=64, chunk_overlap=0)])
for node in pipeline.run(documents=pages):
    print(node.ref_doc_id, node.metadata["cleaner_id"], node.get_content()[:40].replace("\n", " "))
