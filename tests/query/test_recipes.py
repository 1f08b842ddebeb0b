"""Every recipe answers its question on real pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner.errors import InputError
from cleaner.query.database import Query, asked
from cleaner.query.recipes import recipe_named, recipes

PAGE = (Path(__file__).parents[2] / "docs" / "queries.md").read_text("utf-8")


def answer(result, name, **values):
    recipe = recipe_named(name)
    with asked(result.out, Query(recipe.sql, {**recipe.defaults, **values})) as found:
        return [dict(zip(found.names, row, strict=True)) for row in found]


@pytest.mark.parametrize("name", recipes())
def test_every_recipe_answers(result, name):
    assert answer(result, name)


@pytest.mark.parametrize("name", recipes())
def test_the_page_shows_every_recipe_as_it_is(name):
    recipe = recipes()[name]
    sql = "\n".join(line for line in recipe.sql.strip().split("\n") if not line.startswith("--"))

    assert f"**`{name}`** {recipe.about}." in PAGE
    assert f"```sql\n{sql}\n```" in PAGE


def test_the_page_shows_no_recipe_that_is_none():
    assert re.findall(r"^\*\*`([^`]+)`\*\*", PAGE, re.MULTILINE) == list(recipes())


@pytest.mark.parametrize("name", recipes())
def test_every_recipe_answers_of_a_result_without_documents(cleaned, name):
    assert isinstance(answer(cleaned({"empty.txt": ""}), name), list)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("largest-removals", {"rule": "hot-news-aggregator/hot-news", "category": "hot-news", "chars": 2797}),
        (
            "repeated-texts",
            {"rule": "hot-news-aggregator/dateline", "documents": 9, "example": "2025-06-18 10:42:07\n"},
        ),
        ("credited", {"name": "林一", "role": "author", "documents": 13}),
        ("quarantine-codes", {"outcome": "quarantined", "code": "empty-body", "inputs": 1}),
        ("languages", {"source": "163.com", "tag": "zh-Hans"}),
        ("rules-by-chars", {"source": "163.com", "rule": "163.com/body"}),
        ("reprint-chains", {"way": "user-upload: 网易号 (NetEase Hao)", "hops": 1}),
        ("date-conflicts", {"value": "2025-05-20T21:36", "chosen": True, "literal": "2025年05月20日 21时36分"}),
    ],
)
def test_the_first_row_is_the_one_to_look_at(result, name, expected):
    first = answer(result, name)[0]

    assert {key: first[key] for key in expected} == expected


def test_the_removals_of_a_rule_come_with_what_stands_around_them(result):
    rows = answer(result, "removals-of-rule", rule="163.com/hao-notice")

    assert {row["rule"] for row in rows} == {"163.com/hao-notice"}
    assert any("网易号" in row["text"] for row in rows)
    for row in rows:
        ((found,),) = result.ask(
            "select count(*) from removals where rule = $rule and text = $text and prefix = $prefix",
            rule=row["rule"],
            text=row["text"],
            prefix=row["prefix"],
        )
        assert found


def test_the_same_text_is_found_under_all_its_names(result):
    rows = answer(result, "same-text")
    (twice,) = [row for row in rows if any(path.endswith("one.txt") for path in row["paths"])]

    assert [Path(path).name for path in twice["paths"]] == ["gptnb.txt", "one.txt", "two.txt"]
    assert twice["inputs"] == 1


def test_documents_that_lost_most_come_first_and_quarantine_is_no_document(result):
    shares = [row["removed_share"] for row in answer(result, "most-lost")]

    assert shares == sorted(shares, reverse=True)
    assert len(shares) == result.one("select count(*) from documents where outcome = 'document'")


def test_removals_from_the_middle_stand_in_the_middle_and_hold_numbers(result):
    rows = answer(result, "middle-with-numbers")

    assert all(0.2 <= row["at"] <= 0.8 for row in rows)
    assert all(re.search("[0-9０-９一二三四五六七八九十百千万]{2}", row["text"]) for row in rows)


def test_a_recipe_misspelt_is_told():
    with pytest.raises(InputError, match="did you mean 'credited'"):
        recipe_named("credits")
