"""Which rows of tables must be hidden: sensitive ones, and those that would reveal them.

Tables about the same people are looked at together, as cells that add up. A base that is too small is hidden
first, and by itself, so that indicators with the same base hide the same for it; then, within bases, what
people have and don't have, for other indicators may show the base.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, IntArray
from integrind.definitions.policy import Disclosure
from integrind.disclosure.categories import OF_CATEGORIES, as_cells, with_bases
from integrind.disclosure.evidence import BASE, HOLDER, HOLDER_BY, IN_A_TABLE, Contributed
from integrind.disclosure.identities import Counted, telling
from integrind.disclosure.marginal_tables import NO_CELL, PLACE, MarginalTables, marginal_tables_of
from integrind.disclosure.nesting import Nesting
from integrind.disclosure.sensitive import broken_rules
from integrind.disclosure.tables import ROW_COST, Counts, Tables, wanted
from integrind.evidence import IMPUTATION, Told, Whom
from integrind.vocabulary import Quantity

COMPLEMENTARY = "complementary"


@dataclass(frozen=True)
class Context:
    """What is known of the people beside the rows."""

    nesting: Nesting
    """Which variables of the tables tell others."""
    told: Mapping[Whom, Told]
    """Whom each indicator counts."""


NO_CONTEXT = Context({}, {})


@dataclass(frozen=True)
class Hidden:
    """What rows of levels mustn't say."""

    rule: pl.Series
    """The rule that hides each, empty where it may be shown."""
    untold: BoolArray
    """Rows of indicators that mustn't say of any how many gave no answer."""


def hidden_by(given: pl.DataFrame, rules: Disclosure, context: Context) -> Hidden:
    """Find what rows of levels mustn't say."""
    levels = with_bases(given)
    broken = broken_rules(Contributed.of(levels), rules)
    sensitive = np.logical_or.reduce([*broken.values()])
    hidden, untold = (np.zeros(levels.height, dtype=bool) for _ in range(2))
    in_a_table = levels.select(IN_A_TABLE).to_series().to_numpy()
    of_base = levels.select(pl.struct(*BASE).alias("base")).to_series()
    made = pl.Series(of_base.is_in(of_base.filter(~in_a_table).unique().implode())).to_numpy()
    # What tables show is protected by itself; what standardised numbers tell then loses no more than it must.
    for some in (in_a_table, made):
        rows = np.flatnonzero(some)
        if len(rows):
            unshown = ~in_a_table & _is_hidden(levels, hidden)
            already = sensitive[rows] | hidden[rows]
            more, left_out = _Release(levels[rows], rules, context, already, unshown[rows]).hidden()
            hidden[rows] |= more
            untold[rows] |= left_out
    reasons = {**broken, COMPLEMENTARY: hidden}
    first = np.select([*reasons.values()], range(1, len(reasons) + 1))
    rule = pl.Series(["", *reasons]).gather(first)
    return Hidden(rule.head(given.height), untold[: given.height])


def _is_hidden(levels: pl.DataFrame, hidden: BoolArray) -> BoolArray:
    """Whether each count that standardised numbers are made of is of a group that is hidden."""
    keys = [*BASE, "area_by", "area", HOLDER_BY, HOLDER]
    gone = levels.filter(pl.Series(hidden)).select(
        *keys[:-2], pl.col("group_by").alias(HOLDER_BY), pl.col("group").alias(HOLDER), gone=True
    )
    joined = levels.join(gone.unique(), on=keys, how="left", nulls_equal=True, maintain_order="left")
    found: BoolArray = joined["gone"].fill_null(value=False).to_numpy()
    return found


