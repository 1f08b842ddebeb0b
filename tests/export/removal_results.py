"""Results whose removals are awkward, for the tests of the formats that export them one by one."""

from __future__ import annotations

import codecs
from pathlib import Path

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.export.result import read_result
from cleaner.io.read import Inputs
from cleaner.io.write import Options

RULES = """
schema = 1
id = "lighthouse"
[limits]
removed_share = [0.0, 1.0]
min_chars = 1
[[remove]]
id = "sponsor"
category = "advertisement"
why = "a sponsor's line {0}; see [the list](1)"
line = '赞助'
[[remove]]
id = "keeper"
category = "promotion"
why = "the keeper's own advertisement"
line = '守塔人推荐'
"""
BODY = "雾从海上来的时候，灯塔的光只照得见它自己。守夜的人数着浪，一直数到天亮。"
LAMP = f"{BODY}\n赞助：一盏灯\n{BODY}\n"

FORMULAS = (
    '=HYPERLINK("http://x.example","赞助")', "+赞助", "-赞助", "@SUM(赞助)", "＝赞助()", "＠赞助", "\t=赞助",
    "\u200b=赞助", "\x07=赞助", "'=赞助", "'赞助", "  =赞助",
)  # fmt: skip
HOSTILE = (
    *FORMULAS, '赞助 "a, b";c', "赞助</script><script>alert(1)</script>", "\u202e赞助\u2066\x1b[31m\x00\x9b", "赞助\u2028行\u0085",
    "赞助\U0001f600", "赞助 javascript:alert(1)",
    "赞助" + "长句。" * 350_000,
)  # fmt: skip
"""Removed lines, the last of more than a megabyte of code points."""

PAGES = {
    "lamp.txt": LAMP.encode(),
    "again/lamp.txt": LAMP.encode(),
    "plain.txt": f"{BODY}\n".encode(),
    "hostile #1%20?: 灯.txt": "\n".join(f"{line}\n{BODY}" for line in HOSTILE).encode(),
    "mark.txt": codecs.BOM_UTF8 + f"赞助：一盏灯\n{LAMP}".encode(),
    "mark-utf16.txt": codecs.BOM_UTF16_LE + f"赞助：\U0001f4a1一盏灯\n{LAMP}守塔人推荐".encode("utf-16-le"),
    "bare-mark.txt": codecs.BOM_UTF8 + f"\n\n{LAMP}".encode(),
    "carriage-returns.txt": LAMP.replace("\n", "\r").encode(),
    "mixed.txt": f"{BODY}\r\n赞助：一盏灯\r赞助：两盏灯\r\n\n{BODY}\r\n守塔人推荐\r\n".encode(),
    "damaged.txt": LAMP.encode() + b"\xff\xfe" + f"{BODY}\n赞助：两盏灯\n".encode() * 9,
    "gbk.txt": (LAMP * 9).encode("gbk"),
    "page.html": f"<!doctype html><title>灯塔</title><body>\r\n<p>{BODY}</p>\r\n<p>赞助：<b>一盏灯</b></p><p>{BODY}</p>".encode(),
}
CLEANER_ARGUMENTS = {"source": "lighthouse", "extractor": "none"}


def cleaned(folder, pages, **options):
    """*pages* as files below *folder*, cleaned in there; and the result."""
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "lighthouse.toml").write_text(RULES, "utf-8")
    for name, data in pages.items():
        path = folder / "dump" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    run(
        Cleaner([folder / "rules"], **CLEANER_ARGUMENTS),
        Inputs([str(folder / "dump")]),
        folder / "out",
        Options(**options),
    )
    return read_result(folder / "out")


def decoded(stored):
    """The raw bytes of a document and its text, read anew from the input, without a byte order mark."""
    raw = stored.row.stamp.raw
    data = Path(stored.row.stamp.capture.path).read_bytes()
    text, at = "", 0
    for row in stored.removals:
        if row.action == "repair":
            text += data[at : row.byte_start].decode(raw.encoding) + row.text
            at = row.byte_end
    return data, (text + data[at:].decode(raw.encoding)).removeprefix("\ufeff")
