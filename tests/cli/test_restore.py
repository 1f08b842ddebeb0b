from __future__ import annotations

from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


def test_every_seed_comes_back_below_the_folder(command, tmp_path, monkeypatch):
    monkeypatch.chdir(SEEDS.parent)
    command("clean", "seeds", "-o", tmp_path / "out")

    ran = command("restore", tmp_path / "out", "-o", tmp_path / "raw")

    assert ran.code == 0
    for seed in SEEDS.iterdir():
        assert (tmp_path / "raw" / "seeds" / seed.name).read_bytes() == seed.read_bytes()


def test_one_document_goes_to_standard_output_by_path_or_id(command, tmp_path):
    seed = SEEDS / "solidot.txt"
    command("clean", SEEDS, "-o", tmp_path / "out")

    by_path = command("restore", tmp_path / "out", "--path", seed)
    by_id = command("restore", tmp_path / "out", "--id", next(iter_ids(tmp_path / "out", seed)))

    assert by_path.out == by_id.out == seed.read_bytes()


def iter_ids(out: Path, seed: Path):
    import json

    for line in (out / "documents" / "part-00000.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["stamp"]["capture"]["path"] == str(seed):
            yield row["id"]


def test_a_quarantined_document_comes_back_too(command, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(
        "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。\n",
        "utf-8",
    )

    assert command("clean", page, "-o", tmp_path / "out", "--source", "163.com").code == 3
    assert command("restore", tmp_path / "out", "--path", page).out == page.read_bytes()


def test_many_documents_need_a_folder(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out")

    ran = command("restore", tmp_path / "out")

    assert ran.code == 2
    assert "-o" in ran.err


def test_a_result_without_markup_says_that_it_cannot_restore(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out", "--ledger", "rules")

    ran = command("restore", tmp_path / "out", "-o", tmp_path / "raw")

    assert ran.code == 2
    assert "--ledger rules" in ran.err


def test_a_changed_document_is_not_written(command, tmp_path):
    command("clean", SEEDS / "gptnb.txt", "-o", tmp_path / "out")
    part = tmp_path / "out" / "documents" / "part-00000.jsonl"
    part.write_text(part.read_text("utf-8").replace("电池", "电油", 1), "utf-8")

    ran = command("restore", tmp_path / "out", "-o", tmp_path / "raw")

    assert ran.code == 1
    assert not list(tmp_path.glob("raw/**/*.txt"))


def test_a_folder_without_a_result_is_told(command, tmp_path):
    ran = command("restore", tmp_path)

    assert ran.code == 2
    assert "manifest.json" in ran.err


def test_files_that_exist_are_not_overwritten(command, tmp_path):
    command("clean", SEEDS / "gptnb.txt", "-o", tmp_path / "out")
    assert command("restore", tmp_path / "out", "-o", tmp_path / "raw").code == 0

    ran = command("restore", tmp_path / "out", "-o", tmp_path / "raw")

    assert ran.code == 2
    assert "exists" in ran.err


def test_a_path_that_leads_out_of_the_folder_is_kept_inside(command, tmp_path, monkeypatch):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "page.txt").write_text("春分这天，江边的灯亮了。", "utf-8")
    monkeypatch.chdir(tmp_path / "deep" / "er")
    command("clean", "../../page.txt", "-o", "out")

    assert command("restore", "out", "-o", "raw").code == 0
    assert (tmp_path / "deep" / "er" / "raw" / "page.txt").is_file()


def test_two_documents_of_one_place_both_come_back(command, tmp_path, monkeypatch):
    for name, text in (("a", "春分这天，江边的灯亮了。"), ("b", "秋分这天，江边的灯灭了。")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path / "a")
    command("clean", "x.txt", "../b/../a/x.txt", "./x.txt", "-o", tmp_path / "out")

    assert command("restore", tmp_path / "out", "-o", tmp_path / "raw").code == 0
    assert len([path for path in (tmp_path / "raw").rglob("*") if path.is_file()]) == 3


def edited(out: Path, **changes: object) -> None:
    """Change fields of the first row as a stranger would, with the manifest left as it is."""
    import json

    part = out / "documents" / "part-00000.jsonl"
    row = json.loads(part.read_text("utf-8").splitlines()[0])
    row["stamp"]["capture"]["path"] = changes.pop("path", row["stamp"]["capture"]["path"])
    row |= changes
    part.write_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    if "id" in changes:
        rows = out / "removals" / "part-00000.jsonl"
        lines = [json.loads(line) | {"doc_id": changes["id"]} for line in rows.read_text("utf-8").splitlines()]
        rows.write_text(
            "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines), "utf-8"
        )


@pytest.mark.parametrize("path", ["-", None, "..", "/", "../../../EVIL", "..\\..\\EVIL", "a/\0/../x"])
def test_a_hostile_row_writes_nothing_outside_the_folder(command, tmp_path, path):
    out, raw = tmp_path / "out", tmp_path / "deep" / "er" / "raw"
    command("clean", SEEDS / "gptnb.txt", "-o", out)
    edited(out, path=path, id="../../EVIL")
    before = {found for found in tmp_path.rglob("*") if found.is_file()}

    ran = command("restore", out, "-o", raw)

    assert (ran.code, "Traceback" in ran.err) == (0, False)
    [written] = {found for found in tmp_path.rglob("*") if found.is_file()} - before
    assert raw in written.parents
    assert written.read_bytes() == (SEEDS / "gptnb.txt").read_bytes()


@pytest.mark.parametrize("name", ["documents", "removals"])
def test_a_row_that_is_not_in_the_form_written_is_refused(command, tmp_path, name):
    out = tmp_path / "out"
    command("clean", SEEDS / "gptnb.txt", SEEDS / "solidot.txt", "-o", out)
    part = out / name / "part-00000.jsonl"
    part.write_text(part.read_text("utf-8").replace('{"', '{"added":1,"', 1), "utf-8")

    ran = command("restore", out, "-o", tmp_path / "raw")

    assert ran.code == 1
    assert "not in the form" in ran.err
    assert [path.name for path in (tmp_path / "raw").rglob("*.txt")] == ["solidot.txt"]


def test_a_file_in_the_place_of_a_folder_holds_no_document_up(command, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "a").write_text("春分这天，江边的灯亮了。", "utf-8")
    (tmp_path / "here" / "a").mkdir()
    (tmp_path / "here" / "a" / "b.txt").write_text("秋分这天，江边的灯灭了。", "utf-8")
    monkeypatch.chdir(tmp_path / "here")
    command("clean", "../a", "a/b.txt", "-o", "out")

    assert command("restore", "out", "-o", "raw").code == 0
    assert len([path for path in Path("raw").rglob("*") if path.is_file()]) == 2