class _Release:
    """Rows of levels, and what of them is hidden already."""

    def __init__(
        self,
        levels: pl.DataFrame,
        rules: Disclosure,
        context: Context,
        sensitive: BoolArray,
        given: BoolArray,
    ) -> None:
        """`sensitive` rows break a rule by themselves or are hidden already, `given` aren't shown anyway."""
        self.levels, self.rules, self.context = levels, rules, context
        self.sensitive, self.given = sensitive.copy(), given
        self.its = Contributed.of(levels)
        self.missing = levels["n_missing"].fill_null(-1).to_numpy().astype(np.int64)
        self.nested = (levels["nested"].fill_null(1) == 1).to_numpy()
        self.of_categories = levels[OF_CATEGORIES].to_numpy()
        self.cells = as_cells(levels)

    def hidden(self) -> tuple[BoolArray, BoolArray]:
        """Which rows must be, one base after another; and again, for what some tell of others.

        The second says which mustn't tell how many gave no answer.
        """
        hidden, untold = (np.zeros(self.levels.height, dtype=bool) for _ in range(2))
        in_cells = Contributed.of(self.cells)
        for bases in _alike(self.levels):
            group = self._bases(bases)
            waiting = group
            while waiting:
                for base in waiting:
                    base.release(in_cells, self.its.n, self.sensitive, self.given)
                waiting = self._telling(group)
            for base in group:
                hidden[base.rows], untold[base.rows] = base.hidden, not base.tells_missing
        return hidden, untold

    def _bases(self, bases: Sequence[IntArray]) -> list[_Base]:
        """Those that are broken down by the same: what tells of the same people is in the same place."""
        bases = sorted(bases, key=lambda rows: bool(self.of_categories[rows[0]]))
        marginals = marginal_tables_of(self.levels.select(*PLACE)[np.concatenate(bases)])
        places = np.split(marginals.of_row, np.cumsum([len(it) for it in bases]))
        nested = [bool(self.nested[rows].all()) for rows in bases]
        tables: dict[bool, Tables] = {}
        found = []
        for rows, place, its in zip(bases, places, nested, strict=False):
            where = _Places(place, marginals)
            if self.of_categories[rows[0]]:
                found.append(self._of_categories(rows, where, nested=its, beside=len(bases) > 1))
                continue
            if its not in tables:
                tables[its] = Tables.of(marginals, self.context.nesting, self.levels[bases[0]], nested=its)
            found.append(self._of_places(rows, where, tables[its], nested=its))
        return found

    def _of_places(self, rows: IntArray, places: _Places, tables: Tables, *, nested: bool) -> _Base:
        told = self._told(rows, "")
        shares = [] if told is None else [_Share(told, places.rows(np.ones(len(rows), dtype=bool)))]
        return _Base(
            rows, places.of_row, tables, self.rules, shares, places.alike(nested=nested), self._about(rows)
        )

    def _of_categories(self, rows: IntArray, places: _Places, *, nested: bool, beside: bool) -> _Base:
        """A distribution: its categories are cells of its own tables, and each is a share in a place."""
        cells, categories = self.cells[rows], self.levels["category"][rows]
        own = marginal_tables_of(cells)
        tables = Tables.of(own, self.context.nesting, cells, nested=nested)
        told = {it: self._told(rows, it) for it in categories.drop_nulls().unique(maintain_order=True)}
        if beside and None in told.values():
            raise TypeError(
                "categories that nothing else can be held against can't be released beside others"
            )
        shares = [
            _Share(its, places.rows((categories == it).fill_null(value=False).to_numpy()))
            for it, its in told.items()
            if its is not None
        ]
        # Those in a category are judged as those who have what a share is of.
        rules = self.rules.model_copy(update={"minimum_base": self.rules.minimum_numerator})
        base = places.rows(categories.is_null().to_numpy())[places.of_row]
        base[places.of_row < 0] = NO_CELL
        return _Distribution(
            rows, own.of_row, tables, rules, shares, places.alike(nested=nested), self._about(rows), base=base
        )  # fmt: skip

    def _told(self, rows: IntArray, category: str) -> Told | None:
        of_level = self.levels["quantity"][int(rows[0])] == Quantity.LEVEL
        first = self.levels.row(int(rows[0]), named=True)
        whom = Whom(first["indicator"], category, first[IMPUTATION] or 0)
        return self.context.told.get(whom) if of_level else None

    def _about(self, rows: IntArray) -> tuple[object, object]:
        first = self.levels.row(int(rows[0]), named=True)
        return first["wave"], first["versus"]

    def _telling(self, group: Sequence[_Base]) -> list[_Base]:
        """Bases of which rows tell what others of the same wave hide: those are sensitive too from now on."""
        found: dict[_Base, None] = {}
        protection, of_share = max(self.rules.protection, 1), wanted(self.rules)
        for about in dict.fromkeys(base.about for base in group):
            bases = [base for base in group if base.about == about and base.shares]
            if len(bases) < 2 or not any(base.hidden.any() for base in bases):
                continue
            its = [(base, share) for base in bases for share in base.shares]
            families = [[share.told.having for share in base.shares] for base in bases]
            counted = [self._counted(base, share) for base, share in its]
            for (base, share), left in zip(
                its, telling(counted, protection, of_share, families), strict=True
            ):
                base.tells_missing &= left.tells_missing
                at = share.at[left.hidden & (share.at >= 0)]
                new = base.rows[at[~base.hidden[at]]]
                new = new[~self.sensitive[new]]
                if len(new):
                    self.sensitive[new] = True
                    found[base] = None
        return [*found]

    def _counted(self, base: _Base, share: _Share) -> Counted:
        there, rows = share.at >= 0, base.rows[share.at]
        n, having, without = (
            np.where(there & (count[rows] >= 0), count[rows], 0)
            for count in (self.its.n, self.its.having, self.its.without)
        )
        no_secret = base.hidden & ~base.base_is_hidden
        return Counted(
            told=share.told,
            people=n,
            having=having,
            without=without,
            missing=np.where(there & ~no_secret[share.at], self.missing[rows], -1),
            alike=base.alike,
            hidden=there & base.hidden[share.at],
            small=there & base.small[share.at],
            cost=n + int(ROW_COST),
            tells_missing=base.tells_missing and not base.hidden.any(),
        )


