from __future__ import annotations

import pytest

from cleaner.rules.locate import extent, extents, locate

TEXT = """\
schema = 1
packs = [
  "a",
  "b",
]

[match]
hosts = ["x"]
markers = [
  { line = 'a' },  # [ not a header
  'b[',
]

[[remove]]
id = "one"
line = '''
[[remove]]
id = "inside a string"
'''

  [remove.capture]
  author = "{0}"

# about the second
[[remove]]
"id" = "two"
limits.x = 1
"""
PLACES = {
    "a key of the file": (["schema"], 1),
    "an item of an array": (["packs", 1], 4),
    "a table": (["match"], 7),
    "a key of a table": (["match", "hosts"], 8),
    "an item of an array in a table": (["match", "markers", 1], 11),
    "inside an item": (["match", "markers", 0, "line"], 10),
    "the first of an array of tables": (["remove", 0], 14),
    "a key of it": (["remove", 0, "line"], 16),
    "a key of its sub-table": (["remove", 0, "capture", "author"], 22),
    "the second, and no string that looks like it": (["remove", 1], 25),
    "a key in quotes": (["remove", 1, "id"], 26),
    "a dotted key": (["remove", 1, "limits", "x"], 27),
    "a key that is missing: its table": (["remove", 1, "why"], 25),
    "nothing at all: the top": (["nope"], 1),
}


@pytest.mark.parametrize(("tokens", "line"), PLACES.values(), ids=PLACES.keys())
def test_keys_and_indexes_lead_to_a_line(tokens, line):
    assert locate(TEXT, tokens) == line


def test_a_table_ends_where_the_next_begins_with_the_remarks_on_it():
    assert extent(TEXT, ["remove", 0]) == (14, 22)
    assert extent(TEXT, ["remove", 1]) == (25, 27)


def test_the_extents_of_all_tables_are_those_of_each():
    found = extents(TEXT)
    assert found == {
        tokens: extent(TEXT, tokens) for tokens in (("packs", 0), ("packs", 1), ("remove", 0), ("remove", 1))
    }
