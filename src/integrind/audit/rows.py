"""Published rows as an intruder reads them: whom each is about, and what it tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import polars as pl

from integrind.audit.linear import EXACT
from integrind.audit.places import CROSS, Named, Place, places, read
from integrind.results import COLUMNS
from integrind.vocabulary import OF_ALL_CATEGORIES, Measure, Quantity, Status

KEYS = ("indicator", "quantity", "wave", "area_by", "area", "group_by", "group", "versus", "category")
"""What names a row."""

SHARES = frozenset({str(Measure.PROPORTION), str(Measure.AT_RISK_OF_POVERTY), str(Measure.DISTRIBUTION)})
"""Measures that are a share of the base: people who have it, and people who don't."""

FLOWS = frozenset({str(Quantity.ENTRY), str(Quantity.EXIT)})


_COUNTS = frozenset({str(Quantity.LEVEL), str(Quantity.GROUP_TOTAL)})
"""Rows about the people in them."""


class Kind(StrEnum):
    """People that a row counts."""

    BASE = "base"
    HAVING = "numerator"
    WITHOUT = "complement"
    MISSING = "missing"


@dataclass(frozen=True)
class Published:
    """A file that is published, or is going to be."""

    name: str
    frame: pl.DataFrame
    """Columns of the result table, as many as it has."""


_NUMBERS = ("measure", "n", "n_missing", "n_weighted", "estimate", "status")
_AVERAGES = SHARES | {str(Measure.MEAN)}

Cells = Mapping[str, Any]
"""A row by column, as it is published; None in the columns that its format lacks."""


def cells_of(table: Published) -> list[Cells]:
    """Every row of a table with every column of the result table."""
    lacking = {name: None for name in COLUMNS if name not in table.frame.columns}
    return [{**lacking, **row} for row in table.frame.iter_rows(named=True)]


@dataclass(frozen=True, order=True)
class About:
    """What people are counted for: the levels of an indicator, or a flow between two waves."""

    indicator: str
    quantity: str = str(Quantity.LEVEL)
    versus: str = ""
    category: str = ""
    """Of a distribution: each category is a share by itself."""
    of_groups: bool = False
    """Whether of groups that are no parts of the population's row: a comparison sample stands for it."""


@dataclass(frozen=True)
class Row:
    """A row that people can be counted in, shown or hidden."""

    table: str
    named: Named
    about: About
    place: Place
    is_share: bool
    hidden: bool
    n: int | None
    missing: int | None
    share: float | None
    """The estimate, where that is a share of the base."""
    sums: Mapping[str, float]
    """What of it adds up over people, and is never below nothing: bases, weights, weighted amounts."""

    @property
    def population(self) -> Place:
        """The place of all groups together."""
        groups = set((self.named["group_by"] or "").split(CROSS))
        return frozenset(it for it in self.place if it[0] not in groups)

    @property
    def having(self) -> float | None:
        """How many people have what the share is of, as far as estimate and base tell."""
        return None if self.share is None or self.n is None else self.share * self.n

    @property
    def tells_having(self) -> bool:
        """Whether that is exact: without weights it is a whole number."""
        having = self.having
        return having is not None and abs(having - round(having)) < EXACT


def rows_of(tables: Iterable[Published], apart: frozenset[str] | None = None) -> list[Row]:
    """Every row of levels and of flows. A difference between areas or waves tells the base of one side.

    `apart`: indicators whose groups are no parts of the population's row; without it, as counts tell.
    """
    found: list[Row] = []
    for table in tables:
        named = read(table.frame, (*KEYS, *_NUMBERS))
        found += (
            row
            for one, place in zip(named, places(named), strict=True)
            if (row := _row(table.name, one, place)) is not None
        )
    its = _apart(found) if apart is None else {row.about for row in found if row.about.indicator in apart}
    return [
        replace(row, about=replace(row.about, of_groups=True))
        if row.about in its and row.named["group_by"]
        else row
        for row in found
    ]


def _apart(rows: Sequence[Row]) -> set[About]:
    """Where groups have more people than their population, a comparison sample stands for that."""
    bases = {(row.about, row.place): row.n for row in rows if row.n is not None}
    groups: dict[tuple[About, Place, str], dict[Place, int]] = defaultdict(dict)
    for row in rows:
        if row.named["group_by"] and row.n is not None:
            groups[row.about, row.population, row.named["group_by"]][row.place] = row.n
    sums = ((about, place, sum(its.values())) for (about, place, _), its in groups.items())
    return {about for about, place, people in sums if people > bases.get((about, place), people)}


def _about(indicator: str, category: str, measure: str) -> About:
    """A quantile is no part of all people, as a category is: each is an indicator of its own."""
    if measure == Measure.QUANTILES and category:
        return About(f"{indicator}@q{category}")
    return About(indicator, category=category)


def _row(table: str, named: Cells, place: Place) -> Row | None:
    quantity, status = named["quantity"] or str(Quantity.LEVEL), named["status"]
    if status == Status.NOT_AVAILABLE:
        return None
    about = _about(str(named["indicator"]), named["category"] or "", str(named["measure"]))
    own = quantity in _COUNTS or quantity in FLOWS
    if named["group_by"] and not named["group"]:  # told by all others of its place, or not shown
        return None
    if quantity in FLOWS:
        about = About(about.indicator, quantity, named["versus"] or "")
    elif not own and (named["n"] is None or quantity in {Quantity.RATE_PART, Quantity.COMPOSITION_PART}):
        return None
    is_share = (named["measure"] in SHARES and quantity not in OF_ALL_CATEGORIES) or quantity in FLOWS
    n, missing, estimate = named["n"], named["n_missing"], named["estimate"]
    return Row(
        table,
        {key: named[key] for key in KEYS},
        about,
        place,
        is_share,
        status == Status.SUPPRESSED,
        None if n is None else int(n),
        None if missing is None else int(missing),
        float(estimate) if own and is_share and estimate is not None else None,
        dict(_sums(named)) if own else {},
    )


def _sums(named: Cells) -> Iterator[tuple[str, float]]:
    for name in ("n", "n_missing", "n_weighted"):
        if named[name] is not None:
            yield name, float(named[name])
    amount, weight = named["estimate"], named["n_weighted"]
    if amount is not None and weight is not None and named["measure"] in _AVERAGES and amount >= 0:
        yield "amount", float(amount) * float(weight)
