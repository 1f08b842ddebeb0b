import sys

from cleaner.model.white_space import WHITE_SPACE


def test_white_space_is_what_python_calls_space_and_the_characters_without_width():
    spaces = {chr(n) for n in range(sys.maxunicode + 1) if chr(n).isspace()}

    assert set(WHITE_SPACE) == spaces | {"\u200b", "\u2060", "\ufeff"}
