"""A base of which each category has a value that differs by domain: the sign of its gap, say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import FloatArray, cleared
from integrind.concurrently import kept
from integrind.estimation.domains.domains import Layer
from integrind.estimation.totals.base import by_domain, by_entry
from integrind.estimation.totals.responses import Kinds
from integrind.estimation.totals.spread import Sums, of_kinds
from integrind.estimation.totals.tally import Tally
from integrind.estimation.variance.moments import Moments, RowScores
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import State


@dataclass(frozen=True)
class Recoded:
    """The tally of a distribution with values (categories, finest entries) in place of the categories."""

    tally: Tally
    value: FloatArray

    def mean(self, layer: Layer) -> Scores:
        """Means of the values in the domains of a layer, with their scores w (v - mean) / sum(w)."""
        y = by_entry(self._y, layer)
        x, whole = self.tally.x_within(layer)
        with np.errstate(divide="ignore", invalid="ignore"):
            theta = np.where(whole > 0.0, by_domain(y, layer) / whole, np.nan)
            share = np.where(whole > 0.0, 1.0 / whole, 0.0)
        mean = np.nan_to_num(theta)
        score = cleared(y - mean[layer.domain] * x, y) * share[layer.domain]
        rows = None
        if layer.sample.pooled:
            of_x = (-mean * share)[layer.domain]
            rows = RowScores(self._moments, layer.rungs[-1].unit, share[layer.domain], of_x)
        return Scores.of(self.tally, layer, theta, score, rows)

    def total(self, layer: Layer) -> Scores:
        """Totals of the values in the domains of a layer, with their scores w v."""
        y = by_entry(self._y, layer)
        rows = None
        if layer.sample.pooled:
            unit = layer.rungs[-1].unit
            rows = RowScores(self._moments, unit, np.ones(len(unit)), np.zeros(len(unit)))
        return Scores.of(self.tally, layer, by_domain(y, layer), y, rows)

    @kept
    def _y(self) -> FloatArray:
        y: FloatArray = (self.value * self.tally.by_kind()[1]).sum(axis=0)
        return y

    @kept
    def _moments(self) -> Moments:
        rows, weights, squares = self.tally.by_kind()
        assert squares is not None  # noqa: S101 - of rows drawn one by one
        state = np.full(len(rows), State.ANSWERED, dtype=np.uint8)
        kinds = Kinds(np.zeros(0, dtype=np.uint8), state, self.value, None)
        return of_kinds(Sums(rows.sum(axis=0), self._y, self.tally.x), kinds, rows, weights, squares)
