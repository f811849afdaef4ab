"""Results as comma- or tab-separated text: every column, a line for each row, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import polars as pl

from integrind.concurrently import concurrently
from integrind.render.formats import values
from integrind.render.safe import cell
from integrind.results import COLUMNS, Results


def comma_separated(results: Results) -> bytes:
    """Give CSV: numbers with 12 significant digits, nothing where there is no value, LF."""
    return separated(results.frame.select(*COLUMNS), ",")


def tab_separated(results: Results) -> bytes:
    """Give TSV, otherwise as CSV. No cell holds a tab or a line break."""
    return separated(results.frame.select(*COLUMNS), "\t")


def separated(frame: pl.DataFrame, delimiter: str) -> bytes:
    """Give any table with its header, as results."""

    def quoted(text: str) -> str:
        safe = cell(text)
        return '"' + safe.replace('"', '""') + '"' if delimiter in safe or '"' in safe else safe

    def written(column: pl.Series) -> pl.Series:
        return _written(column, quoted)

    columns = frame.get_columns()
    file = BytesIO()
    columns = [*map(written, columns)] if frame.height <= values.FEW else concurrently(written, columns)
    pl.DataFrame(columns).write_csv(file, separator=delimiter, quote_style="never")
    return file.getvalue()


def texts(column: pl.Series) -> list[str]:
    """Write the values of a column: safe in a spreadsheet, nothing where there is no value."""
    return _written(column, cell).cast(pl.String).fill_null("").to_list()


def _written(column: pl.Series, write: Callable[[str], str]) -> pl.Series:
    if column.dtype == pl.Float64:
        return values.writable(column)
    if column.dtype == pl.String:
        known = set(column.to_list()) if len(column) <= values.FEW else column.unique().to_list()
        unsafe = {text: safe for text in known if text is not None and (safe := write(text)) != text}
        return column.replace(unsafe) if unsafe else column
    return column
