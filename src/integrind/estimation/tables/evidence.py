"""What people contribute to an indicator, for disclosure control; no column of the result table."""

from __future__ import annotations

from typing import assert_never, cast

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.concurrently import cached
from integrind.estimation.domains.partition import Partition
from integrind.estimation.estimators.poverty import PovertyEstimator
from integrind.estimation.inference.estimates import Estimator, PartitionEstimates
from integrind.estimation.totals.amounts import Ends, Largest
from integrind.estimation.totals.base import count_by_domain
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.estimation.totals.people import key_of, keys_by_kind
from integrind.estimation.totals.responses import Kinds
from integrind.evidence import Evidence, Told
from integrind.vocabulary import Measure, State

_SOME = 100
"""Answers of which more than two differ, where there are amounts."""
_KEYS = 1 << 64
"""Keys of sets are below it."""


class Contributions:
    """What everybody contributes to one indicator, by finest entry; asked for partition by partition."""

    def __init__(
        self, measure: Measure, estimator: Estimator, cell_totals: CellTotals, estimates: PartitionEstimates
    ) -> None:
        self.measure = measure
        self.estimator = estimator
        self.cell_totals = cell_totals
        self.estimates = estimates

    def evidence(self, partition: Partition) -> Evidence:
        """What disclosure control needs to know of the domains of a partition."""
        found = {name: np.full(partition.size, np.nan) for name in Evidence.NAMES}
        people = self.cell_totals.n(partition)
        return Evidence(**{**found, "people": people.astype(np.float64), **self._of(partition, people)})

    @property
    def told(self) -> Told:
        """Whom the indicator counts."""
        state, by_kind = self._kinds.state, keys_by_kind(self.cell_totals.question)

        def key(kinds: BoolArray) -> int:
            return int(by_kind[kinds].sum(dtype=np.uint64))

        answered, unanswered = state == State.ANSWERED, state == State.UNANSWERED
        people = key(answered)
        if self.measure is Measure.AT_RISK_OF_POVERTY:
            poor = cast("PovertyEstimator", self.estimator).poor()
            rows = np.zeros(len(self._value), dtype=bool)
            rows[poor.base.row[poor.rows]] = True
            having = key_of(rows & self.cell_totals.inside)
            without = (people - having) % _KEYS
        elif self._kinds.value is None:
            sides = self._sides_of_share(self._value, self.cell_totals.question.denominator)
            having, without = (key_of(it & self.cell_totals.inside) for it in sides)
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

    def _of(self, partition: Partition, people: IntArray) -> dict[str, FloatArray]:
        found: dict[str, FloatArray]
        match self.measure:
            case Measure.PROPORTION:
                found = _share(self.cell_totals.having(partition), people)
            case Measure.AT_RISK_OF_POVERTY:
                poor = cast("PovertyEstimator", self.estimator).poor()
                found = _share(count_by_domain(poor.having, partition), people)
            case Measure.MEAN | Measure.TOTAL if self._two is not None:
                having = self._people(self._value == self._two[1], partition)
                found = _share(having, people) | self._of_amounts(partition)
            case Measure.RATIO:
                found = self._ratio(partition)
            case Measure.MEDIAN | Measure.QUANTILE:
                found = self._at_or_beyond(partition) | self._all_alike(partition)
            case Measure.MEAN | Measure.TOTAL | Measure.GINI | Measure.QUINTILE_SHARE:
                found = self._of_amounts(partition) | self._all_alike(partition)
            case Measure.DISTRIBUTION | Measure.QUANTILES:
                raise TypeError("what has several rows is judged row by row")
            case _:
                assert_never(self.measure)
        return found

    def _ratio(self, partition: Partition) -> dict[str, FloatArray]:
        """A share of those in the denominator where both are yes or no; else amounts on either side."""
        above, below = self._value != 0, self._denominator != 0
        if self._is_share:
            having, without = (self._people(it, partition) for it in (above, below & ~above))
            return {"having": having, "without": without} | self._of_amounts(partition)
        fewer = np.minimum(self._amounts.people(partition), self._below.people(partition))
        numerator = self._of_largest(self._amounts, partition, self.cell_totals.sizes)
        denominator = self._of_largest(self._below, partition, self.cell_totals.x)
        larger = {name: np.fmax(its, denominator[name]) for name, its in numerator.items()}
        return {**larger, "contributors": fewer} | self._all_alike(partition)

    def _of_amounts(self, partition: Partition) -> dict[str, FloatArray]:
        largest = self._of_largest(self._amounts, partition, self.cell_totals.sizes)
        return {**largest, "contributors": self._amounts.people(partition)}

    @staticmethod
    def _of_largest(amounts: Largest, partition: Partition, sizes: FloatArray) -> dict[str, FloatArray]:
        return dict(zip(("largest", "second"), amounts.shares(partition, sizes), strict=True))

    @property
    def _amounts(self) -> Largest:
        return self.cell_totals.amounts

    @cached
    def _below(self) -> Largest:
        cell_totals = self.cell_totals
        return Largest.of(
            self._denominator, cell_totals.question.weight, cell_totals.inside, cell_totals.crossing
        )

    def _all_alike(self, partition: Partition) -> dict[str, FloatArray]:
        return {"alike": self._ends.alike(partition).astype(np.float64)}

    @cached
    def _ends(self) -> Ends:
        """Of the answers; of a ratio, of its two parts divided, where that can be done."""
        value, there = self._value, self.cell_totals.inside
        if self.cell_totals.question.denominator is not None:
            there = there & (self._denominator != 0)
            value = value / np.where(there, self._denominator, 1.0)
        return Ends.of(value, there, self.cell_totals.crossing)

    def _at_or_beyond(self, partition: Partition) -> dict[str, FloatArray]:
        """How many are at the estimate or beyond it, and so for the ends of its interval."""
        ours = self.estimates.of(partition)
        low, high = ours.interval if ours.interval is not None else (ours.theta, ours.theta)
        domain = partition.finest_domain[self.cell_totals.crossing.row_entry]

        def fewer(low: FloatArray, high: FloatArray) -> FloatArray:
            below = self._value <= np.append(low, np.nan)[domain]
            above = self._value >= np.append(high, np.nan)[domain]
            return np.minimum(self._people(below, partition), self._people(above, partition))

        return {"beyond": fewer(ours.theta, ours.theta), "beyond_interval": fewer(low, high)}

    def _people(self, chosen: BoolArray, partition: Partition) -> FloatArray:
        """Rows of the base that are chosen, by domain."""
        crossing = self.cell_totals.crossing
        entry = crossing.row_entry[chosen & self.cell_totals.inside]
        return count_by_domain(np.bincount(entry, minlength=crossing.size), partition).astype(np.float64)

    @property
    def _kinds(self) -> Kinds:
        return self.cell_totals.question.responses.kinds

    @property
    def _value(self) -> FloatArray:
        return self.cell_totals.question.value

    @property
    def _denominator(self) -> FloatArray:
        below = self.cell_totals.question.denominator
        assert below is not None  # noqa: S101 - of a ratio
        return below

    @cached
    def _two(self) -> tuple[float, float] | None:
        """The answers where all of the base gave one of two: then a mean is a share."""
        found = _at_most_two(self._value[self.cell_totals.inside])
        return found if found is not None and found[0] < found[1] else None

    @cached
    def _is_share(self) -> bool:
        """Whether a ratio is of one amount to one amount: of yes or no to yes or no."""
        inside = self.cell_totals.inside
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
