"""Why the model takes a block for article or not: what it would say if something about the block were as usual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from cleaner.extract.learned.first import first_features
from cleaner.extract.learned.second import second_features
from cleaner.extract.learned.trees import UNIT, probabilities
from cleaner.extract.learned.view import view_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaner.extract.learned.model import Model
    from cleaner.model.document import Page

_GROUPS = (
    ("statements", r"stated|described|has_stated|og_|says"),
    ("neighbours", r".*[+-]\d$|w\d+_|q.*|since_prose|to_prose|top_.*|longest_.*|title_.*|look_share.*|unsaid_before"),
    ("links", r"link|target_|page_link|page_of_links"),
    ("punctuation", r"comma|stop|separator|quote|sign|money|first$|last$"),
    ("names", r"name_|near_|under_"),
    ("words", r"word_(?!length)|label|since_low_word|field|numbered|(since_|to_|page_)?chrome_"),
    ("headings", r"heading|is_title|since_top|text_since_top|tops_|since_heading"),
    ("containers", r"c\d_|run_|in_run|prose_"),
    (
        "position",
        r"place|text_place|blocks_|text_before|text_after|long_before|long_after|depth|dividers_|from_largest",
    ),
    ("repetition", r"times|nth"),
    ("page", r"page_|is_markdown"),
    ("tags", r"tag_|own_tag|in_|hidden|images|blank|indent|bold"),
    ("text", r""),
)
"""What features are about, by how their names begin; the first that fits."""
GROUPS = tuple(name for name, _ in _GROUPS)
_GROUP = [(name, re.compile(pattern)) for name, pattern in _GROUPS]


class Influence(Struct, frozen=True):
    """How much one side of a block moves what the model says of it."""

    name: str
    """One of `GROUPS`."""
    shift: float
    """Log-odds of being article that would be missing if this side were as it is on an ordinary block; below 0 it speaks against."""


def group_of(feature: str) -> str:
    """What a feature is about."""
    return next(name for name, pattern in _GROUP if pattern.match(feature))


def influences(model: Model, page: Page, numbers: Sequence[int]) -> list[list[Influence]]:
    """For each of the blocks *numbers* what moved the model most, strongest first. `neighbours` holds all of the second look."""
    view = view_of(page)
    columns, around = first_features(view, model.tables)
    first = columns.matrix()
    early = model.first.scores(first)
    second = second_features(probabilities(early, model.curve), around).matrix()
    late = model.second.scores(np.concatenate((first, second)))
    asked = np.array(numbers, np.intp)
    base = early[asked]
    found = {"neighbours": (late[asked] - base) >> 1}
    own = np.ascontiguousarray(first[:, asked])
    groups = [group_of(name) for name in columns.names]
    for name in GROUPS:
        rows = [row for row, group in enumerate(groups) if group == name]
        usual = own.copy()
        usual[rows] = model.typical[rows][:, None]
        found[name] = found.get(name, 0) + base - model.first.scores(usual)
    return [_ranked(found, place) for place in range(len(asked))]


def _ranked(found: dict[str, NDArray[np.int64]], place: int) -> list[Influence]:
    shifts = [(name, int(values[place])) for name, values in found.items()]
    shifts.sort(key=lambda item: (-abs(item[1]), item[0]))
    return [Influence(name, round(shift / UNIT, 2)) for name, shift in shifts]
