"""Sums that do not depend on order.

A floating-point sum changes its last bits with the order of its terms, so with threads, chunks and
shuffled rows. Here each term is first rounded to a grid so coarse that every partial sum is exact, and
what the rounding left over is summed the same way on a finer grid. Addition of exact terms commutes.
A cell has grids of its own, so its sums depend on nothing but its terms.
Source: Demmel and Nguyen (2015), Parallel reproducible summation, IEEE Trans. Comput. 64(7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from integrind.arrays.chunks import blocks
from integrind.concurrently import cached

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer[Any]]
"""Cells of terms; none is negative."""

_MANTISSA = 53
_BITS = 62
_LEFT = 1e-14
_ROUNDING = 32.0 * float(np.finfo(np.float64).eps)
_SMALLEST = -1000
"""Exponent of the smallest scale: there is a number that makes its terms smaller than 1."""
_PER_UNIT, _SAMPLE = [10.0**places for places in range(7)], 1000
_MOST_KEPT = 1 << 24
"""Rows whose whole numbers take 128 MiB."""
_OF_DECIMALS = 2.0 * float(np.finfo(np.float64).eps)
"""What rounding leaves of a decimal fraction times a power of ten."""
_SPARSE = 16
"""How many possible codes a row may have before sorting beats a table of them."""


@dataclass(frozen=True)
class Decimals:
    """What numbers with few decimals are as whole numbers of the last."""

    per_unit: float
    """A power of ten."""
    largest: float
    """The size of the largest, as a whole number."""

    @classmethod
    def of(cls, values: FloatArray) -> Self | None:
        """How to make numbers whole, or None where they have more than a few decimals."""
        some = values[:: max(1, len(values) // _SAMPLE)]  # tell at once how many there are at least
        for per_unit in _PER_UNIT:
            if _is_whole(some, per_unit) and _is_whole(values, per_unit):
                return cls(per_unit, float(np.rint(size_of(values) * per_unit)))
        return None

    def whole(self, values: FloatArray) -> FloatArray:
        """Some of the numbers as whole ones."""
        found = values * self.per_unit
        return np.rint(found, out=found)

    def times(self, other: Decimals) -> Self:
        """What their products with others are."""
        return replace(self, per_unit=self.per_unit * other.per_unit, largest=self.largest * other.largest)

    def are_exact(self, most: int) -> bool:
        """Whether sums of so many of them are whole numbers that floats can hold."""
        return self.largest * most < 2.0**_MANTISSA


@dataclass(frozen=True)
class Scale:
    """By cell, the power of two above its terms.

    Terms are divided by that of their own cell before they are rounded, so nothing that is in another cell
    changes a digit of its sum.
    """

    exponent: IntArray

    @classmethod
    def of(cls, values: FloatArray, cells: Codes, size: int) -> Self:
        """That of finite `values` (n,) in `cells` (n,), codes below `size`."""
        some = ((values[rows], cells[rows]) for rows in blocks(len(values)))
        return cls.above(largest_by(some, size))

    @classmethod
    def above(cls, largest: FloatArray) -> Self:
        """That of cells of which the size of the largest term is known, or a bound of it."""
        return cls(np.maximum(np.frexp(largest)[1].astype(np.int64), _SMALLEST))

    @cached
    def factor(self) -> FloatArray:
        """What makes terms smaller than 1, by cell."""
        return np.ldexp(1.0, -self.exponent)

    def restored(self, sums: FloatArray) -> FloatArray:
        """Sums (..., cells) of terms that were divided, as those of the terms."""
        with np.errstate(over="ignore"):
            return np.ldexp(sums, self.exponent)


@dataclass(frozen=True)
class Terms:
    """Numbers (n,) split in two parts, each on a grid on which sums of many of them are exact."""

    coarse: FloatArray
    fine: FloatArray | None
    """None where nothing is left."""
    scale: Scale | None = None
    """Of the cells that they will be summed in."""
    decimals: Decimals | None = None
    """Of numbers that are whole ones instead, in one part."""

    @classmethod
    def of(cls, values: FloatArray, cells: Codes, size: int, most: int) -> Terms:
        """Split finite numbers of which at most so many will be summed together, all of one cell."""
        scale = Scale.of(values, cells, size)
        return cls.scaled(values * scale.factor[cells], scale, most)

    @classmethod
    def scaled(cls, values: FloatArray, scale: Scale, most: int) -> Terms:
        """Split numbers that are divided by a scale already.

        With `most` below 2**b the error of a term is at most 2**(2b - 106) of the largest of its cell.
        """
        bits = most.bit_length()
        anchor = 1.5 * 2.0**bits
        coarse = values + anchor
        coarse -= anchor
        fine = values - coarse
        if not fine.any():
            return cls(coarse, None, scale)
        anchor *= 2.0 ** (bits - _MANTISSA)
        fine += anchor
        fine -= anchor
        return cls(coarse, fine, scale)

    def at(self, rows: IntArray | slice) -> Terms:
        """Some of the numbers."""
        fine = None if self.fine is None else self.fine[rows]
        return replace(self, coarse=self.coarse[rows], fine=fine)

    def sums(self, cells: Codes, size: int) -> FloatArray:
        """Sum within `cells` (n,), codes below `size`; the same bits for every order of rows."""
        return self.summed(lambda values: plain_sums(values, cells, size))

    @property
    def parts(self) -> tuple[FloatArray, ...]:
        """The parts that sums are made of."""
        return (self.coarse,) if self.fine is None else (self.coarse, self.fine)

    def summed(self, plain: Callable[[FloatArray], FloatArray]) -> FloatArray:
        """Sum as `plain` does each part."""
        return self.joined([plain(part) for part in self.parts])

    def joined(self, sums: Sequence[FloatArray]) -> FloatArray:
        """What sums (..., cells) of each part come to."""
        total = sums[0] if len(sums) == 1 else sums[0] + sums[1]
        if self.decimals is not None:
            return total / self.decimals.per_unit
        return total if self.scale is None else self.scale.restored(total)


@dataclass(frozen=True)
class Split:
    """A column that is split into terms wherever some of it is summed.

    Numbers with few decimals are whole multiples of the last. Of very many rows those are made anew each
    time, which takes longer and no room.
    """

    values: FloatArray
    how: Terms | Decimals
    """Terms of all of it, or how they are made anew."""

    @classmethod
    def of(cls, values: FloatArray, cells: Codes, size: int, most: int) -> Self:
        """Split finite numbers of which at most so many will be summed together, all of one cell."""
        decimals = Decimals.of(values)
        if decimals is None or not decimals.are_exact(most):
            return cls(values, Terms.of(values, cells, size, most))
        anew = cls(values, decimals)
        return anew if len(values) > _MOST_KEPT else cls(values, anew.at(slice(None)))

    @property
    def decimals(self) -> Decimals | None:
        """What its numbers are as whole ones, if sums of these are exact."""
        return self.how.decimals if isinstance(self.how, Terms) else self.how

    def at(self, rows: IntArray | slice) -> Terms:
        """Terms of some of its numbers."""
        if isinstance(self.how, Terms):
            return self.how.at(rows)
        return Terms(self.how.whole(self.values[rows]), None, decimals=self.how)


def sums(values: FloatArray, cells: Codes, size: int, most: int | None = None) -> FloatArray:
    """Sum finite `values` (n,) within `cells` (n,), codes below `size`, each of at most so many rows.

    The same bits for every order of rows.
    """
    return Terms.of(values, cells, size, len(values) if most is None else most).sums(cells, size)


def largest_by(some: Iterable[tuple[FloatArray, Codes]], size: int) -> FloatArray:
    """The size of the largest number of each cell, from numbers with their cells, some at a time."""
    found = np.zeros(size)
    for values, cells in some:
        np.maximum.at(found, cells, np.abs(values))
    return found


def dense(codes: IntArray, limit: int) -> tuple[IntArray, IntArray]:
    """The distinct codes below `limit` in their order, and the place of each among them."""
    if limit > _SPARSE * len(codes):
        distinct, place = np.unique(codes, return_inverse=True)
        return distinct, place.astype(np.int64, copy=False)
    held = np.zeros(limit, dtype=bool)
    held[codes] = True
    places = np.cumsum(held, dtype=np.int32)
    places -= 1
    return np.flatnonzero(held), places[codes].astype(np.int64)


def size_of(values: FloatArray) -> float:
    """The size of the largest number."""
    return float(max(values.max(initial=0.0), -values.min(initial=0.0)))


def plain_sums(values: FloatArray, cells: Codes, size: int) -> FloatArray:
    """Sum values within cells in the order that they come in; for what always comes in the same order."""
    return np.bincount(cells, values, size).astype(np.float64, copy=False)


def taken(values: FloatArray, at: IntArray) -> FloatArray:
    """Values at some positions, NaN for -1: there may be none at all."""
    return np.append(values, np.nan)[at]


def counts(cells: IntArray, size: int) -> IntArray:
    """Count rows within `cells`, codes below `size`."""
    return np.bincount(cells, minlength=size).astype(np.int64, copy=False)


def above_rounding(values: FloatArray, size: FloatArray) -> FloatArray:
    """Values, 0 where they are what rounding leaves of terms of some size."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) < _LEFT * size, 0.0, values)


