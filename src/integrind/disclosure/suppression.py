"""Which rows of the result table must be hidden: sensitive ones, and those that would reveal them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from integrind.definitions.policy import Disclosure
from integrind.disclosure.companions import NOWHERE, WHOLE, Table, hidden_cells, hidden_rows
from integrind.disclosure.sensitive import Counts, Rules, adequate, broken_rules, wanted
from integrind.estimation.exact import BoolArray, IntArray

CROSS = "+"
COMPLEMENTARY = "complementary"


def hidden_by(levels: pl.DataFrame, counts: Counts, nested: BoolArray, rules: Disclosure) -> Rules:
    """Name for each row of a level the rule that hides it, empty where it may be shown.

    What is sensitive by its base alone is hidden first, and by itself: so indicators that have the same base
    hide the same for it, and none of them reveals what another one hides.
    """
    base_only = Disclosure(minimum_base=rules.minimum_base, protection=rules.protection)
    hidden = np.zeros(levels.height, dtype=bool)
    for base in _bases(levels):
        found = np.zeros(base.rows.shape, dtype=bool)
        shares, here = counts.at(base.rows), base.rows >= 0
        part_of = bool(nested[base.rows[here]].all())
        for these, by in ((shares.without_shares, base_only), (shares, rules)):
            found |= _Suppression(base, these, part_of, by).hidden
        hidden[base.rows[here]] = found[here]
    broken = broken_rules(counts, rules)
    return np.where(broken != "", broken, np.where(hidden, COMPLEMENTARY, ""))


@dataclass(frozen=True)
class _Base:
    """Where the rows of one indicator and wave stand."""

    rows: IntArray
    """Areas and the whole down, all groups and the population across; -1 where there is none."""
    groups: Mapping[str, Sequence[str]]
    """Of each breakdown."""
    columns: Mapping[str, IntArray]

    @property
    def areas(self) -> int:
        """How many areas there are."""
        return len(self.rows) - 1

    def margins(self, by: str) -> list[str]:
        """Breakdowns that are sums of a crossed one."""
        return [name for name in by.split(CROSS) if name in self.groups and name != by]

    def linked(self, by: str) -> bool:
        """Whether another crossed breakdown has a variable of this one."""
        names = set(by.split(CROSS))
        others = (set(other.split(CROSS)) for other in self.groups if CROSS in other and other != by)
        return any(names & other for other in others)


def _bases(levels: pl.DataFrame) -> Iterator[_Base]:
    """Find the rows of each base. Areas and groups go by their names, so the order of rows is no matter."""
    areas = levels["area"].drop_nulls().unique().sort()
    grouped = levels.filter(pl.col("group").is_not_null())
    heads = grouped.select("group_by", "group").unique().sort("group_by", "group").with_row_index("column")
    columns = {
        str(by): part["column"].to_numpy().astype(np.int64)
        for (by,), part in heads.partition_by("group_by", as_dict=True, maintain_order=True).items()
    }
    names = heads["group"].to_list()
    groups = {by: [names[column] for column in found] for by, found in columns.items()}
    placed = (
        levels.select("indicator", "wave", "area", "group_by", "group")
        .with_row_index("row")
        .join(heads, on=["group_by", "group"], how="left", maintain_order="left")
        .with_columns(
            pl.col("column").fill_null(heads.height),
            pl.col("area").replace_strict(
                areas, range(len(areas)), default=len(areas), return_dtype=pl.Int64
            ),
        )
    )
    for part in placed.partition_by("indicator", "wave", maintain_order=True):
        rows = np.full((len(areas) + 1, heads.height + 1), -1, dtype=np.int64)
        rows[part["area"].to_numpy(), part["column"].to_numpy()] = part["row"].to_numpy()
        yield _Base(rows, groups, columns)


class _Suppression:
    """What is hidden of one base."""

    def __init__(self, base: _Base, counts: Counts, nested: bool, rules: Disclosure) -> None:
        self.base = base
        self.counts = counts
        self.nested = nested
        self.rules = rules

    @cached_property
    def hidden(self) -> BoolArray:
        """Which rows are hidden, in the places that the base has for them."""
        place = np.arange(self.base.rows.size).reshape(self.base.rows.shape)
        found = np.zeros(place.shape, dtype=bool)
        dark = hidden_rows(self._table(place[:, WHOLE:]))
        found[np.delete(dark, NOWHERE)] = True
        if found[WHOLE, WHOLE]:
            return found
        for by in sorted(self.base.groups, key=lambda name: name.count(CROSS)):
            columns = self.base.columns[by]
            if self.base.margins(by) or self.base.linked(by):
                found[:, columns] |= self._crossed(by, place, found)
            else:
                table = self._table(place[:, [*columns, WHOLE]])
                cells = np.delete(hidden_cells(table, dark), NOWHERE, axis=0)
                found[:, columns] |= cells[:, :NOWHERE]
        found[~(self.counts.n > 0).any(axis=1)] = False
        return found

    def _crossed(self, by: str, place: IntArray, found: BoolArray) -> BoolArray:
        """A crossed table has margins of its own; where they are too many, all of it is hidden or nothing."""
        margins = self.base.margins(by)
        if not self.base.areas and not self.base.linked(by) and by.count(CROSS) == 1:
            return self._two_way(_Grid.of(by, margins[0], self.base), place, found)
        columns = self.base.columns[by]
        table = self._table(place[:, [*columns, WHOLE]])
        hidden = any(found[:, self.base.columns[margin]].any() for margin in margins)
        return np.full((len(place), len(columns)), hidden or table.sensitive[:, :WHOLE].any())

    def _two_way(self, grid: _Grid, place: IntArray, found: BoolArray) -> BoolArray:
        """Rows are the groups of one margin, columns those of the other, where that is in the table."""
        everybody = place[WHOLE, WHOLE] if self.nested else -1
        cells = np.vstack([np.column_stack([grid.cells, grid.rows]), [*grid.columns, everybody]])
        table = self._table(cells, nested=True, whole_is_shown=grid.has_columns)
        rows = found[WHOLE, grid.rows]
        cells = hidden_cells(table, np.append(rows, [table.sensitive[NOWHERE, WHOLE], False]))
        hidden = found.copy()
        hidden[WHOLE, grid.cells[grid.cells >= 0]] = cells[:NOWHERE, :NOWHERE][grid.cells >= 0]
        if grid.has_columns and (cells[WHOLE, :NOWHERE] != found[WHOLE, grid.columns]).any():
            hidden[WHOLE, grid.cells[grid.cells >= 0]] = True
        return hidden[:, grid.own]

    def _table(self, place: IntArray, *, nested: bool | None = None, whole_is_shown: bool = True) -> Table:
        """Add people without an area and a group to cells that end with wholes."""
        nested = self.nested if nested is None else nested
        counts = self.counts.at(place)
        full = counts.with_the_rest(rows=whole_is_shown and len(place) > 1, columns=nested)
        sensitive = broken_rules(full, self.rules) != ""
        if not whole_is_shown:
            sensitive[[NOWHERE, WHOLE]] = False
        people, having, without = wanted(self.rules)
        enough = [(full.n, people)]
        if full.of_share.any():
            enough += [(full.having, having), (full.without, without)]
        able = adequate(full, self.rules)
        return Table(full.n, sensitive, able, nested, tuple(enough), whole_is_shown)


@dataclass(frozen=True)
class _Grid:
    """A crossed breakdown as rows and columns; places of the base, -1 where there is none."""

    cells: IntArray
    rows: IntArray
    columns: IntArray
    has_columns: bool
    """Whether the breakdown that gives the columns is in the table."""
    own: IntArray

    @classmethod
    def of(cls, by: str, margin: str, base: _Base) -> _Grid:
        """Let a margin give the rows."""
        first, second = by.split(CROSS)
        forward = margin == first
        other = second if forward else first
        labels = base.groups[margin]
        pairs = [_split(name, labels, forward=forward) for name in base.groups[by]]
        across = base.groups.get(other) or sorted({label for _, label in pairs})
        cells = np.full((len(labels), len(across)), -1, dtype=np.int64)
        for column, (row, label) in zip(base.columns[by], pairs, strict=True):
            cells[labels.index(row), across.index(label)] = column
        columns = base.columns.get(other, np.full(len(across), -1, dtype=np.int64))
        return cls(cells, base.columns[margin], columns, other in base.groups, base.columns[by])


def _split(name: str, labels: Sequence[str], *, forward: bool) -> tuple[str, str]:
    """Take the margin's label, which may have a plus sign of its own, from a crossed one."""
    if forward:
        row = max((it for it in labels if name.startswith(f"{it}{CROSS}")), key=len)
        return row, name.removeprefix(f"{row}{CROSS}")
    row = max((it for it in labels if name.endswith(f"{CROSS}{it}")), key=len)
    return row, name.removesuffix(f"{CROSS}{row}")
