"""What the office knows: who each person is and is counted for. From it follow the sums that always hold.

An intruder doesn't have it. But he knows what the questions are, and that those in work are those who are
asked for their hours: what holds for every person of the file is taken for known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np

from integrind.audit.joint import NOWHERE, Contained, Space
from integrind.audit.linear import BoolArray, FloatArray, IntArray
from integrind.audit.rows import About, Kind

People = tuple[About, Kind]
"""Those that an indicator counts: in its base, with or without what it is of, or without an answer."""

Identity = tuple[tuple[People, float], ...]
"""Sets of people whose numbers, each times its factor, add up to nothing wherever they are counted."""

_PRIME = 2**31 - 1
_LARGEST_FACTOR = 2


@dataclass(frozen=True)
class Labels:
    """The label that each person has of a variable, as a code; `NOWHERE` for none."""

    code: IntArray
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """The people of a file, by row."""

    units: Mapping[str, Labels]
    people: Mapping[People, BoolArray]
    apart: frozenset[str]
    """Indicators whose groups are no parts of the population's row."""

    def contained(self) -> Iterator[Contained]:
        """Variables of which every label is a part of one label of another."""
        for part, whole in permutations(sorted(self.units), 2):
            mine, theirs = self.units[part], self.units[whole]
            pairs = np.unique(np.stack([mine.code, theirs.code]), axis=1).T
            placed = pairs[pairs[:, 0] != NOWHERE]
            is_part = len(placed) == len(mine.labels) and (placed[:, 1] != NOWHERE).all()
            if is_part and (len(mine.labels), part) >= (len(theirs.labels), whole):
                named = ((_named(mine, one), _named(theirs, other)) for one, other in pairs.tolist())
                yield Contained(part, whole, frozenset({*named, (None, None)}))

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """Sums of sets of people that are nothing for each person: one for each set that others make up."""
        names = [name for name, its in self.people.items() if its.any()]
        if not names:
            return ()
        products = _products(np.stack([self.people[name] for name in names], axis=1))
        found = []
        for factors in _dependent(products):
            if not (products @ factors).any():
                its = np.flatnonzero(factors).tolist()
                found.append(tuple((names[at], float(factors[at])) for at in its))
        return tuple(found)

    @cached_property
    def alike(self) -> Mapping[People, People]:
        """The first set with the same people as each."""
        first: dict[bytes, People] = {}
        return {name: first.setdefault(np.packbits(its).tobytes(), name) for name, its in self._every.items()}

    @cached_property
    def _every(self) -> Mapping[People, BoolArray]:
        """Also the bases of shares."""
        bases = {
            (about, Kind.BASE): having | self.people[about, Kind.WITHOUT]
            for (about, kind), having in self.people.items()
            if kind is Kind.HAVING
        }
        return {**self.people, **bases}

    def by_cell(self, space: Space, people: People) -> FloatArray:
        """How many of a set are in each cell of each table."""
        counts = [
            np.bincount(cell[self.people[people] & (cell >= 0)], minlength=table.size)
            for table, cell in zip(space.tables, self._cells(space), strict=True)
        ]
        return np.concatenate(counts).astype(np.float64)

    def _cells(self, space: Space) -> Sequence[IntArray]:
        return [self._cell(space, table.units, table.codes) for table in space.tables]

    def _cell(self, space: Space, units: Sequence[str], codes: IntArray) -> IntArray:
        """The cell of each person; -1 for a label that no table shows, which can't be."""
        sizes = [len(space.labels[unit]) + 1 for unit in units]
        place = np.full(int(np.prod(sizes, dtype=np.int64)), -1)
        place[_one_code(codes, sizes)] = np.arange(len(codes))
        rows = len(next(iter(self.people.values())))
        own = np.zeros((rows, len(units)), dtype=np.int64)
        for at, unit in enumerate(units):
            its = self.units[unit]
            shown = [space.labels[unit].get(label, NOWHERE) for label in its.labels]
            own[:, at] = np.array([*shown, NOWHERE])[its.code]
        return place[_one_code(own, sizes)]


def _named(its: Labels, code: int) -> str | None:
    return None if code == NOWHERE else its.labels[code]


def _one_code(codes: IntArray, sizes: Sequence[int]) -> IntArray:
    found = np.zeros(len(codes), dtype=np.int64)
    for at, size in enumerate(sizes):
        found = found * size + codes[:, at] + 1
    return found


def _products(sets: BoolArray) -> IntArray:
    """How many people two sets have in common: a sum of sets is nothing just where it is of these."""
    its = sets.astype(np.float64)
    return np.rint(its.T @ its).astype(np.int64)


def _dependent(products: IntArray) -> Iterator[FloatArray]:
    """Each set that others make up: its own factor is -1. By elimination modulo a prime, which is exact."""
    size = len(products)
    left = products % _PRIME
    pivots: list[int] = []
    for column in range(size):
        row = len(pivots)
        nonzero = np.flatnonzero(left[row:, column])
        if not len(nonzero):
            factors = np.zeros(size)
            made = left[:row, column]
            factors[pivots] = np.where(made > _PRIME // 2, made - _PRIME, made)
            factors[column] = -1.0
            if np.abs(factors).max() <= _LARGEST_FACTOR:
                yield factors
            continue
        at = row + int(nonzero[0])
        left[[row, at]] = left[[at, row]]
        own = left[row, column:] * pow(int(left[row, column]), -1, _PRIME) % _PRIME
        left[row, column:] = own
        others = np.flatnonzero(left[:, column])
        others = others[others != row]
        less = left[others, column][:, np.newaxis] * own
        left[others, column:] = (left[others, column:] - less) % _PRIME
        pivots.append(column)
