"""From published rows to sums of people: what an intruder knows, and what is to be kept from him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from integrind.audit.joint import Space
from integrind.audit.linear import BoolArray, FloatArray, IntArray, Matrix, Sums
from integrind.audit.places import Place
from integrind.audit.rows import About, Kind, Row
from integrind.definitions.policy import Disclosure
from integrind.vocabulary import ClassDisclosure

_DOUBT = 0.25
"""How far a weighted share may be from the share of people, as a part of it."""


@dataclass(frozen=True)
class Candidate:
    """A hidden count: a row, which of its people, and how far apart its bounds must be."""

    row: Row
    kind: Kind
    need: int


@dataclass(frozen=True)
class Problem:
    """Everything that is shown as sums, and every hidden count as one."""

    columns: int
    sums: Matrix
    under: FloatArray
    """How far under its total a sum may be: a weighted share doesn't tell exactly how many have it."""
    over: FloatArray
    """How far over it."""
    candidates: Sequence[Candidate]
    hidden: Matrix

    @property
    def firm(self) -> BoolArray:
        """Sums that are known exactly."""
        exact: BoolArray = (self.under == 0) & (self.over == 0)
        return exact

    @property
    def need(self) -> FloatArray:
        """How far apart the bounds of each hidden count must be."""
        return np.array([it.need for it in self.candidates], dtype=np.float64)


class Counts:
    """A column for each set of people and cell: those in the base, those who have it, those who don't."""

    def __init__(self, rows: Iterable[Row], space: Space) -> None:
        self._space = space
        self._start: dict[tuple[About, Kind], int] = {}
        self._is_share: dict[About, bool] = {}
        for row in rows:
            self._is_share[row.about] = self._is_share.get(row.about, False) or row.is_share
        for about, is_share in sorted(self._is_share.items()):
            for kind in (Kind.HAVING, Kind.WITHOUT) if is_share else (Kind.BASE,):
                self._start[about, kind] = len(self._start) * space.cells
            self._start[about, Kind.MISSING] = len(self._start) * space.cells

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self._start) * self._space.cells

    @property
    def starts(self) -> Iterable[int]:
        """The first column of each set of people."""
        return self._start.values()

    def of(self, about: About, kind: Kind, cells: IntArray) -> list[tuple[IntArray, float]]:
        """The columns that make a count; a base is made of both kinds of people."""
        kinds = (Kind.HAVING, Kind.WITHOUT) if kind is Kind.BASE and self._is_share[about] else (kind,)
        return [(self._start[about, it] + cells, 1.0) for it in kinds]


def problem(
    rows: Sequence[Row], space: Space, rules: Disclosure, same_base: Iterable[tuple[About, About]] = ()
) -> Problem:
    """Write down what rows tell, and what they hide. Each shown row tells all it counts."""
    counts = Counts(rows, space)
    sums = Sums()
    for one, other in space.agreements:
        for start in counts.starts:
            sums.add([(start + one, 1.0), (start + other, -1.0)], 0.0)
    pairs = [*same_base]
    for first, alike in pairs:
        for cells in np.arange(space.cells)[:, np.newaxis]:
            theirs = [(columns, -1.0) for columns, _ in counts.of(alike, Kind.BASE, cells)]
            sums.add([*counts.of(first, Kind.BASE, cells), *theirs], 0.0)
    doubt: dict[int, tuple[float, float]] = {}
    for row, kind, number, under, over in _told(rows, rules):
        at = sums.add(counts.of(row.about, kind, space.of(row.place)), number)
        doubt[at] = under, over
    hidden, candidates = Sums(), []
    shown = _shown_elsewhere(rows, pairs)
    for row in rows:
        for kind, need in needs(rules, is_share=row.is_share).items() if row.hidden else ():
            if kind is Kind.BASE and shown[_family(row.about, pairs), row.place] - {row.about}:
                continue
            candidates.append(Candidate(row, kind, need))
            hidden.add(counts.of(row.about, kind, space.of(row.place)), 0.0)
    off = np.array([doubt.get(at, (0.0, 0.0)) for at in range(len(sums.totals))]).reshape(-1, 2)
    return Problem(counts.columns, sums.matrix(), off[:, 0], off[:, 1], candidates, hidden.matrix())


def needs(rules: Disclosure, *, is_share: bool) -> Mapping[Kind, int]:
    """How far apart the bounds of a hidden row's counts must be, by the people that they count.

    Who didn't answer isn't a secret of the same kind: it mustn't be known exactly.
    """
    apart = max(rules.protection, 1)
    found = {Kind.BASE: apart, Kind.MISSING: 1}
    suppress = rules.class_disclosure is ClassDisclosure.SUPPRESS
    if is_share and (rules.minimum_numerator or suppress):
        found[Kind.HAVING] = apart
    if is_share and (rules.minimum_complement or suppress):
        found[Kind.WITHOUT] = apart
    return found


def _told(rows: Iterable[Row], rules: Disclosure) -> Iterator[tuple[Row, Kind, float, float, float]]:
    """What each shown row tells: of which people, how many, and how far that may be under and over it."""
    seen: set[tuple[About, Place]] = set()
    for row in sorted(rows, key=lambda it: it.share is None):
        if row.n is None or (row.about, row.place) in seen:
            continue
        seen.add((row.about, row.place))
        yield row, Kind.BASE, float(row.n), 0.0, 0.0
        if row.missing is not None:
            yield row, Kind.MISSING, float(row.missing), 0.0, 0.0
        if row.having is not None:
            yield row, Kind.HAVING, *_having(row.n, row.having, rules, exact=row.tells_having)


def _having(n: int, weighted: float, rules: Disclosure, *, exact: bool) -> tuple[float, float, float]:
    """How many have it, as a share tells, and how far that may be off: it is shown, so no rule hides it."""
    if exact:
        return float(round(weighted)), 0.0, 0.0
    least, most = min(rules.minimum_numerator, n), max(n - rules.minimum_complement, 0)
    having = float(min(max(round(weighted), least), max(most, least)))
    doubt = max(_DOUBT * having, float(rules.protection))
    return having, min(doubt, having - least), min(doubt, max(most - having, 0.0))


def _family(about: About, pairs: Sequence[tuple[About, About]]) -> About:
    return min((one for one, other in pairs if other == about), default=about)


def _shown_elsewhere(
    rows: Iterable[Row], pairs: Sequence[tuple[About, About]]
) -> Mapping[tuple[About, Place], set[About]]:
    """By base and place, the indicators that show it: another one's base is no secret then."""
    found: dict[tuple[About, Place], set[About]] = defaultdict(set)
    for row in rows:
        if row.n is not None:
            found[_family(row.about, pairs), row.place].add(row.about)
    return found
