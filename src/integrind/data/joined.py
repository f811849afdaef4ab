"""A file of people with the columns of their households, which another file has once for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from integrind.data.metadata import Metadata
from integrind.data.table import Table
from integrind.errors import DataError
from integrind.faults import counted, did_you_mean

_Read: TypeAlias = Callable[[list[str]], pl.DataFrame]

_ROW = "row of the household"


@dataclass(frozen=True)
class Joined:
    """Every row of a table, with the columns of its row in another one."""

    table: Table
    other: Table
    columns: tuple[str, ...]
    place: pl.Series = field(repr=False)
    """By row, which row of the other table is its own; null where none is."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.table.name

    @property
    def rows(self) -> int:
        """How many rows it has: those of the first table."""
        return self.table.rows

    @property
    def metadata(self) -> Metadata:
        """What the file of people says."""
        return self.table.metadata

    @property
    def unreadable(self) -> frozenset[str]:
        """Columns of either table that hold neither text nor numbers."""
        return self.table.unreadable | self.other.unreadable

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as text; an empty field, and what a row has no household for, is empty text."""
        return self._both(columns, self.table.read, self.other.read)

    def take(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns in the narrowest form that loses nothing; see `narrow`."""
        return self._both(columns, self.table.take, self.other.take)

    def _both(self, columns: Sequence[str], of_people: _Read, of_households: _Read) -> pl.DataFrame:
        own, others = self._divided(columns)
        found = list(of_people(own)) if own else []
        if others:
            found.extend(of_households(others)[self.place].with_columns(pl.col(pl.String).fill_null("")))
        return pl.DataFrame(found).select(columns)

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        own, others = self._divided(columns)
        return {**self.table.widths(own), **self.other.widths(others)}

    def _divided(self, columns: Sequence[str]) -> tuple[list[str], list[str]]:
        """Columns of the one table and of the other."""
        own = set(self.table.columns)
        return [it for it in columns if it in own], [it for it in columns if it not in own]


def join(table: Table, other: Table, on: Sequence[str], *, all_have_one: bool) -> Joined:
    """Join the columns of a household to those of its people; `on` names what both tables have of it.

    Raises DataError where the other table has several rows for a household, where the same name means a
    column of each, and, if all have to have one, where somebody's household isn't there.
    """
    for one in (table, other):
        for column in on:
            if column not in one.columns:
                hint = did_you_mean(column, one.columns)
                raise DataError(f"{one.name}: there is no column {column!r} to join on", hint)
    both = [it for it in other.columns if it in set(table.columns) and it not in on]
    if both:
        raise DataError(
            f"{other.name}: {both[0]!r} is a column of {table.name} too{_more(both)}",
            "rename one of them, or leave it out",
        )
    keys, households = table.read(on), other.read(on).with_row_index(_ROW)
    _refuse_repeated(other, households, on)
    place = keys.join(households, on=list(on), how="left", maintain_order="left")[_ROW]
    lacking = place.null_count()
    if lacking == len(place):
        raise DataError(f"{table.name}: no row has a row in {other.name}", "do both write the same codes?")
    if all_have_one and lacking:
        raise DataError(
            f"{table.name}: {counted(lacking, 'row')} of {table.rows:,} have no row in {other.name}",
            "where that is meant, the description says: join: {.., else: empty}",
        )
    columns = (*table.columns, *(it for it in other.columns if it not in on))
    return Joined(table, other, columns, place)


def _refuse_repeated(other: Table, households: pl.DataFrame, on: Sequence[str]) -> None:
    named = ", ".join(map(repr, on))
    empty = households.filter(pl.all_horizontal(pl.col(on) == "")).height
    if empty:
        raise DataError(f"{other.name}: {named} is empty in {counted(empty, 'row')}")
    repeated = other.rows - households.select(on).n_unique()
    if repeated:
        raise DataError(
            f"{other.name}: {named} says the same in {counted(repeated, 'row')} as in others",
            "the other file has one row for each household",
        )


def _more(columns: Sequence[str]) -> str:
    return f", and so are {len(columns) - 1} others" if len(columns) > 1 else ""
