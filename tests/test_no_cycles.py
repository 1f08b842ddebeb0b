"""The command and its workers have Python look for cycles seldom: that is right as long as cleaning leaves none."""

import subprocess
import sys

CLEANED = """
import gc
from cleaner import Cleaner, RawDocument

pages = [
    "江边的灯亮了，守灯人把最后一盏擦了三遍。\\n本文来自微信公众号：北窗，作者：林一\\n".encode(),
    b"<title>Tide</title><nav><a href='/'>Home</a></nav>" + b"<p>The keeper wrote the depth of the water down.</p>" * 20,
    b"<script type='application/ld+json'>{\\"a\\":</script><p>The tide came late.</p>",
    bytes(range(256)) * 50,
    b"",
]
cleaner = Cleaner()
for page in pages:
    cleaner.clean(RawDocument(data=page))
gc.collect()
gc.disable()
for page in pages:
    cleaner.clean(RawDocument(data=page))
    print(gc.collect())
"""
COMMAND = """
import gc, sys
from cleaner.__main__ import main
from cleaner.cycles import SELDOM

sys.argv = ["cleaner", "--version"]
try:
    main()
finally:
    print(gc.get_threshold()[0] == SELDOM)
"""


def said(code):
    """In a process of its own: threads of a test run leave cycles whenever they like."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout.split()


def test_cleaning_leaves_no_cycles():
    assert said(CLEANED) == ["0"] * 5


def test_the_command_has_python_look_for_cycles_seldom():
    assert said(COMMAND)[-1] == "True"
