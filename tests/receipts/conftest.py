from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.receipts.keys import new_key, private_key, public_key
from cleaner.receipts.seal import seal


@pytest.fixture(scope="session")
def cleaner():
    return Cleaner()


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """The place of a private key; its public half lies beside it."""
    path = tmp_path_factory.mktemp("keys") / "corpus.key"
    new_key(path)
    return path


@pytest.fixture(scope="session")
def private(keys):
    return private_key(keys, lambda: b"")


@pytest.fixture(scope="session")
def public(keys):
    return public_key(keys.with_name("corpus.key.pub"))


@pytest.fixture
def result(tmp_path, cleaner, monkeypatch):
    """Six documents, and one input that gives none."""
    dump = tmp_path / "dump"
    dump.mkdir()
    for number, what in enumerate(("灯塔", "河堤", "集市", "山路", "渡口", "果园")):
        text = f"{what}的故事\n\n春分这天，守{what}的人早早起了床，把门前的雪扫到路的两边。\n第{number}年也是这样。\n"
        (dump / f"{number}.txt").write_text(text, "utf-8")
    (dump / "empty.txt").write_bytes(b"")
    # As a user does: the paths in the stamps do not hold the folder of the test.
    monkeypatch.chdir(tmp_path)
    run(cleaner, Inputs(["dump"]), tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def receipt(result, private):
    path = result.with_name("out.receipt.json")
    seal(result, private, path)
    return path
