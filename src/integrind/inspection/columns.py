"""The columns of a file at a glance, for whoever has to describe it. No code that few rows hold is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from integrind.data.columns import as_number, is_finite
from integrind.data.roles import ColumnRole, roles_of
from integrind.data.table import Table

MOST_CODES = 20
"""A column with more codes than this is no category: none of them is listed."""

_AT_ONCE = 50


class Content(StrEnum):
    """What a column's values read as."""

    NUMBERS = "numbers"
    TEXT = "text"
    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    """Lists, records, bytes and the like, as Parquet has them."""


@dataclass(frozen=True)
class ColumnProfile:
    """One column."""

    name: str
    content: Content
    distinct: int
    """Different values, the empty one left out."""
    empty: int
    """Rows without a value: not to be shown as it is."""
    rows: int
    codes: tuple[str, ...]
    """Those that enough rows hold, where there are few; in their order as numbers or text."""
    below_zero: bool
    """Whether some value is a number below 0: often one of them stands for no answer."""
    role: ColumnRole | None
    """What it is likely to be, by its name."""

    whole: bool = True
    """Whether no number among its values has a fraction."""

    zero: int = 0
    """Rows that hold the number 0: not to be shown as it is."""

    @property
    def not_listed(self) -> int:
        """How many codes are not listed."""
        return self.distinct - len(self.codes)


def profile(table: Table, *, least: int) -> tuple[ColumnProfile, ...]:
    """Look at every column; codes that fewer than `least` rows hold are not listed."""
    roles = roles_of(table.columns)
    readable = [name for name in table.columns if name not in table.unreadable]
    found = {
        text.name: _column(text, roles.get(text.name), least) for text in _read_in_parts(table, readable)
    }
    return tuple(found.get(name) or _unreadable(name, table.rows) for name in table.columns)


def _unreadable(name: str, rows: int) -> ColumnProfile:
    """A column of which nothing is known but that it is there."""
    return ColumnProfile(name, Content.UNREADABLE, 0, 0, rows, (), below_zero=False, role=None)


def _read_in_parts(table: Table, columns: Sequence[str]) -> Iterator[pl.Series]:
    for first in range(0, len(columns), _AT_ONCE):
        yield from table.read(columns[first : first + _AT_ONCE])


def _column(text: pl.Series, role: ColumnRole | None, least: int) -> ColumnProfile:
    counts = text.filter(text != "").value_counts(name="rows")
    numbers = as_number(counts[text.name])
    content = Content.NOTHING
    if counts.height:
        content = Content.NUMBERS if is_finite(numbers).all() else Content.TEXT
    few = counts.height <= MOST_CODES
    listed = counts.filter(pl.col("rows") >= least)[text.name] if few else pl.Series(dtype=pl.String)
    by_number = content is Content.NUMBERS
    codes = sorted(listed.to_list(), key=lambda code: (float(code) if by_number else 0.0, code))
    empty = int((text == "").sum())
    below_zero = bool((numbers < 0).any())
    zero = int(counts["rows"].filter((numbers == 0).fill_null(value=False)).sum())
    whole = not bool((numbers != numbers.floor()).any())
    return ColumnProfile(
        text.name, content, counts.height, empty, len(text), tuple(codes), below_zero, role, whole, zero
    )
