"""Ray Data: the batch kernel over a dataset.

    from cleaner.adapters.ray_data import cleaned
    cleaned(ray.data.read_parquet("pages/")).write_parquet("clean/")

`pip install 'cleaner[ray]'`. Ray runs a batch again when a worker or node is lost; a row comes back once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from cleaner.adapters.batch import BatchCleaner, KernelOptions

if TYPE_CHECKING:
    from ray.data import Dataset

    from cleaner.pipeline import Cleaner


def cleaned(
    dataset: Dataset, cleaner: Cleaner | None = None, *, batch_size: int | None = None, **options: Unpack[KernelOptions]
) -> Dataset:
    """*dataset* with the columns of the batch kernel behind its own.

    Args:
        dataset: of rows with a text.
        cleaner: is taken to the workers, rules and all; one with the package's rules when None.
        batch_size: rows at a time; None: a block of Ray's.
        options: as `BatchCleaner` takes them: `fields`, `ledger`, `redact`, `prefix`.
    """
    kernel = BatchCleaner(cleaner, **options)
    return dataset.map_batches(kernel, batch_format="pyarrow", batch_size=batch_size, udf_modifying_row_count=False)
