from __future__ import annotations

import base64
import codecs
import hashlib
import json
import re
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from msgspec.structs import replace
from removal_results import BODY, HOSTILE, LAMP, PAGES, cleaned, decoded

from cleaner import Cleaner, InputError
from cleaner.engines.run import run
from cleaner.export.formats import Options
from cleaner.export.result import read_result
from cleaner.export.sarif import BASE, FINGERPRINT, _Log, iana_name, sarif
from cleaner.export.sarif_regions import Lines
from cleaner.export.write import export
from cleaner.io.read import Inputs
from cleaner.io.result import Stored
from cleaner.io.rows import BARE

SCHEMA = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text("utf-8"))
FORMATS = jsonschema.FormatChecker(formats=())
_REFERENCE = r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"


@FORMATS.checks("uri")
def is_uri(value):
    return bool(urlsplit(value).scheme) and re.fullmatch(_REFERENCE, value) is not None


@FORMATS.checks("uri-reference")
def is_reference(value):
    """RFC 3986: no colon in the first segment of a relative one."""
    return re.fullmatch(_REFERENCE, value) is not None and (is_uri(value) or ":" not in value.partition("/")[0])


@FORMATS.checks("date-time")
def is_date_time(value):
    return datetime.fromisoformat(value) is not None


VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA, format_checker=FORMATS)


def run_of(result, *, every=False):
    """The one run of the log."""
    (run,) = json.loads(b"".join(sarif(result, every=every)))["runs"]
    return run


def region(item):
    return item["locations"][0]["physicalLocation"]["region"]


def path_of(run, location):
    assert "uriBaseId" not in location or location["uriBaseId"] in run["originalUriBaseIds"]
    return Path(unquote(urlsplit(location["uri"]).path))


def removals(result, *, every=False):
    return [(item, row) for item in result.documents() for row in item.removals if every or row.category not in BARE]


@pytest.mark.parametrize("name", ["result", "awkward", "redacted", "rules_only", "hostile_result", "empty_result"])
def test_every_log_is_valid(request, name):
    log = json.loads(b"".join(sarif(request.getfixturevalue(name), every=False)))

    assert [(list(error.path), error.message) for error in VALIDATOR.iter_errors(log)] == []


def test_a_log_of_all_removals_is_valid(awkward):
    log = json.loads(b"".join(sarif(awkward, every=True)))

    assert [(list(error.path), error.message) for error in VALIDATOR.iter_errors(log)] == []
    assert len(log["runs"][0]["results"]) == len(removals(awkward, every=True)) > len(removals(awkward))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda run: run.pop("tool"),
        lambda run: run["results"][0].update(level="fatal"),
        lambda run: run["results"][0].update(text="x"),
        lambda run: region(run["results"][0]).update(charOffset=-2),
        lambda run: run["artifacts"][0]["location"].update(uri="a b"),
        lambda run: run["artifacts"].append(run["artifacts"][0]),
    ],
    ids=["no tool", "a level", "a property", "an offset", "an address", "an artifact twice"],
)
def test_the_validator_refuses_what_the_schema_does_not_allow(awkward, spoil):
    run = run_of(awkward)
    spoil(run)

    assert list(VALIDATOR.iter_errors({"version": "2.1.0", "runs": [run]}))


@pytest.mark.parametrize("name", ["result", "awkward"])
@pytest.mark.parametrize("every", [False, True], ids=["rules", "all"])
def test_characters_bytes_lines_and_words_of_a_region_are_one_stretch(request, name, every):
    """Read anew from the inputs, a byte order mark left out of characters and left in among bytes."""
    result = request.getfixturevalue(name)
    run = run_of(result, every=every)
    assert run["columnKind"] == "unicodeCodePoints"
    found = zip(removals(result, every=every), run["results"], strict=True)
    for (item, row), told in found:
        data, text = decoded(item)
        at = region(told)
        stretch = text[at["charOffset"] : at["charOffset"] + at["charLength"]]
        raw = data[at["byteOffset"] : at["byteOffset"] + at["byteLength"]]
        assert stretch == by_lines(text, run["newlineSequences"], at)
        if row.action == "repair":
            assert base64.b64decode(at["snippet"]["binary"]) == raw == bytes.fromhex(row.raw)
        else:
            assert at["snippet"] == {"text": stretch}
            assert raw.decode(item.row.stamp.raw.encoding) == stretch == row.text.removeprefix("\ufeff")


