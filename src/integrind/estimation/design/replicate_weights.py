"""Replicate weights, a row of the file after the other, and how many of them are independent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.concurrently import cached

Number = npt.NDArray[np.int32] | FloatArray

ALONE = 1 << 19
"""Multiplications of a matrix product that BLAS does without threads of its own, which would take ours."""
_TRIED = 4
"""Rows a replicate among which the rank is looked for first."""
_DEPENDENT = 1e-5
"""A column whose remainder is shorter than this share of it depends on those before (R: `qr(tol = 1e-5)`)."""
_MULTIPLIED = 64
"""Rows that are multiplied at once."""
_TOGETHER = 8
"""Columns that are read together: rows are wide, and memory is read in stretches."""
_AT_ONCE = 1 << 12
"""Rows that are turned together: few enough for a processor to keep at hand."""


@dataclass(frozen=True)
class ReplicateWeights:
    """Weights as so many parts of one, which are whole numbers if they have few decimals."""

    number: Number
    """(rows of the file, replicates): a row is in one place, so rows can be had in any order."""
    per_unit: float = 1.0
    """How many of them make one."""
    scale: float = 1.0

    def __len__(self) -> int:
        """How many replicates there are."""
        return int(self.number.shape[1])

    def __iter__(self) -> Iterator[FloatArray]:
        """The weights of one replicate after the other, each (rows of the file,)."""
        rows = len(self.number)
        for first in range(0, len(self), _TOGETHER):
            numbers = self.number[:, first : first + _TOGETHER]
            weights = np.empty(numbers.shape[::-1])
            for start in range(0, rows, _AT_ONCE):
                these = slice(start, start + _AT_ONCE)
                np.divide(numbers[these].T, self.per_unit, out=weights[:, these])
            if self.scale != 1.0:
                weights *= self.scale
            yield from weights

    @property
    def whole(self) -> bool:
        """Whether they are whole numbers."""
        return self.number.dtype == np.int32

    @cached
    def exponent(self) -> int:
        """Of the smallest power of two above all numbers."""
        largest = max(float(self.number.max(initial=0)), -float(self.number.min(initial=0)))
        return int(np.frexp(largest)[1])

    def largest(self, rows: slice) -> FloatArray:
        """The size of the largest number of each of some rows."""
        found: FloatArray = np.abs(self.number[rows]).max(axis=1, initial=0.0)
        return found

    @cached
    def independent(self) -> IntArray:
        """Replicates that don't depend on those before them, over all rows: nowhere are there more."""
        everybody, everyone = np.arange(len(self.number)), np.arange(len(self))
        if self._told_apart(everyone, self._few(everybody)):
            return everyone
        return _independent(self._products(everybody, self._even))[: len(everybody)]

    def rank(self, rows: IntArray, inside: BoolArray) -> int:
        """Rank over those of some rows that are inside (rows of the file,).

        They may be millions, of which a few often have the rank of the whole file.
        """
        few = self._few(rows)
        if self._told_apart(self.independent, few[inside[few]]):
            return len(self.independent)
        rows = rows[inside[rows]]
        if self._told_apart(self.independent, self._few(rows)):
            return len(self.independent)
        return min(len(_independent(self._products(rows))), len(rows), len(self.independent))

    def _few(self, rows: IntArray) -> IntArray:
        """A few rows for each replicate, from all over."""
        return rows[:: max(1, len(rows) // (_TRIED * len(self)))]

    def _told_apart(self, replicates: IntArray, rows: IntArray) -> bool:
        """Whether some rows show that none of some replicates depends on the others."""
        if len(rows) < len(replicates):
            return False
        products = self._products(rows)[np.ix_(replicates, replicates)]
        try:
            left = np.linalg.cholesky(products).diagonal() ** 2
        except np.linalg.LinAlgError:
            return False
        return bool((left > _DEPENDENT**2 * products.diagonal()).all())

    def _of(self, rows: IntArray) -> FloatArray:
        """Numbers of some rows."""
        return self.number[rows].astype(np.float64)

    def _even(self, rows: IntArray) -> FloatArray:
        """The same, each row divided by its largest: a heavy one hides nothing of what the others show."""
        numbers = self._of(rows)
        largest = np.abs(numbers).max(axis=1, keepdims=True, initial=0.0)
        return numbers / np.where(largest > 0, largest, 1.0)

    def _products(
        self, rows: IntArray, numbers: Callable[[IntArray], FloatArray] | None = None
    ) -> FloatArray:
        """Products of the replicates with each other over some rows: (replicates, replicates)."""
        numbers = numbers or self._of
        replicates = len(self)
        products = np.zeros((replicates, replicates))
        width = max(1, ALONE // (_MULTIPLIED * replicates))
        for start in range(0, len(rows), _MULTIPLIED):
            weights = numbers(rows[start : start + _MULTIPLIED])
            for first in range(0, replicates, width):
                products[first : first + width] += weights[:, first : first + width].T @ weights
        return products


def _independent(products: FloatArray) -> IntArray:
    """Columns are taken in turn, and what they share with those before is removed from their products."""
    least = np.maximum(_DEPENDENT**2 * products.diagonal(), 0.0)
    found = []
    for column in range(len(products)):
        left = products[column, column]
        if left > least[column]:
            found.append(column)
            behind = products[column, column + 1 :]
            products[column + 1 :, column + 1 :] -= np.multiply.outer(behind / left, behind)
    return np.array(found, dtype=np.int64)
