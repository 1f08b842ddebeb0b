"""The five original dumps and the text pages against their gold answers. Skipped where these do not lie beside us."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from gold import GOLD, SEEDS, TEXT_PAGES, decisions, lines_of, provenance

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.rules.fold import FOLDS, fold

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner import Stamp

pytestmark = pytest.mark.skipif(not SEEDS, reason="../shared is not here")

SOURCES = {
    "000": "gptnb.com",
    "001": "solidot.org",
    "002": "discuz-wechat",
    "003": "hot-news-aggregator",
    "004": "163.com",
}
seeds = pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])


@cache
def cleaned(path: Path) -> Cleaned:
    result = Cleaner().clean(RawDocument(data=path.read_bytes(), path=str(path)))
    assert isinstance(result, Cleaned), result
    return result


@seeds
def test_the_clean_text_is_the_gold_text(path):
    title = provenance(path.name)["title"]["value"]

    assert lines_of(cleaned(path).text, title) == lines_of((GOLD / f"{path.name}.clean.txt").read_text("utf-8"), title)


@pytest.mark.parametrize("path", TEXT_PAGES, ids=lambda path: path.stem)
def test_other_text_pages_come_out_as_their_gold_says(path):
    gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
    result = cleaned(path)

    assert lines_of(result.text, gold["title"]) == lines_of(gold["body"])
    assert not [words for words in gold["must_not_contain"] if words in result.text]
    assert result.title == gold["title"]
    assert chosen(result.stamp, "published") == gold["date"]
    assert result.stamp.source.host == gold["host"]
    assert {image.url for image in result.stamp.images} == set(gold.get("images", []))
    assert {item.url for item in result.stamp.references} == set(gold.get("references", []))


@seeds
def test_every_strict_decision_of_the_gold_is_ours(path):
    result = cleaned(path)
    kept = bytearray(len(result.decoded.text))
    for span in result.ledger.kept:
        kept[span.start : span.end] = b"\1" * len(span)
    starts = [0]
    for line in result.decoded.text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    wrong = []
    for row in decisions(path.name):
        for part in row.get("spans") or [row | {"start": 0, "end": len(row["text"])}]:
            first = starts[row["line"] - 1]
            fates = {
                kept[first + n]
                for n in range(part["start"], part["end"])
                if not result.decoded.text[first + n].isspace()
            }
            wanted = {1} if part["decision"] == "KEEP" else {0}
            if row["strict"] and part["decision"] != "BLANK" and fates != wanted:
                wrong.append((row["line"], part["decision"], part["text"]))

    assert wrong == []


@seeds
def test_source_language_and_script_are_right_in_the_document_and_in_every_paragraph(path):
    stamp = cleaned(path).stamp
    gold = provenance(path.name)

    assert stamp.source.id == SOURCES[path.name[:3]]
    assert (stamp.language.code, stamp.language.script) == (gold["language"]["value"], gold["script"]["value"])
    assert {segment.tag for segment in stamp.segments} == {f"zh-{gold['script']['value']}"}


def test_all_92_gold_facts_are_read_and_none_is_invented():
    right, missing, invented = [], [], []
    for path in SEEDS:
        ours = facts(cleaned(path).stamp)
        for key, gold in provenance(path.name).items():
            if key == "file":
                continue
            name = f"{path.name[:3]} {key}: {ours[key]!r} for {gold['value']!r}"
            if agrees(path.name[:3], key, ours[key], gold["value"]):
                right.append(name)
            elif gold["value"] in (None, []):
                invented.append(name)
            else:
                missing.append(name)

    assert invented == []
    assert missing == []
    assert len(right) == 92


@seeds
def test_evidence_quotes_the_place_that_it_names(path):
    result = cleaned(path)
    text = result.decoded.text
    for fact in result.facts:
        for item in fact.evidence:
            assert text[item.start : item.end].startswith(item.quote)
            assert text.count("\n", 0, item.start) + 1 == item.line


def chosen(stamp: Stamp, kind: str) -> str | None:
    return next((date.value for date in stamp.dates if date.kind == kind and date.chosen), None)


def facts(stamp: Stamp) -> dict[str, Any]:
    """The stamp under the keys of the gold."""

    def named(kind: str) -> list[str]:
        return [fact.value for fact in stamp.facts if fact.kind == kind]

    def first(kind: str) -> str | None:
        return next(iter(named(kind)), None)

    def credited(*roles: str) -> list[str]:
        return [credit.name for credit in stamp.credits if credit.role in roles]

    origins = [hop for hop in stamp.chain if hop.relation in {"cites", "origin"} and (hop.account or hop.publisher)]
    front = (date.value for date in stamp.dates if date.kind == "published" and not date.chosen)
    return {
        "site": stamp.source.name,
        "publisher": first("publisher"),
        "operator": first("operator"),
        "host": stamp.source.host,
        "page_url": stamp.capture.url,
        "title": stamp.title.value if stamp.title else None,
        "authors": credited("author"),
        "editors": credited("editor", "managing-editor", "chief-editor", "submitter"),
        "published": chosen(stamp, "published"),
        "published_front_matter": next(front, None),
        "fetched": chosen(stamp, "fetched"),
        "language": stamp.language.code,
        "script": stamp.language.script,
        "converted_from_hans": bool(stamp.language.converted_from),
        "original_source": [hop.account or hop.publisher for hop in origins] or None,
        "reprint_chain": [" ".join(filter(None, (hop.publisher, hop.account, hop.note))) for hop in stamp.chain],
        "references": [
            {"url": item.url, "title": item.title, "publisher": item.publisher} for item in stamp.references
        ],
        "cited_in_text": named("cites"),
        "images": len(stamp.images),
        "copyright_owner": stamp.rights.value if stamp.rights else None,
        "topics": named("topic"),
        "department": first("department"),
        "views": int(views) if (views := first("views")) else None,
        "platform_software": stamp.source.platform,
        "forum_poster": next(iter(credited("placeholder")), None),
        "channel": first("channel"),
        "machine_abstract": bool(named("machine-abstract")),
        "hot_news_items": int(items) if (items := first("hot-news-items")) else None,
        "contact": first("contact"),
    }


# What each hop of the gold must say in ours: its wording is a person's.
HOPS = {
    "000": ["unnamed WeChat official account", "GPTNB"],
    "001": ["NYT", "Solidot Wilson"],
    "002": ["AIGC开拓", "微信文章 unnamed Discuz! forum"],
    "003": ["彭杰克", "微信公众号 镜相工作室", "虎嗅", "创始人 unnamed aggregator"],
    "004": ["《電腦報》", "壹零社", "网易号 (NetEase Hao)", "Hant copy of a text in Hans"],
}


def agrees(seed: str, key: str, ours: Any, gold: Any) -> bool:
    if gold in (None, []):
        return ours in (None, [])
    if ours in (None, []):
        return False
    if key == "reprint_chain":
        places = [next((n for n, said in enumerate(ours) if hop in said), -1) for hop in HOPS[seed]]
        return -1 not in places and places == sorted(places)
    if key == "references":
        pairs = zip(ours, gold, strict=False)
        return len(ours) == len(gold) and all(
            mine["url"] == theirs.get("url") and ("title" not in theirs or mine["title"] == theirs["title"])
            for mine, theirs in pairs
        )
    if key == "editors":
        return ours == [name["name"] if isinstance(name, dict) else name for name in gold]
    if key == "original_source":
        return any(plain(part) in plain(gold) for part in ours)
    if key == "publisher":
        return plain(ours) in plain(gold)
    if isinstance(gold, list):
        return sorted(ours) == sorted(gold)
    return plain(ours) == plain(gold) if isinstance(gold, str) else ours == gold


def plain(text: str) -> str:
    return "".join(fold(text, frozenset(FOLDS)).split())
