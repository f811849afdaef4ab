"""The base of an indicator: the rows that are eligible and have an answer, with their weights and values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from integrind.estimation.exact import BoolArray, FloatArray, IntArray, cleared, counts, plain_sums, sums
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

    @property
    def base(self) -> Self:
        """Itself: what is known of it is found from its rows."""
        return self

    def sums(self, values: FloatArray) -> FloatArray:
        """Sums of a column of the base, by finest entry."""
        return sums(values, self.entry, self.crossing.size, self.crossing.most)

    @cached_property
    def weights(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.sums(self.weight)

    @cached_property
    def x(self) -> FloatArray:
        """Sums of weight × denominator, or of the weights, by finest entry."""
        return self.weights if self.denominator is None else self.sums(self.weight * self.denominator)

    @cached_property
    def y(self) -> FloatArray:
        """Sums of weight × value, by finest entry."""
        return self.sums(self.weight * self.value)

    @cached_property
    def squares_within(self) -> FloatArray:
        """Sums of weighted squares about the mean of each finest entry."""
        mean = self.y / np.where(self.x > 0, self.x, 1.0)
        return self.sums(self.weight * cleared(self.value - mean[self.entry], self.value) ** 2)

    @cached_property
    def having(self) -> IntArray:
        """Rows whose value isn't 0, by finest entry."""
        return counts(self.entry[self.value != 0], self.crossing.size)

    @cached_property
    def counts(self) -> IntArray:
        """Rows of the base, by finest entry."""
        return counts(self.entry, self.crossing.size)

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


def present(counts: IntArray, layer: Layer) -> BoolArray:
    """Which entries of a layer have a row, from counts by finest entry."""
    held = np.zeros(layer.entries, dtype=bool)
    held[layer.chosen.entry[layer.chosen.of(counts) > 0]] = True
    return held


def count_by_domain(finest: IntArray, layer: Layer) -> IntArray:
    """Counts by domain from counts by finest entry."""
    return np.bincount(layer.chosen_domain, layer.chosen.of(finest), layer.size).astype(np.int64)
