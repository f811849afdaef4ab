"""Results as comma- or tab-separated text: every column, a line for each row, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from integrind.render.numbers import machines
from integrind.render.safe import cell
from integrind.results import COLUMNS, Results


def comma_separated(results: Results) -> str:
    """Give CSV: numbers with 12 significant digits, nothing where there is no value, LF."""
    return separated(results.frame.select(*COLUMNS), ",")


def tab_separated(results: Results) -> str:
    """Give TSV, otherwise as CSV. No cell holds a tab or a line break."""
    return separated(results.frame.select(*COLUMNS), "\t")


def separated(frame: pl.DataFrame, delimiter: str) -> str:
    """Give any table with its header, as results; many times faster than Python's csv module."""

    def quoted(text: str) -> str:
        safe = cell(text)
        return '"' + safe.replace('"', '""') + '"' if delimiter in safe or '"' in safe else safe

    columns = (_written(column, quoted) for column in frame)
    lines = map(delimiter.join, zip(*columns, strict=True))
    return "\n".join([delimiter.join(frame.columns), *lines, ""])


def texts(column: pl.Series) -> list[str]:
    """Write the values of a column: safe in a spreadsheet, nothing where there is no value."""
    return _written(column, cell)


def _written(column: pl.Series, write: Callable[[str], str]) -> list[str]:
    values = column.to_list()
    if column.dtype == pl.String:
        known = {value: "" if value is None else write(value) for value in set(values)}
        return [known[value] for value in values]
    if column.dtype == pl.Float64:
        written = machines(column.drop_nulls())
        if len(written) == len(values):
            return written
        each = iter(written)
        return ["" if value is None else next(each) for value in values]
    return ["" if value is None else str(value) for value in values]
