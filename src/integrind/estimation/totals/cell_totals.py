"""The heavy pass: counts and sums of one indicator over the rows of the file, by finest entry.

Where answers are of a few kinds, rows and weights of each kind are summed at once, and all else follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from integrind.arrays.exact import (
    BoolArray,
    Decimals,
    FloatArray,
    IntArray,
    Terms,
    cleared,
    plain_sums,
    without_rounding,
)
from integrind.concurrently import cached
from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.domains.partition import Partition
from integrind.estimation.totals.amounts import Largest
from integrind.estimation.totals.base import Base, by_domain, by_entry, count_by_domain
from integrind.estimation.totals.question import Question
from integrind.estimation.totals.replicate_sums import Column, sums_by_replicate
from integrind.estimation.totals.spread import Sums, WeightSquares, of_kinds, of_rows
from integrind.estimation.variance.moments import Moments
from integrind.vocabulary import State

_MOST_SUMS = 1 << 22
"""That are made in one pass over replicate weights."""


@dataclass(frozen=True)
class CellTotals:
    """Counts and sums of a question: sums by finest entry of a crossing, counts by domain of a partition."""

    question: Question
    crossing: Crossing
    _known: dict[Partition, IntArray] = field(default_factory=dict, repr=False)
    _by_replicate: list[tuple[FloatArray, FloatArray]] = field(default_factory=list, repr=False)
    _of_all: CellTotals | None = field(default=None, repr=False)
    """Of a category: that of all of them, whose rows are these."""

    def of_category(self, category: int) -> CellTotals:
        """The cell totals of one category of a distribution: of all of them the rows are passed once."""
        return CellTotals(self.question.of_category(category), self.crossing, _of_all=self)

    def by_kind(self) -> tuple[IntArray, FloatArray, FloatArray | None]:
        """Rows, sums of weights, and squares of these about their mean where rows were drawn one by one.

        By kind of those who answered and finest entry.
        """
        rows, weights, squares = self._by_kind
        kinds = self.question.responses.kinds.answered
        about = None if squares is None else self._weight_squares.about_mean(rows, weights, squares)[kinds]
        return rows[kinds], weights[kinds], about

    @cached
    def base(self) -> Base:
        """The rows that are in it."""
        return replace(self.question.base(self.crossing), rows_by_entry=self._answered)

    def n(self, partition: Partition) -> IntArray:
        """Rows of the base, by domain."""
        return self.count(partition, State.ANSWERED)

    def count(self, partition: Partition, *states: State) -> IntArray:
        """Rows in one of some states, by domain."""
        state = self.question.responses.kinds.state
        return self._count(partition, np.logical_or.reduce([state == it for it in states]))

    def everybody(self, partition: Partition) -> IntArray:
        """Rows that the table is about, by domain."""
        return self._count(partition, np.ones(len(self.question.responses.kinds.state), dtype=bool))

    def having(self, partition: Partition) -> IntArray:
        """Rows of the base whose value isn't 0, by domain."""
        kinds = self.question.responses.kinds
        if kinds.value is None:
            there = self.inside & (self.question.value != 0)
            return count_by_domain(
                np.bincount(self.crossing.row_entry[there], minlength=self.crossing.size), partition
            )
        return self._count(partition, (kinds.state == State.ANSWERED) & (kinds.value != 0))

    def present(self, partition: Partition) -> BoolArray:
        """Which entries of a partition have a row of the base."""
        return partition.finest_in_entry.any(self._answered > 0)

    @cached
    def weights(self) -> FloatArray:
        """Sums of the weights of the base."""
        return self._of_answers(None)

    @cached
    def x(self) -> FloatArray:
        """Sums of weight × denominator of a ratio; of the weights for other measures."""
        if self.question.denominator is None:
            return self.weights
        if (by_kind := self.question.responses.kinds.denominator) is not None:
            return self._of_answers(by_kind)
        return self._summed(self.question.denominator)

    @property
    def weights_of_file(self) -> FloatArray:
        """Weights of all rows of the file."""
        return self.question.weight

    def x_within(self, partition: Partition) -> tuple[FloatArray, FloatArray]:
        """The same by entry of a partition and by domain."""
        x = by_entry(self.x, partition)
        return x, by_domain(x, partition)

    @cached
    def y(self) -> FloatArray:
        """Sums of weight × value."""
        if (by_kind := self.question.responses.kinds.value) is not None:
            return self._of_answers(by_kind)
        return self._summed(self.question.value)

    @cached
    def sizes(self) -> FloatArray:
        """Sums of weight times the value's size."""
        if (by_kind := self.question.responses.kinds.value) is not None:
            return self._of_answers(np.abs(by_kind))
        if self.question.value.min(initial=0.0) >= 0:
            return self.y
        return self._summed(np.abs(self.question.value))

    @cached
    def amounts(self) -> Largest:
        """The largest weights times size of a row."""
        return Largest.of(self.question.value, self.question.weight, self.inside, self.crossing)

    @cached
    def inside(self) -> BoolArray:
        """Which rows of the file are in the base."""
        return self.question.inside & self.question.answered if self._of_all is None else self._of_all.inside

    def sums_by_replicate(self, weights: ReplicateWeights) -> tuple[FloatArray, FloatArray]:
        """Sums of y and x times replicate weights: (replicates, finest entries) both."""
        if not self._by_replicate:
            share_passes([self], weights)
        return self._by_replicate[0]

    def columns(self) -> tuple[Column, Column]:
        """Value and denominator of each row of the file, 0 outside the base."""
        question, kinds = self.question, self.question.responses.kinds
        below = self.inside if question.denominator is None else self.inside * question.denominator
        if kinds.value is not None and set(kinds.value[kinds.answered]) <= {0.0, 1.0}:
            return self.inside & question.responses.rows((kinds.value == 1.0)[kinds.of_response]), below
        return self.inside * question.value, below

    @cached
    def squares_within(self) -> FloatArray:
        """Sums of weighted squares about the mean of each entry."""
        mean = self.y / np.where(self.x > 0, self.x, 1.0)
        kinds = self.question.responses.kinds
        if kinds.value is not None:
            total = np.zeros(self.crossing.size)
            for kind in kinds.answered:
                total += self._weights[kind] * cleared(kinds.value[kind] - mean, kinds.value[kind]) ** 2
            return total

        def squares(rows: slice) -> FloatArray:
            distance = self.question.value[rows] - mean[self.crossing.row_entry[rows]]
            distance *= distance
            distance *= self._weight(rows)
            return distance

        pooled = self.crossing.sample.pooled and self.question.denominator is None
        total = self._of_rows[1] if pooled else self.crossing.sums_of(squares)
        return without_rounding(total, mean**2 * self.x)

    @cached
    def moments(self) -> Moments:
        """How the rows of the base vary, where they were drawn one by one."""
        kinds = self.question.responses.kinds
        if kinds.value is None:
            return self._of_rows[0]
        rows, weights, squares = self._by_kind
        assert squares is not None  # noqa: S101 - of few kinds
        about_mean = self._weight_squares.about_mean(rows, weights, squares)
        return of_kinds(self._totals, kinds, rows, weights, about_mean)

    @property
    def _totals(self) -> Sums:
        return Sums(self._answered, self.y, self.x)

    @cached
    def _of_rows(self) -> tuple[Moments, FloatArray]:
        """Moments, and sums of w (y - ratio x)², by rows that gave many answers."""
        return of_rows(self._totals, self.base)

    @property
    def _weight_squares(self) -> WeightSquares:
        split = self.crossing.split(self.question.weight)
        return self.crossing.once(split, lambda it: WeightSquares.of(it.values, self.crossing))

    @cached
    def _answered(self) -> IntArray:
        """Rows of the base, by finest entry."""
        rows: IntArray = self._rows[self.question.responses.kinds.answered].sum(axis=0)
        return rows

    @property
    def _rows(self) -> IntArray:
        """Rows (kinds, entries)."""
        return self._by_kind[0]

    @property
    def _weights(self) -> FloatArray:
        """Sums of weights (kinds, entries)."""
        return self._by_kind[1]

    @cached
    def _by_kind(self) -> tuple[IntArray, FloatArray, IntArray | None]:
        """Rows, sums of weights, and of their squares where rows were drawn one by one.

        Rows that don't count are a kind of their own, the last.
        """
        if self._of_all is not None:
            return self._of_all._by_kind
        weights = self.crossing.split(self.question.weight)
        shape = len(self.question.responses.kinds.state) + (not self._all_inside), self.crossing.size
        cells = shape[0] * shape[1]
        count, totals = np.zeros(cells, dtype=np.int64), [np.zeros(cells), np.zeros(cells)]
        varied = self.crossing.sample.pooled and self.question.responses.kinds.value is not None
        squares = np.zeros(cells * varied, dtype=np.int64)
        for rows in self.crossing.blocks(cells):
            place = self._place(rows)
            count += np.bincount(place, minlength=cells)
            terms = weights.at(rows)
            for at, part in enumerate(terms.parts):
                totals[at] += plain_sums(part, place, cells)
            if varied:
                np.add.at(squares, place, self._weight_squares.number[rows])
        summed = terms.joined([it.reshape(shape) for it in totals[: len(terms.parts)]])
        return count.reshape(shape), summed, squares.reshape(shape) if varied else None

    @cached
    def _all_inside(self) -> bool:
        return bool(self.question.inside.all())

    def _place(self, rows: slice) -> IntArray:
        """Kind and entry of some rows, as one code."""
        size = self.crossing.size
        place = self.question.responses.kinds_times(size, rows)
        if not self._all_inside:
            elsewhere = len(self.question.responses.kinds.state) * size
            place = np.where(self.question.inside[rows], place, elsewhere)
        place += self.crossing.row_entry[rows]
        return place

    def _count(self, partition: Partition, kinds: BoolArray) -> IntArray:
        """Rows of some kinds, by domain."""
        if partition not in self._known:
            self._known[partition] = np.stack(
                [count_by_domain(rows, partition) for rows in self._rows[: len(kinds)]]
            )
        found: IntArray = self._known[partition][kinds].sum(axis=0)
        return found

    def _summed(self, column: FloatArray) -> FloatArray:
        """Sums of weight times a column."""
        crossing, weights = self.crossing, self.crossing.split(self.question.weight)
        numbers, products = Decimals.of(column), None
        if numbers is not None and weights.decimals is not None:
            products = numbers.times(weights.decimals)
        if numbers is None or products is None or not products.are_exact(crossing.most):
            known = self.amounts.first if column is self.question.value else None
            return crossing.sums_of(self._times(column), known)

        def whole(rows: slice) -> Terms:
            found = numbers.whole(column[rows])
            found *= weights.at(rows).coarse
            found *= self.inside[rows]
            return Terms(found, None, decimals=products)

        return crossing.sums_of_terms(whole)

    def _times(self, column: FloatArray) -> Callable[[slice], FloatArray]:
        """Weight times a column, for some rows; 0 outside the base."""
        return lambda rows: self._weight(rows) * column[rows]

    def _of_answers(self, values: FloatArray | None) -> FloatArray:
        """Sums of the weights of those who answered, each times the value of its kind."""
        total = np.zeros(self.crossing.size)
        for kind in self.question.responses.kinds.answered:
            value = 1.0 if values is None else values[kind]
            if value == 1.0:
                total += self._weights[kind]
            elif value != 0.0:
                total += value * self._weights[kind]
        return total

    def _weight(self, rows: slice) -> FloatArray:
        """Weights of some rows, 0 outside the base."""
        return self.question.weight[rows] * self.inside[rows]


def share_passes(totals: Sequence[CellTotals], weights: ReplicateWeights) -> None:
    """Let totals in one crossing find their sums by replicate in as few passes as memory allows."""
    most = max(1, _MOST_SUMS // (2 * len(weights) * totals[0].crossing.size))
    for first in range(0, len(totals), most):
        these = totals[first : first + most]
        columns = [column for it in these for column in it.columns()]
        found = sums_by_replicate(weights, columns, these[0].crossing)
        for it, y, x in zip(these, found[::2], found[1::2], strict=True):
            it._by_replicate.append((y, x))
