"""Text and Markdown to blocks: what is visible, what it is, and the way back to the source."""

from __future__ import annotations

import pytest

from cleaner.blocks.text import parse_text


def blocks(text):
    return parse_text(text)[1]


@pytest.mark.parametrize(
    ("line", "tag", "visible"),
    [
        pytest.param("一句话。", "p", "一句话。", id="paragraph"),
        pytest.param("## 标题 ##", "h2", "标题", id="heading with closing signs"),
        pytest.param("#话题#", "p", "#话题#", id="a topic in hash signs is no heading"),
        pytest.param("* 文章", "li", "文章", id="bullet"),
        pytest.param("2. 第二", "li", "第二", id="numbered item"),
        pytest.param("01", "p", "01", id="a section number is text"),
        pytest.param("3.", "p", "3.", id="a number with a point is text"),
        pytest.param("> > 引文", "blockquote", "引文", id="nested quotation"),
        pytest.param("---", "hr", "", id="divider"),
        pytest.param("* * *", "hr", "", id="divider of stars"),
        pytest.param("<!-- more -->", "comment", "", id="comment"),
        pytest.param("| a | b |", "tr", "| a | b |", id="table row"),
        pytest.param("![图](https://x.example/a.png)", "img", "", id="image"),
        pytest.param('[![商业](i.png)](/search "商业")', "img", "", id="linked image"),
        pytest.param("![]()", "img", "", id="image without an address"),
        pytest.param("文字![图](a.png){ width=50% }", "p", "文字", id="image glued to a paragraph, with attributes"),
        pytest.param("[登录](/login) [注册](/register)", "p", "登录 注册", id="links"),
        pytest.param("**来自 *远方* 的**信", "p", "来自 远方 的信", id="emphasis"),
        pytest.param("5 * 3 * 2", "p", "5 * 3 * 2", id="stars that multiply"),
        pytest.param("snake_case_name", "p", "snake_case_name", id="underscores in a word"),
        pytest.param("&ldquo;网易号&rdquo; &amp; &copy;", "p", "“网易号” & ©", id="entities"),
        pytest.param(r"1\. 不是 \*列表\*", "p", "1. 不是 *列表*", id="escapes"),
        pytest.param("`a * b` 与 `` ` ``。", "p", "a * b 与  ` 。", id="code spans"),
        pytest.param("见<https://www.12377.cn>。", "p", "见https://www.12377.cn。", id="address in angle brackets"),
        pytest.param("a<br>b</b>", "p", "ab", id="tags"),
        pytest.param("x < y > z", "p", "x < y > z", id="comparison signs"),
        pytest.param("[1]", "p", "[1]", id="brackets that link nothing"),
        pytest.param("```", "fence", "```", id="a fence that is never closed"),
        pytest.param("\u3000\u3000缩进", "p", "缩进", id="indentation"),
    ],
)
def test_a_line_is_one_block(line, tag, visible):
    (block,) = blocks(line)

    assert (block.tag, block.text) == (tag, visible)
    assert (block.start, block.end) == (0, len(line))


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        pytest.param(
            "[a](/b) 与 [c](https://d.example/e_(f))", ["/b", "https://d.example/e_(f)"], id="two, one with brackets"
        ),
        pytest.param('[a](/b "title")', ["/b"], id="title"),
        pytest.param("[a](</b c>)", ["/b c"], id="angle brackets around the target"),
        pytest.param("[a](</b>)", ["/b"], id="angle brackets that nothing asks for"),
        pytest.param("[a]( /b )", ["/b"], id="white space around the target"),
        pytest.param("[a](\u3000/b '题')", ["/b"], id="wide space, and a title in single quotes"),
        pytest.param("[a](/b>c)", ["/b>c"], id="a sign in the target"),
        pytest.param("[a]()", [""], id="no target"),
        pytest.param(
            "oh! ~ h https: http://x.example/a", ["http://x.example/a"], id="what only looks like the beginning"
        ),
        pytest.param("https://x.example/a。后面", ["https://x.example/a"], id="bare address before Chinese"),
        pytest.param("(见 https://x.example/a).", ["https://x.example/a"], id="bare address in brackets"),
        pytest.param("![a](b.png)", [], id="an image is no link"),
    ],
)
def test_links_carry_their_targets(line, targets):
    (block,) = blocks(line)

    assert [link.href for link in block.links] == targets


def test_visible_text_leads_back_to_the_source_with_the_markup_around_it():
    line = "看 [**这里**](/QA) &amp; 那里"
    (block,) = blocks(line)
    start = block.text.index("这里")

    assert block.source_span(start, start + 2).of(line) == "[**这里**](/QA)"
    assert block.source_span(start, start + 1).of(line) == "这"
    assert block.source_span(block.text.index("&"), block.text.index("&") + 1).of(line) == "&amp;"


