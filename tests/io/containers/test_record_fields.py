from __future__ import annotations

import datetime as dt

import pytest

from cleaner.io.containers import Fields
from cleaner.io.containers.fields import found_in, value_at
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.stated import moment

CRAWL = "2024-10-19T08:30:00Z"


@pytest.mark.parametrize(
    ("record", "url", "identity", "fetched_at"),
    [
        (
            {"id": "cc/1", "text": "潮", "source": "common-crawl", "added": CRAWL, "created": "2020", "metadata": {"url": "https://a.example/"}},
            "https://a.example/", "cc/1", None,
        ),
        (
            {"text": "潮", "id": "<urn:uuid:1>", "metadata": {"url": "https://b.example/", "date": CRAWL, "dump": "CC-MAIN-2024-42"}},
            "https://b.example/", "<urn:uuid:1>", CRAWL,
        ),
        (
            {"text": "潮", "id": "1", "dump": "CC-MAIN-2024-42", "url": "https://c.example/", "date": CRAWL, "file_path": "s3://x", "language": "zh"},
            "https://c.example/", "1", CRAWL,
        ),
        ({"text": "潮", "url": "https://d.example/", "timestamp": CRAWL}, "https://d.example/", None, None),
        (
            {"content": "潮", "warc_headers": {"warc-target-uri": "https://e.example/", "warc-date": CRAWL, "warc-record-id": "<urn:uuid:2>"}},
            "https://e.example/", "<urn:uuid:2>", CRAWL,
        ),
        ({"raw_content": "潮", "url": "https://f.example/", "date_download": CRAWL, "digest": "sha1:X"}, "https://f.example/", None, CRAWL),
        ({"text": "潮", "date": CRAWL}, None, None, None),
    ],
    ids=["Dolma", "datatrove", "FineWeb", "C4", "OSCAR", "RedPajama", "a date of anything"],
)  # fmt: skip
def test_records_of_known_shapes_are_read_without_an_option(record, url, identity, fetched_at):
    found = found_in(record, Fields())

    assert (found.data, found.url, found.id, found.fetched_at) == ("潮".encode(), url, identity, fetched_at)


@pytest.mark.parametrize(
    ("record", "field", "media_type"),
    [
        ({"html": "<p>"}, "html", "text/html"),
        ({"markdown": "# 潮"}, "markdown", "text/markdown"),
        ({"text": "<p>"}, "text", None),
        ({"body": b"\xb3\xb1", "content_type": "text/html; charset=gbk"}, "body", "text/html; charset=gbk"),
        ({"html": "<p>", "media_type": "no media type"}, "html", "text/html"),
    ],
)
def test_the_field_and_what_the_record_says_tell_the_media_type(record, field, media_type):
    found = found_in(record, Fields())

    assert (found.field, found.media_type) == (field, media_type)


def test_named_fields_are_read_and_no_others():
    record = {
        "page": {"source": "<p>", "at": CRAWL},
        "text": "not this",
        "url": "https://not.example/",
        "key": 7,
        "href": "https://a.example/",
    }
    found = found_in(record, Fields(text="page.source", url="href", id="key", date="page.at", media_type="page.type"))

    assert found.data == b"<p>"
    assert (found.url, found.id, found.fetched_at, found.media_type) == ("https://a.example/", "7", CRAWL, None)


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ({"a.b": 1}, 1),
        ({"a": {"b": 2}}, 2),
        ({"a.b": 1, "a": {"b": 2}}, 1),
        ({"a": 3}, None),
        ({"a": {"c": 1}}, None),
        ({}, None),
    ],
)
def test_a_dotted_name_is_the_name_of_a_field_or_leads_into_one(record, value):
    assert value_at(record, "a.b") == value


def test_a_long_dotted_name_may_be_cut_anywhere():
    assert value_at({"a.b": {"c": {"d": 1}}}, "a.b.c.d") == 1


@pytest.mark.parametrize(
    ("record", "fields", "code", "said"),
    [
        ({"title": "a", "date": 1}, Fields(), "no-text", "the record has title, date: say which with --text-field"),
        ({"text": None, "url": "x"}, Fields(), "no-text", "nothing, or no text, in the field text"),
        ({"text": ["a"]}, Fields(), "no-text", "nothing, or no text, in the field text"),
        (
            {"html": "<p>", "content": "p"},
            Fields(),
            "ambiguous-text",
            "any of html, content: say which with --text-field",
        ),
        ({"a": 1}, Fields(text="b"), "no-text", "nothing in the field b (--text-field); the record has a"),
        ({"b": 1}, Fields(text="b"), "no-text", "no text but a number in the field b"),
        ({}, Fields(), "no-text", "the record has no fields"),
        ({"a\x1b[31m\ud800": 1}, Fields(), "no-text", r"a\u{1b}[31m\ud800"),
        ({f"f{number}": 1 for number in range(99)}, Fields(), "no-text", "f29 and more"),
    ],
)
def test_a_record_without_one_text_says_what_it_has_and_what_to_do(record, fields, code, said):
    with pytest.raises(Broken) as raised:
        found_in(record, fields)

    assert raised.value.code == code
    assert said in raised.value.detail
    assert raised.value.detail.isprintable()


def test_an_empty_field_beside_a_full_one_leaves_no_doubt():
    assert found_in({"text": "", "html": "<p>"}, Fields()).field == "html"
    assert found_in({"text": "", "html": ""}, Fields()).field == "text"


def test_a_lone_surrogate_is_kept_as_the_bytes_that_it_would_have():
    found = found_in({"text": "a\ud800", "url": "https://a.example/\udfff", "id": "\ud800"}, Fields())

    assert found.data == b"a\xed\xa0\x80"
    assert (found.url, found.id) == (r"https://a.example/\udfff", r"\ud800")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (CRAWL, CRAWL),
        (" 2024-10-19 08:30:00 ", "2024-10-19 08:30:00"),
        (b"2024-10-19", "2024-10-19"),
        (1729326600, "2024-10-19T08:30:00+00:00"),
        (1729326600.5, "2024-10-19T08:30:00.500000+00:00"),
        (1729326600000, "2024-10-19T08:30:00+00:00"),
        (dt.datetime(2024, 10, 19, 8, 30, tzinfo=dt.UTC), "2024-10-19T08:30:00+00:00"),
        (dt.date(2024, 10, 19), "2024-10-19"),
        ("yesterday", None),
        ("2024-13-45", None),
        ("20241019", None),
        (7, None),
        (True, None),
        (float("nan"), None),
        (10**400, None),
        (None, None),
        ({}, None),
    ],
)
def test_a_moment_is_read_from_what_dumps_write(value, expected):
    assert moment(value) == expected
