"""Association of two indicators among people who answered both: the weighted correlation of Pearson.

For two yes/no indicators it is phi. Scores are those of a smooth function of weighted moments (Wolter 2007,
chapter 6): with S the weighted sums of squares and products about the means, r = Sxy / sqrt(Sxx Syy), a row
adds w (dx dy / sqrt(Sxx Syy) - r/2 (dx²/Sxx + dy²/Syy)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from integrind.estimation.base import Base, by_domain, by_entry
from integrind.estimation.estimates import Estimates, Spread
from integrind.estimation.exact import FloatArray, sums
from integrind.estimation.intervals import Interval, p_value, symmetric, t_quantile
from integrind.estimation.layers import Layer
from integrind.estimation.replication import Replication, replicate
from integrind.estimation.taylor import Scores

_ROUNDING = 4.0 * float(np.finfo(np.float64).eps)


class CorrelationEstimator:
    """Correlation of a base's values with other values (rows of the base,)."""

    def __init__(self, base: Base, other: FloatArray, replication: Replication | None = None) -> None:
        self.base = base
        self.other = other
        self.replication = replication

    def estimate(self, layer: Layer) -> Estimates:
        """Correlations in the domains of a layer."""
        moments = _Moments.of(self.base, self.other, layer)
        return Estimates.of(self.base, layer, moments.correlation, self._spread(layer, moments))

    def fewest(self, layer: Layer) -> FloatArray:
        """How many people are in the smallest of the four cells of two yes/no indicators, by domain."""
        cells = [(x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
        kept = [self.base.only((self.base.value == x) & (self.other == y)) for x, y in cells]
        found: FloatArray = np.min([by_domain(by_entry(it.counts(), layer), layer) for it in kept], axis=0)
        return found

    def _spread(self, layer: Layer, moments: _Moments) -> Spread:
        if self.replication is None:
            score = by_entry(self.base.sums(moments.scores(self.base.weight)), layer)
            present = by_entry(self.base.counts(), layer) > 0
            return Scores(layer, self.base.crossing.sample, moments.correlation, score, present)
        return replicate(
            self.base,
            lambda weights: _Moments.of(self.base.reweighted(weights), self.other, layer).correlation,
            self.replication,
            layer,
            moments.correlation,
        )


@dataclass(frozen=True)
class _Moments:
    """Deviations from the domain's means by row of the base, and their sums of squares and products."""

    domain: FloatArray
    dx: FloatArray
    dy: FloatArray
    xx: FloatArray
    yy: FloatArray
    xy: FloatArray

    @classmethod
    def of(cls, base: Base, other: FloatArray, layer: Layer) -> Self:
        domain = base.domain(layer)
        inside = np.where(domain >= 0, base.weight, 0.0)
        at = np.maximum(domain, 0)

        def total(values: FloatArray) -> FloatArray:
            return sums(inside * values, at, layer.size)

        whole = sums(inside, at, layer.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            dx = base.value - (total(base.value) / whole)[at]
            dy = other - (total(other) / whole)[at]
        return cls(
            np.where(domain >= 0, at, -1),
            dx,
            dy,
            _unless_rounding(total(dx * dx), total(base.value**2)),
            _unless_rounding(total(dy * dy), total(other**2)),
            total(dx * dy),
        )

    @property
    def correlation(self) -> FloatArray:
        """By domain; NaN where one indicator has a single value, 1 or -1 for all but the last bits of it."""
        with np.errstate(divide="ignore", invalid="ignore"):
            r = np.where((self.xx > 0) & (self.yy > 0), self.xy / np.sqrt(self.xx * self.yy), np.nan)
        perfect = np.abs(r) > 1 - 1e-12
        return np.where(perfect, np.sign(r), r)

    def scores(self, weight: FloatArray) -> FloatArray:
        """By row of the base; 0 where there is no correlation, or a perfect one."""
        r = self.correlation
        usable = np.abs(r) < 1
        with np.errstate(divide="ignore", invalid="ignore"):
            product, x, y = 1 / np.sqrt(self.xx * self.yy), r / 2 / self.xx, r / 2 / self.yy
        factors = np.where(usable, np.array([product, x, y]), 0.0)
        product, x, y = np.append(factors, np.zeros((3, 1)), axis=1)[:, self.domain]
        scores: FloatArray = weight * (self.dx * self.dy * product - self.dx**2 * x - self.dy**2 * y)
        return scores


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
