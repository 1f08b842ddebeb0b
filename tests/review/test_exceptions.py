"""Which exception comes of a rejection, by what was removed."""

from __future__ import annotations

import tomllib

import pytest
from judging import BODY, RULES, Case, page

from cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.io.write import Options
from cleaner.rules.load import load_rules
from cleaner.testing.reviewed import run_review

HTML = """<!doctype html><html><head><title>灯</title></head><body>
<div class="menu">首页 &gt; 灯下 &gt; 手艺</div>
<div class="story">
<p>修灯的人住在河边，门口挂着一块没有字的木牌。他一天只修三盏，多一盏也不收。</p>
{}
<p>他说灯不是坏的，只是没有人记得怎样点它。</p>
<p>© 灯下编辑部 2025</p>
</div>
<div class="foot"><p>友情链接</p></div>
</body></html>"""
ADDRESS = {"front": "---\nurl: https://lamp.example/1\ntitle: 灯\n---\n"}

# what was removed: pages, the rule, some of the text, what the exception says, what is back
KINDS = {
    "a whole line": (
        [page("阅读 12 次")], "lamp.example/views", "", {"line": "^阅读 12 次$"}, ["阅读 12 次"],
    ),
    "numbers that differ": (
        [page("阅读 12 次"), page("阅读 345 次", number=2)], "lamp.example/views", "", {"line": r"^阅读 \d+ 次$"},
        ["阅读 12 次", "阅读 345 次"],
    ),
    "widths and spaces that differ": (
        [page("好灯: 一盏"), page("好灯：　一盏", number=2)], "lamp.example/advice", "",
        {"line": "^好灯: 一盏$", "zone": "tail"}, ["好灯: 一盏", "好灯：　一盏"],
    ),
    "the end of a paragraph": (
        [page("门前的河涨了。（本报三月讯）")], "lamp.example/aside", "", {"span": "（本报三月讯）$"},
        ["门前的河涨了。（本报三月讯）"],
    ),
    "two lines of a region": (
        [page("读者来信", "来信完")], "lamp.example/letters", "", {"line": "(?:^读者来信$|^来信完$)"}, ["读者来信", "来信完"],
    ),
    "a region of many lines": (
        [page("读者来信", "一", "", "二", "三", "来信完")], "lamp.example/letters", "",
        {"from": "^读者来信$", "until": "^来信完$", "at_most": 5}, ["读者来信", "一", "二", "三", "来信完"],
    ),
    "the title once more": ([page()], "lamp.example/title", "", {"line": "^修灯的人之1$"}, ["修灯的人之1"]),
    "a credit line of a pack": (
        [page("编辑｜白榆")], "credits/editor-line", "", {"line": "^编辑｜白榆$"}, ["编辑｜白榆"],
    ),
    "front matter": ([ADDRESS["front"] + page()], "core/front-matter", "", {"blocks": ["front-matter"]}, ["title: 灯"]),
    "an image": (
        [page("![灯](https://lamp.example/a.png)")], "core/image", "", {"src": r"^https://lamp\.example/a\.png$"},
        ["![灯](https://lamp.example/a.png)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "rule", "text", "says", "back"), KINDS.values(), ids=KINDS)
def test_the_narrowest_exception_that_holds(pages, rule, text, says, back, tmp_path):
    case = Case(tmp_path, {f"{number}.md": each for number, each in enumerate(pages)})

    done = case.apply(case.decision(rule, text))

    [outcome] = done.outcomes
    assert (outcome.status, outcome.reason) == ("applied", "")
    [keep] = tomllib.loads((case.rules / outcome.rule_file).read_text("utf-8"))["keep"]
    assert {key: keep.get(key) for key in says} == says
    kept = "\n".join(case.texts(case.clean("again")).values()).splitlines()
    assert [line for line in kept if line in back] == back


def test_a_text_that_tells_the_source_comes_back_without_a_near_line(tmp_path):
    """With a letter in it the page would be of no source, and a test of that would fail for ever."""
    case = Case(tmp_path, {"1.md": page()})

    [outcome] = case.apply(case.decision("lamp.example/copyright")).outcomes

    assert (outcome.status, outcome.lines) == ("applied", 1)
    assert "near" in outcome.reason
    assert "© 灯下编辑部 2025" in case.texts(case.clean("again"))["1.md"]
    judged = run_review(Cleaner(load_rules([case.rules])), (case.rules / outcome.test).parent, "x")
    assert judged.problems == ()


def test_an_element_that_a_selector_took_comes_back_by_its_text(tmp_path):
    pages = {
        f"{n}.html": HTML.format(f'<div class="box"><p>{text}</p></div>') for n, text in enumerate(["灯与河", "灯与雨"])
    }
    case = Case(tmp_path, pages)

    [outcome] = case.apply(case.decision("lamp.example/box", "灯与河")).outcomes

    assert (outcome.status, outcome.reason) == ("applied", "")
    [keep] = tomllib.loads((case.rules / outcome.rule_file).read_text("utf-8"))["keep"]
    assert (keep["line"], keep["within"]) == ("^灯与河$", ".box")
    texts = case.texts(case.clean("again"))
    assert ("灯与河" in texts["0.html"], "灯与雨" in texts["1.html"]) == (True, False)


def test_a_page_of_no_known_source_has_exceptions_of_its_own(tmp_path):
    text = "一篇没有来处的文章，讲的是一盏没有人点的灯。\n编辑｜白榆\n"
    case = Case(tmp_path, {"1.txt": text, "2.txt": page("编辑｜白榆")})

    [outcome] = case.apply(case.decision("credits/editor-line")).outcomes

    assert outcome.status == "applied"
    assert outcome.rule_file == "unknown.reviewed.toml"
    texts = case.texts(case.clean("again"))
    assert ("编辑" in texts["1.txt"], "编辑" in texts["2.txt"]) == (True, False)


def test_of_a_span_only_this_one_comes_back(tmp_path):
    case = Case(
        tmp_path,
        {"1.txt": page("阅读 12 次", "河水又涨了。", "阅读 12 次", "好了。"), "2.txt": page("阅读 12 次", number=2)},
    )

    [outcome] = case.apply(case.decision("lamp.example/views", scope="span")).outcomes

    assert (outcome.status, outcome.reason) == ("applied", "")
    texts = case.texts(case.clean("again"))
    assert texts["1.txt"].splitlines() == [*BODY, "阅读 12 次", "河水又涨了。", "好了。"]
    assert "阅读" not in texts["2.txt"]


def test_a_group_is_rejected_but_for_the_span_that_is_accepted(tmp_path):
    case = Case(tmp_path, {"1.txt": page("阅读 12 次", "河水又涨了。", "阅读 12 次", "好了。")})
    first = case.decision("lamp.example/views", verdict="accept", scope="span")

    done = case.apply(first, case.decision("lamp.example/views"))

    assert [outcome.status for outcome in done.outcomes] == ["applied", "applied"]
    assert case.texts(case.clean("again"))["1.txt"].splitlines() == [*BODY, "河水又涨了。", "阅读 12 次", "好了。"]


def test_what_no_exception_can_bring_back_is_said_with_the_place_to_edit(tmp_path):
    case = Case(
        tmp_path,
        {
            "1.html": HTML.format("<p>雨停了，河水退到石阶下面，他把门口的木牌翻了过来。</p>"),
            "2.txt": page("好灯不怕风。"),
        },
    )
    before = case.files()

    done = case.apply(case.decision("lamp.example/body", "友情链接"))

    [outcome] = done.outcomes
    assert (outcome.status, outcome.keep, done.written) == ("failed", (), ())
    assert f"edit `body` in {case.rules / 'lamp.toml'}" in outcome.reason
    assert case.files() == before


def test_what_can_be_followed_is_written_though_another_cannot(tmp_path):
    case = Case(tmp_path, {"1.html": HTML.format('<div class="box"><p>灯与河</p></div>')})

    done = case.apply(case.decision("lamp.example/body", "友情链接"), case.decision("lamp.example/box"))

    assert [outcome.status for outcome in done.outcomes] == ["failed", "applied"]
    assert "灯与河" in case.texts(case.clean("again"))["1.html"]


def test_an_exception_that_would_quarantine_the_page_is_none(tmp_path):
    rules = RULES.replace("[[remove]]", "[limits]\nremoved_share = [0.4, 0.9]\n\n[[remove]]", 1)
    case = Case(tmp_path, {"1.txt": page("好灯不怕风，好灯不怕雨，好灯不怕没有人来点它，一直等着。")}, rules_text=rules)

    [outcome] = case.apply(case.decision("lamp.example/advice")).outcomes

    assert outcome.status == "failed"
    assert "the page would be quarantined: removed-share" in outcome.reason
    assert "lamp.toml:" in outcome.reason


def test_two_judgements_that_contradict_each_other_are_not_both_written(tmp_path):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")})
    case.apply(case.decision("lamp.example/advice", verdict="accept", scope="span"))

    done = case.apply(case.decision("lamp.example/advice"))

    [outcome] = done.outcomes
    assert outcome.status == "failed"


@pytest.mark.parametrize("options", [Options(redact=True), Options(ledger="rules"), Options(form="files")], ids=str)
def test_results_of_every_form_are_judged(options, tmp_path):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")}, options)
    raw = None if options.form == "files" else case.dump

    [outcome] = case.apply(case.decision("lamp.example/advice"), raw=raw).outcomes

    assert (outcome.status, outcome.reason) == ("applied", "")
    assert "好灯不怕风。" in case.texts(case.clean("again"))["1.txt"]


@pytest.mark.parametrize("options", [Options(redact=True), Options(ledger="rules")], ids=["redacted", "ledger rules"])
def test_what_cannot_be_restored_is_asked_for(options, tmp_path):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")}, options)

    with pytest.raises(InputError, match="--raw DIR"):
        case.apply(case.decision("lamp.example/advice"))


@pytest.mark.parametrize("name", ["documents", "removals"])
def test_nothing_is_made_of_a_result_that_was_altered(name, tmp_path):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")})
    decision, files = case.decision("lamp.example/advice"), case.files()
    part = case.out / name / "part-00000.jsonl"
    part.write_bytes(
        part.read_bytes().replace("好灯".encode(), "坏灯".encode()).replace("木牌".encode(), "铁牌".encode())
    )

    with pytest.raises(InputError, match=f"{name}/part-00000.jsonl.*it was altered"):
        case.apply(decision)
    assert case.files() == files


def test_raw_files_that_are_gone_or_changed_are_named(tmp_path):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")}, Options(redact=True))
    (case.dump / "1.txt").write_text("别的", "utf-8")

    [changed] = case.apply(case.decision("lamp.example/advice"), raw=case.dump).outcomes
    [gone] = case.apply(case.decision("lamp.example/advice"), raw=tmp_path / "rules").outcomes

    assert (changed.status, gone.status) == ("failed", "failed")
    assert "the stamp says" in changed.reason
    assert "raw file not found" in gone.reason


def test_pages_in_quarantine_and_pages_given_twice_are_judged_too(tmp_path):
    rules = RULES.replace("[[remove]]", "[limits]\nmin_chars = 200\n\n[[remove]]", 1)
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。"), "2.txt": page("好灯不怕风。")}, rules_text=rules)

    [outcome] = case.apply(case.decision("lamp.example/advice")).outcomes

    assert (outcome.status, outcome.documents) == ("applied", 1)
