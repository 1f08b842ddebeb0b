"""How far a run is, told right from its first inputs on, whatever they are packed in."""

from __future__ import annotations

import pytest

from cleaner.audit.tally import Tally
from cleaner.engines.progress import Standing
from cleaner.engines.pulse import Done
from cleaner.io.shards import Shard


def shards(number, on_disk, unpacked):
    return [Shard(n, str(n), (), on_disk, unpacked) for n in range(number)]


def standing(planned, number=None):
    made = Standing(lambda: 100 * (number or len(planned)), lambda _: None)
    for shard in planned:
        made.planned(shard)
    return made


def test_before_a_shard_is_done_what_is_packed_counts_as_packed():
    now = standing(shards(2, 100, 1_800), number=10)

    now.under_way(Done(inputs=50, bytes=900))

    # Half of one of ten shards.
    assert now.progress().share == pytest.approx(0.05)


def test_of_two_shards_that_are_under_way_the_one_that_is_done_counts_whole_and_the_other_by_its_inputs():
    now = standing(shards(2, 100, 1_800), number=4)
    now.under_way(Done(inputs=150, bytes=900))

    now.done("0", 100)

    assert now.progress().share == pytest.approx(0.375)


def test_what_is_passed_over_does_not_keep_the_share_down_when_a_shard_is_done():
    """Of a web archive one byte in ten may be a text."""
    now = standing(shards(4, 100, 1_000))
    now.under_way(Done(inputs=10, bytes=100))

    now.done("0", 10)

    assert now.progress().share == pytest.approx(0.25)


def test_a_run_that_goes_on_begins_where_the_one_before_was():
    first, second, *_ = shards(4, 100, 1_000)
    now = standing([second], number=4)

    now.found(first, Tally(inputs=7))

    assert (now.progress().inputs, now.progress().share) == (7, 0.25)
    now.under_way(Done(inputs=5, bytes=500))
    assert now.progress().share == pytest.approx(0.375)


def test_nothing_is_more_than_all():
    now = standing(shards(1, 100, 10))

    now.under_way(Done(inputs=5, bytes=1_000))

    assert now.progress().share == 0.999
