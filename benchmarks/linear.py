"""Does time grow with the size of hostile texts and no faster? Seconds at one, two and four times the size.

    .venv/bin/python benchmarks/linear.py [--size 100000]

Twice the size should take twice the time; four times the time for it would be quadratic.
"""

from __future__ import annotations

import argparse
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
}


def seconds(cleaner: Cleaner, text: str) -> float:
    raw = RawDocument(data=text.encode("utf-8", "surrogateescape"))
    start = process_time()
    cleaner.clean(raw)
    return process_time() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=100_000, help="characters of the smallest text")
    size = options.parse_args().size
    cleaner = Cleaner()
    cleaner.clean(RawDocument(data=b"warm"))
    print(f"{'shape':26}{'1x, s':>9}{'2x, s':>9}{'4x, s':>9}{'4x / 1x':>9}")
    for name, make in SHAPES.items():
        one, two, four = (min(seconds(cleaner, make(size * factor)) for _ in range(2)) for factor in (1, 2, 4))
        print(f"{name:26}{one:9.3f}{two:9.3f}{four:9.3f}{four / max(one, 1e-6):9.1f}")


if __name__ == "__main__":
    main()
