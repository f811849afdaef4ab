"""A base of which each category has a value that differs by domain: the sign of its gap, say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import FloatArray, cleared
from integrind.concurrently import cached
from integrind.estimation.domains.partition import Partition
from integrind.estimation.totals.base import by_domain, by_entry
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.estimation.totals.responses import Kinds
from integrind.estimation.totals.spread import Sums, of_kinds
from integrind.estimation.variance.moments import Moments, RowScores
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import State


@dataclass(frozen=True)
class Recoded:
    """The cell totals of a distribution with values (categories, finest entries) in place of categories."""

    cell_totals: CellTotals
    value: FloatArray

    def mean(self, partition: Partition) -> Scores:
        """Means of the values in the domains of a partition, with their scores w (v - mean) / sum(w)."""
        y = by_entry(self._y, partition)
        x, whole = self.cell_totals.x_within(partition)
        with np.errstate(divide="ignore", invalid="ignore"):
            theta = np.where(whole > 0.0, by_domain(y, partition) / whole, np.nan)
            share = np.where(whole > 0.0, 1.0 / whole, 0.0)
        mean = np.nan_to_num(theta)
        score = cleared(y - mean[partition.domain] * x, y) * share[partition.domain]
        rows = None
        if partition.sample.pooled:
            of_x = (-mean * share)[partition.domain]
            rows = RowScores(self._moments, partition.by_stage[-1].unit, share[partition.domain], of_x)
        return Scores.of(self.cell_totals, partition, theta, score, rows)

    def total(self, partition: Partition) -> Scores:
        """Totals of the values in the domains of a partition, with their scores w v."""
        y = by_entry(self._y, partition)
        rows = None
        if partition.sample.pooled:
            unit = partition.by_stage[-1].unit
            rows = RowScores(self._moments, unit, np.ones(len(unit)), np.zeros(len(unit)))
        return Scores.of(self.cell_totals, partition, by_domain(y, partition), y, rows)

    @cached
    def _y(self) -> FloatArray:
        y: FloatArray = (self.value * self.cell_totals.by_kind()[1]).sum(axis=0)
        return y

    @cached
    def _moments(self) -> Moments:
        rows, weights, squares = self.cell_totals.by_kind()
        assert squares is not None  # noqa: S101 - of rows drawn one by one
        state = np.full(len(rows), State.ANSWERED, dtype=np.uint8)
        kinds = Kinds(np.zeros(0, dtype=np.uint8), state, self.value, None)
        return of_kinds(Sums(rows.sum(axis=0), self._y, self.cell_totals.x), kinds, rows, weights, squares)
