"""Hugging Face datasets, held and streamed: the same rows as the batch kernel."""

from __future__ import annotations

import pytest
from planes import PAGES, printed, run_example, told, wanted

datasets = pytest.importorskip("datasets")

from cleaner import Cleaner  # noqa: E402
from cleaner.adapters.hugging_face import cleaned  # noqa: E402
from cleaner.errors import InputError  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def no_bars():
    datasets.disable_progress_bars()
    yield
    datasets.enable_progress_bars()


@pytest.fixture(scope="module")
def pages():
    return datasets.Dataset.from_list(PAGES)


def agrees(rows):
    rows = list(rows)
    assert [row["id"] for row in rows] == [page["id"] for page in PAGES]
    for row in rows:
        assert [row["id"], row["outcome"], str(row["code"]), str(row["doc_id"]), str(len(row["removals"]))] == told(
            row["id"]
        )
        assert row["clean_text"] == wanted(row["id"])[0]


def test_a_dataset_comes_back_with_the_columns_of_the_kernel(pages):
    made = cleaned(pages, batch_size=4)
    agrees(made)
    assert made.format["type"] is None
    assert cleaned(pages.with_format("numpy"), batch_size=4).format["type"] == "numpy"


def test_a_stream_is_cleaned_as_it_is_read(pages):
    made = cleaned(pages.to_iterable_dataset(), batch_size=2)
    agrees(made)
    assert list(made.features) == list(cleaned(pages).features)


def test_a_stream_of_unknown_columns_is_cleaned_too():
    agrees(cleaned(datasets.IterableDataset.from_generator(lambda: iter(PAGES)), batch_size=2))


def test_the_cache_tells_other_rules_and_options_apart(pages):
    one, same = cleaned(pages), cleaned(pages)
    other, full = cleaned(pages, Cleaner(profile="reading")), cleaned(pages, ledger="full")
    assert one._fingerprint == same._fingerprint
    assert len({one._fingerprint, other._fingerprint, full._fingerprint}) == 3


@pytest.mark.parametrize("streamed", [False, True])
def test_a_column_that_is_taken_is_told_at_once(pages, streamed):
    taken = pages.rename_column("url", "language")
    with pytest.raises(InputError, match="'language' already"):
        cleaned(taken.to_iterable_dataset() if streamed else taken)


def test_the_example(capsys):
    run_example("hugging_face")
    out = capsys.readouterr().out
    assert printed(out) == [told(page["id"]) for page in PAGES]
    assert "2 documents" in out
