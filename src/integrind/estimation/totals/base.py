"""The base of an indicator: the rows that are eligible and have an answer, with their weights and values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from integrind.arrays.chunks import looked_up
from integrind.arrays.exact import (
    BoolArray,
    FloatArray,
    IntArray,
    Split,
    Terms,
    counts,
    sums,
)
from integrind.concurrently import cached
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.domains.partition import Partition
from integrind.estimation.totals.ordered import ByValue, Latest, Ordered
from integrind.estimation.totals.packed import Packed


@dataclass(frozen=True)
class Base:
    """Rows of the base, each with a positive weight, within a crossing of domains.

    Most is quicker where they come entry after entry, though they may come in any order.
    """

    crossing: Crossing
    row: IntArray
    """Row of the file."""
    weights_of_file: FloatArray
    """By row of the file, all else by row of the base."""
    value: FloatArray
    denominator: FloatArray | None = None
    """Of a ratio; None for every other measure."""
    split_of_file: Split | None = None
    """Its weights, where they are ready to be summed."""
    unweighted: Base | None = None
    """The same rows, where these weights are those of a replicate."""
    rows_by_entry: IntArray | None = None
    """How many there are by finest entry, where that is known already."""
    _ordered: Latest[Ordered] = field(default_factory=Latest, init=False, repr=False, compare=False)
    _present: Latest[BoolArray] = field(default_factory=Latest, init=False, repr=False, compare=False)
    _weights_within: Latest[tuple[FloatArray, FloatArray]] = field(
        default_factory=Latest, init=False, repr=False, compare=False
    )

    @cached
    def weight(self) -> FloatArray:
        """Weight, by row of the base."""
        return self.weights_of_file[self.row]

    @cached
    def entry(self) -> IntArray:
        """Finest entry, by row of the base."""
        if self.unweighted:
            return self.unweighted.entry
        return looked_up(self.crossing.row_entry, self.row).astype(np.int64)

    @cached
    def inside(self) -> BoolArray:
        """Which rows of the file are in it."""
        inside = np.zeros(len(self.crossing.row_entry), dtype=bool)
        inside[self.row] = True
        return inside

    def n(self, partition: Partition) -> IntArray:
        """Rows of the base, by domain."""
        return count_by_domain(self.counts, partition)

    def present(self, partition: Partition) -> BoolArray:
        """Which entries of a partition have a row of the base."""
        return self._present.of(partition, lambda it: it.finest_in_entry.any(self.counts > 0))

    def domain(self, partition: Partition) -> IntArray:
        """Domain of the partition, by row of the base; -1 outside."""
        return partition.finest_domain[self.entry]

    @cached
    def by_value(self) -> ByValue:
        """The rows in the order of their values, which is the same with every replicate."""
        return self.unweighted.by_value if self.unweighted else ByValue.of(self.value, self.entry)

    @cached
    def weights_by_value(self) -> FloatArray:
        """Weights in the order of the values."""
        return looked_up(self.weights_of_file[self.row], self.by_value.row)

    def ordered(self, partition: Partition) -> Ordered:
        """The rows in the order of their values, domain after domain."""
        return self._ordered.of(partition, self._in_order)

    @cached
    def packed(self) -> Packed | None:
        """Values and weights, ready to be ordered together."""
        return None if self.unweighted else Packed.of(self.value, self.terms)

    def _in_order(self, partition: Partition) -> Ordered:
        if (packed := self.packed) is not None and packed.has_room(partition):
            return packed.ordered(self.entry, partition)
        return self.by_value.ordered(self.weights_by_value, partition)

    def sums(self, values: FloatArray) -> FloatArray:
        """Sums of a column of the base, by finest entry."""
        return sums(values, self.entry, self.crossing.size, self.crossing.most)

    @cached
    def weights(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.terms.sums(self.entry, self.crossing.size)

    def weights_within(self, partition: Partition) -> tuple[FloatArray, FloatArray]:
        """Sums of the weights, by entry of a partition and by domain."""

        def found(partition: Partition) -> tuple[FloatArray, FloatArray]:
            entry = by_entry(self.weights, partition)
            return entry, by_domain(entry, partition)

        return self._weights_within.of(partition, found)

    @cached
    def terms(self) -> Terms:
        """The weights, ready to be summed by finest entry."""
        if self.split_of_file is None:
            return Terms.of(self.weight, self.entry, self.crossing.size, self.crossing.most)
        return self.split_of_file.at(self.row)

    @cached
    def counts(self) -> IntArray:
        """Rows of the base, by finest entry."""
        if self.unweighted:
            return self.unweighted.counts
        return counts(self.entry, self.crossing.size) if self.rows_by_entry is None else self.rows_by_entry

    def reweighted(self, weight: FloatArray) -> Base:
        """The same rows with weights (rows of the file,) of a replicate."""
        return replace(self, weights_of_file=weight, split_of_file=None, unweighted=self.unweighted or self)

    def only(self, kept: BoolArray) -> Base:
        """The rows of the base that `kept` (rows of the base,) chooses."""
        below = None if self.denominator is None else self.denominator[kept]
        row, value = self.row[kept], self.value[kept]
        return replace(self, row=row, value=value, denominator=below, unweighted=None, rows_by_entry=None)


def by_entry(finest: FloatArray, partition: Partition) -> FloatArray:
    """Sums by entry of a partition from those by finest entry, which are in one order or rows, one each."""
    return partition.finest_in_entry.plain_sums(finest)


def by_domain(entry: FloatArray, partition: Partition) -> FloatArray:
    """Sums by domain from sums by entry of the partition."""
    return partition.sample.sums(entry, partition.in_domain)


def count_by_domain(finest: IntArray, partition: Partition) -> IntArray:
    """Counts by domain from counts by finest entry."""
    return partition.finest_in_domain.plain_sums(finest)
