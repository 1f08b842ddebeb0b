from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, RawDocument
from cleaner.audit.sums import RulesInForce, RuleTold, report_of, share_interval
from cleaner.audit.tally import EMPTY, SourceTally, Tally, merged, tally_of, tally_of_unreadable

SUMS = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 9), max_size=3)
COUNT = st.integers(0, 99)
SOURCES = st.builds(
    SourceTally, documents=COUNT, quarantined=SUMS, chars_in=COUNT, chars_out=COUNT, removed_chars=COUNT,
    removed=SUMS, fired=SUMS, languages=SUMS,
)  # fmt: skip
TALLIES = st.builds(
    Tally, inputs=COUNT, rejected=SUMS, unreadable=SUMS,
    sources=st.dictionaries(st.sampled_from(["x.org", "y.org", "unknown"]), SOURCES, max_size=3),
)  # fmt: skip


@given(st.lists(TALLIES, max_size=6), st.randoms(use_true_random=False), st.integers(0, 6))
def test_the_order_and_grouping_of_merging_leave_no_trace(tallies, random, cut):
    shuffled = list(tallies)
    random.shuffle(shuffled)
    grouped = merged([merged(shuffled[:cut]), merged(shuffled[cut:])])

    assert msgspec.json.encode(merged(tallies)) == msgspec.json.encode(grouped)


@given(TALLIES)
def test_nothing_added_changes_nothing(tally):
    assert merged([tally, EMPTY]) == merged([EMPTY, tally]) == merged([tally])


def test_every_outcome_is_counted_once():
    cleaner = Cleaner(source="163.com")
    notice = (
        "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
    )
    long = "春分这天，江边的灯亮了，有人在读一封很长的信，信里说起旧年的雪。" * 5
    tally = merged(
        [
            *(tally_of(cleaner.clean(RawDocument(data=text.encode()))) for text in (f"{long}\n{notice}", notice, "")),
            tally_of_unreadable("read-error"),
        ]
    )

    assert (tally.inputs, tally.documents, tally.quarantined) == (4, 1, 1)
    assert (tally.rejected, tally.unreadable) == ({"empty-input": 1}, {"read-error": 1})
    assert tally.sources["163.com"].fired["163.com/hao-notice"] == 2
    assert tally.sources["163.com"].pages == 2


def test_the_report_names_rules_that_never_fired_and_those_off_their_expectation():
    source = SourceTally(documents=100, fired={"s/often": 50, "s/right": 97})
    expected = {"s/often": 1.0, "s/right": 1.0, "s/never": 0.02}
    told = (RuleTold(rule, "remove", "navigation", "remove", "", share) for rule, share in expected.items())
    rules = RulesInForce("", tuple(told))
    report = report_of(Tally(inputs=100, sources={"s": source}), {"s": rules}, {})

    assert report.sources[0].never_fired == ("s/never",)
    assert [(item.rule, item.seen) for item in report.sources[0].off_expectation] == [("s/often", 0.5)]


@pytest.mark.parametrize(("hits", "pages"), [(0, 0), (0, 1), (1, 1), (3, 7), (100, 100)])
def test_the_interval_holds_the_share_that_was_seen(hits, pages):
    low, high = share_interval(hits, pages)

    assert 0 <= low <= (hits / pages if pages else 0.5) <= high <= 1
