"""datatrove: clean documents go on, the others go where its filters send them."""

from __future__ import annotations

import json
import pickle

import pytest
from planes import EXAMPLES, TEXTS, run_example, wanted

from cleaner.errors import InputError

pytest.importorskip("datatrove")


@pytest.fixture(scope="module")
def step():
    from cleaner.adapters.datatrove_step import CleanerFilter

    return CleanerFilter


def documents():
    from datatrove.data import Document

    return [Document(page["text"], page["id"], metadata={"url": page["url"]}) for page in TEXTS]


def test_clean_texts_go_on_with_the_account_in_their_metadata(step):
    made = list(step()(iter(documents())))
    assert [document.id for document in made] == ["lamp", "ferry"]
    for document in made:
        text, answer = wanted(document.id)
        assert document.text == text
        assert {**answer.flat(), "url": document.metadata["url"]} == document.metadata
        assert len(json.loads(document.metadata["cleaner_removals"])) == len(answer.removals)


def test_every_document_is_counted_and_none_is_lost(step, tmp_path):
    from datatrove.pipeline.writers import JsonlWriter

    filtered = step(exclusion_writer=JsonlWriter(str(tmp_path), compression=None))
    made = list(filtered(iter(documents()), rank=3))
    held = [json.loads(line) for line in (tmp_path / "00003.jsonl").read_text("utf-8").splitlines()]
    assert [document.id for document in made] + [line["id"] for line in held] == [page["id"] for page in TEXTS]
    for line, raw in zip(held, TEXTS[2:], strict=True):
        assert line["text"] == raw["text"]
        assert line["metadata"]["filter_reason"] == "quarantined-" + line["metadata"]["cleaner_code"]
    stats = filtered.stats.to_dict()["stats"]
    assert (stats["total"], stats["forwarded"], stats["dropped"]) == (4, 2, 2)
    assert stats["dropped_quarantined-removed-share"] == 1


def test_a_ledger_that_there_is_not_is_refused_when_the_step_is_made(step):
    with pytest.raises(InputError, match="no ledger 'ful'"):
        step(ledger="ful")


def test_a_step_can_be_pickled_for_other_processes(step):
    (made,) = pickle.loads(pickle.dumps(step()))(iter(documents()[:1]))
    assert made.text == wanted("lamp")[0]


def test_the_example_tells_clean_from_held(capsys, step):
    run_example("datatrove_pipeline")
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("clean ", "held "))]
    assert [line.split()[0] for line in lines] == ["clean", "clean", "held", "held"]
    # datatrove's readers leave out what has no text: docs/engines.md warns of it.
    assert len((EXAMPLES / "pages.jsonl").read_bytes().splitlines()) == len(lines) + 2
