"""A wrong rule file: where it is wrong, what was found, what was expected, what to do."""

from __future__ import annotations

import pickle

import pytest

from cleaner import RuleError
from cleaner.rules.load import load_rules, read_rules

HEAD = 'schema = 1\nid = "site"\n'
RULE = '[[remove]]\nid = "menu"\ncategory = "navigation"\nwhy = "a menu"\n'

# file text, line, and what the message says: found, expected, hint
CASES = {
    "a typo in a key of the file": (HEAD + "[limit]\n", 3, "unknown key 'limit'", "limits", "did you mean 'limits'?"),
    "a typo in a key of a rule": (HEAD + RULE + "lin = '菜单'\n", 7, "unknown key 'lin' in [[remove]] number 1", "line, span", "did you mean 'line'?"),
    "a typo in the second rule": (HEAD + RULE + "line = 'a'\n" + RULE.replace("menu", "b") + "lines = 'a'\n", 12, "number 2", "line", "'line'"),
    "a typo in a capture": (HEAD + RULE + "line = 'a'\n[remove.capture]\nhop = { value = 'x', relaton = 'origin' }\n", 9, "unknown key 'relaton' in [[remove]] number 1, capture, hop", "relation", "did you mean 'relation'?"),
    "a typo in a marker": (HEAD + "[match]\nmarkers = [\n  'a',\n  { lin = 'b' },\n]\n", 6, "unknown key 'lin' in [match], markers", "line", "'line'"),
    "an unknown category": (HEAD + RULE.replace("navigation", "navigaton") + "line = 'a'\n", 5, "unknown category 'navigaton'", "navigation, outside-body", "did you mean 'navigation'?"),
    "an unknown fold": (HEAD + "fold = ['widht']\n", 3, "unknown fold 'widht'", "width, script, space", "did you mean 'width'?"),
    "an unknown zone": (HEAD + RULE + "line = 'a'\nzone = 'tial'\n", 8, "unknown zone 'tial'", "head, tail", "did you mean 'tail'?"),
    "an unknown kind of block": (HEAD + RULE + "blocks = ['h7']\n", 7, "unknown kind of block 'h7'", "h6, li", ""),
    "a value of another type": (HEAD + RULE + "line = 'a'\nfirst = 'three'\n", 8, "'first' is a string", "an integer", ""),
    "no reason": (HEAD + '[[remove]]\nid = "m"\ncategory = "pager"\nline = \'a\'\n', 3, "no 'why' in [[remove]] number 1", "one line that says why", ""),
    "an empty reason": (HEAD + RULE.replace("a menu", " ") + "line = 'a'\n", 6, "rule 'menu' gives no reason", "why = '…'", ""),
    "no category": (HEAD + '[[remove]]\nid = "m"\nwhy = "w"\nline = \'a\'\n', 3, "no 'category'", "advertisement", ""),
    "no id": ("schema = 1\n", 1, "no 'id'", "a short name", ""),
    "two rules with an id": (HEAD + RULE + "line = 'a'\n" + RULE + "line = 'b'\n", 9, "two rules with the id 'menu'", "unique", ""),
    "nothing says where": (HEAD + RULE, 3, "nothing says where it applies", "line, span", ""),
    "line and span together": (HEAD + RULE + "line = 'a'\nspan = 'b'\n", 3, "line, span together", "one of `line`, `span`", ""),
    "until and before together": (HEAD + RULE + "until = 'a'\nbefore = 'b'\n", 7, "until and before together", "one of the two", ""),
    "while without a beginning": (HEAD + RULE + "while = 'a'\n", 7, "while without a beginning", "from", ""),
    "an unknown layout": (HEAD + RULE + "line = 'a'\nlayout = 'odl'\n[[layout]]\nid = 'old'\nwhy = 'w'\n", 8, "unknown layout 'odl'", "old", "did you mean 'old'?"),
    "an unknown pack": (HEAD + "packs = ['discus']\n", 3, "unknown pack 'discus'", "discuz", "did you mean 'discuz'?"),
    "an unknown kind of fact": (HEAD + RULE + "line = 'a'\ncapture = { autor = 'x' }\n", 8, "unknown fact 'autor'", "author", "did you mean 'author'?"),
    "a hop without a relation": (HEAD + RULE + "line = 'a'\ncapture = { hop = { value = 'x' } }\n", 8, "a hop without a relation", "relation = '…'", ""),
    "a test of no rule": (HEAD + RULE + "line = 'a'\n[[test]]\nname = 't'\ninput = 'a'\nfires = ['menue']\n", 11, "names no rule 'menue'", "a rule id", "did you mean 'menu'?"),
    "shares the wrong way round": (HEAD + "[limits]\nremoved_share = [0.9, 0.2]\n", 4, "[0.9, 0.2]", "low ≤ high", ""),
    "a group of the front matter that is no fact": (HEAD + "[match]\nfront_matter = { by = '(?P<autor>.+)' }\n", 4, "group 'autor' in front_matter", "author", "did you mean 'author'?"),
    "a hop in the front matter": (HEAD + "[match.front_matter]\ntitle = '(?P<hop>.+)'\n", 4, "group 'hop' in front_matter: a hop has a relation", "author", "needs no name"),
    "an unknown relation": (HEAD + RULE + "line = 'a'\n[remove.capture]\nauthor = '{0}'\nhop = { value = 'x', relation = 'orgin' }\n", 10, "unknown relation 'orgin' in [[remove]] number 1, capture, hop", "cites, author, origin", "did you mean 'origin'?"),
    "a template for a relation": (HEAD + RULE + "line = 'a'\ncapture = { hop = { value = '{0}', relation = '{0}' } }\n", 8, "unknown relation '{0}'", "cites, author", ""),
    "a hop that is a bare template": (HEAD + RULE + "line = 'a'\ncapture = { hop = '{0}' }\n", 8, "a hop without a relation", "relation = '…'", ""),
    "a field that no pattern has": (HEAD + RULE + "line = '(?P<who>a)'\ncapture = { author = '{woh}' }\n", 8, "value '{woh}' names no field 'woh'", "{who}, {0}, {text}", "did you mean 'who'?"),
    "a field of a detail": (HEAD + RULE + "line = '(?P<who>a)'\ncapture = { author = { value = 'a', note = '{zz}' } }\n", 8, "note '{zz}' names no field 'zz'", "{who}", "(?P<name>…)"),
    "a group with a number too high": (HEAD + RULE + "line = '(a)'\ncapture = { author = '{2}' }\n", 8, "no field '2'", "{1}", ""),
    "a group of a pattern that is only a condition": (HEAD + RULE + "line = 'a'\nnext = '(?P<who>b)'\ncapture = { author = '{who}' }\n", 9, "no field 'who'", "{0}", ""),
    "the target of a link where there is none": (HEAD + RULE + "line = 'a'\ncapture = { url = '{href}' }\n", 8, "no field 'href'", "{text}", ""),
    "an unknown time zone": (HEAD + RULE + "line = 'a'\ncapture = { published = { value = '{0}', timezone = 'Asia/Shangai' } }\n", 8, "unknown time zone 'Asia/Shangai'", "IANA", "did you mean 'Asia/Shanghai'?"),
    "a template for a time zone": (HEAD + RULE + "line = 'a'\ncapture = { published = { value = '{0}', timezone = '{0}' } }\n", 8, "unknown time zone '{0}'", "IANA", ""),
    "an empty split": (HEAD + RULE + "line = 'a'\ncapture = { author = { value = '{0}', split = '' } }\n", 8, "an empty pattern", "at least one character", ""),
    "an empty source": (HEAD + RULE + "src = ''\n", 7, "an empty pattern", "at least one character", "'^$'"),
    "an empty target": (HEAD + RULE + "href = ''\n", 7, "an empty pattern", "at least one character", ""),
    "an empty text of an image": (HEAD + RULE + "alt = '^$'\n", 7, "matches the empty text", "at least one character", ""),
    "a pattern of a word border alone": (HEAD + RULE + "span = '\\b'\n", 7, "and no character", "at least one character", ""),
    "a pattern that a word border may fill": (HEAD + RULE + "line = '\\b(?:x)?'\n", 7, "and no character", "at least one character", ""),
    "a marker that weighs nothing": (HEAD + "[match]\nmarkers = [{ line = 'a', weight = 0 }]\n", 4, "weight = 0", "above 0.0 and up to 1.0", ""),
    "a marker that weighs too much": (HEAD + "[match]\nmarkers = [{ line = 'a', weight = 1.5 }]\n", 4, "weight = 1.5", "above 0.0 and up to 1.0", ""),
    "a weight that is no number": (HEAD + "[match]\nmarkers = [{ line = 'a', weight = nan }]\n", 4, "weight = nan", "above 0.0 and up to 1.0", ""),
    "a host with a scheme": (HEAD + "[match]\nhosts = ['https://A.org/x']\n", 4, "host 'https://A.org/x'", "no scheme", "did you mean 'a.org/x'?"),
    "a host of capitals": (HEAD + "[match]\nhosts = ['A.org']\n", 4, "host 'A.org'", "small letters", "did you mean 'a.org'?"),
    "an empty host": (HEAD + "[match]\nhosts = ['']\n", 4, "host ''", "example.com", ""),
    "every host": (HEAD + "[match]\nhosts = ['a.org', '*']\n", 4, "host '*'", "*.example.com", ""),
    "every host of a top domain": (HEAD + "[match]\nhosts = ['*.org']\n", 4, "host '*.org'", "*.example.com", ""),
    "a host with a port": (HEAD + "[match]\nhosts = ['a.org:80']\n", 4, "host 'a.org:80'", "no port", ""),
    "a day that is none": (HEAD + "[[layout]]\nid = 'a'\nwhy = 'w'\nsince = '2021-02-30'\n", 6, "since = '2021-02-30'", "a day that exists", ""),
    "half a day": (HEAD + "[[layout]]\nid = 'a'\nwhy = 'w'\nuntil = '2021'\n", 6, "until = '2021'", "2020-12-31", ""),
    "days the wrong way round": (HEAD + "[[layout]]\nid = 'a'\nwhy = 'w'\nsince = '2021-01-01'\nuntil = '2020-01-01'\n", 7, "since 2021-01-01, until 2020-01-01", "not before the first", ""),
    "a marker of a layout that is no pattern": (HEAD + "[[layout]]\nid = 'a'\nwhy = 'w'\nmarkers = ['(?=a)']\n", 6, "look-ahead", "RE2", ""),
    "two layouts with an id": (HEAD + "[[layout]]\nid = 'a'\nwhy = 'w'\n[[layout]]\nid = 'a'\nwhy = 'v'\n", 7, "two layouts with the id 'a'", "unique", ""),
    "an expectation above all": (HEAD + RULE + "line = 'a'\nexpect = 2\n", 8, "expect = 2", "0.0 to 1.0", ""),
    "a share of links above all": (HEAD + RULE + "link_share = 1.5\n", 7, "link_share = 1.5", "0.0 to 1.0", ""),
    "none of the first": (HEAD + RULE + "line = 'a'\nfirst = 0\n", 8, "first = 0", "1 or more", ""),
    "none of the last": (HEAD + RULE + "line = 'a'\nlast = -3\n", 8, "last = -3", "1 or more", ""),
    "a region of no blocks": (HEAD + RULE + "from = 'a'\nat_most = 0\n", 8, "at_most = 0", "1 or more", ""),
    "no characters": (HEAD + RULE + "line = 'a'\nmax_chars = 0\n", 8, "max_chars = 0", "1 or more", ""),
    "fewer than no blank lines": (HEAD + RULE + "line = 'a'\nblank_before = -1\n", 8, "blank_before = -1", "0 or more", ""),
    "fewer than no characters": (HEAD + "[limits]\nmin_chars = -1\n", 4, "min_chars = -1", "0 or more", ""),
    "an empty id of a rule": (HEAD + RULE.replace("menu", "") + "line = 'a'\n", 4, "id = ''", "a letter or digit first", ""),
    "an id of a rule with a space": (HEAD + RULE.replace("menu", "the menu") + "line = 'a'\n", 4, "id = 'the menu'", "small letters", ""),
    "an id of a file with a slash": ("schema = 1\nid = 'a/b'\n", 2, "id = 'a/b'", "small letters", ""),
    "an id of a file with two dots": ("schema = 1\nid = 'a..b'\n", 2, "id = 'a..b'", "without '..'", ""),
    "an id with a line end": ('schema = 1\nid = "a\\n"\n', 2, r"id = 'a\n'", "small letters", ""),
    "another version of the format": ('schema = 2\nid = "site"\n', 1, "schema 2", "schema = 1", "newer"),
    "a look-ahead": (HEAD + RULE + "line = 'a(?=b)'\n", 7, "a look-ahead at 1", "RE2", "`next`"),
    "a look-behind": (HEAD + RULE + "line = '(?<!a)b'\n", 7, "a negative look-behind", "RE2", "`previous`"),
    "a back-reference": (HEAD + RULE + "line = '(a)\\1'\n", 7, "\\1 is a back-reference", "RE2", ""),
    "a word border beside Han": (HEAD + RULE + "line = '\\b菜单'\n", 7, "\\b beside '菜' never matches", "RE2", "no word borders"),
    "a costly repeat": (HEAD + RULE + "line = '菜单.{0,900}'\n", 7, "too costly", "RE2", "max_chars"),
    "a pattern that matches nothing at all": (HEAD + RULE + "line = 'a*'\n", 7, "matches the empty text", "at least one character", ""),
    "an open bracket": (HEAD + RULE + "line = '(a'\n", 7, "not a pattern", "RE2", ""),
    "no TOML": (HEAD + "[[remove]\n", 3, "Expected", "TOML 1.0", ""),
    "a key twice": (HEAD + "id = 'b'\n", 3, "Cannot overwrite a value", "TOML 1.0", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "found", "expected", "hint"), CASES.values(), ids=CASES.keys())
