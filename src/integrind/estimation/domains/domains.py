"""Domains and the units that their rows lie in.

A *layer* is a set of domains that don't overlap: the groups of every area, say, or the areas as wholes.
Its *entries* are the pairs (domain, atom of the sample) that the file has; what a design-based
variance needs is one number per entry, so nothing is ever as large as domains times units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from threading import RLock
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from integrind.arrays.argsort import Codes, in_order
from integrind.arrays.chunks import RowCodes, blocks
from integrind.arrays.exact import (
    BoolArray,
    FloatArray,
    IntArray,
    Scale,
    Split,
    Terms,
    counts,
    dense,
    largest_by,
)
from integrind.arrays.grouping import Grouping
from integrind.concurrently import Once, kept
from integrind.estimation.design.sample import Sample, Stage

Thing = TypeVar("Thing")
Prepared = TypeVar("Prepared")

_AT_ONCE, _ROWS_A_CELL = 1 << 17, 4

ALL = -1
"""The code of a wave, area or group that a domain doesn't choose."""


@dataclass(frozen=True)
class Rung:
    """The entries of a layer at one stage, and the runs of entries that share domain and parent."""

    entry: IntArray
    """Entry at this stage, by entry of the layer."""
    domain: IntArray
    unit: IntArray
    run: IntArray
    """Run, by entry at this stage."""
    run_domain: IntArray
    run_parent: IntArray
    domains: int
    """How many the layer has, those without an entry among them."""

    @kept
    def units_in_domain(self) -> Grouping:
        """Entries at this stage in domains."""
        return Grouping.of(self.domain, self.domains)

    @kept
    def in_entry(self) -> Grouping:
        """Entries of the layer in entries at this stage."""
        return Grouping.of(self.entry, len(self.unit))

    @kept
    def in_run(self) -> Grouping:
        """Entries at this stage in runs."""
        return Grouping.of(self.run, len(self.run_domain))

    @kept
    def in_domain(self) -> Grouping:
        """Runs in domains."""
        return Grouping.of(self.run_domain, self.domains)

    @kept
    def run_units(self) -> IntArray:
        """Entries of each run."""
        return counts(self.run, len(self.run_domain))

    @property
    def is_layer(self) -> bool:
        """Whether the entries are those of the layer, as at the last stage they are."""
        return len(self.entry) == len(self.unit)


@dataclass(frozen=True, eq=False)
class Layer:
    """Domains, their codes, and their entries."""

    sample: Sample
    size: int
    """How many domains there are."""
    keys: Mapping[str, IntArray]
    """Code of each key (wave, area, group), by domain."""
    domain: IntArray
    """Domain, by entry."""
    unit: IntArray
    """Atom of the sample, by entry."""
    finest: IntArray
    """Entries of the crossing that belong to a domain of this layer, lowest first."""
    finest_entry: IntArray
    """Entry, by entry in `finest`."""
    crossed: int
    """How many entries the crossing has."""
    rungs: tuple[Rung, ...]

    @kept
    def in_domain(self) -> Grouping:
        """Entries in domains."""
        return Grouping.of(self.domain, self.size)

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return len(self.domain)

    @property
    def of_finest(self) -> IntArray:
        """Entry, by entry of the crossing; -1 where that belongs to no domain. Long, so made anew."""
        return self._by_finest(self.finest_entry)

    @property
    def finest_domain(self) -> IntArray:
        """Domain, by entry of the crossing; -1 where that belongs to none. Long, so made anew."""
        return self._by_finest(self.domain[self.finest_entry])

    def _by_finest(self, found: IntArray) -> IntArray:
        by_finest = np.full(self.crossed, -1, dtype=np.int64)
        by_finest[self.finest] = found
        return by_finest

    @kept
    def finest_in_entry(self) -> Grouping:
        """Entries of the crossing in entries."""
        return self._grouping(self.finest_entry, self.entries)

    @kept
    def finest_in_domain(self) -> Grouping:
        """Entries of the crossing in domains."""
        return self._grouping(self.domain[self.finest_entry], self.size)

    def _grouping(self, of: IntArray, size: int) -> Grouping:
        if len(self.finest) == self.crossed:
            return Grouping.of(of, size)
        return Grouping.of_some(self.finest, of, size)


