from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.io.names import LONGEST, folded, numbered, safe_name, safe_path


@given(st.text(), st.booleans())
def test_no_text_makes_a_name_that_leads_anywhere(text, portable):
    name = safe_name(text, portable=portable)

    assert name not in {"", ".", ".."}
    assert not set(name) & set("/\\\0\x1b\u202e")
    assert len(name.encode()) <= LONGEST


@given(st.lists(st.sampled_from(["..", ".", "", "a", "C:", "\0", "\\..", "-"])))
def test_no_path_leads_upward(parts):
    names = safe_path("/".join(parts), "../x")

    assert names
    assert all(name not in {"", ".", ".."} and "/" not in name and "\\" not in name for name in names)


@pytest.mark.parametrize("name", ["con", "NUL.txt", "Com1.a.b", "LPT9", "aux "])
def test_names_of_devices_get_a_sign(name):
    assert safe_name(name).partition("_")[0].casefold() in {"con", "nul", "com1", "lpt9", "aux"}
    assert "_" in safe_name(name)


def test_a_name_that_only_begins_like_a_device_stays():
    assert safe_name("console.txt") == "console.txt"


def test_what_this_system_takes_is_restored_under_its_name():
    assert safe_path("a b/index.php?id=3") == ["a b", "index.php?id=3"]


def test_numbers_stand_before_the_suffix():
    assert (numbered("a.txt", 2), numbered(".txt", 2), numbered("a", 2)) == ("a-2.txt", ".txt-2", "a-2")


def test_names_fold_alike_where_case_or_composition_does_not_count():
    assert folded("É.txt") == folded("e\u0301.TXT")
