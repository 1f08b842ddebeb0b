"""The digest of a file is that of its bytes, in whatever order and pieces it was read."""

from __future__ import annotations

import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from cleaner.io.summed import Summed

DATA = bytes(range(256)) * 3


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 800)), st.integers(-1, 300)), max_size=12))
def test_the_digest_does_not_hang_on_how_a_file_was_read(steps):
    plain, summed = io.BytesIO(DATA), Summed(io.BytesIO(DATA))

    for place, size in steps:
        if place is not None:
            assert summed.seek(place) == plain.seek(place)
        assert summed.read(size) == plain.read(size)
        assert summed.tell() == plain.tell()

    assert summed.digest() == hashlib.sha256(DATA).hexdigest()


def test_a_buffer_over_it_reads_the_same():
    summed = Summed(io.BytesIO(DATA))

    assert io.BufferedReader(summed, 64).read() == DATA
    assert summed.digest() == hashlib.sha256(DATA).hexdigest()
