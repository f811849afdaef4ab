"""What is asked of the data: one indicator by row, and how its gaps are to be inferred."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from integrind.arrays.chunks import looked_up
from integrind.arrays.exact import BoolArray, FloatArray
from integrind.concurrently import cached
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.responses import Responses
from integrind.estimation.variance.replication import Replication
from integrind.vocabulary import GapFrom, LineAmong, Measure, ProportionInterval, State


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
class MeasureParameters:
    """What some measures need beside values."""

    quantile: float = 0.5
    """Of a quantile, and of the poverty threshold."""
    threshold_share: float = 0.6
    line_among: LineAmong = LineAmong.ELIGIBLE


@dataclass(frozen=True)
class Question:
    """One indicator as arrays over the rows of the file."""

    measure: Measure
    parameters: MeasureParameters
    population: Population
    weight: FloatArray
    inside: BoolArray
    """Rows that pass --where and have a positive weight."""
    responses: Responses
    replication: Replication | None
    elsewhere: ElsewhereEstimates | None = None
    elsewhere_of_categories: tuple[ElsewhereEstimates | None, ...] = ()
    """Of a distribution."""
    is_category: bool = False
    """Whether it asks for one of the categories, of which a group may lack some and yet vary."""

    @cached
    def answered(self) -> BoolArray:
        """Rows with an answer."""
        return self.responses.rows_of(State.ANSWERED)

    @cached
    def value(self) -> FloatArray:
        """Value of each row; anything where it has no answer."""
        return self.responses.rows(self.responses.value)

    @cached
    def denominator(self) -> FloatArray | None:
        """Denominator of each row, of a ratio."""
        below = self.responses.denominator
        return None if below is None else self.responses.rows(below)

    def of_category(self, category: int) -> Question:
        """The share of one category of a distribution."""
        responses = self.responses.of_category(category)
        elsewhere = self.elsewhere_of_categories[category]
        return replace(
            self, measure=Measure.PROPORTION, responses=responses, elsewhere=elsewhere, is_category=True
        )

    def base(self, crossing: Crossing) -> Base:
        """Rows that the table is about and that have an answer, entry after entry."""
        return self._base(crossing, self.inside & self.answered)

    def who_draws_the_line(self, crossing: Crossing) -> Base:
        """Rows whose values make the poverty line, whatever the table is about, entry after entry."""
        of_everyone = self.parameters.line_among is LineAmong.EVERYONE
        drawing = self.responses.rows(self.responses.valued) if of_everyone else self.answered
        return self._base(crossing, (self.weight > 0) & drawing)

    def _base(self, crossing: Crossing, rows: BoolArray) -> Base:
        held = looked_up(rows, crossing.laid_out)
        row = looked_up(crossing.laid_out, np.flatnonzero(held)).astype(np.int64)
        value, below = looked_up(self.value, row), self.denominator
        split = crossing.split(self.weight)
        return Base(crossing, row, self.weight, value, None if below is None else below[row], split)
