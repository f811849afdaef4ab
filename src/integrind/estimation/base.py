"""The base of an indicator: the rows that are eligible and have an answer, with their weights and values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from integrind.estimation.exact import (
    BoolArray,
    FloatArray,
    IntArray,
    Terms,
    as_integers,
    counts,
    sums,
)
from integrind.estimation.layers import Crossing, Layer
from integrind.estimation.ordered import ByValue, Latest, Ordered
from integrind.rows import blocks, looked_up


@dataclass(frozen=True)
class Base:
    """Rows of the base, each with a positive weight, within a crossing of domains."""

    crossing: Crossing
    row: IntArray
    """Row of the file."""
    weights_of_file: FloatArray
    """By row of the file, all else by row of the base."""
    value: FloatArray
    denominator: FloatArray | None = None
    """Of a ratio; None for every other measure."""
    terms_of_file: Terms | None = None
    """Its weights, where they are split already."""
    _within: Latest[Within] = field(default_factory=Latest, init=False, repr=False, compare=False)

    @cached_property
    def weight(self) -> FloatArray:
        """Weight, by row of the base."""
        return self.weights_of_file[self.row]

    @cached_property
    def entry(self) -> IntArray:
        """Finest entry, by row of the base."""
        return self.crossing.row_entry[self.row]

    def within(self, layer: Layer) -> Within:
        """What is known of its rows in the domains of a layer."""
        return self._within.of(layer, lambda it: Within(self, it))

    def n(self, layer: Layer) -> IntArray:
        """Rows of the base, by domain."""
        return self.within(layer).n

    def domain(self, layer: Layer) -> IntArray:
        """Domain of the layer, by row of the base; -1 outside."""
        return layer.finest_domain[self.entry]

    @cached_property
    def by_value(self) -> ByValue:
        """The rows in the order of their values."""
        return ByValue.of(self.value, self.entry)

    @cached_property
    def weights_by_value(self) -> IntArray:
        """Weights in the order of the values; see `as_integers`."""
        return as_integers(looked_up(self.weights_of_file, looked_up(self.row, self.by_value.row)))

    def sums(self, values: FloatArray) -> FloatArray:
        """Sums of a column of the base, by finest entry."""
        return sums(values, self.entry, self.crossing.size, self.crossing.most)

    @cached_property
    def weights(self) -> FloatArray:
        """Sums of the weights, by finest entry."""
        return self.terms.sums(self.entry, self.crossing.size)

    @cached_property
    def terms(self) -> Terms:
        """The weights, ready to be summed by finest entry."""
        if self.terms_of_file is None:
            return Terms.of(self.weight, self.crossing.most)
        return self.terms_of_file.at(self.row)

    @cached_property
    def counts(self) -> IntArray:
        """Rows of the base, by finest entry."""
        return counts(self.entry, self.crossing.size)

    def reweighted(self, weight: FloatArray) -> Base:
        """The same rows with weights (rows of the file,) of a replicate."""
        other = replace(self, weights_of_file=weight, terms_of_file=None)
        known = (name for name in ("entry", "counts", "by_value") if name in vars(self))
        vars(other).update({name: vars(self)[name] for name in known})
        return other

    def up_to(self, limit: FloatArray) -> BoolArray:
        """Which rows have values up to a limit, by finest entry; none where that is NaN."""
        found = np.empty(len(self.row), dtype=bool)
        for rows in blocks(len(found)):
            np.less_equal(self.value[rows], limit[self.entry[rows]], out=found[rows])
        return found

    def only(self, kept: BoolArray) -> Base:
        """The rows of the base that `kept` (rows of the base,) chooses."""
        below = None if self.denominator is None else self.denominator[kept]
        return replace(self, row=self.row[kept], value=self.value[kept], denominator=below)


@dataclass(frozen=True)
class Within:
    """What is known of the rows of a base in the domains of a layer, whatever is asked of them."""

    base: Base
    layer: Layer

    @cached_property
    def n(self) -> IntArray:
        """Rows, by domain."""
        return count_by_domain(self.base.counts, self.layer)

    @cached_property
    def present(self) -> BoolArray:
        """Which entries of the layer have a row."""
        return self.layer.finest_in_entry.any(self.base.counts > 0)

    @cached_property
    def weights(self) -> FloatArray:
        """Sums of the weights, by entry of the layer."""
        return by_entry(self.base.weights, self.layer)

    @cached_property
    def whole(self) -> FloatArray:
        """Sums of the weights, by domain."""
        return by_domain(self.weights, self.layer)

    @cached_property
    def ordered(self) -> Ordered:
        """The rows in the order of their values, domain after domain."""
        return Ordered.of(self.base.by_value, self.base.weights_by_value, self.layer)


def by_entry(finest: FloatArray, layer: Layer) -> FloatArray:
    """Sums by entry of a layer from sums by finest entry, which come in one order or are rows, one each."""
    return layer.finest_in_entry.plain_sums(finest)


def by_domain(entry: FloatArray, layer: Layer) -> FloatArray:
    """Sums by domain from sums by entry of the layer."""
    return layer.sample.sums(entry, layer.in_domain)


def count_by_domain(finest: IntArray, layer: Layer) -> IntArray:
    """Counts by domain from counts by finest entry."""
    return layer.finest_in_domain.plain_sums(finest)
