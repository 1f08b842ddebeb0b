"""Who is believed about where the article stands, in which order, and that the stamp says so."""

from __future__ import annotations

import json

import msgspec
import pytest

from cleaner import Cleaned, Cleaner, RawDocument, Rejected
from cleaner.extract import Extraction, reason_of
from cleaner.extract.said import expected_f1
from cleaner.model.digest import stamp_digest
from cleaner.model.stamp import Stamp

ARTICLE = [
    "On the first of the month the ice on the canal was thick enough for the bakers, who always go first, to skate to work.",
    "By noon the whole street was out there, and somebody had carried a stove on to the ice and was frying little cakes on it.",
    "桥下有人卖热豆浆。老人说，上一回冻得这么结实还是三十年前，那时他的自行车掉进了冰窟窿，第二年春天才捞上来。",
]
RULES = """schema = 1
id = "canal.test"
name = "Canal Post"
body = {body}
{layout}
"""
LAYOUT = """
[[layout]]
id = "new"
why = "since the ice came"
since = "2020-01-01"
body = "div.text"
"""


def page(*, body="", more="") -> RawDocument:
    data = json.dumps({"@type": "NewsArticle", "headline": "Ice", "articleBody": body})
    shown = "".join(f"<p>{text}</p>" for text in [*ARTICLE, more])
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Ice</title>
<script type="application/ld+json">{data}</script></head>
<body><p><a href="/">Home</a></p><div class="story"><div class="text">{shown}</div></div>
<p><a href="/bread">How bread is baked</a></p></body></html>"""
    return RawDocument(data=html.encode())


def said(result) -> tuple[str, str]:
    assert isinstance(result, Cleaned)
    return result.stamp.extraction.by, result.stamp.extraction.name


@pytest.fixture
def rules(tmp_path):
    def write(body, layout=""):
        (tmp_path / "canal.test.toml").write_text(RULES.format(body=json.dumps(body), layout=layout), "utf-8")
        return Cleaner(tmp_path, source="canal.test", extractor="turbohtml")

    return write


def test_a_rule_file_goes_before_what_the_page_states(rules):
    result = rules("div.story").clean(page(body=" ".join(ARTICLE)))

    assert said(result) == ("rules", "div.story")
    assert result.text.split("\n\n") == ARTICLE


def test_a_layout_goes_before_the_file_that_it_stands_in(rules):
    raw = msgspec.structs.replace(page(), fetched_at="2024-01-01")

    assert said(rules("div.story", LAYOUT).clean(raw)) == ("layout", "div.text")


def test_a_selector_that_is_not_on_the_page_says_nothing(rules):
    assert said(rules("div.gone").clean(page())) == ("extractor", "turbohtml")


def test_a_statement_goes_before_the_extractor():
    more = (
        "Whoever liked this will like to read how the bakers of the next town get to work when the canal is open water."
    )
    cleaner = Cleaner(extractor="turbohtml")
    result = cleaner.clean(page(body=" ".join(ARTICLE), more=more))

    assert more in cleaner.clean(page(more=more)).text
    assert said(result) == ("statement", "articleBody")
    assert result.text.split("\n\n") == ARTICLE


def test_the_extractor_is_the_last_to_be_asked():
    assert said(Cleaner(extractor="turbohtml").clean(page())) == ("extractor", "turbohtml")
    assert said(Cleaner(extractor="none").clean(page())) == ("extractor", "none")


@pytest.mark.parametrize(
    ("cleaner", "raw"),
    [
        pytest.param(Cleaner(profile="markup-only"), page(), id="all is kept"),
        pytest.param(Cleaner(extractor="turbohtml"), RawDocument(data=ARTICLE[0].encode()), id="plain text"),
    ],
)
def test_where_nobody_is_asked_the_stamp_names_nobody(cleaner, raw):
    stamp = cleaner.clean(raw).stamp

    assert stamp.extraction is msgspec.UNSET
    assert b'"extraction"' not in msgspec.json.encode(stamp)


def test_a_page_that_is_held_names_nobody():
    result = Cleaner(extractor="turbohtml").clean(RawDocument(data=b"<html><body><p>Loading</p></body></html>"))

    assert isinstance(result, Rejected)
    assert result.held.stamp.extraction is msgspec.UNSET


def test_the_stamp_is_read_back_as_it_was_written_and_its_digest_holds():
    stamp = Cleaner(extractor="turbohtml").clean(page()).stamp
    again = msgspec.json.decode(msgspec.json.encode(stamp), type=Stamp)

    assert again == stamp
    assert stamp_digest(again) == stamp.stamp_digest
    assert len(stamp.extraction.digest) == 16


@pytest.mark.parametrize(
    ("probabilities", "kept", "expected"),
    [
        pytest.param((1.0, 1.0, 0.0), (0, 1), 1, id="sure and right"),
        pytest.param((0.0, 0.0, 0.0), (0,), 0, id="sure and wrong"),
        pytest.param((0.5, 0.5, 0.5), (0, 1, 2), 0.667, id="not sure of anything"),
        pytest.param((0.9, 0.2, 0.0), (0,), 0.857, id="some of it may be missing"),
    ],
)
def test_the_confidence_is_the_expected_f1_of_the_characters(probabilities, kept, expected):
    extraction = Extraction(kept, reason_of("trial", "1", "no article"), probabilities=probabilities)

    found = expected_f1([10, 10, 10], extraction)

    assert found == pytest.approx(expected, abs=0.0006)
    assert isinstance(found, int) == (expected in {0, 1})
