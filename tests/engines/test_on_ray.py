"""Shards on a Ray cluster of two nodes: what comes out is what one machine makes, whatever is lost on the way.

One cluster for all of them. It is fine with the others when one node has been lost.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import re
import runpy
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from engines.dumps import Fate, digest, fates, packed, page, part_files, write_pages
from engines.light import Deadly, Light
from engines.ray_pages import Noted
from typer.testing import CliRunner

from cleaner import CleanerError, InputError, OutputError, WorkerError
from cleaner.cli import app
from cleaner.engines import on_ray, progress
from cleaner.engines.crew import Limits
from cleaner.engines.on_ray import OnRay
from cleaner.engines.run import _here, run
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import DONE, WORK, Options

pytest.importorskip("ray")

pytestmark = [
    pytest.mark.proof,
    # Ray leaves files, sockets and processes to the collector.
    pytest.mark.filterwarnings("ignore:(unclosed|subprocess .* is still running):ResourceWarning"),
]

ROOT = Path(__file__).parents[2]
ONE_BY_ONE = Options(shard=Size(documents=1))


class Counting:
    """Counts the shards that *engine* is given."""

    def __init__(self, engine):
        self.engine = engine
        self.shards = 0

    def __call__(self, job, shards, standing):
        def counted():
            for shard in shards:
                self.shards += 1
                yield shard

        yield from self.engine(job, counted(), standing)


@pytest.fixture(scope="module")
def cluster():
    """Two nodes with a processor each."""
    with pytest.MonkeyPatch.context() as patch:
        # Else a key is put into the home of whoever runs the tests.
        patch.setenv("RAY_AUTH_MODE", "disabled")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", str(ROOT / "tests"))
        from ray.cluster_utils import Cluster

        small = {"num_cpus": 1, "object_store_memory": 80 << 20, "include_log_monitor": False}
        bare = {"include_dashboard": False, "no_monitor": True}
        found = Cluster(initialize_head=True, head_node_args={**small, **bare})
        try:
            found.add_node(**small)
            with on_ray._connected(on_ray._ray(), found.address):
                yield found
        finally:
            found.shutdown()
    # Collected now, what is unclosed is no error; during the test of somebody else it would be one.
    del found
    gc.collect()


@pytest.fixture
def dump(tmp_path):
    """Twelve pages and one that is empty, some in a container."""
    folder = write_pages(tmp_path / "dump", {**{f"{n}.txt": page(n) for n in range(4)}, "empty.txt": b""})
    (folder / "pages.jsonl.zst").write_bytes(packed([page(number) for number in range(4, 12)]))
    return folder


@pytest.fixture
def expected(dump, tmp_path):
    """What one process of this machine makes of it."""
    run(Light(), Inputs([str(dump)]), tmp_path / "expected", ONE_BY_ONE)
    return tmp_path / "expected"


@pytest.fixture
def stopped(dump, tmp_path, monkeypatch):
    """Begins a run, and stops it when four inputs are done. Gives the notes of finished shards."""
    # Told of every input, however fast they come.
    monkeypatch.setattr(progress, "_BEAT", 0.0)

    def stop(now):
        if now.inputs >= 4:
            raise KeyboardInterrupt

    def begin(engine=None):
        out = tmp_path / "out"
        with pytest.raises(KeyboardInterrupt):
            run(Light(), Inputs([str(dump)]), out, ONE_BY_ONE, stop, engine=engine)
        assert [path.name for path in (out / WORK).rglob("*") if path.name.startswith("ray-")] == []
        return sorted((out / WORK / DONE).glob("*.json"))

    return begin


def test_the_cluster_makes_what_one_process_makes(cluster, dump, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    run(Light(), Inputs([str(dump)]), tmp_path / "out", ONE_BY_ONE, engine=OnRay())

    assert part_files(tmp_path / "out") == part_files(expected)
    assert digest(tmp_path / "out") == digest(expected)
    assert len(fates(tmp_path / "out")) == 13
    assert not (tmp_path / "out" / WORK).exists()


def test_names_from_the_folder_of_the_driver_are_found_by_nodes_that_are_elsewhere(
    cluster, dump, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    for name, engine in (("one", OnRay()), ("two", None)):
        os.environ.pop("PWD", None)
        run(Light(), Inputs(["dump"]), (tmp_path / name).relative_to(tmp_path), engine=engine)

    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_what_one_machine_began_ray_goes_on_with(cluster, dump, expected, stopped, tmp_path):
    kept = stopped()

    again = Counting(OnRay())
    run(Light(), Inputs([str(dump)]), tmp_path / "out", ONE_BY_ONE, engine=again)

    assert 3 <= len(kept) < 13
    assert again.shards == 13 - len(kept)
    assert digest(tmp_path / "out") == digest(expected)


def test_what_ray_began_one_machine_goes_on_with(cluster, dump, expected, stopped, tmp_path):
    kept = stopped(OnRay(tasks=2))

    again = Counting(_here)
    run(Light(), Inputs([str(dump)]), tmp_path / "out", ONE_BY_ONE, engine=again)

    assert 3 <= len(kept) < 13
    assert again.shards == 13 - len(kept)
    assert digest(tmp_path / "out") == digest(expected)


def test_a_page_that_takes_its_worker_along_is_found_here(cluster, dump, tmp_path, monkeypatch):
    monkeypatch.setattr(on_ray, "_TRIES", 1)
    (dump / "endless.txt").write_text(f"loop\n{page(21)}", "utf-8")

    # Of the others none may seem to have no end, however busy the machine is.
    engine = OnRay(limits=Limits(seconds=3))
    run(Deadly(), Inputs([str(dump)]), tmp_path / "out", ONE_BY_ONE, engine=engine)

    found = fates(tmp_path / "out")
    assert engine.again == 1
    assert Fate("endless.txt", None, "rejected", "time-limit") in found
    assert len(found) == 14
    assert sum(fate.outcome == "document" for fate in found) == 12


def test_a_node_that_is_lost_costs_nothing_but_time(cluster, tmp_path):
    dump = write_pages(tmp_path / "dump", {f"{n:02}.txt": page(n) for n in range(40)})
    run(Light(), Inputs([str(dump)]), tmp_path / "expected", ONE_BY_ONE)
    (tmp_path / "nodes").mkdir()
    (node,) = cluster.worker_nodes

    (raylet,) = node.all_processes["raylet"]

    def lose(_):
        lost = [int(path.name.partition("-")[2]) for path in (tmp_path / "nodes").glob(f"{raylet.process.pid}-*")]
        if lost and cluster.worker_nodes:
            for worker in lost:
                os.kill(worker, signal.SIGKILL)
            cluster.remove_node(node, allow_graceful=False)

    engine = OnRay()
    report = run(Noted(tmp_path / "nodes"), Inputs([str(dump)]), tmp_path / "out", ONE_BY_ONE, lose, engine=engine)

    assert not cluster.worker_nodes
    assert engine.again > 0
    assert (report.inputs, report.documents) == (40, 40)
    assert part_files(tmp_path / "out") == part_files(tmp_path / "expected")
    assert digest(tmp_path / "out") == digest(tmp_path / "expected")


def test_a_file_that_has_vanished_is_told_and_the_rest_goes_on(cluster, dump, tmp_path):
    """On Ray a file that a node does not see is an error, but not when nobody sees it."""
    inputs = Inputs([str(dump)])

    class Vanishing(OnRay):
        def __call__(self, job, shards, standing):
            found = list(shards)
            (dump / "2.txt").unlink()
            return super().__call__(job, iter(found), standing)

    run(Light(), inputs, tmp_path / "out", ONE_BY_ONE, engine=Vanishing())

    assert Fate("2.txt", None, "unreadable", "vanished") in fates(tmp_path / "out")
    assert len(fates(tmp_path / "out")) == 13


def test_the_command_takes_a_cluster(cluster, dump, tmp_path):
    pages = [str(dump / f"{number}.txt") for number in range(3)]

    done = CliRunner().invoke(app, ["clean", *pages, "-o", str(tmp_path / "out"), "--engine", "ray", "--workers", "2"])

    assert (done.exit_code, len(fates(tmp_path / "out"))) == (0, 3), done.output


def test_what_an_engine_prints_is_no_data(dump, tmp_path, monkeypatch):
    """Ray tells on standard output of nodes that it has lost."""

    def talking(job, shards, standing):
        print("(raylet) Raylet is terminated.")
        return _here(job, shards, standing)

    monkeypatch.setattr(importlib.import_module("cleaner.cli.clean"), "engine_of", lambda *_: talking)

    done = CliRunner().invoke(app, ["clean", str(dump / "0.txt"), "-o", str(tmp_path / "out"), "--json"])

    assert json.loads(done.stdout)["inputs"] == 1
    assert "(raylet)" in done.stderr


def test_the_example_runs(cluster, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["on_ray.py", str(tmp_path / "out")])

    runpy.run_path(str(ROOT / "docs/examples/on_ray.py"), run_name="__main__")

    # Ray tells there of nodes that are gone.
    inputs, *rest = map(int, capsys.readouterr().out.splitlines()[-1].split())
    assert inputs == sum(rest) == len(fates(tmp_path / "out")) > 0


@pytest.mark.parametrize(
    "command",
    re.findall(r"^\$ cleaner (clean .*?)(?:  +#.*)?$", (ROOT / "docs/clusters.md").read_text("utf-8"), re.MULTILINE),
)
def test_the_commands_of_the_page_are_ones_that_there_are(command):
    words = shlex.split(command)

    done = CliRunner().invoke(app, [*words, "--help"])

    assert done.exit_code == 0
    assert all(word.partition("=")[0] in done.stdout for word in words if word.startswith("--"))


def test_an_address_at_which_nobody_listens_is_told_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(WorkerError, match=f"{address}: no Ray cluster can be reached"):
            on_ray._look_for(address)


def task(dump, mark, **changes):
    """What a node would be sent for the first page of *dump*."""
    from cleaner.io.files import found_file
    from cleaner.io.shards import cut_into_shards

    file = found_file("0.txt", str(dump / "0.txt"))
    (shard,) = cut_into_shards([file], Inputs([str(dump)]).reading, "job", Size())
    made = on_ray._Task(shard, str(mark), on_ray.VERSION, Limits())
    return msgspec.structs.replace(made, **changes)


def test_a_node_that_does_not_see_the_folder_of_the_result_says_so(dump, tmp_path):
    answer = on_ray._do(task(dump, tmp_path / "elsewhere/ray-1"), b"")

    assert isinstance(answer, OutputError)
    assert str(answer).startswith(f"{tmp_path}/elsewhere: the node {socket.gethostname()} does not see this folder")


def test_a_node_with_another_version_says_so(dump, tmp_path):
    (tmp_path / "ray-1").touch()

    answer = on_ray._do(task(dump, tmp_path / "ray-1", version="0.0.1"), b"")

    assert isinstance(answer, WorkerError)
    assert "the run is of cleaner 0.0.1: install that one on every node" in str(answer)


def test_a_node_that_does_not_see_an_input_which_the_driver_sees_is_an_error(dump, tmp_path, monkeypatch):
    made = task(dump, "known")
    monkeypatch.setitem(on_ray._WORK, "known", None)
    monkeypatch.setattr(on_ray.os.path, "exists", lambda _: False)

    unseen = on_ray._do(made, b"")

    monkeypatch.undo()
    assert unseen == on_ray._Unseen(str(dump / "0.txt"), socket.gethostname())
    assert isinstance(on_ray._not_seen(unseen), InputError)


def test_without_ray_the_command_says_what_to_install(dump, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)

    with pytest.raises(CleanerError, match=r"pip install 'cleaner\[ray\]'"):
        run(Light(), Inputs([str(dump)]), tmp_path / "out", engine=OnRay())


@pytest.mark.parametrize(
    ("what", "limits"),
    [
        # The pattern keeps every thread of Python waiting for minutes.
        pytest.param("import re; re.match('(a+)+$', 'a' * 40 + 'b')", "seconds=0.2", id="no thread runs"),
        pytest.param("import time; time.sleep(600)", "seconds=0.2", id="time"),
        pytest.param("import time; held = bytearray(300 << 20); time.sleep(600)", "bytes=200 << 20", id="memory"),
    ],
)
def test_a_worker_ends_itself_when_a_document_takes_more_than_it_may(what, limits):
    code = f"""
from cleaner.engines.crew import Limits
from cleaner.engines.pulse import Pulse
from cleaner.engines.warden import Warden
pulse = Pulse()
with Warden(pulse, Limits({limits})):
    pulse.reads(0)
    pulse.cleans()
    {what}
"""
    # Left alone, each would take longer than that.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode in {1, -9}
    assert done.stderr == ""