def by_lines(text, newlines, at):
    """What line and column properties say, by the words of the standard."""
    lines = re.split(f"(?<={newlines[1]}|{newlines[2]})(?<!{newlines[2]}(?={newlines[1]}))", text)
    assert newlines[0] == newlines[2] + newlines[1]
    starts = [0, *accumulate(map(len, lines))]
    start = starts[at["startLine"] - 1] + at["startColumn"] - 1
    end = starts[at["endLine"] - 1] + at["endColumn"] - 1
    # There is no line behind the last line end.
    assert 1 <= at["endLine"] <= len(lines) - (lines[-1] == "")
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("abcd\r\nefg\r\nhijk\r\nlmn\r\n", 1, 3, (1, 2, 1, 4)),
        ("abcd\r\nefg\r\nhijk\r\nlmn\r\n", 6, 11, (2, 1, 3, 1)),
        ("abcd\r\nefg\r\nhijk\r\nlmn\r\n", 17, 22, (4, 1, 4, 6)),
        ("abcd\r\nefg\r\nhijk\r\nlmn\r\n", 22, 22, (4, 6, 4, 6)),
        ("a\rb\nc", 0, 5, (1, 1, 3, 2)),
        ("\U0001f4a1灯\n", 1, 2, (1, 2, 1, 3)),
        ("", 0, 0, (1, 1, 1, 1)),
    ],
)
def test_lines_and_columns_are_those_of_the_standard(text, start, end, expected):
    assert tuple(Lines(text).region(start, end).values()) == expected


def test_offsets_do_not_depend_on_a_byte_order_mark(tmp_path):
    pages = {"marked.txt": codecs.BOM_UTF8 + LAMP.encode(), "plain.txt": LAMP.encode()}
    marked, plain = (region(item) for item in run_of(cleaned(tmp_path, pages))["results"])

    assert marked.pop("byteOffset") == plain.pop("byteOffset") + 3
    assert marked == plain


def test_a_removed_byte_order_mark_is_no_character(awkward):
    (mark,) = [
        region(told)
        for (item, row), told in zip(removals(awkward, every=True), run_of(awkward, every=True)["results"], strict=True)
        if item.row.stamp.capture.path.endswith("/bare-mark.txt") and row.start == 0
    ]

    assert (mark["charOffset"], mark["byteOffset"], mark["startLine"], mark["startColumn"]) == (0, 3, 1, 1)
    assert mark["charLength"] == mark["byteLength"] == len(mark["snippet"]["text"])


@pytest.mark.parametrize("name", ["redacted", "rules_only"])
def test_where_the_text_cannot_be_had_back_no_line_is_told_without_its_columns(request, awkward, name):
    """A line alone would stand for all of it: the standard calls such a region wrong."""
    results = run_of(request.getfixturevalue(name))["results"]
    known = {"charOffset", "charLength", "byteOffset", "byteLength"} | ({"snippet"} if name == "rules_only" else set())

    for told, whole in zip(results, run_of(awkward)["results"], strict=True):
        assert region(told) == {key: value for key, value in region(whole).items() if key in known}
        assert told["properties"]["line"] == whole["properties"]["line"]


def test_of_a_redacted_result_no_removed_word_is_told(redacted):
    data = b"".join(sarif(redacted, every=True)).decode()

    assert "赞助" not in data
    assert "守塔人" not in data


def test_a_removal_points_to_its_rule_and_its_input(result):
    run = run_of(result)
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for (item, row), told in zip(removals(result), run["results"], strict=True):
        rule = rules[told["ruleIndex"]]
        assert rule["id"] == told["ruleId"] == row.rule
        assert rule["properties"]["category"] == row.category
        assert row.why in rule["fullDescription"]["text"]
        location = told["locations"][0]["physicalLocation"]["artifactLocation"]
        artifact = run["artifacts"][location.pop("index")]
        assert artifact["location"] == location
        assert artifact["properties"]["document"] == item.row.id


def test_an_artifact_is_a_file_that_is_there_with_its_length_and_digest(awkward):
    run = run_of(awkward)

    assert len(run["artifacts"]) == len(PAGES)
    for artifact in run["artifacts"]:
        data = path_of(run, artifact["location"]).read_bytes()
        assert artifact["length"] == len(data)
        assert artifact["hashes"] == {"sha-256": hashlib.sha256(data).hexdigest()}


@pytest.mark.parametrize(
    ("given", "uri", "is_relative"),
    [
        ("dump/a.txt", "dump/a.txt", True),
        ("./dump/a.txt", "dump/a.txt", True),
        (".//a.txt", "a.txt", True),
        ("灯 塔#1?.txt", "%E7%81%AF%20%E5%A1%94%231%3F.txt", True),
        ("a:b.txt", "a%3Ab.txt", True),
        ("100%.txt", "100%25.txt", True),
        ("/dump/灯.txt", "file:///dump/%E7%81%AF.txt", False),
        ("-", "urn:cleaner:raw:SHA", False),
        (None, "urn:cleaner:raw:SHA", False),
    ],
)
def test_an_input_is_named_by_an_address_that_can_be_followed(result, row_with, given, uri, is_relative):
    row = row_with()
    stamp = replace(row.stamp, capture=replace(row.stamp.capture, path=given))
    place = _Log()._place(Stored("x", replace(row, stamp=stamp), ()))

    assert place["uri"] == uri.replace("SHA", stamp.raw.sha256)
    assert (place.get("uriBaseId") == BASE) == is_relative
    assert is_reference(place["uri"])


