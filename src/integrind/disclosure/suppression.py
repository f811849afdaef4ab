"""Which rows of tables must be hidden: sensitive ones, and those that would reveal them.

Tables about the same people are looked at together, as cells that add up. A base that is too small is hidden
first, and by itself, so that indicators with the same base hide the same for it; then, within bases, what
people have and don't have, for other indicators may show the base.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast
from zlib import crc32

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.definitions.policy import Disclosure
from integrind.disclosure.choice import chosen
from integrind.disclosure.evidence import HOLDER, HOLDER_BY, IN_A_TABLE, Contributed
from integrind.disclosure.faces import NO_CELL, PLACE, Faces, faces_of
from integrind.disclosure.identities import Counted, telling
from integrind.disclosure.lattice import Coarser, Lattice, lattice
from integrind.disclosure.moves import Problem
from integrind.disclosure.nesting import Nesting
from integrind.disclosure.sensitive import broken_rules, is_sensitive_count
from integrind.evidence import Told
from integrind.vocabulary import ClassDisclosure, MissingGroups, Quantity

COMPLEMENTARY = "complementary"
BASE = ("indicator", "quantity", "wave", "versus")
"""What rows have in common that are about the same people."""
ROW_COST = 20.0
"""That a row is missed, in people."""
_UNSHOWN = 1e-3
"""What a count that no table shows costs, beside one that is."""


@dataclass(frozen=True)
class Context:
    """What is known of the people beside the rows."""

    nesting: Nesting
    """Which variables of the tables tell others."""
    told: Mapping[str, Told]
    """Whom each indicator counts."""


NO_CONTEXT = Context({}, {})


@dataclass(frozen=True)
class Hidden:
    """What rows of levels mustn't say."""

    rule: pl.Series
    """The rule that hides each, empty where it may be shown."""
    untold: BoolArray
    """Rows of indicators that mustn't say of any how many gave no answer."""


def hidden_by(levels: pl.DataFrame, nested: BoolArray, rules: Disclosure, context: Context) -> Hidden:
    """Find what rows of levels mustn't say."""
    broken = broken_rules(Contributed.of(levels), rules)
    hidden, untold = (np.zeros(levels.height, dtype=bool) for _ in range(2))
    in_a_table = levels.select(IN_A_TABLE).to_series().to_numpy()
    of_base = levels.select(pl.struct(*BASE).alias("base")).to_series()
    made = pl.Series(of_base.is_in(of_base.filter(~in_a_table).unique().implode())).to_numpy()
    # What tables show is protected by itself; what standardised numbers tell then loses no more than it must.
    for some in (in_a_table, made):
        rows = np.flatnonzero(some)
        if len(rows):
            given = ~in_a_table & _is_hidden(levels, hidden)
            its = _Release(levels[rows], nested[rows], rules, context, hidden[rows], given[rows])
            more, left_out = its.hidden()
            hidden[rows] |= more
            untold[rows] |= left_out
    reasons = {**broken, COMPLEMENTARY: hidden}
    first = np.select([*reasons.values()], range(1, len(reasons) + 1))
    return Hidden(pl.Series(["", *reasons]).gather(first), untold)


def _is_hidden(levels: pl.DataFrame, hidden: BoolArray) -> BoolArray:
    """Whether each count that standardised numbers are made of is of a group that is hidden."""
    keys = [*BASE, "area_by", "area", HOLDER_BY, HOLDER]
    gone = levels.filter(pl.Series(hidden)).select(
        *keys[:-2], pl.col("group_by").alias(HOLDER_BY), pl.col("group").alias(HOLDER), gone=True
    )
    joined = levels.join(gone.unique(), on=keys, how="left", nulls_equal=True, maintain_order="left")
    found: BoolArray = joined["gone"].fill_null(value=False).to_numpy()
    return found


