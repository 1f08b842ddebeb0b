"""Keep, protect, limits, layouts, profiles: who has the last word."""

from __future__ import annotations

import pytest

from cleaner import Cleaned, Rejected

MENU = '[[remove]]\nid = "menu"\ncategory = "navigation"\nwhy = "a menu"\nline = \'菜单\'\n'
KEEP = '[[keep]]\nid = "dish"\nwhy = "a dish"\nline = \'菜单上\'\n'


def test_keep_beats_remove(clean):
    assert clean(MENU + KEEP, "菜单\n菜单上的菜\n").text == "菜单上的菜"


def test_a_kept_line_stops_the_peeling_of_a_zone(clean):
    rules = MENU.replace("line = '菜单'", "line = '菜单'\nzone = 'tail'") + KEEP
    assert clean(rules, "正文\n菜单\n菜单上的菜\n菜单\n").text == "正文\n菜单\n菜单上的菜"


def test_among_removals_the_first_rule_owns_the_span(clean):
    done = clean(MENU + MENU.replace('"menu"', '"other"').replace("navigation", "pager"), "菜单\n正文\n")
    assert [removal.reason.rule for removal in done.ledger.removals] == ["site/menu", "core/blank-lines"]


QUARANTINED = {
    "protected text that is gone": ("protect = ['菜单']\n" + MENU, "菜单\n正文\n", "protected-lost", "菜单"),
    "a rule that eats the article": ("[limits]\nremoved_share = [0.0, 0.3]\n" + MENU, "菜单很长\n正文\n", "removed-share", "0% to 30%"),
    "a page that loses too little": ("[limits]\nremoved_share = [0.5, 1.0]\n" + MENU, "正文\n", "removed-share", "50% to 100%"),
    "too little left": ("[limits]\nmin_chars = 5\n" + MENU, "菜单\n正文\n", "too-short", "5 or more"),
    "nothing left": (MENU, "菜单\n", "empty-body", "site/menu"),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "page", "code", "detail"), QUARANTINED.values(), ids=QUARANTINED.keys())
def test_a_suspicious_result_is_held_back_with_its_reason(clean, rules, page, code, detail):
    done = clean(rules, page)
    assert isinstance(done, Rejected)
    assert (done.code, done.is_quarantined) == (code, True)
    assert detail in done.detail


def test_protected_text_that_was_never_there_is_not_missed(clean):
    assert isinstance(clean("protect = ['版权']\n" + MENU, "菜单\n正文\n"), Cleaned)


LAYOUTS = """
[[layout]]
id = "old"
why = "until 2020"
markers = ['旧版']
until = "2020-12-31"

[[layout]]
id = "new"
why = "since 2021"
markers = ['新版']
since = "2021-01-01"

[[remove]]
id = "old-menu"
category = "navigation"
why = "the menu of the old layout"
line = '^菜单$'
layout = "old"
"""
CHOICES = {
    "the marker on the page decides": ("旧版\n菜单\n正文\n", None, "old"),
    "a marker beats the date": ("新版\n菜单\n正文\n", "2019-05-01", "new"),
    "without a marker the date decides": ("菜单\n正文\n", "2019-05-01T08:00:00Z", "old"),
    "without either there is none": ("菜单\n正文\n", None, None),
}


@pytest.mark.parametrize(("page", "day", "layout"), CHOICES.values(), ids=CHOICES.keys())
def test_layouts_are_told_by_marker_first_and_by_date_second(clean, page, day, layout):
    done = clean(LAYOUTS, page, **({"fetched_at": day} if day else {}))
    assert done.stamp.rules.layout == layout
    assert ("菜单" in done.text) == (layout != "old")


def test_a_profile_keeps_what_it_says_and_the_facts_are_read_all_the_same(clean):
    rules = """[[remove]]
id = "byline"
category = "byline"
why = "who wrote it"
line = '^作者 (?P<author>.+)$'
capture = { author = "{author}" }
"""
    corpus, reading = (clean(rules, "作者 林一\n正文\n", profile=profile) for profile in ("corpus", "reading"))
    assert corpus.text == "正文"
    assert reading.text == "作者 林一\n正文"
    assert (
        [credit.name for credit in corpus.stamp.credits]
        == [credit.name for credit in reading.stamp.credits]
        == ["林一"]
    )


def test_wishes_tell_what_was_not_granted(rule_dir):
    from cleaner import Cleaner, RawDocument

    rules = MENU.replace("line = '菜单'", "line = '^菜单$'\nzone = 'tail'") + MENU.replace("menu", "all") + KEEP
    cleaner = Cleaner([rule_dir(rules)], source="site")
    done = cleaner.clean(RawDocument(data="菜单\n菜单上的菜\n正文\n".encode()))
    found = {(wish.rule, wish.start, wish.reaches) for wish in cleaner.wishes(done)}
    assert found == {("site/dish", 3, True), ("site/all", 0, True), ("site/all", 3, True), ("site/menu", 0, False)}
