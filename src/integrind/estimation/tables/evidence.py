"""What people contribute to an indicator, for disclosure control; no column of the result table."""

from __future__ import annotations

from typing import assert_never, cast

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.concurrently import kept
from integrind.estimation.domains.domains import Layer
from integrind.estimation.estimators.poverty import PovertyEstimator
from integrind.estimation.inference.estimates import Estimator, LayerEstimates
from integrind.estimation.totals.amounts import Ends, Largest
from integrind.estimation.totals.base import count_by_domain
from integrind.estimation.totals.people import key_of, keys_by_kind
from integrind.estimation.totals.responses import Kinds
from integrind.estimation.totals.tally import Tally
from integrind.evidence import Evidence, Told
from integrind.vocabulary import Measure, State

_SOME = 100
"""Answers of which more than two differ, where there are amounts."""
_KEYS = 1 << 64
"""Keys of sets are below it."""


class Contributions:
    """What everybody contributes to one indicator, by finest entry; asked for layer by layer."""

    def __init__(
        self, measure: Measure, estimator: Estimator, tally: Tally, estimates: LayerEstimates
    ) -> None:
        self.measure = measure
        self.estimator = estimator
        self.tally = tally
        self.estimates = estimates

    def evidence(self, layer: Layer) -> Evidence:
        """What disclosure control needs to know of the domains of a layer."""
        found = {name: np.full(layer.size, np.nan) for name in Evidence.NAMES}
        people = self.tally.n(layer)
        return Evidence(**{**found, "people": people.astype(np.float64), **self._of(layer, people)})

    @property
    def told(self) -> Told:
        """Whom the indicator counts."""
        state, by_kind = self._kinds.state, keys_by_kind(self.tally.question)

        def key(kinds: BoolArray) -> int:
            return int(by_kind[kinds].sum(dtype=np.uint64))

        answered, unanswered = state == State.ANSWERED, state == State.UNANSWERED
        people = key(answered)
        if self.measure is Measure.AT_RISK_OF_POVERTY:
            poor = cast("PovertyEstimator", self.estimator).poor()
            rows = np.zeros(len(self._value), dtype=bool)
            rows[poor.base.row[poor.rows]] = True
            having = key_of(rows & self.tally.inside)
            without = (people - having) % _KEYS
        elif self._kinds.value is None:
            sides = self._sides_of_share(self._value, self.tally.question.denominator)
            having, without = (key_of(it & self.tally.inside) for it in sides)
        else:
            sides = self._sides_of_share(self._kinds.value, self._kinds.denominator)
            having, without = (key(it & answered) for it in sides)
        return Told(key(answered | unanswered), people, key(unanswered), having, without)

    def _sides_of_share(
        self, value: FloatArray, denominator: FloatArray | None
    ) -> tuple[BoolArray, BoolArray]:
        """Which answers have what a share is of, and which don't; none without a share."""
        match self.measure:
            case Measure.PROPORTION:
                having = value != 0
            case Measure.MEAN | Measure.TOTAL if self._two is not None:
                having = value == self._two[1]
            case Measure.RATIO if self._is_share and denominator is not None:
                having = value != 0
                return having, (denominator != 0) & ~having
            case _:
                nobody = np.zeros(len(value), dtype=bool)
                return nobody, nobody
        return having, ~having

    def _of(self, layer: Layer, people: IntArray) -> dict[str, FloatArray]:
        found: dict[str, FloatArray]
        match self.measure:
            case Measure.PROPORTION:
                found = _share(self.tally.having(layer), people)
            case Measure.AT_RISK_OF_POVERTY:
                poor = cast("PovertyEstimator", self.estimator).poor()
                found = _share(count_by_domain(poor.having, layer), people)
            case Measure.MEAN | Measure.TOTAL if self._two is not None:
                having = self._people(self._value == self._two[1], layer)
                found = _share(having, people) | self._of_amounts(layer)
            case Measure.RATIO:
                found = self._ratio(layer)
            case Measure.MEDIAN | Measure.QUANTILE:
                found = self._at_or_beyond(layer) | self._all_alike(layer)
            case Measure.MEAN | Measure.TOTAL | Measure.GINI | Measure.QUINTILE_SHARE:
                found = self._of_amounts(layer) | self._all_alike(layer)
            case Measure.DISTRIBUTION | Measure.QUANTILES:
                raise TypeError("what has several rows is judged row by row")
            case _:
                assert_never(self.measure)
        return found

    def _ratio(self, layer: Layer) -> dict[str, FloatArray]:
        """A share of those in the denominator where both are yes or no; else amounts on either side."""
        above, below = self._value != 0, self._denominator != 0
        if self._is_share:
            having, without = (self._people(it, layer) for it in (above, below & ~above))
            return {"having": having, "without": without} | self._of_amounts(layer)
        fewer = np.minimum(self._amounts.people(layer), self._below.people(layer))
        numerator = self._of_largest(self._amounts, layer, self.tally.sizes)
        denominator = self._of_largest(self._below, layer, self.tally.x)
        larger = {name: np.fmax(its, denominator[name]) for name, its in numerator.items()}
        return {**larger, "contributors": fewer} | self._all_alike(layer)

    def _of_amounts(self, layer: Layer) -> dict[str, FloatArray]:
        largest = self._of_largest(self._amounts, layer, self.tally.sizes)
        return {**largest, "contributors": self._amounts.people(layer)}

    @staticmethod
    def _of_largest(amounts: Largest, layer: Layer, sizes: FloatArray) -> dict[str, FloatArray]:
        return dict(zip(("largest", "second"), amounts.shares(layer, sizes), strict=True))

    @property
    def _amounts(self) -> Largest:
        return self.tally.amounts

    @kept
    def _below(self) -> Largest:
        tally = self.tally
        return Largest.of(self._denominator, tally.question.weight, tally.inside, tally.crossing)

    def _all_alike(self, layer: Layer) -> dict[str, FloatArray]:
        return {"alike": self._ends.alike(layer).astype(np.float64)}

    @kept
    def _ends(self) -> Ends:
        """Of the answers; of a ratio, of its two parts divided, where that can be done."""
        value, there = self._value, self.tally.inside
        if self.tally.question.denominator is not None:
            there = there & (self._denominator != 0)
            value = value / np.where(there, self._denominator, 1.0)
        return Ends.of(value, there, self.tally.crossing)

    def _at_or_beyond(self, layer: Layer) -> dict[str, FloatArray]:
        """How many are at the estimate or beyond it, and so for the ends of its interval."""
        ours = self.estimates.of(layer)
        low, high = ours.interval if ours.interval is not None else (ours.theta, ours.theta)
        domain = layer.finest_domain[self.tally.crossing.row_entry]

        def fewer(low: FloatArray, high: FloatArray) -> FloatArray:
            below = self._value <= np.append(low, np.nan)[domain]
            above = self._value >= np.append(high, np.nan)[domain]
            return np.minimum(self._people(below, layer), self._people(above, layer))

        return {"beyond": fewer(ours.theta, ours.theta), "beyond_interval": fewer(low, high)}

    def _people(self, chosen: BoolArray, layer: Layer) -> FloatArray:
        """Rows of the base that are chosen, by domain."""
        crossing = self.tally.crossing
        entry = crossing.row_entry[chosen & self.tally.inside]
        return count_by_domain(np.bincount(entry, minlength=crossing.size), layer).astype(np.float64)

    @property
    def _kinds(self) -> Kinds:
        return self.tally.question.responses.kinds

    @property
    def _value(self) -> FloatArray:
        return self.tally.question.value

    @property
    def _denominator(self) -> FloatArray:
        below = self.tally.question.denominator
        assert below is not None  # noqa: S101 - of a ratio
        return below

    @kept
    def _two(self) -> tuple[float, float] | None:
        """The answers where all of the base gave one of two: then a mean is a share."""
        found = _at_most_two(self._value[self.tally.inside])
        return found if found is not None and found[0] < found[1] else None

    @kept
    def _is_share(self) -> bool:
        """Whether a ratio is of one amount to one amount: of yes or no to yes or no."""
        inside = self.tally.inside
        return all(
            _at_most_two(np.append(its[inside], 0.0)) is not None for its in (self._value, self._denominator)
        )


def _at_most_two(values: FloatArray) -> tuple[float, float] | None:
    """The smallest and the largest, where there is none between them."""
    if not len(values):
        return None
    if len(set(values[:_SOME].tolist())) > 2:
        return None
    low, high = float(values.min()), float(values.max())
    return (low, high) if ((values == low) | (values == high)).all() else None


def _share(having: FloatArray | IntArray, people: IntArray) -> dict[str, FloatArray]:
    return {"having": having.astype(np.float64), "without": (people - having).astype(np.float64)}
