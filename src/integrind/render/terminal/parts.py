"""What both forms of a table share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len, chop_cells
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from integrind.render.cells import Cell
from integrind.render.layout import Grid, Line, Section
from integrind.render.marks import LOWER_IS_BETTER
from integrind.render.numbers import count
from integrind.vocabulary import Finding

NARROWEST_LABEL = 22
"""Longer labels are folded, but to no less than this if it can be helped."""

NARROWEST_TITLE = 16
"""Titles, which stand over the labels, to no less than this."""

STYLES = {
    Finding.BETTER: "green",
    Finding.WORSE: "red",
    Finding.HIGHER: "blue",
    Finding.LOWER: "blue",
    Finding.NO_CLEAR_DIFFERENCE: "dim",
}


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
    justify: JustifyMethod = "right"


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
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else f"{lines[-1]}{word}"
        if cell_len(longer) <= width:
            lines[-1] = longer
        elif cell_len(then + word) <= width:
            lines.append(then + word)
        else:
            lines += [then + piece for piece in chop_cells(word, max(1, width - len(then)))]
    return "\n".join(line for line in lines if line.strip())


def labelled(part: Grid | Line) -> str:
    """Give the label of a line or the title of a table, with the sign for lower is better."""
    text = part.title if isinstance(part, Grid) else part.label
    return f"{text} {LOWER_IS_BETTER}" if part.lower_is_better else text


@dataclass(frozen=True)
class LabelWidth:
    """What a column of labels would like to have, and what it needs."""

    liked: int
    needed: int

    @classmethod
    def of(cls, section: Section, names: Iterable[str] = ()) -> LabelWidth:
        """Measure titles, the labels of lines, and `names` among them."""
        titles = widest(map(labelled, section.grids))
        labels = widest([*map(labelled, section.lines), *names])
        return cls(max(titles, labels), max(min(titles, NARROWEST_TITLE), min(labels, NARROWEST_LABEL)))


def base(cell: Cell) -> str:
    """Give the base of a cell, empty where it is withheld."""
    return "" if cell.n is None else count(cell.n)


def marks(cell: Cell) -> Text:
    """Give what stands behind the numbers; colour only repeats what the mark says."""
    mark = Text(cell.mark, STYLES[cell.finding] if cell.finding else "")
    return mark.append(" " if cell.mark and cell.flag else "").append(cell.flag)


def frame(title: str, label_width: int, columns: Sequence[Column], *, apart: int) -> Table:
    """Give a table without lines: a column for labels, then the numbers, under a rule."""
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, apart - 1, 0, 0),
        header_style="bold",
    )
    table.add_column(Text(fold(title, label_width)), width=label_width)
    for column in columns:
        header = Text(column.header, justify=column.justify)
        table.add_column(header, width=column.width, justify=column.justify)
    return table
