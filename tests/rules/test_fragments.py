"""Parts of patterns that have a name."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, RawDocument, RuleError
from cleaner.rules.fragments import expanded
from cleaner.rules.load import load_rules

HEAD = "schema = 1\nid = 'a'\n"
RULE = "[[remove]]\nid = 'r'\ncategory = 'slogan'\nwhy = 'the word {{who}} is left in peace'\n"


def load(tmp_path, text: str):
    (tmp_path / "a.toml").write_text(text, "utf-8")
    return load_rules([tmp_path])


def test_a_name_in_a_pattern_stands_for_its_part(tmp_path):
    book = load(
        tmp_path, HEAD + "[define]\nwho = '(?:甲|乙)'\nboth = '{{who}}和{{who}}'\n" + RULE + "line = '^{{both}}$'\n"
    )

    assert book.sources["a"].remove[0].line == "^(?:甲|乙)和(?:甲|乙)$"
    assert book.sources["a"].remove[0].why == "the word {{who}} is left in peace"


def test_definitions_reach_every_pattern_of_the_file_and_no_example():
    table = {
        "define": {"x": "[0-9]+"},
        "match": {"markers": ["no {{x}}", {"line": "{{x}}"}], "front_matter": {"source": "^{{x}}"}},
        "protect": ["{{x}}"],
        "remove": [{"line": "a", "previous": "{{x}}", "capture": {"author": {"value": "{0}", "split": "{{x}}"}}}],
        "test": [{"name": "{{x}}", "input": "{{x}}"}],
    }

    found, problems = expanded(table)

    assert problems == []
    assert found["match"] == {"markers": ["no [0-9]+", {"line": "[0-9]+"}], "front_matter": {"source": "^[0-9]+"}}
    assert found["protect"] == ["[0-9]+"]
    assert found["remove"][0]["previous"] == "[0-9]+"
    assert found["remove"][0]["capture"]["author"] == {"value": "{0}", "split": "[0-9]+"}
    assert found["test"] == table["test"]


@pytest.mark.parametrize(
    ("text", "line", "found", "hint"),
    [
        pytest.param("[define]\nwho = 'x'\n" + RULE + "line = '^{{hwo}}$'\n", 9, "{{hwo}} is not defined above", "'who'", id="a slip"),
        pytest.param("[define]\nboth = '{{who}}'\nwho = 'x'\n" + RULE + "line = 'a'\n", 4, "{{who}} is not defined above", "", id="used above its definition"),
        pytest.param("[define]\n'Who is' = 'x'\n" + RULE + "line = 'a'\n", 3, "'Who is' is no name", "", id="no name"),
        pytest.param("[define]\nwho = 1\n" + RULE + "line = 'a'\n", 4, "'who' in [define] is no pattern", "", id="no string"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_file_and_line(tmp_path, text, line, found, hint):
    with pytest.raises(RuleError) as error:
        load(tmp_path, HEAD + text)

    assert error.value.where.split(":")[1] == str(line)
    assert found in error.value.found
    assert hint in error.value.hint


def test_a_file_that_tunes_another_has_definitions_of_its_own(tmp_path):
    (tmp_path / "more.toml").write_text(
        "tune = 'solidot.org'\n[define]\nmotto = '灯不灭'\n" + RULE + "line = '^{{motto}}$'\n", "utf-8"
    )
    page = "---\nurl: https://www.solidot.org/story?sid=1\n---\n" + "他把最后一盏灯擦了三遍。\n" * 9 + "灯不灭\n"

    assert "灯不灭" not in Cleaner(tmp_path).clean(RawDocument(data=page.encode())).text
