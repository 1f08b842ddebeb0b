"""docs/exports.md names every format, term and field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.export.croissant import croissant_of
from cleaner.export.formats import FORMATS, Options
from cleaner.export.jsonld import jsonld_of
from cleaner.export.ninjs import ninjs_of
from cleaner.export.prov import prov_of
from cleaner.export.result import read_result
from cleaner.io.read import Inputs

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exports.md").read_text("utf-8")
NAMED = set(re.findall(r"`([^`\n]+)`", PAGE))


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page") / "out"
    run(Cleaner(), Inputs([str(ROOT / "seeds")]), folder)
    return read_result(folder)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_explained(form):
    assert form in NAMED


def test_every_term_of_prov_is_explained(result):
    said = {
        term
        for item in result.documents()
        for term in re.findall(
            r'"(cleaner:[A-Za-z0-9]+)"', str(prov_of(item.row, result.manifest.run)).replace("'", '"')
        )
    }
    assert len(said) > 20
    assert said - NAMED == set()


@pytest.mark.parametrize("export", [ninjs_of, jsonld_of])
def test_every_field_is_explained(result, export):
    fields = {key for item in result.documents() for key in export(item.row)} - {"@context", "@type"}

    assert fields - NAMED - {"rightsInfo"} == set()


def test_every_field_of_a_record_is_explained(result):
    value = croissant_of(result.manifest, "", "x", None)

    assert {field["name"] for record in value["recordSet"] for field in record["field"]} - NAMED == set()


def test_every_option_is_explained():
    assert {"--doc ID", "--with-run", "--text raw", "--name", "--license", "--all"} <= NAMED
    assert set(Options.__struct_fields__) == {"text", "with_run", "name", "rights", "every"}
