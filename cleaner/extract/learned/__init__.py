"""The extractor that was learned: which blocks of a page are its article, with a probability for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.errors import CleanerError
from cleaner.extract.extraction import Extraction
from cleaner.extract.learned.decide import chosen
from cleaner.extract.learned.explain import Influence, influences
from cleaner.extract.learned.first import first_features
from cleaner.extract.learned.model import Model, load, shipped
from cleaner.extract.learned.second import second_features
from cleaner.extract.learned.trees import probabilities
from cleaner.extract.learned.view import view_of
from cleaner.extract.learned.whole import is_prose, is_whole
from cleaner.extract.size import TooMuchError
from cleaner.model.ledger import Reason

if TYPE_CHECKING:
    from cleaner.model.document import Page

NAME = "model"
"""Among the extractors."""
MOST = 50_000
"""Blocks. The largest pages that people read have some thousands."""
_WHY = "the model does not count it to the article"
_UNTOUCHED = frozenset({"front-matter", "fence", "comment"})
"""What core rules know better."""


def by_model(page: Page) -> Extraction | None:
    """The blocks that the model of the package takes for the article."""
    return extract_by(shipped("html" if page.tree is not None else "text"), page)


def extract_by(model: Model, page: Page) -> Extraction | None:
    """The blocks that *model* takes for the article; None where nothing has a letter, and for a text that is no page.

    Raises:
        CleanerError: the model was trained with another version's numbers.
        TooMuchError: the page has more blocks than fit into some hundred megabytes of numbers; a text is left whole then.
    """
    if not page.blocks or (page.tree is None and (len(page.blocks) > MOST or is_prose(page.blocks))):
        return None
    if len(page.blocks) > MOST:
        raise TooMuchError(f"{len(page.blocks):,} blocks, more than {MOST:,}; try another extractor")
    view = view_of(page)
    rows, around = first_features(view, model.tables)
    if rows.names != model.features:
        raise CleanerError(f"the model {model.digest} asks for other numbers than this version makes; train it again")
    early = model.first.scores(rows.matrix())
    more = second_features(probabilities(early, model.curve), around)
    rows.add_all(more.names, more.matrix())
    # The mean of both looks: where one is too sure of itself, the other seldom is.
    likely = probabilities((early + model.second.scores(rows.matrix())) >> 1, model.curve)
    numbers = chosen(likely, around)
    if not numbers or (page.tree is None and is_whole(likely, around.volume, rows)):
        return None
    if page.tree is None:
        untouched = (number for number, block in enumerate(page.blocks) if block.tag in _UNTOUCHED)
        numbers = sorted({*numbers, *untouched})
    return Extraction(
        blocks=tuple(numbers),
        reason=Reason(rule=f"extract/{NAME}", category="outside-body", why=_WHY, digest=model.digest),
        probabilities=tuple((likely / 1000).tolist()),
    )


def explain(page: Page, number: int) -> list[Influence]:
    """What moved the model of the package most on block *number* of *page*, strongest first."""
    (found,) = influences(shipped("html" if page.tree is not None else "text"), page, [number])
    return found


__all__ = ["NAME", "Influence", "Model", "by_model", "explain", "extract_by", "load", "shipped"]
