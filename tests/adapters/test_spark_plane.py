"""Spark: the same rows as the batch kernel, and neither a worker nor an executor that is killed costs one."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from planes import PAGES, printed, run_example, told, wanted

pyspark = pytest.importorskip("pyspark")
pytest.importorskip("pyspark.sql")

from cleaner.adapters.spark import cleaned  # noqa: E402
from cleaner.errors import InputError  # noqa: E402

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    # Spark says of a pandas that it does not know yet.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]


@pytest.fixture(scope="module")
def spark():
    """Two executors in processes of their own, as on a cluster: the example takes them, too."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # Executors are started elsewhere.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(__file__).parent)])
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    # Where executors of a local cluster leave their logs: beside Spark itself, for ever.
    left = Path(pyspark.__file__).parent / "work" / session.sparkContext.applicationId
    yield session
    session.stop()
    shutil.rmtree(left, ignore_errors=True)


def executor():
    """The Java process that the Python worker which asks works for."""
    pid = os.getpid()
    # Workers are forked by a daemon, which the executor has started.
    for _ in range(3):
        with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123 - pickled by value
            if b"CoarseGrainedExecutorBackend" in file.read():
                return pid
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            pid = int(file.read().rpartition(")")[2].split()[1])
    raise LookupError


def deadly(note, whom):
    """A step that kills once, behind the first batch that is cleaned, whom *whom* finds."""

    def step(batches):
        for batch in batches:
            yield batch
            if not os.path.exists(note):  # noqa: PTH110
                victim = whom()
                with open(note, "w"):  # noqa: PTH123
                    pass
                os.kill(victim, signal.SIGKILL)

    return step


def test_the_example(spark, capfd):
    run_example("spark")
    assert printed(capfd.readouterr().out) == [told(page["id"]) for page in PAGES]


@pytest.mark.parametrize("whom", [os.getpid, executor], ids=["a Python worker", "an executor"])
def test_whoever_is_killed_costs_no_row(whom, spark, tmp_path):
    note = tmp_path / "killed"
    columns = "n int, id string, url string, text string"
    pages = [(n, page["id"], page["url"], page["text"]) for n in range(4) for page in PAGES]
    made = cleaned(spark.createDataFrame(pages, columns).repartition(4))
    rows = made.mapInArrow(deadly(str(note), whom), made.schema).collect()
    assert note.exists()
    assert sorted((row["n"], row["id"]) for row in rows) == sorted((n, page["id"]) for n in range(4) for page in PAGES)
    for row in rows:
        assert row["clean_text"] == wanted(row["id"])[0]
        assert row["outcome"] == told(row["id"])[1]


def test_columns_of_any_type_come_back_with_their_types(spark):
    frame = spark.sql(
        "select 'The last ferry left with two passengers and a dog.' as text, timestamp'2024-10-19 00:00:00' as at, "
        "date'2024-10-19' as day, decimal('1.50') as price, map('a', 1) as counts, array(1, 2) as numbers, "
        "named_struct('x', 1, 'y', binary('z')) as place, cast(null as string) as nothing, current_timestamp() is null as flag"
    )
    made = cleaned(frame)
    assert made.schema.fields[: len(frame.columns)] == frame.schema.fields
    assert [tuple(row)[: len(frame.columns)] for row in made.collect()] == [tuple(row) for row in frame.collect()]


def test_a_column_that_is_taken_is_told_before_anything_runs(spark):
    with pytest.raises(InputError, match="'source' already"):
        cleaned(spark.createDataFrame([("a", "b")], "text string, source string"))
