"""Train the model of blocks: labelled pages in, a model file and its scores by cross-validation out.

    .venv/bin/pip install --group bench --group train
    .venv/bin/python benchmarks/train/blocks.py DATA WORK [--model cleaner/extract/learned/html.model]
    .venv/bin/python benchmarks/train/renditions.py DATA FLAT
    .venv/bin/python benchmarks/train/blocks.py DATA WORK --flat FLAT [--model cleaner/extract/learned/text.model]

DATA is a folder as `benchmarks/extraction.py` reads it, FLAT what `renditions.py` makes of it. WORK gets what takes long
(so that a second run begins where the first one ended), the models of the folds, and `folds.json`, which says for each page
the fold that has not seen its domain. With --model, a last model is trained on all pages and written there.

All pages of a registrable domain are in one fold, across all data sets and renditions. What words say is learned without
the fold of the page too. The same data, seed and version of CatBoost give the same files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import pickle
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
from catboost import CatBoost, Pool
from pages import FOLDS, SETS, fold_of, labelled, page_of, rows_of, weights_of
from tables import tables_of, votes_of

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract.learned.decide import chosen
from cleaner.extract.learned.first import first_features
from cleaner.extract.learned.model import FORMAT, Stored, StoredTrees, pack
from cleaner.extract.learned.second import second_features
from cleaner.extract.learned.trees import UNIT, Trees, probabilities
from cleaner.extract.learned.view import view_of

sys.path.append(str(Path(__file__).parent.parent))
from extraction_scores import Gold, total

_SET_WEIGHTS = {"scrapinghub": 1.5, "fundus": 1.5, "cwced": 2.0, "trafilatura": 0.5}
_LIGHT = 0.3
"""Blocks of less weight (the mean is 1) are drawn by it, and count so much."""
_STEP = 16
_CURVE = 4096
_NO_PAGES = frozenset({"clean", "cut"})
"""Renditions that are not whole pages."""


def examples(data, flat):
    """Pages to learn from: `(kind, folder, row)`; their blocks are read when they are needed."""
    rows = list(rows_of(data))
    if flat is None:
        return [("html", str(data), row) for row in rows]
    golds = {row["id"]: {key: row.get(key) for key in ("gold_text", "with", "without")} for row in rows}
    found = []
    for name in SETS:
        with gzip.open(flat / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                found.append(("text", str(flat), {**golds[row["id"]], **row}))
    return found


def page_again(example):
    kind, data, row = example
    if kind == "html":
        return page_of(Path(data), row)
    return parse(decode(RawDocument(data=row["text"].encode(), path=f"page{row['suffix']}")))


def first_pass(example):
    """Labels, weights and what words and names say on a page."""
    kind, data, row = example
    if kind == "html":
        known = labelled(Path(data), row)
        if known is None:
            return None
        page, labels, domain = known.page, known.labels, known.domain
        weights = weights_of(known, _SET_WEIGHTS)
    else:
        page = page_again(example)
        if not page.blocks:
            return None
        labels = np.array([np.nan if label is None else label for label in row["labels"]], np.float32)
        weights = np.array(row["weights"], np.float32) * _SET_WEIGHTS.get(row["dataset"], 1.0)
        domain = row["domain"]
    return {
        "example": example,
        "id": row["id"],
        "dataset": row["dataset"],
        "style": row.get("style", ""),
        "domain": domain,
        "fold": fold_of(domain),
        "labels": labels,
        "weights": weights,
        "texts": [block.text for block in page.blocks],
        "votes": votes_of(page, view_of(page).outline, labels),
    }


_TABLES = {}


def _begin(tables):
    _TABLES.update(tables)


def second_pass(done):
    page = page_again(done["example"])
    columns, around = first_features(view_of(page), _TABLES[done["fold"]])
    return columns.matrix(), columns.names, around


def prepared(data, flat, work, jobs):
    """Everything that is computed before anything is learned."""
    kept = work / "prepared.pickle"
    if kept.exists():
        with kept.open("rb") as file:
            return pickle.load(file)
    with ProcessPoolExecutor(jobs) as pool:
        pages = [done for done in pool.map(first_pass, examples(data, flat), chunksize=8) if done]
        told(f"{len(pages)} pages, {sum(len(done['labels']) for done in pages)} blocks")
        tables = {fold: tables_of(pages, fold) for fold in (-1, *range(FOLDS))}
    told("tables")
    rows, arounds, names = [], [], []
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(tables,)) as pool:
        for matrix, called, around in pool.map(second_pass, pages, chunksize=8):
            names = called
            rows.append(matrix)
            arounds.append(around)
    for done in pages:
        del done["votes"]
    offsets = np.concatenate(([0], np.cumsum([matrix.shape[1] for matrix in rows])))
    everything = np.empty((offsets[-1], len(names)), np.float32)
    for (start, stop), matrix in zip(pairwise(offsets), rows, strict=True):
        everything[start:stop] = matrix.T
    out = pages, tables, names, arounds, offsets, everything
    with kept.open("wb") as file:
        pickle.dump(out, file, 5)
    return out


def fitted(rows, labels, weights, mask, trees, rate, seed, options):
    """Oblivious trees for *labels*, which are shares."""
    model = CatBoost(
        {
            "loss_function": "CrossEntropy", "depth": options.depth, "iterations": trees, "learning_rate": rate,
            "border_count": 64, "l2_leaf_reg": 4, "rsm": 0.25, "bootstrap_type": "Bernoulli", "subsample": 0.7,
            "random_strength": 0.5, "random_seed": seed, "thread_count": options.jobs, "verbose": 0,
            "allow_writing_files": False,
        }
    )  # fmt: skip
    model.fit(Pool(rows[mask], labels[mask], weight=weights[mask]))
    return model


def trees_of(model):
    """The trees of a CatBoost model with whole numbers for leaves."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        model.save_model(file.name, format="json")
        stored = json.loads(Path(file.name).read_text("utf-8"))
    depth = max(len(tree["splits"]) for tree in stored["oblivious_trees"])
    numbers = {
        int(each["feature_index"]): int(each["flat_feature_index"])
        for each in stored["features_info"]["float_features"]
    }
    questions, asked, leaves = {}, [], []
    for tree in stored["oblivious_trees"]:
        splits = [
            (numbers[split["float_feature_index"]], float(np.float32(split["border"]))) for split in tree["splits"]
        ]
        values = tree["leaf_values"]
        while len(splits) < depth:
            # A tree that stopped early asks something again and does not mind the answer.
            splits.append(splits[0] if splits else (0, 0.0))
            values = values + values
        asked.append([questions.setdefault(split, len(questions)) for split in splits])
        leaves.append([round(value * UNIT) for value in values])
    scale, (bias,) = stored["scale_and_bias"]
    assert scale == 1
    return Trees(
        features=np.array([feature for feature, _ in questions], np.int16),
        borders=np.array([border for _, border in questions], np.float32),
        asked=np.array(asked, np.int16).T.copy(),
        leaves=np.array(leaves, np.int16),
        bias=round(bias * UNIT),
    )


