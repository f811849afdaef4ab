"""Results as a document: headed tables of text, for what people read in a browser or an editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from integrind.render.pages.prose import headline, legend, remarks
from integrind.render.tables.cells import Cell, Sign
from integrind.render.tables.labels import POPULATION
from integrind.render.tables.layout import Grid, Line, Section, arrange
from integrind.render.tables.marks import LOWER_IS_BETTER
from integrind.render.tables.numbers import count, percentage
from integrind.results import Results

WIDEST = 6
"""With more groups than this they go below each other."""

Entry = tuple[Sign, ...]
"""The text of a cell in pieces: numbers, and signs with their meaning."""


@dataclass(frozen=True)
class Table:
    """One table: a header for every column, the first of them over the labels of the rows."""

    caption: str
    header: tuple[str, ...]
    numeric: bool
    """Whether every cell is a single number, which stands best on the right."""
    rows: tuple[tuple[str, tuple[Entry, ...]], ...]


def plain_table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Give a table whose cells are text without signs."""
    return Table(
        caption,
        tuple(header),
        numeric=False,
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
        tuple(legend(results, sections)),
        tuple(remarks(results)),
    )


def _tables(section: Section, interval: str) -> Iterator[Table]:
    alone = section.columns == (POPULATION,)
    for grid in section.grids:
        caption = " · ".join(words for words in (section.heading, _labelled(grid, grid.title)) if words)
        if alone or len(section.columns) > WIDEST:
            yield _stacked(grid, section, caption, interval)
        else:
            yield _side_by_side(grid, section, caption)


def _side_by_side(grid: Grid, section: Section, caption: str) -> Table:
    bases = [_bases(grid, index) for index in range(len(section.columns))]
    varies = any(len(base) > 1 for base in bases)
    header = (
        name if varies or not base else f"{name}, n {count(base[0])}"
        for name, base in zip(section.columns, bases, strict=True)
    )
    rows = (
        (_labelled(line, line.label), tuple(_entry(cell, with_base=varies) for cell in line.cells))
        for line in grid.lines
    )
    return Table(caption, (_labelled(grid, grid.title), *header), numeric=False, rows=tuple(rows))


def _bases(grid: Grid, index: int) -> list[int]:
    cells = (line.cells[index] for line in grid.lines)
    return sorted({cell.n for cell in cells if cell and cell.n is not None})


def _entry(cell: Cell | None, *, with_base: bool) -> Entry:
    if cell is None:
        return ()
    numbers = _numbers(cell)
    base = [Sign(f"(n {count(cell.n)})")] if with_base and cell.n is not None else []
    withheld = [cell.withheld] if cell.withheld else []
    return (*([Sign(numbers)] if numbers else []), *withheld, *cell.signs, *base)


def _numbers(cell: Cell) -> str:
    """The estimate and the gap; a difference stands with its margin, so its gap is named."""
    estimate = " ".join(text for text in (cell.estimate, cell.estimate_margin) if text)
    gap = " ".join(text for text in (cell.gap, cell.margin) if text)
    return f"{estimate}, gap {gap}" if cell.estimate_margin and gap else f"{estimate} {gap}".strip()


_PARTS: Sequence[tuple[str, Callable[[Cell], Entry]]] = (
    ("n", lambda cell: _text("" if cell.n is None else count(cell.n))),
    ("Estimate", lambda cell: (cell.withheld,) if cell.withheld else _text(cell.estimate)),
    ("±", lambda cell: _text(cell.estimate_margin)),
    ("", lambda cell: _text(cell.interval)),
    ("Gap", lambda cell: _text(cell.gap)),
    ("±", lambda cell: _text(cell.margin)),
    ("Signs", lambda cell: cell.signs),
)
"""The parts of a cell, each in a column of its own; the interval is headed by its level."""


def _stacked(grid: Grid, section: Section, caption: str, interval: str) -> Table:
    used = [(header or interval, part) for header, part in _PARTS if any(map(part, section.cells))]
    alone = section.columns == (POPULATION,)
    rows = (
        (
            _labelled(line, line.label),
            (*(() if alone else (_text(name),)), *(part(cell) for _, part in used)),
        )
        for line in grid.lines
        for name, cell in zip(section.columns, line.cells, strict=True)
        if cell
    )
    group = () if alone else ("Group",)
    return Table(
        caption, (_labelled(grid, grid.title), *group, *(name for name, _ in used)), alone, tuple(rows)
    )


def _text(text: str) -> Entry:
    return (Sign(text),) if text else ()


def _labelled(part: Grid | Line, label: str) -> str:
    return f"{label} {LOWER_IS_BETTER}" if part.lower_is_better else label
