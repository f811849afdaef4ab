"""Covariances of several estimates of the same domains, by linearisation as in `taylor`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.estimation.design.sample import Stage
from integrind.estimation.domains.domains import Layer, Rung
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import LonelyPsu


@dataclass(frozen=True)
class RowProducts:
    """Of entries that hold many rows, each a unit of its own."""

    rows: IntArray
    within: FloatArray
    """Sums of products of the scores of rows about the entry's means, (columns, columns, entries)."""


def covariances(
    layer: Layer, score: FloatArray, present: BoolArray, products: RowProducts | None = None
) -> FloatArray:
    """Covariances by domain, (domains, columns, columns), of scores (columns, entries)."""
    columns, sample = len(score), layer.sample
    found = np.zeros((columns, columns, layer.size))
    counted = Scores(layer, sample, np.zeros(layer.size), np.zeros(layer.entries), present)
    for number, (stage, rung) in enumerate(zip(sample.stages, layer.rungs, strict=True)):
        at_stage = score if rung.is_layer else np.array([sample.sums(it, rung.in_entry) for it in score])
        of_stage = _Stage.of(layer, stage, rung, at_stage, products)
        factor = counted.average_factor(number) if sample.averages else 1.0
        for one in range(columns):
            for other in range(one + 1):
                its = sample.sums(of_stage.terms(one, other), rung.in_domain) * factor
                found[one, other] += its
                if one != other:
                    found[other, one] += its
    return np.moveaxis(found, 2, 0)


@dataclass(frozen=True)
class _Stage:
    """Scores of one stage, and their sums by run."""

    layer: Layer
    stage: Stage
    rung: Rung
    score: FloatArray
    """Of rows drawn one by one, their mean."""
    total: FloatArray
    units: IntArray
    """Rows or units of each run with a row in the domain."""
    products: RowProducts | None

    @classmethod
    def of(
        cls, layer: Layer, stage: Stage, rung: Rung, score: FloatArray, products: RowProducts | None
    ) -> _Stage:
        total = np.array([layer.sample.sums(it, rung.in_run) for it in score])
        if products is None:
            return cls(layer, stage, rung, score, total, rung.run_units, None)
        each = score / np.maximum(products.rows, 1)
        return cls(layer, stage, rung, each, total, rung.in_run.plain_sums(products.rows), products)

    def terms(self, one: int, other: int) -> FloatArray:
        """What each run adds to the covariance of two columns."""
        rung, sample = self.rung, self.layer.sample
        drawn = self.stage.drawn[rung.run_parent]
        mean, its_mean = self.total[one] / drawn, self.total[other] / drawn
        apart = (self.score[one] - mean[rung.run]) * (self.score[other] - its_mean[rung.run])
        if self.products is not None:
            apart = apart * self.products.rows + self.products.within[one, other]
        # Units drawn without a row in the domain are zeros.
        spread = sample.sums(apart, rung.in_run) + (drawn - self.units) * mean * its_mean
        adjust = sample.lonely_psu is LonelyPsu.ADJUST
        alone = self.total[one] * self.total[other] if adjust else np.zeros(len(drawn))
        scale = self.stage.weight[rung.run_parent] * drawn / np.maximum(drawn - 1, 1)
        found: FloatArray = scale * np.where(drawn == 1, alone, spread)
        return found
