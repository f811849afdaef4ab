"""The base of an indicator: the rows that are eligible and have an answer, with their weights and values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np

from integrind.estimation.exact import (
    BoolArray,
    FloatArray,
    IntArray,
    Terms,
    as_integers,
    cleared,
    counts,
    sums,
)
from integrind.estimation.layers import Crossing, Layer
from integrind.estimation.replicate_sums import ReplicateWeights


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

    def n(self, layer: Layer) -> IntArray:
        """Rows of the base, by domain."""
        return count_by_domain(self.counts, layer)

    def present(self, layer: Layer) -> BoolArray:
        """Which entries of a layer have a row of the base."""
        return layer.finest_in_entry.any(self.counts > 0)

    def domain(self, layer: Layer) -> IntArray:
        """Domain of the layer, by row of the base; -1 outside."""
        return layer.finest_domain[self.entry]

    @cached_property
    def integral_weights(self) -> IntArray:
        """Weights in the order of the values; see `as_integers`."""
        return as_integers(self.weight)[self.by_value.row]

    @cached_property
    def by_value(self) -> ByValue:
        """The rows in the order of their values."""
        return ByValue.of(self)

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
        return self._terms.sums(self.entry, self.crossing.size)

    @cached_property
    def _terms(self) -> Terms:
        return Terms.of(self.weight, self.crossing.most)

    @cached_property
    def x(self) -> FloatArray:
        """Sums of weight × denominator, or of the weights, by finest entry."""
        return self.weights if self.denominator is None else self.sums(self.weight * self.denominator)

    @cached_property
    def y(self) -> FloatArray:
        """Sums of weight × value, by finest entry."""
        return self.sums(self.weight * self.value)

    def replicate_sums(self, weights: tuple[FloatArray, ...]) -> tuple[FloatArray, FloatArray]:
        """Sums of y and x times replicate weights, each (rows,): (replicates, finest entries) both."""
        columns = np.zeros((2, len(weights[0])))
        columns[0, self.row] = self.value
        columns[1, self.row] = 1.0 if self.denominator is None else self.denominator
        y, x = ReplicateWeights.of(weights, self.crossing).sums(list(columns))
        return y, x

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
        known = (name for name in ("entry", "counts", "by_value") if name in vars(self))
        return self._sharing(replace(self, weight=weight[self.row]), *known)

    def marked(self, rows: BoolArray) -> Base:
        """The same rows (rows of the base,) with the value 1 for some and 0 for others."""
        other = replace(self, value=rows.astype(np.float64), denominator=None)
        vars(other)["y"] = self._terms.times(other.value).sums(self.entry, self.crossing.size)
        return self._sharing(other, "entry", "counts", "_terms", "weights")

    def _sharing(self, other: Base, *names: str) -> Base:
        """Another base of the same rows with what is the same in both."""
        vars(other).update({name: getattr(self, name) for name in names})
        return other

    def only(self, kept: BoolArray) -> Base:
        """The rows of the base that `kept` (rows of the base,) chooses."""
        below = None if self.denominator is None else self.denominator[kept]
        return Base(self.crossing, self.row[kept], self.weight[kept], self.value[kept], below)


@dataclass(frozen=True)
class ByValue:
    """Rows of a base in the order of their values; nothing here depends on their weights."""

    row: IntArray
    """Row of the base."""
    value: FloatArray
    _entry: IntArray
    _within: dict[int, tuple[Layer, tuple[IntArray, IntArray]]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, base: Base) -> ByValue:
        """Sort the rows of a base."""
        order = np.argsort(base.value)
        return cls(order, base.value[order], base.entry[order])

    def within(self, layer: Layer) -> tuple[IntArray, IntArray]:
        """Places in this order, domain after domain, and where each domain begins (one more than domains)."""
        if id(layer) not in self._within:
            self._within[id(layer)] = layer, self._found_within(layer)
        return self._within[id(layer)][1]

    def _found_within(self, layer: Layer) -> tuple[IntArray, IntArray]:
        # Narrow codes are sorted by their digits, in a time that grows with the rows alone.
        narrow = np.uint16 if layer.size < np.iinfo(np.uint16).max else np.int64
        domain = np.where(layer.finest_domain < 0, layer.size, layer.finest_domain).astype(narrow)[
            self._entry
        ]
        start = np.append(0, np.cumsum(np.bincount(domain, minlength=layer.size)[: layer.size]))
        return np.argsort(domain, kind="stable")[: start[-1]], start


def by_entry(finest: FloatArray, layer: Layer) -> FloatArray:
    """Sums by entry of a layer from sums by finest entry, which come in one order or are rows, one each."""
    return layer.finest_in_entry.plain_sums(finest)


def by_domain(entry: FloatArray, layer: Layer) -> FloatArray:
    """Sums by domain from sums by entry of the layer."""
    return layer.sample.sums(entry, layer.in_domain)


def count_by_domain(finest: IntArray, layer: Layer) -> IntArray:
    """Counts by domain from counts by finest entry."""
    return layer.finest_in_domain.plain_sums(finest)
