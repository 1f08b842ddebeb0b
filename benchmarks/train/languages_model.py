"""The model of py3langid in the form in which `cleaner.language.automaton` reads it.

    python benchmarks/train/languages_model.py          # writes cleaner/language/languages.npz

What py3langid ships (BSD-3-Clause, Copyright 2011 Marco Lui, 2021 Adrien Barbaresi) is an automaton with a row of 256
states for each of its states, and points for 142 languages. Kept are the edges of the tree of its features, in one row of
places (a double array: Aoe, "An efficient digital search algorithm by using a double-array structure", 1989), and the
points of the languages that a detector may answer. A state is a place. Over a byte it leads to the place that lies by the
byte behind its base, if that place says that it comes from there.
"""

from __future__ import annotations

import lzma
import shutil
import tempfile
from typing import Any

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE

from cleaner.language.automaton import FILE
from cleaner.language.detectors import LANGUAGES

_STATES_AT_ONCE = 2_048
_PLACES = 1 << 18
"""Of the table: some two and a half for each edge, so that there is room everywhere."""
_FREE = -1


def parts() -> dict[str, Any]:
    """The arrays of the file, by name."""
    # One part of py3langid's file at a time: all of it together is five times what is left of it.
    with tempfile.TemporaryFile(suffix=".npz") as unpacked:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, unpacked, 1 << 20)
        unpacked.seek(0)
        with np.load(unpacked, allow_pickle=False) as given:
            found = tree(given["nextmove"].reshape(-1, 256), given["nextmove_row"], given["out_feat"])
            classes, prior, points = given["classes"].tolist(), given["pc"], given["ptc"]
    for script, wanted in LANGUAGES.items():
        places = [place for place, code in enumerate(classes) if code in wanted]
        found[f"classes-{script}"] = np.array([classes[place] for place in places])
        # A language after the other: what is alike stands together, and packs well.
        found[f"points-{script}"] = np.ascontiguousarray(points[:, places].T, dtype="<f2")
        found[f"prior-{script}"] = prior[places].astype("<f4")
    return found


def tree(rows: Any, row: Any, output: Any) -> dict[str, Any]:
    """Of the automaton the rows of the states that follow, the row of each state, the feature that each ends."""
    (parents, letters, children), longest = _edges(rows, row)
    bases = _bases(parents, letters, len(row))
    places = bases[parents] + letters
    place_of = np.zeros(len(row), dtype=np.int64)
    place_of[children] = places
    base, came_from, ends = (np.full(_PLACES, empty, dtype="<i4") for empty in (0, _FREE, -1))
    base[places] = bases[children]
    # Nothing goes on from the root: the first byte has a table of its own, and there 0 is the end of the way.
    came_from[places] = np.where(parents > 0, place_of[parents], _FREE)
    ends[places] = output[children]
    first = np.zeros(1 << 8, dtype="<i4")
    first[letters[parents == 0]] = places[parents == 0]
    return {"base": base, "from": came_from, "output": ends, "first": first, "longest": np.array(longest)}


def _edges(rows: Any, row: Any) -> tuple[Any, int]:
    """The edges of the tree: the states that they come from, their bytes, and the states that they lead to; its depth."""
    known = np.zeros(len(row), dtype=bool)
    known[0] = True
    level = np.zeros(1, dtype=np.int64)
    found = []
    depth = -1
    while len(level):
        depth += 1
        following = []
        for at in range(0, len(level), _STATES_AT_ONCE):
            chunk = level[at : at + _STATES_AT_ONCE]
            reached = rows[row[chunk]]
            # A state is first reached over the edge of the tree that leads to it.
            numbers, letters = np.nonzero(~known[reached])
            following.append(reached[numbers, letters].astype(np.int64))
            found.append(np.stack((chunk[numbers], letters, following[-1])))
        level = np.concatenate(following)
        known[level] = True
    return np.concatenate(found, axis=1), depth


def _bases(parents: Any, letters: Any, size: int) -> Any:
    """For each of *size* states a base such that no two edges lead to one place, nor any to place 0."""
    draw = np.random.default_rng(0)
    order = np.argsort(parents, kind="stable")
    counts = np.bincount(parents, minlength=size)
    firsts = np.cumsum(counts) - counts
    bases = np.zeros(size, dtype=np.int64)
    is_free = np.ones(_PLACES, dtype=bool)
    is_free[0] = False
    # Those with most edges while there is most room; all with so many at once, each anywhere, until all have fitted.
    for count in np.unique(counts[counts > 0])[::-1].tolist():
        waiting = np.flatnonzero(counts == count)
        wanted = letters[order[firsts[waiting][:, np.newaxis] + np.arange(count)]]
        while len(waiting):
            tried = draw.integers(0, _PLACES - (1 << 8), len(waiting))
            places = tried[:, np.newaxis] + wanted
            owner = np.zeros(_PLACES, dtype=np.int64)
            owner[places] = waiting[:, np.newaxis]
            fits = (is_free[places] & (owner[places] == waiting[:, np.newaxis])).all(axis=1)
            bases[waiting[fits]] = tried[fits]
            is_free[places[fits]] = False
            waiting, wanted = waiting[~fits], wanted[~fits]
    return bases


def main() -> None:
    np.savez_compressed(FILE, **parts())
    print(f"{FILE}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
