"""Counts that aren't known, and sums of them that are: what an intruder writes down first.

What follows by substitution alone is worked out here: a sum with one unknown tells it, and a sum of none
means that there is nobody in any of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

EXACT = 1e-6
"""Counts are whole; what is nearer to a whole number than this is one."""


@dataclass
class Sums:
    """Sums over columns, a row each, as they are collected."""

    columns: list[IntArray] = field(default_factory=list)
    factors: list[FloatArray] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)

    def add(self, parts: Iterable[tuple[IntArray, float]], total: float) -> int:
        """Add the sum of some columns, each part with its factor. Gives its row."""
        its = [*parts]
        self.columns.append(np.concatenate([columns for columns, _ in its]))
        self.factors.append(np.concatenate([np.full(len(columns), factor) for columns, factor in its]))
        self.totals.append(total)
        return len(self.totals) - 1

    def matrix(self) -> Matrix:
        """Give all of them at once."""
        none = np.zeros(0, dtype=np.int64)
        return Matrix(
            np.repeat(np.arange(len(self.totals)), [len(it) for it in self.columns]),
            np.concatenate([none, *self.columns]),
            np.concatenate([none.astype(np.float64), *self.factors]),
            np.array(self.totals),
        )


@dataclass(frozen=True)
class Matrix:
    """Factors by row and column, and the total of each row."""

    row: IntArray
    column: IntArray
    factor: FloatArray
    total: FloatArray

    def times(self, values: FloatArray) -> FloatArray:
        """The sum of each row."""
        weights = self.factor * values[self.column]
        return np.bincount(self.row, weights, len(self.total)).astype(np.float64)

    def only(self, rows: IntArray, columns: IntArray) -> Matrix:
        """Some rows and columns, numbered anew in their order. Nothing else may be in these rows."""
        new_row = np.full(len(self.total), -1)
        new_row[rows] = np.arange(len(rows))
        new_column = np.full(int(max(self.column.max(initial=-1), columns.max(initial=-1))) + 1, -1)
        new_column[columns] = np.arange(len(columns))
        here = (new_row[self.row] >= 0) & (new_column[self.column] >= 0)
        return Matrix(
            new_row[self.row[here]], new_column[self.column[here]], self.factor[here], self.total[rows]
        )

    def with_totals(self, total: FloatArray) -> Matrix:
        """The same sums with other totals."""
        return Matrix(self.row, self.column, self.factor, total)


@dataclass(frozen=True)
class Reduced:
    """What is left to find out: sums over columns that aren't known."""

    value: FloatArray
    """By column; NaN where it isn't known."""
    matrix: Matrix
    """Of the columns that aren't, numbered as they were; totals are what is left of them."""
    contradicted: BoolArray
    """Rows that can't be true."""

    @property
    def unknown(self) -> IntArray:
        """The columns that aren't known."""
        return np.flatnonzero(np.isnan(self.value))


def substituted(matrix: Matrix, columns: int, firm: BoolArray) -> Reduced:
    """Work out all that follows from sums with one unknown, or of nobody; only firm rows count."""
    value = np.full(columns, np.nan)
    total = matrix.total.copy()
    row, column, factor = matrix.row, matrix.column, matrix.factor
    while True:
        width = np.bincount(row, minlength=len(total))
        least = np.full(len(total), np.inf)
        most = np.full(len(total), -np.inf)
        np.minimum.at(least, row, factor)
        np.maximum.at(most, row, factor)
        none = firm & (np.abs(total) < EXACT) & ((least > 0) | (most < 0))
        alone = firm & (width == 1) & ~none
        zero = column[none[row]]
        single = alone[row]
        if not len(zero) and not single.any():
            break
        value[zero] = 0.0
        told = np.isnan(value[column[single]])
        value[column[single][told]] = (total[row[single]] / factor[single])[told]
        known = ~np.isnan(value[column])
        total -= np.bincount(row[known], factor[known] * value[column[known]], minlength=len(total))
        row, column, factor = row[~known], column[~known], factor[~known]
    empty = np.bincount(row, minlength=len(total)) == 0
    wrong = firm & empty & (np.abs(total) > EXACT)
    wrong[matrix.row[(value[matrix.column] < -EXACT) & firm[matrix.row]]] = True
    return Reduced(value, Matrix(row, column, factor, total), wrong)


def components(matrix: Matrix, columns: Sequence[int] | IntArray) -> list[tuple[IntArray, IntArray]]:
    """Rows and columns that have to do with each other, the components in the order of their columns."""
    size = int(max(matrix.column.max(initial=-1), max(columns, default=-1))) + 1
    first = np.arange(size)
    while True:
        of_row = np.full(len(matrix.total), size)
        np.minimum.at(of_row, matrix.row, first[matrix.column])
        new = first.copy()
        np.minimum.at(new, matrix.column, of_row[matrix.row])
        new = new[new]
        if (new == first).all():
            break
        first = new
    its = np.asarray(columns, dtype=np.int64)
    order = np.argsort(first[its], kind="stable")
    starts = np.flatnonzero(np.diff(first[its][order], prepend=-1))
    row_first = np.full(len(matrix.total), -1)
    row_first[matrix.row] = first[matrix.column]
    by_first: dict[int, list[int]] = {}
    for at, key in enumerate(row_first.tolist()):
        by_first.setdefault(key, []).append(at)
    return [
        (np.array(by_first.get(int(first[part[0]]), []), dtype=np.int64), np.sort(part))
        for part in np.split(its[order], starts[1:])
        if len(part)
    ]
