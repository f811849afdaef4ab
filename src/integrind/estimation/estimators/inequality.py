"""Gini coefficient and quintile share ratio, linearised.

Source: Deville (1999), Survey Methodology 25(2); Osier (2009), Survey Research Methods 3(3); estimates as
R `laeken::gini` (as a fraction) and `laeken::qsr`, with the quantiles of `ordered`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray, above_rounding, sums
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.inference.spread import Spread
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.ordered import Ordered
from integrind.estimation.variance.replication import Replication, replicate
from integrind.estimation.variance.taylor import Scores

Linearised = tuple[FloatArray, FloatArray]
"""Estimates by domain, and the score of each row over its weight's share of the domain."""

_RICHEST, _POOREST = 0.8, 0.2

TIED = "several have the value at which the richest or poorest fifth is cut off: the ratio may be far too low"


@dataclass(frozen=True)
class DistributionEstimator:
    """A functional of each domain's own distribution of values."""

    base: Base
    functional: Callable[[Rows], Linearised]
    replication: Replication | None = None

    def estimate(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition."""
        rows = Rows.of(self.base, partition)
        theta, influence = self.functional(rows)
        return Estimates.of(self.base, partition, theta, self._spread(partition, theta, rows, influence))

    def remarks(self, partition: Partition) -> Mapping[str, BoolArray]:
        """Where several have the very value at which a fifth is cut off: all of them fall on one side."""
        if self.functional is not quintile_share:
            return {}
        rows = Rows.of(self.base, partition)
        tied = np.zeros(partition.size, dtype=bool)
        for share in (_POOREST, _RICHEST):
            at_cut = rows.value == rows.quantile(share)[rows.domain]
            tied |= np.bincount(rows.domain[at_cut], minlength=partition.size) > 1
        return {TIED: tied}

    def srs_variance(self, partition: Partition) -> FloatArray:
        """No design effect."""
        return np.full(partition.size, np.nan)

    def _spread(self, partition: Partition, theta: FloatArray, rows: Rows, influence: FloatArray) -> Spread:
        if self.replication is not None:
            return replicate(
                self.base,
                lambda weights: self.functional(Rows.of(self.base.reweighted(weights), partition))[0],
                self.replication,
                partition,
                theta,
            )
        score = np.where(np.isfinite(influence), rows.share * influence, 0.0)
        return row_scores(self.base, partition, theta, rows, score)


@dataclass(frozen=True)
class Rows:
    """Rows of a base that lie in a domain of a partition."""

    partition: Partition
    ordered: Ordered
    entry: IntArray
    domain: IntArray
    weight: FloatArray
    value: FloatArray

    @classmethod
    def of(cls, base: Base, partition: Partition) -> Rows:
        """Find the rows of the base that lie in a domain."""
        domain = base.domain(partition)
        inside = domain >= 0
        entry = partition.of_finest[base.entry][inside]
        return cls(
            partition, base.ordered(partition), entry, domain[inside], base.weight[inside], base.value[inside]
        )

    def total(self, values: FloatArray) -> FloatArray:
        """Sums of weight times values, by domain."""
        return sums(self.weight * values, self.domain, self.partition.size)

    def mean(self, values: FloatArray) -> FloatArray:
        """Weighted means of values, by domain; NaN for an empty domain."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.total(values) / self.whole

    @property
    def whole(self) -> FloatArray:
        """Sums of weights, by domain."""
        return self.total(np.ones(len(self.weight)))

    @property
    def share(self) -> FloatArray:
        """Each row's weight over its domain's."""
        return self.weight / self.whole[self.domain]

    def quantile(self, share: float) -> FloatArray:
        """Quantiles, by domain."""
        return self.ordered.quantile(share)


def row_scores(base: Base, partition: Partition, theta: FloatArray, rows: Rows, score: FloatArray) -> Scores:
    """Scores by entry from scores by row."""
    found, size = (sums(values, rows.entry, partition.entries) for values in (score, np.abs(score)))
    return Scores.of(base, partition, theta, above_rounding(found, size))


def gini(rows: Rows) -> Linearised:
    """Gini coefficient: (2/μ)[yF + U - 2A] - (G + 1)(y/μ - 1), F the mid-rank distribution."""
    distribution, above = _ranks(rows)
    size = np.abs(rows.value)
    mean, mean_size = above_rounding(rows.mean(rows.value), rows.mean(size)), rows.mean(size)
    concentration = rows.mean(rows.value * distribution)
    d = rows.domain
    with np.errstate(divide="ignore", invalid="ignore"):
        theta = np.where(mean > 0, above_rounding(2 * concentration / mean - 1, mean_size / mean), np.nan)
        influence = 2 / mean[d] * (rows.value * distribution + above - 2 * concentration[d])
        influence -= (theta[d] + 1) * (rows.value / mean[d] - 1)
        influence = above_rounding(influence, (size + mean_size[d]) / mean[d])
    return theta, influence


def quintile_share(rows: Rows) -> Linearised:
    """S80/S20: the total of those above the 80% quantile over that of those up to the 20% quantile."""
    y, d = rows.value, rows.domain
    low, high = rows.quantile(_POOREST)[d], rows.quantile(_RICHEST)[d]
    rich, poor = y * (y > high), y * (y <= low)
    top, bottom = rows.mean(rich), rows.mean(poor)
    with np.errstate(divide="ignore", invalid="ignore"):
        bottom = above_rounding(bottom, rows.mean(np.abs(poor)))
        theta = np.where(bottom > 0, top / bottom, np.nan)
        of_top = rich - high * (_RICHEST - (y <= high)) - top[d]
        of_bottom = poor + low * (_POOREST - (y <= low)) - bottom[d]
        influence = of_top / bottom[d] - top[d] * of_bottom / bottom[d] ** 2
    return theta, influence


def _ranks(rows: Rows) -> tuple[FloatArray, FloatArray]:
    """Mid-rank distribution F at each row, and U: the weighted values above it and half of its ties."""
    order = np.lexsort((rows.value, rows.domain))
    domain, value = rows.domain[order], rows.value[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (domain[1:] != domain[:-1]) | (value[1:] != value[:-1])
    tie = np.cumsum(first) - 1
    ties = int(tie[-1]) + 1 if len(tie) else 0
    tie_domain = domain[first]
    weight = sums(rows.weight[order], tie, ties)
    money = weight * value[first]
    whole, total = rows.whole, rows.total(rows.value)
    below = _cumulated(weight, tie_domain) - weight / 2
    above = total[tie_domain] - _cumulated(money, tie_domain) + money / 2
    back = np.empty(len(order), dtype=np.int64)
    back[order] = tie
    with np.errstate(divide="ignore", invalid="ignore"):
        return (below / whole[tie_domain])[back], (above / whole[tie_domain])[back]


def _cumulated(values: FloatArray, domain: IntArray) -> FloatArray:
    """Cumulated sums that begin anew with each domain, domains being in order."""
    starts = np.flatnonzero(domain[1:] != domain[:-1]) + 1
    return np.concatenate([np.cumsum(piece) for piece in np.split(values, starts)])
