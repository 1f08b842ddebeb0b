from __future__ import annotations

from pathlib import Path

import pytest
from asking import CLEANER, Result

from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.write import Options

ROOT = Path(__file__).parents[2]
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"


@pytest.fixture(scope="session")
def result(tmp_path_factory):
    """All seeds and fixture pages, one page held in quarantine, one rejected, one given twice."""
    folder = tmp_path_factory.mktemp("query")
    inputs = folder / "in"
    inputs.mkdir()
    (inputs / "notice.txt").write_text(NOTICE, "utf-8")
    (inputs / "empty.txt").write_bytes(b"")
    for name in ("one.txt", "two.txt"):
        (inputs / name).write_bytes((ROOT / "seeds" / "gptnb.txt").read_bytes())
    run(CLEANER, Inputs([str(ROOT / "seeds"), str(ROOT / "fixtures/*/*/[ei]*.*"), str(inputs)]), folder / "out")
    return Result(folder / "out")


@pytest.fixture
def cleaned(tmp_path):
    """Cleans texts by their names, or the seeds, with options of a run."""

    def clean(texts: dict[str, str] | None = None, **options) -> Result:
        inputs = ROOT / "seeds"
        if texts is not None:
            inputs = tmp_path / "in"
            inputs.mkdir(exist_ok=True)
            for name, text in texts.items():
                (inputs / name).write_text(text, "utf-8", newline="")
        run(CLEANER, Inputs([str(inputs)]), tmp_path / "out", Options(**options))
        return Result(tmp_path / "out")

    return clean
