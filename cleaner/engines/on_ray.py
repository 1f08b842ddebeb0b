"""Shards on a Ray cluster: a task for each, the same notes and files as on one machine, so either goes on for the other."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import threading
import uuid
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner._version import VERSION
from cleaner.engines.crew import Limits, crew
from cleaner.engines.pulse import Done, Pulse
from cleaner.engines.shard import ShardDone, ShardWork
from cleaner.engines.warden import Warden
from cleaner.errors import CleanerError, InputError, OutputError, WorkerError
from cleaner.io.objects import is_url
from cleaner.io.shards import Shard, Slice
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.engines.job import Job
    from cleaner.engines.progress import Standing
    from cleaner.io.files import InputFile

_TRIES = 3
"""So often a shard may take its worker along, until it is looked at here."""
_NODES = 10
"""So many nodes may be lost under it."""
_TICK = 0.5


class OnRay:
    """The nodes of a Ray cluster, as an `Engine` of `cleaner.engines.run.run`.

    The folder of the result and the inputs lie where every node sees them under the same path, or inputs in an object
    store; every node has the same version of cleaner. A shard whose task is lost with its worker or node is given out
    again; one that takes its worker along again and again is done at the end in a process of this machine, under a
    supervision that finds the document. Where the program has called `ray.init` already, that is what is used.

    Args:
        address: of the cluster; None: as `ray.init()` finds it: `RAY_ADDRESS`, one that runs here, else a new one.
        tasks: how many shards may be under way; None: twice the processors of the cluster, as they come and go.
        limits: of one document.
    """

    def __init__(self, address: str | None = None, tasks: int | None = None, limits: Limits | None = None) -> None:
        self.address = address
        self.tasks = tasks
        self.limits = limits or Limits()
        self.again = 0
        """Tasks that were lost with a worker or node, of the last run."""

    def __call__(self, job: Job, shards: Iterator[Shard], standing: Standing) -> Iterator[ShardDone]:
        """What came of each of *shards*.

        Raises:
            CleanerError: Ray is not installed; or what a shard raised.
            InputError: a node does not see an input.
            OutputError: a node does not see the folder of the result, or cannot write there.
            WorkerError: the cluster cannot be reached, or does not run tasks of ours.
        """
        ray = _ray()
        # Nodes work in folders of their own.
        job = msgspec.structs.replace(job, work=job.work.absolute())
        with _connected(ray, self.address), _marked(job) as mark:
            tasks = _Tasks(ray, job, mark, self.limits, self.tasks)
            try:
                yield from tasks.results(shards, standing)
            finally:
                self.again = sum(map(len, tasks.losses.values()))
        before = tasks.done
        here = crew(
            ShardWork(job), tasks.given_up, 1, self.limits, on_tick=lambda now: standing.under_way(before.plus(now))
        )
        yield from (done for _, done in here)


class _Task(Struct, frozen=True):
    """What a node is sent beside the pickled `ShardWork`. `mark`: a file that it must see."""

    shard: Shard
    mark: str
    version: str
    limits: Limits
    is_looked_for: bool = False
    """The driver does not see the inputs either: they have vanished."""


class _Unseen(Struct, frozen=True):
    """The input at *place* is not there, says the *node*."""

    place: str
    node: str


class _Tasks:
    """The tasks of a run that are under way, and what became of the others."""

    def __init__(self, ray: Any, job: Job, mark: str, limits: Limits, at_once: int | None) -> None:  # noqa: ANN401
        self.ray = ray
        self.limits = limits
        self.at_once = at_once
        self.mark = mark
        # Sent to a node once. An argument of its own: within another, Ray does not find it in a program's second cluster.
        self.work = ray.put(pickle.dumps(ShardWork(job)))
        # Ray's own attempts would repeat without end what takes too much memory.
        self.do = ray.remote(num_cpus=1, max_retries=0)(_do)
        self.under_way: dict[Any, _Task] = {}
        self.again: list[_Task] = []
        self.losses: dict[str, list[type[Exception]]] = {}
        self.given_up: list[Shard] = []
        self.done = Done()

    def results(self, shards: Iterator[Shard], standing: Standing) -> Iterator[ShardDone]:
        try:
            while True:
                self._hand_out(shards)
                if not self.under_way:
                    return
                for found in self.ray.wait(list(self.under_way), timeout=_TICK)[0]:
                    task = self.under_way.pop(found)
                    done = self._outcome(found, task)
                    if done:
                        tally = done.tally
                        read = Done(tally.inputs, tally.inputs - tally.documents, task.shard.bytes)
                        self.done = self.done.plus(read)
                        standing.under_way(self.done)
                        yield done
                standing.under_way(self.done)
        finally:
            self._cancel()

    def _hand_out(self, shards: Iterator[Shard]) -> None:
        at_once = self.at_once or max(2, 2 * int(self.ray.cluster_resources().get("CPU", 0)))
        while len(self.under_way) < at_once:
            if self.again:
                task = self.again.pop(0)
            else:
                shard = next(shards, None)
                if shard is None:
                    return
                task = _Task(_rooted(shard), self.mark, VERSION, self.limits)
            self.under_way[self.do.remote(task, self.work)] = task

    def _outcome(self, found: Any, task: _Task) -> ShardDone | None:  # noqa: ANN401
        lost = self.ray.exceptions
        nodes = (lost.NodeDiedError, lost.ObjectLostError)
        try:
            answer = self.ray.get(found)
        except (*nodes, lost.WorkerCrashedError, lost.OutOfMemoryError, lost.LocalRayletDiedError) as error:
            losses = self.losses.setdefault(task.shard.key, [])
            losses.append(type(error))
            of_nodes = sum(issubclass(kind, nodes) for kind in losses)
            if len(losses) - of_nodes < _TRIES and of_nodes < _NODES:
                self.again.append(task)
            else:
                self.given_up.append(task.shard)
            return None
        except lost.RayError as error:
            told = harmless(str(error).strip().splitlines()[-1])
            raise WorkerError(
                f"Ray could not do a task: {type(error).__name__}: {told}; is cleaner {VERSION} installed on every node?"
            ) from error
        if isinstance(answer, CleanerError):
            raise answer
        if isinstance(answer, _Unseen):
            if os.path.exists(answer.place):  # noqa: PTH110 - bytes that are no UTF-8
                raise _not_seen(answer)
            self.again.append(msgspec.structs.replace(task, is_looked_for=True))
            return None
        assert isinstance(answer, ShardDone)
        return answer

    def _cancel(self) -> None:
        """End what is under way: nobody will ask for it."""
        if self.under_way and self.ray.is_initialized():
            for found in self.under_way:
                self.ray.cancel(found, force=True)
            self.ray.wait(list(self.under_way), num_returns=len(self.under_way), timeout=10)


_WORK: dict[str, ShardWork] = {}
"""The work of the run that this process serves, by its mark: rules are read once, and containers read on."""


def _do(task: _Task, packed: bytes) -> ShardDone | CleanerError | _Unseen:
    """What a node does for *task*. Errors of ours are answers: Ray would wrap them."""
    try:
        work = _work_of(task, packed)
        if not task.is_looked_for:
            for part in task.shard.parts:
                if isinstance(part, Slice) and not is_url(part.file.place) and not os.path.exists(part.file.place):  # noqa: PTH110
                    return _Unseen(part.file.place, socket.gethostname())
        pulse = Pulse()
        with Warden(pulse, task.limits):
            return work.do(task.shard, {}, pulse)
    except CleanerError as error:
        return error
    except Exception as error:  # noqa: BLE001 - told by the driver, where somebody sees it
        return WorkerError(f"a task failed: {type(error).__name__}: {error} (a bug in cleaner; please report it)")


def _work_of(task: _Task, packed: bytes) -> ShardWork:
    if task.mark not in _WORK:
        node = socket.gethostname()
        if task.version != VERSION:
            raise WorkerError(
                f"{node}: has cleaner {VERSION}, the run is of cleaner {task.version}: install that one on every node"
            )
        if not os.path.exists(task.mark):  # noqa: PTH110
            raise OutputError(
                f"{harmless(os.path.dirname(task.mark))}: the node {node} does not see this folder; with Ray, -o "  # noqa: PTH120
                "(or --work, for an object store) takes one on a file system that all nodes share, under one path (NFS, EFS)"
            )
        _WORK.clear()
        try:
            _WORK[task.mark] = pickle.loads(packed)  # noqa: S301 - the driver made it
        except (ImportError, AttributeError) as error:
            raise WorkerError(
                f"{node}: cannot make the cleaner of this run: {error}; what it needs must be installed on every node"
            ) from None
    return _WORK[task.mark]


def _rooted(shard: Shard) -> Shard:
    """*shard* with places that do not depend on the folder in which a process works."""
    return msgspec.structs.replace(
        shard,
        parts=tuple(
            msgspec.structs.replace(part, file=_rooted_file(part.file))
            if isinstance(part, Slice) and not is_url(part.file.place)
            else part
            for part in shard.parts
        ),
    )


def _rooted_file(file: InputFile) -> InputFile:
    # Not resolved: a link may lead to a place that only the driver has.
    return msgspec.structs.replace(file, place=os.path.abspath(file.place))  # noqa: PTH100


def _not_seen(unseen: _Unseen) -> InputError:
    return InputError(
        f"{harmless(unseen.place)}: the node {unseen.node} does not see this input; with Ray, inputs lie on a file system "
        "that all nodes share, under one path, or in an object store (s3://…)"
    )


@contextlib.contextmanager
def _marked(job: Job) -> Iterator[str]:
    """A file in the folder of *job* by which a node knows it: another may have a folder of that name of its own."""
    mark = job.work / f"ray-{uuid.uuid4().hex}"
    mark.touch()
    try:
        yield str(mark)
    finally:
        mark.unlink(missing_ok=True)


@contextlib.contextmanager
def _connected(ray: Any, address: str | None) -> Iterator[None]:  # noqa: ANN401
    if ray.is_initialized():
        yield
        return
    _look_for(address)
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGTERM) if is_main else None
    try:
        ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise _unreachable(address, str(error).strip().partition("\n")[0]) from error
    finally:
        if before:
            # Ray puts its own in the place of ours.
            signal.signal(signal.SIGTERM, before)
    try:
        yield
    finally:
        ray.shutdown()


def _look_for(address: str | None) -> None:
    """See whether somebody listens at *address*: Ray tries for minutes."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
        except (OSError, OverflowError) as error:
            raise _unreachable(address, str(error)) from None


def _unreachable(address: str | None, why: str) -> WorkerError:
    return WorkerError(f"{harmless(address or 'Ray')}: no Ray cluster can be reached or started there: {harmless(why)}")


def _ray() -> Any:  # noqa: ANN401 - a module without types
    # Nothing of ours tells anybody anything, unless somebody asked for it.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.exceptions
    except ImportError:
        raise CleanerError("--engine ray needs Ray, which is not installed: pip install 'cleaner[ray]'") from None
    return ray
