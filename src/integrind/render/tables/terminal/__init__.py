"""Results as tables for a terminal or a text file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl
from rich.cells import cell_len

from integrind.answer import answer_of
from integrind.answer.differences import differences_of
from integrind.render.pages.prose import BASE, advice, headline, legend, remarks
from integrind.render.publication import Appearance
from integrind.render.safe import visible
from integrind.render.tables.labels import POPULATION
from integrind.render.tables.layout import Section, arrange
from integrind.render.tables.numbers import count, percentage
from integrind.render.tables.style import BOLD, ESCAPES, LINES, styled
from integrind.render.tables.terminal.answer import answer
from integrind.render.tables.terminal.differences import differences
from integrind.render.tables.terminal.lines import WIDTH as BRIEF
from integrind.render.tables.terminal.parts import Room, Table, fold
from integrind.render.tables.terminal.side_by_side import side_by_side
from integrind.render.tables.terminal.stacked import stacked
from integrind.results import Results
from integrind.vocabulary import Quantity

TERMINAL_LABEL = 50
"""Labels are folded here, so that the eye finds the way to the numbers."""

FILE = Room(table=200, label=200)
"""Without a terminal a table is as wide as it needs; beyond this its groups go below each other."""

PROSE = 110
"""Sentences are folded here, where the terminal isn't narrower."""

_TRAILING = re.compile(r" +$", re.MULTILINE)


def render(results: Results, look: Appearance) -> str:
    """Give text for a terminal of that width, or as wide as it needs; escape codes only with colour."""
    room = Room(look.width, TERMINAL_LABEL) if look.width else FILE
    prose = min(look.width or (BRIEF if look.brief else FILE.table), PROSE)
    title, made = headline(results)
    text = [styled(line, BOLD) for line in fold(title, prose).split("\n")]
    text += fold(made, prose).split("\n")
    if not look.brief:
        sections = arrange(results if look.verbose else _without_detectable(results), look.digits)
        laid_out = list(_laid_out(sections, room, results.about.level))
        text += _tables(laid_out, prose)
        signs = [*_bases([it for _, tables in laid_out for it in tables]), *legend(results, sections)]
        text += ["", *_packed([*signs, *_detectable(sections)], prose)]
        text += [fold(line, prose) for line in remarks(results)]
    more = [line for it in _more(results, look) for line in fold(it, min(prose, BRIEF)).split("\n")]
    left = LINES - len(more) - (len(text) + 2 if look.brief else 0)
    text += ["", *_conclusion(results, left, prose), *more]
    written = "".join(f"{line}\n" for line in text)
    return written if look.color else _TRAILING.sub("", ESCAPES.sub("", written))


def _without_detectable(results: Results) -> Results:
    return replace(results, frame=results.frame.with_columns(gap_detectable=pl.lit(None, dtype=pl.Float64)))


def _detectable(sections: Iterable[Section]) -> Iterator[str]:
    if any(cell.detectable for section in sections for cell in section.cells):
        yield "(det.) smallest true gap that is found clear with a chance of 80%"


def _conclusion(results: Results, lines: int, width: int) -> list[str]:
    """Say what the tables say, in about so many lines and a blank one; nothing where that is nothing."""
    if (moved := differences_of(results)) is not None:
        return [*differences(moved, results, lines, width), ""]
    found = answer_of(results)
    return [] if found is None else [*answer(found, results, lines, width), ""]


def _more(results: Results, look: Appearance) -> Iterator[str]:
    """What must be said where there are no tables to say it, and how to see more."""
    rows = "Every row: -o results.csv."
    if look.brief:
        yield from map(visible, results.about.notices)
        rows = f"All {count(results.frame.height)} rows: -o results.csv; as tables: --format table."
    yield from advice(results)
    of_the_library = results.frame["dimension"].is_not_null().any()
    of_the_library &= not (results.frame["quantity"] == Quantity.ISOLATION).any()
    yield (
        f"{rows} One indicator: integrind explain ID. By group: integrind profile."
        if of_the_library
        else rows
    )


def _laid_out(sections: Iterable[Section], room: Room, level: float) -> Iterator[tuple[str, list[Table]]]:
    """The tables under each heading: groups side by side where they fit."""
    interval = f"{percentage(level)} interval"
    for section in sections:
        alone = section.columns == (POPULATION,)
        tables = [] if alone else side_by_side(section, room)
        yield section.heading, tables or stacked(section, room, interval)


def _tables(laid_out: Iterable[tuple[str, Sequence[Table]]], prose: int) -> Iterator[str]:
    for heading, tables in laid_out:
        if heading:
            yield from ("", *(styled(line, BOLD) for line in fold(heading, prose).split("\n")))
        for table in tables:
            yield from ("", *table.lines())


def _bases(tables: Collection[Table]) -> Iterator[str]:
    """What n is, and where it is if not here."""
    if any(table.says_n for table in tables):
        yield BASE
    if not all(table.says_n for table in tables):
        yield "n of each row: in a wider window, and in files"


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
