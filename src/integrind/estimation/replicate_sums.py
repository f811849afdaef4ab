"""Sums of replicate weights times columns, by finest entry, as matrix products that are exact.

Numbers are written as sums of whole multiples of powers, so short that products of two of them, and sums over
a block of rows, are whole numbers which floating point holds: no order of rows, and no way of multiplying
matrices, changes a bit. Source: Ozaki, Ogita, Oishi and Rump (2012), Numerical Algorithms 59(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from integrind.concurrently import concurrently
from integrind.estimation.exact import BoolArray, FloatArray, IntArray, sums
from integrind.estimation.layers import Crossing

_BLOCK = 1024
_BITS = 53 - 11
"""Of a product, so that a block's sum of them has 53."""
_WEIGHT_BITS = 30
_MOST_PLACES = 6
_ROUNDING = 2.0 * float(np.finfo(np.float64).eps)
_KEPT_BITS = 63
"""Of a number without few decimals, from the largest of its column on."""


@dataclass(frozen=True)
class Slice:
    """Whole numbers, and what one of them is worth."""

    whole: FloatArray
    worth: float
    bits: int
    """Of the largest."""


@dataclass(frozen=True)
class ReplicateWeights:
    """Replicate weights in slices, each (replicates, rows in the order of entries)."""

    crossing: Crossing
    order: IntArray
    slices: tuple[Slice, ...]

    @classmethod
    def of(cls, weights: tuple[FloatArray, ...], crossing: Crossing) -> ReplicateWeights:
        """Slice weights, each (rows of the file,), once for all indicators."""

        def sliced(weights: tuple[FloatArray, ...]) -> ReplicateWeights:
            order = np.argsort(crossing.row_entry, kind="stable")
            ordered = np.empty((len(weights), len(order)))
            concurrently(
                lambda at: np.take(weights[at], order, out=ordered[at], mode="clip"), range(len(weights))
            )
            return cls(crossing, order, tuple(_slices(ordered, _WEIGHT_BITS)))

        return crossing.once(weights, sliced)

    def sums(self, columns: Sequence[FloatArray | BoolArray]) -> FloatArray:
        """Sums of weight times each column (rows of the file,): (columns, replicates, finest entries)."""
        ordered = [column[self.order] for column in columns]
        total = np.zeros((len(columns), len(self.slices[0].whole), self.crossing.size))
        for weight in self.slices:
            bits = _BITS - weight.bits
            parts = [(at, it) for at, column in enumerate(ordered) for it in _parts(column, bits)]
            found = self._products(weight.whole, np.column_stack([it.whole for _, it in parts]))
            for (at, part), summed in zip(parts, found, strict=True):
                total[at] += summed * (weight.worth * part.worth)
        return total

    def _products(self, weights: FloatArray, parts: FloatArray) -> FloatArray:
        """Sums by entry of each part, block by block: (parts, replicates, finest entries)."""
        starts, entry = self._blocks()
        found = np.empty((len(entry), len(weights), parts.shape[1]))
        for at, (start, end) in enumerate(pairwise(starts)):
            np.matmul(weights[:, start:end], parts[start:end], out=found[at])
        each = found[0].size if len(found) else 1
        cell = entry[:, None] * each + np.arange(each)
        summed = sums(found.ravel(), cell.ravel(), self.crossing.size * each)
        return summed.reshape(self.crossing.size, len(weights), -1).transpose(2, 1, 0)

    def _blocks(self) -> tuple[list[int], IntArray]:
        """Where blocks of rows begin, with an end, and the entry of each."""
        rows = np.bincount(self.crossing.row_entry, minlength=self.crossing.size)
        blocks = -(-rows // _BLOCK)
        entry = np.repeat(np.arange(self.crossing.size), blocks)
        first = np.repeat(np.cumsum(rows) - rows, blocks)
        number = np.arange(len(entry)) - np.repeat(np.cumsum(blocks) - blocks, blocks)
        return [*(first + number * _BLOCK).tolist(), len(self.order)], entry


def _parts(column: FloatArray | BoolArray, bits: int) -> Iterator[Slice]:
    """A column as slices; marks are one."""
    if column.dtype == bool:
        yield Slice(column.astype(np.float64), 1.0, 1)
    else:
        yield from _slices(column.astype(np.float64), bits)


def _slices(values: FloatArray, bits: int) -> Iterator[Slice]:
    """Numbers, which are used up, as slices of so many bits: few where they have few decimals."""
    left, places = values, _places(values)
    if places is not None:
        for row in np.atleast_2d(left):
            np.multiply(row, 10.0**places, out=row)
            np.rint(row, out=row)
    worth = 10.0 ** -(places or 0)
    exponent = int(np.frexp(max(left.max(initial=0.0), -left.min(initial=0.0)))[1])
    if places is not None and exponent <= bits:
        yield Slice(left, worth, exponent)
        return
    for end in range(exponent - bits, exponent - _KEPT_BITS - bits, -bits):
        part = np.rint(np.ldexp(left, -end))
        left -= np.ldexp(part, end)
        yield Slice(part, worth * 2.0**end, bits)
        if not left.any():
            return


def _places(values: FloatArray) -> int | None:
    """How many decimals numbers have, or None where they have more than a few."""
    places = 0
    for row in np.atleast_2d(values):
        while not _is_whole(row * 10.0**places):
            places += 1
            if places > _MOST_PLACES:
                return None
    return places


def _is_whole(values: FloatArray) -> bool:
    """Whether numbers are whole but for the rounding of a decimal fraction times a power of ten."""
    away = values - np.rint(values)
    return bool((np.abs(away) <= _ROUNDING * np.abs(values)).all())