def test_two_images_side_by_side_are_two():
    (block,) = blocks("![一](a.png)![二](b.png)")

    assert [(image.src, image.alt) for image in block.images] == [("a.png", "一"), ("b.png", "二")]


def test_what_stands_inside_a_fence_is_one_block_of_content():
    text = "前\n```python\n# 不是标题\n---\n```\n后\n"

    assert [(block.tag, block.text) for block in blocks(text)] == [("p", "前"), ("pre", "# 不是标题\n---"), ("p", "后")]


def test_a_divider_under_a_paragraph_makes_no_heading_but_equals_signs_do():
    assert [block.tag for block in blocks("链接\n---\n再见")] == ["p", "hr", "p"]
    assert [(block.tag, block.text) for block in blocks("题目\n===\n正文")] == [("h1", "题目"), ("p", "正文")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_and_empty_lines_are_counted_with_any_line_end(end):
    found = blocks(end.join(["一", "", "", "二", "三", ""]))

    assert [(block.text, block.line, block.blank_before) for block in found] == [
        ("一", 1, 0),
        ("二", 4, 2),
        ("三", 5, 0),
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param(
            "---\n\ntitle: '引号''内'\ndate: 2024-05-04\n\n---\n正文",
            {"title": ["引号'内"], "date": ["2024-05-04"]},
            id="empty lines inside",
        ),
        pytest.param("\ufeff---\r\ntitle: 灯\r\n---\r\n正文", {"title": ["灯"]}, id="byte order mark and CRLF"),
        pytest.param(
            "---\ntitle: a: b: c\nx: @foo\n---\n正文", {"title": ["a: b: c"], "x": ["@foo"]}, id="malformed values"
        ),
        pytest.param(
            "---\ndate: 2024-13-45\nok: no\n---\n正文", {"date": ["2024-13-45"], "ok": ["no"]}, id="no YAML types"
        ),
        pytest.param(
            "---\ntags: [灯, 海]\nlist:\n- 一\n- 二\n---\n正文",
            {"tags": ["灯", "海"], "list": ["一", "二"]},
            id="lists",
        ),
        pytest.param('+++\ntitle = "灯"\n+++\n正文', {"title": ["灯"]}, id="TOML"),
        pytest.param("```\n---\ntitle: 灯\n---\n正文\n", {"title": ["灯"]}, id="behind a stray fence"),
    ],
)
def test_front_matter_is_read_as_strings(text, fields):
    front_matter, found = parse_text(text)

    assert {key: [field.value for field in values] for key, values in front_matter.fields.items()} == fields
    assert found[-1].text == "正文"


def test_a_value_of_the_front_matter_knows_its_line():
    text = "---\n\ntitle: 灯\ndate: 2024-05-04\n---\n正文"
    front_matter, _ = parse_text(text)
    (field,) = front_matter.fields["date"]

    assert (field.line, text[field.start : field.end]) == (4, "date: 2024-05-04")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\nhr only\n---\n正文", id="dividers around a sentence"),
        pytest.param("---\ntitle: 灯\n正文", id="never closed"),
        pytest.param("正文\n---\ntitle: 灯\n---\n", id="not at the head"),
        pytest.param("---\n---\n正文", id="nothing inside"),
        pytest.param("---\na: " + "x" * 20_000 + "\n---\n正文", id="closed too far away"),
    ],
)
def test_what_looks_like_front_matter_stays_text(text):
    front_matter, found = parse_text(text)

    assert not front_matter.fields
    assert "front-matter" not in [block.tag for block in found]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "[" * n, id="opening brackets"),
        pytest.param(lambda n: "](" * n, id="targets that never end"),
        pytest.param(lambda n: "[a](" * n, id="links that never end"),
        pytest.param(lambda n: "![](a.png)" * (n // 10), id="images"),
        pytest.param(lambda n: "*a_b" * (n // 4), id="emphasis"),
        pytest.param(lambda n: " `" * (n // 2), id="ticks"),
        pytest.param(lambda n: "<!--" * (n // 4), id="comments that never end"),
        pytest.param(lambda n: ">" * n + " x", id="nested quotations"),
        pytest.param(lambda n: "```\n" * (n // 4), id="fences"),
        pytest.param(lambda n: "\n" * n, id="empty lines"),
        pytest.param(lambda n: "---\n" + "a: b\n" * (n // 5), id="front matter that never ends"),
        pytest.param(lambda n: "a\r" * (n // 2), id="carriage returns"),
    ],
)
def test_a_hostile_text_of_any_shape_becomes_blocks_that_lie_in_it_in_order(make):
    text = make(100_000)
    position = 0
    for block in blocks(text):
        assert position <= block.start <= block.end <= block.stop <= len(text)
        assert not text[position : block.start].strip()
        position = block.stop
    assert not text[position:].strip()
