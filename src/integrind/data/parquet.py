"""Reading Parquet as if it were text, so that the same data give the same bytes from either format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from integrind.data.content import readable
from integrind.data.narrow import narrowed, width
from integrind.errors import DataError

_EXACT = 2**53
"""Below it every whole number is a float."""
_TEXTUAL = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Date, pl.Datetime, pl.Time, pl.Null)


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file's columns and rows."""

    name: str
    columns: tuple[str, ...]
    rows: int

    def take(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns in the narrowest form that loses nothing; see `narrow`."""
        frame = self._columns(columns)
        return pl.DataFrame([_narrowed(frame[column]) for column in columns])

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as text: null and empty text alike are empty, an integral float reads as an integer."""
        frame = self._columns(columns)
        return frame.select(_as_text(frame.schema[column], column) for column in columns)

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        schema = pl.read_parquet_schema(Path(self.name).absolute())
        return {column: width(schema[column]) for column in columns}

    def _columns(self, columns: Sequence[str]) -> pl.DataFrame:
        try:
            frame = pl.read_parquet(Path(self.name).absolute(), columns=list(columns), glob=False)
        except pl.exceptions.PolarsError:
            raise _damaged(self.name) from None
        for column in columns:
            dtype = frame.schema[column]
            if not (dtype.is_numeric() or isinstance(dtype, _TEXTUAL)):
                raise DataError(
                    f"{self.name}: column {column!r} holds neither text nor numbers",
                    f"it is of the type {dtype}",
                )
        return frame


def open_parquet(path: str) -> ParquetFile:
    """Open a Parquet file. Raises DataError."""
    with readable(path):
        Path(path).open("rb").close()
    try:
        scan = pl.scan_parquet(Path(path).absolute(), glob=False)
        columns = tuple(scan.collect_schema().names())
        rows = int(scan.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        raise _damaged(path) from None
    if rows == 0:
        raise DataError(f"{path}: the file has no rows")
    return ParquetFile(path, columns, rows)


def _damaged(path: str) -> DataError:
    return DataError(f"{path}: this is no Parquet file, or a damaged one")


def _narrowed(column: pl.Series) -> pl.Series:
    """As text would be narrowed, without the text where the type tells."""
    if column.dtype.is_signed_integer() and column.dtype != pl.Int128:
        return column.shrink_dtype()
    if column.dtype == pl.Float64:
        numbers = column.fill_nan(None)
        if ((numbers == numbers.round()) & (numbers.abs() < _EXACT)).all():
            return numbers.cast(pl.Int64).shrink_dtype()
        if numbers.is_finite().all():
            return numbers
    return narrowed(column.to_frame().select(_as_text(column.dtype, column.name)).to_series())


def _as_text(dtype: pl.DataType, column: str) -> pl.Expr:
    value = pl.col(column)
    text = value.cast(pl.String)
    if dtype.is_float():
        integral = (value == value.round()) & (value.abs() < _EXACT)
        whole = value.cast(pl.Int64, strict=False).cast(pl.String)
        text = pl.when(value.is_not_nan()).then(pl.when(integral).then(whole).otherwise(text))
    elif dtype.is_decimal():
        text = text.str.replace(r"\.0+$", "")
    return text.fill_null("").alias(column)
