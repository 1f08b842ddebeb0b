"""Days in the addresses of pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.provenance.address_dates import day_in_address
from cleaner.provenance.dates import read_date


@pytest.mark.parametrize(
    ("path", "value", "literal"),
    [
        ("/2024/10/18/lamps-on-the-river", "2024-10-18", "2024/10/18"),
        ("/news/2024/3/5/lamps.html", "2024-03-05", "2024/3/5"),
        ("/world/2024/oct/18/lamps", "2024-10-18", "2024/oct/18"),
        ("/n1/2019/0907/c1001-31342.html", "2019-09-07", "2019/0907"),
        ("/politics/2019-09/07/c_1124.htm", "2019-09-07", "2019-09/07"),
        ("/c/2019-11-25/doc-iih.shtml", "2019-11-25", "2019-11-25"),
        ("/news/2025-11-10-lamps-on-the-river", "2025-11-10", "2025-11-10"),
        ("/x/2024_10_18_lamps", "2024-10-18", "2024_10_18"),
        ("/20241018/a.html", "2024-10-18", "20241018"),
        ("/a/20241018/123.htm", "2024-10-18", "20241018"),
        ("/omn/20190907/20190907A081B000.html", "2019-09-07", "20190907"),
        ("/20190907A081B000.html", "2019-09-07", "20190907"),
        ("/gb/202410/t20241018_123.html", "2024-10-18", "20241018"),
        ("/news/20241018-lamps", "2024-10-18", "20241018"),
        ("/2024/13/45/x/2024/10/18/lamps", "2024-10-18", "2024/10/18"),
    ],
)
def test_a_day_that_an_address_writes_out_is_read(path, value, literal):
    assert day_in_address(f"https://lamps.example{path}?day=20200101") == (value, literal)


@pytest.mark.parametrize(
    "address",
    [
        "https://lamps.example/2024/10/18/",
        "https://lamps.example/2024/10/18",
        "https://lamps.example/20241018/",
        "https://lamps.example/20241018.html",
        "https://lamps.example/p/20130415",
        "https://lamps.example/2024/10/lamps",
        "https://lamps.example/19/0907/13/EOFOC.html",
        "https://lamps.example/events/2024/10/18/concert",
        "https://lamps.example/2024/13/45/x",
        "https://lamps.example/2024/02/30/x",
        "https://lamps.example/id/2019123456/x",
        "https://lamps.example/a/345123456_1",
        "https://lamps.example/v2024-10-18/x",
        "https://lamps.example/t/2024-4-4-lamps-do-not-start",
        "https://lamps.example/story?day=2024/10/18/x",
        "https://lamps.example/#/2024/10/18/x",
        "/2024/10/18/x",
        "lamps.example/2024/10/18/x",
        "",
        "https://lamps.example/" + "2024/10/" * 100_000,
    ],
)
def test_what_is_no_day_or_that_of_a_list_or_of_an_event_is_left_alone(address):
    assert day_in_address(address) is None


@given(st.text(max_size=80) | st.lists(st.sampled_from([*"/-_.t1", "2024", "10", "18", "a"]), max_size=20).map("".join))
def test_every_day_is_in_the_calendar_and_in_the_address(path):
    found = day_in_address(f"https://lamps.example/{path}")

    assert found is None or (read_date(found.value) is not None and found.literal in path)
