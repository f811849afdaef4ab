"""How results become tables for people: what goes across, what goes down, what heads each table.

The groups of one breakdown go across, the population first. The indicators of a dimension go down, with a
table for each area and wave; where those outnumber the indicators they go down, a table for each indicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import NamedTuple, TypeVar

import polars as pl

from integrind.render.safe import visible
from integrind.render.tables import labels
from integrind.render.tables.cells import Cell, Numbers, Row, figures_of, numbers_of
from integrind.render.tables.footnotes import Footnotes, reference
from integrind.render.tables.numbers import Figures
from integrind.results import About, Results
from integrind.vocabulary import Direction, GapFrom, Quantity, Status

T = TypeVar("T")

OTHER = "Other"
"""Indicators that no framework gives a domain, beside others."""
_TO_THE_REST = "The rest"
"""Whom a group is exposed to who isn't of it."""
UNITLESS = Figures.of("", None, 1.0)
"""How F is written."""
_OF_WAVES = (Quantity.CHANGE, Quantity.ISOLATION_CHANGE, Quantity.GROUP_SHARE_CHANGE)
_FROM_ANOTHER = (*_OF_WAVES, Quantity.AREA_DIFFERENCE, Quantity.DISSIMILARITY_CHANGE)
"""Quantities of two waves or areas."""

QUANTITIES: Mapping[str, str] = {
    Quantity.CHANGE: "Change of estimates and gaps",
    Quantity.AREA_DIFFERENCE: "Difference of estimates and gaps",
    Quantity.ENTRY: "Entry",
    Quantity.EXIT: "Exit",
    Quantity.STANDARDISED: "Standardised estimates and gaps",
    Quantity.RATE_PART: "Part of the gap due to rates",
    Quantity.COMPOSITION_PART: "Part of the gap due to composition",
    Quantity.DISSIMILARITY: "Dissimilarity: half the sum of the sizes of the gaps",
    Quantity.DISSIMILARITY_CHANGE: "Difference of dissimilarity",
    Quantity.GROUP_TOTAL: "People",
    Quantity.GROUP_SHARE: "Share of the population",
    Quantity.GROUP_SHARE_CHANGE: "Change of the share of the population",
    Quantity.ISOLATION: "Isolation: share of the group where its people live",
    Quantity.ISOLATION_CHANGE: "Change of isolation",
    Quantity.EXPOSURE: "Exposure: share of others where the group's people live",
    Quantity.EQUALITY: "Whether the distribution is that of the rest: F and its p",
}


@dataclass(frozen=True)
class Line:
    """One line of a table: an indicator, or a place under an indicator."""

    label: str
    lower_is_better: bool
    cells: tuple[Cell | None, ...]
    domain: str = ""
    """Of an indicator, where the table has indicators of several."""


