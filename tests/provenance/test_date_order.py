"""Which of the dates of a page counts, and what becomes of the others."""

from __future__ import annotations

import itertools

import pytest

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.model.fact import Evidence, Fact
from cleaner.provenance.date_order import TRUST, dates_of

LINE = "river.example/dateline"
LD, META, MICRODATA, TIME, FRONT = "core/json-ld", "core/meta", "core/microdata", "core/time", "core/front-matter"


def fact(value, rule=LINE, *, kind="published", zone=None, confidence="stated"):
    evidence = Evidence(0, len(value), 1, value, rule)
    return Fact(kind, value, confidence, (evidence,), {"timezone": zone} if zone else {})


def dated(*facts, fetched_at=None, language="und"):
    return dates_of(facts, RawDocument(data=b".", fetched_at=fetched_at), language)


def chosen(stamps, kind="published"):
    (one,) = [stamp for stamp in stamps if stamp.kind == kind and stamp.chosen]
    return one


def choices(*facts, **known):
    return [(stamp.value, stamp.chosen, stamp.choice) for stamp in dated(*facts, **known).stamps]


SAID = (
    fact("2024-05-01"), fact("2024-05-02", LD), fact("2024-05-03", META), fact("2024-05-04", MICRODATA),
    fact("2024-05-05", TIME, confidence="inferred"), fact("2024-05-06", FRONT),
    fact("https://river.example/2024/05/07/lamps", FRONT, kind="url"),
)  # fmt: skip


def test_the_order_of_trust_holds_for_every_two_places_in_whatever_order_they_come():
    assert len(SAID) == len(TRUST)
    for (more, first), (less, second) in itertools.combinations(enumerate(SAID), 2):
        for pair in ((first, second), (second, first)):
            stamps = dated(*pair).stamps
            assert chosen(stamps).value == f"2024-05-0{more + 1}"
            (other,) = [stamp for stamp in stamps if not stamp.chosen]
            assert other.choice == f"conflict: {TRUST[more][1]} goes before {TRUST[less][1]}"


@pytest.mark.parametrize(
    ("facts", "value", "others"),
    [
        pytest.param(
            (fact("2024-10-18 22:58", zone="Asia/Shanghai"), fact("2024-10-19", FRONT)),
            "2024-10-18T22:58",
            ["conflict: a line of the page goes before front matter"],
            id="a later day in front matter is a conflict",
        ),
        pytest.param(
            (fact("2024-10-18 22:58", zone="Asia/Shanghai"), fact("2024-10-18T14:58:06Z", LD)),
            "2024-10-18T14:58:06Z",
            ["the same moment in another time zone"],
            id="the same moment in two zones is agreement, and seconds say more",
        ),
        pytest.param(
            (fact("2024-10-18T22:58:06+08:00", LD), fact("2024-10-18T14:58:06Z", META)),
            "2024-10-18T22:58:06+08:00",
            ["the same moment in another time zone"],
            id="of two zones the more trusted counts",
        ),
        pytest.param(
            (fact("2024-10-18T22:58:06+08:00", LD), fact("2024-10-18T22:58:06Z", META)),
            "2024-10-18T22:58:06+08:00",
            ["conflict: JSON-LD goes before <meta>"],
            id="one time in two zones is a conflict",
        ),
        pytest.param(
            (fact("2024-10-18 22:58:06", LD), fact("2024-10-18T22:58:06+08:00", META)),
            "2024-10-18T22:58:06+08:00",
            ["says the same as the chosen one"],
            id="a zone says more",
        ),
        pytest.param(
            (fact("2024-10-18 22:58", LD), fact("2024-10-18T14:58:06Z", META)),
            "2024-10-18T22:58",
            ["the same but for a time zone that is not stated"],
            id="hours apart without a zone may be agreement, and nothing is put together",
        ),
        pytest.param(
            (fact("2024-10-18 22:58", LD), fact("2024-10-18 22:41", META)),
            "2024-10-18T22:58",
            ["conflict: JSON-LD goes before <meta>"],
            id="no zone explains seventeen minutes",
        ),
        pytest.param(
            (fact("2024-10-18 22:58"), fact("2024-10-18 22:58:06", LD), fact("2024-10-18", META)),
            "2024-10-18T22:58:06",
            ["says the same as the chosen one"] * 2,
            id="the most precise of those that agree",
        ),
        pytest.param(
            (fact("2024-10-18"), fact("2024-10-18T22:58:06", FRONT)),
            "2024-10-18",
            ["says the same as the chosen one"],
            id="front matter adds nothing to the page's own date",
        ),
        pytest.param(
            (fact("2024-10-18", FRONT), fact("2024-10-18 22:58", FRONT)),
            "2024-10-18T22:58",
            ["says the same as the chosen one"],
            id="within front matter it does",
        ),
        pytest.param(
            (fact("2024-10-18"), fact("2024-10-17")),
            "2024-10-18",
            ["conflict: another is stated first by a line of the page"],
            id="of two lines the first",
        ),
        pytest.param(
            (fact("2024-11-19T03:05:46Z", LD), fact("https://a.example/2024/11/18/x", META, kind="url")),
            "2024-11-19T03:05:46Z",
            ["the same but for a time zone that is not stated"],
            id="the day in the address is that of the site's clocks",
        ),
    ],
)
def test_dates_that_differ_are_all_kept_and_the_choice_is_put_into_words(facts, value, others):
    stamps = dated(*facts).stamps

    assert len(stamps) == len(facts)
    assert chosen(stamps).value == value
    assert [stamp.choice for stamp in stamps if not stamp.chosen] == others