def test_the_message_says_where_what_and_what_to_do(rule_dir, text, line, found, expected, hint):
    folder = rule_dir(text, head="")
    with pytest.raises(RuleError) as caught:
        load_rules([folder])
    error = caught.value
    assert error.where.split(".toml:")[0] + ".toml" == str(folder / "site.toml")
    assert error.where.split(".toml:")[1].split(":")[0] == str(line)
    assert found in error.found
    assert expected in error.expected
    assert hint in error.hint
    assert str(error).startswith(f"{error.where}: {error.found}")


def test_a_file_that_is_not_utf_8_is_named_with_its_line(rule_dir):
    folder = rule_dir("")
    (folder / "site.toml").write_bytes(b'schema = 1\nid = "site"\nname = "\xbe\xa9"\n')
    with pytest.raises(RuleError, match=r"site.toml:3: not UTF-8: byte 0xbe"):
        load_rules([folder])


def test_a_byte_order_mark_is_no_error_and_moves_no_line(rule_dir):
    assert load_rules([rule_dir("name = 'marked'\n", head="\ufeff" + HEAD)]).sources["site"].name == "marked"
    with pytest.raises(RuleError, match=r"site.toml:1: unknown key 'shema'"):
        load_rules([rule_dir("", head="\ufeffshema = 1\n")])


