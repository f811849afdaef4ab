"""Covariances of several estimates of the same domains, by linearisation as in `taylor`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.estimation.design.sample import Stage
from integrind.estimation.domains.partition import Partition, StageCells
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import LonelyPsu


@dataclass(frozen=True)
class RowProducts:
    """Of entries that hold many rows, each a unit of its own."""

    rows: IntArray
    within: FloatArray
    """Sums of products of the scores of rows about the entry's means, (columns, columns, entries)."""


def covariances(
    partition: Partition, score: FloatArray, present: BoolArray, products: RowProducts | None = None
) -> FloatArray:
    """Covariances by domain, (domains, columns, columns), of scores (columns, entries)."""
    columns, sample = len(score), partition.sample
    found = np.zeros((columns, columns, partition.size))
    counted = Scores(partition, sample, np.zeros(partition.size), np.zeros(partition.entries), present)
    for number, (stage, cells) in enumerate(zip(sample.stages, partition.by_stage, strict=True)):
        at_stage = (
            score if cells.is_partition else np.array([sample.sums(it, cells.in_entry) for it in score])
        )
        of_stage = _Stage.of(partition, stage, cells, at_stage, products)
        factor = counted.average_factor(number) if sample.averages else 1.0
        for one in range(columns):
            for other in range(one + 1):
                its = sample.sums(of_stage.terms(one, other), cells.in_domain) * factor
                found[one, other] += its
                if one != other:
                    found[other, one] += its
    return np.moveaxis(found, 2, 0)


@dataclass(frozen=True)
class _Stage:
    """Scores of one stage, and their sums by run."""

    partition: Partition
    stage: Stage
    cells: StageCells
    score: FloatArray
    """Of rows drawn one by one, their mean."""
    total: FloatArray
    units: IntArray
    """Rows or units of each run with a row in the domain."""
    products: RowProducts | None

    @classmethod
    def of(
        cls,
        partition: Partition,
        stage: Stage,
        cells: StageCells,
        score: FloatArray,
        products: RowProducts | None,
    ) -> _Stage:
        total = np.array([partition.sample.sums(it, cells.in_run) for it in score])
        if products is None:
            return cls(partition, stage, cells, score, total, cells.run_units, None)
        each = score / np.maximum(products.rows, 1)
        return cls(partition, stage, cells, each, total, cells.in_run.plain_sums(products.rows), products)

    def terms(self, one: int, other: int) -> FloatArray:
        """What each run adds to the covariance of two columns."""
        cells, sample = self.cells, self.partition.sample
        drawn = self.stage.drawn[cells.run_parent]
        mean, its_mean = self.total[one] / drawn, self.total[other] / drawn
        apart = (self.score[one] - mean[cells.run]) * (self.score[other] - its_mean[cells.run])
        if self.products is not None:
            apart = apart * self.products.rows + self.products.within[one, other]
        # Units drawn without a row in the domain are zeros.
        spread = sample.sums(apart, cells.in_run) + (drawn - self.units) * mean * its_mean
        adjust = sample.lonely_psu is LonelyPsu.ADJUST
        alone = self.total[one] * self.total[other] if adjust else np.zeros(len(drawn))
        scale = self.stage.weight[cells.run_parent] * drawn / np.maximum(drawn - 1, 1)
        found: FloatArray = scale * np.where(drawn == 1, alone, spread)
        return found
