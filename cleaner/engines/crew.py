"""Worker processes under supervision: what kills one is found, tried again, and at last left out."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import deque
from multiprocessing import connection, resource_tracker
from multiprocessing.sharedctypes import RawArray
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from msgspec import Struct

from cleaner.cycles import look_seldom
from cleaner.engines.pulse import Done, Pulse, memory_of
from cleaner.errors import CleanerError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import FrameType

Task = TypeVar("Task")
Result = TypeVar("Result")
Task_contra = TypeVar("Task_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)

_TICK = 0.1
"""Seconds between two looks at the workers."""
_OWN_STRIKES, _FOREIGN_STRIKES = 2, 4
"""So often a worker dies of an item before it is left out: of itself or by our limits, and by a signal from outside, which
may mean memory at its end, but also an operator who means the process and not the page."""
_FROM_OUTSIDE = {"SIGKILL", "SIGTERM", "SIGHUP"}
_MAX_STARTS = 20
"""Workers that may die one after another before they have begun an item, or behind the last, until the run is given up."""


class Limits(Struct, frozen=True, kw_only=True):
    """What one document may cost. None: no limit."""

    seconds: float | None = 120.0
    """Time, measured ten times a second."""
    bytes: int | None = 4 << 30
    """Resident memory of the whole worker, measured ten times a second; on Linux only."""


class Held(Struct, frozen=True):
    """An item that is not tried again, because workers died of it."""

    code: str
    detail: str
    rest: bool = False
    """Reading it is what they died of: nothing behind it can be had either."""


class Work(Protocol[Task_contra, Result_co]):
    """What workers do. Is pickled to each of them once."""

    def begin(self) -> None:
        """Get ready, in the worker."""

    def do(self, task: Task_contra, held: Mapping[int, Held], pulse: Pulse) -> Result_co:
        """Do a task. Tells *pulse* of each item that it begins; leaves out the items in *held*, by their ordinals."""


def crew(
    work: Work[Task, Result],
    tasks: Iterable[Task | None],
    workers: int,
    limits: Limits | None = None,
    *,
    ahead: int | None = None,
    on_tick: Callable[[Done], None] | None = None,
) -> Iterator[tuple[int, Result]]:
    """The result of each of *tasks* with its number, as they are done.

    Workers are spawned, so a script that calls this needs `if __name__ == "__main__"`. Tasks are drawn as workers get
    free. A worker that dies is replaced, and its task done again from the start; an item that workers died of twice is
    handed to the next as `Held`. Leaving the iterator ends the workers.

    Args:
        work: what is done.
        tasks: drawn one at a time; None when there is none yet, and it is to be asked again.
        workers: how many processes.
        limits: of one item; `Limits()` when None.
        ahead: how many tasks may be begun behind one that is not done; None: any number.
        on_tick: hears ten times a second how much has been begun and done.

    Raises:
        WorkerError: workers die, and not of an item.
        CleanerError: what a task raised.
    """
    return _Crew(work, tasks, workers, limits or Limits(), ahead, on_tick).results()


class _Crew(Generic[Task, Result]):
    def __init__(
        self,
        work: Work[Task, Result],
        tasks: Iterable[Task | None],
        workers: int,
        limits: Limits,
        ahead: int | None,
        on_tick: Callable[[Done], None] | None,
    ) -> None:
        self.work = pickle.dumps(work)
        self.tasks = iter(tasks)
        self.workers = workers
        self.limits = limits
        self.ahead = ahead
        self.on_tick = on_tick
        self.waiting: deque[int] = deque()
        """Tasks that are drawn, and with no worker."""
        self.open: dict[int, Task] = {}
        self.held: dict[int, dict[int, Held]] = {}
        self.strikes: dict[tuple[int, int], list[str]] = {}
        self.crew: list[_Worker[Task]] = []
        self.is_drawn = False
        self.last = -1
        self.starts = 0
        self.done = Done()

    def results(self) -> Iterator[tuple[int, Result]]:
        try:
            while True:
                self._hand_out()
                if not self.open and self.is_drawn:
                    return
                yield from self._look()
        finally:
            for worker in self.crew:
                worker.end()

    def _hand_out(self) -> None:
        """Draw tasks for those who are free, start workers as long as there are tasks for them, and give them out."""
        busy = sum(worker.task is not None for worker in self.crew)
        while len(self.waiting) < self.workers - busy and self._draw():
            pass
        while len(self.crew) < min(self.workers, busy + len(self.waiting)):
            with _uninterrupted():
                self.crew.append(_Worker(self.work))
        for worker in self.crew:
            if self.waiting and worker.is_ready and worker.task is None:
                number = self.waiting.popleft()
                worker.take(number, self.open[number], self.held.get(number, {}))

    def _draw(self) -> bool:
        is_far_ahead = self.ahead is not None and self.open and self.last - min(self.open) >= self.ahead
        if self.is_drawn or is_far_ahead:
            return False
        try:
            task = next(self.tasks)
        except StopIteration:
            self.is_drawn = True
            return False
        if task is None:
            return False
        self.last += 1
        self.open[self.last] = task
        self.waiting.append(self.last)
        return True

    def _look(self) -> Iterator[tuple[int, Result]]:
        """Wait for news of the workers, and what is done by then."""
        ready = connection.wait([worker.pipe for worker in self.crew], _TICK)
        for worker in [worker for worker in self.crew if worker.pipe in ready]:
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                self._died(worker)
                continue
            if isinstance(answer, _Failure):
                raise answer.error
            number = worker.task
            if number is None:
                worker.is_ready = True
                continue
            self.done = self.done.plus(worker.reading())
            worker.free()
            self.starts = 0
            del self.open[number]
            self.held.pop(number, None)
            yield number, answer
        self._enforce()
        if self.on_tick:
            total = self.done
            for worker in self.crew:
                total = total.plus(worker.reading())
            self.on_tick(total)

    def _enforce(self) -> None:
        """End workers whose document takes more than it may."""
        for worker in self.crew:
            since = worker.pulse.since
            if worker.task is None or not since:
                continue
            if self.limits.seconds is not None and time.monotonic() - since > self.limits.seconds:
                worker.kill("time-limit")
            elif self.limits.bytes is not None and memory_of(worker.process.pid) > self.limits.bytes:
                worker.kill("memory-limit")

    def _died(self, worker: _Worker[Task]) -> None:
        self.crew.remove(worker)
        number, ordinal = worker.task, worker.pulse.ordinal
        cause = worker.cause_of_death()
        worker.end()
        if number is not None:
            self.waiting.appendleft(number)
        if number is None or ordinal < 0:
            self.starts += 1
            if self.starts >= _MAX_STARTS:
                raise WorkerError(
                    f"{self.starts} workers died, and not of a document, the last of {cause}: is there memory enough for "
                    "them, as they start and as they write? Fewer workers need less (--workers 1)"
                )
            return
        strikes = self.strikes.setdefault((number, ordinal), [])
        strikes.append(cause)
        foreign = sum(cause in _FROM_OUTSIDE for cause in strikes)
        if len(strikes) - foreign < _OWN_STRIKES and foreign < _FOREIGN_STRIKES:
            return
        before = self.held.setdefault(number, {})
        before[ordinal] = self._held(cause, len(strikes), rest=ordinal in before)
        strikes.clear()

    def _held(self, cause: str, times: int, *, rest: bool) -> Held:
        if cause == "time-limit":
            detail = f"took more than {self.limits.seconds:g} seconds, {times} times (--time-limit)"
        elif cause == "memory-limit":
            assert self.limits.bytes is not None
            detail = f"took a worker past {self.limits.bytes >> 20} MiB of memory, {times} times (--memory-limit)"
        else:
            return Held("worker-killed", f"a worker died of it {times} times, the last time of {cause}", rest)
        return Held(cause, detail, rest)


class _Failure(Struct):
    """What a task raised, on its way to the driver."""

    error: Any


class _Worker(Generic[Task]):
    """A process, the pipe to it, and what it is at."""

    def __init__(self, work: bytes) -> None:
        # Spawned, not forked: RE2 and the extractor have threads and locks of their own.
        context = multiprocessing.get_context("spawn")
        self.pulse = Pulse(RawArray("d", Pulse.SIZE))
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.pulse.cells), daemon=True)
        self.task: int | None = None
        self.is_ready = False
        self._killed_for: str | None = None
        self.process.start()
        theirs.close()
        # Not among the arguments: those are written to a pipe that this process holds open itself, and a worker that
        # dies before it has read them would leave the driver writing for ever.
        self._giving = threading.Thread(target=self._give, args=(work,), daemon=True)
        self._giving.start()

    def _give(self, work: bytes) -> None:
        with contextlib.suppress(OSError):
            self.pipe.send_bytes(work)

    def take(self, number: int, task: Task, held: Mapping[int, Held]) -> None:
        self.task = number
        self.pulse.clear()
        # One that has died is found by its pipe, when it is looked at.
        with contextlib.suppress(OSError):
            self.pipe.send((task, dict(held)))

    def free(self) -> None:
        self.task = None
        self.pulse.clear()

    def reading(self) -> Done:
        return self.pulse.read() if self.task is not None else Done()

    def kill(self, why: str) -> None:
        self._killed_for = why
        self.process.kill()

    def cause_of_death(self) -> str:
        self.process.join()
        if self._killed_for:
            return self._killed_for
        code = self.process.exitcode or 0
        if code >= 0:
            return f"exit code {code}"
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
        return f"signal {-code}"

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self._giving.join()
        self.process.close()
        self.pipe.close()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """A worker that is started here never hears of Ctrl-C, not even before `_serve`; the driver does, right after.

    The worker begins with the mask of its driver. The driver itself needs more: where one of its other threads is told of
    Ctrl-C, Python interrupts the main thread all the same, and a start that is left half done leaves a worker behind that
    complains of it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    heard: list[tuple[int, FrameType | None]] = []
    handlers = _handlers() if threading.current_thread() is threading.main_thread() else {}
    for number in handlers:
        signal.signal(number, lambda *told: heard.append(told))
    # Begun with the first worker, and not before it, it would take the mask away.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number, handler in reversed(handlers.items()):
            signal.signal(number, handler)
    for number, frame in heard:
        handlers[number](number, frame)


