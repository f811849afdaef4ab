"""How the rows of a base vary within its finest entries, where rows were drawn one by one.

In: rows of the file, with the sums of w y and w x that their entries have. Out: `Moments` by finest entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from integrind.arrays.chunks import blocks
from integrind.arrays.exact import FloatArray, IntArray, Scale, as_whole, cleared, restored_products
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.responses import Kinds
from integrind.estimation.variance.moments import Moments

_AT_ONCE = 1 << 16


@dataclass(frozen=True)
class Sums:
    """Rows of a base and their sums of w y and w x, by finest entry."""

    rows: IntArray
    y: FloatArray
    x: FloatArray

    @property
    def ratio(self) -> FloatArray:
        """Of the two; 0 where there is none."""
        return np.where(self.x != 0, self.y / np.where(self.x != 0, self.x, 1.0), 0.0)

    @property
    def size(self) -> FloatArray:
        """The mean of w x; 0 without a row."""
        return self.x / np.maximum(self.rows, 1)


@dataclass(frozen=True)
class WeightSquares:
    """Squares of weights less the lightest of their entry: nothing large is subtracted from their sums."""

    number: IntArray
    """By row, made whole."""
    lightest: FloatArray
    """By finest entry."""
    scale: Scale
    """Of the weights less the lightest."""
    most: int

    @classmethod
    def of(cls, weights: FloatArray, crossing: Crossing) -> WeightSquares:
        """Of the weights of the file."""
        entry = crossing.row_entry
        lightest, heaviest = np.full(crossing.size, np.inf), np.zeros(crossing.size)
        for rows in blocks(len(weights)):
            np.minimum.at(lightest, entry[rows], weights[rows])
            np.maximum.at(heaviest, entry[rows], weights[rows])
        scale = Scale.above(heaviest - lightest)
        number = np.empty(len(weights), dtype=np.int64)
        for rows in blocks(len(weights)):
            beyond = (weights[rows] - lightest[entry[rows]]) * scale.factor[entry[rows]]
            number[rows] = as_whole(beyond * beyond, crossing.most)
        return cls(number, lightest, scale, crossing.most)

    def about_mean(self, rows: IntArray, weights: FloatArray, squares: IntArray) -> FloatArray:
        """Sums of squares of weights about their mean from how many, their sums and sums of these squares."""
        beyond = weights - rows * self.lightest
        total = restored_products(squares, self.most, self.scale, self.scale)
        return np.maximum(total - beyond**2 / np.maximum(rows, 1), 0.0)


def of_kinds(sums: Sums, kinds: Kinds, rows: IntArray, weights: FloatArray, squares: FloatArray) -> Moments:
    """Moments where answers are of a few kinds.

    `rows`, `weights` and `squares` (kinds, entries): how many rows, their weights, and squares of these about
    the mean of kind and entry.
    """
    assert kinds.value is not None  # noqa: S101 - of few kinds
    residual, product, size = np.zeros((3, len(sums.rows)))
    ratio, mean_size = sums.ratio, sums.size
    for kind in kinds.answered:
        x = 1.0 if kinds.denominator is None else kinds.denominator[kind]
        y = cleared(kinds.value[kind] - ratio * x, kinds.value[kind])
        mean = weights[kind] / np.maximum(rows[kind], 1)
        beyond = cleared(x * mean - mean_size, mean_size)
        residual += y**2 * (squares[kind] + rows[kind] * mean**2)
        product += y * (x * squares[kind] + rows[kind] * mean * beyond)
        size += x**2 * squares[kind] + rows[kind] * beyond**2
    return Moments(sums.rows, ratio, residual, product, size, mean_size)


def of_rows(sums: Sums, base: Base) -> tuple[Moments, FloatArray]:
    """Moments where answers are many, and the sums of w (y - ratio x)², by finest entry.

    Rows of a base come entry after entry, so a run of whole entries is summed at a time.
    """
    ratio, mean_size, most = sums.ratio, sums.size, base.crossing.most
    found = np.zeros((len(_PRODUCTS), base.crossing.size))
    for entries, rows in _runs(sums.rows):
        lengths = sums.rows[entries]
        starts = np.cumsum(lengths) - lengths
        weight = base.weight[rows]
        size = weight if base.denominator is None else weight * base.denominator[rows]
        ratios = np.repeat(ratio[entries], lengths)
        if base.denominator is not None:
            ratios *= base.denominator[rows]
        distance = base.value[rows] - ratios
        parts = (distance, weight * distance, size - np.repeat(mean_size[entries], lengths))
        scales = [Scale.above(np.maximum.reduceat(np.abs(part), starts)) for part in parts]
        for part, scale in zip(parts, scales, strict=True):
            np.multiply(part, np.repeat(scale.factor, lengths), out=part)
        for at, (one, other) in enumerate(_PRODUCTS):
            whole = np.add.reduceat(as_whole(parts[one] * parts[other], most), starts)
            found[at, entries] = restored_products(whole, most, scales[one], scales[other])
    within, residual, product, size = found
    return Moments(sums.rows, ratio, residual, product, size, mean_size), within


_PRODUCTS = ((0, 1), (1, 1), (1, 2), (2, 2))
"""Of y - ratio x, that times w, and w x less its mean: which are multiplied."""


def _runs(rows: IntArray) -> Iterator[tuple[IntArray, slice]]:
    """Entries that have rows, so many together that their rows are many but few enough to stay in cache."""
    entries = np.flatnonzero(rows)
    ends = np.cumsum(rows[entries])
    first = start = 0
    while first < len(entries):
        last = max(first + 1, int(np.searchsorted(ends, start + _AT_ONCE, side="right")))
        stop = int(ends[last - 1])
        yield entries[first:last], slice(start, stop)
        first, start = last, stop