def test_the_place_with_the_most_trust_speaks_for_a_date_that_several_state():
    evidence = (Evidence(0, 4, 1, "", META), Evidence(9, 12, 2, "", LD))
    both = Fact("published", "2024-05-02", "stated", evidence)

    assert chosen(dated(fact("2024-05-01", MICRODATA), both).stamps).value == "2024-05-02"


def test_what_is_after_the_capture_is_no_time_of_publication():
    late, right = fact("2024-10-21", LD), fact("2024-10-18", META)

    assert choices(late, right, fetched_at="2024-10-19T08:00:00Z") == [
        ("2024-10-21", False, "conflict: <meta> goes before JSON-LD; conflict: after the capture"),
        ("2024-10-18", True, "stated on the page itself"),
    ]


def test_front_matter_does_not_overrule_the_page_by_a_capture_that_the_same_hand_wrote():
    stamps = dated(fact("2024-10-22"), fact("2024-10-01", FRONT), fact("2024-10-08", FRONT, kind="fetched")).stamps

    assert chosen(stamps).value == "2024-10-22"
    assert chosen(stamps).choice == "stated on the page itself; conflict: after the capture"


@pytest.mark.parametrize("fetched", [{"fetched_at": "2024-10-19T08:00:00Z"}, {}])
def test_a_date_after_the_capture_counts_where_there_is_no_other(fetched):
    facts = [fact("2024-10-22")] if fetched else [fact("2024-10-22"), fact("2024-10-19", FRONT, kind="fetched")]
    stamp = chosen(dated(*facts, **fetched).stamps)

    assert (stamp.value, stamp.choice) == ("2024-10-22", "the only one stated; conflict: after the capture")


def test_a_day_that_has_begun_somewhere_is_not_after_the_capture():
    (stamp,) = dated(fact("2024-10-19"), fetched_at="2024-10-18T12:00:00Z").stamps

    assert stamp.choice == "the only one stated"


def test_the_address_does_not_go_before_a_date_after_the_capture():
    url = fact("https://river.example/2024/10/18/lamps", META, kind="url")

    assert chosen(dated(fact("2024-10-21"), url, fetched_at="2024-10-19T08:00:00Z").stamps).value == "2024-10-21"


