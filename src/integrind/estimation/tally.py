"""The heavy pass: counts and sums of one indicator over the rows of the file, by finest entry.

Where answers are of a few kinds, rows and weights of each kind are summed at once, and all else follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from integrind.estimation.base import Base
from integrind.estimation.exact import FloatArray, IntArray, cleared
from integrind.estimation.layers import Crossing
from integrind.estimation.question import Question
from integrind.estimation.replicate_sums import ReplicateWeights
from integrind.vocabulary import State

CountArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """Counts and sums of a question, all by finest entry of a crossing."""

    question: Question
    crossing: Crossing

    @cached_property
    def base(self) -> Base:
        """The rows that are in it."""
        return self.question.base(self.crossing, self.question.inside)

    @cached_property
    def counts(self) -> CountArray:
        """Rows of the base."""
        return self._rows_of(State.ANSWERED)

    @cached_property
    def unanswered(self) -> CountArray:
        """Rows without an answer though they were asked."""
        return self._rows_of(State.UNANSWERED)

    @cached_property
    def undecided(self) -> CountArray:
        """Rows of which it isn't known whether the indicator speaks of them."""
        return self._rows_of(State.UNDECIDED)

    @cached_property
    def asked(self) -> CountArray:
        """Rows that the indicator speaks of, whether they answered or not."""
        return self.counts + self.unanswered + self.undecided

    @cached_property
    def everybody(self) -> CountArray:
        """Rows that the table is about."""
        total: CountArray = self._rows[:-1].sum(axis=0)
        return total

    @cached_property
    def weights(self) -> FloatArray:
        """Sums of the weights of the base."""
        return self._by_kind(None)

    @cached_property
    def x(self) -> FloatArray:
        """Sums of weight × denominator of a ratio; of the weights for other measures."""
        if self.question.denominator is None:
            return self.weights
        if (by_kind := self.question.responses.kinds.denominator) is not None:
            return self._by_kind(by_kind)
        return self.crossing.sums(self._weight * self.question.denominator)

    @cached_property
    def y(self) -> FloatArray:
        """Sums of weight × value."""
        if (by_kind := self.question.responses.kinds.value) is not None:
            return self._by_kind(by_kind)
        return self.crossing.sums(self._products)

    @cached_property
    def having(self) -> CountArray:
        """Rows of the base whose value isn't 0."""
        kinds = self.question.responses.kinds
        if kinds.value is None:
            there = (self._weight > 0) & (self.question.value != 0)
            return np.bincount(self.crossing.row_entry[there], minlength=self.crossing.size)
        held = kinds.answered[kinds.value[kinds.answered] != 0]
        rows: CountArray = self._rows[held].sum(axis=0)
        return rows

    @cached_property
    def sizes(self) -> FloatArray:
        """Sums of weight times the value's size."""
        if (by_kind := self.question.responses.kinds.value) is not None:
            return self._by_kind(np.abs(by_kind))
        products = self._products
        return self.y if products.min(initial=0.0) >= 0 else self.crossing.sums(np.abs(products))

    @cached_property
    def largest(self) -> FloatArray:
        """The largest weight times size of a row."""
        largest = np.zeros(self.crossing.size)
        np.maximum.at(largest, self.crossing.row_entry, np.abs(self._products))
        return largest

    def replicate_sums(self, weights: tuple[FloatArray, ...]) -> tuple[FloatArray, FloatArray]:
        """Sums of y and x times replicate weights, each (rows,): (replicates, finest entries) both."""
        question, kinds = self.question, self.question.responses.kinds
        inside = question.inside & question.answered
        below = inside if question.denominator is None else inside * question.denominator
        above = inside * question.value
        if kinds.value is not None and set(kinds.value[kinds.answered]) <= {0.0, 1.0}:
            above = inside & question.responses.rows((kinds.value == 1.0)[kinds.of_response])
        y, x = ReplicateWeights.of(weights, self.crossing).sums([above, below])
        return y, x

    @cached_property
    def squares_within(self) -> FloatArray:
        """Sums of weighted squares about the mean of each entry."""
        mean = self.y / np.where(self.x > 0, self.x, 1.0)
        kinds = self.question.responses.kinds
        if kinds.value is not None:
            total = np.zeros(self.crossing.size)
            for kind in kinds.answered:
                total += self._weight_of(kind) * cleared(kinds.value[kind] - mean, kinds.value[kind]) ** 2
            return total
        value = self.question.value
        distance = cleared(value - mean[self.crossing.row_entry], value)
        distance *= distance
        distance *= self._weight
        return self.crossing.sums(distance)

    @cached_property
    def _place(self) -> IntArray:
        """Kind and entry of each row, as one code; the last kind is that of rows which don't count."""
        kinds, size = self.question.responses.kinds, self.crossing.size
        place = self.question.responses.rows(kinds.of_response * size)
        if not self.question.inside.all():
            place = np.where(self.question.inside, place, len(kinds.state) * size)
        return place + self.crossing.row_entry

    @cached_property
    def _rows(self) -> CountArray:
        """Rows (kinds and one more, entries)."""
        kinds = len(self.question.responses.kinds.state) + 1
        found = np.bincount(self._place, minlength=kinds * self.crossing.size)
        return found.reshape(kinds, self.crossing.size)

    @cached_property
    def _weights(self) -> FloatArray:
        """Sums of weights (kinds of those who answered, entries)."""
        kinds, size = len(self.question.responses.kinds.answered), self.crossing.size
        elsewhere = kinds * size
        place = np.minimum(self._place, elsewhere)
        found = self.crossing.terms(self.question.weight).sums(place, elsewhere + 1)
        return found[:elsewhere].reshape(kinds, size)

    def _weight_of(self, kind: int) -> FloatArray:
        weights: FloatArray = self._weights[kind]
        return weights

    def _rows_of(self, state: State) -> CountArray:
        rows: CountArray = self._rows[:-1][self.question.responses.kinds.state == state].sum(axis=0)
        return rows

    def _by_kind(self, values: FloatArray | None) -> FloatArray:
        """Sums of the weights of those who answered, each times the value of its kind."""
        total = np.zeros(self.crossing.size)
        for kind in self.question.responses.kinds.answered:
            value = 1.0 if values is None else values[kind]
            if value == 1.0:
                total += self._weight_of(kind)
            elif value != 0.0:
                total += value * self._weight_of(kind)
        return total

    @cached_property
    def _weight(self) -> FloatArray:
        """Weight of each row, 0 outside the base."""
        return np.where(self.question.inside & self.question.answered, self.question.weight, 0.0)

    @cached_property
    def _products(self) -> FloatArray:
        """Weight times value of each row, 0 outside the base."""
        return self._weight * self.question.value
