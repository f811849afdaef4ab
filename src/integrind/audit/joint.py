"""People by all variables that tables have in common, as far as one table shows what another one hides.

Each table of some variables is a sum over one of more of them. Where two tables share variables they must
agree on those; that is all there is to know, if no way leads from a table over others back to it. Where one
does, the variables on it are taken together (a triangulated graph, whose cliques are the tables that are
looked at).
People who lack a label are in every table: as one more label, which is never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from integrind.audit.linear import IntArray
from integrind.audit.places import Place

NOWHERE = -1
"""The code of people who lack a label."""

LARGEST = 50_000
"""Cells of a table of all variables on a way back; beyond, tables are looked at without it."""


@dataclass(frozen=True)
class Contained:
    """A variable of which every label is a part of one label of another: countries and born abroad."""

    part: str
    whole: str
    allowed: frozenset[tuple[str | None, str | None]]
    """Labels that people have together; None where they lack one."""


@dataclass(frozen=True)
class Joint:
    """Everybody by some variables, a cell for each combination of labels that there can be."""

    units: tuple[str, ...]
    codes: IntArray
    """By cell and variable."""
    start: int
    """The number of its first cell, among the cells of all tables."""

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.codes)

    def cells(self, codes: Mapping[str, int]) -> IntArray:
        """The cells of people with some labels."""
        here = np.ones(self.size, dtype=bool)
        for unit, code in codes.items():
            here &= self.codes[:, self.units.index(unit)] == code
        return self.start + np.flatnonzero(here)


class Space:
    """The tables that are looked at together, and the cells of every place."""

    def __init__(self, places: Iterable[Place], contained: Iterable[Contained] = ()) -> None:
        shown = set(places)
        self.contained = tuple(contained)
        labels: dict[str, dict[str, int]] = {}
        for unit, label in sorted({it for place in shown for it in place}):
            its = labels.setdefault(unit, {})
            its[label] = len(its)
        self.labels = labels
        faces = {frozenset(unit for unit, _ in place) for place in shown}
        nested = [frozenset((it.part, it.whole)) for it in self.contained]
        cliques = _cliques(sorted(labels), [*faces, *nested])
        self.is_complete = all(self._size(it) <= LARGEST for it in cliques)
        if not self.is_complete:
            cliques = _largest([*faces, *nested])
        self.tables = tuple(self._tables(cliques))
        self._known: dict[Place, IntArray] = {}

    @property
    def cells(self) -> int:
        """How many cells all tables have."""
        return sum(it.size for it in self.tables)

    def of(self, place: Place) -> IntArray:
        """The cells whose people are those of a place."""
        if place not in self._known:
            units = {unit for unit, _ in place}
            table = next(it for it in self.tables if units <= set(it.units))
            self._known[place] = table.cells({unit: self.labels[unit][label] for unit, label in place})
        return self._known[place]

    def lacking(self, unit: str) -> IntArray:
        """The cells of people who lack the label of a variable."""
        table = next(it for it in self.tables if unit in it.units)
        return table.cells({unit: NOWHERE})

    @cached_property
    def agreements(self) -> tuple[tuple[IntArray, IntArray], ...]:
        """Cells of two tables that are of the same people."""
        return tuple(self._agreements())

    def _size(self, units: Iterable[str]) -> float:
        return float(np.prod([len(self.labels[it]) + 1.0 for it in units]))

    def _tables(self, cliques: Iterable[tuple[str, ...]]) -> Iterator[Joint]:
        start = 0
        for units in cliques:
            sizes = [len(self.labels[it]) + 1 for it in units]
            codes = np.indices(sizes).reshape(len(sizes), -1).T - 1 if units else np.zeros((1, 0), np.int64)
            table = Joint(units, codes[self._can_be(units, codes)], start)
            start += table.size
            yield table

    def _can_be(self, units: tuple[str, ...], codes: IntArray) -> IntArray:
        here = np.ones(len(codes), dtype=bool)
        for it in self.contained:
            if it.part in units and it.whole in units:
                allowed = {
                    (self._code(it.part, one), self._code(it.whole, other)) for one, other in it.allowed
                }
                pairs = codes[:, [units.index(it.part), units.index(it.whole)]]
                here &= np.array([(one, other) in allowed for one, other in pairs.tolist()], dtype=bool)
        return np.flatnonzero(here)

    def _code(self, unit: str, label: str | None) -> int:
        return NOWHERE if label is None else self.labels[unit].get(label, NOWHERE)

    def _agreements(self) -> Iterator[tuple[IntArray, IntArray]]:
        for one, other in self._pairs():
            shared = sorted(set(one.units) & set(other.units))
            mine, theirs = (it.codes[:, [it.units.index(unit) for unit in shared]] for it in (one, other))
            known = np.unique(np.concatenate([mine, theirs]), axis=0) if shared else np.zeros((1, 0))
            for codes in known:
                yield (
                    one.start + np.flatnonzero((mine == codes).all(axis=1)),
                    other.start + np.flatnonzero((theirs == codes).all(axis=1)),
                )

    def _pairs(self) -> Iterator[tuple[Joint, Joint]]:
        """Tables that must agree: neighbours in a tree of them, or all that share a variable."""
        weighed = sorted(
            combinations(range(len(self.tables)), 2),
            key=lambda pair: -len(set(self.tables[pair[0]].units) & set(self.tables[pair[1]].units)),
        )
        group = list(range(len(self.tables)))
        for one, other in weighed:
            if self.is_complete and group[one] == group[other]:
                continue
            yield self.tables[one], self.tables[other]
            old, new = group[other], group[one]
            group = [new if it == old else it for it in group]


def _cliques(units: Iterable[str], faces: Iterable[frozenset[str]]) -> list[tuple[str, ...]]:
    """The largest sets of variables that are all linked, once no way leads back but within one of them."""
    near: dict[str, set[str]] = {unit: set() for unit in units}
    for face in faces:
        for unit in face:
            near[unit] |= face - {unit}
    left = {unit: set(its) for unit, its in near.items()}
    found = []
    while left:
        unit = min(left, key=lambda it: (_lacking(left, it), it))
        found.append(frozenset((unit, *left[unit])))
        for one, other in combinations(sorted(left[unit]), 2):
            left[one].add(other)
            left[other].add(one)
        for other in left.pop(unit):
            left[other].discard(unit)
    return _largest(found)


def _lacking(near: Mapping[str, set[str]], unit: str) -> int:
    return sum(other not in near[one] for one, other in combinations(sorted(near[unit]), 2))


def _largest(sets: Iterable[frozenset[str]]) -> list[tuple[str, ...]]:
    """Those that are no part of another, in a set order; nothing at all where there is none."""
    every = set(sets)
    found = sorted(tuple(sorted(it)) for it in every if not any(it < other for other in every))
    return found or [()]
