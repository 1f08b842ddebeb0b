from __future__ import annotations

import json

import pytest

NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
BODY = "春分这天，江边的灯亮了，来看灯的人站满了整条堤岸，直到后半夜才慢慢散去，只剩下水声。"
PAGE = f"{BODY}\n\n最后一句。{NOTICE}\n编辑｜林一\n"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    return path


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "mine"
    path.mkdir()
    (path / "site.toml").write_text(
        """schema = 1
id = "site"

[[remove]]
id = "menu"
category = "navigation"
why = "a menu"
line = '^菜单'

[[remove]]
id = "tail"
category = "promotion"
why = "a plea"
line = '^关注'
zone = "tail"

[[keep]]
id = "dish"
why = "a dish"
line = '菜单上'
""",
        "utf-8",
    )
    return path


def test_every_line_is_shown_with_its_fate_and_every_removal_with_rule_category_and_reason(command, page):
    ran = command("explain", page)
    assert ran.code == 0
    lines = ran.text.splitlines()
    assert f"1   {BODY}" in lines
    assert f"3 ~ 最后一句。[-{NOTICE}-]" in lines
    assert lines[lines.index(f"3 ~ 最后一句。[-{NOTICE}-]") + 1].startswith(
        "    └ 163.com/hao-notice · disclaimer · NetEase says"
    )
    assert "4 + 编辑｜林一" in lines


def test_facts_stand_below_with_their_lines(command, page):
    text = command("explain", page).text
    assert "  editor    林一  (stated, line 4, credits/editor-line)" in text
    assert "zh-Hans, script Hans" in text


def test_removed_only_leaves_out_what_is_kept(command, page):
    text = command("explain", page, "--removed-only").text
    assert f"1   {BODY}" not in text
    assert "4 + 编辑｜林一" in text


def test_dates_are_shown_with_the_choice(command, tmp_path):
    path = tmp_path / "dated.md"
    path.write_text("---\ntitle: 灯\ndate: 2025-01-02\n---\n正文。\n", "utf-8")
    assert (
        "published  2025-01-02  (stated, line 3, core/front-matter, chosen: the only one stated)"
        in command("explain", path).text
    )


def test_a_line_that_is_gone_names_rule_reason_and_place_in_the_file(command, page):
    text = command("explain", f"{page}:3").text
    assert "  最后一句。\n    kept: no rule wants it\n" in text
    assert f"  {NOTICE}\n    removed by 163.com/hao-notice (disclaimer): NetEase says" in text
    assert "163.com.toml:" in text


def test_a_column_picks_one_part_of_the_line(command, page):
    assert "no rule wants it" in command("explain", f"{page}:3:1").text
    assert "removed by" not in command("explain", f"{page}:3:5").text
    assert "removed by 163.com/hao-notice" in command("explain", f"{page}:3:6").text


def test_a_line_has_the_facts_that_were_read_from_it(command, page):
    found = json.loads(command("explain", f"{page}:4", "--json").text)
    assert [(part["fate"], part["rule"]) for part in found["parts"]] == [("lifted", "credits/editor-line")]
    assert [(fact["what"], fact["value"]) for fact in found["facts"]] == [("editor", "林一")]


KEPT = {
    "no rule": ("正文\n", 1, "kept: no rule wants it"),
    "a keep rule": ("菜单上的菜\n正文\n", 1, "kept: keep rule site/dish beats site/menu: a dish"),
    "a keep rule alone": ("他在菜单上\n", 1, "kept: keep rule site/dish: a dish"),
    "the text goes on below": ("关注我们\n正文\n", 1, "kept: site/tail matches, but something that stays stands below it (zone = 'tail')"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "answer"), KEPT.values(), ids=KEPT.keys())
def test_a_line_that_is_kept_says_why(command, tmp_path, rules, text, line, answer):
    path = tmp_path / "page.txt"
    path.write_text(text, "utf-8")
    assert answer in command("explain", f"{path}:{line}", "--rules", rules, "--source", "site").text


def test_a_profile_that_keeps_a_category_is_the_reason(command, page):
    text = command("explain", f"{page}:3", "--profile", "markup-only").text
    assert "kept: 163.com/hao-notice matches, and the profile markup-only keeps the category disclaimer" in text


def test_an_empty_line_is_one(command, page):
    assert "an empty line" in command("explain", f"{page}:2").text


HARM = {
    "an escape sequence": ("\x1b[31m红\x1b]0;title\x07", r"\u{1b}[31m红\u{1b}]0;title\u{7}"),
    "a control that turns the line round": ("甲\u202e乙\u2066丙", r"甲\u{202e}乙\u{2066}丙"),
    "a zero-width space": ("甲\u200b乙", r"甲\u{200b}乙"),
    "a C1 control": ("甲\x9b2J", r"甲\u{9b}2J"),
    "markup of the terminal library": ("[red]甲[/red] [/] :smile:", "[red]甲[/red] [/] :smile:"),
}


