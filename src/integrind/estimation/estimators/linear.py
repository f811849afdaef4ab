"""Proportion, mean, ratio and total: all from one pass of sums of weight, weight × x and weight × y."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, cleared
from integrind.concurrently import cached
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.inference.spread import Spread
from integrind.estimation.totals.base import by_domain, by_entry
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.estimation.totals.indicator_variable import IndicatorVariable
from integrind.estimation.variance.moments import RowScores
from integrind.estimation.variance.replication import Replicates, Replication
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import Measure


@dataclass(frozen=True)
class _Sums:
    """Sums of weight × y and weight × x, by entry of a partition and by domain."""

    y: FloatArray
    x: FloatArray
    domain_y: FloatArray
    domain_x: FloatArray

    @classmethod
    def of(cls, base: IndicatorVariable | CellTotals, partition: Partition) -> _Sums:
        y, (x, domain_x) = by_entry(base.y, partition), base.x_within(partition)
        return cls(y, x, by_domain(y, partition), domain_x)


MEASURES = frozenset({Measure.PROPORTION, Measure.MEAN, Measure.RATIO, Measure.TOTAL})


class LinearEstimator:
    """Ratios of sums, sum(w y) / sum(w x) with x = 1 but for a ratio, and totals sum(w y).

    Source: R `survey::svymean`, `svyratio`, `svytotal`.
    """

    def __init__(
        self, base: IndicatorVariable | CellTotals, measure: Measure, replication: Replication | None = None
    ) -> None:
        self.base = base
        self.measure = measure
        self.replication = replication
        self._known: dict[Partition, _Sums] = {}

    def estimate(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition."""
        theta = self.theta(partition)
        n_weighted = self._sums(partition).domain_x if self.measure is not Measure.RATIO else None
        return Estimates.of(self.base, partition, theta, self.spread(partition, theta), n_weighted)

    def theta(self, partition: Partition) -> FloatArray:
        """Estimates by domain; NaN where the denominator is 0."""
        found = self._sums(partition)
        y, x = found.domain_y, found.domain_x
        if self.measure is Measure.TOTAL:
            return y
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(x != 0.0, y / x, np.nan)

    def spread(self, partition: Partition, theta: FloatArray) -> Spread:
        """Sampling variation, by linearisation or from the replicates."""
        if self.replication is None:
            return self.linearised(partition, theta)
        y, x = self._by_replicate
        y, x = self._of_domains(y, partition), self._of_domains(x, partition)
        with np.errstate(divide="ignore", invalid="ignore"):
            replicates = y if self.measure is Measure.TOTAL else np.where(x != 0.0, y / x, np.nan)
        return Replicates(partition, self.replication, theta, replicates, self.base)

    @cached
    def _by_replicate(self) -> tuple[FloatArray, FloatArray]:
        assert self.replication is not None  # noqa: S101
        return self.base.sums_by_replicate(self.replication.weights)

    @staticmethod
    def _of_domains(finest: FloatArray, partition: Partition) -> FloatArray:
        """Sums (replicates, domains) from sums (replicates, finest entries)."""
        return np.stack([partition.finest_in_domain.sums(replicate) for replicate in finest])

    def linearised(self, partition: Partition, theta: FloatArray) -> Scores:
        """Scores w (y - theta x) / sum(w x), by entry; w y for a total."""
        found = self._sums(partition)
        if self.measure is Measure.TOTAL:
            rows = self._row_scores(partition, np.ones(partition.size), np.zeros(partition.size))
            return Scores.of(self.base, partition, theta, found.y, rows)
        whole = found.domain_x
        score = found.y - np.nan_to_num(theta)[partition.domain] * found.x
        if self.measure is not Measure.PROPORTION:  # of which nothing is left where all are 0 or all are 1
            score = cleared(score, found.y)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(whole != 0.0, 1.0 / whole, 0.0)
        score *= share[partition.domain]
        rows = self._row_scores(partition, share, -np.nan_to_num(theta) * share)
        return Scores.of(self.base, partition, theta, score, rows)

    def _row_scores(self, partition: Partition, of_y: FloatArray, of_x: FloatArray) -> RowScores | None:
        """Scores of rows that were drawn one by one and are summed by cell, from their parts by domain."""
        if isinstance(self.base, IndicatorVariable) or not self.base.crossing.sample.pooled:
            return None
        cell, domain = partition.unit, partition.domain
        return RowScores(self.base.moments, cell, of_y[domain], of_x[domain])

    def remarks(self, partition: Partition) -> Mapping[str, BoolArray]:  # noqa: ARG002
        """Nothing."""
        return {}

    def srs_variance(self, partition: Partition) -> FloatArray:
        """Variance under simple random sampling with replacement of as many rows, by domain.

        S²/n with S² = n/(n - 1) sum(w (y - mean)²) / sum(w), times (sum w)² for a total; NaN for n < 2 and
        for a ratio. Source: R `survey::svymean(deff = "replace")`.
        """
        if self.measure is Measure.RATIO:
            return np.full(partition.size, np.nan)
        found = self._sums(partition)
        n = self.base.n(partition)
        y, whole = found.domain_y, found.domain_x
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = y / whole
            if self.measure is Measure.PROPORTION:
                spread = mean * (1.0 - mean)
            else:
                spread = self._squares_about(mean, partition) / whole
            variance = np.where(n > 1, spread / (n - 1), np.nan)
        return variance * whole**2 if self.measure is Measure.TOTAL else variance

    def _squares_about(self, mean: FloatArray, partition: Partition) -> FloatArray:
        """Sums of weighted squares about the domain's mean: within finest entries, and between them."""
        by = partition.finest_in_domain
        x, y = by.laid_out(self.base.x), by.laid_out(self.base.y)
        distance = cleared(y - by.to_each(mean) * x, y)
        between = np.where(x > 0, distance**2 / np.where(x > 0, x, 1.0), 0.0)
        squares = by.laid_out(self.base.squares_within) + between
        return partition.sample.sums(squares, by.as_laid_out)

    def _sums(self, partition: Partition) -> _Sums:
        """Sums of a partition, made once."""
        if partition not in self._known:
            self._known[partition] = _Sums.of(self.base, partition)
        return self._known[partition]
