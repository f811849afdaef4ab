"""Scores of domains at one stage of the sample, and what each stratum or parent adds to a variance.

In: scores by entry of a partition. Out: sums, squares and terms of the variance by run, the units of one
domain that share a parent; the same of a difference between two partitions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.concurrently import cached
from integrind.estimation.design.sample import Sample, Stage
from integrind.estimation.domains.links import StageMatch
from integrind.estimation.domains.partition import StageCells
from integrind.estimation.variance.cancellation import ROUNDING, left
from integrind.estimation.variance.moments import RowScores
from integrind.estimation.variance.regression import StageScores
from integrind.vocabulary import LonelyPsu


@dataclass(frozen=True)
class StageSpread:
    """Scores at one stage: by entry, and their sums, squares and terms of the variance by run."""

    score: FloatArray
    rows: RowScores | None
    total: FloatArray
    terms: FloatArray
    variance: FloatArray
    """By domain, without the factor of the rule `average`."""
    sample: Sample
    cells: StageCells

    @cached
    def squares(self) -> FloatArray:
        """Which only differences need."""
        return self.about(0.0, self.score, self.rows)

    def about(self, mean: FloatArray | float, score: FloatArray, rows: RowScores | None) -> FloatArray:
        """Sums of squares of scores of this stage about a mean by entry, by run."""
        squares = (score - mean) ** 2 if rows is None else rows.about(mean, score)
        return self.sample.sums(squares, self.cells.in_run)

    @property
    def by_unit(self) -> StageScores:
        """Scores by unit, and their sums by domain and parent."""
        cells, score = self.cells, self.score if self.rows is None else self.rows.weighted
        return StageScores(score, cells.domain, cells.unit, self.total, cells.run_domain, cells.run_parent)

    @cached
    def run_units(self) -> IntArray:
        """Units with an entry, by run."""
        return self.cells.run_units if self.rows is None else self.cells.in_run.plain_sums(self.rows.rows)

    @classmethod
    def of(
        cls, sample: Sample, score: FloatArray, rows: RowScores | None, stage: Stage, cells: StageCells
    ) -> StageSpread:
        """Of scores by entry of a partition."""
        if not cells.is_partition:
            score = sample.sums(score, cells.in_entry)
        total = sample.sums(score, cells.in_run)
        found = cls(score, rows, total, total, total, sample, cells)
        drawn = stage.drawn[cells.run_parent]
        mean = total / drawn
        inside = found.about(mean[cells.run], score, rows)
        # Units drawn without a row in the domain are zeros.
        about_mean = inside + (drawn - found.run_units) * mean**2
        terms = variance_terms(stage, cells, total, about_mean, sample.lonely_psu)
        return replace(found, terms=terms, variance=sample.sums(terms, cells.in_domain))


@dataclass(frozen=True)
class Matched:
    """What a counterpart has where we have entries and runs; 0 where it has none."""

    score: FloatArray
    rows: RowScores | None
    total: FloatArray
    squares: FloatArray
    all: BoolArray
    """Whether we have every unit of the counterpart, by run."""

    @classmethod
    def of(
        cls, broad: StageSpread, shared: StageMatch, times: FloatArray | None, ours: StageCells
    ) -> Matched:
        """Where one stands in the other, each domain of the counterpart times a number."""
        score, total = found_at(broad.score, shared.entry), found_at(broad.total, shared.run)
        squares = found_at(broad.squares, shared.run)
        rows = None if broad.rows is None else broad.rows.at(shared.entry, ours.unit)
        if times is not None:
            entry_times, run_times = times[ours.domain], times[ours.run_domain]
            score, rows = entry_times * score, None if rows is None else rows.times(entry_times)
            total, squares = run_times * total, run_times**2 * squares
        return cls(score, rows, total, squares, shared.all_met)


def difference(stage: Stage, narrow: StageSpread, met: Matched) -> tuple[FloatArray, FloatArray]:
    """Totals, and squares about their mean, of ours minus theirs over the parents where we have entries."""
    cells = narrow.cells
    drawn = stage.drawn[cells.run_parent]
    total = narrow.total - met.total
    mean = total / drawn
    rows = None if narrow.rows is None or met.rows is None else narrow.rows.minus(met.rows)
    inside = narrow.about(mean[cells.run], narrow.score - met.score, rows)
    left_total = np.where(met.all, 0.0, met.total - narrow.sample.sums(met.score, cells.in_run))
    left_squares = np.where(met.all, 0.0, met.squares - narrow.about(0.0, met.score, met.rows))
    outside = left_squares + 2.0 * mean * left_total + (drawn - narrow.run_units) * mean**2
    outside = np.where(met.all, outside, left(outside, met.squares + drawn * mean**2))
    scores = narrow.squares + met.squares
    total = np.where(total**2 < ROUNDING**2 * scores, 0.0, total)
    return total, left(inside + outside, scores, ROUNDING**2)


def found_at(values: FloatArray, at: IntArray) -> FloatArray:
    """Values at some positions, 0 for -1: the counterpart has nothing there."""
    return np.append(values, 0.0)[at]


def variance_terms(
    stage: Stage, cells: StageCells, total: FloatArray, squares: FloatArray, rule: LonelyPsu
) -> FloatArray:
    """What each run adds to the variance of its domain."""
    drawn = stage.drawn[cells.run_parent]
    lonely = drawn == 1
    scale = stage.weight[cells.run_parent] * drawn / np.maximum(drawn - 1, 1)
    alone = total**2 if rule is LonelyPsu.ADJUST else np.zeros(len(drawn))
    return scale * np.where(lonely, alone, squares)
