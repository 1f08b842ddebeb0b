from __future__ import annotations

import json

import pytest

from cleaner.rules.load import builtin_dir, load_rules

RULES = """\
schema = 1
id = "site"
name = "[bold]A site[/bold]"

[[remove]]
id = "menu"
category = "navigation"
why = "a menu"
line = '^菜单[甲\\]]'

[[keep]]
id = "dish"
why = "a dish"
line = '菜单上'
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "mine"
    path.mkdir()
    (path / "site.toml").write_text(RULES, "utf-8")
    return path


def test_list_names_every_source_and_pack(command):
    ran = command("rules", "list")
    assert ran.code == 0
    for word in ("solidot.org", "credits (pack)", "core (core)", str(builtin_dir() / "163.com.toml")):
        assert word in ran.text


def test_list_as_json_counts_rules_and_tests(command, rules):
    rows = {row["id"]: row for row in json.loads(command("rules", "list", "--rules", rules, "--json").text)}
    assert (rows["site"]["rules"], rows["site"]["tests"], rows["site"]["kind"]) == (2, 0, "source")
    assert rows["site"]["origin"] == str(rules / "site.toml")


def test_names_and_patterns_are_shown_as_they_are_written(command, rules):
    ran = command("rules", "show", "site", "--rules", rules)
    assert "[bold]A site[/bold]" in ran.text
    assert r"^菜单[甲\]]" in ran.text


def test_show_has_the_rules_in_order_of_precedence(command):
    rows = json.loads(command("rules", "show", "discuz-wechat", "--json").text)["rules"]
    owners = list(dict.fromkeys(row["id"].split("/")[0] for row in rows))
    book = load_rules()
    packs = [*book.sources["discuz-wechat"].packs, *book.core.packs]
    assert owners == ["discuz-wechat", *dict.fromkeys(packs), "core"]
    image = next(row for row in rows if row["id"] == "core/image")
    assert (image["category"], image["fate"], image["applies"]["src"][:1]) == ("image", "lift", "^")


def test_show_tells_what_a_profile_does(command):
    rows = json.loads(command("rules", "show", "core", "--profile", "reading", "--json").text)["rules"]
    assert next(row["fate"] for row in rows if row["id"] == "core/image") == "keep"


def test_show_of_one_rule_has_the_text_of_its_file(command, rules):
    ran = command("rules", "show", "site/menu", "--rules", rules)
    assert f"{rules / 'site.toml'}:5" in ran.text
    assert ran.text.endswith(
        '[[remove]]\nid = "menu"\ncategory = "navigation"\nwhy = "a menu"\nline = \'^菜单[甲\\]]\'\n'
    )


@pytest.mark.parametrize(
    ("name", "hint"), [("solidot.com", "solidot.org"), ("solidot.org/bylines", "solidot.org/byline"), ("site/x", "")]
)
def test_an_unknown_name_is_misuse_and_the_nearest_is_offered(command, name, hint):
    ran = command("rules", "show", name)
    assert ran.code == 2
    assert hint in ran.err


def test_check_of_the_rules_that_come_with_cleaner_finds_nothing(command):
    ran = command("rules", "check")
    assert (ran.code, ran.out) == (0, b"")
    assert "0 warnings" in ran.err


def test_check_tells_every_problem_with_its_place(command, rules):
    (rules / "site.toml").write_text(
        RULES.replace("line = '菜单上'", "lin = '菜单上'").replace("navigation", "nav"), "utf-8"
    )
    ran = command("rules", "check", rules)
    assert ran.code == 1
    assert f"{rules / 'site.toml'}:7: unknown category 'nav'" in ran.text
    assert f"{rules / 'site.toml'}:14: unknown key 'lin'" in ran.text
    assert "expected: one of:" in ran.text
    assert "hint: did you mean 'line'?" in ran.text


def test_check_as_json(command, rules):
    (rules / "site.toml").write_text(RULES.replace("navigation", "nav"), "utf-8")
    ran = command("rules", "check", rules / "site.toml", "--json")
    assert ran.code == 1
    (problem,) = json.loads(ran.text)["problems"]
    assert problem["where"] == f"{rules / 'site.toml'}:7"


def test_check_warns_of_a_rule_that_never_gets_its_turn_and_of_a_copied_reason(command, rules):
    more = RULES + RULES[RULES.index("[[remove]]") : RULES.index("[[keep]]")].replace('"menu"', '"again"')
    (rules / "site.toml").write_text(more, "utf-8")
    ran = command("rules", "check", rules)
    assert ran.code == 0
    assert (
        "site.toml:15: warning: 'site/again' never gets its turn on pages of 'site': 'site/menu' asks for the same"
        in ran.text
    )
    assert "'again' gives word for word the reason of 'menu'" in ran.text


def test_path_is_where_the_rules_are(command):
    assert command("rules", "path").text.strip() == str(builtin_dir())


def test_the_schema_is_printed_as_it_is_stored(command):
    assert command("rules", "schema").text == (builtin_dir() / "schema.json").read_text("utf-8")
    assert command("rules", "schema", "--check").code == 0


def test_test_passes_for_one_source(command):
    ran = command("rules", "test", "solidot.org", "--coverage")
    assert (ran.code, ran.out) == (0, b"")
    assert "tests passed, 0 gaps in the coverage" in ran.err


def test_test_shows_what_failed_and_what_is_untested(command, rules):
    (rules / "site.toml").write_text(RULES + "[[test]]\nname = 'x'\ninput = '正文'\nfires = ['menu']\n", "utf-8")
    ran = command("rules", "test", "site", "--rules", rules, "--coverage")
    assert ran.code == 1
    assert f"FAILED site: x\n  {rules / 'site.toml'}:15\n    found:    'menu' did not fire\n" in ran.text
    assert "UNTESTED site/dish" in ran.text
    assert "0 of 1 tests passed, 4 gaps" in ran.err


def test_test_as_json_has_results_gaps_and_updates(command):
    found = json.loads(command("rules", "test", "core", "--json").text)
    assert {result["passed"] for result in found["results"]} == {True}
    assert (found["gaps"], found["updates"]) == ([], [])


def test_test_writes_goldens_of_the_users_own_fixtures(command, rules, tmp_path):
    case = tmp_path / "cases" / "site" / "one"
    case.mkdir(parents=True)
    (case / "input.txt").write_text("菜单甲\n菜单上的菜\n", "utf-8")
    (case / "expected.txt").write_text("菜单上的菜\n", "utf-8")
    (rules / "site.toml").write_text(RULES + "[match]\nmarkers = [{ line = '菜单', weight = 0.9 }]\n", "utf-8")
    options = ("site", "--rules", rules, "--fixtures", tmp_path / "cases")
    assert command("rules", "test", *options).code == 1
    ran = command("rules", "test", *options, "--update")
    assert (ran.code, "site/menu" in ran.text, "菜单甲" in ran.text) == (0, True, True)
    assert command("rules", "test", *options).code == 0


def test_test_of_an_unknown_source_is_misuse(command):
    ran = command("rules", "test", "solidot")
    assert (ran.code, "did you mean 'solidot.org'?" in ran.err) == (2, True)


def test_test_of_a_folder_says_what_it_takes(command, rules):
    ran = command("rules", "test", rules)
    assert ran.code == 2
    for words in ("a folder, and no source or pack", "ids of sources or packs: core, ", f"--rules {rules}"):
        assert words in " ".join(ran.err.split())
    assert "--rules DIR" in command("rules", "test", "DIR").err


def test_test_with_fixtures_that_are_not_there_is_misuse(command, tmp_path):
    ran = command("rules", "test", "--fixtures", tmp_path / "no")
    assert (ran.code, "no such folder" in ran.err) == (2, True)
