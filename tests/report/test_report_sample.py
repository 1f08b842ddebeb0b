"""Of a result with too many documents a sample is shown, which the page says, and in which every kind of page is."""

from __future__ import annotations

import random

import pytest
from report import corpus
from report.page_data import PageData

from cleaner import Cleaner, RawDocument
from cleaner.engines.run import run
from cleaner.io.given import Given
from cleaner.io.intact import stored
from cleaner.io.manifest import read_manifest
from cleaner.report.build import Options, write_report
from cleaner.report.sample import sample_of

NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
MOST = 60


@pytest.fixture(scope="module")
def pages() -> list[RawDocument]:
    held = [RawDocument(data=f"{NOTICE}\n{'x' * number}\n".encode(), path=f"{number}.txt") for number in (0, 1)]
    return [*corpus.documents(200), *held]


@pytest.fixture(scope="module")
def result(pages, tmp_path_factory):
    out = tmp_path_factory.mktemp("sampled") / "out"
    run(Cleaner(), Given(pages), out)
    return out


@pytest.fixture(scope="module")
def page(result, tmp_path_factory) -> PageData:
    file = tmp_path_factory.mktemp("page") / "report.html"
    made = write_report(result, file, Options(documents=MOST))
    assert (made.documents, made.of) == (MOST, 202)
    return PageData(file)


def test_the_page_says_how_its_sample_was_drawn(page):
    sample = page.run["sample"]

    assert (sample["documents"], sample["of"], page.run["documents"]) == (MOST, 202, MOST)
    assert "in quarantine" in sample["how"]
    assert len(page.documents()) == MOST


def test_every_source_and_all_of_the_quarantine_are_in_it(page):
    shown = page.documents()
    held = [document["path"] for document in shown if document["outcome"] == "quarantined"]

    assert {page.run["sources"][document["source"]]["id"] for document in shown} == {
        source["id"] for source in page.run["sources"]
    }
    assert sorted(held) == [path for path in ("0.txt", "1.txt") if path in held]
    assert len(held) == page.run["counts"]["quarantined"]


def test_each_rule_that_fired_is_on_a_page_that_is_shown_while_there_is_room(result, tmp_path):
    write_report(result, tmp_path / "report.html", Options(documents=150))
    page = PageData(tmp_path / "report.html")

    fired = {
        (item.row.source, rule) for item in stored(result, read_manifest(result)) for rule in item.row.stamp.rules.fired
    }
    ids = {document["id"] for document in page.documents()}
    shown = {
        (item.row.source, rule)
        for item in stored(result, read_manifest(result))
        if item.row.id in ids
        for rule in item.row.stamp.rules.fired
    }
    assert shown == fired


def test_groups_that_are_shown_are_counted_over_all_documents(result, page, tmp_path):
    write_report(result, tmp_path / "whole.html")
    whole = {group["key"]: group for group in PageData(tmp_path / "whole.html").groups()}

    shown = page.groups()
    assert 0 < len(shown) < len(whole)
    for group in shown:
        for name in ("count", "documents", "rule"):
            if name != "rule":
                assert group[name] == whole[group["key"]][name]
        assert all(0 <= number < MOST for number, _ in group["at"])
    assert any(group["count"] > len(group["at"]) for group in shown)


def test_rules_and_sums_are_counted_over_all_documents(result, page, tmp_path):
    write_report(result, tmp_path / "whole.html")
    whole = PageData(tmp_path / "whole.html")

    assert page.run["removals"] == whole.run["removals"]
    assert page.run["categories"] == whole.run["categories"]
    assert page.run["scripts"] == whole.run["scripts"]
    for ours, theirs in zip(page.run["sources"], whole.run["sources"], strict=True):
        assert (ours["removals"], ours["by_day"], ours["documents"]) == (
            theirs["removals"],
            theirs["by_day"],
            theirs["documents"],
        )


def test_the_order_of_the_inputs_decides_nothing(pages, result, tmp_path):
    shuffled = list(pages)
    random.Random(3).shuffle(shuffled)
    run(Cleaner(), Given(shuffled), tmp_path / "out")

    chosen = []
    for folder in (result, tmp_path / "out"):
        told = list(stored(folder, read_manifest(folder)))
        sample = sample_of(told, MOST)
        chosen.append({told[place].row.stamp.stamp_digest for place in sample.chosen})
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) == MOST


@pytest.mark.parametrize("most", [1, 2, 7, 201])
def test_no_more_are_chosen_than_were_asked_for(result, most):
    sample = sample_of(stored(result, read_manifest(result)), most)

    assert len(sample.chosen) == most
    assert sample.of == 202


def test_when_rules_need_more_than_there_is_room_the_rarest_go_first(result):
    told = list(stored(result, read_manifest(result)))
    pages_of: dict = {}
    for place, item in enumerate(told):
        for rule in item.row.stamp.rules.fired if item.outcome == "document" else ():
            pages_of.setdefault((item.row.source, rule), set()).add(place)

    sources = {source for source, _ in pages_of}
    room = 5
    chosen = sample_of(told, 2 + len(sources) + room).chosen
    ranked = sorted(pages_of, key=lambda rule: (len(pages_of[rule]), rule))
    assert all(pages_of[rule] & chosen for rule in ranked[:room])
    assert not all(pages_of[rule] & chosen for rule in ranked)


def test_the_same_bytes_given_twice_are_two_documents(tmp_path):
    data = f"守灯人每天黄昏上塔，先擦玻璃，再量油，最后才划火柴。\n{NOTICE}".encode()
    pages = [RawDocument(data=data, path=f"{name}.txt") for name in "abc"]
    run(Cleaner(), Given(pages), tmp_path / "out")

    for most, shown in ((10, 3), (2, 2)):
        write_report(tmp_path / "out", tmp_path / "report.html", Options(documents=most))
        page = PageData(tmp_path / "report.html")
        assert len(page.documents()) == shown
        assert {(group["count"], group["documents"]) for group in page.groups()} == {(3, 3)}
