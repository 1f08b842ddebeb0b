"""Rules of the package are read at start and tried when they are used; those of a user are tried at once."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, RawDocument, RuleError
from cleaner.rules import load
from cleaner.rules.load import load_rules, read_rules

WRONG = """schema = 1
id = "harbour.example"

[match]
hosts = ["harbour.example"]
{markers}
[[remove]]
id = "notice"
why = "A notice under every page."
category = "promotion"
line = '{line}'
"""
BESIDE = 'schema = 1\nid = "core"\n'


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with one file of rules, and a core."""
    folder = tmp_path / "package"
    folder.mkdir()
    monkeypatch.setattr(load, "builtin_dir", lambda: folder)
    (folder / "core.toml").write_text(BESIDE, "utf-8")

    def write(line="^Back to the harbour$", markers=""):
        (folder / "harbour.toml").write_text(WRONG.format(line=line, markers=markers), "utf-8")
        return folder / "harbour.toml"

    return write


def test_what_is_read_without_trying_is_what_is_read_with():
    untried = load_rules()
    tried, problems = read_rules()

    assert problems == []
    assert untried == tried


def test_a_pattern_of_the_package_that_is_wrong_is_told_with_its_place_when_its_source_is_used(package):
    path = package(line="(?=tide)")
    cleaner = Cleaner()

    with pytest.raises(RuleError) as told:
        cleaner.clean(RawDocument(data=b"The tide is out.", url="https://harbour.example/1"))

    assert (told.value.where, read_rules()[1][0].args) == (f"{path}:11", told.value.args)
    assert cleaner.clean(RawDocument(data=b"The tide is out, and nobody knows whose page this is."))


def test_a_marker_of_the_package_that_is_wrong_is_told_as_soon_as_there_is_a_cleaner(package):
    path = package(markers="markers = ['(?=tide)']\n")

    with pytest.raises(RuleError) as told:
        Cleaner()

    assert told.value.where == f"{path}:6"


@pytest.mark.parametrize("slip", ["colour = 1\n", "name = 3\n"])
def test_what_the_types_do_not_have_is_told_at_start(package, slip):
    path = package()
    path.write_text(slip + path.read_text("utf-8"), "utf-8")

    with pytest.raises(RuleError) as told:
        load_rules()

    assert told.value.where == f"{path}:1"


@pytest.mark.parametrize("how", ["id = 'harbour.example'\nschema = 1", "tune = 'harbour.example'"])
def test_a_file_of_a_user_is_tried_at_start_and_so_is_what_it_tunes(package, tmp_path, how):
    package(line="(?=tide)" if how.startswith("tune") else "^Back$")
    own = tmp_path / "own"
    own.mkdir()
    wrong = "" if how.startswith("tune") else "[[remove]]\nid='a'\nwhy='A test.'\ncategory='promotion'\nline='(?=x)'\n"
    (own / "mine.toml").write_text(f"{how}\n{wrong}", "utf-8")

    with pytest.raises(RuleError, match="look-ahead"):
        load_rules([own])
