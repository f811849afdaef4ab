"""One indicator's rows of the result table: every cell's estimate, and its gap from a reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

import numpy as np

from integrind.estimation import intervals
from integrind.estimation.base import Base, count_by_domain
from integrind.estimation.cells import AREA, COMPARISON, GROUP, REFERENCE, WAVE, Cells
from integrind.estimation.estimates import (
    Estimates,
    Gap,
    gap_between,
    gap_from_another_survey,
    gap_from_target,
)
from integrind.estimation.evidence import evidence
from integrind.estimation.exact import BoolArray, FloatArray, IntArray, taken
from integrind.estimation.layers import Crossing, Layer
from integrind.estimation.measures import MeasureParameters, estimator
from integrind.estimation.replication import Replication
from integrind.vocabulary import GapFrom, Measure, ProportionInterval, Status


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


Columns = Mapping[str, FloatArray | IntArray | list[str]]

_NOTHING: Mapping[str, str] = {"status": Status.NO_SAMPLE}
_EMPTY: Mapping[str, int] = {"n": 0, "n_missing": 0, "n_undecided": 0, "n_weighted": 0}
"""What columns of text and of numbers hold in a cell without a row of the file."""


@dataclass(frozen=True)
class Block:
    """Rows of one level and breakdown: codes of its keys, and columns of the result table by name."""

    codes: Mapping[str, IntArray]
    columns: Columns

    def only(self, key: str, code: int) -> Block:
        """The rows with one code of a key."""
        kept = np.flatnonzero(self.codes[key] == code)
        return Block(
            {name: codes[kept] for name, codes in self.codes.items()},
            {
                name: [values[at] for at in kept] if isinstance(values, list) else values[kept]
                for name, values in self.columns.items()
            },
        )

    def recoded(self, key: str, code: int) -> Block:
        """The same rows with another code of a key."""
        return replace(self, codes={**self.codes, key: np.full_like(self.codes[key], code)})

    def saying(self, **texts: str) -> Block:
        """The same rows with columns of one word each."""
        rows = len(next(iter(self.columns.values())))
        return replace(self, columns={**self.columns, **{name: [it] * rows for name, it in texts.items()}})


class IndicatorTable:
    """Estimates and gaps of one indicator in the cells of one breakdown."""

    def __init__(self, question: Question, cells: Cells, inference: Inference) -> None:
        self.question = question
        self.cells = cells
        self.inference = inference
        self._base = question.base(cells, question.inside)
        has_threshold = question.measure is Measure.AT_RISK_OF_POVERTY
        self.estimator = estimator(
            question.measure,
            question.parameters,
            self._base,
            question.base(cells, question.weight > 0) if has_threshold else self._base,
            cells.layer(cells.levels[0]),
            question.replication,
            inference.level,
        )
        self._known: dict[int, Estimates] = {}

    def blocks(self, *, population_rows: bool) -> Iterator[Block]:
        """A block for each level: the population's rows if wanted, and the groups'."""
        for level in self.cells.levels:
            if population_rows:
                yield self.population_block(level)
            if GROUP in self.cells.labels:
                yield self.group_block(level)

    def population_block(self, level: tuple[str, ...]) -> Block:
        """Rows of the population of each wave (and area)."""
        ours = self.estimates(self.population_layer(level))
        if self.question.population is Population.NOBODY:
            return self._block(level, ours, None)
        df = _degrees(ours)
        gap: Gap | None = None
        if self.inference.gap_from is GapFrom.TARGET:
            gap = gap_from_target(ours, self.inference.target, df)
        elif self.inference.gap_from is GapFrom.TABLE:
            gap = self._gap_from_elsewhere(ours)
        elif self.inference.gap_from is GapFrom.WHOLE and AREA in level:
            gap = self._gap(ours, self.population_layer(self.cells.levels[0]), nested=True)
        return self._block(level, ours, gap)

    def group_block(self, level: tuple[str, ...]) -> Block:
        """Rows of the groups of each wave (and area)."""
        by = (*level, GROUP)
        ours = self.estimates(self.cells.layer(by))
        if self.question.population is Population.NOBODY:
            return self._block(by, ours, None)
        return self._block(by, ours, self._group_gap(level, ours))

    def _group_gap(self, level: tuple[str, ...], ours: Estimates) -> Gap | None:
        nested = self.question.population is Population.EVERYONE
        population = self.population_layer(level)
        match self.inference.gap_from:
            case GapFrom.POPULATION:
                return self._gap(ours, population, nested=nested)
            case GapFrom.WHOLE:
                return self._gap(ours, self.population_layer(self.cells.levels[0]), nested=nested)
            case GapFrom.TARGET:
                return gap_from_target(ours, self.inference.target, _degrees(ours))
            case GapFrom.GROUP:
                reference = self.estimates(self.cells.layer(level, only={REFERENCE: 1}))
                whole = self.cells.link(ours.layer, population)
                everybody = self.estimates(population)
                df = taken(_degrees(everybody), whole.domain)
                shared = self.cells.link(ours.layer, reference.layer)
                over = everybody.spread, whole
                gap = gap_between(ours, reference, shared, df, nested=False, over=over)
                return gap.without(self.is_reference(ours.layer))
            case GapFrom.REST:
                return self._gap_from_rest(level, ours)
            case GapFrom.TABLE:
                return self._gap_from_elsewhere(ours)

    def _gap(self, ours: Estimates, reference: Layer, *, nested: bool) -> Gap:
        theirs = self.estimates(reference)
        shared = self.cells.link(ours.layer, reference)
        return gap_between(ours, theirs, shared, taken(_degrees(theirs), shared.domain), nested=nested)

    def _gap_from_rest(self, level: tuple[str, ...], ours: Estimates) -> Gap:
        """The rest differs by group, so each group is compared in turn."""
        population = self.estimates(self.population_layer(level))
        df = taken(_degrees(population), self.cells.link(ours.layer, population.layer).domain)
        parts: list[tuple[IntArray, Gap]] = []
        for group in range(self.cells.labels[GROUP]):
            mine = np.flatnonzero(ours.layer.keys[GROUP] == group)
            group_layer = self.cells.layer(level, only={GROUP: group})
            rest_layer = self.population_layer(level, without={GROUP: group})
            shared = self.cells.link(group_layer, rest_layer)
            group_estimates, rest = self.estimates(group_layer), self.estimates(rest_layer)
            over = population.spread, self.cells.link(group_layer, population.layer)
            gap = gap_between(group_estimates, rest, shared, df[mine], nested=False, over=over)
            parts.append((mine, gap))
        return Gap.joined(parts, df)

    def _gap_from_elsewhere(self, ours: Estimates) -> Gap | None:
        other = self.question.elsewhere
        if other is None:
            return None
        wave = (
            np.maximum(ours.layer.keys[WAVE], 0)
            if WAVE in ours.layer.keys
            else np.zeros(ours.layer.size, int)
        )
        return gap_from_another_survey(
            ours, other.estimate[wave], other.se[wave], other.df[wave], _degrees(ours)
        )

    def is_reference(self, layer: Layer) -> BoolArray:
        """Which domains of groups are those of the reference itself."""
        same: BoolArray = layer.keys[GROUP] == self.cells.reference_group
        return same

    def population_layer(
        self, level: tuple[str, ...], *, without: Mapping[str, int] = MappingProxyType({})
    ) -> Layer:
        """The populations of a level: those of the comparison sample where that stands for them."""
        comparing = self.question.population is Population.COMPARISON_SAMPLE
        return self.cells.layer(level, only={COMPARISON: 1} if comparing else {}, without=without)

    def estimates(self, layer: Layer) -> Estimates:
        """Estimates of the domains of a layer, made once."""
        if id(layer) not in self._known:
            self._known[id(layer)] = self.estimator.estimate(layer)
        return self._known[id(layer)]

    def block(
        self,
        by: tuple[str, ...],
        layer: Layer,
        numbers: Mapping[str, FloatArray | IntArray],
        texts: Mapping[str, list[str]],
        only: Mapping[str, int] = MappingProxyType({}),
    ) -> Block:
        """Columns by cell of the grid, from columns by domain of a layer; only cells with some codes."""
        grid = self.cells.grid(by)
        place = self.cells.place(layer, by)
        kept = np.ones(len(place), dtype=bool)
        for key, code in only.items():
            kept &= grid[key] == code
        place = place[kept]
        return Block(
            {key: codes[kept] for key, codes in grid.items()},
            {
                **{name: _at(values, place, _EMPTY.get(name, np.nan)) for name, values in numbers.items()},
                **{name: _text_at(values, place, _NOTHING.get(name, "")) for name, values in texts.items()},
            },
        )

    def _block(self, by: tuple[str, ...], ours: Estimates, gap: Gap | None) -> Block:
        nested = self.question.population is not Population.COMPARISON_SAMPLE
        numbers = {
            **self._level_columns(ours),
            **self._gap_and_ratio_columns(ours, gap),
            **evidence(self.question.measure, self.estimator, self._base, ours, nested=nested),
        }
        texts = {"status": self._with_rest(ours, gap), "ci_method": self._methods(ours)}
        return self.block(by, ours.layer, numbers, texts)

    def _with_rest(self, ours: Estimates, gap: Gap | None) -> list[str]:
        """The statuses; a group that is everybody can't be compared with the rest."""
        statuses = self.status(ours)
        if gap is None or self.inference.gap_from is not GapFrom.REST:
            return statuses
        alone = (ours.n > 0) & np.isnan(gap.reference)
        return [Status.NOT_APPLICABLE if one else own for one, own in zip(alone, statuses, strict=True)]

    def _level_columns(self, ours: Estimates) -> dict[str, FloatArray | IntArray]:
        df, se = _degrees(ours), ours.se
        low, high = self._interval(ours)
        with np.errstate(divide="ignore", invalid="ignore"):
            srs = self.estimator.srs_variance(ours.layer)
            deff = np.where(srs > 0, se**2 / srs, np.nan)
            cv = np.where(ours.theta != 0, se / np.abs(ours.theta), np.nan)
        return {
            "n": ours.n,
            "n_missing": count_by_domain(self._rows.unanswered, ours.layer),
            "n_undecided": count_by_domain(self._rows.undecided, ours.layer),
            "n_weighted": ours.n_weighted,
            "estimate": ours.theta,
            "se": se,
            "ci_low": low,
            "ci_high": high,
            "df": np.where(ours.n > 0, df, np.nan),
            "deff": deff,
            "cv": cv,
        }

    def _interval(self, ours: Estimates) -> intervals.Interval:
        if self.question.measure is Measure.PROPORTION:
            return intervals.of_proportions(self.inference.proportion_interval, self._proportions(ours))
        if ours.interval is not None:
            return ours.interval
        t = intervals.t_quantile(self.inference.level, _degrees(ours))
        return intervals.symmetric(ours.theta, ours.se, t)

    def _methods(self, ours: Estimates) -> list[str]:
        if self.question.measure is Measure.PROPORTION:
            return intervals.methods(self.inference.proportion_interval, self._proportions(ours))
        return ["t" if ours.interval is None else "woodruff"] * ours.layer.size

    def _proportions(self, ours: Estimates) -> intervals.Proportions:
        n = ours.n.astype(np.float64)
        return intervals.Proportions(ours.theta, ours.se, n, _degrees(ours), self.inference.level)

    def _gap_and_ratio_columns(self, ours: Estimates, gap: Gap | None) -> dict[str, FloatArray | IntArray]:
        if gap is None:
            return {}
        t = intervals.t_quantile(self.inference.level, gap.df)
        ratio, (ratio_low, ratio_high) = intervals.ratio_of(ours.theta, gap.reference, gap.log_se, t)
        known = np.isfinite(gap.reference) & np.isfinite(ours.theta)
        return {
            **self.gap_columns(gap),
            "reference": np.where(known, gap.reference, np.nan),
            "ratio": ratio,
            "ratio_ci_low": ratio_low,
            "ratio_ci_high": ratio_high,
        }

    def gap_columns(self, gap: Gap) -> dict[str, FloatArray | IntArray]:
        """Gap, its standard error, interval, degrees of freedom and test; empty for totals that nest."""
        low, high = intervals.symmetric(gap.gap, gap.se, intervals.t_quantile(self.inference.level, gap.df))
        columns = {
            "gap": gap.gap,
            "gap_se": gap.se,
            "gap_ci_low": low,
            "gap_ci_high": high,
            "gap_df": np.where(np.isfinite(gap.gap), gap.df, np.nan),
            "gap_p": intervals.p_value(gap.gap, gap.se, gap.df),
        }
        inside_the_reference = {GapFrom.POPULATION, GapFrom.REST, GapFrom.WHOLE}
        if self.question.measure is Measure.TOTAL and self.inference.gap_from in inside_the_reference:
            return {name: np.full(len(values), np.nan) for name, values in columns.items()}
        return {**columns}

    @cached_property
    def _rows(self) -> RowCounts:
        return RowCounts.of(self.question, self.cells.crossing)

    def status(self, ours: Estimates) -> list[str]:
        """Without a base: whether nobody was in the sample, or nobody whom the indicator speaks of."""
        everybody = count_by_domain(self._rows.everybody, ours.layer)
        asked = count_by_domain(self._rows.asked, ours.layer)
        return [
            Status.OK if n > 0 else Status.NOT_APPLICABLE if rows > 0 and of_base == 0 else Status.NO_SAMPLE
            for n, rows, of_base in zip(ours.n, everybody, asked, strict=True)
        ]


def _degrees(ours: Estimates) -> FloatArray:
    return ours.spread.degrees_of_freedom().astype(np.float64)


def _at(values: FloatArray | IntArray, place: IntArray, nothing: float) -> FloatArray | IntArray:
    """Values of the domains by cell, and what a cell without a row of the file holds."""
    if values.dtype == np.int64:
        return np.append(values.astype(np.int64), np.int64(nothing))[place]
    return np.append(values.astype(np.float64), nothing)[place]


def _text_at(values: list[str], place: IntArray, nothing: str) -> list[str]:
    return [values[at] if at >= 0 else nothing for at in place]


def empty_block(cells: Cells, status: Status, only: Mapping[str, int] = MappingProxyType({})) -> Block:
    """One row for each wave, or for the one of `only`, without a number."""
    codes = {
        key: np.array([only[key]]) if key in only else it for key, it in cells.grid(cells.levels[0]).items()
    }
    rows = len(codes[WAVE]) if WAVE in codes else 1
    return Block(codes, {"status": [str(status)] * rows})
