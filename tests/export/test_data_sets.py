"""Croissant and RO-Crate: descriptions of the whole result."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
from importlib.resources import files
from pathlib import Path
from typing import get_args

import mlcroissant
import pytest
from rocrate.rocrate import ROCrate

from cleaner import Cleaner, OutputError
from cleaner.engines.run import run
from cleaner.export import ro_crate
from cleaner.export.croissant import CONTEXT
from cleaner.export.formats import Options
from cleaner.export.result import read_result
from cleaner.export.write import export, exported
from cleaner.io.manifest import Role
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import Options as WriteOptions

SEEDS = Path(__file__).parents[2] / "seeds"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of mlcroissant and what it uses


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_):
        raise OSError("a test wanted the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def corpus(result_folder, tmp_path):
    """A folder with a space and letters of its own, and the result in it."""
    folder = tmp_path / "语料 [2024]"
    shutil.copytree(result_folder, folder / "out")
    return folder


def records(dataset, name):
    return [{key.partition("/")[2]: value for key, value in item.items()} for item in dataset.records(name)]


@pytest.mark.parametrize("place", ["beside the result", "further up"])
def test_croissant_is_valid_and_gives_the_documents_back(corpus, rows, place):
    home = corpus if place == "beside the result" else corpus.parent
    path, _ = export(
        "croissant", read_result(corpus / "out"), home, Options(name="lamps", rights="https://a.example/licence")
    )

    dataset = mlcroissant.Dataset(str(path))
    assert not dataset.metadata.ctx.issues.errors
    assert dataset.metadata.name == "lamps"
    found = records(dataset, "documents")
    assert [item["id"].decode() for item in found] == [row.id for row in rows]
    assert [item["text"].decode() for item in found] == [row.text for row in rows]
    assert [item["raw_sha256"].decode() for item in found] == [row.stamp.raw.sha256 for row in rows]
    assert [item["title"] and item["title"].decode() for item in found] == [row.title for row in rows]
    removals = records(dataset, "removals")
    assert len(removals) == sum(row.removals.rows for row in rows)
    assert sum(item["end"] - item["start"] for item in removals) == sum(row.stamp.removal.chars for row in rows)


def test_croissant_names_each_file_with_its_digest(corpus):
    path, _ = export("croissant", read_result(corpus / "out"), corpus, Options())

    listed = [item for item in json.loads(path.read_bytes())["distribution"] if item["@type"] == "cr:FileObject"]
    assert len(listed) == 2
    for item in listed:
        assert hashlib.sha256((corpus / item["contentUrl"]).read_bytes()).hexdigest() == item["sha256"]


def test_croissant_of_several_parts_gives_all_their_documents(tmp_path):
    run(Cleaner(), Inputs([str(SEEDS)]), tmp_path / "out", WriteOptions(shard=Size(bytes=1)))
    path, _ = export("croissant", read_result(tmp_path / "out"), tmp_path, Options())

    assert len(records(mlcroissant.Dataset(str(path)), "documents")) == 5


def test_croissant_of_markdown_files_has_no_records_of_documents(tmp_path):
    run(Cleaner(), Inputs([str(SEEDS)]), tmp_path / "out", WriteOptions(form="files"))
    path, _ = export("croissant", read_result(tmp_path / "out"), tmp_path, Options())

    dataset = mlcroissant.Dataset(str(path))
    assert [item.id for item in dataset.metadata.record_sets] == ["removals"]
    assert sum(item.id.endswith(".md") for item in dataset.metadata.distribution) == 5


def test_the_context_of_croissant_is_the_one_of_its_validator():
    from mlcroissant._src.core.rdf import make_context

    assert make_context() == CONTEXT


def test_a_crate_is_read_with_all_files_and_their_digests(corpus):
    result = read_result(corpus / "out")
    export("ro-crate", result, corpus, Options(name="lamps", rights="https://a.example/licence"))

    crate = ROCrate(str(corpus))
    assert (crate.version, crate.name, crate.license.id) == ("1.2", "lamps", "https://a.example/licence")
    found = {entity["name"]: entity for entity in crate.data_entities}
    assert found.keys() == {entry.path for entry in result.manifest.files} | {"manifest.json"}
    for name, entity in found.items():
        data = (corpus / "out" / name).read_bytes()
        assert (entity["sha256"], entity["contentSize"]) == (hashlib.sha256(data).hexdigest(), str(len(data)))
        assert entity["description"]
    (action,) = [item for item in crate.contextual_entities if item.type == "CreateAction"]
    assert action["instrument"]["name"] == "cleaner"
    assert len(action["result"]) == len(found)


def test_a_crate_that_was_read_can_be_written_with_its_files(corpus, tmp_path):
    export("ro-crate", read_result(corpus / "out"), corpus, Options())

    ROCrate(str(corpus)).write(tmp_path / "copy")

    assert read_result(tmp_path / "copy" / "out").manifest == read_result(corpus / "out").manifest


def test_every_term_of_a_crate_is_in_its_context(corpus):
    known = json.loads((files("rocrate") / "data/ro-crate.jsonld").read_text("utf-8"))["@context"]
    path, _ = export("ro-crate", read_result(corpus / "out"), corpus, Options(rights="https://a.example/licence"))

    for entity in json.loads(path.read_bytes())["@graph"]:
        terms = {key for key in entity if not key.startswith("@")} | {entity["@type"]}
        assert terms <= known.keys()


def test_every_file_of_a_result_is_described():
    assert set(get_args(Role)) == ro_crate._ABOUT.keys()


def test_on_standard_output_paths_are_as_seen_from_the_result(result):
    (data,) = exported("ro-crate", result, Options())

    assert {"@id": "manifest.json"} in json.loads(data)["@graph"][1]["hasPart"]


@pytest.mark.parametrize(
    ("form", "place", "message"),
    [
        ("croissant", "elsewhere/croissant.json", "does not lie below"),
        ("ro-crate", "crate.json", "ro-crate-metadata.json"),
        ("ro-crate", "out/ro-crate-metadata.json", "lies in the result"),
    ],
)
def test_a_description_lies_where_its_files_can_be_named(corpus, form, place, message):
    with pytest.raises(OutputError, match=message):
        export(form, read_result(corpus / "out"), corpus / place, Options())


@pytest.mark.parametrize("form", ["croissant", "ro-crate"])
def test_an_empty_result_has_a_description(empty_result, tmp_path, form):
    shutil.copytree(empty_result.folder, tmp_path / "out")
    path, _ = export(form, read_result(tmp_path / "out"), tmp_path, Options())

    if form == "croissant":
        assert not mlcroissant.Dataset(str(path)).metadata.ctx.issues.errors
    else:
        assert "0 documents" in ROCrate(str(tmp_path)).description


def test_hostile_words_come_back_from_croissant(hostile_result, tmp_path):
    shutil.copytree(hostile_result.folder, tmp_path / "out")
    mine = read_result(tmp_path / "out")
    path, _ = export("croissant", mine, tmp_path, Options(name='</script>"\u202e'))

    dataset = mlcroissant.Dataset(str(path))
    (found,) = records(dataset, "documents")
    (item,) = mine.documents()
    assert (found["text"].decode(), found["title"].decode()) == (item.row.text, item.row.title)
