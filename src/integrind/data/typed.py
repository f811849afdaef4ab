"""Columns of a file that has types, as text would be read: from any format the same bytes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from integrind.data.narrow import narrowed

_EXACT = 2**53
"""Below it every whole number is a float."""


@dataclass(frozen=True)
class TypedFile(ABC):
    """A file whose columns have types: its columns and rows."""

    name: str
    columns: tuple[str, ...]
    rows: int

    @property
    def unreadable(self) -> frozenset[str]:
        """Columns that hold neither text nor numbers; none, where a format has no such types."""
        return frozenset()

    def take(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns in the narrowest form that loses nothing; see `narrow`."""
        frame = self.typed(columns)
        return pl.DataFrame([narrowed_as_text(frame[column]) for column in columns])

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as text."""
        frame = self.typed(columns)
        return frame.select(as_text(frame.schema[column], column) for column in columns)

    @abstractmethod
    def typed(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as the file has them. Raises DataError."""


def narrowed_as_text(column: pl.Series) -> pl.Series:
    """As text would be narrowed, without the text where the type tells."""
    if column.dtype.is_signed_integer() and column.dtype != pl.Int128:
        return column.shrink_dtype()
    if column.dtype == pl.Float64:
        numbers = column.fill_nan(None)
        if ((numbers == numbers.round()) & (numbers.abs() < _EXACT)).all():
            return numbers.cast(pl.Int64).shrink_dtype()
        if numbers.is_finite().all():
            return numbers
    return narrowed(column.to_frame().select(as_text(column.dtype, column.name)).to_series())


def as_text(dtype: pl.DataType, column: str) -> pl.Expr:
    """A column as text: null and empty text alike are empty, an integral float reads as an integer."""
    value = pl.col(column)
    text = value.cast(pl.String)
    if dtype.is_float():
        integral = (value == value.round()) & (value.abs() < _EXACT)
        whole = value.cast(pl.Int64, strict=False).cast(pl.String)
        text = pl.when(value.is_not_nan()).then(pl.when(integral).then(whole).otherwise(text))
    elif dtype.is_decimal():
        text = text.str.replace(r"\.0+$", "")
    return text.fill_null("").alias(column)
