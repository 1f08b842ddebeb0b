"""Packs are asked only on pages in their scripts."""

from __future__ import annotations

import pytest

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.rules.writing import writings_of

ENGLISH = "The keeper of the lamp wiped it three times and wrote down the tide.\n" * 4
CHINESE = "守灯人把最后一盏灯擦了三遍，又在本子上写下潮位和风向，然后才去吃饭。\n" * 4
JAPANESE = "灯台守は最後の灯を三度拭いて、潮の高さを帳面に書いた。\n" * 4


@pytest.mark.parametrize(("text", "expected"), [
    pytest.param("", {"Latn"}, id="nothing"),
    pytest.param(ENGLISH, {"Latn"}, id="English"),
    pytest.param(ENGLISH + "来源：石桥社", {"Latn", "Hani"}, id="English with a Chinese line"),
    pytest.param(CHINESE, {"Hani"}, id="Chinese"),
    pytest.param(CHINESE + "Notice: uploaded by a user.", {"Hani"}, id="Chinese with an English line"),
    pytest.param(CHINESE + ENGLISH, {"Hani", "Latn"}, id="half and half"),
    pytest.param(JAPANESE, {"Hani", "Jpan"}, id="Japanese"),
    pytest.param(CHINESE * 9 + "の", {"Hani"}, id="Chinese with a kana for show"),
    pytest.param("Смотритель маяка вытер лампу три раза.", {"Latn"}, id="neither"),
])  # fmt: skip
def test_the_scripts_of_a_page(text, expected):
    assert writings_of(text.encode()) == expected


def test_a_credit_of_each_language_is_read_on_a_page_of_both():
    page = f"By Jane Porter\n{ENGLISH}{CHINESE}责任编辑：陶溪\n"
    result = Cleaner().clean(RawDocument(data=page.encode()))

    assert isinstance(result, Cleaned)
    assert [(credit.role, credit.name) for credit in result.stamp.credits] == [
        ("author", "Jane Porter"),
        ("editor", "陶溪"),
    ]


def test_rules_of_a_pack_in_another_script_are_no_rules_of_the_page(tmp_path):
    (tmp_path / "packs").mkdir()
    rule = "[[remove]]\nid = 'lamp'\ncategory = 'slogan'\nwhy = 'w'\nspan = 'lamp|灯'\n"
    (tmp_path / "packs/lamps.toml").write_text(f"schema = 1\nid = 'lamps'\nscripts = ['Latn']\n{rule}", "utf-8")
    (tmp_path / "core.toml").write_text("tune = 'core'\npacks = ['lamps']\n", "utf-8")
    cleaner = Cleaner(tmp_path)

    assert "lamp" not in cleaner.clean(RawDocument(data=ENGLISH.encode())).text
    assert "灯" in cleaner.clean(RawDocument(data=CHINESE.encode())).text
