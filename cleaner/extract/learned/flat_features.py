"""What the trees look at on Markdown and plain text, where no element says what it is: lines and runs of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from cleaner.extract.chrome_words import MAX_LABEL, MAX_PHRASED, label_of, phrases_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.extract.learned.columns import Columns
    from cleaner.extract.learned.view import View
    from cleaner.model.block import Block

KINDS = ("", "links", "lines", "prose", "ul", "table", "blockquote", "pre", "section")
_KIND = {kind: number for number, kind in enumerate(KINDS)}
_FIELD = re.compile(r"[^\W\d_][\w ]{0,24}[:：]\s?\S")
_NUMBERED = re.compile(r"[(\[【（]?\d{1,3}[)\].、】）]")


def add_flat_features(out: Columns, view: View) -> None:
    """Adds to *out* what the lines of a flat page say."""
    _add_lines(out, view.page.blocks)
    places = np.arange(out.size)
    _add_runs(out, view, places)
    _add_labels(out, view.texts, places)


def _add_lines(out: Columns, blocks: Sequence[Block]) -> None:
    n = len(blocks)
    indents = [block.content - block.start for block in blocks]
    signs = [block.end - block.start for block in blocks]
    out.add_all(
        ["indent", "signs", "bold_line", "field", "numbered", "blank_after"],
        np.array(
            [
                indents,
                signs,
                [_opens_bold(block) for block in blocks],
                [_FIELD.match(block.text) is not None for block in blocks],
                [_NUMBERED.match(block.text) is not None for block in blocks],
                [*(block.blank_before for block in blocks[1:]), 9],
            ],
            np.int64,
        ).reshape(6, n),
    )
    blanks = sum(block.blank_before > 0 for block in blocks)
    longest = max((block.blank_before for block in blocks), default=0)
    widths = sorted(signs)
    out.add("page_blanks", blanks / n)
    out.add("page_longest_blank", longest)
    out.add("page_width", widths[9 * n // 10])
    out.add("is_markdown", any(block.tag not in {"p", "li"} for block in blocks))
    dividers = np.cumsum([block.tag == "hr" for block in blocks])
    out.add_all(["dividers_before", "dividers_after"], np.stack((dividers, dividers[-1] - dividers)))


def _add_labels(out: Columns, texts: Sequence[str], places: np.ndarray) -> None:
    """How far the last and the next line is that says what stands beside articles: `相关阅读`, `Sign up for our newsletter`."""
    labelled = [0 < len(text) <= MAX_LABEL and label_of(text) is not None for text in texts]
    short = [number for number, text in enumerate(texts) if 0 < len(text) <= MAX_PHRASED]
    phrased = np.zeros(out.size, bool)
    phrased[[short[place] for place in phrases_in([texts[number] for number in short])]] = True
    for name, said in (("chrome_label", np.array(labelled)), ("chrome_phrase", phrased)):
        last = np.maximum.accumulate(np.where(said, places, -1))
        ahead = np.minimum.accumulate(np.where(said, places, out.size)[::-1])[::-1]
        out.add(name, said)
        out.add(f"since_{name}", np.where(last >= 0, places - last, -1))
        out.add(f"to_{name}", np.where(ahead < out.size, ahead - places, -1))
        out.add(f"page_{name}", int(said.sum()))


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
    sums = np.concatenate(([0], np.cumsum(lengths)))
    tails = np.append(heads[1:], n)
    sizes = sums[tails] - sums[heads]
    counts = tails - heads
    total = len(heads)
    for step in (-2, -1, 0, 1, 2):
        beside = number + step
        is_there = (beside >= 0) & (beside < total)
        beside = np.clip(beside, 0, total - 1)
        for name, values in (("kind", kinds), ("size", sizes), ("count", counts)):
            out.add(f"run_{name}{step:+d}", np.where(is_there, values[beside], -1))
    out.add("run_place", number / max(1, total - 1))
    out.add("in_run", places - heads[number])
    prose = np.concatenate(([0], np.cumsum(np.where(kinds == _KIND["prose"], sizes, 0))))
    out.add("prose_before", prose[number] / max(1, int(prose[-1])))
    out.add("prose_after", (prose[-1] - prose[number + 1]) / max(1, int(prose[-1])))
    out.add("page_prose_share", int(prose[-1]) / max(1, int(sums[-1])))
    out.add("page_runs", total)
    out.add("page_prose_runs", int((kinds == _KIND["prose"]).sum()))
    largest = int(np.argmax(np.where(kinds == _KIND["prose"], sizes, 0)))
    out.add("from_largest", number - largest)
