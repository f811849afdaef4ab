"""What indicators of one run tell of each other, for the people whom they count are the same.

Those in work are who is asked for their hours: where the share in work is hidden, the base of hours nearly
tells it, and with who didn't answer it does so exactly. Which sets of people are the same, or add up, is
found from the answers themselves, by keys that add up as the sets do; categories of a distribution may be
any part of what another indicator counts. From what is shown the numbers of all
sets are bounded, cell by cell; where a hidden one comes too close, what tells it is given up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.errors import UsageError
from integrind.evidence import Told

Keys = npt.NDArray[np.uint64]

MOST_CATEGORIES = 16
"""Of a distribution beside other indicators: any of them together may be what another counts."""
_OF_ONE = 3
"""Sets of an indicator beside those of its categories: who was asked, who answered, and who didn't."""
_MOST_ROUNDS = 100
"""Times that bounds are passed on; what they gain after so many is little."""


@dataclass(frozen=True)
class Bounds:
    """The fewest and the most people that sets may have, (sets, cells)."""

    low: FloatArray
    high: FloatArray


Sum = tuple[tuple[int, ...], int]
"""Sets that nobody is in two of, and all of them together."""


@dataclass(frozen=True)
class Identities:
    """Sets of people by number, and which of them add up."""

    keys: Keys
    families: Sequence[Sequence[int]] = ()
    """Keys of sets that make up one together: of categories."""

    @classmethod
    def of(cls, told: Sequence[Told], families: Sequence[Sequence[int]] = ()) -> Identities:
        """Those that some indicators count."""
        keys = np.array(sorted({key for it in told for key in it.all}), dtype=np.uint64)
        return cls(keys, [[key for key in its if key] for its in families])

    def number(self, key: int) -> int:
        """The place of a set among all."""
        return int(np.searchsorted(self.keys, np.uint64(key)))

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """Of two sets, and of several categories of one distribution."""
        found: dict[Sum, None] = {}
        for at in range(len(self.keys)):
            for other, both in self._among(self.keys[at] + self.keys[at + 1 :]):
                found[(at, at + 1 + other), both] = None
        for family in self.families:
            found |= dict.fromkeys(self._of_categories(family))
        return tuple(found)

    def _among(self, keys: Keys) -> Iterator[tuple[int, int]]:
        """Which of some keys are those of sets, and of which."""
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        for at in np.flatnonzero(self.keys[place] == keys).tolist():
            yield at, int(place[at])

    def _of_categories(self, family: Sequence[int]) -> Iterator[Sum]:
        if len(family) > MOST_CATEGORIES and len(self.keys) > 2 * len(family) + _OF_ONE:
            raise UsageError(
                f"a distribution of {len(family)} categories can't be protected beside other indicators",
                f"compute it by itself; with others it may have {MOST_CATEGORIES}",
            )
        if len(family) > MOST_CATEGORIES:
            return
        together = np.zeros(1, dtype=np.uint64)
        for key in family:
            together = np.append(together, together + np.uint64(key))
        numbers = [self.number(key) for key in family]
        for some, whole in self._among(together):
            parts = tuple(sorted(it for at, it in enumerate(numbers) if some >> at & 1))
            if len(parts) > 1:
                yield parts, whole

    @cached_property
    def sums_of(self) -> tuple[tuple[Sum, ...], ...]:
        """The sums that each set is in."""
        return tuple(
            tuple((parts, whole) for parts, whole in self.sums if at == whole or at in parts)
            for at in range(len(self.keys))
        )

    def bounded(self, shown: FloatArray) -> Bounds:
        """Bound every set by those that are shown; NaN for those that aren't. (sets, cells)."""
        known = ~np.isnan(shown)
        low, high = np.where(known, shown, 0.0), np.where(known, shown, np.inf)
        for _ in range(_MOST_ROUNDS):
            before = low.copy(), high.copy()
            for parts, whole in self.sums:
                of_all = [*parts]
                np.maximum(low[whole], low[of_all].sum(axis=0), out=low[whole])
                np.minimum(high[whole], high[of_all].sum(axis=0), out=high[whole])
                for part in parts:
                    rest = [it for it in parts if it != part]
                    np.minimum(high[part], high[whole] - low[rest].sum(axis=0), out=high[part])
                    np.maximum(low[part], low[whole] - high[rest].sum(axis=0), out=low[part])
            if np.array_equal(low, before[0]) and np.array_equal(high, before[1]):
                break
        return Bounds(low, high)

    def sources(self, of: int, bounds: Bounds, shown: BoolArray) -> set[int]:
        """Shown sets that the bounds of one come from; in one cell, (sets,)."""
        found, seen, queue = set(), {of}, [of]
        for at in queue:
            if shown[at]:
                found.add(at)
                continue
            sums = (its for its in self.sums_of[at] if _binds(at, its, bounds))
            new = {it for parts, whole in sums for it in (*parts, whole)} - seen
            seen |= new
            queue += sorted(new)
        return found


def _binds(at: int, its: Sum, bounds: Bounds) -> bool:
    """Whether a set has a bound from a sum; in one cell."""
    low, high = bounds.low, bounds.high
    parts, whole = its
    rest = [it for it in parts if it != at]
    least, most = low[rest].sum(), high[rest].sum()
    if at != whole:
        least, most = low[whole] - most, high[whole] - least
    return bool((low[at] == least and least > 0) or (high[at] == most and np.isfinite(most)))


