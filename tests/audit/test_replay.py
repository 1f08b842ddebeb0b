"""A forger who computes every digest anew is found by cleaning once more."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec
import pytest

from cleaner import Cleaner, InputError
from cleaner.audit.verify import verify
from cleaner.engines.noted import cleaner_of
from cleaner.engines.run import run
from cleaner.io.manifest import Manifest, encoded, manifest_digest, read_manifest
from cleaner.io.read import Inputs
from cleaner.io.rows import DocumentRow, RemovalRow, rows_digest
from cleaner.io.write import Options
from cleaner.model import digest
from cleaner.model.stamp import Stamp

SEEDS = Path(__file__).parents[2] / "seeds"
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
RULES = """schema = 1
id = "lamp.example"
match = { hosts = ["lamp.example"] }
[[remove]]
id = "motto"
category = "slogan"
why = "the motto of the site"
line = '^灯不灭$'
"""


@pytest.fixture
def dump(tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    for seed in SEEDS.glob("*.txt"):
        (folder / seed.name).write_bytes(seed.read_bytes())
    (folder / "notice.md").write_text(NOTICE, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "bad.txt").write_bytes("电池与灯\n".encode() * 40 + b"\xe7\x94 end\n")
    return folder


@pytest.fixture
def result(dump, tmp_path):
    run(Cleaner(), Inputs([str(dump)]), tmp_path / "out")
    return tmp_path / "out"


def forge(result: Path, source: str, at: tuple, value: object, rows: bool = False) -> None:
    """Change the document of *source*, or all its removal rows, and compute all that is computed from it anew."""
    documents, removals = result / "documents/part-00000.jsonl", result / "removals/part-00000.jsonl"
    found = [json.loads(line) for line in documents.read_bytes().splitlines()]
    gone = [json.loads(line) for line in removals.read_bytes().splitlines()]
    row = next(row for row in found if row["source"] == source)
    own = [item for item in gone if item["doc_id"] == row["id"]]
    for target in own if rows else [row]:
        inner = target
        for key in at[:-1]:
            inner = inner[key]
        inner[at[-1]] = value
    row["removals"]["sha256"] = rows_digest(msgspec.convert(own, list[RemovalRow]))
    row["title"], row["language"] = row["stamp"]["title"]["value"], row["stamp"]["language"]["code"]
    row["stamp"]["stamp_digest"] = digest.stamp_digest(msgspec.convert(row["stamp"], Stamp))
    documents.write_bytes(b"".join(msgspec.json.encode(msgspec.convert(row, DocumentRow)) + b"\n" for row in found))
    removals.write_bytes(b"".join(msgspec.json.encode(msgspec.convert(row, RemovalRow)) + b"\n" for row in gone))
    manifest = json.loads((result / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        data = (result / entry["path"]).read_bytes()
        entry |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    bare = msgspec.convert(manifest, Manifest)
    whole = msgspec.structs.replace(bare, manifest_digest=manifest_digest(bare))
    (result / "manifest.json").write_bytes(encoded(whole))


def findings(result: Path, raw: Path | None = None) -> dict[str, str]:
    replayer = cleaner_of(read_manifest(result))
    return {item.where: f"{item.code}: {item.detail}" for item in verify(result, raw, replayer).findings}


@pytest.mark.parametrize("ledger", ["full", "rules"])
@pytest.mark.parametrize("options", [
    pytest.param({}, id="as it is"),
    pytest.param({"profile": "reading", "to": "text", "extractor": "none"}, id="other options"),
])  # fmt: skip
def test_a_result_that_nobody_touched_replays_to_the_byte(dump, tmp_path, options, ledger):
    (dump / "page.html").write_text(
        "<article><h1>灯</h1><p>他把最后一盏灯擦了三遍，然后才去吃饭。</p></article>" * 9, "utf-8"
    )
    run(Cleaner(**options), Inputs([str(dump)], fetched_at="2024-11-02"), tmp_path / "out", Options(ledger=ledger))

    assert findings(tmp_path / "out", dump) == {}


@pytest.mark.parametrize(
    ("at", "value", "where"),
    [
        pytest.param(("stamp", "credits", 0, "name"), "别人", "stamp.credits[0].name", id="an author"),
        pytest.param(("stamp", "dates", 0, "value"), "2020-01-01", "stamp.dates[0].value", id="a date"),
        pytest.param(("stamp", "chain"), [], "stamp.chain", id="the chain"),
        pytest.param(("stamp", "title", "value"), "别的题目", "stamp.title.value", id="the title"),
        pytest.param(("stamp", "language", "code"), "en", "stamp.language.code", id="the language"),
        pytest.param(("stamp", "segments"), [], "stamp.segments", id="segments"),
        pytest.param(("stamp", "source", "confidence"), None, "stamp.source.confidence", id="how sure the source is"),
        pytest.param(("stamp", "source", "name"), "别家", "stamp.source.name", id="name of the source"),
        pytest.param(("stamp", "raw", "encoding_evidence"), "bom", "stamp.raw.encoding_evidence", id="evidence for the encoding"),
        pytest.param(("stamp", "rules", "fired"), [], "stamp.rules.fired", id="the rules that fired"),
        pytest.param(("stamp", "profile"), "reading", "stamp.profile", id="the profile"),
        pytest.param(("stamp", "form"), "text", "stamp.form", id="the form"),
        pytest.param(("stamp", "checks"), [], "stamp.checks", id="the checks"),
        pytest.param(("stamp", "images"), [], "stamp.images", id="images"),
    ],
)  # fmt: skip
def test_a_stamp_that_was_changed_with_all_its_digests_is_found_and_named(result, at, value, where):
    forge(result, "gptnb.com", at, value)

    # The profile alone is in the manifest too.
    assert {item.where for item in verify(result).findings} <= {"stamp.profile"}
    assert "replay-differs" in findings(result)[where]


@pytest.mark.parametrize(
    ("field", "value"), [("why", "because"), ("captured", {"author": ["某人"]}), ("rule_digest", "0" * 16)]
)
def test_rows_that_were_changed_with_all_their_digests_are_found_and_named(result, field, value):
    forge(result, "gptnb.com", (field,), value, rows=True)

    assert verify(result).findings == ()
    assert any(where.endswith(f"].{field}") or f"].{field}." in where for where in findings(result))


def test_a_document_of_another_version_is_not_replayed_and_it_is_said(result):
    forge(result, "gptnb.com", ("stamp", "tool", "version"), "0.0.0")

    assert findings(result).keys() == {"stamp.tool.version"}


def test_other_rules_than_those_of_the_run_are_named(dump, tmp_path):
    (dump / "lamp.txt").write_text(
        "---\nurl: https://lamp.example/1\n---\n" + "他把最后一盏灯擦了三遍。\n" * 9 + "灯不灭\n", "utf-8"
    )
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/lamp.toml").write_text(RULES, "utf-8")
    run(
        Cleaner(tmp_path / "rules"),
        Inputs([str(dump)]),
        tmp_path / "out",
        Options(noted={"rules": [str(tmp_path / "rules")]}),
    )
    assert findings(tmp_path / "out") == {}

    (tmp_path / "rules/lamp.toml").write_text(RULES.replace("灯不灭", "灯灭"), "utf-8")
    found = findings(tmp_path / "out")

    assert found.keys() == {"stamp.rules.digest"}
    assert "--rules" in found["stamp.rules.digest"]


def test_an_input_that_was_said_to_be_rejected_and_is_a_document_is_found(result, dump):
    (dump / "empty.txt").write_text("他把最后一盏灯擦了三遍。" * 9, "utf-8")
    path = result / "quarantine/part-00000.jsonl"
    data = (dump / "empty.txt").read_bytes()
    text = path.read_text("utf-8").replace(hashlib.sha256(b"").hexdigest(), hashlib.sha256(data).hexdigest())
    path.write_text(text, "utf-8")

    assert findings(result, dump)[f"{dump}/empty.txt"] == "replay-outcome: is empty-input, replay: a clean document"


def test_why_an_input_was_rejected_is_held_against_the_replay(result, dump):
    path = result / "quarantine/part-00000.jsonl"
    row = json.loads(path.read_bytes().splitlines()[0])
    path.write_text(path.read_text("utf-8").replace(f'"{row["detail"]}"', '"because"', 1), "utf-8")

    assert "'because'" in findings(result, dump)[f"{row['path']} detail"]


@pytest.mark.parametrize("with_raw", [True, False])
def test_what_a_replay_cannot_look_at_is_said(result, dump, with_raw):
    found = verify(result, dump if with_raw else None, cleaner_of(read_manifest(result)))

    assert any("1 rejected" in what for what in found.skipped) is not with_raw


def test_a_replay_from_raw_files_leaves_nothing_out_of_a_partial_ledger(dump, tmp_path):
    run(Cleaner(), Inputs([str(dump)]), tmp_path / "out", Options(ledger="rules"))

    assert verify(tmp_path / "out", dump, cleaner_of(read_manifest(tmp_path / "out"))).skipped == ()


def test_a_document_that_the_cleaner_fails_on_does_not_end_the_replay(result, monkeypatch):
    replayer = cleaner_of(read_manifest(result))

    def fail(_raw):
        raise RecursionError("too deep")

    monkeypatch.setattr(replayer, "clean", fail)

    assert any("RecursionError" in item.detail for item in verify(result, None, replayer).findings)


@pytest.mark.parametrize(
    "changes", [{"detector": ["x"]}, {"to": ["text"]}, {"rules": "abc"}], ids=lambda changes: next(iter(changes))
)
def test_options_of_another_form_are_told(result, changes):
    manifest = read_manifest(result)

    with pytest.raises(InputError, match="the manifest has"):
        cleaner_of(msgspec.structs.replace(manifest, options={**manifest.options, **changes}))
