"""Gaps of and from shares of 0 or 100%, whose variance can't be estimated: 0 of 15 people don't vary.

A share at an end has the exact interval and test of its effective sample size (Clopper and Pearson 1934,
Biometrika 26; Korn and Graubard 1998, Survey Methodology 24(2)). The other side isn't known exactly, so it
may be anywhere in an interval that misses it with a small part of the chance of error, and that part is added
to p (Berger and Boos 1994, J. Amer. Statist. Assoc. 89). It holds however the two sides go together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.elementary import exp, expm1, log, log1p
from integrind.arrays.exact import BoolArray, FloatArray
from integrind.concurrently import cached
from integrind.estimation.inference.intervals import Interval, Proportions, of_proportions
from integrind.vocabulary import ProportionInterval

_FOR_THE_OTHER = 1 / 50
"""Of the chance of error: 0.001 at 95%, as Berger and Boos have it."""


@dataclass(frozen=True)
class ExactGaps:
    """Interval of each gap, of its ratio, and p of no gap; NaN where no side is at an end, or can tell."""

    gap: Interval
    ratio: Interval
    p: FloatArray


def exact_gaps(ours: Proportions, theirs: Proportions) -> ExactGaps:
    """Gaps of shares from others, domain by domain; one known without a sample has infinitely many rows.

    Of two at an end, ours is taken at its word, and theirs is what it may be.
    """
    some = _Side(ours).end | _Side(theirs).end
    found = np.full((5, len(some)), np.nan)
    if some.any():
        found[:, some] = _of_ends(_Side(ours.only(some)), _Side(theirs.only(some)))
    gap_low, gap_high, ratio_low, ratio_high, p = found
    return ExactGaps((gap_low, gap_high), (ratio_low, ratio_high), p)


def _of_ends(mine: _Side, its: _Side) -> tuple[FloatArray, ...]:
    """Ends of the gaps, ends of their ratios, and p, where one side at least is at an end."""
    alpha = 1 - mine.of.level
    spared = np.where(its.fixed, 0.0, alpha * _FOR_THE_OTHER)
    first = mine.end
    here = _chosen(first, mine.exact(alpha - spared), mine.allowed(alpha * _FOR_THE_OTHER))
    there = _chosen(its.end & ~first, its.exact(alpha - spared), its.allowed(alpha * _FOR_THE_OTHER))
    tail = np.where(first, mine.tail(there), its.tail(here))
    known = (first | its.end) & np.isfinite(here[0] + there[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        gap, ratio = (here[0] - there[1], here[1] - there[0]), (here[0] / there[1], here[1] / there[0])
    p = np.where(known, np.minimum(1.0, 2.0 * tail + spared), np.nan)
    return *_where(known, gap), *_where(known, ratio), p


@dataclass(frozen=True)
class _Side:
    of: Proportions

    @cached
    def fixed(self) -> BoolArray:
        """A target."""
        fixed: BoolArray = np.isinf(self.of.n)
        return fixed

    @cached
    def end(self) -> BoolArray:
        """Where it is at an end, and not on purpose."""
        return self.of.at_end & ~self.fixed

    @cached
    def size(self) -> FloatArray:
        """Effective sample size; NaN where there is nothing to estimate it from."""
        return np.where((self.of.df >= 1) & (self.of.n >= 2), self.of.effective_n, np.nan)

    def exact(self, alpha: FloatArray) -> Interval:
        """Clopper and Pearson's interval, which has a part of 1 - alpha on either side."""
        width = -expm1(log(alpha / 2) / self.size)
        low, high = np.where(self.of.p <= 0, 0.0, 1.0 - width), np.where(self.of.p <= 0, width, 1.0)
        return _where(np.isfinite(width), (low, high))

    def allowed(self, missed: float) -> Interval:
        """Where it may be, but for a chance that is small."""
        low, high = of_proportions(ProportionInterval.LOGIT, replace(self.of, level=1 - missed))
        return _chosen(self.fixed, (self.of.p, self.of.p), (low, high))

    def tail(self, other: Interval) -> FloatArray:
        """The chance of nobody (at 1, of everybody), were the share as near as the other side may be."""
        distance = np.where(self.of.p <= 0, other[0], 1.0 - other[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            tail: FloatArray = exp(self.size * log1p(-np.clip(distance, 0.0, 1.0)))
        return tail


def _chosen(where: BoolArray, one: Interval, other: Interval) -> Interval:
    return np.where(where, one[0], other[0]), np.where(where, one[1], other[1])


def _where(known: BoolArray, interval: Interval) -> Interval:
    """An interval where it is known, and each end where it is a number."""
    low, high = (np.where(known & np.isfinite(end), end, np.nan) for end in interval)
    return low, high
