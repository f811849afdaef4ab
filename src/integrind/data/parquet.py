"""Reading Parquet as if it were text, so that the same data give the same bytes from either format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from integrind.errors import DataError


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file's columns and rows."""

    name: str
    columns: tuple[str, ...]
    rows: int

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as text: null and empty text alike are empty, an integral float reads as an integer."""
        frame = pl.read_parquet(self.name, columns=list(columns), glob=False)
        return frame.select(_as_text(frame.schema[column], column) for column in columns)


def open_parquet(path: str) -> ParquetFile:
    """Open a Parquet file. Raises DataError."""
    try:
        scan = pl.scan_parquet(path, glob=False)
        columns = tuple(scan.collect_schema().names())
        rows = int(scan.select(pl.len()).collect().item())
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None
    except (pl.exceptions.PolarsError, OSError):
        raise DataError(f"{path}: this is not a Parquet file that can be read") from None
    if rows == 0:
        raise DataError(f"{path}: the file has no rows")
    return ParquetFile(path, columns, rows)


def _as_text(dtype: pl.DataType, column: str) -> pl.Expr:
    value = pl.col(column)
    if dtype.is_float():
        integral = (value == value.round()) & (value.abs() < 2**53)
        text = (
            pl.when(integral)
            .then(value.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(value.cast(pl.String))
        )
    elif dtype == pl.Boolean:
        text = pl.when(value).then(pl.lit("true")).when(~value).then(pl.lit("false"))
    else:
        text = value.cast(pl.String)
    return text.fill_null("").alias(column)
