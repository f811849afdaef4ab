"""What is in a spreadsheet, whatever writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from integrind.render.formats.values import values
from integrind.render.tables.cells import Sign

DATA = "Data"
"""The sheet that has every column of every row."""
_EMPTY = "An empty cell says that there is no such value. Shares are fractions of 1."


@dataclass(frozen=True)
class Number:
    """A number as it is shown, with so many decimals."""

    value: float
    digits: int


Value = str | Number | Sign | float | None
"""What a cell may hold; only a sheet with everything has empty cells and numbers as they are."""


@dataclass(frozen=True)
class Sheet:
    """One table: its sheet's name, its title in the contents, and what is said above it."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    heading: str = ""
    """What stands in its first cell, where that isn't the title."""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """A cover of sentences, and sheets that are listed."""

    title: str
    said: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def unrounded(name: str, title: str, frame: pl.DataFrame, heading: str = "") -> Sheet:
    """Every column as it is."""
    columns = (values(column) for column in frame)
    return Sheet(name, title, tuple(frame.columns), tuple(zip(*columns, strict=True)), heading, (_EMPTY,))


def numbered(title: str, said: tuple[str, ...], tables: Mapping[str, pl.DataFrame]) -> Workbook:
    """A workbook of tables by their titles, every column as it is."""
    titles = [(f"Table {number}", its) for number, its in enumerate(tables, start=1)]
    sheets = (unrounded(name, its, tables[its], f"{name}: {its}") for name, its in titles)
    return Workbook(title, said, tuple(sheets))
