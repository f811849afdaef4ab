"""Proportion, mean, ratio and total: all from one pass of sums of weight, weight × x and weight × y."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from integrind.estimation.base import Base, by_domain, by_entry
from integrind.estimation.estimates import Estimates, Spread
from integrind.estimation.exact import FloatArray, sums
from integrind.estimation.layers import Layer
from integrind.estimation.replication import Replication, replicate
from integrind.estimation.taylor import Scores
from integrind.vocabulary import Measure

_ROUNDING = 4.0 * float(np.finfo(np.float64).eps)


class LinearEstimator:
    """Ratios of sums, sum(w y) / sum(w x) with x = 1 but for a ratio, and totals sum(w y).

    Source: R `survey::svymean`, `svyratio`, `svytotal`.
    """

    def __init__(self, base: Base, measure: Measure, replication: Replication | None = None) -> None:
        self.base = base
        self.measure = measure
        self.replication = replication

    def estimate(self, layer: Layer) -> Estimates:
        """Estimates of the domains of a layer."""
        theta = self.theta(layer)
        return Estimates.of(self.base, layer, theta, self.spread(layer, theta))

    def theta(self, layer: Layer) -> FloatArray:
        """Estimates by domain; NaN where the denominator is 0."""
        y = by_domain(by_entry(self._y, layer), layer)
        if self.measure is Measure.TOTAL:
            return y
        x = by_domain(by_entry(self._x, layer), layer)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(x != 0.0, y / x, np.nan)

    def spread(self, layer: Layer, theta: FloatArray) -> Spread:
        """Sampling variation, by linearisation or from the replicates."""
        if self.replication is None:
            return self.linearised(layer, theta)
        return replicate(
            self.base,
            lambda weights: LinearEstimator(self.base.reweighted(weights), self.measure).theta(layer),
            self.replication,
            layer,
            theta,
        )

    def linearised(self, layer: Layer, theta: FloatArray) -> Scores:
        """Scores w (y - theta x) / sum(w x), by entry; w y for a total."""
        sample = self.base.crossing.sample
        y = by_entry(self._y, layer)
        present = by_entry(self.base.counts(), layer) > 0
        if self.measure is Measure.TOTAL:
            return Scores(layer, sample, theta, y, present)
        x = by_entry(self._x, layer)
        whole = by_domain(x, layer)
        score = y - np.nan_to_num(theta)[layer.domain] * x
        # What is left of equal numbers after rounding is no variation.
        score[np.abs(score) <= _ROUNDING * np.abs(y)] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            score *= np.where(whole != 0.0, 1.0 / whole, 0.0)[layer.domain]
        return Scores(layer, sample, theta, score, present)

    def srs_variance(self, layer: Layer) -> FloatArray:
        """Variance under simple random sampling with replacement of as many rows, by domain.

        S²/n with S² = n/(n - 1) sum(w (y - mean)²) / sum(w), times (sum w)² for a total; NaN for n < 2 and
        for a ratio. Source: R `survey::svymean(deff = "replace")`.
        """
        if self.measure is Measure.RATIO:
            return np.full(layer.size, np.nan)
        domain = self.base.domain(layer)
        inside = domain >= 0
        domain, weight, value = domain[inside], self.base.weight[inside], self.base.value[inside]
        n = np.bincount(domain, minlength=layer.size)
        whole = sums(weight, domain, layer.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = sums(weight * value, domain, layer.size) / whole
            spread = sums(weight * (value - mean[domain]) ** 2, domain, layer.size) / whole
            variance = np.where(n > 1, spread / (n - 1), np.nan)
        return variance * whole**2 if self.measure is Measure.TOTAL else variance

    @cached_property
    def _y(self) -> FloatArray:
        return self.base.sums(self.base.weight * self.base.value)

    @cached_property
    def _x(self) -> FloatArray:
        x = self.base.denominator
        return self.base.sums(self.base.weight if x is None else self.base.weight * x)
