"""Write `cleaner/han.txt` from the dictionaries inside the `opencc` package (Apache-2.0).

    python benchmarks/train/han_table.py

The wheel ships the dictionaries in a binary form and `opencc_dict`, which writes them out as text.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import opencc

TARGET = Path(__file__).parents[2] / "cleaner" / "han.txt"
_OPENCC = Path(opencc.__file__).parent / "clib"

# Regional forms that are characters of their own right elsewhere: folding them would join two words.
_NOT_VARIANTS = frozenset("著么只鯰顎潀")

_HEADER = """\
# Han character tables, written by benchmarks/train/han_table.py. Do not edit.
# Derived from the dictionaries of OpenCC {version} (https://github.com/BYVoid/OpenCC),
# Copyright 2010-2026 Carbo Kuo and contributors, Apache License 2.0.
# fold: pairs, each a Traditional or variant character and the Simplified one it folds to.
# fold-only: folded, but too much at home in Simplified text to tell a script.
# simplified: characters that tell Simplified text.
"""


def dictionary(name: str) -> dict[str, list[str]]:
    """The entries of one OpenCC dictionary, the preferred value first."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "out.txt")
        command = [_OPENCC / "bin" / "opencc_dict", "-f", "ocd2", "-t", "text"]
        command += ["-i", _OPENCC / "share" / "opencc" / f"{name}.ocd2", "-o", target]
        subprocess.run(command, check=True, capture_output=True)
        rows = (line.split("\t") for line in target.read_text("utf-8").splitlines())
        return {key: values.split(" ") for key, values in rows}


def fold_table() -> dict[str, str]:
    """Traditional and variant character to Simplified character; applying it twice changes nothing more."""
    fold = {key: values[0] for key, values in dictionary("TSCharacters").items() if values[0] != key}
    for region in ("TWVariants", "HKVariants"):
        for key, variants in dictionary(region).items():
            for variant in set(variants) - _NOT_VARIANTS - fold.keys():
                if variant != fold.get(key, key):
                    fold[variant] = fold.get(key, key)
    for key, value in fold.items():
        while (value := fold.get(value, value)) in fold:
            pass
        fold[key] = value
    return {key: value for key, value in sorted(fold.items()) if key != value}


def main() -> int:
    to_traditional, to_simplified = dictionary("STCharacters"), dictionary("TSCharacters")
    fold = fold_table()
    traditional = {key for key, values in to_simplified.items() if key not in values} - to_traditional.keys()
    simplified = {key for key, values in to_traditional.items() if key not in values} - to_simplified.keys()
    # 群 and 床 are Simplified to OpenCC, which prefers 羣 and 牀, and the standard of Taiwan.
    for region in ("TWVariants", "HKVariants"):
        simplified -= {variant for variants in dictionary(region).values() for variant in variants}
    TARGET.write_text(
        _HEADER.format(version=version("opencc"))
        + f"fold {''.join(key + value for key, value in fold.items())}\n"
        + f"fold-only {''.join(key for key in fold if key not in traditional)}\n"
        + f"simplified {''.join(sorted(simplified))}\n",
        encoding="utf-8",
    )
    print(f"{len(fold)} folded, {len(traditional & fold.keys())} tell Traditional, {len(simplified)} Simplified")
    return 0


if __name__ == "__main__":
    sys.exit(main())
