"""Reading delimited text: every column as text, after the structure of every row is checked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from integrind.data.content import STANDARD_INPUT, Content, read_content
from integrind.data.records import count_records
from integrind.errors import DataError

_DELIMITERS = (",", "\t", ";", "|")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SAVE_AS_CSV = "save it as CSV (UTF-8)"
_OTHER_FORMATS = {
    b"\xff\xfe": ("UTF-16", _SAVE_AS_CSV),
    b"\xfe\xff": ("UTF-16", _SAVE_AS_CSV),
    b"PK\x03\x04": ("a zip file or a spreadsheet", _SAVE_AS_CSV),
    b"PAR1": ("Parquet", "such a file's name ends in .parquet"),
    b"$FL2": ("SPSS", _SAVE_AS_CSV),
    b"$FL3": ("SPSS", _SAVE_AS_CSV),
    b"<stata_dta>": ("Stata", _SAVE_AS_CSV),
}


@dataclass(frozen=True)
class DelimitedFile:
    """A delimited file whose structure holds: its columns, its rows, and how to read some of them as text."""

    name: str
    source: str | bytes
    """What polars reads: a path, or the bytes of standard input, of a pipe or of a compressed file."""
    columns: tuple[str, ...]
    delimiter: str
    rows: int
    blank_lines: int
    """Blank lines at the end; they are no rows."""

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """The columns, by name, as text; an empty field is empty text."""
        wanted = sorted(self.columns.index(column) for column in columns)
        try:
            frame = pl.read_csv(
                self.source,
                glob=False,
                separator=self.delimiter,
                columns=wanted,
                infer_schema=False,
                empty_string_is_null=False,
            )
        except pl.exceptions.PolarsError:
            raise self._unreadable() from None
        if frame.height != self.rows + self.blank_lines:
            raise self._unreadable()
        frame.columns = [self.columns[at] for at in wanted]
        return frame.head(self.rows).select(columns)

    def _unreadable(self) -> DataError:
        """What polars found wrong, in words that carry no data."""
        content = Path(self.source).read_bytes() if isinstance(self.source, str) else self.source
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            return DataError(f"{self.name}:{line}: this isn't UTF-8 text", _SAVE_AS_CSV)
        return DataError(f"{self.name}: this doesn't read as CSV")


def open_delimited(path: str) -> DelimitedFile:
    """Open a CSV or TSV file, gzipped or not, or standard input for `-`, and check its structure.

    Raises DataError with the line of the first row that is wrong.
    """
    name = "standard input" if path == STANDARD_INPUT else path
    content = read_content(path)
    if not len(content):
        raise DataError(f"{name}: the file is empty")
    _refuse_other_formats(content, name)
    start = len(_BYTE_ORDER_MARK) if content[:3] == _BYTE_ORDER_MARK else 0
    header = _header(content, start, name)
    delimiter = _delimiter(header)
    columns = _columns(header, delimiter, name)
    records, blank_lines = count_records(content, start, delimiter, len(columns), name)
    if records == 1:
        raise DataError(f"{name}: the file has a header and no rows")
    source = content if isinstance(content, bytes) else str(Path(path).absolute())
    return DelimitedFile(name, source, columns, delimiter, records - 1, blank_lines)


def _refuse_other_formats(content: Content, name: str) -> None:
    for mark, (what, hint) in _OTHER_FORMATS.items():
        if content[: len(mark)] == mark:
            raise DataError(f"{name}: this is {what}, not UTF-8 text", hint)
    if (at := content.find(b"\0")) >= 0:
        line = content[:at].count(b"\n") + 1
        raise DataError(f"{name}:{line}: a NUL character: this isn't UTF-8 text", _SAVE_AS_CSV)


def _header(content: Content, start: int, name: str) -> str:
    """The text of the first record."""
    end, quoted = start, False
    while end == start or quoted:
        newline = content.find(b"\n", end)
        line = content[end : len(content) if newline < 0 else newline + 1]
        if not line:
            raise DataError(f"{name}:1: quotation marks don't pair in the header")
        quoted ^= line.count(b'"') % 2 == 1
        end += len(line)
    try:
        header = content[start:end].decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise DataError(f"{name}:1: the header isn't UTF-8 text", _SAVE_AS_CSV) from None
    if "\r" in _unquoted(header):
        raise DataError(
            f"{name}: lines end in a carriage return alone", "save it with the line ends LF or CRLF"
        )
    return header


def _unquoted(text: str) -> str:
    return re.sub(r'"[^"]*"', "", text)


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=_unquoted(header).count)


def _columns(header: str, delimiter: str, name: str) -> tuple[str, ...]:
    try:
        columns = next(csv.reader(io.StringIO(header), delimiter=delimiter), [])
    except csv.Error:
        raise DataError(f"{name}:1: the header doesn't read as a list of columns") from None
    if not columns:
        raise DataError(f"{name}:1: the first line is blank, and should name the columns")
    seen: set[str] = set()
    for number, column in enumerate(columns, 1):
        if not column.strip():
            raise DataError(f"{name}:1: column {number} has no name")
        if column in seen:
            raise DataError(f"{name}:1: two columns are called {column!r}")
        if column != column.strip():
            raise DataError(f"{name}:1: the name of column {number}, {column!r}, begins or ends with a blank")
        seen.add(column)
    return tuple(columns)
