"""What is asked of the data: one indicator by row, and how its gaps are to be inferred."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from integrind.estimation.base import Base
from integrind.estimation.cells import Cells
from integrind.estimation.exact import BoolArray, FloatArray
from integrind.estimation.layers import Crossing
from integrind.estimation.measures import MeasureParameters
from integrind.estimation.replication import Replication
from integrind.vocabulary import GapFrom, Measure, ProportionInterval


@dataclass(frozen=True)
class Inference:
    """How gaps, intervals and tests are made; the same for every indicator of a table."""

    gap_from: GapFrom = GapFrom.POPULATION
    target: float = 0.0
    level: float = 0.95
    proportion_interval: ProportionInterval = ProportionInterval.LOGIT


@dataclass(frozen=True)
class ElsewhereEstimates:
    """Another survey's estimates for its population, by wave (one without waves); NaN where it has none."""

    estimate: FloatArray
    se: FloatArray
    df: FloatArray


class Population(StrEnum):
    """Who stands for the population of an indicator's gaps."""

    EVERYONE = "everyone"
    COMPARISON_SAMPLE = "comparison_sample"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Question:
    """One indicator as arrays over the rows of the file."""

    measure: Measure
    parameters: MeasureParameters
    population: Population
    weight: FloatArray
    inside: BoolArray
    """Rows that pass --where and have a positive weight."""
    answered: BoolArray
    unanswered: BoolArray
    undecided: BoolArray
    value: FloatArray
    denominator: FloatArray | None
    replication: Replication | None
    elsewhere: ElsewhereEstimates | None = None

    def base(self, cells: Cells, rows: BoolArray) -> Base:
        """Those of some rows that have an answer."""
        row = np.flatnonzero(rows & self.answered)
        below = None if self.denominator is None else self.denominator[row]
        return Base(cells.crossing, row, self.weight[row], self.value[row], below)


@dataclass(frozen=True)
class RowCounts:
    """Rows of the file that the table is about, by finest entry and by what they make of the question."""

    everybody: FloatArray
    asked: FloatArray
    """Those whom the indicator speaks of, whether they answered or not."""
    unanswered: FloatArray
    undecided: FloatArray

    @classmethod
    def of(cls, question: Question, crossing: Crossing) -> RowCounts:
        """Count all of them in one pass."""
        state = question.answered + 2 * question.unanswered + np.uint8(3) * question.undecided
        place = crossing.row_entry + crossing.size * np.where(question.inside, state, 4)
        counted = np.bincount(place, minlength=5 * crossing.size).reshape(5, crossing.size)
        others, answered, unanswered, undecided, _ = counted.astype(np.float64)
        asked = answered + unanswered + undecided
        return cls(asked + others, asked, unanswered, undecided)
