"""What a pattern matches in a short line is remembered: the second time the answer is the same, and it is that line's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules.index import PatternSet, TextIndex
from cleaner.rules.pattern import compile_pattern

LINE = "本文来自：北窗"
LONG = "守灯人把灯擦了三遍。" * 60


@pytest.mark.parametrize("line", [LINE, LONG + LINE, f"{LINE}，{LONG}"])
def test_a_match_stands_where_it_stands_however_often_it_is_asked_for(line):
    pattern = compile_pattern("来自：(?P<account>北窗)")
    for above in ([], ["一行"], ["一行", "两行"]):
        index = TextIndex([*above, line])
        found = [index.first_in(pattern, len(above)) for _ in range(2)]

        assert [each.number for each in found] == [len(above)] * 2
        assert {line[slice(*each.group("account"))] for each in found} == {"北窗"}


def test_two_patterns_and_two_lines_do_not_get_in_each_others_way():
    one, two = compile_pattern("北窗"), compile_pattern("南桥")
    index = TextIndex(["北窗", "南桥"])

    found = [[bool(index.first_in(pattern, number)) for number in (0, 1)] for pattern in (one, two, one)]

    assert found == [[True, False], [False, True], [True, False]]


def test_two_sets_of_patterns_do_not_get_in_each_others_way():
    one, two = PatternSet([compile_pattern("北")]), PatternSet([compile_pattern("桥"), compile_pattern("北")])

    assert one.each([b"x", "北窗".encode()]) == {compile_pattern("北"): [1]}
    assert two.each([b"x", "北窗".encode()]) == {compile_pattern("北"): [1]}
    assert one.each(["北".encode(), "桥".encode()]) == {compile_pattern("北"): [0]}


@given(st.lists(st.text(st.sampled_from("北窗南桥a。"), max_size=12), min_size=1, max_size=40))
def test_lines_one_by_one_and_the_whole_text_first_give_the_same_places(texts):
    patterns = PatternSet([compile_pattern("北窗"), compile_pattern("^南"), compile_pattern("a{2,3}。")])
    index = TextIndex(texts)
    ways = [
        index.locate(patterns),
        *(index.locate(patterns, lambda _, enough=enough: enough) for enough in (True, False)),
    ]

    for pattern in patterns.patterns:
        one, *others = ([n for n in way.get(pattern) if index.first_in(pattern, n)] for way in ways)
        assert others == [one, one]


@given(st.lists(st.sampled_from([LINE, "北窗，北窗", "南桥", LONG + LINE]), min_size=1, max_size=6))
def test_every_match_of_a_line_stands_in_its_own_text_however_often_it_is_asked_for(texts):
    pattern = compile_pattern("北(?P<name>窗)")
    places = [(number, at) for number, text in enumerate(texts) for at in range(len(text)) if text[at] == "北"]

    for _ in range(2):
        found = list(TextIndex(texts).every(pattern))

        assert [(each.number, each.span()) for each in found] == [(number, (at, at + 2)) for number, at in places]
        assert [each.group("name") for each in found] == [(at + 1, at + 2) for _, at in places]
