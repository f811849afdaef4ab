"""From published rows to sums of people: what an intruder knows, and what is to be kept from him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from integrind.audit.joint import Space
from integrind.audit.known import Identity, Known, People
from integrind.audit.linear import BoolArray, FloatArray, IntArray, Matrix, Sums
from integrind.audit.places import Place
from integrind.audit.rows import About, Kind, Row
from integrind.definitions.policy import Disclosure
from integrind.vocabulary import ClassDisclosure, MissingGroups

_DOUBT = 0.25
"""How far a weighted share may be from the share of people, as a part of it."""


@dataclass(frozen=True)
class Candidate:
    """A hidden count: a row, which of its people, and how far apart its bounds must be."""

    row: Row
    kind: Kind
    need: int
    large_enough: float
    """A base that is certainly no smaller is no secret; without end for others, and without the data."""


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

    def of(
        self, about: About, kind: Kind, cells: IntArray, factor: float = 1.0
    ) -> list[tuple[IntArray, float]]:
        """The columns that make a count; a base is made of both kinds of people."""
        return [(self._start[about, it] + cells, factor) for it in self._kinds(about, kind)]

    def always(self, identities: Iterable[Identity]) -> Iterator[list[tuple[IntArray, float]]]:
        """Sums that are nothing: tables agree on what they share, and so do sets of people in every cell."""
        for one, other in self._space.agreements:
            for start in self._start.values():
                yield [(start + one, 1.0), (start + other, -1.0)]
        for identity in identities:
            if all(self._has(people) for people, _ in identity):
                for cells in np.arange(self._space.cells)[:, np.newaxis]:
                    its = (self.of(*people, cells, factor) for people, factor in identity)
                    yield [part for parts in its for part in parts]

    def lacking(self) -> Iterator[list[tuple[IntArray, float]]]:
        """Those of everybody who lack a label: how many they are may be known from elsewhere."""
        for unit in self._space.labels:
            for start in self._start.values():
                yield [(start + self._space.lacking(unit), 1.0)]

    def _has(self, people: People) -> bool:
        about, kind = people
        return about in self._is_share and all((about, it) in self._start for it in self._kinds(about, kind))

    def truth(self, known: Known) -> FloatArray:
        """How many people there are in each column."""
        return np.concatenate([known.by_cell(self._space, people) for people in self._start])

    def _kinds(self, about: About, kind: Kind) -> tuple[Kind, ...]:
        return (Kind.HAVING, Kind.WITHOUT) if kind is Kind.BASE and self._is_share[about] else (kind,)


@dataclass(frozen=True)
class Links:
    """What holds between the people of several indicators, and what the office knows of them."""

    identities: Sequence[Identity]
    alike: Mapping[People, People]
    """Of each set of people one that is the same, and the same for all of them."""
    known: Known | None = None
    """None where there are the files alone."""


def problem(rows: Sequence[Row], space: Space, rules: Disclosure, links: Links) -> Problem:
    """Write down what rows tell, and what they hide. Each shown row tells all it counts."""
    counts = Counts(rows, space)
    sums = Sums()
    for parts in counts.always(links.identities):
        sums.add(parts, 0.0)
    off = [(0.0, 0.0)] * len(sums.totals)
    for row, kind, number, under, over in _told(rows, rules):
        sums.add(counts.of(row.about, kind, space.of(row.place)), number)
        off.append((under, over))
    matrix, doubt = sums.matrix(), np.array(off).reshape(-1, 2)
    if links.known is not None:
        if rules.missing_groups is MissingGroups.RESIDUAL:
            for parts in counts.lacking():
                sums.add(parts, 0.0)
        matrix = sums.matrix()
        matrix, doubt = (
            matrix.with_totals(matrix.times(counts.truth(links.known))),
            np.zeros((len(sums.totals), 2)),
        )
    candidates = [*_candidates(rows, rules, links)]
    hidden = Sums()
    for it in candidates:
        hidden.add(counts.of(it.row.about, it.kind, space.of(it.row.place)), 0.0)
    return Problem(counts.columns, matrix, doubt[:, 0], doubt[:, 1], candidates, hidden.matrix())


def _candidates(rows: Sequence[Row], rules: Disclosure, links: Links) -> Iterator[Candidate]:
    """Every count of every hidden row, but for those that another indicator shows.

    Where another shows the base, who has something can't be wider apart than that.
    """
    shown = _shown(rows, links.alike)
    large_enough = np.inf if links.known is None else float(rules.minimum_base)
    for row in rows:
        if not row.hidden:
            continue
        others = {
            kind: [number for about, number in shown[people, row.place].items() if about != row.about]
            for kind in Kind
            if (people := links.alike.get((row.about, kind))) is not None
        }
        base = others.get(Kind.BASE)
        for kind, need in needs(rules, is_share=row.is_share).items():
            if row.about.category and base and kind is Kind.MISSING:
                continue  # another category shows the base: who didn't answer is no more of a secret
            if not others.get(kind):
                apart = min(need, round(base[0])) if base else need
                yield Candidate(row, kind, apart, large_enough if kind is Kind.BASE else np.inf)


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


def _shown(
    rows: Iterable[Row], alike: Mapping[People, People]
) -> Mapping[tuple[People, Place], dict[About, float]]:
    """By people and place, the indicators that show their number: it is no secret of another one then."""
    found: dict[tuple[People, Place], dict[About, float]] = defaultdict(dict)
    for row in rows:
        told: dict[Kind, float | None] = {Kind.BASE: row.n, Kind.MISSING: row.missing}
        told |= dict.fromkeys((Kind.HAVING, Kind.WITHOUT), row.share)
        for kind, number in told.items():
            if number is not None and (people := alike.get((row.about, kind))) is not None:
                found[people, row.place][row.about] = number
    return found
