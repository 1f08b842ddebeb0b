"""Several processes on one machine: the same outcomes in the same order, sooner."""

from __future__ import annotations

import multiprocessing
import signal
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

_worker: tuple[Cleaner, LedgerChoice]


def pooled(
    cleaner: Cleaner, items: Iterable[RawDocument | Unreadable], ledger: LedgerChoice, workers: int
) -> Iterator[Outcome]:
    """What becomes of each of *items*, in their order, worked out by *workers* processes.

    They are spawned, so a script that calls this needs `if __name__ == "__main__"`.

    Raises:
        WorkerError: a worker was killed.
    """
    # Spawned, not forked: RE2 and the extractor have threads and locks of their own.
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(cleaner, ledger)
    )
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        for batch in _batches(items):
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


def _begin(cleaner: Cleaner, ledger: LedgerChoice) -> None:
    global _worker  # noqa: PLW0603 - what a worker holds for as long as it lives
    # Ctrl-C reaches the whole group; the driver ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = (cleaner, ledger)


def _process(batch: list[RawDocument | Unreadable]) -> list[Outcome]:
    cleaner, ledger = _worker
    return [process(cleaner, item, ledger) for item in batch]
