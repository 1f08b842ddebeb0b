"""The same inputs under every Python that is here, with one worker and with two: the manifest digests must be equal.

python benchmarks/versions.py [IN…]      without IN: seeds/, fixtures/ and the pages of tests/extract/, which no rule knows

Each other Python (3.11 and later, on the PATH or of pyenv) gets a virtual environment of its own below .versions/, and one
of them a second with an old NumPy. Exit code 1 when a digest differs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".versions"
MINORS = (11, 12, 13, 14)
INPUTS = ["seeds", "fixtures", "tests/extract/pages"]
OLD_NUMPY = "numpy==2.1.3"
"""The oldest that has wheels for all of them but the last."""


def pythons() -> dict[str, str]:
    """A program for each minor version that is here, the one that runs this left out."""
    found = {}
    for minor in MINORS:
        places = [shutil.which(f"python3.{minor}"), *Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3")]
        for place in filter(None, places):
            ran = subprocess.run([str(place), "--version"], capture_output=True, text=True, check=False)
            if ran.returncode == 0 and minor != sys.version_info.minor:
                found[f"3.{minor}"] = str(place)
    return found


def environment(name: str, python: str, *others: str) -> str:
    """The Python of an environment with cleaner in it, and *others*, packages in versions that pip would not choose."""
    folder = KEPT / name
    program = folder / "bin" / "python"
    if not (folder / ".ready").exists():
        print(f"installing for Python {name} …", file=sys.stderr)
        subprocess.run([python, "-m", "venv", folder], check=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", "--upgrade", "pip>=25.1"], check=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", "--editable", ROOT, *others], check=True)
        (folder / ".ready").touch()
    return str(program)


def digest(program: str, inputs: list[str], workers: int, out: Path) -> tuple[str, str, dict[str, int]]:
    """Versions of Python and NumPy, digest of the manifest, and what became of the inputs."""
    command = [program, "-m", "cleaner", "clean", *inputs, "-o", str(out), "--workers", str(workers), "--quiet"]
    subprocess.run(command, check=False, cwd=ROOT)
    manifest = json.loads((out / "manifest.json").read_bytes())
    code = "import sys, numpy; print(sys.version.split()[0], 'with NumPy', numpy.__version__)"
    version = subprocess.run([program, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    return version, manifest["manifest_digest"], manifest["counts"]


def main() -> None:
    inputs = sys.argv[1:] or INPUTS
    found = pythons()
    programs = [sys.executable, *(environment(name, place) for name, place in found.items())]
    older = [name for name in found if name != "3.14"]
    if older:
        programs.append(environment(f"{older[0]}-old-numpy", found[older[0]], OLD_NUMPY))
    seen = set()
    with tempfile.TemporaryDirectory() as folder:
        for number, program in enumerate(programs):
            for workers in (1, 2):
                version, result, counts = digest(program, inputs, workers, Path(folder) / f"{number}-{workers}")
                print(f"Python {version}, {workers} workers: {counts['documents']:,} documents, {result}")
                seen.add(result)
    if len(programs) == 1:
        print("no other Python is here: nothing was compared but the numbers of workers")
    sys.exit(len(seen) > 1)


if __name__ == "__main__":
    main()
