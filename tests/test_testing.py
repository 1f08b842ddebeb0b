"""The runner of tests that are data: examples in rule files, fixture folders, coverage."""

from __future__ import annotations

import json
import shutil

import msgspec
import pytest

from cleaner import Cleaner
from cleaner.rules.load import load_rules
from cleaner.testing import find_gaps, fixtures_dir, run_examples, run_fixtures, update_goldens

RULES = """\
schema = 1
id = "site"
packs = ["credits"]

[[remove]]
id = "menu"
category = "navigation"
why = "a menu"
line = '^菜单'

[[remove]]
id = "author"
category = "byline"
why = "who wrote it"
line = '^作者 (?P<who>.+)$'
capture = { author = "{who}" }
"""


def example(input_: str, rest: str) -> str:
    return f"[[test]]\nname = 'one'\ninput = '''\n{input_}\n'''\n{rest}\n"


@pytest.fixture
def run(tmp_path):
    """Runs the examples of a file for the source `site`."""

    def run(*examples: str):
        (tmp_path / "site.toml").write_text(RULES + "\n".join(examples), "utf-8")
        return run_examples(load_rules([tmp_path]), ["site"])

    return run


# input, what is claimed, what the first problem says: found and expected; None: it passes
CLAIMS = {
    "what fires": ("菜单\n正文", 'fires = ["menu"]', None),
    "a rule that does not fire": ("正文", 'fires = ["menu"]', ("'menu' did not fire", "fires = ['menu']")),
    "a rule that fires unsaid": ("菜单\n正文", "fires = []", ("'menu' fired", "fires = [] and no other")),
    "a trap that holds": ("他说菜单", 'spares = ["menu"]', None),
    "a trap that snaps": ("菜单\n正文", 'spares = ["menu"]', ("'menu' fired", "fires = [] and no other")),
    "a trap for a rule that is to fire": ("菜单\n正文", 'fires = ["menu"]\nspares = ["menu"]', ("'menu' fired", "spares = ['menu']")),
    "a rule of a pack that is not named": ("编辑|林一\n正文", "fires = []", None),
    "a rule of a pack that is named": ("编辑|林一\n正文", 'fires = ["credits/editor-line"]', None),
    "a rule of a pack that should fire": ("正文", 'fires = ["credits/editor-line"]', ("'credits/editor-line' did not fire", "fires")),
    "a trap for a rule of a pack": ("编辑|林一\n正文", 'spares = ["credits/editor-line"]', ("'credits/editor-line' fired", "spares")),
    "the text, blank lines and outer space aside": ("菜单\n\n 正文 ", "fires = ['menu']\ntext = '''\n\n正文\n'''", None),
    "another text": ("正文", "text = '别的'", ("text '正文'", "text '别的'")),
    "a text that is gone altogether": ("菜单", "fires = ['menu']\ntext = ''", None),
    "facts in any order": ("作者 林一\n作者 白榆\n正文", 'fires = ["author"]\nfacts = { author = ["白榆", "林一"] }', None),
    "a fact too few": ("作者 林一\n作者 白榆\n正文", 'fires = ["author"]\nfacts = { author = "林一" }', ("author = ['林一', '白榆']", "author = ['林一']")),
    "a fact that must not be": ("正文", "facts = { author = [] }", None),
}  # fmt: skip


@pytest.mark.parametrize(("page", "claim", "problem"), CLAIMS.values(), ids=CLAIMS.keys())
def test_an_example_passes_when_all_it_says_is_so(run, tmp_path, page, claim, problem):
    (result,) = run(example(page, claim))
    assert result.name == "site: one"
    assert result.passed == (problem is None)
    if problem:
        found = result.problems[0]
        assert problem[0] in found.found
        assert problem[1] in found.expected
        assert found.where == f"{tmp_path / 'site.toml'}:17"


def test_limits_are_for_pages_and_not_for_snippets(run, tmp_path):
    result = run(example("菜单", "fires = ['menu']"), "[limits]\nmin_chars = 40\nremoved_share = [0.1, 0.2]\n")
    assert result[0].passed


def test_protected_text_counts_in_snippets_too(tmp_path):
    (tmp_path / "site.toml").write_text(
        "protect = ['菜单']\n" + RULES + example("菜单\n正文", "fires = ['menu']"), "utf-8"
    )
    (result,) = run_examples(load_rules([tmp_path]), ["site"])
    assert "protected-lost" in result.problems[0].found


def test_packs_and_the_core_are_tested_too():
    names = [result.name for result in run_examples(load_rules(), ["credits", "core"])]
    assert {name.split(":")[0] for name in names} == {"core", "credits"}


def test_the_rules_that_come_with_cleaner_pass_and_nothing_is_untested():
    book = load_rules()
    root = fixtures_dir()
    assert root
    results = [*run_examples(book), *run_fixtures(Cleaner(book), root)]
    assert [(result.name, result.problems) for result in results if not result.passed] == []
    assert list(find_gaps(book, results)) == []


def test_a_rule_without_a_test_and_a_rule_without_a_trap_are_gaps(tmp_path, run):
    results = run(example("菜单\n正文", "fires = ['menu']"))
    gaps = list(find_gaps(load_rules([tmp_path]), results, ["site"]))
    assert [(gap.rule, gap.lacks) for gap in gaps] == [
        ("site/menu", "spares"), ("site/author", "fires"), ("site/author", "spares"),
    ]  # fmt: skip
    assert gaps[1].where == f"{tmp_path / 'site.toml'}:11"


