"""Comma- or tab-separated text: every column, a line for each row, the same bytes everywhere."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO

import polars as pl

from integrind.concurrently import concurrently
from integrind.render.formats import values
from integrind.render.publication import Writing
from integrind.render.safe import cell
from integrind.results import COLUMNS


def writing(delimiter: str) -> Writing:
    """Numbers with 12 significant digits, nothing where there is no value, LF."""
    return Writing(
        write=lambda it, _: separated(values.without_lists(it.frame()), delimiter),
        read=lambda content: read(content, delimiter),
        lines_before_rows=1,
        delimited=(delimiter, COLUMNS),
    )


def separated(frame: pl.DataFrame, delimiter: str) -> bytes:
    """Give any table with its header."""

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


def read(content: bytes, delimiter: str) -> pl.DataFrame:
    """Read text with a header back."""
    rows = csv.reader(StringIO(content.decode(), newline=""), delimiter=delimiter)
    return of_texts([*rows])


def of_texts(lines: Sequence[Sequence[str]]) -> pl.DataFrame:
    """A table of lines, the first of them its header. Raises ValueError."""
    header, *rows = lines or [[]]
    if any(len(row) != len(header) for row in rows):
        raise ValueError("rows of several lengths")
    columns = zip(*rows, strict=True) if rows else ([] for _ in header)
    named = zip(header, columns, strict=True)
    return pl.DataFrame({name: pl.Series([*map(_as_written, its)], dtype=pl.String) for name, its in named})


def _as_written(text: str) -> str:
    """Take the apostrophe away that keeps a spreadsheet from reading a formula."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text
