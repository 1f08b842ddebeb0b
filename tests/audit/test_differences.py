"""Two results compared: which rule did what, to the letter."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.audit.diff.compare import Difference
from cleaner.audit.diff.fates import Side, compared
from cleaner.audit.diff.written import json_of
from cleaner.engines.run import run
from cleaner.errors import LedgerError
from cleaner.io.manifest import read_manifest
from cleaner.io.places import Places
from cleaner.io.read import Inputs
from cleaner.io.rows import RemovalRow
from cleaner.io.shards import Size
from cleaner.io.write import Options

ROOT = Path(__file__).parents[2]


def row(start, end, rule="x/a", category="promotion", replacement=""):
    return RemovalRow(
        doc_id="x-0",
        seq=0,
        start=start,
        end=end,
        byte_start=0,
        byte_end=0,
        line=1,
        text=None,
        replacement=replacement,
        prefix="",
        suffix="",
        rule=rule,
        rule_digest="",
        category=category,
        action="remove",
        why="",
        clean_at=0,
    )


def side(text, *rows):
    clean, position = "", 0
    for each in rows:
        clean += text[position : each.start] + each.replacement
        position = each.end
    return Side(clean + text[position:], rows)


def white(start, end, replacement=""):
    return row(start, end, "core/blank-lines", "whitespace", replacement)


TEXT = "one\ntwo\nsix\nten"
#       0123 4567 89ab cdef

CASES = [
    pytest.param([], [row(4, 7), white(7, 8)], [("removes", "x/a", "two")], id="white space goes with its line"),
    pytest.param([], [white(3, 4), row(4, 7)], [("removes", "x/a", "two")], id="also before it"),
    pytest.param([row(4, 8)], [], [("keeps", "x/a", "two")], id="no longer"),
    pytest.param([], [row(4, 12)], [("removes", "x/a", "two\nsix")], id="two lines are one stretch"),
    pytest.param([], [row(4, 7), row(8, 11)], [("removes", "x/a", "two\nsix")], id="white space between them is kept"),
    pytest.param(
        [], [row(4, 8), row(8, 12, "x/b")], [("removes", "x/a", "two"), ("removes", "x/b", "six")], id="by two rules"
    ),
    pytest.param(
        [row(4, 8)], [row(8, 12, "x/b")], [("keeps", "x/a", "two"), ("removes", "x/b", "six")], id="one for the other"
    ),
    pytest.param([row(4, 8)], [row(4, 8, "x/b")], [], id="another rule, the same text"),
    pytest.param([row(4, 8)], [row(4, 6), row(6, 8)], [], id="the same in two pieces"),
    pytest.param([white(3, 4)], [white(7, 8)], [("removes", "core/blank-lines", ""), ("keeps", "core/blank-lines", "")], id="white space alone"),
    pytest.param([row(4, 8, replacement="-")], [row(4, 8, replacement="+")], [("writes", "x/a", "“-” → “+”")], id="written otherwise"),
    pytest.param(
        [row(3, 4, "core/markup", "markup", "\n\n")],
        [row(3, 8, "x/a", replacement="\n\n"), row(8, 9, "core/markup", "markup")],
        [("removes", "x/a", "two\ns")],
        id="markup is no cause where a rule is",
    ),
    pytest.param([], [row(0, 15)], [("removes", "x/a", TEXT)], id="everything"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "expected"), CASES)
def test_a_stretch_is_told_with_its_rule(a, b, expected):
    one, other = side(TEXT, *a), side(TEXT, *b)

    found, _ = compared(one, other)

    told = [(each.kind, each.rule, each.text) for each in found]
    assert sorted(told) == sorted(expected)
    assert applied(one, other) == other.clean


def test_a_stretch_says_where_it_is_and_what_stands_around_it():
    found, _ = compared(side(TEXT), side(TEXT, white(3, 4), row(4, 7)))

    (each,) = found
    assert (each.start, each.end, each.a, each.b, each.chars) == (4, 7, (3, 7), (3, 3), 3)
    assert (each.before, each.after) == ("one", "six")


def test_what_only_changed_its_rule_is_counted_apart():
    found, moves = compared(
        side(TEXT, row(0, 4), row(4, 8)), side(TEXT, row(0, 4, "x/b"), row(4, 8, "x/b"), row(8, 12))
    )

    assert [(each.a, each.b, each.chars) for each in moves] == [("x/a", "x/b", 8)]
    assert [(each.kind, each.text) for each in found] == [("removes", "six")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(side("one"), side("four"), id="two texts"),
        pytest.param(Side("o", [row(0, 2), row(1, 2)]), side("four"), id="overlap"),
        pytest.param(Side("one", [row(2, 2)]), side("one"), id="empty removal"),
    ],
)
def test_what_is_no_account_of_one_text_is_refused(a, b):
    with pytest.raises(LedgerError):
        compared(a, b)


def applied(one, other):
    """The text of *one* with its stretches replaced by those of *other*."""
    text, at = "", 0
    for each in compared(one, other)[0]:
        assert at <= each.a[0]
        text += one.clean[at : each.a[0]] + other.clean[slice(*each.b)]
        at = each.a[1]
    return text + one.clean[at:]


REASONS = [("x/a", "promotion"), ("x/b", "topic"), ("core/markup", "markup"), ("core/blank-lines", "whitespace")]


@st.composite
def accounts(draw):
    text = draw(st.text("ab灯 \n<", max_size=40))
    sides = []
    for _ in range(2):
        edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
        rows = []
        for start, end in pairwise(edges):
            if draw(st.booleans()):
                rule, category = draw(st.sampled_from(REASONS))
                rows.append(row(start, end, rule, category, draw(st.sampled_from(["", "", "\n", "* "]))))
        sides.append(side(text, *rows))
    return sides


@given(accounts())
def test_the_stretches_explain_the_texts_to_the_letter(both):
    one, other = both

    assert applied(one, other) == other.clean
    assert compared(one, one) == ([], [])
    if one.clean == other.clean:
        assert all(each.kind != "writes" for each in compared(one, other)[0])


@given(accounts())
def test_the_way_back_is_the_way_there_in_a_mirror(both):
    one, other = both
    back = {"removes": "keeps", "keeps": "removes", "writes": "writes"}

    there, moves = compared(one, other)
    home, moved = compared(other, one)

    assert [(each.a, each.b, each.rule, back[each.kind], each.start, each.end) for each in there] == [
        (each.b, each.a, each.rule, each.kind, each.start, each.end) for each in home
    ]
    assert [each.text for each in there if each.kind != "writes"] == [
        each.text for each in home if each.kind != "writes"
    ]
    assert [(each.a, each.b, each.chars) for each in moves] == [(each.b, each.a, each.chars) for each in moved]


# ── whole results ──────────────────────────────────────────────────────────────────────────────────────────────────────

PROFILES = {name: Cleaner(profile=name) for name in ("corpus", "reading", "markup-only")}
MARKDOWN = Cleaner(to="markdown")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """All fixture pages under each profile, as rows, as files, and without bare removals."""
    folder = tmp_path_factory.mktemp("diff")
    for name, cleaner, options in (
        ("corpus", PROFILES["corpus"], Options()),
        ("files", PROFILES["corpus"], Options(form="files")),
        ("reading", PROFILES["reading"], Options()),
        ("reading-files", PROFILES["reading"], Options(form="files")),
        ("reading-rules", PROFILES["reading"], Options(ledger="rules")),
        ("markup-only", PROFILES["markup-only"], Options()),
        ("markdown", MARKDOWN, Options()),
        ("small-parts", PROFILES["reading"], Options(shard=Size(bytes=20_000))),
    ):
        run(cleaner, Inputs([str(ROOT / "seeds"), str(ROOT / "fixtures/*/*/input.*")]), folder / name, options)
    return folder


def texts(folder):
    places = Places(folder, read_manifest(folder))
    rows = [places.read(*found).row for found in places]
    places.close()
    return {each.stamp.capture.path: each.text for each in rows}


def found_between(a, b):
    with Difference(a, b) as difference:
        return json.loads(b"".join(json_of(difference, ("a", "b"))))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("corpus", "reading"),
        ("reading", "corpus"),
        ("corpus", "markup-only"),
        ("corpus", "markdown"),
        ("files", "reading"),
        ("corpus", "reading-files"),
        ("corpus", "small-parts"),
    ],
)
def test_the_stretches_of_real_pages_make_one_text_of_the_other(results, a, b):
    before, after = texts(results / a), texts(results / b)

    found = found_between(results / a, results / b)

    assert {each["path"] for each in found["documents"]} == {
        path for path in before.keys() & after.keys() if before[path] != after[path]
    }
    assert len(found["documents"]) > 15
    for document in found["documents"]:
        text, at, clean = "", 0, before[document["path"]]
        for each in document["stretches"]:
            text += clean[at : each["a"][0]] + after[document["path"]][slice(*each["b"])]
            at = each["a"][1]
        assert text + clean[at:] == after[document["path"]]
        assert document["is_explained"]


def test_the_form_of_a_result_is_no_difference(results):
    for a, b in (("corpus", "files"), ("reading", "small-parts"), ("reading-files", "reading-rules")):
        with Difference(results / a, results / b) as difference:
            assert difference.is_empty
            assert difference.counts.stamps == {}


def test_without_bare_removals_the_same_rules_are_told(results):
    full = found_between(results / "corpus", results / "reading")
    rules = found_between(results / "corpus", results / "reading-rules")

    assert rules["counts"]["unexplained"] == rules["counts"]["changed"] == full["counts"]["changed"]
    assert {each["rule"] for each in full["rules"]} <= {each["rule"] for each in rules["rules"]}
    assert "--ledger rules" in rules["documents"][0]["note"]
    assert all(each["a"] is None for document in rules["documents"] for each in document["stretches"])


def test_the_sums_of_the_rules_are_those_of_the_documents(results):
    found = found_between(results / "corpus", results / "reading")
    stretches = [each for document in found["documents"] for each in document["stretches"]]

    assert sum(each["stretches"] for each in found["rules"]) == len(stretches)
    assert sum(each["chars"] for each in found["rules"]) == sum(each["chars"] for each in stretches)
    for rule in found["rules"]:
        assert rule["texts"] == len(rule["groups"])
        assert rule["stretches"] == sum(group["count"] for group in rule["groups"])
    assert [rule["chars"] for rule in found["rules"]] == sorted(
        (rule["chars"] for rule in found["rules"]), reverse=True
    )


def test_the_profile_is_named_before_all_else(results):
    found = found_between(results / "corpus", results / "reading")

    assert found["settings"] == [{"what": "option profile", "a": "corpus", "b": "reading"}]


def cleaned(folder, name, pages, **options):
    (folder / name).mkdir()
    for path, text in pages.items():
        (folder / name / path).write_text(text, "utf-8", newline="")
    run(Cleaner(**options), Inputs([str(folder / name)]), folder / f"{name}-out")
    return folder / f"{name}-out"


STORY = "渡口的钟停了三天，没有人去修，因为船也停了三天，镇上的人都说这样正好，谁也不用赶路。"


def test_the_same_bytes_given_twice_are_matched_by_path(tmp_path):
    a = cleaned(tmp_path, "a", {"one.txt": STORY, "two.txt": STORY, "three.txt": STORY})
    # The same folder, so the same paths, with one copy less and one more.
    (tmp_path / "a" / "one.txt").unlink()
    (tmp_path / "a" / "four.txt").write_text(STORY, "utf-8")
    (tmp_path / "a" / "five.txt").write_text(STORY, "utf-8")
    run(Cleaner(), Inputs([str(tmp_path / "a")]), tmp_path / "b-out")

    with Difference(a, tmp_path / "b-out") as difference:
        assert difference.counts.same == 3
        assert [Path(each.path).name for each in difference.only_b] == ["four.txt"]
        assert difference.only_a == []


def test_a_page_that_moved_is_matched_by_its_bytes(tmp_path):
    a = cleaned(tmp_path, "a", {"one.txt": STORY})
    b = cleaned(tmp_path, "b", {"other.txt": STORY})

    with Difference(a, b) as difference:
        assert difference.is_empty
        assert [each.what for each in difference.settings] == ["inputs"]


def test_another_source_is_counted_where_the_text_is_the_same(tmp_path):
    a = cleaned(tmp_path, "a", {"one.txt": STORY})
    b = cleaned(tmp_path, "b", {"one.txt": STORY}, source="hexo")

    with Difference(a, b) as difference:
        assert difference.counts.stamps["source"] == 1
        assert difference.counts.same == 1


def test_text_decoded_otherwise_is_said_to_be(tmp_path):
    a = cleaned(tmp_path, "a", {"one.txt": STORY + "作者：林一"})
    b = cleaned(tmp_path, "b", {"one.txt": STORY + "作者：林一"}, profile="reading")
    part = b / "documents" / "part-00000.jsonl"
    data = part.read_bytes()
    row = json.loads(data)
    row["stamp"]["raw"]["encoding"], row["text"], row["stamp"]["clean"]["sha256"] = "gb18030", "灯", "0" * 64
    part.write_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")

    found = found_between(a, b)

    assert found["counts"]["unexplained"] == 1
    assert found["documents"][0]["note"] == "decoded otherwise: utf-8, then gb18030"


def test_rows_that_do_not_fit_are_said_not_to(tmp_path):
    a = cleaned(tmp_path, "a", {"one.txt": STORY})
    b = cleaned(tmp_path, "b", {"one.txt": STORY})
    part = b / "documents" / "part-00000.jsonl"
    row = json.loads(part.read_bytes())
    row["text"], row["stamp"]["clean"]["sha256"] = STORY[:10], "0" * 64
    part.write_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")

    (document,) = found_between(a, b)["documents"]

    assert not document["is_explained"]
    assert "do not fit" in document["note"]
    assert document["stretches"][0]["rule"] == "core/markup-or-white-space"


def test_of_a_redacted_result_places_are_shown_and_no_text(results, tmp_path):
    import shutil

    shutil.copytree(results / "reading", tmp_path / "redacted")
    for part in (tmp_path / "redacted" / "removals").iterdir():
        rows = [json.loads(line) | {"text": None, "text_sha256": "0" * 64} for line in part.read_bytes().splitlines()]
        part.write_text(
            "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in rows), "utf-8"
        )

    full = found_between(results / "corpus", results / "reading")
    found = found_between(results / "corpus", tmp_path / "redacted")

    stretches = [each for document in found["documents"] for each in document["stretches"]]
    assert {each["text"] for each in stretches} == {None}
    assert [each["chars"] for each in stretches] == [
        each["chars"] for document in full["documents"] for each in document["stretches"]
    ]
    assert [each["texts"] for each in found["rules"]] == [each["texts"] for each in full["rules"]]
