from __future__ import annotations

import pytest
from graph.results import CORPUS, Corpus, clean, names_of

from cleaner.graph.build import graph_of


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    out = clean([CORPUS], tmp_path_factory.mktemp("corpus") / "out")
    return Corpus(out, graph_of([out]), names_of(out))


@pytest.fixture
def graphed(tmp_path):
    """Clean texts by file name, and draw their graph."""

    def make(texts: dict[str, str], **options: float) -> Corpus:
        dump = tmp_path / "dump"
        dump.mkdir()
        for name, text in texts.items():
            (dump / name).write_text(text, "utf-8")
        out = clean([dump], tmp_path / "out")
        return Corpus(out, graph_of([out], **options), names_of(out))

    return make
