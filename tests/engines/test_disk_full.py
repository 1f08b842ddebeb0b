"""A disk that is full stops a run cleanly; when there is space again, it goes on and ends as one that had space."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from engines.dumps import packed, page, write_pages

pytestmark = pytest.mark.proof

HERE = Path(__file__).parent
IN_A_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]
# A file system of so many kilobytes; the mount is seen by this process and its children alone.
PROGRAM = """
import json, pickle, shutil, subprocess, sys
from pathlib import Path
from engines.dumps import digest, fates
from engines.inline import here
from engines.light import Light
from cleaner import OutputError
from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import DONE, WORK, Options

def mount(kilobytes, again=True):
    how = f"remount,size={kilobytes}k" if again else f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", how, "none", "small"], check=True)

def grown(options, name, step):
    out, stops, kilobytes = Path("small") / name, [], 16
    light, inputs = Light(), Inputs(["dump"])
    while True:
        mount(kilobytes)
        try:
            run(light, inputs, out, options, engine=here())
        except OutputError as error:
            done = out / WORK / DONE
            stops.append([str(error), len(list(done.glob("*.json"))) if done.exists() else 0])
            assert (out / "manifest.json").exists() is False
            kilobytes += step
        else:
            break
    whole = Path(f"roomy-{name}")
    run(light, inputs, whole, options, engine=here())
    left = [path.name for path in out.iterdir() if path.name.startswith(".")]
    found = {"stops": stops, "same": digest(out) == digest(whole), "left": left, "findings": len(verify(out).findings)}
    shutil.rmtree(out)
    return found

def command():
    mount(150)
    words = [sys.executable, "-m", "cleaner", "clean", "dump", "-o", "small/cli", "--shard-size", "8K", "--extractor", "none"]
    one = subprocess.run([*words, "--workers", "2"], capture_output=True, text=True)
    kept = len(list(Path("small/cli", WORK, DONE).glob("*.json")))
    mount(8000)
    two = subprocess.run(words, capture_output=True, text=True)
    return {"codes": [one.returncode, two.returncode], "words": one.stderr, "kept": kept, "inputs": len(fates(Path("small/cli")))}

mount(16, again=False)
found = {"command": command()}
shutil.rmtree("small/cli")
for form, page, step in (("jsonl", True, 60), ("jsonl.zst", False, 8), ("parquet", False, 40), ("files", False, 40)):
    found[form] = grown(Options(form=form, page=page, shard=Size(bytes=8000)), form, step)
print(json.dumps(found))
"""


def _may_mount() -> bool:
    return subprocess.run([*IN_A_NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """What became of runs into a file system that is too small and grows: of the command, and of every form."""
    if shutil.which("unshare") is None or not _may_mount():
        pytest.skip("no mounts without rights here")
    folder = tmp_path_factory.mktemp("full")
    (folder / "small").mkdir()
    texts = [page(number) + "灯光照着江面,船一只接一只地过去。\n" * 12 for number in range(60)]
    write_pages(folder / "dump", {"pages.jsonl.zst": packed(texts, frame=4000), "none.txt": b""})
    (folder / "program.py").write_text(PROGRAM, "utf-8")
    ran = subprocess.run(
        [*IN_A_NAMESPACE, sys.executable, "program.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if "mount" in ran.stderr and "permission denied" in ran.stderr.lower():
        pytest.skip("no mounts without rights here")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_command_says_so_in_one_message_ends_with_2_and_goes_on_when_there_is_space(runs):
    found = runs["command"]

    assert found["codes"] == [2, 3]
    assert found["words"].count("No space left on device") == 1
    assert "Traceback" not in found["words"]
    assert "the same command goes on" in found["words"]
    assert found["kept"] > 0
    assert found["inputs"] == 61


@pytest.mark.parametrize("form", ["jsonl", "jsonl.zst", "parquet", "files"])
def test_wherever_the_space_ends_the_result_is_that_of_a_run_that_had_space(runs, form):
    found = runs[form]

    assert len(found["stops"]) > 2
    assert all("No space left on device" in words and "None" not in words for words, _ in found["stops"])
    kept = [done for _, done in found["stops"]]
    assert kept == sorted(kept)
    assert kept[-1] > 0
    assert (found["same"], found["left"], found["findings"]) == (True, [], 0)


def test_the_space_may_end_while_the_result_is_put_together(runs):
    shards = max(done for _, done in runs["jsonl"]["stops"])

    # All shards were done, and the page of the report found no room: nothing of them is done again.
    assert [done for _, done in runs["jsonl"]["stops"]].count(shards) > 1
