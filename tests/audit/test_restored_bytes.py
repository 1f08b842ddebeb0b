from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaned, Cleaner, LedgerError, RawDocument
from cleaner.audit.check import check_document
from cleaner.audit.restore import restored_bytes
from cleaner.io.rows import rows_of

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("seeds/*"), *ROOT.glob("fixtures/*/*/input.*")])
CLEANER = Cleaner()
ARTICLE = "春分这天，江边的灯亮了。\n\n有人在读信。\n特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。\n"


def cleaned(data: bytes, path: str = "page.txt") -> Cleaned:
    result = CLEANER.clean(RawDocument(data=data, path=path))
    if isinstance(result, Cleaned):
        return result
    assert result.held is not None, result.detail
    return result.held


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "html" not in page.suffix], ids=lambda page: "/".join(page.parts[-3:])
)
def test_every_page_of_ours_comes_back_to_the_byte(page):
    row, removals = rows_of(cleaned(page.read_bytes(), page.name))

    assert restored_bytes(row, removals) == page.read_bytes()
    assert list(check_document(row, removals)) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("\ufeff".encode() + ARTICLE.encode(), id="byte order mark"),
        pytest.param(ARTICLE.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(ARTICLE.replace("\n", "\r").encode(), id="CR"),
        pytest.param((ARTICLE + ARTICLE.replace("\n", "\r\n") + "a\rb\n\rc\r").encode(), id="mixed line ends"),
        pytest.param((ARTICLE * 3).encode("gb18030"), id="GBK"),
        pytest.param(ARTICLE.encode().replace("读".encode(), b"\xe8\xaf"), id="UTF-8 with a bad byte"),
        pytest.param(b"\xff" + ARTICLE.encode() * 3 + b"\xfe\n", id="bad bytes at both ends"),
        pytest.param(ARTICLE.encode()[:-3], id="cut tail"),
        pytest.param("\ufeff".encode("utf-16-le") + ARTICLE.encode("utf-16-le"), id="UTF-16 with a mark"),
        pytest.param(
            "\ufeff".encode("utf-16-le") + ARTICLE.encode("utf-16-le") + b"\x00", id="UTF-16 with half a unit"
        ),
        pytest.param(ARTICLE.encode() + b"a\x00b\n", id="a NUL"),
        pytest.param(("𠮷野家\U0001f600 " + ARTICLE).encode(), id="beyond the basic plane"),
        pytest.param((" \t\u3000\n" * 50 + ARTICLE + "\n" * 200).encode(), id="blank all around"),
    ],
)
def test_awkward_bytes_come_back(data):
    row, removals = rows_of(cleaned(data))

    assert restored_bytes(row, removals) == data
    assert list(check_document(row, removals)) == []


@given(
    st.lists(st.sampled_from([*ARTICLE, "\r", "\r\n", "![](http://a/b.png)", "# ", "---\n", "\ufeff"])).map("".join),
    st.binary(max_size=3),
)
def test_any_text_with_any_tail_comes_back(text, tail):
    data = f"信{text}".encode() + tail
    result = CLEANER.clean(RawDocument(data=data))
    kept = result if isinstance(result, Cleaned) else result.held
    if kept is None:
        return
    row, removals = rows_of(kept)

    assert restored_bytes(row, removals) == data
    assert list(check_document(row, removals)) == []


def test_byte_offsets_point_at_the_removed_text_in_the_raw_bytes():
    data = ARTICLE.replace("\n", "\r\n").encode("gb18030") * 2
    _, removals = rows_of(cleaned(data))

    assert removals
    for item in removals:
        assert data[item.byte_start : item.byte_end].decode("gb18030") == item.text
        assert item.prefix.endswith(data[: item.byte_start].decode("gb18030")[-32:])
        assert data.decode("gb18030")[item.end : item.end + 32] == item.suffix


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_counted_alike_for_every_line_end(line_end):
    data = f"一{line_end}{line_end}二{line_end}{ARTICLE.strip()}".replace(
        "\n" if line_end == "\r" else "\x00", line_end
    )
    _, removals = rows_of(cleaned(data.encode()))

    [notice] = [item for item in removals if item.category == "disclaimer"]
    assert notice.line == len(data[: notice.start].replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def test_a_removal_says_which_facts_were_read_in_it():
    row, removals = rows_of(cleaned((ROOT / "seeds" / "solidot.txt").read_bytes()))

    read = {kind for item in removals for kind in item.captured}
    assert {"submitter", "published"} <= read
    assert row.stamp.removal.count == len(removals)


def test_a_ledger_without_markup_cannot_restore():
    row, removals = rows_of(cleaned((ROOT / "seeds" / "gptnb.txt").read_bytes()), "rules")

    with pytest.raises(LedgerError, match="--ledger rules"):
        restored_bytes(row, removals)
