"""The base of an indicator: the rows that are eligible and have an answer, with their weights and values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from integrind.estimation.exact import BoolArray, FloatArray, IntArray, counts, plain_sums, sums
from integrind.estimation.layers import Crossing, Layer


@dataclass(frozen=True)
class Base:
    """Rows of the base, each with a positive weight, within a crossing of domains."""

    crossing: Crossing
    row: IntArray
    weight: FloatArray
    value: FloatArray
    denominator: FloatArray | None = None
    """Of a ratio; None for every other measure."""

    @cached_property
    def entry(self) -> IntArray:
        """Finest entry, by row of the base."""
        return self.crossing.row_entry[self.row]

    def domain(self, layer: Layer) -> IntArray:
        """Domain of the layer, by row of the base; -1 outside."""
        return np.append(layer.domain, -1)[layer.of_finest[self.entry]]

    def sums(self, values: FloatArray) -> FloatArray:
        """Sums of a column of the base, by finest entry."""
        return sums(values, self.entry, self.crossing.size)

    @cached_property
    def weights(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.sums(self.weight)

    @cached_property
    def sizes(self) -> FloatArray:
        """Sums of weight times the value's size, by finest entry."""
        return self.sums(self._size)

    @cached_property
    def largest(self) -> FloatArray:
        """The largest weight times size of a row, by finest entry."""
        largest = np.zeros(self.crossing.size)
        np.maximum.at(largest, self.entry, self._size)
        return largest

    @cached_property
    def having(self) -> FloatArray:
        """Rows whose value isn't 0, by finest entry."""
        return np.bincount(self.entry, self.value != 0, self.crossing.size).astype(np.float64, copy=False)

    @cached_property
    def _size(self) -> FloatArray:
        return self.weight * np.abs(self.value)

    def counts(self) -> FloatArray:
        """Rows of the base, by finest entry."""
        return self._counts

    @cached_property
    def _counts(self) -> FloatArray:
        return counts(self.entry, self.crossing.size).astype(np.float64)

    def reweighted(self, weight: FloatArray) -> Base:
        """The same rows with weights (rows of the file,) of a replicate."""
        return replace(self, weight=weight[self.row])

    def only(self, kept: BoolArray) -> Base:
        """The rows of the base that `kept` (rows of the base,) chooses."""
        below = None if self.denominator is None else self.denominator[kept]
        return Base(self.crossing, self.row[kept], self.weight[kept], self.value[kept], below)


def by_entry(finest: FloatArray, layer: Layer) -> FloatArray:
    """Sums by entry of a layer from sums by finest entry, which come in one order or are rows, one each."""
    chosen = layer.chosen
    return plain_sums(chosen.of(finest), chosen.entry, layer.entries)


def by_domain(entry: FloatArray, layer: Layer) -> FloatArray:
    """Sums by domain from sums by entry of the layer."""
    return sums(entry, layer.domain, layer.size)


def count_by_domain(finest: FloatArray, layer: Layer) -> IntArray:
    """Counts by domain from counts by finest entry."""
    chosen = layer.chosen
    return np.bincount(layer.domain[chosen.entry], chosen.of(finest), layer.size).astype(np.int64)
