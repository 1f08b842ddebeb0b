"""The filter between two pipes: reads as lines come, and writes each answer as soon as it is there."""

from __future__ import annotations

import os
import threading
from collections import Counter, deque
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from cleaner.engines.crew import crew
from cleaner.io.containers.lines import TooLong, lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cleaner.adapters.stream import Answered, Filter
    from cleaner.engines.crew import Held, Limits
    from cleaner.engines.pulse import Pulse

_BLOCK = 1 << 16
_TASK_BYTES, _TASK_LINES = 1 << 20, 64
_INBOX_BYTES = 4 << 20
"""How much is read before it is asked for."""
_PATIENCE = 0.02
"""Seconds to wait for lines while answers are on their way."""
_AHEAD = 4
"""Tasks a worker that may be done before one that is not."""


def run_filter(
    work: Filter, source: BinaryIO, sink: BinaryIO, workers: int = 1, limits: Limits | None = None
) -> Counter[str]:
    """Answer the lines of *source* to *sink*, in their order; how many came to each outcome.

    Every answer is written out at once, so that two programs may talk through the filter. Memory holds a few lines for
    each worker, whatever the length of the stream.

    Args:
        work: how lines are answered.
        source: of which nothing has been read.
        sink: is flushed, and not closed.
        workers: processes that clean; they are spawned.
        limits: of time and memory for a line; held only where there are several workers.

    Raises:
        OSError: as reading and writing do; BrokenPipeError when nobody reads any further.
        WorkerError: workers die before they begin anything.
    """
    seen = Counter[str]()
    limit = work.reading.limits.document_bytes
    if workers > 1:
        answers = _from_workers(work, source, workers, limits)
    else:
        numbered = enumerate(lines(_blocks(source), limit), 1)
        answers = (work.answer(line, number) for number, line in numbered)
    for answer in answers:
        sink.write(answer.line)
        sink.flush()
        if answer.outcome:
            seen[answer.outcome] += 1
    return seen


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    """What has come, as soon as anything has."""
    try:
        number = source.fileno()
    except (AttributeError, OSError):
        return iter(lambda: source.read(_BLOCK), b"")
    # Not through the buffer: a thread that waits in one keeps Python from ending.
    return iter(lambda: os.read(number, _BLOCK), b"")


class _Task(Struct, frozen=True):
    first: int
    lines: tuple[bytes | TooLong, ...]


class _Work(Struct, frozen=True):
    filter: Filter

    def begin(self) -> None:
        self.filter.answer(b'{"text": "A line to begin with, in English."}', 1)

    def do(self, task: _Task, held: Mapping[int, Held], pulse: Pulse) -> list[Answered]:
        answers = []
        for ordinal, line in enumerate(task.lines):
            pulse.reads(ordinal)
            pulse.cleans()
            answer = self.filter.answer(line, task.first + ordinal, held.get(ordinal))
            pulse.done(len(answer.line), held_back=answer.outcome != "document")
            answers.append(answer)
        return answers


def _from_workers(work: Filter, source: BinaryIO, workers: int, limits: Limits | None) -> Iterator[Answered]:
    inbox = _Inbox()
    reader = threading.Thread(target=inbox.fill, args=(source, work.reading.limits.document_bytes), daemon=True)
    reader.start()
    waiting: dict[int, list[Answered]] = {}
    turn = 0
    for number, answers in crew(_Work(work), inbox.tasks(), workers, limits, ahead=_AHEAD * workers):
        waiting[number] = answers
        inbox.open -= 1
        while turn in waiting:
            yield from waiting.pop(turn)
            turn += 1


class _Inbox:
    """Lines that have been read and are not yet being answered."""

    def __init__(self) -> None:
        self.open = 0
        """Tasks that are handed out and not done."""
        self._lines: deque[bytes | TooLong] = deque()
        self._size = 0
        self._is_ended = False
        self._error: OSError | None = None
        self._changed = threading.Condition()

    def fill(self, source: BinaryIO, limit: int) -> None:
        """Read *source* to its end, never far ahead."""
        try:
            for line in lines(_blocks(source), limit):
                with self._changed:
                    self._changed.wait_for(lambda: self._size < _INBOX_BYTES)
                    self._lines.append(line)
                    self._size += _size(line)
                    self._changed.notify()
        except OSError as error:
            self._error = error
        finally:
            with self._changed:
                self._is_ended = True
                self._changed.notify()

    def tasks(self) -> Iterator[_Task]:
        """What there is, in tasks. An empty one when nothing comes for a while: who waits for a task sees no answers."""
        first = 1
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._lines or self._is_ended, _PATIENCE if self.open else None)
                if self._is_ended and not self._lines:
                    break
                task = _Task(first, tuple(self._taken()))
                self._changed.notify()
            first += len(task.lines)
            self.open += 1
            yield task
        if self._error:
            raise self._error

    def _taken(self) -> Iterator[bytes | TooLong]:
        size = 0
        for _ in range(_TASK_LINES):
            if not self._lines or size >= _TASK_BYTES:
                return
            line = self._lines.popleft()
            size += _size(line)
            self._size -= _size(line)
            yield line


def _size(line: bytes | TooLong) -> int:
    return 1 + (0 if isinstance(line, TooLong) else len(line))
