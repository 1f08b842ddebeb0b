"""Rule files on top of one another: core, packs, sources, and the user's own."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, RawDocument, RuleError
from cleaner.rules.load import builtin_dir, load_rules, read_rules

NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
PAGE = f"春分这天，江边的灯亮了，来看灯的人站满了整条堤岸，直到后半夜才慢慢散去，只剩下水声。\n{NOTICE}\n"


def text(folder, page: str = PAGE, source: str | None = None) -> str:
    return Cleaner([folder], source=source).clean(RawDocument(data=page.encode())).text


def test_a_user_adds_a_source(rule_dir):
    rules = "[match]\nmarkers = ['江边']\nhosts = ['lamps.example']\n"
    book = load_rules([rule_dir(rules)])
    assert "site" in book.sources
    assert "163.com" in book.sources
    done = Cleaner(book).clean(RawDocument(data=PAGE.encode(), url="https://lamps.example/1"))
    assert done.stamp.source.id == "site"


def test_a_user_replaces_a_source(rule_dir):
    folder = rule_dir("", head='schema = 1\nid = "163.com"\n')
    assert load_rules([folder]).sources["163.com"].remove == []
    assert text(folder, source="163.com") == PAGE.strip()


def test_a_user_switches_off_one_rule_by_its_id(rule_dir):
    folder = rule_dir('[[remove]]\nid = "hao-notice"\nenabled = false\n', head='tune = "163.com"\n')
    assert text(folder, source="163.com") == PAGE.strip()


def test_a_user_changes_one_key_of_one_rule_and_the_rest_stays(rule_dir):
    folder = rule_dir('[[remove]]\nid = "hao-notice"\nwhy = "ours"\n', head='tune = "163.com"\n')
    rule = next(rule for rule in load_rules([folder]).sources["163.com"].remove if rule.id == "hao-notice")
    assert (rule.why, rule.zone, rule.category) == ("ours", "tail", "disclaimer")


def test_a_user_adds_a_rule_in_front_of_the_others(rule_dir):
    more = '[[remove]]\nid = "lamp"\ncategory = "slogan"\nwhy = "ours"\nline = \'^灯\'\n'
    folder = rule_dir(more, head='tune = "163.com"\n')
    assert [rule.id for rule in load_rules([folder]).sources["163.com"].remove][:2] == ["lamp", "hao-notice"]


def test_a_file_may_tune_one_beside_it_whose_name_comes_behind(rule_dir):
    folder = rule_dir("[limits]\nmin_chars = 3\n")
    (folder / "a.toml").write_text('tune = "site"\n\n[limits]\nmin_chars = 7\n')

    assert load_rules([folder]).sources["site"].limits.min_chars == 7


def test_a_user_tunes_a_pack_and_every_source_that_names_it_has_it(rule_dir):
    folder = rule_dir('[[remove]]\nid = "editor-line"\nenabled = false\n', head='tune = "credits"\n')
    assert text(folder, PAGE.replace("灯亮", "灯亮") + "编辑 | 林一\n", source="163.com").endswith("编辑 | 林一")


def test_tables_are_merged_key_by_key(rule_dir):
    folder = rule_dir("[limits]\nmin_chars = 7\n", head='tune = "163.com"\n')
    limits = load_rules([folder]).sources["163.com"].limits
    assert (limits.min_chars, limits.removed_share) == (7, (0.0, 0.9))


def test_the_later_folder_wins(rule_dir, tmp_path):
    rule_dir("name = 'first'\n")
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "any.toml").write_text('schema = 1\nid = "site"\nname = "second"\n')
    assert load_rules([tmp_path / "rules", tmp_path / "second"]).sources["site"].name == "second"


def test_a_pack_of_the_user_serves_a_source_of_the_user(rule_dir):
    pack = '[[remove]]\nid = "x"\ncategory = "pager"\nwhy = "w"\nline = \'^页码\'\n'
    rule_dir(pack, name="packs/pages.toml", head='schema = 1\nid = "pages"\n')
    folder = rule_dir("packs = ['pages']\n")
    assert text(folder, "正文\n页码 1\n", source="site") == "正文"


TUNING = {
    "a source that is not there": ('tune = "162.com"\n', "", 1, "no source '162.com' to tune", "'163.com'"),
    "a rule that is not there": ('tune = "163.com"\n', '[[remove]]\nid = "hao-notise"\nenabled = false\n', 3, "no rule 'hao-notise'", "hao-notice"),
    "a typo in a key": ('tune = "163.com"\n', '[[remove]]\nid = "hao-notice"\nenable = false\n', 4, "unknown key 'enable'", "'enabled'"),
    "a rule that is a string": ('tune = "163.com"\n', "remove = 'x'\n", 2, "'remove' is a string", "write [[remove]]"),
    "rules that are strings": ('tune = "163.com"\n', "remove = ['x']\n", 2, "number 1 of 'remove' is a string", ""),
    "single brackets": ('tune = "163.com"\n', "[remove]\n", 2, "'remove' is a table", "write [[remove]]"),
    "an id that is an array": ('tune = "163.com"\n', "[[remove]]\nid = ['x']\nwhy = 'x'\n", 3, "'id' is an array in [[remove]] number 1", ""),
    "a rule without an id": ('tune = "163.com"\n', "[[remove]]\nwhy = 'x'\n", 2, "no 'id' in [[remove]] number 1", ""),
    "layouts that are a number": ('tune = "163.com"\n', "layout = 3\n", 2, "'layout' is an integer", "write [[layout]]"),
    "a table that is a number": ('tune = "163.com"\n', "limits = 3\n", 2, "'limits' is an integer", ""),
    "a source that is a number": ("tune = 3\n", "", 1, "tune = 3", ""),
    "an id beside it": ('tune = "163.com"\n', "id = 'x'\n", 2, "'id' together with `tune`", "leave out 'id'"),
    "a schema beside it": ('tune = "163.com"\n', "schema = 1\n", 2, "'schema' together with `tune`", "leave out 'schema'"),
    "a value of the changed rule": ('tune = "163.com"\n', '[[remove]]\nid = "hao-notice"\nexpect = 7\n', 4, "expect = 7", ""),
    "a pattern that cannot be": ('tune = "163.com"\n', '[[remove]]\nid = "hao-notice"\nspan = \'(?=a)\'\n', 4, "look-ahead", "next"),
}  # fmt: skip


@pytest.mark.parametrize(("head", "rules", "line", "found", "hint"), TUNING.values(), ids=TUNING.keys())
def test_a_slip_in_a_tuning_file_is_told_with_its_own_line(rule_dir, head, rules, line, found, hint):
    with pytest.raises(RuleError) as caught:
        load_rules([rule_dir(rules, head=head)])
    assert caught.value.where.endswith(f"site.toml:{line}")
    assert found in caught.value.found
    assert hint in caught.value.hint


def test_the_place_of_a_rule_is_in_the_file_that_says_it_last(rule_dir):
    folder = rule_dir('[[remove]]\nid = "hao-notice"\nwhy = "ours"\n', head='tune = "163.com"\n')
    book = load_rules([folder])
    assert book.whereabouts("163.com", "remove", "hao-notice") == (str(folder / "site.toml"), 2, 4)
    assert book.whereabouts("163.com", "remove", "hao-notice-english")[0] == str(builtin_dir() / "163.com.toml")


def test_the_places_of_many_rules_are_read_once(rule_dir, monkeypatch):
    rules = "".join(f"[[read]]\nid = 'r{n}'\nwhy = '{n}'\nline = 'a{n}'\n\n" for n in range(30))
    book = load_rules([rule_dir(rules)])
    reads = []
    monkeypatch.setattr("cleaner.rules.load.read_text", lambda path: reads.append(path) or path.read_text("utf-8"))
    places = [book.whereabouts("site", "read", f"r{n}")[1:] for n in range(30)]
    assert places == [(3 + 5 * n, 6 + 5 * n) for n in range(30)]
    assert len(reads) == 1


def test_a_single_file_can_be_read_like_a_folder(rule_dir):
    book, problems = read_rules([rule_dir("name = 'alone'\n") / "site.toml"])
    assert (book.sources["site"].name, problems) == ("alone", [])


def test_the_rules_that_come_with_cleaner_are_well_formed():
    assert read_rules()[1] == []
