"""Facts to credits and to the chain: who gives way to whom, in which order."""

from __future__ import annotations

import pytest

from cleaner.model.fact import RELATIONS, Evidence, Fact
from cleaner.provenance.order import chain, credits_of


def fact(kind: str, value: str = "x", at: int = 0, confidence: str = "stated", **detail: str) -> Fact:
    return Fact(kind, value, confidence, (Evidence(at, at + 1, 1, "x", "a/b"),), detail)


def hop(relation: str, at: int = 0, **detail: str) -> Fact:
    return fact("hop", at=at, relation=relation, **detail)


def shown(hops) -> list[tuple[str, ...]]:
    return [tuple(filter(None, (item.relation, item.publisher, item.account, item.note))) for item in hops]


def test_hops_stand_in_the_order_of_the_way_whatever_the_order_on_the_page():
    facts = [hop(relation, at=number, publisher=relation) for number, relation in enumerate(reversed(RELATIONS))]

    found = chain(facts)

    assert [item.relation for item in found] == list(RELATIONS)
    assert [item.hop for item in found] == list(range(1, len(RELATIONS) + 1))


@pytest.mark.parametrize(("facts", "expected"), [
    pytest.param(
        [hop("origin", note="unnamed WeChat account"), hop("origin", publisher="微信公众号", account="北窗")],
        [("origin", "微信公众号", "北窗")], id="an unnamed party gives way to a named one",
    ),
    pytest.param(
        [hop("origin", note="unnamed WeChat account"), hop("page", publisher="石桥网")],
        [("origin", "unnamed WeChat account"), ("page", "石桥网")], id="but not to one of another relation",
    ),
    pytest.param(
        [hop("user-upload", publisher="网易号 (NetEase Hao)"), hop("user-upload", publisher="网易号", account="北窗")],
        [("user-upload", "网易号", "北窗")], id="a platform gives way to the account on it",
    ),
    pytest.param(
        [hop("user-upload", publisher="百家号"), hop("user-upload", publisher="网易号", account="北窗")],
        [("user-upload", "百家号"), ("user-upload", "网易号", "北窗")], id="but not to one on another platform",
    ),
    pytest.param(
        [hop("origin", publisher="石桥日报"), hop("origin", at=5, publisher="石桥日报")],
        [("origin", "石桥日报")], id="who is named twice is one hop",
    ),
    pytest.param(
        [hop("origin", at=5, publisher="石桥日报"), hop("origin", publisher="北窗")],
        [("origin", "北窗"), ("origin", "石桥日报")], id="two of one relation stand as on the page",
    ),
])  # fmt: skip
def test_who_gives_way_to_whom(facts, expected):
    assert shown(chain(facts)) == expected
    assert sorted(shown(chain(facts[::-1]))) == sorted(expected)


def test_the_original_title_belongs_to_the_one_origin():
    facts = [fact("original-title", "灯"), hop("origin", publisher="石桥日报"), hop("page", publisher="北窗")]

    assert [item.title for item in chain(facts)] == ["灯", None]


@pytest.mark.parametrize("more", [
    pytest.param(hop("origin", publisher="山城晚报"), id="two origins"),
    pytest.param(fact("original-title", "桥"), id="two titles"),
])  # fmt: skip
def test_an_original_title_of_nobody_in_particular_is_no_hops(more):
    facts = [fact("original-title", "灯"), hop("origin", publisher="石桥日报"), more]

    assert {item.title for item in chain(facts)} == {None}


def test_who_is_named_twice_in_one_role_is_one_credit_with_both_places_and_the_surer_word():
    facts = [
        fact("author", "Jane Porter", at=9, confidence="inferred"),
        fact("author", "JANE PORTER", at=2),
        fact("editor", "Jane Porter", at=5),
    ]

    found = credits_of(facts)

    assert [(item.role, item.name, item.confidence) for item in found] == [
        ("author", "JANE PORTER", "stated"), ("editor", "Jane Porter", "stated"),
    ]  # fmt: skip
    assert [item.start for item in found[0].evidence] == [2, 9]