@dataclass(frozen=True)
class _Release:
    """Rows of levels, and what of them is hidden already."""

    levels: pl.DataFrame
    nested: BoolArray
    rules: Disclosure
    context: Context
    already: BoolArray
    given: BoolArray

    @cached_property
    def _missing(self) -> IntArray:
        return self.levels["n_missing"].fill_null(-1).to_numpy().astype(np.int64)

    def hidden(self) -> tuple[BoolArray, BoolArray]:
        """Which rows must be, one base after another; and again, for what some tell of others.

        The second says which mustn't tell how many gave no answer.
        """
        its = Contributed.of(self.levels)
        sensitive = np.logical_or.reduce([*broken_rules(its, self.rules).values(), self.already])
        hidden, untold = (np.zeros(self.levels.height, dtype=bool) for _ in range(2))
        places = self.levels.select(*PLACE)
        for bases in _alike(self.levels):
            faces = faces_of(places[np.concatenate(bases)])
            cells = np.split(faces.of_row, np.cumsum([len(it) for it in bases]))
            group = [self._base(*it, its) for it in zip(bases, cells, strict=False)]
            tables = {
                nested: _Tables.of(faces, self.context.nesting, self.levels[bases[0]], nested=nested)
                for nested in {base.nested for base in group}
            }
            waiting = group
            while waiting:
                for base in waiting:
                    base.release(tables[base.nested], sensitive, self.given, self.rules)
                waiting = self._telling(group, faces, sensitive)
            for base in group:
                hidden[base.rows] = base.hidden[base.cell] & (base.cell >= 0)
                untold[base.rows] = not base.tells_missing
        return hidden, untold

    def _base(self, rows: IntArray, cell: IntArray, its: Contributed) -> _Base:
        first = self.levels.row(int(rows[0]), named=True)
        told = self.context.told.get(first["indicator"]) if first["quantity"] == Quantity.LEVEL else None
        return _Base(rows, cell, its, bool(self.nested[rows].all()), told, (first["wave"], first["versus"]))

    def _telling(self, group: Sequence[_Base], faces: Faces, sensitive: BoolArray) -> list[_Base]:
        """Bases of which rows tell what others of the same wave hide: those are sensitive too from now on."""
        found = []
        protection, of_share = max(self.rules.protection, 1), wanted(self.rules)
        for about in dict.fromkeys(base.about for base in group):
            its = [base for base in group if base.about == about and base.told]
            if len(its) < 2 or not any(base.hidden.any() for base in its):
                continue
            counted = [self._counted(base, faces, sensitive) for base in its]
            for base, left in zip(its, telling(counted, protection, of_share), strict=True):
                base.tells_missing &= left.tells_missing
                own = base.own(faces.size)
                new = own[left.hidden & ~base.hidden & (own >= 0)]
                new = new[~sensitive[new]]
                if len(new):
                    sensitive[new] = True
                    found.append(base)
        return found

    def _counted(self, base: _Base, faces: Faces, sensitive: BoolArray) -> Counted:
        own, counts = base.own(faces.size), base.counts(sensitive, self.given, faces.size)
        # A comparison sample is other people than those whom the groups are made of.
        alike = np.ones(faces.size, dtype=bool) if base.nested else faces.of_groups
        return Counted(
            told=cast("Told", base.told),
            people=counts.n,
            having=counts.having,
            without=counts.without,
            missing=np.where(own >= 0, self._missing[own], -1),
            alike=alike,
            hidden=base.hidden,
            small=base.small,
            cost=counts.n + int(ROW_COST),
        )


@dataclass
class _Base:
    """The rows of one indicator and wave, and the cells that they are."""

    rows: IntArray
    cell: IntArray
    its: Contributed
    nested: bool
    told: Told | None
    about: tuple[object, object]
    """Its wave, and with what it is compared."""
    hidden: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """What must not be shown, by cell; and what of it for its number of people alone."""
    small: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    tells_missing: bool = True
    """Whether its rows may say how many gave no answer."""

    def own(self, cells: int) -> IntArray:
        """The row of each cell; -1 for none."""
        found = np.full(cells, NO_CELL, dtype=np.int64)
        kept = self.cell >= 0
        found[self.cell[kept]] = self.rows[kept]
        return found

    def counts(self, sensitive: BoolArray, given: BoolArray, cells: int) -> _Counts:
        """People of each cell."""
        return _Counts.at(self.its, sensitive, given, self.own(cells))

    def release(self, tables: _Tables, sensitive: BoolArray, given: BoolArray, rules: Disclosure) -> None:
        """Find what must not be shown."""
        counts = self.counts(sensitive, given, tables.lattice.rows)
        self.hidden, self.small = tables.hidden(counts, rules)


