"""The finest entries: rows of the file that agree in sampling unit and in every key.

In: codes by row of wave, area and group, and the sample. Out: whole columns of sums, and every partition.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from threading import RLock
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from integrind.arrays.argsort import Codes, in_order
from integrind.arrays.chunks import RowCodes, blocks
from integrind.arrays.exact import FloatArray, IntArray, Scale, Split, Terms, dense, largest_by
from integrind.concurrently import Once, cached
from integrind.estimation.design.sample import Sample
from integrind.estimation.domains.partition import ALL, Partition, stage_cells

Thing = TypeVar("Thing")
Prepared = TypeVar("Prepared")

_AT_ONCE, _ROWS_A_CELL = 1 << 17, 4
_ALIKE = "alike"
"""Key of rows that are alike in what weights were calibrated to."""
_SPARSE = 16
"""How many possible codes a row may have before sorting beats a table of them."""


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
    _partitions: dict[tuple[object, ...], Partition] = field(default_factory=dict, repr=False)
    _lock: RLock = field(default_factory=RLock, repr=False, compare=False)

    @cached
    def most(self) -> int:
        """Rows of the largest entry."""
        rows = np.zeros(self.size, dtype=np.int64)
        for some in blocks(self.sample.rows):
            np.add.at(rows, self.row_entry[some], 1)
        return int(rows.max(initial=0))

    @cached
    def laid_out(self) -> Codes:
        """Rows of the file, entry after entry: what is looked up by entry, or summed, is at hand."""
        return in_order(self.row_entry, self.size)

    def split(self, weight: FloatArray) -> Split:
        """A column of the file (rows,), ready to be summed by finest entry."""
        return self.once(weight, lambda column: Split.of(column, self.row_entry, self.size, self.most))

    def once(self, thing: Thing, prepare: Callable[[Thing], Prepared]) -> Prepared:
        """Weights of the rows, or a partition, prepared for this crossing: for all indicators together."""
        return self._prepared.of(thing, prepare)

    def rows(self, partition: Partition) -> tuple[IntArray, ...]:
        """Rows of the file, by domain of a partition."""
        return self.once(partition, self._rows)

    def _rows(self, partition: Partition) -> tuple[IntArray, ...]:
        # Narrow codes are sorted by their digits, in a time that grows with the rows alone.
        narrow = np.uint16 if partition.size < np.iinfo(np.uint16).max else np.int64
        domain = np.where(partition.finest_domain < 0, partition.size, partition.finest_domain).astype(narrow)
        of_row = domain[self.row_entry]
        ends = np.cumsum(np.bincount(of_row, minlength=partition.size)[: partition.size])
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

    def partition(
        self,
        by: Sequence[str],
        *,
        only: Mapping[str, int] = MappingProxyType({}),
        without: Mapping[str, int] = MappingProxyType({}),
    ) -> Partition:
        """Domains of the keys in `by`, from the entries with the codes of `only` and not those of `without`.

        An entry without a value of a key in `by` belongs to no domain. Built once.
        """
        name = (tuple(by), tuple(sorted(only.items())), tuple(sorted(without.items())))
        with self._lock:
            if name not in self._partitions:
                self._partitions[name] = _partition(self, tuple(by), self._kept(by, only, without))
        return self._partitions[name]

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


def cross(sample: Sample, keys: Mapping[str, RowCodes]) -> Crossing:
    """Find the finest entries of row codes `keys` (each (rows,), -1 for no value)."""
    if sample.of_rows:
        by_row = {name: values.astype(np.int64) for name, values in keys.items()}
        return Crossing(sample, by_row, sample.unit, np.arange(sample.rows, dtype=np.int32), sample.rows)
    widths = {name: int(values.max(initial=-1)) + 2 for name, values in keys.items()}

    def codes(rows: slice) -> IntArray:
        """Codes and unit of some rows as one number; unit last, so that domains come one after the other."""
        code = np.zeros(len(sample.unit[rows]), dtype=np.int64)
        for name, width in widths.items():
            code *= width
            code += keys[name][rows]
            code += 1
        code *= sample.atoms
        code += sample.unit[rows]
        return code

    distinct, entry = _distinct(codes, sample.rows, math.prod(widths.values()) * sample.atoms)
    code, unit = np.divmod(distinct, sample.atoms)
    by_entry = {}
    for name, width in reversed(widths.items()):
        code, by_entry[name] = np.divmod(code, width)
        by_entry[name] -= 1
    return Crossing(sample, {name: by_entry[name] for name in keys}, unit, entry, len(unit))


def cross_pooled(sample: Sample, keys: Mapping[str, RowCodes]) -> Crossing:
    """Find the finest entries of a sample of rows by stratum: each is a unit that holds many rows."""
    (rows,) = sample.stages
    stratum = rows.parent.astype(np.min_scalar_type(-len(rows.drawn)))
    alike = {} if sample.margins is None else {_ALIKE: sample.margins.alike(np.zeros_like(sample.unit))[1]}
    found = cross(sample.pool(stratum, np.arange(len(rows.drawn))), {**keys, **alike})
    pooled = sample.pool(found.row_entry, found.unit)
    return Crossing(
        pooled,
        {name: found.keys[name] for name in keys},
        np.arange(found.size),
        found.row_entry,
        found.size,
    )


def _distinct(codes: Callable[[slice], IntArray], rows: int, limit: int) -> tuple[IntArray, RowCodes]:
    """The distinct codes of the rows, all below `limit`, and the place of each row's among them."""
    if limit > min(_SPARSE * rows, np.iinfo(np.int32).max):
        distinct, entry = dense(codes(slice(None)), limit)
        return distinct, entry.astype(np.int32)
    held = np.zeros(limit, dtype=bool)
    place = np.empty(rows, dtype=np.int32)
    for block in blocks(rows):
        found = codes(block)
        held[found] = True
        place[block] = found
    order = np.cumsum(held, dtype=np.int32)
    order -= 1
    for block in blocks(rows):
        place[block] = order[place[block]]
    return np.flatnonzero(held), place


def _partition(crossing: Crossing, by: tuple[str, ...], chosen: IntArray) -> Partition:
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
    by_stage = tuple(stage_cells(stage, domain_of_entry, unit_of_entry, len(first)) for stage in stages)
    return Partition(
        crossing.sample,
        len(first),
        keys,
        domain_of_entry,
        unit_of_entry,
        chosen,
        entry,
        crossing.size,
        by_stage,
    )
