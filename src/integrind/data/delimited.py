"""Reading delimited text: every column as text, and the structure of every row checked.

polars pads a short row with empty fields and, reading some columns only, doesn't see a long one; a blank
line becomes a respondent. So rows are counted here first, on the bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import mmap
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.errors import DataError

STANDARD_INPUT = "-"
_CHUNK = 1 << 22
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_DELIMITERS = (",", "\t", ";", "|")
_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
_MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": "a zip file or a spreadsheet",
    b"PAR1": "Parquet",
    b"$FL2": "SPSS",
    b"$FL3": "SPSS",
}

Content = bytes | mmap.mmap
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class DelimitedFile:
    """A delimited file whose structure holds: its columns, its rows, and how to read some of them as text."""

    name: str
    source: str | bytes
    """What polars reads: a path, or the bytes of standard input or of a compressed file."""
    columns: tuple[str, ...]
    delimiter: str
    rows: int
    blank_lines: int
    """Blank lines at the end; they are no rows."""

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """The columns, by name, as text; an empty field is empty text."""
        wanted = [self.columns.index(column) for column in columns]
        try:
            frame = pl.read_csv(
                self.source,
                glob=False,
                separator=self.delimiter,
                columns=sorted(wanted),
                infer_schema=False,
                empty_string_is_null=False,
            )
        except pl.exceptions.PolarsError as error:
            raise DataError(f"{self.name}: {_reason(error)}") from None
        if frame.height != self.rows + self.blank_lines:
            raise DataError(f"{self.name}: quotation marks don't close as a CSV file's do")
        frame.columns = [self.columns[at] for at in sorted(wanted)]
        return frame.head(self.rows).select(columns)


def open_delimited(path: str) -> DelimitedFile:
    """Open a CSV or TSV file, gzipped or not, or standard input for `-`, and check its structure.

    Raises DataError with the line of the first row that is wrong.
    """
    name = "standard input" if path == STANDARD_INPUT else path
    content = _content(path)
    if not len(content):
        raise DataError(f"{name}: the file is empty")
    for mark, what in _MARKS.items():
        if content[: len(mark)] == mark:
            raise DataError(f"{name}: this is {what}, not UTF-8 text", "save it as CSV (UTF-8)")
    header, start = _header(content, name)
    delimiter = _delimiter(header)
    columns = _columns(header, delimiter, name)
    rows, blank_lines = _count_rows(content, start, delimiter, len(columns), name)
    source = content if isinstance(content, bytes) else path
    return DelimitedFile(name, source, columns, delimiter, rows, blank_lines)


def _content(path: str) -> Content:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        if path.endswith(".gz"):
            return gzip.decompress(Path(path).read_bytes())
        with Path(path).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if Path(path).stat().st_size else b""
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise DataError(f"{path}: this is a folder, not a data file") from None
    except (OSError, EOFError) as error:
        raise DataError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None


def _header(content: Content, name: str) -> tuple[str, int]:
    """The text of the first record, and where the second begins."""
    end, quoted = 0, False
    while True:
        newline = content.find(b"\n", end)
        line = content[end : len(content) if newline < 0 else newline + 1]
        quoted ^= line.count(b'"') % 2 == 1
        end += len(line)
        if not quoted or newline < 0:
            break
    raw = content[:end].removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    if b"\r" in raw:
        raise DataError(
            f"{name}: lines end in a carriage return alone", "save it with the line ends LF or CRLF"
        )
    try:
        return raw.decode("utf-8"), end
    except UnicodeDecodeError:
        raise DataError(f"{name}:1: the header isn't UTF-8 text", "save the file as CSV (UTF-8)") from None


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: (header.count(delimiter), -_DELIMITERS.index(delimiter)))


def _columns(header: str, delimiter: str, name: str) -> tuple[str, ...]:
    columns = next(csv.reader(io.StringIO(header), delimiter=delimiter), [])
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


def _count_rows(content: Content, start: int, delimiter: str, width: int, name: str) -> tuple[int, int]:
    """Rows, and blank lines after the last; raises for the first row that isn't `width` fields wide."""
    if start == len(content):
        raise DataError(f"{name}: the file has a header and no rows")
    rows, blank, line = 0, 0, content[:start].count(b"\n") + 1
    for piece in _pieces(np.frombuffer(content, dtype=np.uint8), start):
        records = _Records.of(piece, ord(delimiter))
        wrong = records.first(~records.blank & (records.fields != width))
        if wrong is not None:
            fields = records.fields[wrong]
            raise DataError(
                f"{name}:{line + records.line(wrong)}: this row has {fields} fields, the header has {width}"
            )
        hollow = records.first(~records.blank & (records.length == width - 1) & (width > 1))
        if hollow is not None:
            raise DataError(f"{name}:{line + records.line(hollow)}: every field of this row is empty")
        full = np.flatnonzero(~records.blank)
        if len(full) and (blank or records.blank[: full[-1]].any()):
            at = line - blank if blank else line + records.line(int(np.flatnonzero(records.blank)[0]))
            raise DataError(
                f"{name}:{at}: a blank line inside the data", "remove it, or mend the row it broke"
            )
        rows += len(full)
        blank += len(records.blank) - (int(full[-1]) + 1 if len(full) else 0)
        line += int((piece == _NEWLINE).sum())
    return rows, blank


