"""Limits of a document kept from within: for workers whose driver sits on another machine, and cannot look at them."""

from __future__ import annotations

import faulthandler
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cleaner.engines.pulse import memory_of

if TYPE_CHECKING:
    from cleaner.engines.crew import Limits
    from cleaner.engines.pulse import Pulse

_TICK = 0.5
"""Seconds between two looks, and about as much later than its limit a document is ended."""


class Warden:
    """Ends this process when a document takes more than *limits* allow. Use as a context, around a task of *pulse*."""

    def __init__(self, pulse: Pulse, limits: Limits) -> None:
        self._pulse = pulse
        self._limits = limits
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        # No traceback of it: who looks at the document again says more.
        self._nowhere = Path(os.devnull).open("w")
        self._wind(0.0)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        self._thread.join()
        faulthandler.cancel_dump_traceback_later()
        self._nowhere.close()

    def _watch(self) -> None:
        while not self._is_over.wait(_TICK):
            since = self._pulse.since
            spent = time.monotonic() - since if since else 0.0
            if self._limits.seconds is not None and spent > self._limits.seconds:
                os._exit(1)
            if self._limits.bytes is not None and memory_of(os.getpid()) > self._limits.bytes:
                os._exit(1)
            self._wind(spent)

    def _wind(self, spent: float) -> None:
        """Set a clock that runs on when a document lets no thread of Python run, and then ends the process."""
        if self._limits.seconds is not None:
            # One that begins right after this has its whole time.
            left = self._limits.seconds - spent + 2 * _TICK
            faulthandler.dump_traceback_later(left, exit=True, file=self._nowhere)