def test_a_change_before_the_publication_is_a_conflict():
    stamps = dated(
        fact("2024-10-18"), fact("2024-10-17", kind="modified"), fact("2024-10-18", LD, kind="modified")
    ).stamps

    assert [stamp.choice for stamp in stamps if stamp.kind == "modified"] == [
        "stated on the page itself; conflict: before the publication",
        "conflict: a line of the page goes before JSON-LD",
    ]


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        ([fact("昨天 12:00", zone="Asia/Shanghai")], {"fetched_at": "2024-10-07T20:00:00Z"}),
        (
            [fact("昨天 12:00", zone="Asia/Shanghai"), fact("2024-10-08T04:00:00", FRONT, kind="fetched")],
            {},
        ),
    ],
    ids=["of the capturer", "of front matter"],
)
def test_relative_words_are_worked_out_from_the_stated_capture(facts, known):
    stamp = dated(*facts, **known).stamps[0]

    assert (
        stamp.value,
        stamp.precision,
        stamp.timezone,
        stamp.literal,
        stamp.confidence,
        stamp.chosen,
        stamp.choice,
    ) == (
        "2024-10-07T12:00",
        "minute",
        "Asia/Shanghai",
        "昨天 12:00",
        "derived",
        True,
        "worked out from the time of capture",
    )


def test_the_capturer_goes_before_front_matter():
    facts = fact("昨天"), fact("2024-01-01", FRONT, kind="fetched")

    assert chosen(dated(*facts, fetched_at="2024-10-08").stamps).value == "2024-10-07"


def test_a_date_that_is_written_out_goes_before_one_that_is_worked_out():
    assert choices(fact("3天前"), fact("2024-10-01", FRONT), fetched_at="2024-10-08T12:00:00") == [
        (
            "2024-10-05",
            False,
            "conflict: worked out from the time of capture; a date that is written out goes before it",
        ),
        ("2024-10-01", True, "the most precise in the front matter"),
    ]


@pytest.mark.parametrize("known", [{}, {"fetched_at": "soon"}, {"fetched_at": "2024"}])
@pytest.mark.parametrize("literal", ["昨天 12:00", "10-08 12:00", "3 hours ago", "03/04/2024"])
def test_a_date_that_nobody_can_place_is_a_fact_with_its_words_and_no_date(literal, known):
    unplaced = fact(literal)
    result = dated(unplaced, fact("河灯", kind="title"), **known)

    assert result.stamps == ()
    assert unplaced in result.rest


def test_the_language_of_the_page_decides_and_the_date_is_inferred():
    stamp = chosen(dated(fact("03/04/2024", META), language="fr").stamps)

    assert (stamp.value, stamp.confidence) == ("2024-04-03", "inferred")


def test_the_day_in_the_address_has_its_place_there():
    url = "https://river.example/2024/10/18/lamps"
    field = Evidence(10, 10 + 5 + len(url), 2, f"url: {url}", FRONT)
    stamp = chosen(dated(Fact("url", url, "stated", (field,))).stamps)

    assert (stamp.value, stamp.precision, stamp.confidence, stamp.choice) == (
        "2024-10-18",
        "day",
        "inferred",
        "read off the address; the page states none",
    )
    (evidence,) = stamp.evidence
    assert (evidence.start, evidence.quote, evidence.rule) == (10 + 5 + 22, "2024/10/18", "core/address")
    assert evidence.end - evidence.start == len(evidence.quote)


def test_events_may_be_after_the_capture_and_the_first_counts():
    stamps = dated(
        fact("2030-01-01", FRONT, kind="event"),
        fact("2030-02-01", FRONT, kind="event"),
        fetched_at="2024-10-08T12:00:00",
    ).stamps

    assert [(stamp.value, stamp.chosen, stamp.choice) for stamp in stamps] == [
        ("2030-01-01", True, "the most precise in the front matter"),
        ("2030-02-01", False, "another is stated first"),
    ]


PAGE = """---
title: 河灯
event_date: 2025-02-12
Publish Date: "2025-01-03 09:08"
date: [2025-01-02, null]
updated: {{ page.updated }}
fetchTime: 2025-01-05T10:00:00
deadline:
created: 0001-01-01T00:00:00Z
---

春分这天，江边的灯亮了。守灯人把最后一盏擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才去吃饭。2024年3月12日他也写过。
"""