@dataclass(frozen=True)
class Crossing:
    """The finest entries: rows that agree in unit and in every key. Whole columns of sums live here."""

    sample: Sample
    keys: Mapping[str, IntArray]
    """Code of each key, by finest entry; -1 where the rows have no value of it."""
    unit: IntArray
    row_entry: RowCodes
    """Finest entry, by row."""
    size: int
    _prepared: Once = field(default_factory=Once, repr=False, compare=False)
    _layers: dict[tuple[object, ...], Layer] = field(default_factory=dict, repr=False)
    _lock: RLock = field(default_factory=RLock, repr=False, compare=False)

    @kept
    def most(self) -> int:
        """Rows of the largest entry."""
        rows = np.zeros(self.size, dtype=np.int64)
        for some in blocks(self.sample.rows):
            np.add.at(rows, self.row_entry[some], 1)
        return int(rows.max(initial=0))

    @kept
    def laid_out(self) -> Codes:
        """Rows of the file, entry after entry: what is looked up by entry, or summed, is at hand."""
        return in_order(self.row_entry, self.size)

    def split(self, weight: FloatArray) -> Split:
        """A column of the file (rows,), ready to be summed by finest entry."""
        return self.once(weight, lambda column: Split.of(column, self.row_entry, self.size, self.most))

    def once(self, thing: Thing, prepare: Callable[[Thing], Prepared]) -> Prepared:
        """Weights of the rows, or a layer, prepared for this crossing: for all indicators together."""
        return self._prepared.of(thing, prepare)

    def rows(self, layer: Layer) -> tuple[IntArray, ...]:
        """Rows of the file, by domain of a layer."""
        return self.once(layer, self._rows)

    def _rows(self, layer: Layer) -> tuple[IntArray, ...]:
        # Narrow codes are sorted by their digits, in a time that grows with the rows alone.
        narrow = np.uint16 if layer.size < np.iinfo(np.uint16).max else np.int64
        domain = np.where(layer.finest_domain < 0, layer.size, layer.finest_domain).astype(narrow)
        of_row = domain[self.row_entry]
        ends = np.cumsum(np.bincount(of_row, minlength=layer.size)[: layer.size])
        order = np.argsort(of_row, kind="stable")
        return tuple(order[start:end] for start, end in pairwise([0, *ends.tolist()]))

    def blocks(self, cells: int) -> Iterator[slice]:
        """The rows of the file, so many at a time that adding up sums in so many cells is the lesser work."""
        size = max(_AT_ONCE, _ROWS_A_CELL * cells)
        for start in range(0, self.sample.rows, size):
            yield slice(start, start + size)

    def sums_of(self, column: Callable[[slice], FloatArray], largest: FloatArray | None = None) -> FloatArray:
        """Sums by finest entry of a column that is made of some rows at a time.

        `largest`: the size of its largest number by finest entry, where that is known.
        """
        scale = Scale.above(self.largest_of(column) if largest is None else largest)

        def terms(rows: slice) -> Terms:
            return Terms.scaled(column(rows) * scale.factor[self.row_entry[rows]], scale, self.most)

        return self.sums_of_terms(terms)

    def sums_of_terms(self, terms: Callable[[slice], Terms]) -> FloatArray:
        """Sums by finest entry of terms, all split alike, that are made of some rows at a time."""
        totals = [np.zeros(self.size), np.zeros(self.size)]
        for rows in blocks(self.sample.rows):
            some = terms(rows)
            for total, part in zip(totals, some.parts, strict=False):
                np.add.at(total, self.row_entry[rows], part)
        return some.joined(totals)

    def largest_of(self, column: Callable[[slice], FloatArray]) -> FloatArray:
        """The size of the largest number by finest entry, of a column that is made of some rows at a time."""
        some = ((column(rows), self.row_entry[rows]) for rows in blocks(self.sample.rows))
        return largest_by(some, self.size)

    def layer(
        self,
        by: Sequence[str],
        *,
        only: Mapping[str, int] = MappingProxyType({}),
        without: Mapping[str, int] = MappingProxyType({}),
    ) -> Layer:
        """Domains of the keys in `by`, from the entries with the codes of `only` and not those of `without`.

        An entry without a value of a key in `by` belongs to no domain. Built once.
        """
        name = (tuple(by), tuple(sorted(only.items())), tuple(sorted(without.items())))
        with self._lock:
            if name not in self._layers:
                self._layers[name] = _layer(self, tuple(by), self._kept(by, only, without))
        return self._layers[name]

    def _kept(self, by: Sequence[str], only: Mapping[str, int], without: Mapping[str, int]) -> IntArray:
        """Finest entries with a value of every key in `by`, and the codes that are wanted."""
        kept = np.ones(self.size, dtype=bool)
        for key in by:
            kept &= self.keys[key] >= 0
        for key, code in only.items():
            kept &= self.keys[key] == code
        for key, code in without.items():
            kept &= self.keys[key] != code
        return np.flatnonzero(kept)


