"""How indicators go together among the respondents of a survey, pair by pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.definitions.indicator import Indicator
from integrind.disclosure.pairs import release_pairs
from integrind.estimation.domains.cells import COMPARISON, WAVE
from integrind.estimation.domains.partition import Partition
from integrind.estimation.estimators.association import CorrelationEstimator, fewest, fisher
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.inference.multiplicity import ADJUSTMENTS
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.question import Population, Question
from integrind.expressions import parse
from integrind.opening.opened import Opened
from integrind.profiles.associations import COLUMNS
from integrind.results import Results
from integrind.vocabulary import Association, Direction, Measure, Status

MEASURES = frozenset({Measure.PROPORTION, Measure.MEAN})
"""Measures of one value for each respondent."""


@dataclass(frozen=True)
class Asked:
    """An indicator as respondents answered it."""

    indicator: Indicator
    questions: Sequence[Question]
    """In each imputation; one where nothing is imputed."""

    def question(self, imputation: int) -> Question:
        """As one imputation has it, or as all have it."""
        return self.questions[min(imputation, len(self.questions) - 1)]

    @property
    def sign(self) -> float:
        """Turns a value round where lower is better."""
        return -1.0 if self.indicator.direction is Direction.LOWER_IS_BETTER else 1.0

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """What the value is made of."""
        return parse(self.indicator.value).names if self.indicator.value is not None else ()


def associate(opened: Opened, results: Results) -> pl.DataFrame:
    """Correlate each two indicators of the population; `results` say what of it is hidden."""
    asked = [
        Asked(indicator, its.questions)
        for indicator, its in opened.questions()
        if its.question.measure in MEASURES
    ]
    rows = [row for pair in combinations(asked, 2) for row in _rows(opened, *pair)]
    pairs = pl.DataFrame(rows, [*COLUMNS.items(), ("fewest", pl.Int64)])
    policy = opened.policy
    notes = pl.lit(" ".join(results.about.notices) or None, dtype=pl.String)
    pairs = _with_withheld(_tested(pairs.with_columns(notes=notes), opened), results)
    return release_pairs(pairs, policy).select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())


def _rows(opened: Opened, one: Asked, other: Asked) -> Iterator[Mapping[str, object]]:
    """A row for each wave, or one; none for two modules with different weights."""
    several = range(max(len(one.questions), len(other.questions)))
    pairs = [_pair(opened, one.question(it), other.question(it)) for it in several]
    found = [it for it in pairs if it is not None]
    if not found:
        return
    partition, smallest = found[0][0].partition, np.min([fewest for _, fewest in found], axis=0)
    ours = found[0][0] if len(found) == 1 else Estimates.combined([it for it, _ in found])
    (low, high), p = fisher(ours.theta, ours.se, ours.df, opened.request.level)
    shared = [name for name in one.variables if name in other.variables]
    said = {
        "dimension": str(one.indicator.dimension),
        "indicator": one.indicator.id,
        "title": one.indicator.title,
        "other_dimension": str(other.indicator.dimension),
        "other_indicator": other.indicator.id,
        "other_title": other.indicator.title,
        "shared_variables": " ".join(shared) or None,
    }
    waves = opened.domains.labels[0].get(WAVE)
    for at in range(partition.size):
        yield {
            **said,
            "wave": None if waves is None else waves.labels[partition.keys[WAVE][at]],
            "n": int(ours.n[at]),
            "n_weighted": float(ours.n_weighted[at]),
            **_numbers(
                correlation=ours.theta[at],
                oriented=one.sign * other.sign * ours.theta[at],
                se=ours.se[at],
                ci_low=low[at],
                ci_high=high[at],
                p=p[at],
            ),
            "df": float(ours.df[at]) if np.isfinite(ours.theta[at]) else None,
            "confidence_level": opened.request.level,
            "fewest": int(smallest[at]),
        }


def _pair(opened: Opened, one: Question, other: Question) -> tuple[Estimates, IntArray] | None:
    """Correlations of the population, and the people in the smallest cell; none for two modules' weights."""
    rows = one.inside & one.answered & other.inside & other.answered
    weight = _weight(opened, one, other, rows)
    if weight is None:
        return None
    partition, row = _partition(opened, one, other), np.flatnonzero(rows)
    base = Base(opened.domains.cells[0].crossing, row, weight, one.value[row])
    values = other.value[row]
    yes_no = (one.measure is Measure.PROPORTION, other.measure is Measure.PROPORTION)
    found = CorrelationEstimator(base, values, one.replication).estimate(partition)
    return found, fewest(base, values, partition, yes_no)


def _weight(opened: Opened, one: Question, other: Question, rows: BoolArray) -> FloatArray | None:
    """A module's own weight where one of the two has it; none where both have and they differ."""
    general = opened.domains.weight
    if other.weight is general or np.array_equal(one.weight[rows], other.weight[rows]):
        return one.weight
    return other.weight if one.weight is general else None


def _partition(opened: Opened, one: Question, other: Question) -> Partition:
    """The population, of each wave where there are waves: the comparison sample where it stands for it."""
    cells = opened.domains.cells[0]
    compared = Population.COMPARISON_SAMPLE in {one.population, other.population}
    return cells.partition(cells.levels[0], only={COMPARISON: 1} if compared else {})


def _numbers(**values: float) -> dict[str, float | None]:
    return {name: float(value) if np.isfinite(value) else None for name, value in values.items()}


def _tested(pairs: pl.DataFrame, opened: Opened) -> pl.DataFrame:
    """Fill comparisons, the adjusted p, and what a clear association says; every test is of one family."""
    p = pairs["p"].to_numpy()
    tested = ~np.isnan(p)
    adjusted = np.full(len(p), np.nan)
    adjusted[tested] = ADJUSTMENTS[opened.request.adjust](p[tested])
    clear = pl.coalesce("p_adjusted", "p") < 1 - opened.request.level
    return pairs.with_columns(
        p_adjusted=pl.Series(adjusted, dtype=pl.Float64).fill_nan(None),
        comparisons=pl.when(pl.col("p").is_not_null()).then(int(tested.sum())),
    ).with_columns(
        finding=pl.when(pl.col("p").is_null()).then(None)
        .when(~clear).then(pl.lit(str(Association.NO_CLEAR_ASSOCIATION)))
        .when(pl.col("oriented") > 0).then(pl.lit(str(Association.TOGETHER)))
        .otherwise(pl.lit(str(Association.OPPOSED)))
    )  # fmt: skip


def _with_withheld(pairs: pl.DataFrame, results: Results) -> pl.DataFrame:
    """Find the pairs of which one indicator is hidden for the population itself."""
    frame = results.frame
    hidden = (
        frame.filter(
            pl.col("group").is_null(), pl.col("area").is_null(), pl.col("status") == str(Status.SUPPRESSED)
        )
        .select("indicator", "wave")
        .unique()
    )
    known = {(indicator, wave) for indicator, wave in hidden.iter_rows()}
    withheld = [
        (one, wave) in known or (other, wave) in known
        for one, other, wave in pairs.select("indicator", "other_indicator", "wave").iter_rows()
    ]
    return pairs.with_columns(withheld=pl.Series(withheld, dtype=pl.Boolean))
