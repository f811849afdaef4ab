"""Result tables read back from the files that they became: as many columns as a format has, with types."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

import polars as pl

from integrind.errors import DataError
from integrind.render import format_of
from integrind.render.formats.sdmx import KEY, NAMES
from integrind.results import COLUMNS

NEEDED = ("indicator", "quantity", "status", "n")
"""Columns without which a table is no result table."""

_OF_REVIEWS = ("indicator", "quantity", "status", "action")

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DATA = "Data"
"""The sheet of a workbook that has every column of every row."""


def read_results(path: Path) -> pl.DataFrame | None:
    """The rows of a result table; None for a format that can't be read back, and for any other table.

    Raises DataError for a file that isn't what its name says.
    """
    read = _READERS.get(format_of(path))
    if read is None:
        return None
    try:
        frame = read(path.read_bytes())
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, BadZipFile, ElementTree.ParseError, pl.exceptions.PolarsError):
        raise DataError(f"{path}: this can't be read as {format_of(path)}") from None
    return _typed(frame) if set(NEEDED) <= set(frame.columns) else None


def read_review(path: Path) -> pl.DataFrame | None:
    """The rows that a review says were hidden; None for any other file. Raises DataError."""
    read = _REVIEWS.get(path.suffix.lower())
    try:
        frame = None if read is None else read(path.read_bytes())
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        return None
    if frame is None or not {*_OF_REVIEWS} <= set(frame.columns):
        return None
    return _typed(frame.filter(pl.col("action") == "suppressed"))


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of the result table with their types; empty text is null."""
    return frame.select(
        pl.col(name).cast(pl.String).replace("", None).cast(dtype).alias(name)
        if frame[name].dtype == pl.String
        else pl.col(name).cast(dtype)
        for name, dtype in COLUMNS.items()
        if name in frame.columns
    )


def _delimited(content: bytes, delimiter: str) -> pl.DataFrame:
    rows = csv.reader(StringIO(content.decode(), newline=""), delimiter=delimiter)
    return _of_texts([*rows])


def _of_texts(lines: Sequence[Sequence[str]]) -> pl.DataFrame:
    header, *rows = lines or [[]]
    if any(len(row) != len(header) for row in rows):
        raise ValueError("rows of several lengths")
    columns = zip(*rows, strict=True) if rows else ([] for _ in header)
    named = zip(header, columns, strict=True)
    return pl.DataFrame({name: pl.Series([*map(_as_written, its)], dtype=pl.String) for name, its in named})


def _as_written(text: str) -> str:
    """Take the apostrophe away that keeps a spreadsheet from reading a formula."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _of_objects(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            name: pl.Series([row.get(name) for row in rows], dtype=dtype, strict=False)
            for name, dtype in COLUMNS.items()
            if rows and name in rows[0]
        }
    )


def _sdmx(content: bytes) -> pl.DataFrame:
    frame = _delimited(content, ",")
    ours = {NAMES.get(name, name.upper()): name for name in COLUMNS}
    named = frame.select(pl.col(name).alias(ours[name]) for name in frame.columns if name in ours)
    empty = [pl.col(name).replace(code, "") for name, code in KEY.items() if name in named.columns]
    return named.with_columns(empty)


def _xlsx(content: bytes) -> pl.DataFrame:
    """The sheet with every column: its table begins where the first row with several cells is."""
    with ZipFile(BytesIO(content)) as book:
        texts = [
            "".join(part.text or "" for part in item.iter(f"{_SHEET}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 (expat bounds what entities may become)
        ]
        sheet = ElementTree.fromstring(book.read(f"xl/{_sheet_of_data(book)}"))  # noqa: S314
    rows = [
        {_letters(cell): _cell(cell, texts) for cell in row.iter(f"{_SHEET}c")}
        for row in sheet.iter(f"{_SHEET}row")
    ]
    table = [row for row in rows if len(row) > 1]
    letters = list(table[0]) if table else []
    return _of_texts([[row.get(letter, "") for letter in letters] for row in table])


def _sheet_of_data(book: ZipFile) -> str:
    names = ElementTree.fromstring(book.read("xl/workbook.xml"))  # noqa: S314
    there = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {it.get("Id"): it.get("Target") for it in there}
    (at,) = [it.get(_RELATION) for it in names.iter(f"{_SHEET}sheet") if it.get("name") == _DATA]
    return str(targets[at])


def _letters(cell: ElementTree.Element) -> str:
    return (cell.get("r") or "").rstrip("0123456789")


def _cell(cell: ElementTree.Element, texts: Sequence[str]) -> str:
    value = cell.findtext(f"{_SHEET}v", "")
    return texts[int(value)] if cell.get("t") == "s" else value


_REVIEWS: Mapping[str, Callable[[bytes], pl.DataFrame]] = {
    ".csv": lambda content: _delimited(content, ","),
    ".json": lambda content: pl.DataFrame(json.loads(content), infer_schema_length=None),
}
"""How reviews are read back."""

_READERS: Mapping[str, Callable[[bytes], pl.DataFrame]] = {
    "csv": lambda content: _delimited(content, ","),
    "tsv": lambda content: _delimited(content, "\t"),
    "json": lambda content: _of_objects(json.loads(content)["rows"]),
    "jsonl": lambda content: _of_objects([json.loads(line) for line in content.decode().splitlines()]),
    "parquet": lambda content: pl.read_parquet(BytesIO(content)),
    "sdmx-csv": _sdmx,
    "xlsx": _xlsx,
}
"""How formats that have every number are read back."""
