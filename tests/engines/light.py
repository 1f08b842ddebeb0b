"""Cleaners for tests of runs: with few rules they start at once, and some of them are brought down by their documents."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from functools import lru_cache

import msgspec

from cleaner import Cleaner, Rejected
from cleaner.rules.load import RuleBook, load_rules


@lru_cache
def _book() -> RuleBook:
    """One source, without the rules that apply to all: these are most of what a worker makes before its first page."""
    book = load_rules()
    core = msgspec.structs.replace(book.core, packs=[], keep=[], remove=[], read=[])
    solidot = msgspec.structs.replace(book.sources["solidot.org"], packs=[])
    return RuleBook(sources={solidot.id: solidot}, packs={}, core=core, origins=book.origins)


class Light(Cleaner):
    """Ready at once, as long as its documents are Chinese."""

    def __init__(self) -> None:
        super().__init__(_book(), extractor="none")

    def clean(self, raw):
        if raw.path == "begin.html":
            # What a worker begins with loads the model of languages, which takes longer than all else.
            return Rejected(raw=raw, stage="parse", code="empty-document", detail="")
        return super().clean(raw)


class Unhurried(Light):
    """Takes long enough over a page to be killed at it."""

    def clean(self, raw):
        time.sleep(0.01)
        return super().clean(raw)


class Deadly(Light):
    """Does to its process what the first line of a document says."""

    def clean(self, raw):
        what = raw.data.split(b"\n", 1)[0]
        if what == b"exit":
            os._exit(7)
        elif what == b"fault":
            ctypes.string_at(0)
        elif what == b"SIGKILL":
            os.kill(os.getpid(), signal.SIGKILL)
        elif what == b"loop":
            while True:
                pass
        elif what == b"hog":
            held = []
            while True:
                held.append(bytearray(8 << 20))
                time.sleep(0.01)
        elif what == b"slow":
            time.sleep(0.3)
        return super().clean(raw)


class Stillborn(Light):
    """Ends every process that it is handed to before it has begun."""

    def __setstate__(self, state):
        os._exit(9)
