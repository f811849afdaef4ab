"""What both forms of a table share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, chop_cells

from integrind.render.tables.cells import Cell
from integrind.render.tables.layout import Grid, Line, Section
from integrind.render.tables.marks import LOWER_IS_BETTER
from integrind.render.tables.numbers import count
from integrind.render.tables.style import BLUE, BOLD, DIM, GREEN, RED, styled
from integrind.vocabulary import Finding

NARROWEST_LABEL = 22
"""Longer labels are folded, but to no less than this if it can be helped."""

NARROWEST_TITLE = 16
"""Titles, which stand over the labels, to no less than this."""

STYLES = {
    Finding.BETTER: GREEN,
    Finding.WORSE: RED,
    Finding.HIGHER: BLUE,
    Finding.LOWER: BLUE,
    Finding.NO_CLEAR_DIFFERENCE: DIM,
    Finding.EQUIVALENT: DIM,
}

Justify = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Ink:
    """Text with escape codes for its style, and its width on the screen."""

    text: str = ""
    width: int = 0

    @classmethod
    def of(cls, text: str, style: int | None = None) -> Ink:
        """Measure and style a text of one line."""
        return cls(styled(text, style), cell_len(text))

    def then(self, other: Ink) -> Ink:
        """Write one behind the other."""
        return Ink(self.text + other.text, self.width + other.width)

    def padded(self, width: int, justify: Justify) -> Ink:
        """Fill with blanks to that width."""
        blanks = " " * (width - self.width)
        text = self.text + blanks if justify == "left" else blanks + self.text
        return Ink(text, max(width, self.width))


@dataclass(frozen=True)
class Room:
    """How wide a table and its labels may be."""

    table: int
    label: int


@dataclass(frozen=True)
class Column:
    """A column of numbers under its header."""

    header: str
    width: int
    justify: Justify = "right"
    apart: int = 2
    """From what stands before it."""


@dataclass(frozen=True)
class Table:
    """A table without lines: a column for labels, then the numbers, under a rule."""

    title: str
    label_width: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Ink, ...]], ...]
    """Label, folded here, and cells; a row without cells has all of the width for its label."""

    @property
    def says_n(self) -> bool:
        """Whether it says the base of its rows."""
        return any("n" in column.header.split() for column in self.columns)

    def lines(self) -> Iterator[str]:
        """Give the lines of the table; headers stand on the rule, numbers beside a label's first line."""
        headers = [self._folded(self.title), *(column.header.split("\n") for column in self.columns)]
        height = max(map(len, headers))
        for row in zip(*([""] * (height - len(header)) + header for header in headers), strict=True):
            yield self._line(row[0], [Ink.of(text, BOLD) for text in row[1:]], BOLD)
        whole = self.label_width + sum(column.apart + column.width for column in self.columns)
        yield "─" * whole
        for label, cells in self.rows:
            if not cells:
                yield from fold(label, whole).split("\n")
                continue
            first, *more = self._folded(label)
            yield self._line(first, cells)
            yield from more

    def _folded(self, label: str) -> list[str]:
        return fold(label, self.label_width).split("\n")

    def _line(self, label: str, cells: Sequence[Ink], style: int | None = None) -> str:
        line = Ink.of(label, style).padded(self.label_width, "left").text
        for column, ink in zip(self.columns, cells, strict=True):
            line += " " * column.apart + ink.padded(column.width, column.justify).text
        return line.rstrip()


def widest(texts: Iterable[str]) -> int:
    """Give the width of the widest text, 0 where there is none."""
    return max(map(cell_len, texts), default=0)


def fold(text: str, width: int, *, indent: str = "  ") -> str:
    """Fold at words and indent what follows, so that it isn't taken for a line of its own."""
    if cell_len(text) <= width:
        return text
    first = text[: len(text) - len(text.lstrip())]
    then = first + indent
    lines = [first]
    for word in _words(text, width - cell_len(then)):
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else f"{lines[-1]}{word}"
        if cell_len(longer) <= width:
            lines[-1] = longer
        elif cell_len(then + word) <= width:
            lines.append(then + word)
        else:
            lines += [then + piece for piece in chop_cells(word, max(1, width - len(then)))]
    return "\n".join(line for line in lines if line.strip())


def _words(text: str, width: int) -> Iterator[str]:
    """Words with the signs behind them, a unit or a mark, if they fit: none of these begins a line."""
    held = ""
    for word in text.split():
        together = f"{held} {word}"
        if held and not any(map(str.isalpha, word)) and cell_len(together) <= width:
            held = together
        else:
            if held:
                yield held
            held = word
    yield held


def labelled(part: Grid | Line) -> str:
    """Give the label of a line or the title of a table, with the sign for lower is better."""
    text = part.title if isinstance(part, Grid) else part.label
    return f"{text} {LOWER_IS_BETTER}" if part.lower_is_better else text


def headed(grid: Grid) -> Iterator[tuple[str, Line | None]]:
    """Give the lines with their labels, and before those of a domain its name."""
    for domain, lines in grid.by_domain:
        if domain:
            yield f"─ {domain}", None
        yield from ((labelled(line), line) for line in lines)


@dataclass(frozen=True)
class LabelWidth:
    """What a column of labels would like to have, and what it needs."""

    liked: int
    needed: int

    @classmethod
    def of(cls, section: Section, labels: Iterable[str]) -> LabelWidth:
        """Measure titles, and the labels of rows that have cells."""
        titles, longest = widest(map(labelled, section.grids)), widest(labels)
        return cls(max(titles, longest), max(min(titles, NARROWEST_TITLE), min(longest, NARROWEST_LABEL)))


def base(cell: Cell) -> str:
    """Give the base of a cell, empty where it is withheld."""
    return "" if cell.n is None else count(cell.n)


def marks(cell: Cell) -> Ink:
    """Give what stands behind the numbers; colour only repeats what the mark says."""
    mark = Ink.of(cell.mark, DIM if cell.is_tiny else STYLES[cell.finding] if cell.finding else None)
    return mark.then(Ink.of(f" {cell.flag}" if cell.mark and cell.flag else cell.flag))
