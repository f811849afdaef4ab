"""Columns of a file that are held in memory, in as little of it as they need."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from integrind.data.answers import Texts, distinct_texts
from integrind.data.narrow import as_text
from integrind.data.table import Table
from integrind.errors import DataError
from integrind.faults import did_you_mean


class ColumnCache:
    """Columns of one file, read when they are first asked for, and again when they were forgotten."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._held: dict[str, pl.Series | Texts] = {}

    def load(self, columns: Iterable[str]) -> None:
        """Read those columns that the file has in one go."""
        missing = [it for it in dict.fromkeys(columns) if it in self._table.columns and it not in self._held]
        if missing:
            frame = self._table.take(missing)
            self._held.update({column: frame[column] for column in missing})

    def forget(self, columns: Iterable[str]) -> None:
        """Give back the memory of some columns."""
        for column in columns:
            self._held.pop(column, None)

    def forget_all(self) -> None:
        """Give back the memory of all columns."""
        self._held.clear()

    def fields(self, column: str) -> pl.Series:
        """A column as text, or as numbers that stand for it; see `narrow`."""
        held = self._read(column)
        return held.by_row() if isinstance(held, Texts) else held

    def text(self, column: str) -> pl.Series:
        """A column as it stands in the file."""
        fields = self.fields(column)
        if fields.dtype == pl.String:
            return fields
        return as_text(fields) if fields.dtype.is_integer() else self._table.read([column])[column]

    def texts(self, column: str) -> Texts | None:
        """The distinct texts of a column where they are few: from then on it is held as these."""
        held = self._read(column)
        found = held if isinstance(held, Texts) else distinct_texts(held)
        if found is not None:
            self._held[column] = found
        return found

    def _read(self, column: str) -> pl.Series | Texts:
        if column not in self._table.columns:
            name, columns = self._table.name, self._table.columns
            raise DataError(f"{name}: there is no column {column!r}", did_you_mean(column, columns))
        self.load([column])
        return self._held[column]
