"""The HTML pages against their gold answers. Skipped where these do not lie beside us."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from functools import cache
from statistics import mean
from typing import TYPE_CHECKING

import pytest
from gold import SHARED

from cleaner import Cleaned, Cleaner, RawDocument

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted((SHARED / "pages").glob("*.html"))
SOURCES = {
    "163": "163.com", "baijiahao": "baijiahao.baidu.com", "guancha": "guancha.cn", "ifeng": "ifeng.com", "qq": "qq.com",
    "sina": "sina.com.cn", "thepaper": "thepaper.cn", "toutiao": "toutiao.com", "wechat": "mp.weixin.qq.com",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not PAGES, reason="../shared is not here")
pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


@cache
def cleaned(path: Path, url: str | None = None) -> Cleaned:
    result = Cleaner().clean(RawDocument(data=path.read_bytes(), path=str(path), url=url))
    assert isinstance(result, Cleaned), result
    return result


def gold_of(path: Path) -> dict[str, object]:
    return json.loads(path.with_suffix(".json").read_text("utf-8"))


def similarity(ours: str, theirs: str) -> float:
    """F1 of the four-grams of characters, white space left out: paragraph breaks depend on the converter."""
    grams = []
    for text in (ours, theirs):
        bare = "".join(text.split())
        grams.append(Counter(bare[at : at + 4] for at in range(max(1, len(bare) - 3))))
    return 2 * (grams[0] & grams[1]).total() / (grams[0].total() + grams[1].total())


@pages
def test_the_clean_text_is_the_gold_text(path):
    gold = gold_of(path)
    text = cleaned(path, gold.get("url")).text

    assert similarity(text, gold["body"]) >= 0.97
    unwanted = [*gold["must_not_contain"], *gold["must_not_contain_auto"]]
    assert [words for words in unwanted if words in text and words not in gold["body"]] == []


def test_the_mean_similarity_is_98_hundredths_at_least():
    assert (
        mean(similarity(cleaned(path, gold_of(path).get("url")).text, gold_of(path)["body"]) for path in PAGES) >= 0.98
    )


@pages
def test_the_source_is_known_without_an_address(path):
    result = cleaned(path)

    assert result.stamp.source.id == SOURCES[path.stem.partition("-")[0]]
    assert result.text == cleaned(path, gold_of(path).get("url")).text


def test_97_of_100_facts_are_right_and_no_name_is_invented():
    wrong, right, invented = [], 0, []
    for path in PAGES:
        gold = gold_of(path)
        stamp = cleaned(path, gold.get("url")).stamp
        named = {role: {item.name for item in stamp.credits if item.role == role} for role in ("author", "editor")}
        editors = {item.name for item in stamp.credits if item.role.endswith("editor")}
        authors = set(re.findall(r"[^;()\s]+", re.sub(r"\(.*?\)", "", gold.get("author") or "")))
        facts = {
            "title": stamp.title is not None and stamp.title.value == gold["title"],
            "date": any(same_time(date.value, gold["date"]) for date in stamp.dates if date.chosen),
            "source": bool(parties(stamp) & set(re.split(r"[\s;()（）]+", gold["source"]))),
            "authors": named["author"] == authors,
            "editors": editors == set(gold["editors"]),
        }
        right += sum(facts.values())
        wrong += [f"{path.stem} {name}" for name, holds in facts.items() if not holds]
        invented += [f"{path.stem} author {name}" for name in named["author"] - authors]
        invented += [f"{path.stem} editor {name}" for name in editors - set(gold["editors"])]

    assert invented == []
    assert right / (right + len(wrong)) >= 0.97, wrong


def parties(stamp) -> set[str]:
    """Everybody whom the stamp names as a party to the text's way here."""
    found = {stamp.source.name, *(fact.value for fact in stamp.facts if fact.kind in {"site", "publisher", "channel"})}
    found |= {party for hop in stamp.chain for party in (hop.publisher, hop.account)}
    return {party for party in found | {item.name for item in stamp.credits} if party}


def same_time(ours: str, theirs: str) -> bool:
    """The same moment as far as both say it; a time without a zone is that of the page."""
    one, two = datetime.fromisoformat(ours), datetime.fromisoformat(theirs)
    if one.tzinfo and two.tzinfo:
        return one == two
    length = min(len(ours), len(theirs), 19)
    return ours[:length].replace(" ", "T") == theirs[:length]
