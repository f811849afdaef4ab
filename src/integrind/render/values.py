"""The numbers of the result table as every machine format has them."""

from __future__ import annotations

import polars as pl

from integrind.render.numbers import machine


def values(column: pl.Series) -> list[object]:
    """Give the values of a column, its numbers rounded to 12 significant digits.

    More would publish the noise of floating-point sums; all formats have the same, so that they agree.
    """
    if column.dtype != pl.Float64:
        return column.to_list()
    return [None if value is None else float(machine(value)) for value in column.to_list()]


def rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the table with the numbers of the machine formats."""
    return frame.with_columns(
        pl.Series(name, values(frame[name]), dtype=dtype)
        for name, dtype in frame.schema.items()
        if dtype == pl.Float64
    )
