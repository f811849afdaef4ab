"""Groups side by side: a line for each indicator or place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from integrind.render.tables.cells import Cell
from integrind.render.tables.layout import Grid, Line, Section
from integrind.render.tables.numbers import count
from integrind.render.tables.terminal.parts import (
    Column,
    Ink,
    Justify,
    LabelWidth,
    Room,
    Table,
    base,
    fold,
    headed,
    labelled,
    marks,
)

APART = 3
NARROWEST_HEADER = 12
GAP = 3
CAPTIONS = ("n", "est.", "±", "gap", "±", "(det.)", "")
BEFORE = ("", "  ", " ", " ", " ", " ", " ")
RIGHT = (True, True, False, True, False, True, False)
"""Of the parts of a cell: base, estimate, margin of a difference, gap, margin, what is detectable, marks."""


def side_by_side(section: Section, room: Room) -> list[Table]:
    """Give the tables, the base in each cell if it differs and there is room; none where they don't fit."""
    columns = [_column(section.grids, index) for index in range(len(section.columns))]
    varies = any(len({cell.n for cell in column}) > 1 for column in columns)
    with_base = _tables(section, room, with_base=True) if varies else []
    return with_base or _tables(section, room, with_base=False)


def _tables(section: Section, room: Room, *, with_base: bool) -> list[Table]:
    groups = [
        _Group.of(name, _column(section.grids, index), with_base=with_base)
        for index, name in enumerate(section.columns)
    ]
    label = LabelWidth.of(section, map(labelled, section.lines))
    left = room.table - sum(group.width + APART for group in groups)
    if left < label.needed:
        return []
    return [_table(grid, groups, min(label.liked, left, room.label)) for grid in section.grids]


def _table(grid: Grid, groups: Sequence[_Group], label_width: int) -> Table:
    headers = [group.header(_column([grid], index)) for index, group in enumerate(groups)]
    columns = (
        Column(header, group.width, group.justify, APART)
        for header, group in zip(headers, groups, strict=True)
    )

    def written(line: Line | None) -> tuple[Ink, ...]:
        cells = () if line is None else zip(groups, line.cells, strict=True)
        return tuple(group.write(cell) if cell else Ink() for group, cell in cells)

    rows = ((label, written(line)) for label, line in headed(grid))
    return Table(labelled(grid), label_width, tuple(columns), tuple(rows))


@dataclass(frozen=True)
class _Group:
    """A column of cells. Their parts stand below each other; a part that no cell has takes no room."""

    name: str
    parts: tuple[int, ...]
    """Widths of base, estimate, its margin, gap, margin, what is detectable, and marks."""
    width: int
    with_base: bool

    @classmethod
    def of(cls, name: str, cells: Sequence[Cell], *, with_base: bool) -> _Group:
        texts = [_parts(cell, with_base=with_base) for cell in cells]
        captions = CAPTIONS if with_base else [""] * len(CAPTIONS)
        parts = tuple(
            max(cell_len(caption), *(it.width for it in column)) if any(it.width for it in column) else 0
            for caption, column in zip(captions, zip(*texts, strict=True), strict=True)
        )
        written = _joined([Ink() for _ in parts], parts).width
        below = 0 if with_base else cell_len(_same_base(cells))
        return cls(name, parts, max(written, below, min(cell_len(name), NARROWEST_HEADER)), with_base)

    @property
    def justify(self) -> Justify:
        """Stand above the last digit of single numbers, and where several begin."""
        return "left" if self.parts[GAP] else "right"

    def header(self, cells: Sequence[Cell]) -> str:
        """Name the group, and below it the parts of its cells or, if they don't say it, the base of all."""
        name = fold(self.name, self.width, indent="")
        if not self.with_base:
            return f"{name}\n{_same_base(cells)}".rstrip("\n")
        fitting = zip(CAPTIONS, self.parts, strict=True)
        captions = [Ink.of(caption if width else "") for caption, width in fitting]
        return f"{name}\n{_joined(captions, self.parts).text}"

    def write(self, cell: Cell) -> Ink:
        """Write a cell."""
        return _joined(_parts(cell, with_base=self.with_base), self.parts)


def _parts(cell: Cell, *, with_base: bool) -> tuple[Ink, ...]:
    number = base(cell) if with_base else ""
    texts = (number, cell.level, cell.estimate_margin, cell.gap, cell.margin, cell.detectable)
    return (*map(Ink.of, texts), marks(cell))


def _joined(parts: Sequence[Ink], widths: Sequence[int]) -> Ink:
    joined = Ink()
    for part, width, before, right in zip(parts, widths, BEFORE, RIGHT, strict=True):
        if width:
            between = Ink(before, len(before)) if joined.width else Ink()
            joined = joined.then(between).then(part.padded(width, "right" if right else "left"))
    return joined


def _same_base(cells: Iterable[Cell]) -> str:
    """The base if all have the same, `n 11,842`: of several, the smallest and the largest tell nothing."""
    known = {cell.n for cell in cells if cell.n is not None}
    return f"n {count(known.pop())}" if len(known) == 1 else ""


def _column(grids: Iterable[Grid], index: int) -> list[Cell]:
    return [cell for grid in grids for line in grid.lines if (cell := line.cells[index])]
