"""docs/examples, run: every plane says the same of the same pages."""

from __future__ import annotations

import pytest
from planes import PAGES, TEXTS, printed, run_example, told


def test_the_pages_come_to_every_outcome():
    assert {told(page["id"])[1] for page in PAGES} == {"document", "quarantined", "rejected", "unreadable"}


def test_the_batch_kernel(capsys):
    pytest.importorskip("pyarrow")
    run_example("batch_kernel")
    assert printed(capsys.readouterr().out) == [told(page["id"]) for page in PAGES]


def test_langchain(capsys):
    pytest.importorskip("langchain_core")
    run_example("langchain_documents")
    lines = printed(capsys.readouterr().out)
    assert [line[:4] for line in lines[:4]] == [told(page["id"])[:4] for page in TEXTS]
    # A Document has no null for its text.
    assert lines[4][1:3] == lines[5][1:3] == ["rejected", "empty-input"]
