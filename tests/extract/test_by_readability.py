"""readability-lxml as an extractor: what it keeps, what it refuses, and what is said where it is not installed."""

from __future__ import annotations

import sys

import pytest

from cleaner import Cleaned, Cleaner, CleanerError, RawDocument, Rejected
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract.by_readability import MISSING, by_readability
from cleaner.extract.size import TooMuchError

pytest.importorskip("readability")

FERRY = [
    "The ferry left at seven, as it had done for sixty years, with two crates of hens and the doctor, who was late.",
    "Nobody on the island owned a clock that agreed with the captain's, and so the whistle was the time, whatever it was.",
    "When the new bridge was opened, the whistle went to the museum, where it is blown once a year, also late.",
]
CHINESE_FERRY = [
    "渡船每天早上七点离岸，六十年来一直如此，船上有两筐母鸡，还有总是迟到的医生，他从不道歉。",
    "岛上没有一只钟和船长的表走得一样，所以汽笛就是时间，不管它什么时候响，大家都跟着它开门、做饭、睡觉。",
    "新桥通车以后，汽笛进了博物馆，每年只响一次，而且照例晚几分钟，看守说这是规矩。",
]


def page(*paragraphs: str) -> bytes:
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>The ferry</title></head><body>
<div class="menu"><a href="/">Home</a> <a href="/sea">Sea</a> <a href="/land">Land</a></div>
<div class="story">{body}</div>
<div class="sidebar"><ul><li><a href="/1">Six bridges</a></li><li><a href="/2">A harbour in the snow</a></li></ul></div>
<div class="footer"><p>Island Post</p></div></body></html>""".encode()


def opened(data: bytes):
    return parse(decode(RawDocument(data=data)))


def cleaned(data: bytes) -> Cleaned | Rejected:
    return Cleaner(extractor="readability").clean(RawDocument(data=data))


@pytest.mark.parametrize("paragraphs", [pytest.param(FERRY, id="English"), pytest.param(CHINESE_FERRY, id="Chinese")])
def test_the_best_element_stays_and_what_is_removed_bears_its_name(paragraphs):
    result = cleaned(page(*paragraphs))

    assert isinstance(result, Cleaned)
    assert result.text.split("\n\n") == paragraphs
    assert {
        removal.reason.rule
        for removal in result.ledger.removals
        if "Island Post" in result.decoded.text[removal.start : removal.end]
    } == {"extract/readability"}


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("\ufeff", id="a byte order mark"),
        pytest.param('<?xml version="1.0" encoding="gbk"?>', id="an XML declaration of another encoding"),
    ],
)
def test_what_stands_before_the_page_does_not_confuse_it(before):
    result = cleaned(before.encode() + page(*FERRY))

    assert isinstance(result, Cleaned)
    assert result.text.split("\n\n") == FERRY


def test_a_nul_inside_the_page_does_not_confuse_it():
    result = cleaned(page(*FERRY).replace(b"doctor", b"doc\0tor"))

    assert isinstance(result, Cleaned)
    assert FERRY[1] in result.text


def test_a_page_that_shows_no_text_has_no_article():
    assert by_readability(opened(b"<!doctype html><html><body><p><img src='a.png' alt=''></p></body></html>")) is None


def test_too_much_text_in_too_deep_a_nest_is_refused_and_not_read_for_minutes():
    deep = opened(page(f"{'<div>' * 150}{FERRY[0] * 3000}{'</div>' * 150}"))

    with pytest.raises(TooMuchError, match="letters of nested containers, more than 40,000,000"):
        by_readability(deep)


def test_a_missing_package_is_said_when_the_cleaner_is_made(monkeypatch):
    monkeypatch.setitem(sys.modules, "readability", None)

    with pytest.raises(CleanerError, match="pip install 'cleaner\\[readability\\]'") as caught:
        Cleaner(extractor="readability")
    assert str(caught.value) == MISSING
