"""The community's own site files, all of them: nothing is lost, and what is written loads."""

from __future__ import annotations

import tarfile

import pytest
from gold import SHARED

from cleaner.rules.imports.ftr import read_ftr
from cleaner.rules.imports.report import OUTCOMES
from cleaner.rules.imports.write import write_files
from cleaner.rules.load import load_rules

ARCHIVE = SHARED / "bench" / "ftr-site-config.tar.xz"


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the site files do not lie beside the project")
def test_every_site_file_is_imported_and_accounted_for(tmp_path):
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path / "sites", filter="data")
    (folder,) = {path.parent for path in (tmp_path / "sites").rglob("*.txt")}
    book = load_rules()
    done = read_ftr(folder, book)
    totals = done.totals()
    lines = [line.strip() for path in folder.glob("*.txt") for line in path.read_text("utf-8").split("\n")]
    passed_over = (folder / "LICENSE.txt").read_text("utf-8").split("\n")
    directives = sum(bool(line) and not line.startswith("#") for line in lines) - sum(map(bool, passed_over))
    assert (done.read, len(done.passed_over)) == (2040, 1)
    assert totals["read"] == directives == sum(totals[outcome] for outcome in OUTCOMES)
    slips = {(item.file, item.line): item.hint for item in done.directives if item.outcome == "slip"}
    assert slips["publications.aap.org.txt", 1] == "did you mean 'title'?"
    assert slips["lapresse.ca.txt", 21] == "did you mean 'test_url'?"
    # It loads what it has written, and says when that is wrong.
    write_files(done.files, tmp_path / "rules", [])
    assert len(list((tmp_path / "rules").iterdir())) == len(done.files)
    assert read_ftr(folder, book) == done
