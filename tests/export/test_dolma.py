from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from stamp_parts import credit, date, hop, mark, statement

from cleaner import Cleaner, InputError
from cleaner.engines.run import run
from cleaner.export.dolma import dolma_of
from cleaner.export.formats import Options
from cleaner.export.result import read_result
from cleaner.export.write import export
from cleaner.io.read import Inputs
from cleaner.io.result import Stored
from cleaner.io.shards import Size
from cleaner.io.write import Options as WriteOptions
from cleaner.model.stamp import Segment

SEEDS = Path(__file__).parents[2] / "seeds"

# Dolma's docs/data-format.md: what is mandatory, what is optional; nothing else at the top.
DOCUMENT = {
    "type": "object",
    "required": ["id", "text", "source"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "text": {"type": "string"},
        "source": {"type": "string", "minLength": 1},
        "added": {"type": "string"},
        "created": {"type": "string"},
        "version": {"type": "string"},
        "metadata": {"type": "object"},
    },
}


class OutputSpec(msgspec.Struct, forbid_unknown_fields=True):
    """A row of attributes, as `dolma.core.data_types.OutputSpec` reads it."""

    id: str
    attributes: dict[str, list[tuple[int, int, float]]]
    source: str | None = None


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def exported(result, out, text):
    export("dolma", result, out, Options(text=text))
    return out


def mixed(document, attributes):
    """What Dolma's mixer makes of a text when it replaces every span, as docs/exports.md tells it to.

    It counts in code points, and takes one replacement for all spans of an attribute (its src/shard.rs).
    """
    spans = []
    for name, found in attributes.items():
        _, tagger, _ = name.split("__", 2)
        codes = tagger.removeprefix("replaced_by_").split("_") if tagger.startswith("replaced_by_") else ()
        replacement = "".join(chr(int(code[1:], 16)) for code in codes)
        spans += [(start, end, replacement) for start, end, _ in found]
    made, at = [], 0
    for start, end, replacement in sorted(spans):
        made += [document["text"][at:start], replacement]
        at = end
    return "".join([*made, document["text"][at:]])


@pytest.mark.parametrize("text", ["clean", "raw"])
def test_documents_and_attributes_are_as_dolma_wants_them(result, rows, tmp_path, text):
    folder = exported(result, tmp_path / "dolma", text)

    documents = lines(folder / "documents" / "part-00000.jsonl")
    for document in documents:
        jsonschema.validate(document, DOCUMENT)
    assert [document["id"] for document in documents] == [row.id for row in rows]
    kinds = {path.name for path in (folder / "attributes").iterdir()}
    assert kinds == ({"language", "synthetic"} if text == "clean" else {"removals"})
    for kind in kinds:
        attributes = lines(folder / "attributes" / kind / "part-00000.jsonl")
        # Row for row the same documents: the mixer stops at the first that differs.
        assert [item["id"] for item in attributes] == [document["id"] for document in documents]
        for item, document in zip(attributes, documents, strict=True):
            found = msgspec.convert(item, OutputSpec)
            for name, spans in found.attributes.items():
                assert len(name.split("__", 2)) == 3
                assert "-" not in name
                assert all(0 <= start < end <= len(document["text"]) for start, end, _ in spans)


def test_what_the_mixer_makes_of_raw_text_is_the_clean_text(result, rows, tmp_path):
    folder = exported(result, tmp_path / "dolma", "raw")

    documents = lines(folder / "documents" / "part-00000.jsonl")
    attributes = lines(folder / "attributes" / "removals" / "part-00000.jsonl")
    for row, document, item in zip(rows, documents, attributes, strict=True):
        assert mixed(document, item["attributes"]) == row.text


def test_spans_are_named_by_category_and_by_what_stands_in_their_place(result, tmp_path):
    folder = exported(result, tmp_path / "dolma", "raw")

    attributes = lines(folder / "attributes" / "removals" / "part-00000.jsonl")
    names = {name for item in attributes for name in item["attributes"]}
    assert {
        "cleaner__removed__title_repeat",
        "cleaner__removed__markup",
        "cleaner__replaced_by_u000a_u000a__markup",
    } <= names


