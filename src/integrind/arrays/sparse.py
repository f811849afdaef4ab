"""Matrices that are mostly zeros, by row: what a sampling unit has of many totals is little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import FloatArray, IntArray, counts, dense

Summing = Callable[[FloatArray, IntArray, int], FloatArray]
"""Sums of values by code, codes below a size."""


@dataclass(frozen=True)
class SparseRows:
    """The entries of a matrix that aren't zero, row after row."""

    rows: int
    columns: int
    row: IntArray
    column: IntArray
    value: FloatArray
    starts: IntArray
    """Where each row begins; one more than the rows."""

    @classmethod
    def of(
        cls, row: IntArray, column: IntArray, value: FloatArray, shape: tuple[int, int], summing: Summing
    ) -> SparseRows:
        """From entries in any order; those of the same place add up."""
        rows, columns = shape
        code, place = dense(row * columns + column, rows * columns)
        its_row, its_column = np.divmod(code, max(columns, 1))
        starts = np.concatenate([[0], np.cumsum(counts(its_row, rows))])
        return cls(rows, columns, its_row, its_column, summing(value, place, len(code)), starts)

    def merged(self, into: IntArray, rows: int, summing: Summing) -> SparseRows:
        """Sums of rows, from the row that each goes into."""
        return self.of(into[self.row], self.column, self.value, (rows, self.columns), summing)

    def scaled(self, factor: FloatArray) -> SparseRows:
        """Each row so many times."""
        value = self.value * factor[self.row]
        return SparseRows(self.rows, self.columns, self.row, self.column, value, self.starts)

    def combined(
        self, times: FloatArray, at: IntArray, group: IntArray, groups: int, summing: Summing
    ) -> FloatArray:
        """Sums within groups of so many `times` the rows that stand `at`: (groups, columns)."""
        sizes = np.diff(self.starts)[at]
        ends = np.cumsum(sizes)
        item = np.repeat(np.arange(len(at)), sizes)
        entry = np.arange(len(item)) + (self.starts[at] - (ends - sizes))[item]
        code = (group * self.columns)[item] + self.column[entry]
        return summing(times[item] * self.value[entry], code, groups * self.columns).reshape(
            groups, self.columns
        )
