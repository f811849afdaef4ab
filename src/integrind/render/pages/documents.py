"""Results as a document: headed tables of text, for what people read in a browser or an editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from integrind.render.pages.prose import BASE, headline, legend, remarks
from integrind.render.tables.cells import Cell, Sign
from integrind.render.tables.labels import POPULATION
from integrind.render.tables.layout import Grid, Line, Section, arrange
from integrind.render.tables.marks import FINDING_WORDS, LOWER_IS_BETTER, MOVEMENTS
from integrind.render.tables.numbers import count, percentage
from integrind.results import Results

Entry = tuple[Sign, ...]
"""The text of a cell in pieces: numbers, and signs with their meaning."""


@dataclass(frozen=True)
class Table:
    """One table: a header for every column, the first of them over the labels of the rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Entry, ...]], ...]
    numbers: frozenset[int] = frozenset()
    """Which columns have numbers, which stand best on the right."""


def plain_table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Give a table whose cells are text without signs."""
    return Table(
        caption,
        tuple(header),
        rows=tuple((row[0], tuple(map(_text, row[1:]))) for row in rows),
    )


@dataclass(frozen=True)
class Document:
    """What a reader gets, in this order."""

    title: str
    made: str
    sections: tuple[tuple[str, tuple[Table, ...]], ...]
    """Heading, empty where there is nothing to tell apart, and tables."""
    legend: tuple[str, ...]
    remarks: tuple[str, ...]


def document(results: Results, digits: int | None) -> Document:
    """Arrange the results as the terminal's tables are, and say the same around them."""
    sections = arrange(results, digits)
    title, made = headline(results)
    interval = f"{percentage(results.about.level)} interval"
    return Document(
        title,
        made,
        tuple((section.heading, tuple(_tables(section, interval))) for section in sections),
        tuple([BASE, *legend(results, sections)] if sections else []),
        tuple(remarks(results)),
    )


def _tables(section: Section, interval: str) -> Iterator[Table]:
    for grid in section.grids:
        caption = " · ".join(words for words in (section.heading, _labelled(grid, grid.title)) if words)
        yield _table(grid, section, caption, interval)


@dataclass(frozen=True)
class _Part:
    """One part of every cell, in a column of its own."""

    header: str
    write: Callable[[Cell], Entry]
    is_number: bool = True


def _finding(cell: Cell) -> Entry:
    """What was found in words, behind its sign."""
    found = _text(f"{cell.found.text} {FINDING_WORDS[cell.finding]}") if cell.found and cell.finding else ()
    return (*found, *((Sign(MOVEMENTS[cell.movement]),) if cell.movement else ()))


_PARTS: Sequence[_Part] = (
    _Part("n", lambda cell: _text("" if cell.n is None else count(cell.n))),
    _Part("Estimate", lambda cell: (cell.withheld,) if cell.withheld else _text(cell.estimate)),
    _Part("± of the estimate", lambda cell: _text(cell.estimate_margin)),
    _Part("", lambda cell: _text(cell.interval)),
    _Part("Gap", lambda cell: _text(cell.gap)),
    _Part("± of the gap", lambda cell: _text(cell.margin)),
    _Part("Finding", _finding, is_number=False),
    _Part("Notes", lambda cell: cell.remarks, is_number=False),
)
"""The interval is headed by its level."""


def _table(grid: Grid, section: Section, caption: str, interval: str) -> Table:
    """A row for each line and group, a column for each part that some cell has."""
    used = [part for part in _PARTS if any(map(part.write, section.cells))]
    group = () if section.columns == (POPULATION,) else ("Group",)
    rows = (
        (
            _labelled(line, line.label),
            (*((_text(name),) if group else ()), *(part.write(cell) for part in used)),
        )
        for line in grid.lines
        for name, cell in zip(section.columns, line.cells, strict=True)
        if cell
    )
    return Table(
        caption,
        (_labelled(grid, grid.title), *group, *(part.header or interval for part in used)),
        tuple(rows),
        frozenset(at for at, part in enumerate(used, start=1 + len(group)) if part.is_number),
    )


def _text(text: str) -> Entry:
    return (Sign(text),) if text else ()


def _labelled(part: Grid | Line, label: str) -> str:
    return f"{label} {LOWER_IS_BETTER}" if part.lower_is_better else label