@dataclass(frozen=True)
class Counted:
    """What the rows of one indicator count, by cell."""

    told: Told
    people: IntArray
    having: IntArray
    without: IntArray
    missing: IntArray
    """Who gave no answer; -1 where no row says so."""
    alike: BoolArray
    """Cells that tell of these people, not of a sample that they are compared with."""
    hidden: BoolArray
    small: BoolArray
    """Rows whose base mustn't be known, beside those who have what a share is of and those who don't."""
    cost: IntArray
    """Of hiding a row."""
    tells_missing: bool = True
    """Whether those who gave no answer may be told where no row is hidden."""

    @property
    def says_who_is_missing(self) -> bool:
        """Where a row is hidden, nothing is said of those who gave no answer, in any row."""
        return self.tells_missing and not self.hidden.any()

    def numbers(self) -> Iterator[tuple[int, IntArray, BoolArray, bool]]:
        """Keys of sets, how many they are, in which cells they are told, and if only beside the missing."""
        rows = self.alike & ~self.hidden
        yield self.told.people, self.people, rows, False
        yield self.told.having, self.having, rows, False
        yield self.told.without, self.without, rows, False
        missing = rows & (self.missing >= 0) & self.says_who_is_missing
        yield self.told.missing, self.missing, missing, True
        yield self.told.asked, self.people + self.missing, missing, True

    def needs(self, protection: int, of_share: int) -> Iterator[tuple[int, IntArray]]:
        """Keys of the sets that mustn't be known where a row is hidden, and how wide their bounds must be."""
        within = np.where(self.small, of_share, np.minimum(of_share, self.people))
        hidden = self.alike & self.hidden
        yield self.told.people, np.where(hidden & self.small, protection, 0)
        yield self.told.having, np.where(hidden, within, 0)
        yield self.told.without, np.where(hidden, within, 0)


@dataclass(frozen=True)
class _State:
    """What is told at some time of all sets, (sets, cells)."""

    shown: FloatArray
    need: IntArray
    cost: IntArray
    missing: BoolArray
    """Sets of those who gave no answer beside a hidden row: nobody may know exactly how many."""


def telling(
    several: Sequence[Counted], protection: int, of_share: int, families: Sequence[Sequence[int]] = ()
) -> list[Counted]:
    """Give up what tells numbers that others hide: rows, or who gave no answer to some question.

    `protection` is how wide the bounds of a base must be, `of_share` those of who has what a share is of;
    `families` are the keys of the categories of each distribution.
    """
    identities = Identities.of([it.told for it in several], families)
    found = [*several]
    while leaks := _leaks(identities, found, protection, of_share):
        changed = [_without(it, identities, leaks) for it in found]
        if all(_same(it, was) for it, was in zip(changed, found, strict=True)):
            break
        found = changed
    return found


def _same(one: Counted, other: Counted) -> bool:
    return one.tells_missing == other.tells_missing and np.array_equal(one.hidden, other.hidden)


def _state(identities: Identities, several: Sequence[Counted], protection: int, of_share: int) -> _State:
    shape = (len(identities.keys), len(several[0].people))
    shown = np.full(shape, np.nan)
    need, cost, missing = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for its in several:
        for key, count, told, only_missing in its.numbers():
            if key:
                at = identities.number(key)
                shown[at] = np.where(told, count, shown[at])
                cost[at] += np.where(told, 1 if only_missing else its.cost, 0)
        for key, wide in its.needs(protection, of_share):
            if key:
                at = identities.number(key)
                need[at] = np.maximum(need[at], wide)
        if its.told.missing:
            missing[identities.number(its.told.missing)] |= its.alike & its.hidden & (its.missing > 0)
    return _State(shown, need, cost, missing.astype(bool))


def _leaks(
    identities: Identities, several: Sequence[Counted], protection: int, of_share: int
) -> set[tuple[int, int]]:
    """Sets and cells that are to be given up."""
    its = _state(identities, several, protection, of_share)
    bounds, shown = identities.bounded(its.shown), ~np.isnan(its.shown)
    narrow = bounds.high - bounds.low < np.maximum(its.need, its.missing & ~shown)
    found: set[tuple[int, int]] = set()
    for at, cell in np.argwhere(narrow).tolist():
        here = Bounds(bounds.low[:, cell], bounds.high[:, cell])
        ways = identities.sources(at, here, shown[:, cell])
        if ways and not any((it, cell) in found for it in ways):
            found.add((min(ways, key=lambda it: (int(its.cost[it, cell]), it)), cell))
    return found


def _without(its: Counted, identities: Identities, leaks: set[tuple[int, int]]) -> Counted:
    """What is left of an indicator's rows when some sets mustn't be told."""
    hidden, tells_missing = its.hidden.copy(), its.tells_missing
    for key, _, told, only_missing in its.numbers():
        number = identities.number(key) if key else None
        cells = [cell for at, cell in leaks if at == number and told[cell]]
        if cells and only_missing:
            tells_missing = False
        else:
            hidden[cells] = True
    return replace(its, hidden=hidden, tells_missing=tells_missing)
