"""Rows of a base that are marked: those below a limit, say, whose share is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from integrind.arrays.chunks import blocks
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, counts
from integrind.concurrently import cached
from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.domains.partition import Partition
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.replicate_sums import sums_by_replicate


@dataclass(frozen=True)
class IndicatorVariable:
    """Rows of a base with the value 1 for some (rows of the base,) and 0 for others."""

    base: Base
    rows: BoolArray
    y: FloatArray
    """Sums of the weights of the rows marked, by finest entry."""

    @classmethod
    def of(cls, base: Base, mark: Callable[[slice], BoolArray]) -> Self:
        """Mark rows as `mark` does some of them."""
        marks = np.empty(len(base.row), dtype=bool)
        totals = [np.zeros(base.crossing.size) for _ in base.terms.parts]
        for rows in blocks(len(marks)):
            marks[rows], entry = mark(rows), base.entry[rows]
            for total, part in zip(totals, base.terms.parts, strict=True):
                np.add.at(total, entry, part[rows] * marks[rows])
        return cls(base, marks, base.terms.joined(totals))

    @classmethod
    def up_to(cls, base: Base, limit: FloatArray) -> Self:
        """Mark rows with values up to a limit, by finest entry; none where that is NaN."""
        return cls.of(base, lambda rows: base.value[rows] <= np.take(limit, base.entry[rows], mode="clip"))

    @property
    def crossing(self) -> Crossing:
        """That of the base."""
        return self.base.crossing

    @property
    def weights_of_file(self) -> FloatArray:
        """Weights of all rows of the file."""
        return self.base.weights_of_file

    def n(self, partition: Partition) -> IntArray:
        """Rows of the base, by domain."""
        return self.base.n(partition)

    def present(self, partition: Partition) -> BoolArray:
        """Which entries of a partition have a row of the base."""
        return self.base.present(partition)

    def x_within(self, partition: Partition) -> tuple[FloatArray, FloatArray]:
        """Sums of the weights, by entry of a partition and by domain."""
        return self.base.weights_within(partition)

    @property
    def weights(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.base.weights

    @property
    def x(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.base.weights

    @cached
    def having(self) -> IntArray:
        """Rows marked, by finest entry."""
        return counts(self.base.entry[self.rows], self.crossing.size)

    @cached
    def squares_within(self) -> FloatArray:
        """Sums of weighted squares about the mean of each finest entry."""
        return self.y * (1.0 - self.y / np.where(self.x > 0, self.x, 1.0))

    @property
    def inside(self) -> BoolArray:
        """Which rows of the file are in the base."""
        return self.base.inside

    def sums_by_replicate(self, weights: ReplicateWeights) -> tuple[FloatArray, FloatArray]:
        """Sums of y and x times replicate weights: (replicates, finest entries) both."""
        marks = np.zeros(len(self.inside), dtype=bool)
        marks[self.base.row] = self.rows
        y, x = sums_by_replicate(weights, [marks, self.inside], self.crossing)
        return y, x
