"""SQL from anywhere reads the views, and reaches nothing else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleaner.errors import InputError

PASSWORDS = "/etc/passwd"


@pytest.mark.parametrize(
    "sql",
    [
        f"select * from read_text('{PASSWORDS}')",
        f"select * from read_blob('{PASSWORDS}')",
        f"select * from read_csv('{PASSWORDS}')",
        f"select * from read_json('{PASSWORDS}')",
        f"select * from '{PASSWORDS}'",
        f"select * from sniff_csv('{PASSWORDS}')",
        f"select * from parquet_metadata('{PASSWORDS}')",
        f"select * from query('select * from read_text(''{PASSWORDS}'')')",
        f"with a as materialized (select * from read_text('{PASSWORDS}')) select * from a",
        f"explain analyze select * from read_text('{PASSWORDS}')",
        "select * from glob('/*')",
        "select * from read_text('https://example.org/')",
        "select getenv('HOME')",
        "select * from sys",
        "copy documents to '{out}/stolen.csv'",
        "copy (select 1) to '{out}/stolen.csv'",
        "explain analyze copy documents to '{out}/stolen.csv'",
        "export database '{out}/stolen'",
        "attach '{out}/other.db'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "pragma enable_profiling = 'json'",
        "call enable_logging(storage = 'file', storage_config = {{'path': '{out}/log'}})",
        "create table mine as select 1",
        "insert into documents select * from documents",
        "delete from removals",
        "drop table facts",
        "create secret (type s3)",
        "select 1; copy documents to '{out}/stolen.csv'",
        "checkpoint",
        "prepare a as select 1",
    ],
)
def test_a_query_reaches_no_file_and_changes_nothing(result, sql):
    before = {path: path.stat().st_mtime_ns for path in result.out.rglob("*")}

    with pytest.raises(InputError):
        result.ask(sql.format(out=result.out))

    assert {path: path.stat().st_mtime_ns for path in result.out.rglob("*")} == before


def test_what_a_query_may_set_is_locked_while_it_runs(result):
    settings = dict(
        result.ask(
            "select name, value from duckdb_settings() where name in ('enable_external_access', 'lock_configuration', "
            "'autoload_known_extensions', 'autoinstall_known_extensions', 'python_enable_replacements')"
        )
    )

    assert settings.pop("lock_configuration") == "true"
    assert set(settings.values()) == {"false"}
    assert len(settings) == 4


def test_a_variable_of_the_program_is_no_table(result):
    secret = [{"a": 1}]

    with pytest.raises(InputError, match="does not exist"):
        result.ask("select * from secret")
    assert secret


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select titel from documents", '"title"'),
        ("select *\nfrom documets", r'Did you mean "documents"(.|\n)*LINE 2(.|\n)*views: documents, removals'),
        ("select lenght(text) from documents", 'Did you mean "length"'),
        ("select * frm documents", r"LINE 1.*\n +\^"),
        ("select end from removals", 'write the column as "end"'),
        ("select '\x1b[2J' frm documents", r"u\{1b\}"),
        ("", "0 statements"),
        ("-- nothing", "0 statements"),
        ("select 1; select 2", "2 statements"),
        ("delete from documents", "DELETE; expected SELECT"),
        ("select $rule", "asks for \\$rule; say it with --set"),
        ("select 'a'::int from documents", "Could not convert string 'a'"),
    ],
)
def test_wrong_sql_is_told_with_its_place_and_what_is_near(result, sql, words):
    with pytest.raises(InputError) as caught:
        result.ask(sql)

    assert re.search(words, str(caught.value))
    assert "\x1b" not in str(caught.value)


def test_a_value_that_the_query_does_not_ask_for_is_told(result):
    with pytest.raises(InputError, match=r"no \$rlue: it asks for \$rule"):
        result.ask("select $rule", rule="a", rlue="b")
    assert result.ask("select $rule || ''", rule="'; drop table documents --") == [("'; drop table documents --",)]


def test_nothing_is_left_of_a_query(result, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    result.ask("select count(*) from documents")
    with pytest.raises(InputError):
        result.ask("select error(title) from documents")

    assert list(tmp_path.iterdir()) == []


def test_a_query_without_end_is_ended_by_the_keyboard_and_leaves_nothing(result, tmp_path):
    command = [sys.executable, "-m", "cleaner", "query", str(result.out)]
    endless = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"
    with subprocess.Popen(
        [*command, endless],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as running:
        for _ in range(3000):
            if list(tmp_path.iterdir()) or running.poll() is not None:
                break
            time.sleep(0.1)
        time.sleep(2)
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        try:
            _, words = running.communicate(timeout=300)
        finally:
            running.kill()

    assert running.returncode != 0
    assert b"Traceback" not in words
    assert list(tmp_path.iterdir()) == []


def test_rows_come_as_they_are_asked_for(result):
    from cleaner.query.database import Query, asked

    with asked(result.out, Query("select range from range(100000000000)")) as answer:
        assert [row for row, _ in zip(answer, range(3), strict=False)] == [(0,), (1,), (2,)]