def cleared(differences: FloatArray, of: FloatArray | float) -> FloatArray:
    """Differences from a mean; what is left of equal numbers after rounding is no variation."""
    return np.where(np.abs(differences) <= _ROUNDING * np.abs(of), 0.0, differences)


def _is_whole(values: FloatArray, times: float) -> bool:
    """Whether so many times numbers are whole, but for the rounding of a decimal fraction."""
    products = (values[rows] * times for rows in blocks(len(values)))
    return all((np.abs(it - np.rint(it)) <= _OF_DECIMALS * np.abs(it)).all() for it in products)


def without_rounding(squares: FloatArray, of: FloatArray) -> FloatArray:
    """Sums of squared differences from a mean of some size, 0 where rounding leaves them of equal numbers."""
    return np.where(squares <= _ROUNDING**2 * of, 0.0, squares)


def as_whole(values: FloatArray, most: int) -> IntArray:
    """Numbers below 1 in size, which are used up, as whole ones: as fine as so many leave room in 62 bits."""
    values *= 2.0 ** (_BITS - most.bit_length())
    return np.rint(values, out=values).astype(np.int64)


def restored_products(sums: IntArray, most: int, one: Scale, other: Scale) -> FloatArray:
    """Sums by cell of products made whole, each of two numbers that were divided by their scales."""
    exponent = one.exponent + other.exponent - (_BITS - most.bit_length())
    with np.errstate(over="ignore"):
        restored: FloatArray = np.ldexp(sums.astype(np.float64), exponent)
    return restored


def as_integers(weights: FloatArray, start: IntArray) -> IntArray:
    """Weights of groups, one after the other, as whole numbers that can be cumulated over all of them.

    Each group's are in units of a power of two of its own, as fine as a sum over all allows in 62 bits.
    `start`: where each group begins; one more than the groups.
    """
    sizes = np.diff(start)
    found = np.empty(len(weights), dtype=np.int64)
    if len(weights) == 0:
        return found
    heaviest = np.maximum.reduceat(weights, start[:-1][sizes > 0])
    exponent = _BITS - len(weights).bit_length() - np.frexp(heaviest)[1].astype(np.int64)
    unit = np.repeat(np.ldexp(1.0, np.minimum(exponent, -_SMALLEST)), sizes[sizes > 0])
    for some in blocks(len(weights)):
        found[some] = np.rint(weights[some] * unit[some])
    return found
