from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
from stamp_parts import credit, date, evidence, fact, hop, mark, statement

from cleaner.export.facts import line
from cleaner.export.ninjs import ninjs_of
from cleaner.model.stamp import ImageStamp, Reference

SCHEMA = json.loads((Path(__file__).parent / "schemas/ninjs-schema_3.3.json").read_text("utf-8"))
FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("uri")
def is_uri(value):
    """RFC 3986: a scheme, and nothing that a URI cannot hold."""
    return (
        bool(urlsplit(value).scheme)
        and re.fullmatch(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+", value) is not None
    )


@FORMATS.checks("date-time")
def is_date_time(value):
    """RFC 3339."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
        return False
    return datetime.fromisoformat(value) is not None


VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=FORMATS)


def check(value):
    assert [(list(error.path), error.message) for error in VALIDATOR.iter_errors(json.loads(line(value)))] == []
    return value


def test_the_validator_refuses_what_the_schema_does_not_know():
    assert list(VALIDATOR.iter_errors({"uri": "urn:x:y", "headline": "x"}))
    assert list(VALIDATOR.iter_errors({"uri": "no uri"}))
    assert list(VALIDATOR.iter_errors({"uri": "urn:x:y", "firstCreated": "2024-01-01"}))


def test_every_document_is_a_valid_news_object(rows):
    for row in rows:
        value = check(ninjs_of(row))
        assert value["bodies"][0]["value"] == row.text


def test_a_page_of_hostile_words_is_valid(hostile_result):
    (row,) = [item.row for item in hostile_result.documents()]

    assert check(ninjs_of(row))["headlines"][0]["value"] == row.title


@pytest.mark.parametrize(
    ("published", "first_created"),
    [
        pytest.param(date("published", "2024-09-11T10:00:07+08:00", "second"), "2024-09-11T10:00:07+08:00", id="full"),
        pytest.param(date("published", "2024-09-11T10:00:07.25Z", "second"), "2024-09-11T10:00:07.25Z", id="fraction"),
        pytest.param(date("published", "2024-09-11T10:00:07", "second"), None, id="no zone"),
        pytest.param(date("published", "2024-09-11T10:00+08:00", "minute"), None, id="no seconds"),
        pytest.param(date("published", "2024-09-11", "day"), None, id="a day"),
        pytest.param(date("published", "2024", "year"), None, id="a year"),
        pytest.param(date("published", "2024-09-11T10:00:07Z", "second", "inferred"), None, id="inferred"),
    ],
)
def test_a_date_is_full_and_stated_or_stays_words(row_with, published, first_created):
    value = check(ninjs_of(row_with(dates=(published,))))

    assert value.get("firstCreated") == first_created
    role = "published (inferred)" if published.confidence == "inferred" else "published"
    words = [] if first_created else [{"role": role, "value": published.literal}]
    assert value.get("descriptions", []) == words


def test_what_is_inferred_stands_under_a_role_that_says_so(row_with):
    row = row_with(
        title=statement("Lamps", "inferred"),
        rights=statement("all rights", "inferred"),
        credits=(credit("author", "Lin", "inferred"), credit("placeholder", "admin")),
        chain=(hop(1, "origin", "Post", "inferred", url="https://post.example/灯?a=[1]"),),
        facts=(fact("publisher", "Post", "inferred"), fact("topic", "lamps", "inferred")),
        synthetic=(mark("text", (0, 99_999), "inferred"),),
    )
    value = check(ninjs_of(row))

    assert not value.keys() & {"headlines", "by", "usageTerms", "rightsInfo", "subjects", "digitalSourceType"}
    assert all("(inferred)" in item["role"] for item in value["infoSources"] + value["descriptions"])
    assert value["infoSources"][-1]["uri"] == "https://post.example/%E7%81%AF?a=%5B1%5D"
    assert [item["name"] for item in value["infoSources"]] == ["Lin", "Post", "Post"]


def test_what_is_stated_has_its_field(row_with):
    row = row_with(
        title=statement("Lamps"),
        credits=(credit("author", "Lin"), credit("author", "Song"), credit("editor", "Bai")),
        chain=(hop(1, "origin", "Weixin", account="Lamp Room"), hop(2, "page", "Tower")),
        facts=(fact("topic", "lamps"), fact("original-title", "Light")),
        references=(Reference("/relative", "A study", "Institute", "stated", evidence()),),
    )
    value = check(ninjs_of(row))

    assert value["headlines"] == [{"role": "main", "value": "Lamps"}, {"role": "original", "value": "Light"}]
    assert value["by"] == "Lin, Song"
    assert value["subjects"] == [{"name": "lamps"}]
    assert [(item["role"], item.get("name")) for item in value["infoSources"]] == [
        ("author", "Lin"),
        ("author", "Song"),
        ("editor", "Bai"),
        ("origin", "Weixin"),
        ("origin", "Lamp Room"),
        ("page", "Tower"),
        ("reference", "Institute"),
    ]
    assert "uri" not in value["infoSources"][-1]


@pytest.mark.parametrize(
    ("rights", "field", "expected"),
    [
        (
            "https://creativecommons.org/licenses/by/4.0/",
            "rightsInfo",
            {"linkedRights": "https://creativecommons.org/licenses/by/4.0/"},
        ),
        ("未经授权不得转载", "usageTerms", "未经授权不得转载"),
    ],
    ids=["an address", "words"],
)
def test_rights_are_linked_or_told(row_with, rights, field, expected):
    assert check(ninjs_of(row_with(rights=statement(rights))))[field] == expected


def test_a_whole_text_by_a_machine_has_its_source_type_and_a_part_does_not(row_with):
    bare = row_with()
    whole = check(ninjs_of(row_with(synthetic=(mark("text", (0, bare.stamp.clean.chars)),))))
    part = check(ninjs_of(row_with(synthetic=(mark("summary", (0, 5)), mark("prompt", None)))))

    assert whole["digitalSourceType"]["uri"].endswith("/trainedAlgorithmicMedia")
    assert "digitalSourceType" not in part
    assert [item["value"].partition(" ")[2] for item in part["descriptions"]] == [
        "(code points 0 to 5 of the body)",
        "(not in the body)",
    ]


def test_pictures_are_associated_once_and_by_absolute_address(row_with):
    images = (
        ImageStamp("https://a.example/1.png", "a lamp", ()),
        ImageStamp("https://a.example/1.png", "", ()),
        ImageStamp("//a.example/2.png", "", ()),
        ImageStamp("https://a.example/三.png", "", ()),
    )
    value = check(ninjs_of(row_with(images=images)))

    assert [(item["uri"], item["name"]) for item in value["associations"]] == [
        ("https://a.example/1.png", "a lamp"),
        ("https://a.example/%E4%B8%89.png", "https://a.example/%E4%B8%89.png"),
    ]
