"""Reading Parquet as if it were text, so that the same data give the same bytes from either format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from integrind.data.content import has_room_for, readable, refuse_changed, state_of
from integrind.data.metadata import NOTHING_SAID, Metadata
from integrind.data.narrow import width
from integrind.data.typed import TypedFile
from integrind.decoding import DamagedError, decoding
from integrind.errors import DataError

_MAGIC = b"PAR1"
_END = 8
"""Bytes behind the footer: its length, and the same letters again."""
_MOST_DIGITS = 38
"""Of a decimal number: those of 256 bits have more, and polars tells them by their type alone."""
_TEXTUAL = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Date, pl.Datetime, pl.Time, pl.Null)


@dataclass(frozen=True)
class ParquetFile(TypedFile):
    """A Parquet file."""

    schema: pl.Schema = field(repr=False)
    state: tuple[int, int]
    """By which it is known that the file changed since it was opened."""

    @property
    def metadata(self) -> Metadata:
        """Nothing: its columns have types, and no labels."""
        return NOTHING_SAID

    @property
    def unreadable(self) -> frozenset[str]:
        """Columns of lists, records, bytes and other types that are neither text nor numbers."""
        return frozenset(name for name, dtype in self.schema.items() if not _is_readable(dtype))

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        return {column: width(self.schema[column]) for column in columns}

    def typed(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as the file has them. Raises DataError."""
        for column in self.unreadable.intersection(columns):
            raise DataError(
                f"{self.name}: column {column!r} holds neither text nor numbers that can be read",
                f"it is of the type {self.schema[column].base_type()}",
            )
        try:
            with _decoding(self.name):
                frame = pl.read_parquet(_source(self.name), columns=list(columns), glob=False)
        finally:  # one that was cut short is no damaged one
            refuse_changed(self.name, self.state)
        if frame.height != self.rows:
            raise _damaged(self.name)
        return frame


def open_parquet(path: str) -> ParquetFile:
    """Open a Parquet file. Raises DataError."""
    state = state_of(path)
    with readable(path), Path(path).open("rb") as file:
        footer = _footer(file)
    with _decoding(path):
        scan = pl.scan_parquet(footer, glob=False)
        schema = scan.collect_schema()
        rows = int(scan.select(pl.len()).collect().item())
    if rows == 0:
        raise DataError(f"{path}: the file has no rows")
    return ParquetFile(path, tuple(schema.names()), rows, schema, state)


def _is_readable(dtype: pl.DataType) -> bool:
    """Whether values of a type have a text of their own."""
    if isinstance(dtype, pl.Decimal):
        return dtype.precision <= _MOST_DIGITS
    return dtype.is_numeric() or isinstance(dtype, _TEXTUAL)


def _footer(file: BinaryIO) -> bytes:
    """The end of a file as a file of its own: all that one says of its columns and rows stands there."""
    size = file.seek(0, os.SEEK_END)
    end = max(0, size - _END)
    file.seek(end)
    start = end - int.from_bytes(file.read(4), "little")
    file.seek(start if start >= len(_MAGIC) else end)  # of a damaged length no more is held than that
    return _MAGIC + file.read()


def _source(name: str) -> bytes | Path:
    """The bytes of a file: one that polars opens it maps, and the system ends who reads what was cut off.

    One that memory has no room for is mapped all the same; its path is such that polars takes it for a file,
    whatever it is called. Raises DataError.
    """
    path = Path(name).absolute()
    with readable(name):
        return path.read_bytes() if has_room_for(path.stat().st_size) else path


@contextmanager
def _decoding(path: str) -> Iterator[None]:
    """Say in our words what is wrong with a file."""
    try:
        with decoding():
            yield
    except (DamagedError, OSError):
        raise _damaged(path) from None


def _damaged(name: str) -> DataError:
    return DataError(f"{name}: this is no Parquet file, or a damaged one")
