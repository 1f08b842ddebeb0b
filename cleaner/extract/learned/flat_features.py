"""What the trees look at on Markdown and plain text, where no element says what it is: lines and runs of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from cleaner.extract.chrome_words import MAX_LABEL, MAX_PHRASED, label_of, phrases_in
from cleaner.extract.learned.columns import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.extract.learned.columns import Columns
    from cleaner.extract.learned.view import View
    from cleaner.model.block import Block

KINDS = ("", "links", "lines", "prose", "ul", "table", "blockquote", "pre", "section")
_KIND = {kind: number for number, kind in enumerate(KINDS)}
_FIELD = re.compile(r"[^\W\d_][\w ]{0,24}[:：]\s?\S")
_STEPS = np.array([-2, -1, 0, 1, 2])[:, None]
_LINE_NAMES = ("indent", "signs", "bold_line", "field", "numbered", "blank_after")
_PAGE_LINE_NAMES = (
    "page_blanks", "page_longest_blank", "page_width", "is_markdown", "dividers_before", "dividers_after",
)  # fmt: skip
_LABEL_NAMES = tuple(
    name.replace("#", said) for said in ("chrome_label", "chrome_phrase") for name in ("#", "since_#", "to_#", "page_#")
)
_RUN_NAMES = tuple(f"run_{name}{step:+d}" for step in _STEPS.ravel().tolist() for name in ("kind", "size", "count"))
_PROSE_NAMES = (
    "run_place", "in_run", "prose_before", "prose_after", "page_prose_share", "page_runs", "page_prose_runs", "from_largest",
)  # fmt: skip
_NUMBERED = re.compile(r"[(\[【（]?\d{1,3}[)\].、】）]")


def add_flat_features(out: Columns, view: View) -> None:
    """Adds to *out* what the lines of a flat page say."""
    _add_lines(out, view.page.blocks)
    places = np.arange(out.size)
    _add_runs(out, view, places)
    _add_labels(out, view.texts, places)


def _add_lines(out: Columns, blocks: Sequence[Block]) -> None:
    n = len(blocks)
    signs = [block.end - block.start for block in blocks]
    blanks = [block.blank_before for block in blocks]
    texts = [block.text for block in blocks]
    out.add_all(
        _LINE_NAMES,
        rows_of(
            [block.content - block.start for block in blocks],
            signs,
            [_opens_bold(block) if block.wraps else False for block in blocks],
            [match is not None for match in map(_FIELD.match, texts)],
            [match is not None for match in map(_NUMBERED.match, texts)],
            [*blanks[1:], 9],
        ),
    )
    tags = {block.tag for block in blocks}
    dividers = np.cumsum([block.tag == "hr" for block in blocks]) if "hr" in tags else np.zeros(n, np.int64)
    rows = out.take(_PAGE_LINE_NAMES)
    rows[0], rows[1] = sum(blank > 0 for blank in blanks) / n, max(blanks, default=0)
    rows[2], rows[3] = sorted(signs)[9 * n // 10], not tags <= {"p", "li"}
    rows[4], rows[5] = dividers, dividers[-1] - dividers


def _add_labels(out: Columns, texts: Sequence[str], places: np.ndarray) -> None:
    """How far the last and the next line is that says what stands beside articles: `相关阅读`, `Sign up for our newsletter`."""
    labelled = [0 < len(text) <= MAX_LABEL and label_of(text) is not None for text in texts]
    short = [number for number, text in enumerate(texts) if 0 < len(text) <= MAX_PHRASED]
    phrased = np.zeros(out.size, bool)
    phrased[[short[place] for place in phrases_in([texts[number] for number in short])]] = True
    said = np.stack((np.array(labelled), phrased))
    last = np.maximum.accumulate(np.where(said, places, -1), axis=1)
    ahead = np.minimum.accumulate(np.where(said, places, out.size)[:, ::-1], axis=1)[:, ::-1]
    rows = out.take(_LABEL_NAMES).reshape(2, 4, out.size)
    rows[:, 0], rows[:, 1] = said, np.where(last >= 0, places - last, -1)
    rows[:, 2], rows[:, 3] = np.where(ahead < out.size, ahead - places, -1), said.sum(axis=1)[:, None]


def _opens_bold(block: Block) -> bool:
    """A stretch in bold begins the line, `**so**`."""
    if not (block.wraps and block.runs):
        return False
    first = block.runs[0].start
    return any(wrap.start == 0 and first - wrap.outer_start >= 2 for wrap in block.wraps[:4])


def _add_runs(out: Columns, view: View, places: np.ndarray) -> None:
    """The outermost run of like lines that each block lies in, and the runs before and behind it."""
    outline = view.outline
    n = len(places)
    run_of: list[int] = []
    for parent, tag, name in zip(outline.parents, outline.tags, outline.names, strict=True):
        # The first below the page, a section or a part: what it lies in is not in a run itself.
        is_frame = tag in {"page", "section"} or name == "part"
        run_of.append(-1 if is_frame else len(run_of) if run_of[parent] < 0 else run_of[parent])
    runs = np.array(run_of)[np.array(outline.leaves)]
    # A heading or a picture between runs is one by itself.
    keys = np.where(runs >= 0, runs, -2 - places)
    first = np.concatenate(([True], keys[1:] != keys[:-1]))
    number = np.cumsum(first) - 1
    heads = np.flatnonzero(first)
    kinds = np.array(
        [_KIND.get(outline.names[run] or outline.tags[run], 0) if run >= 0 else 8 for run in runs[heads].tolist()]
    )
    lengths = np.fromiter(map(len, view.texts), np.int64, n)
    sums = np.zeros(n + 1, np.int64)
    np.cumsum(lengths, out=sums[1:])
    tails = np.append(heads[1:], n)
    sizes = sums[tails] - sums[heads]
    counts = tails - heads
    total = len(heads)
    beside = number + _STEPS
    is_there = (beside >= 0) & (beside < total)
    beside = np.minimum(np.maximum(beside, 0), total - 1)
    around = np.where(is_there, np.stack((kinds, sizes, counts))[:, beside], -1)
    out.add_all(_RUN_NAMES, around.transpose(1, 0, 2))
    is_prose = kinds == _KIND["prose"]
    prose_sizes = np.where(is_prose, sizes, 0)
    prose = np.zeros(total + 1, np.int64)
    np.cumsum(prose_sizes, out=prose[1:])
    all_prose = int(prose[-1])
    rows = out.take(_PROSE_NAMES)
    rows[0], rows[1] = number / max(1, total - 1), places - heads[number]
    rows[2], rows[3] = prose[number] / max(1, all_prose), (all_prose - prose[number + 1]) / max(1, all_prose)
    rows[4], rows[5], rows[6] = all_prose / max(1, int(sums[-1])), total, int(is_prose.sum())
    rows[7] = number - int(np.argmax(prose_sizes))