def stored_trees(trees):
    return StoredTrees(
        depth=len(trees.asked),
        features=trees.features.astype("<i2").tobytes(),
        borders=trees.borders.astype("<f4").tobytes(),
        asked=trees.asked.astype("<i2").tobytes(),
        leaves=trees.leaves.astype("<i2").tobytes(),
        bias=trees.bias,
    )


def curve():
    """Thousandths of probability for log-odds in steps around zero."""
    middle = _CURVE // 2
    return np.array([round(1000 / (1 + math.exp(-(step - middle) * _STEP / UNIT))) for step in range(_CURVE)], np.int16)


def in_pieces(trees, rows, offsets, pages):
    """Log-odds of the blocks of *pages*."""
    return [trees.scores(np.ascontiguousarray(rows[offsets[n] : offsets[n + 1]].T)) for n in pages]


def chosen_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--flat", type=Path, help="renditions, for the model of Markdown and plain text")
    parser.add_argument("--model", type=Path, help="where a model of all pages is written")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--trees", type=int, nargs=2, default=(400, 300), help="of the first and the second look")
    parser.add_argument("--rates", type=float, nargs=2, default=(0.1, 0.06))
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def main():
    options = chosen_options()
    options.work.mkdir(parents=True, exist_ok=True)
    pages, tables, names, arounds, offsets, first = prepared(options.data, options.flat, options.work, options.jobs)
    told(f"{first.shape[1]} numbers for each of {first.shape[0]} blocks")

    labels = np.concatenate([done["labels"] for done in pages])
    weights = np.concatenate([done["weights"] for done in pages]).astype(np.float64)
    known = (weights > 0) & ~np.isnan(labels)
    labels = np.nan_to_num(labels)
    weights /= weights[known].mean()
    drawn = np.random.default_rng(options.seed).random(len(weights)) < weights / _LIGHT
    known &= drawn
    weights = np.maximum(weights, _LIGHT)
    folds = np.array([done["fold"] for done in pages])
    fold_of_row = np.repeat(folds, np.diff(offsets))

    def learn(rows, look, mask):
        return trees_of(
            fitted(rows, labels, weights, mask, options.trees[look], options.rates[look], options.seed, options)
        )

    bend = curve()

    def look(rows, which):
        """Trees without each fold, and what they say of it."""
        trees, said = [], [None] * len(pages)
        for fold in range(FOLDS):
            trees.append(learn(rows, which, known & (fold_of_row != fold)))
            inside = np.flatnonzero(folds == fold)
            for number, scores in zip(inside, in_pieces(trees[-1], rows, offsets, inside), strict=True):
                said[number] = scores
            told(f"look {which + 1}, fold {fold}")
        score(f"look {which + 1}", pages, arounds, [probabilities(each, bend) for each in said])
        return trees, said

    first_trees, early = look(first, 0)
    seconds = [
        second_features(probabilities(scores, bend), around) for scores, around in zip(early, arounds, strict=True)
    ]
    both = np.concatenate((first, np.concatenate([each.matrix().T for each in seconds])), axis=1)
    del first
    second_trees, late = look(both, 1)
    mean = [probabilities((one + other) >> 1, bend) for one, other in zip(early, late, strict=True)]
    score("mean of both", pages, arounds, mean)
    with (options.work / "late.pickle").open("wb") as file:
        pickle.dump((early, late, mean), file, 5)

    typical = np.median(both[known][:, : len(names)], axis=0).astype("<f4")

    def write(path, table, one, two):
        path.write_bytes(
            pack(
                Stored(
                    format=FORMAT, features=names, more=seconds[0].names, classes=table.classes.tobytes(),
                    curve=curve().astype("<i2").tobytes(), typical=typical.tobytes(), names=table.names, parts=table.parts,
                    words=table.words, labels=table.labels, first=stored_trees(one), second=stored_trees(two),
                )
            )
        )  # fmt: skip
        told(f"{path}: {path.stat().st_size:,} bytes")

    for fold in range(FOLDS):
        write(options.work / f"model-{fold}.bin", tables[fold], first_trees[fold], second_trees[fold])
    (options.work / "folds.json").write_text(json.dumps({done["id"]: done["fold"] for done in pages}, indent=0))
    if options.model:
        write(options.model, tables[-1], learn(both[:, : len(names)], 0, known), learn(both, 1, known))


# --- scores of what was learned


def score_page(job):
    done, kept = job
    text = "\n".join(text for text, is_kept in zip(done["texts"], kept, strict=True) if is_kept)
    return Gold(done["example"][2]).score(text)


def score(title, pages, arounds, likely):
    """Prints precision, recall and F1 for each data set, of whole pages."""
    jobs = []
    for done, around, each in zip(pages, arounds, likely, strict=True):
        if done["style"] not in _NO_PAGES:
            kept = np.zeros(len(each), bool)
            kept[chosen(each, around)] = True
            jobs.append((done, kept))
    with ProcessPoolExecutor(2) as pool:
        results = list(pool.map(score_page, jobs, chunksize=16))
    told(title)
    values = []
    for name in SETS:
        measure = "segments" if name == "trafilatura" else "shingles"
        found = total([each for (done, _), each in zip(jobs, results, strict=True) if done["dataset"] == name], measure)
        if found:
            values.append(found[2])
            print(f"  {name:16} {measure} {found[0]:.3f}/{found[1]:.3f}/{found[2]:.4f} ({found[3]})", flush=True)
    print(f"  mean {sum(values) / len(values):.4f}", flush=True)


_START = time.time()


def told(what):
    print(f"{time.time() - _START:6.0f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
