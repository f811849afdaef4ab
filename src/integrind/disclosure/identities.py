"""What indicators of one run tell of each other, for the people whom they count are the same.

Those in work are who is asked for their hours: where the share in work is hidden, the base of hours tells it.
Which sets of people are the same, or add up, is found from the answers themselves, by keys that add up as the
sets do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from integrind.arrays.exact import BoolArray, IntArray
from integrind.evidence import Told

Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Identities:
    """Sets of people by number, and which of them add up."""

    keys: Keys

    @classmethod
    def of(cls, told: Sequence[Told]) -> Identities:
        """Those that some indicators count."""
        return cls(np.array(sorted({key for it in told for key in it.all}), dtype=np.uint64))

    def number(self, key: int) -> int:
        """The place of a set among all."""
        return int(np.searchsorted(self.keys, np.uint64(key)))

    @cached_property
    def sums(self) -> IntArray:
        """One set, another, and both together; (sums, 3)."""
        keys = self.keys
        found = []
        for at in range(len(keys)):
            both = keys[at] + keys[at + 1 :]
            place = np.minimum(np.searchsorted(keys, both), len(keys) - 1)
            other = np.flatnonzero(keys[place] == both)
            found += [(at, at + 1 + int(it), int(place[it])) for it in other]
        return np.array(found, dtype=np.int64).reshape(-1, 3)

    def closed(self, known: BoolArray) -> BoolArray:
        """Sets whose number follows from those that are known; (sets, cells)."""
        found = known.copy()
        before = -1
        while before != (before := int(found.sum())):
            for sets in self.sums.tolist():
                two = found[sets].sum(axis=0) >= 2
                found[np.ix_(sets, np.flatnonzero(two))] = True
        return found


def telling(told: Sequence[Told], hidden: BoolArray, small: BoolArray, cost: IntArray) -> BoolArray:
    """Rows that tell what others hide, and must be hidden for it; all are (indicators, cells).

    Where a row is hidden, those who have what a share is of, and those who don't, mustn't be known; nor its
    base, where it is `small`. `cost` is what a row is worth.
    """
    known_sets = Identities.of(told)
    cells = hidden.shape[1]
    shown = np.zeros((len(known_sets.keys), cells), dtype=bool)
    secret = np.zeros_like(shown)
    worth = np.zeros(shown.shape, dtype=np.int64)
    for its, gone, base_gone, price in zip(told, hidden, small, cost, strict=True):
        for key in its.all:
            number = known_sets.number(key)
            shown[number] |= ~gone
            worth[number] += np.where(gone, 0, price)
        for key in filter(None, (its.having, its.without)):
            secret[known_sets.number(key)] |= gone
        if its.people:
            secret[known_sets.number(its.people)] |= base_gone
    leaks = secret & known_sets.closed(shown & ~secret) | secret & shown
    if not leaks.any():
        return np.zeros_like(hidden)
    given_up = secret & shown
    for number, cell in np.argwhere(leaks & ~shown).tolist():
        others = [[it for it in sets if it != number] for sets in known_sets.sums.tolist() if number in sets]
        ways = [it for it in others if shown[it, cell].any()]
        for sets in ways:
            direct = [it for it in sets if shown[it, cell]]
            if not given_up[direct, cell].any():
                given_up[min(direct, key=lambda it: (worth[it, cell], it)), cell] = True
    found = np.zeros_like(hidden)
    for row, its in enumerate(told):
        for key in its.all:
            found[row] |= given_up[known_sets.number(key)]
    return found & ~hidden