def test_the_same_words_by_the_same_rule_have_one_fingerprint_on_every_page_redacted_or_not(awkward, redacted):
    def fingerprints(result):
        return [
            (row, told["partialFingerprints"][FINGERPRINT])
            for (_, row), told in zip(removals(result), run_of(result)["results"], strict=True)
        ]

    assert [print_ for _, print_ in fingerprints(awkward)] == [print_ for _, print_ in fingerprints(redacted)]
    by_print = {}
    for row, print_ in fingerprints(awkward):
        by_print.setdefault(print_, set()).add((row.rule, row.raw or row.text))
    assert all(len(each) == 1 for each in by_print.values())
    assert 1 < len(by_print) < len(removals(awkward))


def test_the_same_file_given_twice_is_one_artifact(tmp_path):
    cleaned(tmp_path, {"lamp.txt": LAMP.encode()})
    path = str(tmp_path / "dump" / "lamp.txt")
    run(Cleaner([tmp_path / "rules"], source="lighthouse"), Inputs([path, path]), tmp_path / "twice")
    twice = read_result(tmp_path / "twice")
    told = run_of(twice)

    assert len(told["results"]) == len(removals(twice)) == twice.manifest.counts.documents
    assert len(told["artifacts"]) == 1


def test_a_repair_is_a_warning_and_a_removal_a_note(awkward):
    for (_, row), told in zip(removals(awkward), run_of(awkward)["results"], strict=True):
        assert told["level"] == ("warning" if row.action == "repair" else "note")
        # Any kind but the default one, `fail`, would forbid a level.
        assert "kind" not in told


def test_a_forged_repair_is_told_and_no_crash(awkward):
    item, row = next(known for known in removals(awkward) if known[1].action == "repair")
    forged = replace(item, removals=(*item.removals[:-1], replace(row, raw="zz")))

    with pytest.raises(InputError, match="are not in hexadecimal"):
        list(_Log().results(forged, every=False))


def test_a_message_says_category_and_reason_and_its_braces_are_no_placeholders(awkward):
    messages = {told["message"]["text"] for told in run_of(awkward)["results"]}

    assert messages == {
        "Removed as advertisement: a sponsor's line {{0}}; see [the list](1).",
        "Removed as promotion: the keeper's own advertisement.",
        "Repaired: bytes that utf-8 does not give back.",
    }


def test_hostile_words_come_back_as_they_were(awkward):
    snippets = {region(told)["snippet"]["text"].rstrip("\n") for told in run_of(awkward)["results"]}

    assert snippets >= set(HOSTILE)


def test_inputs_that_gave_no_document_are_told_and_nothing_of_them_is(hostile_result):
    run = run_of(hostile_result)
    (invocation,) = run["invocations"]
    told = {notice["descriptor"]["id"]: notice for notice in invocation["toolExecutionNotifications"]}

    assert {key: notice["level"] for key, notice in told.items()} == {
        "quarantined/empty-body": "warning",
        "rejected/empty-input": "error",
    }
    assert {rule["id"] for rule in run["tool"]["driver"]["notifications"]} == told.keys()
    assert "网易号" not in json.dumps(run, ensure_ascii=False)
    assert all(item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for item in told.values())


def test_of_one_document_only_its_own_is_told(hostile_result):
    (document,) = hostile_result.documents()
    run = run_of(read_result(hostile_result.folder, document.row.id))

    assert run["invocations"] == [{"executionSuccessful": True}]
    assert len(run["artifacts"]) == 1


def test_a_document_that_nothing_was_removed_from_is_an_artifact(tmp_path):
    result = cleaned(tmp_path, {"plain.txt": BODY.encode()})
    path, number = export("sarif", result, tmp_path / "log.sarif", Options())
    (run,) = json.loads(path.read_bytes())["runs"]

    assert number == 1
    assert (run["results"], len(run["artifacts"])) == ([], 1)


def test_an_empty_result_gives_an_empty_log(empty_result, tmp_path):
    path, number = export("sarif", empty_result, tmp_path / "log.sarif", Options())
    (run,) = json.loads(path.read_bytes())["runs"]

    assert number == 0
    assert (run["results"], run["artifacts"]) == ([], [])


def test_all_of_a_result_without_bare_removals_is_refused(rules_only):
    with pytest.raises(InputError, match=r"--ledger rules.*export without --all"):
        run_of(rules_only, every=True)


def test_results_are_handed_out_document_by_document(awkward):
    pieces = list(sarif(awkward, every=False))

    assert len(pieces) == len(PAGES) + 2
    assert sum(len(piece.splitlines()) for piece in pieces[1:-1] if piece) >= len(removals(awkward))


@pytest.mark.parametrize(
    "codec",
    [
        "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030", "big5", "big5hkscs", "euc_jp",
        "euc_kr", "iso2022_jp", "cp1252", "iso8859-15", "koi8-r", "cp866", "mac-roman",
    ],
)  # fmt: skip
def test_an_encoding_has_the_name_that_iana_gives_it(codec):
    name = iana_name(codec)

    assert codecs.lookup(name).name == codecs.lookup(codec).name
    assert name != codec


def test_an_encoding_that_iana_does_not_know_is_left_out():
    assert (iana_name("cp932"), iana_name("cp874")) == ("Windows-31J", "windows-874")
    assert iana_name("mac-cyrillic") is iana_name("cp949") is None