@dataclass(frozen=True)
class Grid:
    """One table, titled by its dimension or its indicator."""

    title: str
    lower_is_better: bool
    lines: tuple[Line, ...]

    @cached_property
    def by_domain(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """Lines under the name of their domain, which is empty where there is nothing to tell apart."""
        domains = _distinct(line.domain for line in self.lines)
        if len(domains) < 2:
            return (("", self.lines),)
        return tuple(
            (labels.domain(it) or OTHER, tuple(line for line in self.lines if line.domain == it))
            for it in domains
        )

    def only(self, columns: Sequence[int]) -> Grid:
        """Give the table with these columns."""
        lines = (replace(line, cells=tuple(line.cells[index] for index in columns)) for line in self.lines)
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True)
class Section:
    """Tables with the same columns under one heading, which is empty where there is nothing to tell apart."""

    heading: str
    columns: tuple[str, ...]
    grids: tuple[Grid, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all tables."""
        return tuple(line for grid in self.grids for line in grid.lines)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of all tables."""
        return tuple(cell for line in self.lines for cell in line.cells if cell)


def nowhere_available(frame: pl.DataFrame) -> list[str]:
    """Name the indicators that have no number in any wave, area or group.

    A change that there is no number for has a line: it says why.
    """
    not_there = (pl.col("status") == Status.NOT_AVAILABLE) & (pl.col("quantity") == Quantity.LEVEL)
    somewhere = set(frame.filter(~not_there)["indicator"])
    return [name for name in _distinct(frame["indicator"]) if name not in somewhere]


def without_nowhere_available(results: Results) -> Results:
    """Leave out the indicators that no table shows."""
    nowhere = nowhere_available(results.frame)
    return replace(results, frame=results.frame.filter(~pl.col("indicator").is_in(nowhere)))


def arrange(results: Results, digits: int | None = None) -> tuple[Section, ...]:
    """Lay out the rows. An indicator that is nowhere available has no line."""
    shown = without_nowhere_available(results)
    rows = shown.frame.to_dicts()
    figures = figures_of(rows, digits)
    footnotes = Footnotes.of(shown)
    return tuple(
        section
        for quantity in _distinct(row["quantity"] for row in rows)
        for section in _Cube.of(quantity, rows, figures, footnotes, results.about).sections()
        if section.grids
    )


class _Place(NamedTuple):
    """When and where a row holds; `versus` is the other wave or area of a difference."""

    wave: str | None
    area_by: str | None
    area: str | None
    versus: str | None


class _Head(NamedTuple):
    """What a column is of; both are None for the population."""

    group_by: str | None
    group: str | None


_Name = tuple[str, str | None]
"""An indicator, and a category of it."""


class _Key(NamedTuple):
    place: _Place
    name: _Name
    head: _Head


class _Indicator(NamedTuple):
    """An indicator, or a category of one: then `title` is the distribution's, which has its own table."""

    label: str
    dimension: str
    lower_is_better: bool
    domain: str
    title: str = ""

    @property
    def table(self) -> str:
        """What heads the table that it is in, where each dimension has one."""
        return self.title or labels.dimension(self.dimension)


@dataclass(frozen=True)
class _Cube:
    """The cells of one quantity by place, indicator and group."""

    quantity: str
    cells: Mapping[_Key, Cell]
    indicators: Mapping[_Name, _Indicator]
    about: About

    @classmethod
    def of(
        cls,
        quantity: str,
        rows: Iterable[Row],
        figures: Mapping[Numbers, Figures],
        footnotes: Footnotes,
        about: About,
    ) -> _Cube:
        cells: dict[_Key, Cell] = {}
        indicators: dict[_Name, _Indicator] = {}
        for row in rows:
            if row["quantity"] != quantity:
                continue
            indicator, category = name = row["indicator"], _part(row)
            other = row["versus"] if quantity in _FROM_ANOTHER else None
            place = _Place(row["wave"], row["area_by"], row["area"], other)
            notes = footnotes.own[(quantity, indicator), row["notes"]]
            numbers = UNITLESS if quantity == Quantity.EQUALITY else figures[numbers_of(row)]
            cells[_Key(place, name, _Head(row["group_by"], row["group"]))] = Cell.of(
                row, numbers, about.symbols, notes
            )
            if name not in indicators:
                facts = about.facts.get(indicator)
                lower = facts is not None and facts.direction == Direction.LOWER_IS_BETTER
                title = labels.indicator(row["title"], numbers.unit)
                titled = f"{title} {reference(footnotes.shared[quantity, indicator])}".strip()
                its = (titled, "") if category is None else (_named(row, category, about), titled)
                domain = "" if facts is None else facts.domain
                indicators[name] = _Indicator(its[0], row["dimension"] or "", lower, domain, its[1])
        if quantity == Quantity.EXPOSURE:
            at = {key.head.group: place for place, key in enumerate(cells)}
            indicators = dict(sorted(indicators.items(), key=lambda pair: at.get(pair[0][1], -1)))
        return cls(quantity, cells, indicators, about)

    @cached_property
    def places(self) -> list[_Place]:
        return _distinct(key.place for key in self.cells)

    @cached_property
    def breakdowns(self) -> list[list[_Head]]:
        """The columns of each breakdown, the population first; the population alone where there is none."""
        heads = _distinct(key.head for key in self.cells)
        population = [head for head in heads if head.group_by is None]
        breakdowns = _distinct(head.group_by for head in heads if head.group_by is not None)
        return [population + [head for head in heads if head.group_by == by] for by in breakdowns] or [
            population
        ]

    def sections(self) -> Iterator[Section]:
        """Give the tables; what there is more of goes down, indicators or places."""
        dimensions = _distinct(indicator.dimension for indicator in self.indicators.values())
        tables = _distinct(indicator.table for indicator in self.indicators.values())
        if len(self.places) <= len(self.indicators):
            for place, heads in product(self.places, self.breakdowns):
                grids = [self._of_table(table, place, heads) for table in tables]
                where = self._place(place, named=True) if len(self.places) > 1 or place.versus else ""
                yield self._section([where, self._by(heads)], heads, grids)
        else:
            each = f"a line for each {' and '.join(self._place_variables())}"
            for heads, dimension in product(self.breakdowns, dimensions):
                grids = [
                    self._of_indicator(name, heads)
                    for name, indicator in self.indicators.items()
                    if indicator.dimension == dimension
                ]
                yield self._section([labels.dimension(dimension), self._by(heads), each], heads, grids)

    def _of_table(self, table: str, place: _Place, heads: Sequence[_Head]) -> Grid:
        """Indicators by domain, within one as they come."""
        order = {domain: at for at, domain in enumerate(self.about.domains)}
        its = [(name, it) for name, it in self.indicators.items() if it.table == table]
        lines = (
            Line(it.label, it.lower_is_better, self._cells(place, name, heads), it.domain)
            for name, it in sorted(its, key=lambda pair: order.get(pair[1].domain, len(order)))
        )
        return Grid(table, lower_is_better=False, lines=_with_cells(lines))

    def _of_indicator(self, name: _Name, heads: Sequence[_Head]) -> Grid:
        lines = (
            Line(
                self._place(place, named=False), lower_is_better=False, cells=self._cells(place, name, heads)
            )
            for place in self.places
        )
        indicator = self.indicators[name]
        label = ": ".join(filter(None, (indicator.title, indicator.label)))
        return Grid(label, indicator.lower_is_better, _with_cells(lines))

    def _cells(self, place: _Place, name: _Name, heads: Sequence[_Head]) -> tuple[Cell | None, ...]:
        return tuple(self.cells.get(_Key(place, name, head)) for head in heads)

    def _section(self, words: Sequence[str], heads: Sequence[_Head], grids: Iterable[Grid]) -> Section:
        """Put tables under their heading; columns and tables without any cell are left out."""
        filled = [grid for grid in grids if grid.lines]
        rows = [line.cells for grid in filled for line in grid.lines]
        kept = [index for index in range(len(heads)) if any(row[index] for row in rows)]
        heading = " · ".join(word for word in (QUANTITIES.get(self.quantity, ""), *words) if word)
        return Section(
            heading=heading[:1].upper() + heading[1:],
            columns=tuple(self._column(heads[index]) for index in kept),
            grids=tuple(grid.only(kept) for grid in filled),
        )

    def _column(self, head: _Head) -> str:
        if head.group_by is None:
            return labels.POPULATION
        if head.group is None:
            return labels.UNLABELLED
        return labels.group(head.group_by, head.group, self.about.labels)

    def _by(self, heads: Sequence[_Head]) -> str:
        named = (labels.breakdown(head.group_by, self.about.titles) for head in heads if head.group_by)
        return next((f"by {name}" for name in named), "")

    def _place_variables(self) -> list[str]:
        waves = ["wave"] if any(place.wave for place in self.places) else []
        areas = _distinct(place.area_by for place in self.places if place.area_by)
        return waves + [labels.breakdown(area_by, self.about.titles) for area_by in areas]

    def _place(self, place: _Place, *, named: bool) -> str:
        """Say when and where; `named` says what the variables are."""
        words = []
        if place.wave:
            changed = self.quantity in _OF_WAVES or (place.area_by is not None and place.area is None)
            before = f"{visible(place.versus)} to " if place.versus and changed else ""
            words.append(f"{'wave ' if named else ''}{before}{visible(place.wave)}")
        if place.area and place.area_by:
            area = labels.value(place.area_by, place.area, self.about.labels)
            words.append(f"{labels.breakdown(place.area_by, self.about.titles)}: {area}" if named else area)
            if place.versus and self.quantity == Quantity.AREA_DIFFERENCE:
                words[-1] += f" v {labels.value(place.area_by, place.versus, self.about.labels)}"
        elif place.area_by:
            words.append(f"over each {labels.breakdown(place.area_by, self.about.titles)}")
        elif any(other.area for other in self.places):
            words.append("all areas" if named else "All areas")
        return " · ".join(words)


def _part(row: Row) -> str | None:
    """What of an indicator a row is about, beside others: a category, or whom a group is exposed to."""
    exposed: str | None = row["versus"] if row["quantity"] == Quantity.EXPOSURE else None
    category: str | None = row["category"]
    return exposed if category is None else category


def _named(row: Row, part: str, about: About) -> str:
    if row["category"] is not None:
        return visible(row["category_label"] or part)
    if part == GapFrom.REST or row["group_by"] is None:
        return _TO_THE_REST
    return labels.group(row["group_by"], part, about.labels)


def _with_cells(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if any(line.cells))


def _distinct(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))