def test_a_rule_that_is_switched_off_is_no_gap(tmp_path):
    (tmp_path / "site.toml").write_text(RULES.replace("why =", "enabled = false\nwhy ="), "utf-8")
    assert list(find_gaps(load_rules([tmp_path]), [], ["site"])) == []


# ── fixture folders ──────────────────────────────────────────────────────────────────────────────────────────────────

CASE = "163.com/hao-hans"


@pytest.fixture
def fixtures(tmp_path):
    """A copy of one case; gives its root and its folder."""
    root = tmp_path / "fixtures"
    original = fixtures_dir()
    assert original
    shutil.copytree(original / CASE, root / CASE)
    for golden in ("removals.tsv", "stamp.json"):
        (root / CASE / golden).unlink(missing_ok=True)
    return root, root / CASE


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner()


def problems(cleaner, root):
    (result,) = run_fixtures(cleaner, root)
    return [(problem.where.rsplit("/", 1)[1], problem.found, problem.expected) for problem in result.problems]


def test_a_case_without_goldens_fails_and_an_update_writes_them(cleaner, fixtures):
    root, case = fixtures
    assert [name for name, *_ in problems(cleaner, root)] == ["removals.tsv", "stamp.json"]
    (update,) = update_goldens(cleaner, root)
    assert (update.name, update.refused) == (f"fixtures/{CASE}", "")
    assert problems(cleaner, root) == []
    assert [update.changes for update in update_goldens(cleaner, root)] == [()]
    rows = (case / "removals.tsv").read_text("utf-8").splitlines()
    assert rows[0].split("\t") == ["start", "end", "category", "rule", "text"]
    assert "163.com/hao-notice" in {row.split("\t")[3] for row in rows}


def test_goldens_do_not_depend_on_where_the_fixtures_lie(cleaner, fixtures):
    root, case = fixtures
    list(update_goldens(cleaner, root))
    assert json.loads((case / "stamp.json").read_text("utf-8"))["capture"]["path"] == f"{CASE}/input.txt"
    moved = root.parent / "elsewhere"
    root.rename(moved)
    assert problems(cleaner, moved) == []


def test_expected_text_is_never_rewritten(cleaner, fixtures):
    root, case = fixtures
    text = (case / "expected.txt").read_text("utf-8")
    (case / "expected.txt").write_text(text + "多出的一行\n", "utf-8")
    list(update_goldens(cleaner, root))
    assert problems(cleaner, root) == [("expected.txt", "nothing", "line '多出的一行'")]
    assert (case / "expected.txt").read_text("utf-8") == text + "多出的一行\n"


def test_a_wrong_fact_and_an_unknown_one_are_told_apart(cleaner, fixtures):
    root, case = fixtures
    list(update_goldens(cleaner, root))
    (case / "facts.json").write_text('{"source": "solidot.org", "autor": "x"}', "utf-8")
    assert problems(cleaner, root)[0] == ("facts.json", 'source = "163.com"', 'source = "solidot.org"')
    assert problems(cleaner, root)[1][1] == "unknown key 'autor'"


def test_an_update_that_shrinks_the_kept_text_is_refused(cleaner, fixtures):
    root, case = fixtures
    list(update_goldens(cleaner, root))
    stamp = json.loads((case / "stamp.json").read_text("utf-8"))
    stamp["clean"]["chars"] = int(stamp["clean"]["chars"] * 1.05)
    (case / "stamp.json").write_text(json.dumps(stamp), "utf-8")
    (refused,) = update_goldens(cleaner, root)
    assert "kept text shrinks from" in refused.refused
    assert problems(cleaner, root)
    (allowed,) = update_goldens(cleaner, root, allow_shrink=True)
    assert allowed.refused == ""
    assert allowed.changes
    assert problems(cleaner, root) == []


def test_an_update_says_what_changed(cleaner, fixtures):
    root, case = fixtures
    list(update_goldens(cleaner, root))
    path = case / "removals.tsv"
    path.write_text(path.read_text("utf-8").replace("163.com/hao-notice\t", "163.com/other\t"), "utf-8")
    ((name, found, expected),) = problems(cleaner, root)
    assert (name, "163.com/hao-notice" in found, "163.com/other" in expected) == ("removals.tsv", True, True)
    (update,) = update_goldens(cleaner, root)
    assert [line[0] for line in update.changes if line[:3] not in {"---", "+++"} and line[0] != "@"] == ["-", "+"]


def test_a_page_that_is_quarantined_fails(fixtures, tmp_path):
    root, _ = fixtures
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x.toml").write_text('tune = "163.com"\n[limits]\nmin_chars = 99999\n')
    assert "quarantined, too-short" in problems(Cleaner([tmp_path / "mine"]), root)[0][1]


def test_only_the_sources_that_are_named_run(cleaner, fixtures):
    root, _ = fixtures
    assert run_fixtures(cleaner, root, ["solidot.org"]) == []


def test_results_are_data(run):
    (result,) = run(example("正文", 'fires = ["menu"]'))
    assert json.loads(msgspec.json.encode(result))["problems"][0]["found"] == "'menu' did not fire"
