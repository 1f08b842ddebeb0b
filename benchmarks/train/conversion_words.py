"""Write `cleaner/language/conversion.txt`: words of the mainland and of Taiwan, and what careless converters leave.

    python benchmarks/train/conversion_words.py

The pairs of words come from OpenCC's TWPhrases (Apache-2.0). The rest was put together for this project.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import version
from pathlib import Path

from han_table import dictionary

from cleaner.han import TO_SIMPLIFIED

TARGET = Path(__file__).parents[2] / "cleaner" / "language" / "conversion.txt"

_HAN = re.compile(r"[一-鿿]{2,}")

# Pairs of OpenCC whose mainland side Taiwan writes as well, or whose Taiwan side the mainland does.
_BOTH_MAINLAND = """
项目 类型 连接 表达式 点击 算子 拷贝 联系 地址栏 审核 后缀 前缀 重载 计算机科学 前列腺 公元 自行车 高端 传感 设备 局部 死机 触摸 性能 通信
"""
_BOTH_TAIWAN = """
执行 启用 复制 建立 序列 查询 核心 通道 互动 通讯 截图 整合 离线 智慧 装置 列举 向量 指标 宣告 影像 外接 传送 相容 简报 停用
"""

# Taiwan writes these two as well.
_NATIVE = frozenset("祕癡")

# Simplified characters that a converter without a phrase table leaves, in words where they are always wrong.
_RESIDUES = """
于：用于 由于 關于 对于 對于 位于 于是 基于 屬于 終于 至于 等于 處于 在于 大于 小于 出于 便于 善于 鑒于 鑑于 源于 過于 低于 高于 終于
采：采購 采用 采取 采集 采訪 開采 采納 采樣
云：云服務 云計算 云端 云平台 云平臺 云存儲 云上 上云 云原生 云廠商
并：并非 并且 并不 并未 并沒 合并 并發 并行 并購 并與 并在
里：這里 那里 哪里 里面 心里 手里 家里 城里 夜里 眼里 公司里
后：之后 以后 最后 然后 后來 后面 今后 隨后 背后 落后 后端
面：面條 面包
准：標准 准備 准確
系：關系 聯系
制：制造 復制 研制 制品
只：一只 兩只
干：干凈 干燥
几：几個 几乎
发：出發點
"""

_HEADER = """\
# Words that hint at converted Traditional text, written by benchmarks/train/conversion_words.py. Do not edit.
# mainland and taiwan: from TWPhrases of OpenCC {version} (https://github.com/BYVoid/OpenCC),
# Copyright 2010-2026 Carbo Kuo and contributors, Apache License 2.0; folded to Simplified characters.
# variants: characters that OpenCC's own standard writes. residues: words left half converted.
"""


def fold(word: str) -> str:
    return word.translate(TO_SIMPLIFIED)


def shortest(words: set[str]) -> list[str]:
    """Without the words that hold another: those are found by the shorter one."""
    return sorted(word for word in words if not any(other in word for other in words - {word}))


def main() -> int:
    pairs = {fold(key): {fold(value) for value in values} for key, values in dictionary("TWPhrases").items()}
    mainland = {key for key, values in pairs.items() if key not in values and _HAN.fullmatch(key)}
    taiwan = {value for key, values in pairs.items() if key not in values for value in values if _HAN.fullmatch(value)}
    residues = {word for row in _RESIDUES.split("\n")[1:-1] for word in row.partition("：")[2].split()}
    both = mainland & taiwan
    # What the standard of OpenCC writes and neither Taiwan nor Hong Kong does.
    variants = dictionary("TWVariants").keys() & dictionary("HKVariants").keys() - _NATIVE
    TARGET.write_text(
        _HEADER.format(version=version("opencc"))
        + f"mainland {' '.join(shortest(mainland - both - set(_BOTH_MAINLAND.split())))}\n"
        + f"taiwan {' '.join(shortest(taiwan - both - set(_BOTH_TAIWAN.split())))}\n"
        + f"variants {' '.join(sorted(variants))}\n"
        + f"residues {' '.join(shortest(residues))}\n",
        encoding="utf-8",
    )
    print(f"{len(mainland)} mainland, {len(taiwan)} Taiwan, {len(both)} in both, {len(residues)} residues")
    return 0


if __name__ == "__main__":
    sys.exit(main())
