"""docs/engines.md says what is there: columns, fields, settings, examples."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from cleaner.adapters.answer import PREFIX, Answer

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "engines.md").read_text("utf-8")
SECTIONS = {part.split("\n", 1)[0]: part for part in PAGE.split("\n## ")}
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))


def first_cells(section: str) -> list[str]:
    """Names in the first column of the tables of *section*."""
    found = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", SECTIONS[section], re.MULTILINE)
    return [name for cell in found for name in re.findall(r"`(\w+)`", cell)]


def test_the_fields_of_an_answer_are_those_of_the_filter():
    assert first_cells("The filter") == list(Answer.__struct_fields__)


def test_the_columns_are_those_of_the_kernel():
    pytest.importorskip("pyarrow")
    from cleaner.adapters.answer_columns import answer_fields

    fields = answer_fields()
    assert first_cells("The batch kernel") == [field.name for field in fields]
    assert all(str(field.type) == "string" for field in fields[:-1])
    said = re.search(r"without `doc_id`: `([\w ]+)`; numbers are `int64`, `confidence` is `double`", PAGE)
    assert said
    removal = fields[-1].type.value_type
    assert said[1].split() == [field.name for field in removal]
    assert {str(field.type) for field in removal} == {"string", "int64", "double"}


def test_the_keys_of_metadata_are_those_of_a_flat_answer():
    said = set(re.findall(rf"`({PREFIX}\w+)`", SECTIONS["datatrove"]))
    words = Answer("quarantined", *["x"] * 2, None, *["x"] * 5)
    assert said - {"cleaner_stamp", "cleaner_removals"} == set(words.flat()) - {"cleaner_code", "cleaner_detail"}


def test_the_settings_of_scrapy_are_those_that_it_reads():
    source = (ROOT / "cleaner" / "adapters" / "scrapy_pipeline.py").read_text("utf-8")
    read = re.findall(r'settings\.get\w*\("(CLEANER_\w+)"', source)
    assert set(read) == set(first_cells("Scrapy")) == set(re.findall(r"^ {8}(CLEANER_\w+) ", source, re.MULTILINE))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_named_and_says_what_to_install(path):
    assert f"(examples/{path.name})" in PAGE
    assert "pip install 'cleaner[" in (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")


def test_every_example_is_run_by_a_test():
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("*/test_*.py"))
    for path in EXAMPLES:
        assert f'run_example("{path.stem}")' in tests or path.name in tests, path.name


def test_what_it_links_to_is_there():
    for name, anchor in re.findall(r"\]\(([\w./]*)#?([\w-]*)\)", PAGE):
        page = ROOT / "docs" / name if name else ROOT / "docs" / "engines.md"
        assert page.is_file(), name
        if anchor:
            headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
            assert anchor in [heading.lower().replace(" ", "-") for heading in headings], anchor