def _layer(crossing: Crossing, by: tuple[str, ...], chosen: IntArray) -> Layer:
    code = np.zeros(len(chosen), dtype=np.int64)
    for name in by:
        values = crossing.keys[name]
        code = code * (int(values.max(initial=-1)) + 1) + values[chosen]
    distinct, domain = dense(code, int(code.max(initial=-1)) + 1)
    first = np.empty(len(distinct), dtype=np.int64)
    first[domain] = np.arange(len(domain))
    keys = {name: np.full(len(first), ALL, dtype=np.int64) for name in crossing.keys}
    for name in by:
        keys[name] = crossing.keys[name][chosen][first]
    atoms = crossing.sample.atoms
    pair, entry = dense(domain * atoms + crossing.unit[chosen], len(first) * atoms)
    domain_of_entry, unit_of_entry = pair // atoms, pair % atoms
    stages = crossing.sample.stages
    rungs = tuple(_rung(stage, domain_of_entry, unit_of_entry, len(first)) for stage in stages)
    return Layer(
        crossing.sample, len(first), keys, domain_of_entry, unit_of_entry, chosen, entry, crossing.size, rungs
    )


def _rung(stage: Stage, domain: IntArray, atom: IntArray, domains: int) -> Rung:
    units = len(stage.parent)
    pair, entry = dense(domain * units + stage.unit[atom], domains * units)
    entry_domain, entry_unit = pair // units, pair % units
    parents = len(stage.drawn)
    run_pair, run = dense(entry_domain * parents + stage.parent[entry_unit], domains * parents)
    return Rung(entry, entry_domain, entry_unit, run, run_pair // parents, run_pair % parents, domains)


@dataclass(frozen=True)
class RungLink:
    """Where the entries and runs of one layer stand in another, at one stage; -1 where they don't."""

    entry: IntArray
    run: IntArray
    all_met: BoolArray
    """Whether a run has every entry of the other's, by run."""


@dataclass(frozen=True)
class Link:
    """Each domain of a layer, the domain of another that it is compared with, and their shared entries."""

    domain: IntArray
    """Domain of the other layer, by domain; -1 where there is none."""
    rungs: tuple[RungLink, ...]

    @property
    def found(self) -> BoolArray:
        """Which domains have another to be compared with."""
        return self.domain >= 0


def link(layer: Layer, other: Layer, sample: Sample) -> Link:
    """Compare each domain with the one of `other` that agrees in every key which `other` chooses."""
    return link_domains(layer, other, counterparts(layer, other), sample)


def counterparts(layer: Layer, other: Layer, changed: Mapping[str, IntArray] | None = None) -> IntArray:
    """Domain of `other` that agrees with each domain in every key which `other` chooses, or -1.

    Codes of `changed` stand for the domain's own: another wave, another area.
    """
    ours = {**layer.keys, **(changed or {})}
    chosen = [name for name, codes in other.keys.items() if (codes != ALL).any()]
    if not chosen:
        return np.zeros(layer.size, dtype=np.int64) if other.size else np.full(layer.size, -1, dtype=np.int64)
    known = np.stack([other.keys[name] for name in chosen])
    return _find(known, np.stack([ours[name] for name in chosen]))


def link_domains(layer: Layer, other: Layer, domain: IntArray, sample: Sample) -> Link:
    """Compare each domain with the domain of `other` given for it, or with none for -1."""
    rungs = []
    for stage, ours, theirs in zip(sample.stages, layer.rungs, other.rungs, strict=True):
        units, parents = len(stage.parent), len(stage.drawn)
        entries = theirs.domain * units + theirs.unit
        runs = theirs.run_domain * parents + theirs.run_parent
        entry = _look_up(entries, domain[ours.domain], ours.unit, units)
        run = _look_up(runs, domain[ours.run_domain], ours.run_parent, parents)
        there = np.append(theirs.run_units, 0)[run]
        met = np.bincount(ours.run, entry >= 0, len(run))
        rungs.append(RungLink(entry, run, there == met))
    return Link(domain, tuple(rungs))


@dataclass(frozen=True)
class Joined:
    """The domains of a layer with their own entries and those of their counterparts."""

    layer: Layer
    ours: IntArray
    """Entry of the joined layer, by entry of ours."""
    theirs: IntArray
    """Entry of the joined layer, by domain and entry of its counterpart, which is `source`."""
    source: IntArray


def join(layer: Layer, other: Layer, counterpart: IntArray, sample: Sample) -> Joined:
    """Give each domain the entries of its counterpart (domain of `other`, or -1) as well."""
    start = np.searchsorted(other.domain, np.arange(other.size + 1))
    size = np.append(np.diff(start), 0)[counterpart]
    domain = np.repeat(np.arange(layer.size), size)
    first = np.repeat(start[np.maximum(counterpart, 0)] - (np.cumsum(size) - size), size)
    source = first + np.arange(len(domain))
    ours = layer.domain * sample.atoms + layer.unit
    theirs = domain * sample.atoms + other.unit[source]
    joined, entry = assembled(layer, np.concatenate([ours, theirs]), sample)
    return Joined(joined, entry[: len(ours)], entry[len(ours) :], source)


def assembled(layer: Layer, pairs: IntArray, sample: Sample) -> tuple[Layer, IntArray]:
    """The domains of a layer with other entries, and the entry of each of `pairs` (domain × atoms + atom)."""
    pair, entry = np.unique(pairs, return_inverse=True)
    domains, atoms = np.divmod(pair, sample.atoms)
    rungs = tuple(_rung(stage, domains, atoms, layer.size) for stage in sample.stages)
    none = np.zeros(0, dtype=np.int64)
    found = Layer(sample, layer.size, layer.keys, domains, atoms, none, none, layer.crossed, rungs)
    return found, entry.astype(np.int64, copy=False)


def _find(known: IntArray, wanted: IntArray) -> IntArray:
    """Position of each column of `wanted` among the columns of `known`, or -1."""
    columns, inverse = np.unique(np.concatenate([known, wanted], axis=1), axis=1, return_inverse=True)
    inverse = inverse.ravel()
    position = np.full(columns.shape[1], -1, dtype=np.int64)
    position[inverse[: known.shape[1]]] = np.arange(known.shape[1])
    return position[inverse[known.shape[1] :]]


def _look_up(sorted_codes: IntArray, domain: IntArray, within: IntArray, width: int) -> IntArray:
    """Position of (domain, within) among sorted codes, or -1."""
    if len(sorted_codes) == 0:
        return np.full(len(domain), -1, dtype=np.int64)
    wanted = domain * width + within
    at = np.minimum(np.searchsorted(sorted_codes, wanted), len(sorted_codes) - 1)
    return np.where((domain >= 0) & (sorted_codes[at] == wanted), at, -1).astype(np.int64, copy=False)
