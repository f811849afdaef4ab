"""Proportion, mean, ratio and total: all from one pass of sums of weight, weight × x and weight × y."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from integrind.estimation.base import Base, by_domain, by_entry, count_by_domain
from integrind.estimation.estimates import Estimates, Spread
from integrind.estimation.exact import FloatArray, sums
from integrind.estimation.layers import Layer
from integrind.estimation.replication import Replication, replicate
from integrind.estimation.taylor import Scores
from integrind.vocabulary import Measure

_ROUNDING = 32.0 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class _Sums:
    """Sums of weight × y and weight × x, by finest entry or by entry of a layer."""

    y: FloatArray
    x: FloatArray

    @classmethod
    def of(cls, base: Base, measure: Measure) -> _Sums:
        """Sums by finest entry. Of a proportion, whose values are 0 and 1, both come from one pass."""
        if measure is Measure.PROPORTION:
            size = base.crossing.size
            place = base.entry + size * base.value.astype(np.int64)
            without, having = sums(base.weight, place, 2 * size).reshape(2, size)
            return cls(having, without + having)
        y = base.sums(base.weight * base.value)
        return cls(y, base.weights if base.denominator is None else base.sums(base.weight * base.denominator))


class LinearEstimator:
    """Ratios of sums, sum(w y) / sum(w x) with x = 1 but for a ratio, and totals sum(w y).

    Source: R `survey::svymean`, `svyratio`, `svytotal`.
    """

    def __init__(self, base: Base, measure: Measure, replication: Replication | None = None) -> None:
        self.base = base
        self.measure = measure
        self.replication = replication
        self._known: dict[int, _Sums] = {}

    def estimate(self, layer: Layer) -> Estimates:
        """Estimates of the domains of a layer."""
        theta = self.theta(layer)
        n_weighted = by_domain(self._by_entry(layer).x, layer) if self.base.denominator is None else None
        return Estimates.of(self.base, layer, theta, self.spread(layer, theta), n_weighted)

    def theta(self, layer: Layer) -> FloatArray:
        """Estimates by domain; NaN where the denominator is 0."""
        y = by_domain(self._by_entry(layer).y, layer)
        if self.measure is Measure.TOTAL:
            return y
        x = by_domain(self._by_entry(layer).x, layer)
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
        found = self._by_entry(layer)
        present = by_entry(self.base.counts(), layer) > 0
        if self.measure is Measure.TOTAL:
            return Scores(layer, sample, theta, found.y, present)
        whole = by_domain(found.x, layer)
        score = _cleared(found.y - np.nan_to_num(theta)[layer.domain] * found.x, found.y)
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
        found = self._by_entry(layer)
        n = count_by_domain(self.base.counts(), layer)
        y, whole = by_domain(found.y, layer), by_domain(found.x, layer)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = y / whole
            if self.measure is Measure.PROPORTION:
                spread = mean * (1.0 - mean)
            else:
                spread = self._squares_about(mean, layer) / whole
            variance = np.where(n > 1, spread / (n - 1), np.nan)
        return variance * whole**2 if self.measure is Measure.TOTAL else variance

    def _squares_about(self, mean: FloatArray, layer: Layer) -> FloatArray:
        """Sums of weighted squares about the domain's mean: within finest entries, and between them."""
        finest, inside = self._finest, self._squares_within
        domain = layer.domain[layer.chosen.entry]
        x, y = layer.chosen.of(finest.x), layer.chosen.of(finest.y)
        distance = _cleared(y - mean[domain] * x, y)
        between = np.where(x > 0, distance**2 / np.where(x > 0, x, 1.0), 0.0)
        return self.base.crossing.sample.sums(layer.chosen.of(inside) + between, domain, layer.size)

    @cached_property
    def _squares_within(self) -> FloatArray:
        """Sums of weighted squares about the mean of each finest entry."""
        base, finest = self.base, self._finest
        mean = finest.y / np.where(finest.x > 0, finest.x, 1.0)
        distance = _cleared(base.value - mean[base.entry], base.value)
        return base.sums(base.weight * distance**2)

    @cached_property
    def _finest(self) -> _Sums:
        """Sums by finest entry."""
        return _Sums.of(self.base, self.measure)

    def _by_entry(self, layer: Layer) -> _Sums:
        """Sums by entry of a layer, made once."""
        if id(layer) not in self._known:
            finest = self._finest
            self._known[id(layer)] = _Sums(by_entry(finest.y, layer), by_entry(finest.x, layer))
        return self._known[id(layer)]


def _cleared(differences: FloatArray, of: FloatArray) -> FloatArray:
    """Differences from a mean; what is left of equal numbers after rounding is no variation."""
    return np.where(np.abs(differences) <= _ROUNDING * np.abs(of), 0.0, differences)
