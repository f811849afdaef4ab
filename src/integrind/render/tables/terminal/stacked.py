"""Groups below each other: a line for each group of an indicator or place, with its base and its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from integrind.render.tables.cells import Cell
from integrind.render.tables.labels import POPULATION
from integrind.render.tables.layout import Grid, Section
from integrind.render.tables.terminal.parts import (
    Column,
    Ink,
    Justify,
    LabelWidth,
    Room,
    Table,
    base,
    headed,
    labelled,
    marks,
    widest,
)

INDENT = "  "


@dataclass(frozen=True)
class _Part:
    """One part of every cell, in a column of its own."""

    header: str
    write: Callable[[Cell], Ink]
    justify: Justify = "right"
    apart: int = 2

    def column(self, cells: Sequence[Cell]) -> Column:
        width = max([widest([self.header]), *(self.write(cell).width for cell in cells)])
        return Column(self.header, width, self.justify, self.apart)


def stacked(section: Section, room: Room, interval: str) -> list[Table]:
    """Give the tables; where labels would get too narrow, without the column headed `interval`."""
    columns = {part: part.column(section.cells) for part in _parts(interval)}
    used = {
        part: column for part, column in columns.items() if any(part.write(it).width for it in section.cells)
    }
    label = LabelWidth.of(section, _labels(section))
    if _left(used.values(), room) < label.needed:
        used = {part: column for part, column in used.items() if part.header != interval}
    label_width = min(label.liked, room.label, max(_left(used.values(), room), label.needed))
    return [
        Table(labelled(grid), label_width, tuple(used.values()), tuple(_rows(grid, section, list(used))))
        for grid in section.grids
    ]


def _parts(interval: str) -> tuple[_Part, ...]:
    return (
        _Part("n", lambda cell: Ink.of(base(cell))),
        _Part("Estimate", lambda cell: Ink.of(cell.level)),
        _Part("±", lambda cell: Ink.of(cell.estimate_margin), "left", apart=1),
        _Part(interval, lambda cell: Ink.of(cell.interval)),
        _Part("Gap", lambda cell: Ink.of(cell.gap)),
        _Part("±", lambda cell: Ink.of(cell.margin), "left", apart=1),
        _Part("(det.)", lambda cell: Ink.of(cell.detectable), apart=1),
        _Part("", marks, "left", apart=1),
    )


def _left(columns: Iterable[Column], room: Room) -> int:
    return room.table - sum(column.width + column.apart for column in columns)


def _is_flat(section: Section) -> bool:
    return section.columns == (POPULATION,)


def _labels(section: Section) -> Iterator[str]:
    """Those of the rows with cells; the others have all of the table's width."""
    yield from map(labelled, section.lines) if _is_flat(section) else (INDENT + it for it in section.columns)


def _rows(grid: Grid, section: Section, parts: Sequence[_Part]) -> Iterator[tuple[str, tuple[Ink, ...]]]:
    for label, cell in _entries(grid, section):
        yield label, tuple(part.write(cell) for part in parts) if cell else ()


def _entries(grid: Grid, section: Section) -> Iterator[tuple[str, Cell | None]]:
    """Give the lines: the population alone, or what it is of and below it the population and the groups."""
    for label, line in headed(grid):
        if line is None:
            yield label, None
            continue
        if _is_flat(section):
            yield label, line.cells[0]
            continue
        yield label, None
        for name, cell in zip(section.columns, line.cells, strict=True):
            if cell:
                yield f"{INDENT}{name}", cell
