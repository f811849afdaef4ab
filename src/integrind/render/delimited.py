"""Results as comma- or tab-separated text: every column, a line for each row, the same bytes everywhere."""

from __future__ import annotations

import csv
from io import StringIO

import polars as pl

from integrind.render.numbers import machine
from integrind.render.safe import cell
from integrind.results import COLUMNS, Results


def comma_separated(results: Results) -> str:
    """Give CSV: numbers with 12 significant digits, nothing where there is no value, LF."""
    return _delimited(results.frame, ",")


def tab_separated(results: Results) -> str:
    """Give TSV, otherwise as CSV. No cell holds a tab or a line break."""
    return _delimited(results.frame, "\t")


def _delimited(frame: pl.DataFrame, delimiter: str) -> str:
    file = StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(zip(*(texts(frame[name]) for name in COLUMNS), strict=True))
    return file.getvalue()


def texts(column: pl.Series) -> list[str]:
    """Write the values of a column: safe in a spreadsheet, nothing where there is no value."""
    values = column.to_list()
    if column.dtype == pl.String:
        safe = {value: cell(value) for value in set(values) if value is not None}
        return [safe.get(value, "") for value in values]
    write = machine if column.dtype == pl.Float64 else str
    return ["" if value is None else write(value) for value in values]
