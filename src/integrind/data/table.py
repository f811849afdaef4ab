"""A data file of any format, or a folder of them: its columns, its rows, and its columns as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

from integrind.data.metadata import Metadata
from integrind.data.parts import is_several, open_file, open_several


class Table(Protocol):
    """What a reader of harmonised variables needs of a file."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names."""
        ...

    @property
    def rows(self) -> int:
        """How many rows it has."""
        ...

    @property
    def metadata(self) -> Metadata:
        """What the file says of its columns; nothing, where its format can't."""
        ...

    @property
    def unreadable(self) -> frozenset[str]:
        """Columns that hold neither text nor numbers: no harm until one of them is read."""
        ...

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as text; an empty field is empty text."""
        ...

    def take(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns in the narrowest form that loses nothing; see `narrow`. An empty field is null."""
        ...

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        ...


def open_table(path: str, encoding: str | None = None) -> Table:
    """Open a data file, or all of a folder or pattern as one; a file that says no encoding has the one given.

    Raises DataError.
    """
    return open_several(path, encoding) if is_several(path) else open_file(path, encoding)
