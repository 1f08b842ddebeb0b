"""Hugging Face `datasets`: the batch kernel over a `Dataset` or `IterableDataset`.

    from cleaner.adapters.hugging_face import cleaned
    cleaned(load_dataset("parquet", data_files="pages/*.parquet", split="train"))

`pip install 'cleaner[datasets]'`. A second call with the same rules and options finds its result in the cache.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from cleaner.adapters.batch import BatchCleaner, KernelOptions
from cleaner.io.tables.extras import needed

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner


def cleaned(
    dataset: Any,  # noqa: ANN401 - of either kind
    cleaner: Cleaner | None = None,
    *,
    batch_size: int = 64,
    num_proc: int | None = None,
    **options: Unpack[KernelOptions],
) -> Any:  # noqa: ANN401
    """*dataset* with the columns of the batch kernel behind its own, in the format that it had; an `IterableDataset` gives Python's values.

    Args:
        dataset: a `Dataset`, or an `IterableDataset`, which is cleaned as it is read.
        cleaner: is taken to the workers, rules and all; one with the package's rules when None.
        batch_size: rows at a time. Files of the cache are written in batches of as many.
        num_proc: processes, for a `Dataset`.
        options: as `BatchCleaner` takes them: `fields`, `ledger`, `redact`, `prefix`.

    Raises:
        InputError: no column, or more than one, could be the text; or a new column has a name that is taken.
    """
    from datasets import Dataset, Features

    kernel = BatchCleaner(cleaner, **options)
    known = dataset.features
    # Now, and not when the first row is read.
    after = None if known is None else Features.from_arrow_schema(kernel.output_schema(known.arrow_schema))
    if isinstance(dataset, Dataset):
        made = dataset.with_format("arrow").map(kernel, batched=True, batch_size=batch_size, num_proc=num_proc)
        return made.with_format(dataset.format["type"], **dataset.format["format_kwargs"])
    if after is None:
        # Batches of a stream whose columns nobody knows may have other types each, which Arrow's streams refuse.
        return dataset.map(partial(_lists, kernel), batched=True, batch_size=batch_size)
    streamed = dataset.with_format("arrow").map(kernel, batched=True, batch_size=batch_size, features=after)
    return streamed.with_format(None)


def _lists(kernel: BatchCleaner, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = kernel(needed("pyarrow").table(batch)).to_pydict()
    return lists
