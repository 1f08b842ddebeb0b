"""LangChain and LlamaIndex: documents in, clean documents out, with an account that their stores can hold."""

from __future__ import annotations

import json
import pickle

import pytest
from planes import TEXTS, run_example, told, wanted

from cleaner import Cleaner
from cleaner.errors import InputError

LONG = ("stamp", "removals")


@pytest.fixture(scope="module")
def langchain():
    pytest.importorskip("langchain_core")
    from langchain_core.documents import Document

    from cleaner.adapters.langchain_transformer import CleanerTransformer

    pages = [Document(page["text"], id=page["id"], metadata={"source": page["url"], "mine": [1]}) for page in TEXTS]
    return CleanerTransformer, pages


def test_langchain_gets_clean_texts_beside_its_own_metadata(langchain, caplog):
    transformer, pages = langchain
    made = transformer().transform_documents(pages)
    assert [document.id for document in made] == ["lamp", "ferry"]
    for document in made:
        text, answer = wanted(document.id)
        assert document.page_content == text
        own = {key: value for key, value in document.metadata.items() if not key.startswith("cleaner_")}
        assert own == next(page.metadata for page in pages if page.id == document.id)
        assert {key: value for key, value in document.metadata.items() if key not in own} == answer.flat()
    assert caplog.text.count("left out") == 2
    assert "short" in caplog.text


def test_langchains_documents_are_not_changed(langchain):
    transformer, pages = langchain
    transformer(keep=True).transform_documents(pages)
    assert [page.page_content for page in pages] == [page["text"] for page in TEXTS]
    assert all(set(page.metadata) == {"source", "mine"} for page in pages)


def test_what_is_kept_comes_back_raw_with_the_reason(langchain):
    transformer, pages = langchain
    made = transformer(keep=True).transform_documents(pages)
    assert [document.id for document in made] == [page["id"] for page in TEXTS]
    assert made[2].page_content == TEXTS[2]["text"]
    assert made[2].metadata["cleaner_outcome"] == "quarantined"
    assert made[2].metadata["cleaner_code"] == "removed-share"
    assert made[2].metadata["cleaner_detail"]


def test_langchain_is_told_of_a_ledger_that_there_is_not(langchain):
    transformer, _ = langchain
    with pytest.raises(InputError, match="no ledger 'ful'"):
        transformer(ledger="ful")


def test_an_account_is_of_strings_and_its_json_can_be_read_again(langchain):
    transformer, pages = langchain
    account = transformer(ledger="full").transform_documents(pages[:1])[0].metadata
    ours = {key: value for key, value in account.items() if key.startswith("cleaner_")}
    assert all(isinstance(value, str) for value in ours.values())
    assert json.loads(ours["cleaner_stamp"])["doc_id"] == ours["cleaner_id"]
    assert len(json.loads(ours["cleaner_removals"])) > len(wanted("lamp")[1].removals)


def test_a_path_of_a_loader_is_no_address(langchain):
    transformer, pages = langchain
    page = pages[1].model_copy(update={"metadata": {"source": "dump/ferry.html"}})
    (made,) = transformer().transform_documents([page])
    assert json.loads(made.metadata["cleaner_stamp"])["capture"]["url"] is None


@pytest.fixture(scope="module")
def llama():
    pytest.importorskip("llama_index.core")
    from llama_index.core.schema import Document

    from cleaner.adapters.llama_index_transformer import CleanerTransform

    pages = [Document(text=page["text"], id_=page["id"], metadata={"url": page["url"]}) for page in TEXTS]
    return CleanerTransform, pages


def test_llama_index_gets_clean_texts_and_shows_models_nothing_of_the_account(llama, caplog):
    from llama_index.core.schema import MetadataMode

    transform, pages = llama
    made = transform()(pages)
    assert [node.node_id for node in made] == ["lamp", "ferry"]
    for node in made:
        text, answer = wanted(node.node_id)
        assert node.get_content() == text
        assert answer.flat().items() <= node.metadata.items()
        for mode in (MetadataMode.EMBED, MetadataMode.LLM):
            assert "cleaner_" not in node.get_content(mode)
            assert "url" in node.get_content(mode)
    assert caplog.text.count("left out") == 2
    assert all("cleaner_outcome" not in page.metadata for page in pages)


def test_llama_index_keeps_what_it_is_told_to(llama):
    transform, pages = llama
    made = transform(keep=True)(pages)
    assert [node.metadata["cleaner_outcome"] for node in made] == ["document", "document", "quarantined", "quarantined"]
    assert made[3].get_content() == TEXTS[3]["text"]


def test_the_cache_of_llama_index_tells_other_rules_and_options_apart(llama):
    from llama_index.core.ingestion.pipeline import get_transformation_hash

    transform, pages = llama
    keys = [
        get_transformation_hash(pages, made)
        for made in (transform(), transform(), transform(ledger="full"), transform(Cleaner(profile="reading")))
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_a_transform_can_be_pickled(llama):
    transform, pages = llama
    assert pickle.loads(pickle.dumps(transform()))(pages[:1])[0].get_content() == wanted("lamp")[0]


def test_the_example_of_llama_index(capsys, llama):
    run_example("llama_index_pipeline")
    out = capsys.readouterr().out
    for name in ("lamp", "ferry"):
        assert f"{name} {told(name)[3]} " in out
    assert "short" not in out
