"""Sums of replicate weights times columns, by finest entry, as matrix products that are exact.

Numbers are written as sums of multiples of powers, so short that products of two of them, and their sums over
an entry's rows, have no more digits than floating point holds: no order of rows, and no way of multiplying
matrices, changes a bit. Source: Ozaki, Ogita, Oishi and Rump (2012), Numerical Algorithms 59(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from integrind.arrays.chunks import blocks
from integrind.arrays.exact import (
    BoolArray,
    Decimals,
    FloatArray,
    IntArray,
    Scale,
    largest_by,
    size_of,
)
from integrind.estimation.design.replicate_weights import ALONE, ReplicateWeights
from integrind.estimation.domains.crossing import Crossing

Column = FloatArray | BoolArray
"""Numbers by row of the file; or marks, which are one."""

_MANTISSA = 53
_KEPT_BITS = 75
"""Of numbers without few decimals, from an entry's largest on: one 4 million times smaller has all digits."""
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

    parts: tuple[_Part, ...]
    per_unit: float = 1.0
    scale: Scale | None = None
    """Of numbers without few decimals, of which the largest of an entry has as many digits as any other's."""

    @classmethod
    def of(cls, column: Column, bits: int, crossing: Crossing) -> _Parts:
        """Parts of so many bits; marks are one."""
        if column.dtype == bool:
            return cls((_Part(column, 0),))
        numbers = column.astype(np.float64)
        decimals = Decimals.of(numbers)
        if decimals is not None:
            return cls(tuple(_in_parts(decimals.whole(numbers), bits, whole=True)), decimals.per_unit)
        scale = Scale.of(numbers, crossing.row_entry, crossing.size)
        numbers *= scale.factor[crossing.row_entry]
        return cls(tuple(_in_parts(numbers, bits)), scale=scale)

    def restored(self, sums: FloatArray) -> FloatArray:
        """Sums (replicates, finest entries) of the parts, as those of the column."""
        return sums if self.scale is None else self.scale.restored(sums)


def sums_by_replicate(weights: ReplicateWeights, columns: Sequence[Column], crossing: Crossing) -> FloatArray:
    """Sums of weight times each column, in one pass: (columns, replicates, finest entries)."""
    room = _room(crossing)
    cut = crossing.once(weights, lambda it: _Cut.of(it, crossing))
    found = [_Parts.of(column, room - cut.bits, crossing) for column in columns]
    parts = [(at, part) for at, it in enumerate(found) for part in it.parts]
    total = np.zeros((len(columns), len(weights), crossing.size))
    for products in _products(cut, [it for _, it in parts], crossing):
        for (at, part), summed in zip(parts, products, strict=True):
            total[at] += np.ldexp(summed, part.exponent)
    for its, sums in zip(found, total, strict=True):
        sums[:] = cut.restored(its.restored(sums) / (its.per_unit * weights.per_unit)) * weights.scale
    return total


def _products(cut: _Cut, parts: Sequence[_Part], crossing: Crossing) -> FloatArray:
    """Sums of each piece of the weights times each part: (pieces, parts, replicates, finest entries)."""
    laid_out = crossing.once(cut, lambda _: _Blocks.of(crossing))
    replicates, length = len(cut.weights), laid_out.row.shape[1]
    found = np.zeros((len(cut.ends), crossing.size, len(parts), replicates))
    step, width = max(1, _AT_ONCE // length), max(1, ALONE // (length * replicates))
    for start in range(0, len(laid_out.entry), step):
        these = slice(start, start + step)
        row, real, entry = laid_out.row[these], laid_out.real[these], laid_out.entry[these]
        numbers = np.empty((len(row), len(parts), length))
        for at, part in enumerate(parts):
            np.multiply(np.take(part.number, row, mode="clip"), real, out=numbers[:, at])
        first = np.flatnonzero(np.diff(entry, prepend=-1))
        for at, piece in enumerate(cut.pieces(row, entry)):
            for left in range(0, len(parts), width):
                some = slice(left, left + width)
                found[at, entry[first], some] += np.add.reduceat(numbers[:, some] @ piece, first, axis=0)
    return found.transpose(0, 2, 3, 1)


@dataclass(frozen=True)
class _Blocks:
    """Rows in blocks of equal length, each of one entry; an entry's last is filled up with its first row."""

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
        needed = -(-rows // length)
        entry = np.repeat(np.arange(crossing.size), needed)
        starts = np.cumsum(rows) - rows
        filled = (np.cumsum(needed) - needed) * length - starts
        place = np.arange(len(crossing.row_entry)) + np.repeat(filled, rows)
        order = np.argsort(crossing.row_entry, kind="stable")
        row, real = np.repeat(order[starts], needed * length), np.zeros(len(entry) * length, dtype=bool)
        row[place], real[place] = order, True
        return cls(row.reshape(-1, length), real.reshape(-1, length), entry)


@dataclass(frozen=True)
class _Cut:
    """How weights are cut into pieces: in one where that leaves columns enough digits, else all alike."""

    weights: ReplicateWeights
    scale: Scale | None
    """Of weights that aren't whole."""
    bits: int
    """Of a piece."""
    ends: tuple[int, ...]
    """Exponent of the last digit of each."""

    @classmethod
    def of(cls, weights: ReplicateWeights, crossing: Crossing) -> _Cut:
        """Cut weights so that products with columns have room for their sums."""
        room = _room(crossing)
        top = weights.exponent if weights.whole else 0
        digits = max(1, top) if weights.whole else _KEPT_BITS
        bits = digits if digits <= room - _LEFT_BITS else room // 2
        ends = tuple(top - end for end in range(bits, digits + bits, bits))
        if weights.whole:
            return cls(weights, None, bits, ends)
        some = ((weights.largest(rows), crossing.row_entry[rows]) for rows in blocks(crossing.sample.rows))
        return cls(weights, Scale.above(largest_by(some, crossing.size)), bits, ends)

    def pieces(self, row: IntArray, entry: IntArray) -> Iterator[FloatArray]:
        """Weights of blocks of rows, each of one entry, piece by piece: (blocks, rows, replicates)."""
        left = np.take(self.weights.number, row, axis=0, mode="clip").astype(np.float64, copy=False)
        if self.scale is not None:
            left *= self.scale.factor[entry][:, None, None]
        for end in self.ends[:-1]:
            piece = _rounded(left, end)
            left -= piece
            yield piece
        yield left if self.weights.whole else _rounded(left, self.ends[-1])

    def restored(self, sums: FloatArray) -> FloatArray:
        """Sums (replicates, finest entries) of pieces, as those of the weights."""
        return sums if self.scale is None else self.scale.restored(sums)


def _room(crossing: Crossing) -> int:
    """Bits that products may have so that their sums over an entry's rows are exact."""
    return _MANTISSA - crossing.most.bit_length()


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
    end, last = exponent, 0 if whole else exponent - _KEPT_BITS
    while end > last and left.any():
        end -= bits
        part = np.rint(np.ldexp(left, -end))
        if part.any():
            left -= np.ldexp(part, end)
            yield _Part(part, end)
