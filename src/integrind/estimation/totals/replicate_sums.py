"""Sums of replicate weights times columns, by finest entry, as matrix products that are exact.

Numbers are written as sums of multiples of powers, so short that products of two of them, and their sums over
an entry's rows, have no more digits than floating point holds: no order of rows, and no way of multiplying
matrices, changes a bit. Source: Ozaki, Ogita, Oishi and Rump (2012), Numerical Algorithms 59(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, Decimals, FloatArray, IntArray, size_of
from integrind.estimation.design.replicate_weights import ALONE, ReplicateWeights
from integrind.estimation.domains.domains import Crossing

Column = FloatArray | BoolArray
"""Numbers by row of the file; or marks, which are one."""

_MANTISSA = 53
_KEPT_BITS = 75
"""Of numbers without few decimals, from the largest on: one 4 million times smaller has all of its digits."""
_LEFT_BITS = 4
"""As many as columns must be left for weights to stay in one piece."""
_LEAST_BLOCK, _BLOCK = 8, 128
"""Rows that are multiplied at once, at least and at most."""
_AT_ONCE = 1 << 12
"""Rows whose weights are at hand together."""


@dataclass(frozen=True)
class _Part:
    """A part of a column, by row, without a power of two."""

    number: Column
    exponent: int


@dataclass(frozen=True)
class _Parts:
    """A column as so many parts of one, in parts that are short enough: few if it has few decimals."""

    per_unit: float
    parts: tuple[_Part, ...]

    @classmethod
    def of(cls, column: Column, bits: int) -> _Parts:
        """Parts of so many bits; marks are one."""
        if column.dtype == bool:
            return cls(1.0, (_Part(column, 0),))
        numbers = column.astype(np.float64)
        decimals = Decimals.of(numbers)
        if decimals is None:
            return cls(1.0, tuple(_in_parts(numbers, bits)))
        return cls(decimals.per_unit, tuple(_in_parts(decimals.whole(numbers), bits, whole=True)))


def sums_by_replicate(weights: ReplicateWeights, columns: Sequence[Column], crossing: Crossing) -> FloatArray:
    """Sums of weight times each column, in one pass: (columns, replicates, finest entries)."""
    room = _MANTISSA - crossing.most.bit_length()
    cut = _Cut.of(weights, room)
    found = [_Parts.of(column, room - cut.bits) for column in columns]
    parts = [(at, part) for at, it in enumerate(found) for part in it.parts]
    total = np.zeros((len(columns), len(weights), crossing.size))
    for products in _products(cut, [it for _, it in parts], crossing):
        for (at, part), summed in zip(parts, products, strict=True):
            total[at] += np.ldexp(summed, part.exponent + cut.exponent)
    per_unit = weights.per_unit * np.array([it.per_unit for it in found])
    return total / per_unit[:, None, None] * weights.scale


def _products(cut: _Cut, parts: Sequence[_Part], crossing: Crossing) -> FloatArray:
    """Sums of each piece of the weights times each part: (pieces, parts, replicates, finest entries)."""
    blocks = crossing.once(cut.weights, lambda _: _Blocks.of(crossing))
    replicates, length = len(cut.weights), blocks.row.shape[1]
    found = np.zeros((len(cut.ends), crossing.size, len(parts), replicates))
    step, width = max(1, _AT_ONCE // length), max(1, ALONE // (length * replicates))
    for start in range(0, len(blocks.entry), step):
        these = slice(start, start + step)
        row, real, entry = blocks.row[these], blocks.real[these], blocks.entry[these]
        numbers = np.empty((len(row), len(parts), length))
        for at, part in enumerate(parts):
            np.multiply(np.take(part.number, row, mode="clip"), real, out=numbers[:, at])
        first = np.flatnonzero(np.diff(entry, prepend=-1))
        for at, piece in enumerate(cut.pieces(row.ravel())):
            by_block = piece.reshape(*row.shape, replicates)
            for left in range(0, len(parts), width):
                some = slice(left, left + width)
                found[at, entry[first], some] += np.add.reduceat(numbers[:, some] @ by_block, first, axis=0)
    return found.transpose(0, 2, 3, 1)


@dataclass(frozen=True)
class _Blocks:
    """Rows in blocks of equal length, each of one entry; the last of an entry is filled up."""

    row: IntArray
    """(blocks, rows)."""
    real: BoolArray
    """Which of them don't only fill up."""
    entry: IntArray

    @classmethod
    def of(cls, crossing: Crossing) -> _Blocks:
        """Blocks that are shorter where entries have few rows, so that little is filled up."""
        rows = np.bincount(crossing.row_entry, minlength=crossing.size)
        mean = len(crossing.row_entry) // max(1, crossing.size)
        length = min(_BLOCK, max(_LEAST_BLOCK, 2 ** mean.bit_length() // 4))
        blocks = -(-rows // length)
        entry = np.repeat(np.arange(crossing.size), blocks)
        filled = (np.cumsum(blocks) - blocks) * length - (np.cumsum(rows) - rows)
        place = np.arange(len(crossing.row_entry)) + np.repeat(filled, rows)
        row, real = np.zeros((2, len(entry) * length), dtype=np.int64)
        row[place], real[place] = np.argsort(crossing.row_entry, kind="stable"), 1
        return cls(row.reshape(-1, length), real.reshape(-1, length) > 0, entry)


@dataclass(frozen=True)
class _Cut:
    """How weights are cut into pieces: in one where that leaves columns enough digits, else all alike."""

    weights: ReplicateWeights
    exponent: int
    """Of the power of two that is taken out of weights that aren't whole."""
    bits: int
    """Of a piece."""
    ends: tuple[int, ...]
    """Exponent of the last digit of each."""

    @classmethod
    def of(cls, weights: ReplicateWeights, room: int) -> _Cut:
        """Cut weights so that products with columns have `room`."""
        top, exponent = (weights.exponent, 0) if weights.whole else (0, weights.exponent)
        digits = max(1, top) if weights.whole else _KEPT_BITS
        bits = digits if digits <= room - _LEFT_BITS else room // 2
        ends = tuple(top - end for end in range(bits, digits + bits, bits))
        return cls(weights, exponent, bits, ends)

    def pieces(self, rows: IntArray) -> Iterator[FloatArray]:
        """Weights of some rows piece by piece, each (rows, replicates)."""
        left = np.take(self.weights.number, rows, axis=0, mode="clip").astype(np.float64, copy=False)
        if self.exponent:
            left = np.ldexp(left, -self.exponent)
        for end in self.ends[:-1]:
            piece = _rounded(left, end)
            left -= piece
            yield piece
        yield left if self.weights.whole else _rounded(left, self.ends[-1])


def _rounded(values: FloatArray, end: int) -> FloatArray:
    """Values to the nearest multiple of a power of two."""
    anchor = 1.5 * 2.0 ** (end + _MANTISSA - 1)
    rounded = values + anchor
    rounded -= anchor
    return rounded


def _in_parts(left: FloatArray, bits: int, *, whole: bool = False) -> Iterator[_Part]:
    """Numbers, which are used up, in parts of so many bits; whole ones that are short enough as they are."""
    exponent = int(np.frexp(size_of(left))[1])
    if whole and exponent <= bits:
        yield _Part(left, 0)
        return
    for end in range(exponent - bits, exponent - _KEPT_BITS - bits, -bits):
        part = np.rint(np.ldexp(left, -end))
        left -= np.ldexp(part, end)
        yield _Part(part, end)
        if not left.any():
            return
