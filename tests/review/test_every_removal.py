"""Every removal of the fixtures, judged to be wrong: is there an exception that holds?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cleaner import Cleaner, RawDocument, Rejected
from cleaner.io.rows import BARE
from cleaner.review.decisions import Decision
from cleaner.review.exception import exception_for
from cleaner.review.found import Document
from cleaner.review.trial import Bench, Trial
from cleaner.review.where import whence
from cleaner.testing.reviewed import Capture

FIXTURES = Path(__file__).parents[2] / "fixtures"
CLEANER = Cleaner()
PAGES = [
    "163.com/magazine-tail/input.txt",
    "discuz-wechat/account-tail/input.txt",
    "gptnb.com/source-lines-of-all-kinds/input.txt",
    "hot-news-aggregator/five-items/input.txt",
    "solidot.org/rotating-quotation/input.txt",
    "unknown/credits-german/input.txt",
]


def removals(name):
    """Of the page *name*: the document, and each removal that a reader would miss."""
    data = (FIXTURES / name).read_bytes()
    done = CLEANER.clean(RawDocument(data=data, path=name))
    cleaned = done.held if isinstance(done, Rejected) else done
    for number, removal in enumerate(cleaned.ledger.removals):
        text = cleaned.decoded.text[removal.start : removal.end]
        if removal.reason.category not in BARE and text.strip():
            span = ((removal.start, removal.end),)
            document = Document(cleaned.id, Path(name).name, data, Capture(), span, (number,))
            yield cleaned.stamp.source.id, document, removal, text


@pytest.mark.parametrize("name", [name for name in PAGES if (FIXTURES / name).exists()])
def test_every_removal_of_a_text_page_has_an_exception(name):
    found = Counter()
    for source, document, removal, text in removals(name):
        rule = removal.reason.rule
        decision = Decision(
            verdict="reject", scope="span", source=source, rule=rule, category=removal.reason.category, group="0" * 16,
            doc_id=document.id, seq=document.seqs[0], count=1, text=text[:200],
        )  # fmt: skip
        trial = Trial(Bench(CLEANER.book, source, {}), [document])
        made = exception_for(trial, decision, whence(CLEANER.book, rule, "none").matcher)
        found[bool(made.keep)] += 1
        assert made.keep, (rule, text, made.objection)
    assert found[True] > 1