def _handlers() -> dict[int, Callable[[int, FrameType | None], object]]:
    """What this program does when it is told to stop; what is left to the system stays with it."""
    found = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    return {number: handler for number, handler in found.items() if callable(handler)}


def _serve(pipe: connection.Connection, cells: Any) -> None:  # noqa: ANN401 - an array that is shared
    # Ctrl-C reaches the whole group; the driver ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_seldom()
    threading.Thread(target=_end_with_the_driver, daemon=True).start()
    ready: Work[Any, Any] = pickle.loads(pipe.recv_bytes())  # noqa: S301 - the driver made it
    ready.begin()
    pulse = Pulse(cells)
    pipe.send("ready")
    while True:
        try:
            task, held = pipe.recv()
        except EOFError:
            return
        try:
            answer = ready.do(task, held, pulse)
        except CleanerError as error:
            answer = _Failure(error)
        except Exception as error:  # noqa: BLE001 - told by the driver, where somebody sees it
            answer = _Failure(
                WorkerError(f"a worker failed: {type(error).__name__}: {error} (a bug in cleaner; please report it)")
            )
        pulse.rest()
        pipe.send(answer)


def _end_with_the_driver() -> None:
    """A driver that is killed tells its workers nothing: they would wait for work for ever."""
    driver = multiprocessing.parent_process()
    if driver:
        driver.join()
        os._exit(1)