def _pieces(buffer: Bytes, start: int) -> Iterator[Bytes]:
    """Stretches of whole records, so that memory stays small whatever the file's size."""
    while start < len(buffer):
        size = _CHUNK
        ends = _record_ends(buffer[start : start + size])
        while len(ends) == 0 and start + size < len(buffer):
            size *= 2
            ends = _record_ends(buffer[start : start + size])
        last = start + size >= len(buffer)
        end = len(buffer) if last else start + int(ends[-1]) + 1
        yield buffer[start:end]
        start = end


@dataclass(frozen=True)
class _Records:
    """The records of a piece: where each starts, its length without the line end, its number of fields."""

    piece: Bytes
    start: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]

    @classmethod
    def of(cls, piece: Bytes, delimiter: int) -> _Records:
        ends = _record_ends(piece)
        if len(ends) == 0 or ends[-1] != len(piece) - 1:
            ends = np.append(ends, len(piece))
        start = np.concatenate([[0], ends[:-1] + 1])
        length = ends - start
        length -= (length > 0) & (piece[np.maximum(ends - 1, 0)] == _RETURN)
        separators = (piece == delimiter) & _outside_quotes(piece)
        fields = np.add.reduceat(separators.view(np.uint8), start, dtype=np.uint32).astype(np.int64) + 1
        return cls(piece, start, length, fields)

    @property
    def blank(self) -> npt.NDArray[np.bool_]:
        blank: npt.NDArray[np.bool_] = self.length == 0
        return blank

    def line(self, record: int) -> int:
        """Lines of the piece before a record."""
        return int((self.piece[: self.start[record]] == _NEWLINE).sum())

    @staticmethod
    def first(wrong: npt.NDArray[np.bool_]) -> int | None:
        return int(wrong.argmax()) if wrong.any() else None


def _record_ends(piece: Bytes) -> npt.NDArray[np.int64]:
    return np.flatnonzero((piece == _NEWLINE) & _outside_quotes(piece))


def _outside_quotes(piece: Bytes) -> npt.NDArray[np.bool_]:
    """Which bytes are outside quotation marks; without any, one value that broadcasts to all."""
    quote = piece == _QUOTE
    if not quote.any():
        return np.ones(1, dtype=bool)
    inside: npt.NDArray[np.bool_] = np.logical_xor.accumulate(quote)
    return ~inside


def _reason(error: Exception) -> str:
    """What polars found wrong, in words that carry no data."""
    text = str(error)
    if "utf-8" in text.casefold() or "utf8" in text.casefold():
        return "the file isn't UTF-8 text; save it as CSV (UTF-8)"
    return "quotation marks don't close as a CSV file's do"
