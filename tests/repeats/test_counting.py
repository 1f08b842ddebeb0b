"""On how many pages of its host a block stands, whoever counts and in whatever order."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repeats.sites import LIMITS, counted, html, learned, story

from cleaner import InputError, RawDocument
from cleaner.repeats.count import count
from cleaner.repeats.table import Limits, Repeats, Row, lines_of

FOOTER = "<p>Harbour Post, the paper of the pier</p>"


def site(many: int, extra: str = FOOTER, host: str = "www.lamps.example") -> list[RawDocument]:
    return [html(number, f"<p>{story(number, 0)}</p>{extra}", host) for number in range(many)]


def told(rows: list[Row]) -> dict[str, tuple[int, int]]:
    return {row.text or "": (row.pages, row.of) for row in rows}


def test_a_block_is_counted_once_a_page_and_by_its_letters(cleaner, tmp_path):
    pages = [html(n, f"<p>{story(n, 0)}</p><p>评论 {n}</p>" + "<p>Harbour Post</p>" * (1 + n % 2)) for n in range(6)]

    assert told(count(*counted(cleaner, pages, tmp_path), LIMITS)) == {"Harbour Post": (6, 6), "评论 0": (6, 6)}


def test_hosts_are_counted_each_for_itself_and_www_is_none(cleaner, tmp_path):
    pages = [*site(5), *site(4, host="lamps.example")[3:], *site(4, host="m.lamps.example")]

    rows = count(*counted(cleaner, pages, tmp_path), LIMITS)

    assert [(row.host, row.pages, row.of) for row in rows] == [("lamps.example", 5, 5), ("m.lamps.example", 4, 4)]


def test_pages_of_nowhere_are_not_counted_and_those_without_address_at_their_source(cleaner, tmp_path):
    nowhere = [RawDocument(data=page.data, media_type="text/html") for page in site(6)]
    known = [
        RawDocument(
            data=f"---\nsource: pier\n---\n\n{story(n, 0)}\n\nHarbour Post, the paper\n".encode(), path=f"{n}.md"
        )
        for n in range(6)
    ]

    assert count(*counted(cleaner, nowhere, tmp_path), LIMITS) == []
    rows = count(*counted(cleaner, known, tmp_path), LIMITS)
    assert [(row.host, row.pages, row.of, row.text) for row in rows] == [
        ("pier.example", 6, 6, "Harbour Post, the paper")
    ]


@pytest.mark.parametrize(
    "copies",
    [
        pytest.param(lambda page, _: page, id="the same bytes"),
        pytest.param(
            lambda page, n: msgspec.structs.replace(page, url=f"{page.url}?from={n}"), id="the same bytes elsewhere"
        ),
        pytest.param(
            lambda page, n: msgspec.structs.replace(
                page, data=page.data.replace(b"</body>", b"<p>Read it on day " + b"x" * n + b"</p></body>")
            ),
            id="captured again and again",
        ),
        pytest.param(lambda page, n: msgspec.structs.replace(page, url=f"{page.url}#part-{n}"), id="parts of a page"),
        pytest.param(
            lambda page, n: msgspec.structs.replace(
                page,
                url=f"{page.url}?print={n}",
                data=page.data.replace(b"</body>", b"<p>View for print " + b"x" * n + b"</p></body>"),
            ),
            id="views with the same title",
        ),
    ],
)
def test_versions_of_a_page_are_one_page(cleaner, tmp_path, copies):
    pages = site(5, "")
    pages += [copies(pages[0], n) for n in range(8)]

    assert count(*counted(cleaner, pages, tmp_path), LIMITS) == []


def test_a_title_that_all_pages_have_tells_nothing(cleaner, tmp_path):
    pages = [html(n, f"<p>{story(n, 0)}</p>{FOOTER}", title="Harbour Post") for n in range(5)]

    assert told(count(*counted(cleaner, pages, tmp_path), LIMITS)) == {"Harbour Post, the paper of the pier": (5, 5)}


@pytest.mark.parametrize(
    ("many", "of", "limits", "is_learned"),
    [
        (4, 4, Limits(4, 0.2), True),
        (3, 12, Limits(4, 0.2), False),
        (4, 20, Limits(4, 0.2), True),
        (4, 21, Limits(4, 0.2), False),
        (9, 9, Limits(), False),
        (10, 50, Limits(), True),
        (10, 51, Limits(), False),
    ],
)
def test_both_limits_must_be_met(cleaner, tmp_path, many, of, limits, is_learned):
    pages = [html(n, f"<p>{story(n, 0)}</p>" + (FOOTER if n < many else "")) for n in range(of)]

    assert bool(count(*counted(cleaner, pages, tmp_path), limits)) is is_learned


def test_code_and_numbers_and_single_letters_are_not_counted(cleaner, tmp_path):
    blocks = "<p>12</p><p>2024-10-19</p><p>p. 7</p><p>*</p><pre>import lamps, harbour</pre><p>首页</p><p>赞</p>"

    assert told(count(*counted(cleaner, site(6, blocks), tmp_path), LIMITS)) == {"首页": (6, 6)}


def test_order_sheets_and_ranges_make_no_difference(cleaner, tmp_path):
    blocks = "".join(f"<p>{name} of the harbour post</p>" for name in ("pier", "bell", "rope", "gull", "sail"))
    pages = [*site(12, blocks), *site(7, "<p>评论 12</p>", "news.example")]
    known = count(*counted(cleaner, pages, tmp_path / "one"), LIMITS)

    assert len(known) == 6
    for sheets, at_once in itertools.product((1, 3, 19), (1, 7, 1 << 18)):
        entries, texts = counted(cleaner, reversed(pages), tmp_path / f"{sheets}-{at_once}", sheets)
        assert count(entries[::-1], texts, LIMITS, at_once) == known


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chosen=st.lists(st.sets(st.integers(0, 4)), min_size=1, max_size=12), sheets=st.integers(1, 4))
def test_counts_are_those_that_a_person_would_count(cleaner, tmp_path, chosen, sheets):
    names = ["the bell of the pier", "版权所有", "Subscribe here", "الصفحة الرئيسية", "Главная страница"]
    pages = [
        html(n, f"<p>{story(n, 0)}</p>" + "".join(f"<p>{names[name]}</p>" for name in sorted(found)))
        for n, found in enumerate(chosen)
    ]

    rows = count(*counted(cleaner, pages, tmp_path, sheets), Limits(1, 0.01), at_once=5)

    by_hand = {name: sum(n in found for found in chosen) for n, name in enumerate(names)}
    assert {text: pages for text, (pages, _) in told(rows).items() if text in names} == {
        name: many for name, many in by_hand.items() if many
    }
    assert {row.of for row in rows} == {len(chosen)}


def test_a_table_is_read_back_as_it_was_written_redacted_or_not(cleaner, tmp_path):
    rows = count(*counted(cleaner, site(6, FOOTER + "<p>首页</p>"), tmp_path), LIMITS)
    table = Repeats.of(rows, LIMITS)

    for redact in (False, True):
        assert Repeats.read(b"".join(lines_of(rows, redact=redact)), LIMITS) == table
    assert b"Harbour" not in b"".join(lines_of(rows, redact=True))
    assert Repeats.of(table.rows(), LIMITS) == table
    assert Repeats.of(reversed(rows), LIMITS) == table


@pytest.mark.parametrize(
    "data",
    [
        b"no JSON\n",
        b"[]\n",
        b'{"host":"a.example","pages":3,"of":5,"key":"xyz"}\n',
        b'{"host":"a.example","pages":-3,"of":5,"key":"00"}\n',
        b'{"host":"a.example","pages":6,"of":5,"key":"00"}\n',
        b'{"host":"a.example","pages":3,"of":5,"key":"ffffffffffffffffff"}\n',
        b'{"host":"a.example","pages":3,"of":5,"key":"00"}\n' * 2,
        b'{"host":"a.example","pages":3,"of":5,"key":"00"}\n{"host":"a.example","pages":3,"of":6,"key":"01"}\n',
        b'{"host":"\xff","pages":3,"of":5,"key":"00"}\n',
    ],
)
def test_a_table_that_is_none_is_refused(data):
    with pytest.raises(InputError, match="not a table of repeats"):
        Repeats.read(data, LIMITS)


def test_an_empty_table_finds_nothing(cleaner, tmp_path):
    table = learned(cleaner, [], tmp_path)

    assert table.find([1, 2]) == [0, 0]
    assert table.rows() == []
