"""docs/rules.md is whole, and its example works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.model.category import CATEGORIES
from cleaner.model.fact import FACT_KINDS
from cleaner.rules.check import TAGS
from cleaner.rules.fold import FOLDS
from cleaner.rules.json_schema import json_schema
from cleaner.rules.load import load_rules
from cleaner.rules.profile import PROFILES
from cleaner.testing import find_gaps, run_examples, run_fixtures, update_goldens
from cleaner.testing.fixtures import facts_of

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
NAMED = set(re.findall(r"`\[*([\w-]+)\]*`", PAGE))
_FILE = re.compile(r"^`(my/[^`]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)

KEYS = sorted({key for definition in json_schema()["$defs"].values() for key in definition["properties"]})


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_explained(key):
    assert key in NAMED


@pytest.mark.parametrize(
    "names",
    [CATEGORIES, FACT_KINDS, FOLDS, TAGS, tuple(PROFILES)],
    ids=["category", "fact", "fold", "block", "profile"],
)
def test_every_name_is_explained(names):
    assert [name for name in names if name not in NAMED and not re.fullmatch("h[2-5]", name)] == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_table_says_what_the_profile_does(category):
    fate = "lifted" if PROFILES["corpus"][category] == "lift" else "removed"
    assert re.search(rf"^\| `{category}` \| .* \| {fate} \|$", PAGE, re.MULTILINE)


def test_every_link_within_the_page_leads_to_a_heading():
    headings = {
        re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


def test_the_example_works_from_page_to_fixture(tmp_path):
    files: dict[str, str] = {}
    for name, text in _FILE.findall(PAGE):
        files[name] = files.get(name, "") + text + "\n"
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    book = load_rules([tmp_path / "my" / "rules"])
    cleaner = Cleaner(book)
    root = tmp_path / "my" / "fixtures"
    list(update_goldens(cleaner, root))
    results = [*run_examples(book, ["lamp.example"]), *run_fixtures(cleaner, root)]
    assert [(result.name, result.problems) for result in results if not result.passed] == []
    assert len(results) == 3
    assert list(find_gaps(book, results, ["lamp.example"])) == []


def test_the_keys_of_facts_json_are_listed():
    from cleaner import RawDocument

    done = Cleaner().clean(RawDocument(data="正文\n".encode()))
    assert set(facts_of(done.stamp)) <= NAMED
