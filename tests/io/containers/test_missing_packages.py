from __future__ import annotations

import io
import subprocess
import sys

import pytest
from container_making import PACKERS, json_lines, warc

from cleaner import CleanerError
from cleaner.io.containers import Kind, kind_of, open_container

LINES = json_lines({"text": "潮"})


@pytest.mark.parametrize(
    ("package", "name", "data"),
    [
        ("zstandard", "a.jsonl.zst", PACKERS["zst"](LINES)),
        ("pyarrow", "a.parquet", b"PAR1"),
        ("pyarrow", "a.arrow", b"ARROW1\0\0"),
        ("fastwarc.warc", "a.warc", warc("warcinfo", b"")),
    ],
)
def test_a_package_that_is_missing_is_named_with_the_extra_that_brings_it(monkeypatch, package, name, data):
    monkeypatch.setitem(sys.modules, package, None)
    kind = kind_of(name, data)
    container = open_container(io.BytesIO(data), name, kind)

    assert kind.form == name.split(".")[1]
    for read in (container.entries, container.sizes):
        with pytest.raises(CleanerError, match=r"not installed: pip install 'cleaner\[dumps\]'"):
            list(read())


def test_what_is_packed_with_a_package_that_is_missing_is_told_by_its_name(monkeypatch):
    monkeypatch.setitem(sys.modules, "zstandard", None)

    assert kind_of("a.csv.zst", PACKERS["zst"](LINES)) == Kind("csv", "zst")
    assert kind_of("a", PACKERS["zst"](LINES)) == Kind("document", "zst")


def test_nothing_that_is_heavy_is_imported_before_it_is_wanted():
    program = (
        "import io, sys\nfrom cleaner.io.containers import kind_of, open_container\n"
        f"list(open_container(io.BytesIO({LINES!r}), 'a.jsonl', kind_of('a.jsonl', {LINES!r})).entries())\n"
        "print(sorted({'pyarrow', 'fastwarc', 'zstandard', 'email', 'zipfile', 'tarfile'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
