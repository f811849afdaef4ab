"""Results as tables for a terminal or a text file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from integrind.render.pages.prose import headline, legend, remarks
from integrind.render.publication import Appearance
from integrind.render.tables.labels import POPULATION
from integrind.render.tables.layout import Section, arrange
from integrind.render.tables.numbers import percentage
from integrind.render.tables.terminal.answer import LINES, answer
from integrind.render.tables.terminal.answer import WIDTH as BRIEF
from integrind.render.tables.terminal.parts import BOLD, ESCAPES, Room, fold, styled
from integrind.render.tables.terminal.side_by_side import side_by_side
from integrind.render.tables.terminal.stacked import stacked
from integrind.results import Results

TERMINAL_LABEL = 50
"""Labels are folded here, so that the eye finds the way to the numbers."""

FILE = Room(table=200, label=200)
"""Without a terminal a table is as wide as it needs; beyond this its groups go below each other."""

PROSE = 110
"""Sentences are folded here, where the terminal isn't narrower."""

_TRAILING = re.compile(r" +$", re.MULTILINE)


def render(results: Results, look: Appearance) -> str:
    """Give text for a terminal of that width, or as wide as it needs; escape codes only with colour."""
    sections = arrange(results, look.digits)
    room = Room(look.width, TERMINAL_LABEL) if look.width else FILE
    prose = min(room.table, BRIEF if look.brief else PROSE)
    title, made = headline(results.about, sections)
    text = [styled(line, BOLD) for line in fold(title, prose).split("\n")]
    text += fold(made, prose).split("\n")
    if not look.brief:
        text += _tables(sections, room, results.about.level, prose)
        text += ["", *_packed(legend(sections, results.about), prose)]
        text += [fold(line, prose) for line in remarks(results, sections)]
    text += ["", *answer(results, sections, LINES - len(text) - 1 if look.brief else LINES, prose)]
    written = "".join(f"{line}\n" for line in text)
    return written if look.color else _TRAILING.sub("", ESCAPES.sub("", written))


def _tables(sections: Iterable[Section], room: Room, level: float, prose: int) -> Iterator[str]:
    interval = f"{percentage(level)} interval"
    for section in sections:
        if section.heading:
            yield from ("", *(styled(line, BOLD) for line in fold(section.heading, prose).split("\n")))
        alone = section.columns == (POPULATION,)
        tables = [] if alone else side_by_side(section, room)
        for table in tables or stacked(section, room, interval):
            yield from ("", *table.lines())


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
