"""Tables about the same people: which of their rows must be hidden for the numbers of people in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.definitions.policy import Disclosure
from integrind.disclosure.choice import chosen
from integrind.disclosure.evidence import IN_A_TABLE, Contributed
from integrind.disclosure.lattice import Coarser, Lattice, lattice
from integrind.disclosure.marginal_tables import NO_CELL, PLACE, MarginalTables
from integrind.disclosure.nesting import Nesting
from integrind.disclosure.problem import Problem
from integrind.disclosure.sensitive import is_sensitive_count
from integrind.vocabulary import ClassDisclosure, MissingGroups

ROW_COST = 20.0
"""That a row is missed, in people."""
_UNSHOWN = 1e-3
"""What a count that no table shows costs, beside one that is."""


@dataclass(frozen=True)
class Counts:
    """People of each cell of a marginal table; nobody where no row is."""

    n: IntArray
    having: IntArray
    without: IntArray
    of_share: bool
    sensitive: BoolArray
    given: BoolArray
    """Rows that won't be shown anyway."""
    possible: BoolArray
    """Cells in which somebody might be: others of their place are there."""

    @classmethod
    def at(
        cls, its: Contributed, people: IntArray, sensitive: BoolArray, given: BoolArray, row: IntArray
    ) -> Counts:
        """Of the row of each cell; `people` are those of its place."""
        there = row >= 0
        having, without = (
            np.where(there & (count[row] >= 0), count[row], 0) for count in (its.having, its.without)
        )
        of_share = bool((its.having[row[there]] >= 0).any())
        n = np.where(there, its.n[row], 0)
        possible = there & (people[row] > 0)
        return cls(n, having, without, of_share, there & sensitive[row], there & given[row], possible)


@dataclass(frozen=True)
class Tables:
    """Tables about the same people, of whichever indicator."""

    lattice: Lattice
    share: FloatArray
    """Part of a row's people that are missed with it: of counts that no table shows, hardly any."""
    cost: FloatArray
    """Of a row beside its people: breaks ties by the rows' names."""
    known: dict[bytes, BoolArray] = field(default_factory=dict)
    """What is hidden of bases, by their counts."""

    @classmethod
    def of(cls, marginals: MarginalTables, nesting: Nesting, places: pl.DataFrame, *, nested: bool) -> Tables:
        """The sums of cells, of which the first are of some rows with their places."""
        at = marginals.of_row[: places.height]
        kept = at >= 0
        share, tie = np.ones(marginals.size), np.zeros(marginals.size)
        names = ["\n".join(map(str, row)) for row in places.select(*PLACE).iter_rows()]
        tie[at[kept]] = np.array([crc32(name.encode()) % 1000 / 1000 for name in names])[kept]
        unshown = np.ones(marginals.size, dtype=bool)
        unshown[at[kept & places.select(IN_A_TABLE).to_series().to_numpy()]] = False
        share[unshown] = _UNSHOWN
        return cls(
            lattice(marginals, _coarser(marginals, nesting), nested=nested), share, (ROW_COST + tie) * share
        )

    def hidden(self, counts: Counts, rules: Disclosure) -> tuple[BoolArray, BoolArray]:
        """Rows that must not be shown, and which of them for their number of people alone; (rows,)."""
        n = self.lattice.completed(counts.n)
        key = n.tobytes() + counts.given.tobytes()
        if key not in self.known:
            self.known[key] = chosen(self._of_bases(n, counts, rules))
        small = self.known[key]
        if not (counts.sensitive & ~small).any() and not (counts.of_share and small.any()):
            return small, small
        of_bases = self._of_bases(n, counts, rules)
        problem = self._of_shares(counts, small, rules) if counts.of_share else of_bases
        problem.primary[: self.lattice.rows] |= small | counts.sensitive
        return chosen(problem), small

    def _of_bases(self, n: IntArray, counts: Counts, rules: Disclosure) -> Problem:
        """Nobody bounds a base that is hidden more closely than the protection."""
        fixed = self._fixed(n, rules)
        fixed[: self.lattice.rows] &= ~counts.possible
        primary = is_sensitive_count(n, rules) & ~fixed
        if rules.missing_groups is MissingGroups.RESIDUAL:
            primary[self.lattice.rows :] = False
        need = np.full(len(n), max(rules.protection, 1))
        return self._problem((n,), np.zeros(len(n), dtype=bool), fixed, counts.given, primary, need)

    def _of_shares(self, counts: Counts, small: BoolArray, rules: Disclosure) -> Problem:
        """Those who have what a share is of, and those who don't, within bases that others may show."""
        having, without = (self.lattice.completed(it) for it in (counts.having, counts.without))
        people = having + without
        fixed = self._fixed(people, rules)
        is_known = fixed.copy()
        is_known[: self.lattice.rows] |= ~small & ~counts.given
        need = np.full(len(people), wanted(rules))
        need[is_known] = np.minimum(need, people)[is_known]
        primary = np.zeros(len(people), dtype=bool)
        if rules.missing_groups is MissingGroups.PROTECT:
            primary[self.lattice.rows :] = is_sensitive_count(people, rules, having)[self.lattice.rows :]
        return self._problem((having, without), is_known, fixed, counts.given, primary & ~fixed, need)

    def _problem(
        self,
        kinds: Sequence[IntArray],
        sum_is_known: BoolArray,
        fixed: BoolArray,
        given: BoolArray,
        primary: BoolArray,
        need: IntArray,
    ) -> Problem:
        rows = self.lattice.rows
        anyway = np.zeros(self.lattice.size, dtype=bool)
        anyway[:rows] = given
        cost = np.sum(kinds, axis=0)[:rows] * self.share + self.cost
        return Problem(self.lattice, kinds, sum_is_known, fixed, anyway, primary, need, cost)

    def _fixed(self, n: IntArray, rules: Disclosure) -> BoolArray:
        """Cells that nobody is in; and how many lack a label altogether is taken as known."""
        fixed: BoolArray = n <= 0
        return fixed if rules.missing_groups is MissingGroups.PROTECT else fixed | self.lattice.of_everybody


def wanted(rules: Disclosure) -> int:
    """How far those who have something must be able to move: as far as bases, where a rule asks for them."""
    asked = rules.minimum_numerator or rules.minimum_complement
    suppress = rules.class_disclosure is ClassDisclosure.SUPPRESS
    return max(rules.protection if asked or suppress else (rules.protection + 1) // 2, 1)


def _coarser(marginals: MarginalTables, nesting: Nesting) -> Coarser:
    """Codes of the coarser unit by those of the finer."""
    found: dict[tuple[str, str], IntArray] = {}
    for (fine, coarse), by_label in nesting.items():
        if fine in marginals.labels and coarse in marginals.labels:
            code = {label: at for at, label in enumerate(marginals.labels[coarse])}
            labels: Mapping[str, str] = by_label
            found[fine, coarse] = np.array(
                [code.get(labels.get(it, ""), NO_CELL) for it in marginals.labels[fine]], dtype=np.int64
            )
    return found