def test_front_matter_names_its_dates_in_many_ways_and_a_leftover_is_none():
    result = Cleaner().clean(RawDocument(data=PAGE.encode(), media_type="text/markdown"))
    assert isinstance(result, Cleaned)

    assert [(date.kind, date.value, date.chosen) for date in result.stamp.dates] == [
        ("published", "2025-01-03T09:08", True),
        ("published", "2025-01-02", False),
        ("event", "2025-02-12", True),
        ("fetched", "2025-01-05T10:00:00", True),
    ]


def test_the_date_of_a_file_goes_behind_that_of_the_page():
    page = PAGE.replace("title: 河灯", "title: 河灯\ncreation_date: 2025-01-04")
    result = Cleaner().clean(RawDocument(data=page.encode(), media_type="text/markdown"))
    assert isinstance(result, Cleaned)

    assert chosen(result.stamp.dates).value == "2025-01-03T09:08"
    assert [date.confidence for date in result.stamp.dates if date.value == "2025-01-04"] == ["inferred"]


@pytest.mark.parametrize(
    ("fetched_at", "dates", "facts"),
    [("2025-01-05T10:00:00", ["2025-01-04T12:00"], []), (None, [], ["昨天 12:00"])],
    ids=["with a capture", "without one"],
)
def test_the_stamp_has_what_can_be_placed_as_a_date_and_the_rest_as_a_fact(fetched_at, dates, facts):
    page = PAGE.replace('"2025-01-03 09:08"', "昨天 12:00").replace("[2025-01-02, null]", "~").replace("fetchTime", "x")
    result = Cleaner().clean(RawDocument(data=page.encode(), media_type="text/markdown", fetched_at=fetched_at))
    assert isinstance(result, Cleaned)

    assert [date.value for date in result.stamp.dates if date.kind == "published"] == dates
    assert [fact.value for fact in result.stamp.facts if fact.kind == "published"] == facts


LEAD = "The lamps went on. The keeper wiped the last of them three times and wrote down the tide and the wind."
FRENCH = """Les lampes se sont allumées au bord du fleuve. Le gardien a essuyé la dernière trois fois, puis il a noté
la marée, le vent et le nom des bateaux qui passaient, et il est enfin rentré chez lui pour manger sa soupe."""
HTML = """<!doctype html><html lang="en"><head><title>The lamps - River Post</title>
<link rel="canonical" href="https://river.example/{path}">{head}</head>
<body><article><header><h1>The lamps</h1>{time}</header>
<p>{lead}</p>
<p>On 3 March 2020 he had done the same, and so it says in his book of the year 2020-03-03.</p></article>
<ol class="comments"><li><time datetime="2024-11-11">11 Nov</time> Lovely.</li></ol></body></html>"""


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param(
            {"time": "<time>3 hours ago</time>"},
            [("2024-10-08", "derived", "3 hours ago")],
            id="words of a time element",
        ),
        pytest.param(
            {"time": "<time>8 October 2024, 10:05</time>", "path": "2024/10/08/lamps"},
            [("2024-10-08T10:05", "inferred", "8 October 2024, 10:05"), ("2024-10-08", "inferred", "2024/10/08")],
            id="a time element and the address",
        ),
        pytest.param(
            {"head": '<meta name="pubdate" content="03/04/2024">', "lead": FRENCH},
            [("2024-04-03", "inferred", "03/04/2024")],
            id="a language that has the day first",
        ),
        pytest.param({"head": '<meta name="pubdate" content="03/04/2024">'}, [], id="a language that does not"),
        pytest.param({"head": '<meta name="pubdate" content="[% date %]">'}, [], id="a leftover of a template"),
        pytest.param({}, [], id="dates of a comment and in running text"),
    ],
)
def test_a_page_of_html_has_the_dates_that_are_its_own(parts, expected):
    page = HTML.format(**({"lead": LEAD, "path": "lamps", "head": "", "time": ""} | parts))
    raw = RawDocument(data=page.encode(), media_type="text/html", fetched_at="2024-10-08T12:00:00Z")
    result = Cleaner(extractor="none").clean(raw)
    assert isinstance(result, Cleaned)

    assert [(date.value, date.confidence, date.literal) for date in result.stamp.dates] == expected
