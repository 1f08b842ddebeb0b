"""What deserves a look, and in which order."""

from __future__ import annotations

import msgspec
import pytest

from cleaner.audit.sums import OffExpectation, Report, RuleTold, SourceReport
from cleaner.report.groups import Group
from cleaner.report.look import Looked, look_first
from cleaner.report.risk import is_rare, risk_of
from cleaner.report.rules import Use, entry_of
from cleaner.report.sources import SourceSums

STORY = "守灯人每天黄昏上塔，先擦玻璃，再量油，最后才划火柴，没有变过次序。"
ENGLISH = "The keeper climbs the tower every evening and trims the lamp."


@pytest.mark.parametrize(
    ("text", "category", "script", "at", "reasons"),
    [
        ("登录", "navigation", "Hans", 0, []),
        ("登录", "navigation", "Hans", 500, ["middle of the body"]),
        ("登录", "navigation", "Hans", 995, []),
        ("第 12 版 3", "navigation", "Hans", 0, ["digits"]),
        ("阅读 1234", "view-counter", "Hans", 0, []),
        ("他说：“灯是被人忘了的。”", "related", "Hans", 0, ["quotation"]),
        ("他说：“灯”", "related", "Hans", 0, []),
        (STORY * 5, "hot-news", "Hans", 0, ["long"]),
        (STORY * 5, "outside-body", "Hans", 0, []),
        (ENGLISH, "disclaimer", "Hans", 0, ["other script"]),
        (STORY, "disclaimer", "Latn", 0, ["other script"]),
        (ENGLISH, "disclaimer", "Latn", 0, []),
        (STORY, "disclaimer", "Hant", 0, ["other script"]),
        (STORY, "disclaimer", "Hans", 0, []),
        ("Маяк горит всю ночь напролёт", "disclaimer", "Latn", 0, ["other script"]),
        ("https://images.example.org/2024/01/lamp.png?size=large", "references", "Hans", 0, []),
        ("[灯](https://example.org/1234)", "navigation", "Hans", 0, []),
        (None, "disclaimer", "Hans", 500, ["middle of the body"]),
        ("", "disclaimer", "Zyyy", 0, []),
    ],
)
def test_a_removal_is_risky_for_reasons(text, category, script, at, reasons):
    points, found = risk_of(text, category, script, at, 1_000, is_rare=False)

    assert found == reasons
    assert (points >= 10) == bool(reasons)


def test_a_rare_rule_in_the_middle_of_everything_is_the_highest_risk():
    points, reasons = risk_of(f"“{ENGLISH * 3} 123”", "promotion", "Hans", 500, 1_000, is_rare=True)

    assert points == 100
    assert reasons == ["middle of the body", "digits", "quotation", "long", "rare rule", "other script"]


def test_nothing_stands_in_the_middle_of_an_empty_text():
    assert risk_of("登录", "navigation", "Zyyy", 0, 0, is_rare=False) == (0, [])


@pytest.mark.parametrize(
    ("fired", "pages", "rare"), [(1, 19, False), (1, 20, True), (2, 20, False), (2, 100, True), (3, 100, False)]
)
def test_a_rule_is_rare_when_there_are_pages_enough_to_tell(fired, pages, rare):
    assert is_rare(fired, pages) is rare


def report_of(documents: int, fired: dict[str, int], off: tuple[OffExpectation, ...] = (), **others: object):
    sums = {"quarantined": {}, "chars_in": 0, "chars_out": 0, "removed_chars": 0, "removed_share": 0.0, "removed": {}}
    return SourceReport(
        source="lamp.example", documents=documents, languages={}, rules_digest="", fired=fired, never_fired=(),
        off_expectation=off, **(sums | others),
    )  # fmt: skip


def told(rule: str, expect: float | None = None, *, kind: str = "remove", action: str | None = "remove") -> RuleTold:
    return RuleTold(rule, kind, "navigation", action, "why", expect)