def _alike(levels: pl.DataFrame) -> Iterator[list[IntArray]]:
    """Give the rows of each base; together those that are broken down by the same."""
    keyed = levels.select(
        *BASE, breakdown=pl.concat_str("area_by", "group_by", separator="\n", ignore_nulls=True)
    ).with_row_index("row")
    bases = keyed.group_by(*BASE, maintain_order=True).agg("row", pl.col("breakdown").unique().sort())
    for part in bases.partition_by("breakdown", maintain_order=True):
        yield [rows.to_numpy().astype(np.int64) for rows in part["row"]]


@dataclass(frozen=True)
class _Counts:
    """People of each cell of a face; nobody where no row is."""

    n: IntArray
    having: IntArray
    without: IntArray
    of_share: bool
    sensitive: BoolArray
    given: BoolArray
    """Rows that won't be shown anyway."""

    @classmethod
    def at(cls, its: Contributed, sensitive: BoolArray, given: BoolArray, row: IntArray) -> _Counts:
        there = row >= 0
        having, without = (
            np.where(there & (count[row] >= 0), count[row], 0) for count in (its.having, its.without)
        )
        of_share = bool((its.having[row[there]] >= 0).any())
        n = np.where(there, its.n[row], 0)
        return cls(n, having, without, of_share, there & sensitive[row], there & given[row])


@dataclass(frozen=True)
class _Tables:
    """Tables about the same people, of whichever indicator."""

    lattice: Lattice
    share: FloatArray
    """Part of a row's people that are missed with it: of counts that no table shows, hardly any."""
    cost: FloatArray
    """Of a row beside its people: breaks ties by the rows' names."""
    known: dict[bytes, BoolArray] = field(default_factory=dict)
    """What is hidden of bases, by their counts."""

    @classmethod
    def of(cls, faces: Faces, nesting: Nesting, places: pl.DataFrame, *, nested: bool) -> _Tables:
        at = faces.of_row[: places.height]
        kept = at >= 0
        share, tie = np.ones(faces.size), np.zeros(faces.size)
        names = ["\n".join(map(str, row)) for row in places.select(*PLACE).iter_rows()]
        tie[at[kept]] = np.array([crc32(name.encode()) % 1000 / 1000 for name in names])[kept]
        unshown = np.ones(faces.size, dtype=bool)
        unshown[at[kept & places.select(IN_A_TABLE).to_series().to_numpy()]] = False
        share[unshown] = _UNSHOWN
        return cls(lattice(faces, _coarser(faces, nesting), nested=nested), share, (ROW_COST + tie) * share)

    def hidden(self, counts: _Counts, rules: Disclosure) -> tuple[BoolArray, BoolArray]:
        """Rows that must not be shown, and which of them for their number of people alone; (rows,)."""
        n = self.lattice.completed(counts.n)
        key = n.tobytes() + counts.given.tobytes()
        if key not in self.known:
            self.known[key] = chosen(self._of_bases(n, counts.given, rules))
        small = self.known[key]
        if not (counts.sensitive & ~small).any() and not (counts.of_share and small.any()):
            return small, small
        of_bases = self._of_bases(n, counts.given, rules)
        problem = self._of_shares(counts, small, rules) if counts.of_share else of_bases
        problem.primary[: self.lattice.rows] |= small | counts.sensitive
        return chosen(problem), small

    def _of_bases(self, n: IntArray, given: BoolArray, rules: Disclosure) -> Problem:
        """Nobody bounds a base that is hidden more closely than the protection."""
        fixed = self._fixed(n, rules)
        primary = is_sensitive_count(n, rules) & ~fixed
        if rules.missing_groups is MissingGroups.RESIDUAL:
            primary[self.lattice.rows :] = False
        need = np.full(len(n), max(rules.protection, 1))
        return self._problem((n,), np.zeros(len(n), dtype=bool), fixed, given, primary, need)

    def _of_shares(self, counts: _Counts, small: BoolArray, rules: Disclosure) -> Problem:
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


def _coarser(faces: Faces, nesting: Nesting) -> Coarser:
    """Codes of the coarser unit by those of the finer."""
    found: dict[tuple[str, str], IntArray] = {}
    for (fine, coarse), by_label in nesting.items():
        if fine in faces.labels and coarse in faces.labels:
            code = {label: at for at, label in enumerate(faces.labels[coarse])}
            labels: Mapping[str, str] = by_label
            found[fine, coarse] = np.array(
                [code.get(labels.get(it, ""), NO_CELL) for it in faces.labels[fine]], dtype=np.int64
            )
    return found
