"""What a judged sample says: how many removals of each rule, and of all, can be wrong at most."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.audit.bounds import Stratum, most_wrong, most_wrong_share, share_wrong
from cleaner.audit.sample import sample
from cleaner.audit.sample_sheet import key_of
from cleaner.errors import InputError
from cleaner.io.rows import BARE
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.audit.sample import RuleSample, Sample
    from cleaner.audit.sample_sheet import Key, Sheet, Verdict

CONFIDENCE = 0.95


class RuleScore(Struct, frozen=True):
    """One rule. Shares are of its removals in the whole result, and the bound is for this rule by itself."""

    rule: str
    population: int
    judged: int
    wrong: int
    open: int
    """Drawn and without a verdict; rows taken out of the sheet are among them."""
    passed_over: int
    """Of these, those that were drawn before one with a verdict."""
    wrong_at_most: float
    """Share of the population."""


class Score(Struct, frozen=True):
    """A judged sample. `wrong_share` and `wrong_at_most` are over the rules of which something was judged."""

    confidence: float
    judged: int
    wrong: int
    open: int
    population: int
    """Removals by rules of which something was judged."""
    not_judged: int
    """Removals by rules of which nothing was judged: nothing is said of them."""
    wrong_share: float
    wrong_at_most: float
    rules: tuple[RuleScore, ...]


class Promise(Struct, frozen=True):
    """What a sample would say if nothing in it were wrong."""

    confidence: float
    drawn: int
    population: int
    rules: int
    by_rule: float
    """No rule is wrong in a larger share of its removals: the weakest bound of all rules, each by itself."""
    overall: float
    """No larger share of all removals is wrong."""


def promise(drawn: Sample, confidence: float = CONFIDENCE) -> Promise:
    """What *drawn* could show at best: known before the first removal is judged."""
    strata = [Stratum(rule.population, len(rule.drawn), 0) for rule in drawn.rules]
    return Promise(
        confidence,
        sum(item.judged for item in strata),
        sum(item.population for item in strata),
        len(strata),
        max((most_wrong(item, confidence) / item.population for item in strata), default=0.0),
        most_wrong_share(strata, confidence),
    )


def score(folder: Path, sheet: Sheet, confidence: float = CONFIDENCE) -> Score:
    """What the judgements of *sheet*, drawn from the result in *folder*, say with *confidence*.

    The sample is drawn again: a row of the sheet that is not in it is an error, so nothing can be slipped in, and
    what was drawn and is not there counts as open. A rule's bound stands on the rows that have a verdict.

    Raises:
        InputError: as `sample`, or the sheet is not of this result, or has more than one row for a removal.
    """
    most = max(Counter(row.rule for row in sheet.rows).values())
    drawn = sample(folder, most, seed=sheet.seed, bare=True)
    said: dict[Key, list[Verdict | None]] = {}
    for row in sheet.rows:
        said.setdefault(row.key, []).append(row.verdict)
    _refuse_strangers(sheet, drawn)
    rules = [found for rule in drawn.rules if (found := _rule_score(rule, said, confidence))]
    strata = [Stratum(rule.population, rule.judged, rule.wrong) for rule in rules if rule.judged]
    return Score(
        confidence=confidence,
        judged=sum(rule.judged for rule in rules),
        wrong=sum(rule.wrong for rule in rules),
        open=sum(rule.open for rule in rules),
        population=sum(item.population for item in strata),
        not_judged=sum(rule.population for rule in rules if not rule.judged),
        wrong_share=share_wrong(strata),
        wrong_at_most=most_wrong_share(strata, confidence),
        rules=tuple(rules),
    )


def _refuse_strangers(sheet: Sheet, drawn: Sample) -> None:
    known = Counter(key_of(item) for rule in drawn.rules for item in rule.drawn)
    for row in sheet.rows:
        known[row.key] -= 1
        if known[row.key] == -1:
            doc_id, seq, _ = row.key
            what = f"row {row.row} is about removal {seq} of {harmless(doc_id)}"
            twice = any(other.key == row.key and other.row < row.row for other in sheet.rows)
            if twice:
                raise InputError(f"{what}, as an earlier row is; expected one row a removal: take one of them out")
            raise InputError(
                f"{what}, which is not in the sample with seed {sheet.seed}; expected the sheet that `cleaner sample` "
                "wrote from this result, with these seeds, paths and numbers"
            )


def _rule_score(rule: RuleSample, said: dict[Key, list[Verdict | None]], confidence: float) -> RuleScore | None:
    """The score of *rule*; None for bare markup and white space that was not drawn."""
    verdicts: list[Verdict | None] = []
    is_in_sheet = False
    for item in rule.drawn:
        rows = said.get(key_of(item))
        is_in_sheet |= bool(rows)
        verdicts.append(rows.pop(0) if rows else None)
    if not is_in_sheet and all(item.category in BARE for item in rule.drawn):
        return None
    judged, wrong = sum(item is not None for item in verdicts), verdicts.count("wrong")
    last = max((place for place, verdict in enumerate(verdicts) if verdict), default=-1)
    stratum = Stratum(rule.population, judged, wrong)
    return RuleScore(
        rule=rule.rule,
        population=rule.population,
        judged=judged,
        wrong=wrong,
        open=len(verdicts) - judged,
        passed_over=last + 1 - judged,
        wrong_at_most=most_wrong(stratum, confidence) / rule.population,
    )