def off(rule: str, expected: float, seen: float) -> tuple[OffExpectation, ...]:
    return (OffExpectation(rule, expected, seen, 100),)


OWN, PACK = "lamp.example/menu", "credits/editor-line"


@pytest.mark.parametrize(
    ("rule", "report", "state"),
    [
        (told(OWN), report_of(100, {OWN: 90}), "ok"),
        (told(OWN), report_of(100, {}), "dead"),
        (told(OWN), report_of(19, {}), "idle"),
        (told(PACK), report_of(100, {}), "idle"),
        (told(OWN, kind="keep", action=None), report_of(100, {}), "idle"),
        (told(OWN, kind="read", action=None), report_of(100, {}), "dead"),
        (told(OWN, action="keep"), report_of(100, {}), "idle"),
        (told(OWN, 0.9), report_of(100, {}, off(OWN, 0.9, 0.0)), "dead"),
        (told(OWN, 0.01), report_of(100, {}), "idle"),
        (told(OWN, 0.9), report_of(100, {OWN: 40}, off(OWN, 0.9, 0.4)), "below"),
        (told(OWN, 0.1), report_of(100, {OWN: 40}, off(OWN, 0.1, 0.4)), "above"),
        (told(PACK, 0.9), report_of(100, {}, off(PACK, 0.9, 0.0)), "dead"),
    ],
)
def test_a_rule_has_the_state_that_its_pages_show(rule, report, state):
    entry = entry_of(7, rule, report, None)

    assert entry["state"] == state
    assert bool(entry["note"]) == (state not in {"ok", "idle"})
    assert entry["low"] <= entry["fired"] / entry["pages"] <= entry["high"]


def test_a_rule_that_took_most_of_one_page_is_greedy_and_says_where():
    use = Use()
    for number in range(30):
        use.add(1, 300, 0.1, (number, 2))
    use.add(1, 5_000, 0.8, (30, 5))
    entry = entry_of(0, told(OWN), report_of(31, {OWN: 31}), use)

    assert entry["state"] == "greedy"
    assert entry["note"] == "took more than half of what the body would be on one page, 80 % at most"
    assert use.greed()[1:] == (30, 5)


def test_a_rule_that_always_takes_most_of_the_page_is_not():
    use = Use()
    for number in range(30):
        use.add(1, 5_000, 0.8, (number, 5))

    assert use.greed() is None


@pytest.mark.parametrize(("largest", "greedy"), [(300, False), (30_000, True)])
def test_a_rule_that_took_far_more_than_usual_from_a_page_is_greedy(largest, greedy):
    use = Use()
    for number in range(40):
        use.add(1, 100, 0.0, (number, 0))
    use.add(1, largest, 0.0, (40, 9))

    assert bool(use.greed()) is greedy
    assert 100 <= use.usual <= 200


def whole(*sources: SourceReport, **sums: object) -> Report:
    counted = {"inputs": 100, "documents": 100, "quarantined": 0, "rejected": 0, "unreadable": 0}
    codes = {"rejected_by_code": {}, "unreadable_by_code": {}, "passed_over": {}}
    return Report(schema="", sources=sources, **(counted | codes | sums))


def looked(report: SourceReport, *rules: RuleTold, groups: tuple[Group, ...] = (), sums: SourceSums | None = None):
    sums = sums or SourceSums()
    entries = {rule.rule: entry_of(0, rule, report, sums.uses.get(rule.rule)) for rule in rules}
    table = [{"id": OWN, "category": "navigation"}, {"id": "core/image", "category": "image"}]
    return Looked(report, sums, entries, list(groups), table, lambda _: {"text": "灯\n塔", "reasons": ["long"]})


def group(count: int, risk: int) -> Group:
    made = Group("0" * 16, 0)
    made.count, made.documents, made.risk, made.chars = count, count, risk, 30
    made.places = [(4, 2)]
    return made


