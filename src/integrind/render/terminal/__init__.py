"""Results as tables for a terminal or a text file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from integrind.render.layout import POPULATION, arrange
from integrind.render.numbers import percentage
from integrind.render.prose import headline, legend, remarks
from integrind.render.terminal.parts import Room, fold
from integrind.render.terminal.side_by_side import side_by_side
from integrind.render.terminal.stacked import stacked
from integrind.results import Results

TERMINAL_LABEL = 50
"""Labels are folded here, so that the eye finds the way to the numbers."""

FILE = Room(table=200, label=200)
"""Without a terminal a table is as wide as it needs; beyond this its groups go below each other."""

PROSE = 110
"""Sentences are folded here, where the terminal isn't narrower."""


def render(results: Results, console_width: int | None, color: bool, digits: int | None) -> str:
    """Give text for a terminal of that width, or as wide as it needs; escape codes only with `color`."""
    sections = arrange(results, digits)
    room = Room(console_width, TERMINAL_LABEL) if console_width else FILE
    prose = min(room.table, PROSE)
    interval = f"{percentage(results.about.level)} interval"
    file = StringIO()
    console = _console(file, color)
    title, made = headline(results.about, sections)
    console.print(Text(fold(title, prose), "bold"))
    console.print(Text(fold(made, prose)))
    for section in sections:
        if section.heading:
            console.print()
            console.print(Text(fold(section.heading, prose), "bold"))
        alone = section.columns == (POPULATION,)
        tables = [] if alone else side_by_side(section, room)
        for table in tables or stacked(section, room, interval):
            console.print()
            console.print(table)
    console.print()
    for line in _packed(legend(sections, results.about), prose):
        console.print(Text(line))
    for line in remarks(results, sections):
        console.print(Text(fold(line, prose)))
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))


def _console(file: StringIO, color: bool) -> Console:
    """Make a console that neither the terminal nor the environment can change, wide enough for any table."""
    return Console(
        file=file,
        width=100_000,
        height=25,
        force_terminal=color,
        force_jupyter=False,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _packed(items: Iterable[str], width: int) -> Iterator[str]:
    """Join items to lines, none of them broken if it fits."""
    line = ""
    for item in items:
        longer = f"{line}   {item}" if line else item
        if line and cell_len(longer) > width:
            yield fold(line, width)
            longer = item
        line = longer
    if line:
        yield fold(line, width)
