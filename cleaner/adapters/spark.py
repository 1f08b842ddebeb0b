"""Spark: the batch kernel over a data frame, by `mapInArrow`.

    from cleaner.adapters.spark import cleaned
    cleaned(spark.read.parquet("pages/")).write.parquet("clean/")

`pip install 'cleaner[spark]'`. Start Spark on one machine as `local[N,4]`: with `local[N]` nothing is tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from cleaner.adapters.batch import BatchCleaner, KernelOptions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from cleaner.pipeline import Cleaner


def cleaned(frame: DataFrame, cleaner: Cleaner | None = None, **options: Unpack[KernelOptions]) -> DataFrame:
    """*frame* with the columns of the batch kernel behind its own.

    Args:
        frame: of rows with a text.
        cleaner: is taken to the workers, rules and all; one with the package's rules when None.
        options: as `BatchCleaner` takes them: `fields`, `ledger`, `redact`, `prefix`.

    Raises:
        InputError: no column, or more than one, could be the text; or a new column has a name that is taken.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
    from pyspark.sql.types import StructType

    kernel = BatchCleaner(cleaner, **options)
    before = to_arrow_schema(frame.schema, timezone="UTC")
    # Spark's own types of the columns that are there: not all of them come back from Arrow.
    new = from_arrow_schema(kernel.output_schema(before)).fields[len(frame.columns) :]
    return frame.mapInArrow(kernel.each, StructType([*frame.schema.fields, *new]))