@pytest.mark.parametrize(("text", "shown"), HARM.values(), ids=HARM.keys())
def test_what_a_page_holds_cannot_touch_the_terminal(command, tmp_path, text, shown):
    path = tmp_path / "page.txt"
    path.write_text(f"正文之前{text}\n", "utf-8")
    for ran in (command("explain", path), command("explain", f"{path}:1")):
        assert f"正文之前{shown}" in ran.text
        assert not any(ord(char) < 32 and char != "\n" for char in ran.text)


def test_a_quarantined_document_is_explained_with_the_reason(command, page):
    page.write_text(NOTICE, "utf-8")
    ran = command("explain", page)
    assert ran.code == 3
    assert "quarantined (empty-body): nothing is left after rules 163.com/hao-notice" in ran.text
    assert f"1 - {NOTICE}" in ran.text


def test_a_rejected_document_is_a_message(command, page):
    page.write_bytes(b"")
    ran = command("explain", page)
    assert (ran.code, ran.out) == (3, b"")
    assert "rejected (empty-input): the input has no bytes" in ran.err


MISUSE = {
    "a file that is not there": (["nowhere.txt"], "there is no such file"),
    "a folder": (["."], "is a folder; expected one document"),
    "a line that is not there": (["{page}:9"], "has no line 9; expected 1 to 4"),
    "a column that is not there": (["{page}:4:99"], "has no column 99; expected 1 to 5"),
    "an unknown profile": (["{page}", "--profile", "corpse"], "did you mean 'corpus'?"),
    "an unknown source": (["{page}", "--source", "163.con"], "did you mean '163.com'?"),
}


@pytest.mark.parametrize(("arguments", "message"), MISUSE.values(), ids=MISUSE.keys())
def test_misuse_is_told(command, page, arguments, message):
    ran = command("explain", *(argument.format(page=page) for argument in arguments))
    assert (ran.code, message in ran.err) == (2, True)


def test_json_has_every_character_of_every_line(command, page):
    found = json.loads(command("explain", page, "--json").text)
    lines = ["".join(piece["text"] for piece in line["pieces"]) for line in found["lines"]]
    assert lines == PAGE.splitlines()
    assert [line["fate"] for line in found["lines"]] == ["kept", "blank", "partly", "removed"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_counted_alike_whatever_ends_them(command, page, newline):
    page.write_bytes(PAGE.replace("\n", newline).encode())
    assert "lifted into the stamp by credits/editor-line" in command("explain", f"{page}:4").text


def test_a_file_whose_name_looks_like_a_line_is_a_file(command, tmp_path):
    path = tmp_path / "page:1"
    path.write_text("正文\n", "utf-8")
    assert "1   正文" in command("explain", path).text


@pytest.mark.parametrize(
    "target", ["a" * 5000, f"{'a' * 5000}:3", f"page.txt:{'1' * 5000}"], ids=["name", "line", "digits"]
)
def test_a_target_that_no_file_can_have_is_told(command, target):
    ran = command("explain", target)

    assert ran.code == 2
    assert "no such file or folder" in ran.err
    assert "Traceback" not in ran.err


def test_a_name_with_a_line_feed_is_found_and_shown_on_one_line(command, tmp_path):
    page = tmp_path / "a\nb.txt"
    page.write_text(PAGE, "utf-8")

    ran = command("explain", f"{page}:1")

    assert ran.code == 0
    assert "a\\u{a}b.txt:1" in ran.text


def test_a_line_of_standard_input_is_asked_for_behind_two_dashes(command, monkeypatch):
    import io
    import sys
    from types import SimpleNamespace

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PAGE.encode())))

    ran = command("explain", "--", "-:1")

    assert ran.code == 0
    assert ran.text.startswith("standard input:1")


def test_a_line_is_explained_with_what_moved_the_model(command, tmp_path):
    path = tmp_path / "page.html"
    paragraphs = "\n".join(
        f"<p>{BODY}第{n}年也是这样，江水涨了又落，灯一直亮着，没有人问过是谁点的。</p>" for n in range(6)
    )
    path.write_text(
        f"<html><body>\n<nav><a href=/>首页</a></nav>\n<article>{paragraphs}</article>\n<footer>版权所有</footer></body></html>",
        "utf-8",
    )
    ran = command("explain", f"{path}:2", "--extractor", "model", "--json")
    (part, *_) = [part for part in json.loads(ran.out)["parts"] if part["likely"]]

    assert part["category"] == "navigation"
    assert 0 <= part["likely"]["probability"] < 0.5
    assert 0 < len(part["likely"]["sides"]) <= 3
    assert "probability of being article 0." in command("explain", f"{path}:2", "--extractor", "model").text


def test_an_extractor_that_does_not_exist_is_named(command, page):
    ran = command("explain", page, "--extractor", "oracle")

    assert ran.code == 2
    assert "no extractor 'oracle'" in ran.err