def test_the_clean_text_has_its_languages(row_with):
    row = row_with()
    segments = (Segment(0, 4, "zh-Hans", False), Segment(4, 5, "zh-Hans", True), Segment(5, 7, "en", False))
    marks = (mark("summary", (0, 3), "inferred"), mark("text", (5, 7)), mark("prompt", None))
    stamp = msgspec.structs.replace(row.stamp, segments=segments, synthetic=marks)

    _, attributes = dolma_of(Stored("x:1", msgspec.structs.replace(row, stamp=stamp), ()), "clean")

    assert attributes["language"]["attributes"] == {
        "cleaner__language__zh_Hans": [[0, 4, 1.0]],
        "cleaner__language_inherited__zh_Hans": [[4, 5, 1.0]],
        "cleaner__language__en": [[5, 7, 1.0]],
    }
    assert attributes["synthetic"]["attributes"] == {
        "cleaner__synthetic_inferred__summary": [[0, 3, 1.0]],
        "cleaner__synthetic__text": [[5, 7, 1.0]],
    }


@pytest.mark.parametrize(
    ("published", "created"),
    [
        (date("published", "2024-09-11T10:00:07+08:00", "second"), "2024-09-11T10:00:07+08:00"),
        (date("published", "2024-09-11", "day"), None),
        (date("published", "2024-09-11T10:00:07+08:00", "second", "inferred"), None),
    ],
    ids=["full", "a day", "inferred"],
)
def test_created_is_a_full_time_that_is_stated(row_with, published, created):
    document, _ = dolma_of(Stored("x:1", row_with(dates=(published,)), ()), "clean")

    assert document.get("created") == created
    assert document["metadata"]["dates"][0]["value"] == published.value


def test_metadata_say_how_sure_they_are(row_with):
    row = row_with(
        title=statement("Lamps", "inferred"),
        credits=(credit("author", "Lin", "inferred"),),
        chain=(hop(1, "origin", "Post"),),
    )
    document, _ = dolma_of(Stored("x:1", row, ()), "clean")

    assert "title" not in document["metadata"]
    assert document["metadata"]["credits"] == [{"role": "author", "name": "Lin", "confidence": "inferred"}]
    assert document["metadata"]["chain"] == [{"relation": "origin", "publisher": "Post", "confidence": "stated"}]


def test_the_raw_text_needs_a_full_ledger_and_the_clean_text_does_not(tmp_path):
    run(Cleaner(), Inputs([str(SEEDS / "solidot.txt")]), tmp_path / "out", WriteOptions(ledger="rules"))
    result = read_result(tmp_path / "out")

    with pytest.raises(InputError, match=r"--ledger rules.*--text clean"):
        export("dolma", result, tmp_path / "raw", Options(text="raw"))
    assert not (tmp_path / "raw").exists()
    export("dolma", result, tmp_path / "clean", Options())


def test_each_part_of_the_result_is_a_part(tmp_path):
    run(Cleaner(), Inputs([str(SEEDS)]), tmp_path / "out", WriteOptions(shard=Size(bytes=1)))
    folder = exported(read_result(tmp_path / "out"), tmp_path / "dolma", "raw")

    assert len(list((folder / "documents").iterdir())) == 5
    assert {path.name for path in (folder / "documents").iterdir()} == {
        path.name for path in (folder / "attributes" / "removals").iterdir()
    }


def test_one_document_is_in_a_part_with_the_number_of_its_own(tmp_path):
    run(Cleaner(), Inputs([str(SEEDS)]), tmp_path / "out", WriteOptions(shard=Size(bytes=1)))
    fourth = lines(tmp_path / "out" / "documents" / "part-00003.jsonl")[0]["id"]
    folder = exported(read_result(tmp_path / "out", fourth), tmp_path / "dolma", "raw")

    assert [path.name for path in (folder / "documents").iterdir()] == ["part-00003.jsonl"]
    assert [row["id"] for row in lines(folder / "documents" / "part-00003.jsonl")] == [fourth]


def test_without_parts_all_documents_are_in_one(tmp_path):
    run(Cleaner(), Inputs([str(SEEDS)]), tmp_path / "out", WriteOptions(form="files"))
    folder = exported(read_result(tmp_path / "out"), tmp_path / "dolma", "raw")

    assert len(lines(folder / "documents" / "part-00000.jsonl")) == 5
    assert len(list((folder / "documents").iterdir())) == 1


def test_bytes_that_did_not_decode_do_not_hinder_the_raw_text(tmp_path):
    page = tmp_path / "bad.txt"
    page.write_bytes("电池与灯\n".encode() * 40 + b"\xe7\x94 end\n")
    run(Cleaner(), Inputs([str(page)]), tmp_path / "out")
    folder = exported(read_result(tmp_path / "out"), tmp_path / "dolma", "raw")

    (document,) = lines(folder / "documents" / "part-00000.jsonl")
    assert "\ufffd" in document["text"]
    assert document["text"].startswith("电池与灯\n")
