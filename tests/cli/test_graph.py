from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

CORPUS = Path(__file__).parents[1] / "graph" / "corpus"


@pytest.fixture
def out(cleaned, tmp_path):
    return cleaned(tmp_path / "out", CORPUS)


def test_the_graph_is_json_on_stdout_and_its_summary_words_on_stderr(command, out):
    ran = command("graph", out)

    made = json.loads(ran.out)
    assert (ran.code, made["schema"], made["counts"]["documents"]) == (0, "cleaner/graph/1", 11)
    assert "11 documents" in ran.err
    assert "groups of copies: 1" in ran.err
    assert "author lost at" in ran.err


@pytest.mark.parametrize(
    ("form", "begins"),
    [("json", b"{"), ("graphml", b"<?xml"), ("dot", b"digraph"), ("svg", b"<svg")],
)
def test_the_suffix_of_the_file_chooses_the_form_as_the_option_does(command, out, tmp_path, form, begins):
    command("graph", out, "-o", tmp_path / f"graph.{form}")
    ran = command("graph", out, "--format", form)

    assert (tmp_path / f"graph.{form}").read_bytes() == ran.out
    assert ran.out.startswith(begins)


def test_several_results_are_one_graph(command, out, tmp_path):
    command("clean", Path(__file__).parents[2] / "seeds", "-o", tmp_path / "seeds")

    made = json.loads(command("graph", out, tmp_path / "seeds").out)

    assert made["counts"]["documents"] == 16
    assert command("graph", tmp_path / "seeds", out).out == command("graph", out, tmp_path / "seeds").out


def test_a_higher_share_finds_fewer_copies(command, out):
    sizes = [
        sum(len(group["documents"]) for group in json.loads(command("graph", out, "--similar", share).out)["groups"])
        for share in (0.5, 0.8, 1)
    ]

    assert sizes[0] >= sizes[1] > sizes[2]


def test_the_picture_shows_as_many_documents_as_it_is_told(command, out):
    ran = command("graph", out, "--format", "svg", "--at-most", 2)

    assert "Not shown: 9 documents." in "".join(ET.fromstring(ran.out).itertext())


def test_documents_in_quarantine_are_left_out_and_counted(command, tmp_path):
    (tmp_path / "bad.txt").write_bytes(
        "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。".encode()
    )
    command("clean", tmp_path / "bad.txt", "-o", tmp_path / "out")

    for form in ("json", "graphml", "dot", "svg"):
        ran = command("graph", tmp_path / "out", "--format", form)
        assert ran.code == 0
        assert ran.out
    assert "0 documents, 0 parties" in ran.err
    assert "1 held in quarantine" in ran.err


def test_a_result_whose_documents_are_gone_is_told(command, out):
    (out / "documents" / "part-00000.jsonl").unlink()

    ran = command("graph", out)

    assert (ran.code, json.loads(ran.out)["counts"]["broken"]) == (1, 11)
    assert "cleaner verify" in ran.err


def test_a_row_that_is_none_is_told_and_the_others_are_drawn(command, out):
    part = out / "documents" / "part-00000.jsonl"
    part.write_bytes(b"{nothing}\n" + b"".join(part.read_bytes().splitlines(keepends=True)[1:]))

    ran = command("graph", out)

    assert (ran.code, json.loads(ran.out)["counts"]["documents"]) == (1, 10)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["{tmp}"], "manifest.json", id="no result"),
        pytest.param(["{tmp}/none"], "manifest.json", id="no folder"),
        pytest.param(["{out}", "-o", "{tmp}/graph.png"], ".svg", id="suffix of no format"),
        pytest.param(["{out}", "-o", "{out}/graph.svg"], "lies in the result", id="file in the result"),
        pytest.param(["{out}", "-o", "{tmp}/none/graph.svg"], "cannot be written", id="folder that is not there"),
        pytest.param(["{out}", "--similar", "nan"], "--similar", id="not a number"),
        pytest.param(["{out}", "--similar", "0.3"], "0.5", id="share too low"),
        pytest.param(["{out}", "--format", "png"], "svg", id="format that is none"),
        pytest.param([], "OUT", id="no result named"),
    ],
)
def test_misuse_is_told(command, out, tmp_path, arguments, words):
    ran = command("graph", *(each.format(tmp=tmp_path, out=out) for each in arguments))

    assert ran.code == 2
    assert ran.out == b""
    assert words in ran.err


def test_without_datasketch_it_says_what_to_install(command, out, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "datasketch", None)

    ran = command("graph", out)

    assert ran.code == 2
    assert "pip install 'cleaner[graph]'" in ran.err


def test_a_full_disk_leaves_the_earlier_graph(command, out, tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    command("graph", out, "-o", tmp_path / "graph.json")
    before = (tmp_path / "graph.json").read_bytes()
    monkeypatch.setattr(Path, "write_bytes", lambda self, data: self.open("wb").close() or full(self, data))

    ran = command("graph", out, "-o", tmp_path / "graph.json")

    assert ran.code == 2
    assert (tmp_path / "graph.json").read_bytes() == before
    assert [path.name for path in tmp_path.glob("*graph*")] == ["graph.json"]
