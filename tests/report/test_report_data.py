"""The data of the page say what the result says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report.page_data import PageData, clean_text, source_text

from cleaner import Cleaner, RawDocument
from cleaner.audit.group import group_key
from cleaner.audit.restore import restored_text
from cleaner.engines.run import run
from cleaner.io.given import Given
from cleaner.io.manifest import read_manifest
from cleaner.io.read import Inputs
from cleaner.io.result import stored
from cleaner.io.rows import BARE
from cleaner.io.shards import Size
from cleaner.io.write import Options as Written
from cleaner.report.build import Options, write_report

FIXTURES = Path(__file__).parents[2] / "fixtures"
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"


def page_of(out: Path, file: Path, **options: object) -> PageData:
    write_report(out, file, Options(**options))
    return PageData(file)


def stored_of(out: Path) -> list:
    return list(stored(out, read_manifest(out)))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory) -> list[str]:
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "notice.txt").write_text(NOTICE, "utf-8")
    (folder / "again.txt").write_bytes((FIXTURES / "163.com/glued/input.txt").read_bytes())
    (folder / "bad.txt").write_bytes("电池与灯\r\n".encode() * 40 + b"\xe7\x94 end\n")
    (folder / "empty.txt").write_bytes(b"")
    return [str(folder), str(FIXTURES / "*/*/input.*")]


FORMS = {
    "jsonl": Written(),
    "files": Written(form="files"),
    "rules": Written(ledger="rules"),
    "redacted": Written(redact=True),
    "parts": Written(shard=Size(bytes=60_000)),
}


@pytest.fixture(scope="module", params=FORMS)
def result(request, inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp(request.param) / "out"
    run(Cleaner(), Inputs(inputs), out, FORMS[request.param])
    return out


@pytest.fixture(scope="module")
def page(result, tmp_path_factory):
    return page_of(result, tmp_path_factory.mktemp("page") / "report.html")


def test_every_document_and_every_removal_by_a_rule_is_there_once(result, page):
    told = stored_of(result)
    documents = page.documents()

    assert [document["id"] for document in documents] == [item.row.id for item in told]
    for document, item in zip(documents, told, strict=True):
        expected = [
            (row.seq, row.start, row.end, row.line, row.rule)
            for row in item.removals
            if row.action != "repair" and row.category not in BARE
        ]
        found = [
            (
                removal["seq"],
                removal["start"],
                removal["end"],
                removal["line"],
                page.run["rules"][removal["rule"]]["id"],
            )
            for removal in document["removals"]
        ]
        assert found == expected


def test_the_pieces_of_a_document_are_its_clean_text_and_its_source(result, page):
    for document, item in zip(page.documents(), stored_of(result), strict=True):
        assert clean_text(document) == item.row.text
        is_whole = not any(removal["cut"] for removal in document["removals"])
        if document["shows"] == "source" and is_whole and not page.run["redacted"]:
            assert source_text(document) == restored_text(item.row, item.removals).text


def test_what_a_document_shows_follows_from_its_format_and_the_ledger(result, page):
    ledger = page.run["ledger"]
    for document in page.documents():
        shows = "visible" if document["media_type"] == "text/html" else "source"
        assert document["shows"] == ("clean" if ledger == "rules" else shows)


def test_groups_are_those_that_the_key_makes_in_the_order_of_the_page(result, page):
    counted: Counter = Counter()
    pages: dict = {}
    for item in stored_of(result):
        for row in item.removals:
            if row.action != "repair" and row.category not in BARE:
                key = (item.row.source, group_key(item.row.source, row))
                counted[key] += 1
                pages.setdefault(key, []).append(id(item))
    found = {}
    for source in page.run["sources"]:
        entry, chunk = page.source(source["id"])
        groups = page.groups(source["id"])
        found |= {(source["id"], group["key"]): (group["count"], group["documents"]) for group in groups}
        columns = chunk["groups"]
        for name in ("key", "rule", "count", "documents", "chars", "risk"):
            assert columns[name] == [group[name] for group in groups]
        several = [group["count"] for group in groups if group["count"] > 1]
        assert [group["count"] > 1 for group in groups] == [True] * len(several) + [False] * (
            len(groups) - len(several)
        )
        assert entry["groups"] == len(groups)
        assert entry["removals"] == sum(group["count"] for group in groups)
    assert found == {key: (number, len(set(pages[key]))) for key, number in counted.items()}
    assert page.run["removals"] == counted.total()
    assert page.run["groups"] == len(counted)


def test_the_places_and_the_example_of_a_group_lead_to_its_removals(page):
    for group in page.groups():
        for number, seq in group["at"]:
            [removal] = [item for item in page.document(number)["removals"] if item["seq"] == seq]
            assert removal["group"] == group["key"]
        example = group["example"]
        [removal] = [item for item in page.document(example["document"])["removals"] if item["seq"] == example["seq"]]
        assert (removal["group"], removal["text"], removal["risk"]) == (group["key"], group["text"], group["risk"])
        assert all(0 < len(line) <= 200 for line in (*example["before"], *example["after"]))
        assert len(example["before"]) <= 3 >= len(example["after"])


def test_the_sums_are_those_of_the_report(result, page):
    report = json.loads((result / "report.json").read_bytes())

    assert page.run["counts"]["quarantined"] == 1
    assert page.run["counts"]["rejected"] == 1
    for name in ("inputs", "documents", "quarantined", "rejected", "unreadable"):
        assert page.run["counts"][name] == report[name]
    assert page.run["chars_out"] == sum(source["chars_out"] for source in report["sources"])
    assert [source["id"] for source in page.run["sources"]] == [source["source"] for source in report["sources"]]
    assert sum(entry["documents"] for entry in page.run["scripts"]) == report["documents"]


def test_the_columns_of_a_source_are_its_documents(page):
    seen = []
    for source in page.run["sources"]:
        columns = page.source(source["id"])[1]["documents"]
        for number, title, chars, risk in zip(
            columns["number"], columns["title"], columns["chars"], columns["risk"], strict=True
        ):
            document = page.document(number)
            assert page.run["sources"][document["source"]]["id"] == source["id"]
            named = document["title"] or document["path"].rpartition("/")[2]
            assert (named, document["chars_out"], document["risk"]) == (title, chars, risk)
            seen.append(number)
    assert sorted(seen) == list(range(page.run["documents"]))


def test_a_document_in_quarantine_says_why_and_has_a_high_risk(page):
    [held] = [document for document in page.documents() if document["outcome"] == "quarantined"]

    assert held["code"] == "empty-body"
    assert held["risk"] >= 90
    assert page.run["look_first"][0]["kind"] == "quarantine"


def test_bytes_that_were_repaired_are_counted(page):
    assert [document["repairs"] for document in page.documents() if document["path"].endswith("bad.txt")] == [1]


def test_a_page_does_not_depend_on_where_or_when_it_is_made(inputs, tmp_path):
    for name in ("one", "two"):
        run(Cleaner(), Inputs(inputs), tmp_path / name / "out", Written(page=True))
    write_report(tmp_path / "one" / "out", tmp_path / "again.html")

    pages = {(tmp_path / name).read_bytes() for name in ("one/out/report.html", "two/out/report.html", "again.html")}
    assert len(pages) == 1


def test_a_redacted_page_holds_digests_and_no_text_that_was_removed(inputs, tmp_path):
    run(Cleaner(), Inputs(inputs), tmp_path / "out", Written(redact=True))
    page = page_of(tmp_path / "out", tmp_path / "report.html")

    removals = [removal for document in page.documents() for removal in document["removals"]]
    assert page.run["redacted"]
    assert {(removal["text"], len(removal["sha256"])) for removal in removals} == {(None, 64)}
    everything = json.dumps([page.run, page.chunks], ensure_ascii=False)
    assert "成交量" not in everything
    assert "往日投票" not in everything


def test_live_pages_may_speak_to_their_server_and_others_to_nobody(inputs, tmp_path):
    run(Cleaner(), Inputs(inputs), tmp_path / "out")
    alone = page_of(tmp_path / "out", tmp_path / "alone.html")
    live = page_of(tmp_path / "out", tmp_path / "live.html", live="decisions")

    assert (alone.run["live"], live.run["live"]) == (None, {"decisions": "decisions"})
    assert "connect-src 'none'" in alone.text
    assert "connect-src 'self'" in live.text


LINES = st.lists(
    st.sampled_from([
        "守灯人每天黄昏上塔，先擦玻璃，再量油，最后才划火柴。", "<script>alert(1)</script>", "</script><!--", NOTICE, "",
        "作者：林一", "\u202eabc\u2066", "\x00\x1b[31m", "https://example.org/a.png", "a\u2028b\ufeff", "&lt;b&gt;", "𠮷" * 9,
        "![图](javascript:alert(1))",
    ]),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=25)
@given(lines=LINES, newline=st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_text_comes_back_and_nothing_of_it_is_markup(tmp_path_factory, lines, newline):
    folder = tmp_path_factory.mktemp("any")
    data = ("守灯人换了灯，三十年没有变过次序，这一天他没有带火柴。" + newline + newline.join(lines)).encode()
    run(Cleaner(), Given([RawDocument(data=data, path=f"{lines[0]}.txt")]), folder / "out")
    page = page_of(folder / "out", folder / "report.html", name=lines[0] or "x")

    for document, item in zip(page.documents(), stored_of(folder / "out"), strict=True):
        assert clean_text(document) == item.row.text
        assert source_text(document) == restored_text(item.row, item.removals).text
    assert page.text.count("<script") == page.text.count("</script>") == page.run["chunks"] + 2
    assert "<script>alert" not in page.text


def test_one_line_of_a_megabyte_and_a_thousand_removals_are_cut_and_counted(tmp_path):
    line = "守灯人每天黄昏上塔，" * 110_000
    images = "\n".join(f"https://mmbiz.qpic.cn/mmbiz_png/{number:0200d}/640?wx_fmt=png" for number in range(1_200))
    data = f"{line}。\n\n{images}\n\n本文来自微信公众号:路肩,作者:林见微,编辑:老许\n\n{images}\n".encode()
    run(Cleaner(), Given([RawDocument(data=data, path="x.txt")]), tmp_path / "out")
    page = page_of(tmp_path / "out", tmp_path / "report.html")

    [document] = page.documents()
    [item] = stored_of(tmp_path / "out")
    shown = [piece for piece in document["pieces"] if isinstance(piece, str)]
    assert sum(map(len, shown)) <= 200_000
    assert document["pieces"][-1]["cut"] > 1_000_000
    assert len(document["removals"]) == sum(row.category not in BARE for row in item.removals) > 1_000
    assert max(len(removal["text"]) for removal in document["removals"]) <= 2_000
    assert (tmp_path / "report.html").stat().st_size < 3_000_000


def test_a_stamp_with_long_values_and_lists_is_cut(tmp_path):
    references = "\n".join(f"《灯塔与{'潮' * 300}{number}》" for number in range(400))
    title = "灯" * 5_000
    data = f"<!doctype html><title>{title}</title><h1>{title}</h1><p>守灯人每天黄昏上塔，先擦玻璃。</p><p>{references}</p>".encode()
    run(Cleaner(extractor="none"), Given([RawDocument(data=data, path="x.html")]), tmp_path / "out")
    page = page_of(tmp_path / "out", tmp_path / "report.html")

    [document] = page.documents()
    [item] = stored_of(tmp_path / "out")
    assert len(item.row.stamp.title.value) == 5_000
    assert document["title"] == document["stamp"]["title"]["value"] == "灯" * 600 + "…"
    assert len(page.source("unknown")[1]["documents"]["title"][0]) == 200


def test_the_stamp_is_drawn_without_its_evidence(page):
    kinds = Counter()
    for document in page.documents():
        stamp = document["stamp"]
        kinds.update({name for name in ("dates", "credits", "chain", "facts", "references") if stamp[name]})
        assert '"quote"' not in json.dumps(stamp)
        assert stamp["images"] >= 0
        assert len(stamp["stamp_digest"]) == 64
    assert set(kinds) == {"dates", "credits", "chain", "facts", "references"}
