"""Rules are looked for in several sets, and found as if each were looked for alone; sources share the sets of the core."""

from __future__ import annotations

import pytest
import re2

from cleaner import Cleaner
from cleaner.blocks import open_page
from cleaner.decode import decode
from cleaner.model.document import DecodedText, RawDocument
from cleaner.rules.compile import RuleSet
from cleaner.rules.match import Matcher
from cleaner.rules.pattern import options

CHINESE = "责任编辑：林一"
ENGLISH = "Photo: Ann Miller for the Harbour Ledger"
TEXTS = (
    CHINESE,
    ENGLISH,
    "本文来自微信公众号：北窗，作者：林一",
    "This story was originally published by the Harbour Ledger. Reporting by Ann Miller; editing by Tom Hill.",
    "守灯人把最后一盏擦了三遍，然后才去吃饭。",
    "",
)


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


def rules_for(cleaner: Cleaner, source: str, text: str) -> RuleSet:
    """The rules of *source* for pages written as *text* is."""
    decoded = decode(RawDocument(data=text.encode(), path="a.txt"))
    assert isinstance(decoded, DecodedText)
    return cleaner._rules_of(source).rules_for(Matcher(open_page(decoded)))


@pytest.mark.parametrize("source", ["unknown", "solidot.org"])
@pytest.mark.parametrize("text", TEXTS)
def test_all_sets_together_find_what_each_pattern_finds_alone(cleaner: Cleaner, source: str, text: str) -> None:
    patterns = rules_for(cleaner, source, f"{CHINESE}\n{ENGLISH}").text
    data = text.encode()
    alone = [
        number
        for number, pattern in enumerate(patterns.patterns)
        if data and re2.compile(pattern.loose, options()).search(data)
    ]
    assert sorted(patterns.numbers(data)) == alone


def test_something_is_found_in_more_than_one_set(cleaner: Cleaner) -> None:
    patterns = rules_for(cleaner, "unknown", f"{CHINESE}\n{ENGLISH}").text
    data = f"{CHINESE}\n{ENGLISH}".encode()
    assert sum(each.Match(data) is not None for _, each in patterns._sets) > 1


def test_sources_and_scripts_share_the_sets_of_the_core(cleaner: Cleaner) -> None:
    def sets(source: str, text: str) -> set[int]:
        return {id(each) for _, each in rules_for(cleaner, source, text).text._sets}

    chinese = sets("unknown", CHINESE)
    assert len(chinese & sets("163.com", CHINESE)) >= 2
    assert len(chinese & sets("unknown", f"{CHINESE}\n{ENGLISH}")) >= 2
