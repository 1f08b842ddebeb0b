"""How much can be wrong at most, after so many judged of so many: exact for one rule, conservative over all of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_HALVINGS = 48
_STEPS = 32
_SAFE = 1 - 1e-6
"""What logarithms of large factorials may be wrong by must not make a bound too low."""


class Stratum(Struct, frozen=True):
    """What is known of one rule: of `population` removals `judged` were drawn and looked at, `wrong` of these are wrong.

    Raises:
        InputError: the numbers cannot be: wrong ≤ judged ≤ population must hold, and nothing be below 0.
    """

    population: int
    judged: int
    wrong: int

    def __post_init__(self) -> None:
        if not 0 <= self.wrong <= self.judged <= self.population:
            raise InputError(
                f"{self.wrong} wrong of {self.judged} judged of {self.population}: expected wrong ≤ judged ≤ population"
            )

    @property
    def is_whole(self) -> bool:
        """Every removal was judged: nothing is left to be estimated."""
        return self.judged == self.population


def most_wrong(stratum: Stratum, confidence: float) -> int:
    """How many of the population are wrong at most, with *confidence* (0.95) that this holds.

    The exact one-sided limit for a sample without replacement: the largest number for which a sample as good as this
    one is not rarer than 1 - *confidence* (T. Wright, Exact Confidence Bounds when Sampling from Small Finite Universes,
    Springer 1991). For a large population it is the limit of Clopper and Pearson (Biometrika 26, 1934).
    """
    low, high = stratum.wrong, stratum.population - (stratum.judged - stratum.wrong)
    while low < high:
        middle = (low + high + 1) // 2
        if _as_good(stratum, middle) > (1 - confidence) * _SAFE:
            low = middle
        else:
            high = middle - 1
    return low


def _as_good(stratum: Stratum, all_wrong: int) -> float:
    """The chance that no more than `stratum.wrong` are found when *all_wrong* of the population are wrong."""
    right, judged = stratum.population - all_wrong, stratum.judged
    least = max(0, judged - right)
    if least > stratum.wrong:
        return 0.0
    ways = [
        _log_ways(all_wrong, found) + _log_ways(right, judged - found)
        for found in range(least, min(stratum.wrong, all_wrong) + 1)
    ]
    most = max(ways)
    whole = _log_ways(stratum.population, judged)
    return math.exp(most - whole) * math.fsum(math.exp(way - most) for way in ways)


def _log_ways(of: int, taken: int) -> float:
    """The logarithm of the number of ways to take *taken* out of *of*."""
    return math.lgamma(of + 1) - math.lgamma(taken + 1) - math.lgamma(of - taken + 1)


def share_wrong(strata: Iterable[Stratum]) -> float:
    """The share of wrong removals over all populations as the samples tell it: each rule by its population."""
    known = [item for item in strata if item.judged]
    whole = sum(item.population for item in known)
    return math.fsum(item.population * item.wrong / item.judged for item in known) / whole if whole else 0.0


def most_wrong_share(strata: Sequence[Stratum], confidence: float) -> float:
    """The share of wrong removals over all populations together, at most, with *confidence* (0.95) that this holds.

    A rule of which nothing was judged counts as wrong in whole. With one rule it is `most_wrong`; else a share is
    possible as long as, for some way in which the wrong ones may lie in the rules, Chernoff's bound does not make
    a weighted share found as low as this one rarer than 1 - *confidence*. That the bound holds for samples without
    replacement is W. Hoeffding, Probability Inequalities for Sums of Bounded Random Variables (JASA 58, 1963),
    theorems 1 and 4. When nothing wrong was found it is the chance itself, so nothing is lost; correcting for the
    number of rules (Bonferroni) would lose much where there are many.
    """
    population = sum(item.population for item in strata)
    if not population:
        return 0.0
    sampled = [item for item in strata if not item.is_whole and item.judged]
    certain = sum(item.wrong for item in strata if item.is_whole)
    unknown = sum(item.population for item in strata if not item.judged)
    if len(sampled) == 1:
        possible: float = most_wrong(sampled[0], confidence)
    else:
        possible = sum(item.population for item in sampled) * (_most_share(sampled, confidence) if sampled else 0.0)
    return min(1.0, (certain + unknown + possible) / population)


def _most_share(strata: Sequence[Stratum], confidence: float) -> float:
    """As `most_wrong_share`, over *strata* of which each is judged in part."""
    population = sum(item.population for item in strata)
    weights = [item.population / population for item in strata]
    found = math.fsum(weight * item.wrong / item.judged for weight, item in zip(weights, strata, strict=True))
    enough = -math.log(1 - confidence)
    if not any(item.wrong for item in strata):
        return _possible(strata, weights, math.inf, 0.0, enough)
    if found >= 1:
        return 1.0
    # Each tilt gives a bound that holds, and they lie in one valley: what is looked for badly costs a little
    # sharpness, never truth.
    low = math.log(enough / (1 - found))
    high = low + math.log(max(item.judged / weight for item, weight in zip(strata, weights, strict=True)) * 40 + 2)
    return _lowest(lambda tilt: _possible(strata, weights, math.exp(tilt), found, enough), low, high)


def _lowest(function: Callable[[float], float], low: float, high: float) -> float:
    """The lowest value of *function*, which has one valley, between *low* and *high*: by the golden section."""
    golden = (math.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = function(left), function(right)
    best = min(at_left, at_right)
    for _ in range(_STEPS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = function(right)
        best = min(best, at_left, at_right)
    return best


def _possible(strata: Sequence[Stratum], weights: Sequence[float], tilt: float, found: float, enough: float) -> float:
    """The largest share wrong that Chernoff's bound with *tilt* leaves possible when the share *found* was found.

    The wrong ones lie in the rules in the way that makes the bound weakest: by a multiplier of Lagrange, since the
    logarithm of the bound is concave in the shares of the rules.
    """
    # A tilt makes a wrong one of a rule count `damping`: all of it when nothing wrong was found.
    damping = [
        1.0 if math.isinf(tilt) else -math.expm1(-tilt * w / item.judged)
        for w, item in zip(weights, strata, strict=True)
    ]
    drift = 0.0 if math.isinf(tilt) else tilt * found

    def shares(price: float) -> list[float]:
        return [
            min(1.0, max(0.0, 1 / damp - item.judged / (price * weight)))
            for damp, weight, item in zip(damping, weights, strata, strict=True)
        ]

    def is_possible(chosen: list[float]) -> bool:
        chance = drift
        for item, damp, share in zip(strata, damping, chosen, strict=True):
            if damp * share >= 1:
                return False
            chance += item.judged * math.log1p(-damp * share)
        return chance > -enough

    if is_possible([1.0] * len(strata)):
        return 1.0
    low, high = 0.0, 1.0
    while is_possible(shares(high)):
        low, high = high, high * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if is_possible(shares(middle)):
            low = middle
        else:
            high = middle
    return math.fsum(weight * share for weight, share in zip(weights, shares(high), strict=True))
