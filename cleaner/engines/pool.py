"""Several processes on one machine: the same outcomes in the same order, sooner."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from cleaner.engines.kernel import Outcome, process
from cleaner.errors import WorkerError
from cleaner.model.document import RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.io.read import Unreadable
    from cleaner.io.rows import LedgerChoice
    from cleaner.pipeline import Cleaner

BATCH_BYTES = 1 << 20
BATCH_DOCUMENTS = 64
"""A batch is closed when it has grown to either: small documents share the cost of a message, large ones wait for none."""
_AHEAD = 3
"""Batches a worker that are read before they are asked for."""

_worker: tuple[Cleaner, LedgerChoice, bool]


def pooled(
    cleaner: Cleaner,
    items: Iterable[RawDocument | Unreadable],
    ledger: LedgerChoice,
    workers: int,
    *,
    redact: bool = False,
) -> Iterator[Outcome]:
    """What becomes of each of *items*, in their order, worked out by *workers* processes.

    They are spawned, so a script that calls this needs `if __name__ == "__main__"`.

    Raises:
        WorkerError: a worker was killed.
    """
    # Spawned, not forked: RE2 and the extractor have threads and locks of their own.
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(cleaner, ledger, redact)
    )
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        for batch in _batches(items):
            with _uninterrupted():
                waiting.append(pool.submit(_process, batch))
            if len(waiting) > _AHEAD * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise WorkerError(
            "a worker ended without an answer: it was killed, perhaps for want of memory. Nothing was written; "
            "fewer workers need less memory (--workers 1)"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(items: Iterable[RawDocument | Unreadable]) -> Iterator[list[RawDocument | Unreadable]]:
    batch: list[RawDocument | Unreadable] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.data) if isinstance(item, RawDocument) else 0
        if size >= BATCH_BYTES or len(batch) >= BATCH_DOCUMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """A worker that is started here never hears of Ctrl-C, not even before `_begin`; the driver does, right after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(cleaner: Cleaner, ledger: LedgerChoice, redact: bool) -> None:  # noqa: FBT001 - the pool hands no names on
    global _worker  # noqa: PLW0603 - what a worker holds for as long as it lives
    # Ctrl-C reaches the whole group; the driver ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_driver, daemon=True).start()
    _worker = (cleaner, ledger, redact)


def _end_with_the_driver() -> None:
    """A driver that is killed tells its workers nothing: they would wait for work for ever."""
    driver = multiprocessing.parent_process()
    if driver:
        driver.join()
        os._exit(1)


def _process(batch: list[RawDocument | Unreadable]) -> list[Outcome]:
    cleaner, ledger, redact = _worker
    return [process(cleaner, item, ledger, redact=redact) for item in batch]