@pytest.mark.parametrize(
    ("report", "sources", "kind", "words", "at"),
    [
        (whole(), [looked(report_of(10, {}, quarantined={"empty-body": 3}))], "quarantine", "3 of 13 pages", "?view=documents"),
        (whole(), [looked(report_of(100, {}, off(OWN, 0.9, 0.0)), told(OWN, 0.9))], "dead", "none of 100 pages", "?rule=lamp.example%2Fmenu"),
        (whole(), [looked(report_of(100, {OWN: 40}, off(OWN, 0.9, 0.4)), told(OWN, 0.9))], "below", "40 % of 100 pages, expected 90 %", "%2Fmenu"),
        (whole(), [looked(report_of(100, {}), told(OWN))], "dead", "lamp.example/menu fired on none of 100 pages", "?view=rules"),
        (whole(), [looked(report_of(1, {}), groups=(group(1, 60),))], "single", "lamp.example/menu removed “灯 塔” once: 30", "#/document/4/2"),
        (whole(), [looked(report_of(1, {}), groups=(group(9, 60),))], "largest", "9 identical removals", "?rule="),
        (whole(), [looked(report_of(0, {}, quarantined={"empty-body": 1}))], "quarantine", "1 of 1 page of lamp.example is in", "?view=documents"),
        (whole(documents=1, inputs=1, rejected_by_code={"binary": 1}), [], "rejected", "1 of 1 input could", "#/"),
        (whole(rejected_by_code={"binary": 2}, unreadable_by_code={"folder": 1}), [], "rejected", "3 of 100 inputs", "#/"),
    ],
)  # fmt: skip
def test_what_is_looked_at_first_says_its_number_and_leads_somewhere(report, sources, kind, words, at):
    [thing] = look_first(report, sources)

    assert thing["kind"] == kind
    assert words in thing["text"]
    assert at in thing["at"]
    assert thing["why"]


def test_a_calm_run_has_nothing_to_look_at():
    assert look_first(whole(), [looked(report_of(10, {OWN: 10}), told(OWN))]) == []


def named(name: str, **sums: object) -> SourceReport:
    return msgspec.structs.replace(report_of(10, {}), source=name, **sums)


def test_an_image_that_stands_once_is_behind_what_has_words():
    image = group(1, 90)
    image.rule = 1

    first, last = look_first(whole(), [looked(report_of(1, {}), groups=(image, group(1, 30)))])

    assert first["text"].startswith(OWN)
    assert last["text"].startswith("core/image")


def test_pages_of_no_known_source_are_named():
    [thing] = look_first(whole(named("unknown", documents=30)), [])

    assert thing["text"] == "30 of 100 documents are of no known source"
    assert thing["at"] == "#/source/unknown"


def test_there_are_at_most_ten_and_no_kind_fills_the_list():
    many = [looked(report_of(1, {}), groups=(group(1, 60), group(1, 50))) for _ in range(9)]
    held = [looked(report_of(10, {}, quarantined={"empty-body": 3})) for _ in range(4)]
    things = look_first(whole(), [*many, *held])

    assert len(things) == 10
    assert {thing["kind"] for thing in things} == {"quarantine", "single"}
    assert things[0]["kind"] == "quarantine"


def sums(kept: int, lost: int) -> SourceSums:
    made = SourceSums()
    made.kept, made.body_chars, made.documents = kept, lost, 10
    return made


def test_a_source_that_loses_far_more_than_others_is_named_and_one_that_loses_nothing():
    shares = {"a": 10, "b": 12, "c": 60, "d": 0}
    sources = [looked(named(name), sums=sums(100 - lost, lost)) for name, lost in shares.items()]

    things = look_first(whole(), sources)
    found = {thing["kind"]: thing["at"] for thing in things}
    assert "c loses 60 % of what could be body text, half of the sources less than 11 %" in [
        thing["text"] for thing in things
    ]
    assert found == {"loses-more": "#/source/c", "loses-nothing": "#/source/d?view=rules"}
