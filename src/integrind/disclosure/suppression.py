"""Which rows of tables must be hidden: sensitive ones, and those that would reveal them.

Tables about the same people are looked at together, as sums of one table of all their variables. Those of
areas by groups, and crossed ones with a margin, are protected one by one, but agree on what they share. That
is enough where no way leads from a variable over such tables back to it: what is hidden in one can then be
moved without touching another. A table that would close such a way, or has more than two variables, is shown
whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, IntArray
from integrind.definitions.policy import Disclosure
from integrind.disclosure.companions import NOWHERE, WHOLE, Table, hidden_cells, hidden_rows
from integrind.disclosure.faces import NO_CELL, PLACE, Faces, Units, faces_of
from integrind.disclosure.sensitive import (
    Counts,
    adequate,
    broken_rules,
    is_sensitive,
    wanted,
    with_nowhere,
)

COMPLEMENTARY = "complementary"
BASE = ("indicator", "quantity", "wave", "versus")
"""What rows have in common that are about the same people."""


def hidden_by(levels: pl.DataFrame, counts: Counts, nested: BoolArray, rules: Disclosure) -> pl.Series:
    """Name for each row of a level the rule that hides it, empty where it may be shown.

    What is sensitive by its base alone is hidden first, and by itself: so indicators that have the same base
    hide the same for it, and none of them reveals what another one hides.
    """
    base_only = Disclosure(minimum_base=rules.minimum_base, protection=rules.protection)
    hidden = np.zeros(levels.height, dtype=bool)
    places = levels.select(*PLACE)
    for bases in _alike(levels):
        faces = faces_of(places[np.concatenate(bases)])
        for rows, cell in zip(
            bases, np.split(faces.of_row, np.cumsum([len(it) for it in bases])), strict=False
        ):
            own = np.full(faces.size, NO_CELL, dtype=np.int64)
            own[cell[cell >= 0]] = np.flatnonzero(cell >= 0)
            of_share, part_of = counts.at(rows).at(own), bool(nested[rows].all())
            found = np.zeros(faces.size, dtype=bool)
            for these, by in ((of_share.without_shares, base_only), (of_share, rules)):
                found |= _Suppression(faces, these, part_of, by).hidden
            hidden[rows] = found[cell] & (cell >= 0)
    reasons = {**broken_rules(counts, rules), COMPLEMENTARY: hidden}
    first = np.select([*reasons.values()], range(1, len(reasons) + 1))
    return pl.Series(["", *reasons]).gather(first)


def _alike(levels: pl.DataFrame) -> Iterator[list[IntArray]]:
    """Give the rows of each base; together those that are broken down by the same."""
    keyed = levels.select(
        *BASE, breakdown=pl.concat_str("area_by", "group_by", separator="\n", ignore_nulls=True)
    ).with_row_index("row")
    bases = keyed.group_by(*BASE, maintain_order=True).agg("row", pl.col("breakdown").unique().sort())
    for part in bases.partition_by("breakdown", maintain_order=True):
        yield [rows.to_numpy().astype(np.int64) for rows in part["row"]]


class _Suppression:
    """What is hidden of one base."""

    def __init__(self, faces: Faces, counts: Counts, nested: bool, rules: Disclosure) -> None:
        self.faces = faces
        self.counts = counts
        self.nested = nested
        self.rules = rules
        self.found = np.zeros(faces.size, dtype=bool)
        self.missing = dict.fromkeys(faces.labels, False)
        """By unit: whether the number of people who lack its label must not be known."""
        self.ways = _Ways()

    @cached_property
    def hidden(self) -> BoolArray:
        """Which cells are hidden."""
        whole = self.faces.place()
        if is_sensitive(self.counts.at(whole), self.rules).any():
            return np.ones(self.faces.size, dtype=bool)
        self._hide_areas()
        areas_of = self._areas_of_groups()
        for group, areas in areas_of.items():
            self._hide_groups(group, areas)
        done = {frozenset((area, group)) for group, areas in areas_of.items() for area in areas}
        crossed = [it for it in self.faces.faces if len(it) > 1 and it not in done]
        for units in sorted(crossed, key=lambda it: (len(it), sorted(it))):
            self._hide_crossed(units)
        self._show_empty_areas()
        return self.found

    def _areas_of_groups(self) -> dict[str, list[str]]:
        """The areas by which each unit of groups is shown, but for those that would close a circle."""
        found: dict[str, list[str]] = {group: [] for group in self.faces.groups}
        for area, group in product(self.faces.areas, self.faces.groups):
            units = frozenset((area, group))
            if units in self.faces.faces and self.ways.joins(units):
                found[group].append(area)
        return found

    @cached_property
    def dark(self) -> Mapping[str, BoolArray]:
        """Labels of each unit of areas, and those without one and everybody, that show nothing at all."""
        return {
            area: hidden_rows(self._table(self.faces.line(area)[:, np.newaxis])) for area in self.faces.areas
        }

    def _hide_areas(self) -> None:
        for face in self.faces.faces.values():
            for at, unit in enumerate(face.units):
                if unit in self.dark:
                    self._hide(face.cell, self.dark[unit][:NOWHERE][face.code[at]])

    def _hide_groups(self, group: str, areas: list[str]) -> None:
        """Groups of the whole and of areas: tables that agree on the whole."""
        tables = [(self.faces.crossing(area, group), self.dark[area]) for area in areas]
        before = -1
        while before != (before := int(self.found.sum()) + self.missing[group]):
            for place, dark in tables or [(self.faces.line(group)[np.newaxis], np.zeros(2, dtype=bool))]:
                cells = hidden_cells(self._table(place, self.missing[group]), dark)
                self.missing[group] |= bool(cells[WHOLE, NOWHERE])
                self._hide(place[:, :-1], np.delete(cells, NOWHERE, axis=0)[:, :NOWHERE])
            if len(tables) < 2:
                break

    def _hide_crossed(self, units: Units) -> None:
        shared = [unit for unit in units if any(unit in it for it in self.faces.faces if it - units)]
        single = [unit for unit in sorted(units) if frozenset((unit,)) in self.faces.faces]
        joins = self.ways.joins(units)
        if joins and len(units) == 2 and single and set(shared) <= set(single):
            row = single[0]
            (column,) = units - {row}
            self._hide_two_way(row, column)
        else:
            self._hide_all_or_nothing(units)

    def _hide_two_way(self, row: str, column: str) -> None:
        """A crossed table has margins of its own: where they don't do, nothing of it is shown."""
        place = self.faces.crossing(row, column)
        has_columns = frozenset((column,)) in self.faces.faces
        if not self.nested:
            place[-1, -1] = -1
        table = self._table(place, self.missing[column], nested=True, whole_is_shown=has_columns)
        nowhere = self.missing[row] or table.sensitive[NOWHERE, WHOLE]
        dark = np.append(self._already(place)[:-1, -1], [nowhere, False])
        cells = np.delete(hidden_cells(table, dark), NOWHERE, axis=0)[:, :NOWHERE]
        margin = place[-1, :-1]
        is_new = (cells[-1] & ~self.found[margin])[margin >= 0].any()
        self._hide(place[:-1, :-1], cells[:-1] | is_new | self._already(margin))

    def _hide_all_or_nothing(self, units: Units) -> None:
        face = self.faces.faces[units]
        ways = {*self.faces.parts(units), *self.ways.between(units)}
        linked = any(self.found[self.faces.faces[it].cell].any() for it in ways if it in self.faces.faces)
        if linked or self._is_sensitive(units):
            self._hide(face.cell, np.ones(len(face.cell), dtype=bool))

    def _is_sensitive(self, units: Units) -> bool:
        """Whether any cell is, or people who lack a label: what a part has more than these cells."""
        face = self.faces.faces[units]
        cells = self.counts.at(face.cell)
        found = [is_sensitive(cells, self.rules)]
        for part in self.faces.parts(units):
            if not part and not self.nested:
                continue
            smaller = self.faces.faces[part]
            place = self.faces.place(*smaller.units)
            codes = [face.code[face.units.index(unit)] for unit in smaller.units]
            into = place[tuple(codes)] if codes else np.broadcast_to(place, face.cell.shape)
            rest = self.counts.at(smaller.cell).less(cells, into - smaller.cell[0])
            found.append(is_sensitive(rest, self.rules))
        return any(it.any() for it in found)

    def _show_empty_areas(self) -> None:
        """Where nobody is, nobody is hidden."""
        for area in self.faces.areas:
            empty = self.counts.at(self.faces.place(area)).n == 0
            for units, face in self.faces.faces.items():
                if area in units:
                    self.found[face.cell[empty[face.code[face.units.index(area)]]]] = False

    def _hide(self, place: IntArray, hidden: BoolArray) -> None:
        self.found[place[hidden & (place >= 0)]] = True

    def _already(self, place: IntArray) -> BoolArray:
        return self.found[place] & (place >= 0)

    def _table(
        self,
        place: IntArray,
        missing: bool = False,
        *,
        nested: bool | None = None,
        whole_is_shown: bool = True,
    ) -> Table:
        """Add people without an area and a group, who may be hidden, to cells that end with wholes."""
        nested = self.nested if nested is None else nested
        counts = self.counts.at(place)
        full = counts.with_the_rest(rows=whole_is_shown and len(place) > 1, columns=nested)
        sensitive = is_sensitive(full, self.rules)
        if not whole_is_shown:
            sensitive[[NOWHERE, WHOLE]] = False
        people, having, without = wanted(self.rules)
        enough = [(full.n, people)]
        if full.of_share.any():
            enough += [(full.having, having), (full.without, without)]
        able = adequate(full, self.rules)
        already = with_nowhere(self._already(place), False)
        already[WHOLE, NOWHERE] = missing
        return Table(full.n, sensitive, able, nested, tuple(enough), whole_is_shown, already)


@dataclass
class _Ways:
    """Units as places, and tables as the ways between them."""

    _steps: dict[str, dict[str, Units]] = field(default_factory=dict)

    def joins(self, units: Units) -> bool:
        """Add a table; whether no way between its units was there before."""
        new = [pair for pair in combinations(sorted(units), 2) if self._way(*pair) is None]
        joins = len(new) == len(units) * (len(units) - 1) // 2
        for one, other in new:
            self._steps.setdefault(one, {})[other] = units
            self._steps.setdefault(other, {})[one] = units
        return joins

    def between(self, units: Units) -> set[Units]:
        """All tables on the ways between units, with the margins that they have in common."""
        found: set[Units] = set()
        for pair in combinations(sorted(units), 2):
            for table in self._way(*pair) or ():
                found |= {table, *(frozenset((unit,)) for unit in table)}
        return found - {units}

    def _way(self, start: str, end: str) -> list[Units] | None:
        ways: dict[str, list[Units]] = {start: []}
        queue = [start]
        for place in queue:
            for step, table in self._steps.get(place, {}).items():
                if step not in ways:
                    ways[step] = [*ways[place], table]
                    queue.append(step)
        return ways.get(end)