@dataclass(frozen=True)
class _Places:
    """Where the rows of a base are among the cells that all bases have in common."""

    of_row: IntArray
    marginals: MarginalTables

    def rows(self, some: BoolArray) -> IntArray:
        """Of some rows, one at each place, their numbers by place; -1 for none."""
        found = np.full(self.marginals.size, NO_CELL, dtype=np.int64)
        its = np.flatnonzero(some & (self.of_row >= 0))
        found[self.of_row[its]] = its
        return found

    def alike(self, *, nested: bool) -> BoolArray:
        """Places of the people whom groups are made of: a comparison sample is others."""
        return np.ones(self.marginals.size, dtype=bool) if nested else self.marginals.of_groups


@dataclass(frozen=True)
class _Share:
    """Whom an indicator counts, or a category of it."""

    told: Told
    at: IntArray
    """By place, the number of the row among those of the base; -1 for none."""


@dataclass(eq=False)
class _Base:
    """The rows of one indicator and wave, and the cells that they are."""

    rows: IntArray
    cell: IntArray
    tables: Tables
    rules: Disclosure
    shares: Sequence[_Share]
    alike: BoolArray
    """Places that tell of the people whom groups are made of."""
    about: tuple[object, object]
    """Its wave, and with what it is compared."""
    hidden: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """Rows that must not be shown; and those whose number of people mustn't be."""
    small: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    tells_missing: bool = True
    """Whether its rows may say how many gave no answer."""

    def release(self, its: Contributed, people: IntArray, sensitive: BoolArray, given: BoolArray) -> None:
        """Find what must not be shown; `people` are those of the place."""
        own = np.full(self.tables.lattice.rows, NO_CELL, dtype=np.int64)
        there = self.cell >= 0
        own[self.cell[there]] = self.rows[there]
        counts = Counts.at(its, people, sensitive, given, own)
        hidden, small = self.tables.hidden(counts, self.rules)
        self.hidden, self.small = (mustnt[self.cell] & there for mustnt in (hidden, small))

    @property
    def base_is_hidden(self) -> BoolArray:
        """Rows of which nothing says how many people they are about: nor then how many didn't answer."""
        return self.hidden


@dataclass(eq=False, kw_only=True)
class _Distribution(_Base):
    """Categories of the people in each place."""

    base: IntArray
    """Of each row the number of that of all people of its place."""

    def release(self, its: Contributed, people: IntArray, sensitive: BoolArray, given: BoolArray) -> None:
        """Where how many they are must not be shown, no category may be: each shows it."""
        super().release(its, people, sensitive, given)
        self.small = np.where(self.base >= 0, self.hidden[self.base], self.hidden)
        self.hidden |= self.small

    @property
    def base_is_hidden(self) -> BoolArray:
        """Where another category is shown, so is the base."""
        return self.small


def _alike(levels: pl.DataFrame) -> Iterator[list[IntArray]]:
    """Give the rows of each base; together those that are broken down by the same."""
    keyed = levels.select(
        *BASE, breakdown=pl.concat_str("area_by", "group_by", separator="\n", ignore_nulls=True)
    ).with_row_index("row")
    bases = keyed.group_by(*BASE, maintain_order=True).agg("row", pl.col("breakdown").unique().sort())
    for part in bases.partition_by("breakdown", maintain_order=True):
        yield [rows.to_numpy().astype(np.int64) for rows in part["row"]]
