"""Does time grow with the size of hostile texts and pages and no faster? Seconds at one, two and four times the size.

    .venv/bin/python benchmarks/linear.py [--size 100000] [--extractor none] [SHAPE …]

Twice the size should take twice the time; four times the time for it would be quadratic. Each shape runs in a process
of its own; the last column is the most memory that it took for the largest size.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
from pathlib import Path
from time import process_time

from cleaner import Cleaner, RawDocument

SHAPES = {
    "opening brackets": lambda n: "[" * n,
    "targets without end": lambda n: "](" * (n // 2),
    "links without end": lambda n: "[a](" * (n // 4),
    "images in a line": lambda n: "![](a.png)" * (n // 10),
    "images, one a line": lambda n: "![](a.png)\n" * (n // 11),
    "emphasis": lambda n: "*a_b" * (n // 4),
    "ticks": lambda n: " `" * (n // 2),
    "comments without end": lambda n: "<!--" * (n // 4),
    "nested quotations": lambda n: ">" * n + " x",
    "fences": lambda n: "```\n" * (n // 4),
    "empty lines": lambda n: "a" + "\n" * n + "b",
    "front matter without end": lambda n: "---\n" + "a: b\n" * (n // 5),
    "carriage returns": lambda n: "a\r" * (n // 2),
    "bad bytes": lambda n: "灯" * (n // 4) + "\udcff" * (n // 100),
    "hot news": lambda n: "2025-01-02 03:04:05\n0\n相关内容\n热门资讯\n" + "标题... 正文...\n" * (n // 12),
    "glued notices": lambda n: (
        "特别声明：以上内容为自媒体平台网易号用户上传并发布，本平台仅提供信息存储服务。" * (n // 40)
    ),
    "images of WeChat": lambda n: (
        "# 灯\n\n作者:微信文章\n\n" + "灯。\n\n![](https://mmbiz.qpic.cn/a/640)\n\n" * (n // 40)
    ),
    "bylines": lambda n: "作者：林一\n" * (n // 6),
    "origins": lambda n: "".join(f"来源：第{number}晚报\n" for number in range(n // 9)),
    "reprints": lambda n: "".join(f"灯。\n本文转载自微信公众号“灯下{number}”\n" for number in range(n // 24)),
}


PAGES = {
    "nested divisions": lambda n: "<div>" * (n // 5) + "x",
    "nested divisions, hidden": lambda n: "<div style=display:none>x" * (n // 25),
    "nested links": lambda n: "<a href=x>y" * (n // 11),
    "nested emphasis": lambda n: "<b>x" * (n // 4),
    "nested emphasis, paragraphs": lambda n: "<b><p>x" * (n // 7),
    "misnested emphasis": lambda n: "<b><i>x</b></i>" * (n // 15),
    "nested lists": lambda n: "<ul><li>x" * (n // 9),
    "nested quotations of HTML": lambda n: "<blockquote>x" * (n // 13),
    "nested tables": lambda n: "<table><tr><td>" * (n // 15) + "x",
    "nested noscript": lambda n: "<noscript>x" * (n // 11),
    "nested templates": lambda n: "<template>x" * (n // 11),
    "paragraphs never closed": lambda n: "<p>x" * (n // 4),
    "hidden, never closed": lambda n: "<p hidden>x" * (n // 11),
    "hidden spans": lambda n: "<span hidden>x</span>y" * (n // 22),
    "cells": lambda n: "<table><tr>" + "<td>x" * (n // 5),
    "rows": lambda n: "<table>" + "<tr><td>x<td>y" * (n // 14),
    "text in tables": lambda n: "<table>x" * (n // 8),
    "attributes": lambda n: "<p " + " ".join(f"a{number}=b" for number in range(n // 9)) + ">x",
    "one long attribute": lambda n: "<p title='" + "x" * n + "'>x",
    "an attribute without end": lambda n: "<p>x" + "<a b='" * (n // 6),
    "comments of HTML without end": lambda n: "<p>x" + "<!--" * (n // 4),
    "comments of HTML": lambda n: "x<!-- y -->" * (n // 11),
    "scripts without end": lambda n: "x<script>" * (n // 9),
    "references": lambda n: "<p>" + "&amp;" * (n // 5),
    "references without semicolon": lambda n: "<p>" + "&notin" * (n // 6),
    "one long line": lambda n: "<p>" + "hello world " * (n // 12),
    "white space": lambda n: "<p>x" + " \n" * (n // 2) + "y",
    "line breaks": lambda n: "x<br>" * (n // 5),
    "images of a line": lambda n: "<p>" + "<img src=a.png>x" * (n // 16),
    "code of a line": lambda n: "<p>" + "<code>`</code>x" * (n // 15),
    "links of a line": lambda n: "<p>" + "<a href=x>y</a> " * (n // 16),
    "lines of code": lambda n: "<ul><li><pre>" + "x\n" * (n // 2),
    "pictures of SVG": lambda n: "x<svg><title/></svg>" * (n // 20),
    "nested SVG": lambda n: "<svg>" * (n // 5) + "x",
    "ruby": lambda n: "<ruby>x<rt>y" * (n // 12),
    "end tags of nothing": lambda n: "x</p>" * (n // 5),
}

RULES = """schema = 1
id = "hostile"
body = ["#none", "body"]
[[remove]]
id = "path"
category = "navigation"
why = "XPath"
select = "//div[contains(@class,'x')]"
[[remove]]
id = "relation"
category = "navigation"
why = "CSS that looks inside"
select = "div:has(.x), td:nth-child(7n), p + p > b"
[[remove]]
id = "place"
category = "navigation"
why = "a line in an element"
within = "td, p"
line = "^y$"
[[remove]]
id = "end"
category = "navigation"
why = "an element at the end"
select = "p.x"
zone = "tail"
"""
SELECTED = {
    "selected: divisions": lambda n: "<div class=x>" * (n // 13) + "x",
    "selected: divisions side by side": lambda n: "<div class=x>x</div>" * (n // 20),
    "selected: cells": lambda n: "<table><tr>" + "<td>x" * (n // 5),
    "selected: paragraphs": lambda n: "<p class=x><b>y</b>" * (n // 20),
    "selected: paragraphs in paragraphs' places": lambda n: "<p>y" * (n // 4),
    "selected: hidden": lambda n: "<div hidden><p class=x>x</div>" * (n // 30),
}


def seconds(cleaner: Cleaner, text: str, media_type: str | None) -> float:
    raw = RawDocument(data=text.encode("utf-8", "surrogateescape"), media_type=media_type)
    start = process_time()
    cleaner.clean(raw)
    return process_time() - start


def measured(name: str, size: int, extractor: str) -> tuple[list[float], float]:
    """Seconds at one, two and four times *size*, and megabytes at the most."""
    is_page = name not in SHAPES
    with tempfile.TemporaryDirectory() as folder:
        source = None
        if name in SELECTED:
            (Path(folder) / "hostile.toml").write_text(RULES, "utf-8")
            source = "hostile"
        cleaner = Cleaner([folder], source=source, to="markdown" if is_page else None, extractor=extractor)
        cleaner.clean(RawDocument(data=b"<p>warm", media_type="text/html"))
        make = {**SHAPES, **PAGES, **SELECTED}[name]
        media_type = "text/html" if is_page else None
        head = "<!doctype html><body>" if is_page else ""
        times = [
            min(seconds(cleaner, head + make(size * factor), media_type) for _ in range(2)) for factor in (1, 2, 4)
        ]
    return times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=100_000, help="characters of the smallest text")
    options.add_argument("--extractor", default="none", help="a name of cleaner.extract.EXTRACTORS")
    options.add_argument("shapes", nargs="*", help="all, if none is named")
    chosen = options.parse_args()
    names = chosen.shapes or [*SHAPES, *PAGES, *SELECTED]
    print(f"{'shape':44}{'1x, s':>9}{'2x, s':>9}{'4x, s':>9}{'4x / 1x':>9}{'MB':>7}")
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for name in names:
            (one, two, four), memory = pool.apply(measured, (name, chosen.size, chosen.extractor))
            ratio = four / max(one, 1e-6)
            print(f"{name:44}{one:9.3f}{two:9.3f}{four:9.3f}{ratio:9.1f}{memory:7.0f}", flush=True)


if __name__ == "__main__":
    main()
