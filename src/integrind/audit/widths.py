"""How closely hidden counts can be bounded: two tables that agree with all that is shown, and how far apart.

Tables are shared: each that is found for one count may be what another needs. So a few dozen linear programs
settle thousands of counts, and only those that stay are asked one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.audit.linear import EXACT, FloatArray, IntArray, Matrix, components
from integrind.audit.solver import Polytope, are_whole
from integrind.audit.ties import Tied

_ROUNDS = 12
"""Pairs of tables that are looked for with all counts pushed at random, before any is asked by itself."""
_ROOM = 1_000
"""Times the protection by which a count may exceed all that is shown: as good as no limit."""


@dataclass(frozen=True)
class Bounds:
    """The smallest and the largest value that was found for each count."""

    low: FloatArray
    high: FloatArray
    programs: int
    """How many tables it took."""

    @property
    def width(self) -> FloatArray:
        """How far apart they are."""
        return self.high - self.low


def bounds(counts: Matrix, left: Tied, need: FloatArray, *, exactly: bool) -> Bounds | None:
    """Bound each count, as closely as it takes to see whether it reaches what it needs, or `exactly`.

    None where no table agrees with what is shown.
    """
    if left.contradicted:
        return None
    asked = left.expressed(counts)
    low, high = asked.total.copy(), asked.total.copy()
    programs = 0
    parts = components(left.matrix, left.unknown)
    of_column = np.full(len(left.stands), -1)
    for number, (_, columns) in enumerate(parts):
        of_column[columns] = number
    span = float(left.more.max(initial=0)) + float(np.abs(left.matrix.total).max(initial=0))
    limit = span + _ROOM * float(need.max(initial=1))
    for number, (rows, columns) in enumerate(parts):
        its = np.unique(asked.row[of_column[asked.column] == number])
        if not len(its):
            continue
        sums = left.matrix.only(rows, columns)
        room = Polytope(sums, left.low[columns], np.minimum(left.high[columns], limit))
        own = asked.only(its, columns)
        one = _Asked(room, own.with_totals(np.zeros(len(its))), need[its], whole=are_whole(sums.total))
        if not one.run(exactly=exactly):
            return None
        low[its] += one.low
        high[its] += one.high
        programs += one.programs
    return Bounds(low, high, programs)


class _Asked:
    """The counts of one component, and the tables found for them so far."""

    def __init__(self, polytope: Polytope, counts: Matrix, need: FloatArray, *, whole: bool) -> None:
        """`whole`: what is shown is whole, so that only tables of whole numbers agree with it."""
        self._polytope = polytope
        self._whole = whole
        self._counts = counts
        self._need = need
        self._size = len(need)
        self.low = np.full(self._size, np.inf)
        self.high = np.full(self._size, -np.inf)
        self._outer = (self.low.copy(), self.high.copy())
        """With tables that needn't be whole."""
        self.programs = 0
        self._random = np.random.default_rng(0)

    def run(self, *, exactly: bool) -> bool:
        """Look for tables until every count has what it needs or can't; False where there is no table."""
        if self._see(np.zeros(self._size)) is None:
            return False
        for _ in range(_ROUNDS):
            lacking = self._lacking()
            if not len(lacking):
                break
            push = np.zeros(self._size)
            push[lacking] = self._random.choice([-1.0, 1.0], len(lacking))
            self._see(push)
            self._see(-push)
        for one in np.arange(self._size) if exactly else self._lacking():
            self._ask(int(one), exactly=exactly)
        none = np.isinf(self.low)
        self.low[none], self.high[none] = (its[none] for its in self._outer)
        return True

    def _lacking(self) -> IntArray:
        return np.flatnonzero(~(self.high - self.low >= self._need - EXACT))

    def _ask(self, one: int, *, exactly: bool) -> None:
        """Ask for one count's extremes; in whole numbers where the tables aren't."""
        for sign in (1.0, -1.0):
            if not exactly and self.high[one] - self.low[one] >= self._need[one] - EXACT:
                return
            push = np.zeros(self._size)
            push[one] = sign
            self._see(push)
        low, high = self._outer
        apart = high[one] - low[one]
        if not apart <= self.high[one] - self.low[one] + EXACT and (
            exactly or apart >= self._need[one] - EXACT
        ):
            self._ask_whole(one)

    def _ask_whole(self, one: int) -> None:
        polytope = self._polytope.in_whole_numbers()
        for sign in (1.0, -1.0):
            push = np.zeros(self._size)
            push[one] = sign
            found = polytope.least(self._cost(push))
            self.programs += 1
            if found is not None:
                values = self._counts.times(found)
                self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)

    def _see(self, push: FloatArray) -> FloatArray | None:
        """Find a table that pushes counts as they are told to go, and see what it gives all of them."""
        found = self._polytope.least(self._cost(push))
        self.programs += 1
        if found is None:
            return None
        values = self._counts.times(found)
        low, high = self._outer
        self._outer = np.minimum(low, values), np.maximum(high, values)
        if not self._whole or are_whole(found):
            self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)
        return found

    def _cost(self, push: FloatArray) -> FloatArray:
        counts = self._counts
        weights = counts.factor * push[counts.row]
        return np.bincount(counts.column, weights, self._polytope.columns).astype(np.float64)
