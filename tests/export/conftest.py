from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from removal_results import PAGES as AWKWARD
from removal_results import cleaned

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.export.result import read_result
from cleaner.io.read import Inputs

ROOT = Path(__file__).parents[2]
PAGES = (
    "163.com/html-hao-2019", "163.com/magazine-tail", "36kr.com/reprint", "csdn.net/blog", "gptnb.com/plain",
    "gptnb.com/source-lines-of-all-kinds", "guancha.cn/html-news", "hexo/next", "hot-news-aggregator/plain",
    "ithome.com/contributed", "solidot.org/comments-and-odd-sources", "thepaper.cn/html-account", "unknown/english",
    "wordpress/classic",
)  # fmt: skip
BIDI, BELL = "\u202e", "\x07"
HOSTILE_TITLE = f"</script><script>alert(1)</script> {BELL}{BIDI}]]> & \\u003c " + "长标题" * 340_000
"""More than a megabyte, and whatever could end a string, an element or a line."""


@pytest.fixture(scope="session")
def result_folder(tmp_path_factory):
    """Five raw dumps and pages of many sources, cleaned."""
    folder = tmp_path_factory.mktemp("corpus") / "out"
    pages = [str(path) for name in PAGES for path in sorted((ROOT / "fixtures" / name).glob("input.*"))]
    run(Cleaner(), Inputs([str(ROOT / "seeds"), *pages]), folder)
    return folder


@pytest.fixture(scope="session")
def result(result_folder):
    return read_result(result_folder)


@pytest.fixture(scope="session")
def rows(result):
    return [item.row for item in result.documents()]


@pytest.fixture(scope="session")
def hostile_result(tmp_path_factory):
    """A page that says hostile things of itself, beside one that is quarantined and one that is rejected."""
    folder = tmp_path_factory.mktemp("hostile")
    dump = folder / "dump"
    dump.mkdir()
    title = HOSTILE_TITLE.replace("&", "&amp;").replace("<", "&lt;")
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    body = "".join(
        f"<p>段落{number}：{BIDI}灯塔{BELL}的守夜人在雾里数船，一共数到 {number} 艘。</p>" for number in range(20)
    )
    (dump / "page.html").write_text(f"<!doctype html><html>{head}<article>{body}</article></html>", "utf-8")
    (dump / "notice.txt").write_text(
        "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。",
        "utf-8",
    )
    (dump / "empty.txt").write_bytes(b"")
    run(Cleaner(), Inputs([str(dump)]), folder / "out")
    return read_result(folder / "out")


@pytest.fixture(scope="session")
def empty_result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nothing")
    (folder / "dump").mkdir()
    (folder / "dump" / "empty.txt").write_bytes(b"")
    run(Cleaner(), Inputs([str(folder / "dump")]), folder / "out")
    return read_result(folder / "out")


@pytest.fixture(scope="session")
def awkward(tmp_path_factory):
    return cleaned(tmp_path_factory.mktemp("awkward"), AWKWARD)


@pytest.fixture(scope="session")
def redacted(tmp_path_factory):
    return cleaned(tmp_path_factory.mktemp("redacted"), AWKWARD, redact=True)


@pytest.fixture(scope="session")
def rules_only(tmp_path_factory):
    return cleaned(tmp_path_factory.mktemp("rules"), AWKWARD, ledger="rules")


@pytest.fixture(scope="session")
def row_with(rows):
    """A row whose stamp is empty of facts but for what is given."""
    bare = next(row for row in rows if row.source == "unknown")
    nothing = {"title": None, "rights": None}
    nothing |= dict.fromkeys(("dates", "credits", "chain", "references", "images", "facts", "synthetic"), ())

    def make(**facts):
        stamp = msgspec.structs.replace(bare.stamp, **(nothing | facts))
        return msgspec.structs.replace(bare, stamp=stamp)

    return make
