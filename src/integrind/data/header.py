"""The first line of delimited text: which columns it names, and whether it names any.

A file without names begins with a person's answers. Taken for names they would be printed, so a line that
looks like answers is refused without a word of it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite

from integrind.data.content import Content
from integrind.errors import DataError

SAVE_AS_CSV = "save it as CSV (UTF-8)"
ROW_NAMES = "row_names"
"""What a first column without a name is called: R writes the names of rows so."""

_DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 1 << 14
"""Bytes below the first line that are compared with it."""
_ONE_WIDTH = 8
"""Lines of one length that is shorter are as likely to be one column's codes."""
_FIXED_WIDTH = "files of fixed width aren't read: write a CSV of it by its dictionary first"


@dataclass(frozen=True)
class Header:
    """The columns that the first line names, and where it stands: behind it the rows begin."""

    columns: tuple[str, ...]
    delimiter: str
    start: int
    end: int


def read_header(content: Content, start: int, name: str) -> Header:
    """Read the first line, from `start` on. Raises DataError where it names no columns."""
    text, end = _first_record(content, start, name)
    delimiter = max(_DELIMITERS, key=_unquoted(text).count)
    fields = _fields(text, delimiter, name)
    below = _lines(content, end)
    if _lacks_row_names(text, below, delimiter):
        fields = ["", *fields]
    if len(fields) == 1:
        _refuse_fixed_width(text, below, name)
    _refuse_answers(fields, below, delimiter, name)
    return Header(_columns(fields, name), delimiter, start, end)


def _lines(content: Content, start: int) -> list[str]:
    """Some lines, the last of them whole if there are several."""
    lines = content[start : start + _LOOKED_AT].decode("utf-8", "replace").splitlines()
    is_cut = start + _LOOKED_AT < len(content)
    return lines[:-1] or lines if is_cut else lines


def reads_as_number(text: str) -> bool:
    """Whether a text is a finite number, as an answer may be and a name hardly is."""
    with suppress(ValueError):
        return isfinite(float(text))
    return False


def _first_record(content: Content, start: int, name: str) -> tuple[str, int]:
    """The text of the first record, and where it ends."""
    end, quoted = start, False
    while end == start or quoted:
        newline = content.find(b"\n", end)
        line = content[end : len(content) if newline < 0 else newline + 1]
        if not line:
            raise DataError(f"{name}:1: quotation marks don't pair in the header")
        quoted ^= line.count(b'"') % 2 == 1
        end += len(line)
    if b"\0" in content[start:end]:
        raise DataError(f"{name}:1: a NUL character: this isn't UTF-8 text", SAVE_AS_CSV)
    try:
        header = content[start:end].decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise DataError(f"{name}:1: the header isn't UTF-8 text", SAVE_AS_CSV) from None
    if "\r" in _unquoted(header):
        raise DataError(
            f"{name}: lines end in a carriage return alone", "save it with the line ends LF or CRLF"
        )
    return header, end


def _unquoted(text: str) -> str:
    return re.sub(r'"[^"]*"', "", text)


def _fields(header: str, delimiter: str, name: str) -> list[str]:
    try:
        fields = next(csv.reader(io.StringIO(header), delimiter=delimiter), [])
    except csv.Error:
        raise DataError(f"{name}:1: the header doesn't read as a list of columns") from None
    if not fields:
        raise DataError(f"{name}:1: the first line is blank, and should name the columns")
    return fields


def _lacks_row_names(header: str, below: Sequence[str], delimiter: str) -> bool:
    """Whether rows begin with a name that the header leaves out, as R's `write.table` writes them.

    It quotes names, and those of rows differ. Without quotation marks such rows may as well hold a text that
    the delimiter tore in two.
    """
    with suppress(csv.Error):
        named, *rows = (it for it in csv.reader([header, *below], delimiter=delimiter) if it)
        are_quoted = all(line.startswith('"') for line in (header, *below) if line)
        differ = 1 < len(rows) == len({row[0] for row in rows} - {""})
        return are_quoted and differ and all(len(row) == len(named) + 1 for row in rows)
    return False


def _refuse_fixed_width(header: str, below: Sequence[str], name: str) -> None:
    """Refuse a file without separators whose lines are records of fixed width, or parted by blanks."""
    words = header.split()
    of_one_width = len(header) >= _ONE_WIDTH and bool(below) and {*map(len, below)} == {len(header)}
    mostly_numbers = len(words) > 1 and 2 * sum(map(reads_as_number, words)) >= len(words)
    has_digits = any(char.isdigit() for char in header)
    if mostly_numbers or (has_digits and (of_one_width or "  " in header.strip())):
        raise DataError(f"{name}: no character separates columns in its first line", _FIXED_WIDTH)


def _refuse_answers(fields: Sequence[str], below: Sequence[str], delimiter: str, name: str) -> None:
    """Refuse a first line of which half are numbers, or what their own columns hold further down."""
    held: list[set[str]] = [set() for _ in fields]
    with suppress(csv.Error):
        for row in csv.reader(below, delimiter=delimiter):
            if len(row) == len(fields) and row != fields:
                for values, value in zip(held, row, strict=True):
                    values.add(value)
    named = [(field, values) for field, values in zip(fields, held, strict=True) if field.strip()]
    numbers = sum(reads_as_number(field) for field, _ in named)
    again = sum(field in values and not reads_as_number(field) for field, values in named)
    if 2 * (numbers + again) >= len(fields) + (numbers == 0):
        raise DataError(
            f"{name}:1: the first line looks like answers, and should name the columns",
            "put a line with a name for each column before it",
        )


def _columns(fields: Sequence[str], name: str) -> tuple[str, ...]:
    columns = list(fields)
    if not columns[0].strip() and len(columns) > 1:
        columns[0] = ROW_NAMES
        while columns[0] in columns[1:]:
            columns[0] += "_"
    seen: dict[str, int] = {}
    for number, column in enumerate(columns, 1):
        if not column.strip():
            raise DataError(f"{name}:1: column {number} has no name")
        shown = f", {column!r}," if not reads_as_number(column) else ""
        if column in seen and shown:
            raise DataError(f"{name}:1: two columns are called {column!r}")
        if column in seen:
            raise DataError(f"{name}:1: columns {seen[column]} and {number} have the same name")
        if column != column.strip():
            raise DataError(f"{name}:1: the name of column {number}{shown} begins or ends with a blank")
        seen[column] = number
    return tuple(columns)