def test_a_file_that_is_wrong_and_tuned_is_told_where_it_is_wrong(rule_dir):
    rule_dir("remove = 'x'\n")
    _, problems = read_rules([rule_dir("[[remove]]\nid = 'r'\n", name="z.toml", head="tune = 'site'\n")])
    assert [problem.found for problem in problems] == ["'remove' is a string"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RuleError, match="no such directory"):
        load_rules([tmp_path / "nowhere"])


def test_two_files_of_a_folder_cannot_share_an_id(rule_dir):
    rule_dir("")
    with pytest.raises(RuleError, match=r"z\.toml:2: id 'site' is that of site.toml"):
        load_rules([rule_dir("", name="z.toml")])


def test_all_problems_of_all_files_are_found_at_once(rule_dir):
    wrong = RULE.replace("navigation", "nav") + "line = 'a'\n" + RULE.replace("menu", "b") + "lin = 'a'\n"
    worse = (
        RULE.replace("menu", "c") + "line = '(?=a)'\n[[test]]\nname = 't'\ninput = 'a'\nfires = ['menu', 'b', 'd']\n"
    )
    rule_dir("packs = ['nope']\n[limts]\n" + wrong + worse)
    _, problems = read_rules([rule_dir("[", name="z.toml")])
    found = {(problem.where.rsplit("/", 1)[1], problem.found.split(":")[0]) for problem in problems}
    assert {where.split(":")[1] for where, _ in found if where.startswith("site")} == {"3", "4", "7", "14", "19", "23"}
    assert {where for where, _ in found if where.startswith("z")} == {"z.toml:3"}
    # Rules that are wrong are rules all the same: a test that names them is not wrong too.
    assert [problem.found for problem in problems if "names no rule" in problem.found] == ["test 't' names no rule 'd'"]


def test_an_error_survives_pickling(rule_dir):
    with pytest.raises(RuleError) as caught:
        load_rules([rule_dir("[limit]\n")])
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
