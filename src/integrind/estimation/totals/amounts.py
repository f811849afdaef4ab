"""The amounts of single people, by finest entry: the two largest, the ends, and how many aren't 0.

In: a column of the file (rows,). Out: numbers by finest entry, from which those of domains follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from integrind.arrays.chunks import blocks
from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.domains.partition import Partition
from integrind.estimation.totals.base import by_domain, by_entry, count_by_domain


@dataclass(frozen=True)
class Largest:
    """Whose weight × size is largest, by finest entry; 0 where nobody has any."""

    not_zero: IntArray
    """Rows with an amount that isn't 0."""
    first: FloatArray
    second: FloatArray
    """Of another row than the first."""

    @classmethod
    def of(cls, column: FloatArray, weight: FloatArray, inside: BoolArray, crossing: Crossing) -> Self:
        """Of the amounts of a column, for rows of the file that are inside."""
        not_zero = np.zeros(crossing.size, dtype=np.int64)
        first, second = np.zeros(crossing.size), np.zeros(crossing.size)
        for rows in blocks(len(column)):
            held = np.flatnonzero(inside[rows] & (column[rows] != 0))
            entry, size = crossing.row_entry[rows][held], np.abs(weight[rows][held] * column[rows][held])
            np.add.at(not_zero, entry, 1)
            before = first[entry]
            np.maximum.at(first, entry, size)
            largest = np.flatnonzero((size == first[entry]) & (size > before))
            new, once = np.unique(entry[largest], return_index=True)
            np.maximum.at(second, new, before[largest[once]])  # what was first until now
            size[largest[once]] = 0.0
            np.maximum.at(second, entry, size)
        return cls(not_zero, first, second)

    def people(self, partition: Partition) -> FloatArray:
        """Rows with an amount that isn't 0, by domain."""
        return count_by_domain(self.not_zero, partition).astype(np.float64)

    def shares(self, partition: Partition, sizes: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What part of each domain's sum of sizes, which are by finest entry, its two largest are."""
        by = partition.finest_in_domain
        largest, total = by.largest(self.first), by_domain(by_entry(sizes, partition), partition)
        domain = np.where(partition.finest_domain < 0, partition.size, partition.finest_domain)
        # One entry of each domain that holds its largest gives way to its own second.
        holds = np.flatnonzero(self.first == np.append(largest, np.nan)[domain])
        _, once = np.unique(domain[holds], return_index=True)
        others = self.first.copy()
        others[holds[once]] = self.second[holds[once]]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(total > 0, largest / total, np.nan), np.where(
                total > 0, by.largest(others) / total, np.nan
            )


@dataclass(frozen=True)
class Ends:
    """The largest number of each finest entry, and the smallest with its sign turned; -inf for none."""

    most: FloatArray
    least: FloatArray

    @classmethod
    def of(cls, column: FloatArray, inside: BoolArray, crossing: Crossing) -> Self:
        """Of a column, for rows of the file that are inside."""
        most, least = (np.full(crossing.size, -np.inf) for _ in range(2))
        for rows in blocks(len(column)):
            its = inside[rows]
            entry, values = crossing.row_entry[rows][its], column[rows][its]
            np.maximum.at(most, entry, values)
            np.maximum.at(least, entry, -values)
        return cls(most, least)

    def alike(self, partition: Partition) -> BoolArray:
        """Whether all numbers of a domain are the same."""
        by = partition.finest_in_domain
        same: BoolArray = by.largest(self.most) == -by.largest(self.least)
        return same
