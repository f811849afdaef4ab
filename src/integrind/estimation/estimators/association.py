"""Association of two indicators among people who answered both: the weighted correlation of Pearson.

For two yes/no indicators it is phi. Scores are those of a smooth function of weighted moments (Wolter 2007,
chapter 6): with S the weighted sums of squares and products about the means, r = Sxy / sqrt(Sxx Syy), a row
adds w (dx dy / sqrt(Sxx Syy) - r/2 (dx²/Sxx + dy²/Syy)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from integrind.arrays.exact import FloatArray, IntArray, counts, sums
from integrind.concurrently import cached
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.inference.intervals import Interval, p_value, symmetric, t_quantile
from integrind.estimation.inference.spread import Spread
from integrind.estimation.totals.base import Base, by_entry
from integrind.estimation.variance.replication import Replication, replicate
from integrind.estimation.variance.taylor import Scores

_ROUNDING = 4.0 * float(np.finfo(np.float64).eps)
_PERFECT = 1e-12


class CorrelationEstimator:
    """Correlation of a base's values with other values (rows of the base,)."""

    def __init__(self, base: Base, other: FloatArray, replication: Replication | None = None) -> None:
        self.base = base
        self.other = other
        self.replication = replication

    def estimate(self, partition: Partition) -> Estimates:
        """Correlations in the domains of a partition."""
        inside = self.base.domain(partition) >= 0
        base, other = self.base.only(inside), self.other[inside]
        moments = _Moments.of(base, other, partition)
        return Estimates.of(
            base, partition, moments.correlation, self._spread(base, other, partition, moments)
        )

    def _spread(self, base: Base, other: FloatArray, partition: Partition, moments: _Moments) -> Spread:
        if self.replication is None:
            score = by_entry(base.sums(moments.scores(base.weight)), partition)
            return Scores.of(base, partition, moments.correlation, score)
        return replicate(
            base,
            lambda weights: _Moments.of(base.reweighted(weights), other, partition).correlation,
            self.replication,
            partition,
            moments.correlation,
        )


@dataclass(frozen=True)
class _Moments:
    """Deviations from the domain's means by row of the base, and their sums of squares and products."""

    domain: IntArray
    dx: FloatArray
    dy: FloatArray
    xx: FloatArray
    yy: FloatArray
    xy: FloatArray

    @classmethod
    def of(cls, base: Base, other: FloatArray, partition: Partition) -> Self:
        domain = base.domain(partition)

        def total(values: FloatArray) -> FloatArray:
            return sums(base.weight * values, domain, partition.size)

        whole = sums(base.weight, domain, partition.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            means = total(base.value) / whole, total(other) / whole
        # A domain without weight, in a replicate, has no moments; sums want finite numbers.
        dx, dy = (
            values - np.nan_to_num(mean)[domain]
            for values, mean in zip((base.value, other), means, strict=True)
        )
        return cls(
            domain,
            dx,
            dy,
            _unless_rounding(total(dx * dx), total(base.value**2)),
            _unless_rounding(total(dy * dy), total(other**2)),
            total(dx * dy),
        )

    @cached
    def correlation(self) -> FloatArray:
        """By domain; NaN where an indicator has one value, 1 or -1 without noise in the last bits."""
        with np.errstate(divide="ignore", invalid="ignore"):
            r = np.where((self.xx > 0) & (self.yy > 0), self.xy / np.sqrt(self.xx * self.yy), np.nan)
        return np.where(np.abs(r) > 1 - _PERFECT, np.sign(r), r)

    def scores(self, weight: FloatArray) -> FloatArray:
        """By row of the base; 0 where there is no correlation, or a perfect one."""
        r = self.correlation
        with np.errstate(divide="ignore", invalid="ignore"):
            factors = np.array([1 / np.sqrt(self.xx * self.yy), r / 2 / self.xx, r / 2 / self.yy])
        product, x, y = np.where(np.abs(r) < 1, factors, 0.0)[:, self.domain]
        scores: FloatArray = weight * (self.dx * self.dy * product - self.dx**2 * x - self.dy**2 * y)
        return scores


def fewest(base: Base, other: FloatArray, partition: Partition, yes_no: tuple[bool, bool]) -> IntArray:
    """How many people are in the smallest cell of the indicators that are yes or no, by domain.

    Two such indicators have four cells, one has two; -1 without any.
    """
    if not any(yes_no):
        return np.full(partition.size, -1, dtype=np.int64)
    domain = base.domain(partition)
    cell, cells = domain, 1
    for values, is_yes_no in zip((base.value, other), yes_no, strict=True):
        if is_yes_no:
            cell, cells = cell * 2 + (values != 0), cells * 2
    people = counts(cell[domain >= 0], partition.size * cells)
    smallest: IntArray = people.reshape(partition.size, cells).min(axis=1)
    return smallest


def _unless_rounding(squares: FloatArray, of_values: FloatArray) -> FloatArray:
    """What is left of equal numbers after rounding is no variation."""
    return np.where(squares > _ROUNDING**2 * of_values, squares, 0.0)


def fisher(r: FloatArray, se: FloatArray, df: FloatArray, level: float) -> tuple[Interval, FloatArray]:
    """Interval and test of no association on Fisher's scale, where artanh r has the error se / (1 - r²).

    tanh(artanh r ± t se / (1 - r²)), so the interval stays within -1 and 1; the test is of artanh r by t.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z, z_se = np.arctanh(r), se / (1 - r**2)
    finite = np.isfinite(z) & (z_se > 0)
    z, z_se = np.where(finite, z, np.nan), np.where(finite, z_se, np.nan)
    low, high = symmetric(z, z_se, t_quantile(level, df))
    return (np.tanh(low), np.tanh(high)), p_value(z, np.nan_to_num(z_se), df)
