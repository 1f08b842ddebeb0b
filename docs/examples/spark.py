"""Spark: `pip install 'cleaner[spark]'`, and Java."""

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from cleaner.adapters.spark import cleaned

if __name__ == "__main__":
    # The workers' Python; without this, whatever `python3` is.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # [2,4]: two threads, and each task is tried up to four times. With [2] a worker that is lost ends the job.
    spark = SparkSession.builder.master("local[2,4]").getOrCreate()
    pages = spark.read.json(str(Path(__file__).with_name("pages.jsonl")))

    # As a rule: .write.parquet("clean/")
    for row in cleaned(pages).collect():
        print(row["id"], row["outcome"], row["code"], row["doc_id"], len(row["removals"]))
