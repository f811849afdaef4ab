"""Where the rows of tables stand: each is a cell of the variables that its table is broken down by.

An area is a value of a variable as a group is, and by sex and age is the same as by age and sex. So rows of
several tables about the same people find each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, IntArray

PLACE = ("area_by", "area", "group_by", "group")
"""Columns that say where a row stands."""

CROSS = "+"
NO_CELL = -1
"""Where no row is; and the cell of a row that contradicts itself: people of the south in the north."""

Units = frozenset[str]
"""What cells are crossed by: variables, or crossings of which nothing else in the tables has a part."""


@dataclass(frozen=True)
class MarginalTable:
    """The cells of one combination of units."""

    units: tuple[str, ...]
    """In the order of their names."""
    cell: IntArray
    code: IntArray
    """Of each unit, (units, cells)."""


@dataclass(frozen=True)
class MarginalTables:
    """All combinations of units that rows have."""

    of_row: IntArray
    """The cell of each row."""
    size: int
    labels: Mapping[str, Sequence[str]]
    """By unit."""
    areas: tuple[str, ...]
    """Units that some table has as areas."""
    by_units: Mapping[Units, MarginalTable]
    _places: dict[tuple[str, ...], IntArray] = field(default_factory=dict, repr=False, compare=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """The other units, where they have rows of their own."""
        return tuple(it for it in self.labels if it not in self.areas and frozenset((it,)) in self.by_units)

    @property
    def of_groups(self) -> BoolArray:
        """Cells of groups, not of everybody in an area or at all."""
        found = np.zeros(self.size, dtype=bool)
        for units, marginal in self.by_units.items():
            found[marginal.cell] = not units <= set(self.areas)
        return found

    def place(self, *units: str) -> IntArray:
        """Cells by code of each unit; to be read only, for it is found once."""
        if units not in self._places:
            self._places[units] = self._place(units)
        return self._places[units]

    def _place(self, units: tuple[str, ...]) -> IntArray:
        found = np.full([1, *(len(self.labels[it]) for it in units)], NO_CELL, dtype=np.int64)
        marginal = self.by_units.get(frozenset(units))
        if marginal is not None:
            codes = (marginal.code[marginal.units.index(it)] for it in units)
            found[(np.zeros_like(marginal.cell), *codes)] = marginal.cell
        return np.asarray(found[0])

    def line(self, unit: str) -> IntArray:
        """Cells of a unit by its code, and everybody as the last."""
        return np.append(self.place(unit), self.place())

    def crossing(self, row: str, column: str) -> IntArray:
        """Cells of two units, with both lines of margins as the last row and column."""
        return np.column_stack([np.vstack([self.place(row, column), self.place(column)]), self.line(row)])

    def parts(self, units: Units) -> Iterator[Units]:
        """Tables of fewer of the same units: their cells are sums of these and of people without a label."""
        for size in range(len(units)):
            yield from (it for it in map(frozenset, combinations(sorted(units), size)) if it in self.by_units)


def marginal_tables_of(levels: pl.DataFrame) -> MarginalTables:
    """Find the cells of rows by their area_by, area, group_by and group."""
    rows = levels.select(*PLACE).with_row_index("row").group_by(*PLACE, maintain_order=True).agg("row")
    places = rows.drop("row").with_row_index("place")
    breakdowns = _breakdowns(places)
    parts = places.partition_by("area_by", "group_by", as_dict=True, maintain_order=True)
    labels = _labels(parts, breakdowns)
    pieces: dict[Units, list[_Piece]] = {}
    for (area_by, by), part in sorted(parts.items(), key=str):
        piece = _piece(part, area_by, breakdowns.get(by), labels)
        pieces.setdefault(frozenset(piece.code), []).append(piece)
    of_place, size = np.full(places.height, NO_CELL, dtype=np.int64), 0
    marginals = {}
    for units, its in pieces.items():
        order = tuple(sorted(units))
        place = np.concatenate([piece.place for piece in its])
        code = [np.concatenate([piece.code[unit] for piece in its]) for unit in order]
        # An axis of one, so that everybody is a cell as well.
        shape = (1, *(len(labels[unit]) for unit in order))
        flat = np.ravel_multi_index((np.zeros_like(place), *code), shape)
        is_there = np.zeros(int(np.prod(shape)), dtype=bool)
        is_there[flat] = True
        cells = np.flatnonzero(is_there)
        of_place[place] = size + (np.cumsum(is_there) - 1)[flat]
        own = np.array(np.unravel_index(cells, shape), dtype=np.int64)[1:]
        marginals[units] = MarginalTable(order, size + np.arange(len(cells)), own)
        size += len(cells)
    of_row = np.empty(levels.height, dtype=np.int64)
    of_row[rows["row"].explode(empty_as_null=False).to_numpy()] = np.repeat(
        of_place, rows["row"].list.len().to_numpy()
    )
    return MarginalTables(of_row, size, labels, _known(places["area_by"]), marginals)


@dataclass(frozen=True)
class _Breakdown:
    """What a crossed label says of each unit."""

    units: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Piece:
    """Places of the same area_by and group_by, and their codes by unit."""

    place: IntArray
    code: Mapping[str, IntArray]


def _piece(
    part: pl.DataFrame, area_by: str | None, breakdown: _Breakdown | None, labels: Mapping[str, Sequence[str]]
) -> _Piece:
    code, kept = {}, np.ones(part.height, dtype=bool)
    if breakdown is not None:
        for at, unit in enumerate(breakdown.units):
            said = {label: own[at] for label, own in breakdown.labels.items()}
            code[unit] = _coded(part["group"].replace_strict(said, return_dtype=pl.String), labels[unit])
    if area_by is not None:
        areas = _coded(part["area"], labels[area_by])
        kept = code.get(area_by, areas) == areas
        code[area_by] = areas
    place = part["place"].to_numpy().astype(np.int64)
    return _Piece(place[kept], {unit: its[kept] for unit, its in code.items()})


def _breakdowns(places: pl.DataFrame) -> dict[str | None, _Breakdown]:
    """Units of each breakdown: its variables, or itself where nothing else has one of them."""
    names = _known(places["group_by"])
    sets = [frozenset(by.split(CROSS)) for by in names] + [
        frozenset((it,)) for it in _known(places["area_by"])
    ]
    known: dict[object, set[str]] = {}
    for key, label in (("group_by", "group"), ("area_by", "area")):
        for by, its in places.select(key, label).unique().drop_nulls().iter_rows():
            known.setdefault(by, set()).add(its)
    found: dict[str | None, _Breakdown] = {}
    for by in names:
        variables = tuple(by.split(CROSS))
        alone = sum(bool(it & frozenset(variables)) for it in sets) == 1
        units = (by,) if alone else variables
        own = [known.get(unit, set()) for unit in units]
        found[by] = _Breakdown(units, {label: _split(label, own) for label in sorted(known[by])})
    return found


def _labels(
    parts: Mapping[tuple[object, ...], pl.DataFrame], breakdowns: Mapping[str | None, _Breakdown]
) -> dict[str, list[str]]:
    """All labels of each unit, in order."""
    found: dict[str, set[str]] = {}
    for breakdown in breakdowns.values():
        for at, unit in enumerate(breakdown.units):
            found.setdefault(unit, set()).update(own[at] for own in breakdown.labels.values())
    for (area_by, _), part in parts.items():
        if area_by is not None:
            found.setdefault(str(area_by), set()).update(_known(part["area"]))
    return {unit: sorted(found[unit]) for unit in sorted(found)}


def _split(label: str, known: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Take a crossed label apart; a label may have a plus sign of its own."""
    if len(known) == 1:
        return (label,)
    pieces = label.split(CROSS)
    ways = [
        tuple(CROSS.join(pieces[a:b]) for a, b in zip((0, *cuts), (*cuts, len(pieces)), strict=True))
        for cuts in combinations(range(1, len(pieces)), len(known) - 1)
    ]
    fits = (way for way in ways if all(not of or it in of for it, of in zip(way, known, strict=True)))
    return next(fits, ways[0])


def _known(labels: pl.Series) -> tuple[str, ...]:
    return tuple(labels.drop_nulls().unique().sort())


def _coded(labels: pl.Series, order: Sequence[str]) -> IntArray:
    found: IntArray = labels.replace_strict(order, range(len(order)), return_dtype=pl.Int64).to_numpy()
    return found
