"""Groups below each other: a line for each group of an indicator or place, with its base and its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.table import Table
from rich.text import Text

from integrind.render.cells import Cell
from integrind.render.layout import POPULATION, Grid, Section
from integrind.render.terminal.parts import (
    Column,
    LabelWidth,
    Room,
    base,
    fold,
    frame,
    labelled,
    marks,
    widest,
)

APART = 2
INDENT = "  "


@dataclass(frozen=True)
class _Part:
    """One part of every cell, in a column of its own."""

    header: str
    write: Callable[[Cell], Text]
    justify: Literal["left", "right"] = "right"

    def column(self, cells: Sequence[Cell]) -> Column:
        return Column(
            self.header, widest([self.header, *(self.write(cell).plain for cell in cells)]), self.justify
        )


def stacked(section: Section, room: Room, interval: str) -> list[Table]:
    """Give the tables; where labels would get too narrow, without the column headed `interval`."""
    parts = [part for part in _parts(interval) if any(part.write(cell) for cell in section.cells)]
    label = LabelWidth.of(section, [] if _is_flat(section) else [INDENT + name for name in section.columns])
    if _left(parts, section, room) < label.needed:
        parts = [part for part in parts if part.header != interval]
    label_width = min(label.liked, room.label, max(_left(parts, section, room), label.needed))
    return [_table(grid, section, parts, label_width) for grid in section.grids]


def _parts(interval: str) -> tuple[_Part, ...]:
    return (
        _Part("n", lambda cell: Text(base(cell))),
        _Part("Estimate", lambda cell: Text(cell.level)),
        _Part(interval, lambda cell: Text(cell.interval)),
        _Part("Gap", lambda cell: Text(cell.gap)),
        _Part("±", lambda cell: Text(cell.margin), "left"),
        _Part("", marks, "left"),
    )


def _left(parts: Sequence[_Part], section: Section, room: Room) -> int:
    return room.table - sum(part.column(section.cells).width + APART for part in parts)


def _is_flat(section: Section) -> bool:
    return section.columns == (POPULATION,)


def _table(grid: Grid, section: Section, parts: Sequence[_Part], label_width: int) -> Table:
    table = frame(labelled(grid), label_width, [part.column(section.cells) for part in parts], apart=APART)
    for label, cell in _entries(grid, section):
        table.add_row(Text(fold(label, label_width)), *(part.write(cell) for part in parts if cell))
    return table


def _entries(grid: Grid, section: Section) -> Iterator[tuple[str, Cell | None]]:
    """Give the lines: the population alone, or what it is of and below it the population and the groups."""
    for line in grid.lines:
        if _is_flat(section):
            yield labelled(line), line.cells[0]
            continue
        yield labelled(line), None
        for name, cell in zip(section.columns, line.cells, strict=True):
            if cell:
                yield f"{INDENT}{name}", cell
