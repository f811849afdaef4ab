"""Rows of a base that are marked: those below a limit, say, whose share is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.concurrently import kept
from integrind.estimation.base import Base
from integrind.estimation.exact import BoolArray, FloatArray, IntArray, counts, plain_sums
from integrind.estimation.layers import Crossing, Layer
from integrind.estimation.replicate_sums import sums_by_replicate
from integrind.estimation.replicate_weights import ReplicateWeights


@dataclass(frozen=True)
class Marked:
    """Rows of a base with the value 1 for some (rows of the base,) and 0 for others."""

    base: Base
    rows: BoolArray
    y: FloatArray
    """Sums of the weights of the rows marked, by finest entry."""

    @property
    def crossing(self) -> Crossing:
        """That of the base."""
        return self.base.crossing

    def n(self, layer: Layer) -> IntArray:
        """Rows of the base, by domain."""
        return self.base.n(layer)

    def present(self, layer: Layer) -> BoolArray:
        """Which entries of a layer have a row of the base."""
        return self.base.present(layer)

    def x_within(self, layer: Layer) -> tuple[FloatArray, FloatArray]:
        """Sums of the weights, by entry of a layer and by domain."""
        return self.base.weights_within(layer)

    @property
    def weights(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.base.weights

    @property
    def x(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.base.weights

    @kept
    def having(self) -> IntArray:
        """Rows marked, by finest entry."""
        return counts(self.base.entry[self.rows], self.crossing.size)

    @kept
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


class Marking:
    """Marks rows of a base time after time.

    Rows below the median of their area are mostly those below that of the whole: only rows whose mark has
    changed since the last time are summed. Sums are exact, so it doesn't matter which these are.
    """

    def __init__(self, base: Base) -> None:
        """No row is marked at first."""
        self._base = base
        self._marks = np.zeros(len(base.row), dtype=bool)
        self._totals = [np.zeros(base.crossing.size) for _ in base.terms.parts]

    def of(self, rows: BoolArray) -> Marked:
        """The base with some rows (rows of the base,) marked."""
        for change, changed in ((np.add, rows & ~self._marks), (np.subtract, self._marks & ~rows)):
            at = np.flatnonzero(changed)
            entry = self._base.entry[at]
            self._totals = [
                change(total, plain_sums(part[at], entry, len(total)))
                for total, part in zip(self._totals, self._base.terms.parts, strict=True)
            ]
        self._marks = rows
        return Marked(self._base, rows, self._base.terms.joined(self._totals))
