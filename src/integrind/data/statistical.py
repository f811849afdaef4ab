"""Files of SPSS, Stata and SAS, read by a process of its own: a damaged file can end that one, not ours."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from integrind.data.child import answer_of
from integrind.data.content import refuse_changed, state_of
from integrind.data.metadata import Metadata
from integrind.data.producers import spss_weight, stata_design, xport_is_whole
from integrind.data.stat_columns import read_blocks
from integrind.data.typed import TypedFile
from integrind.errors import DataError

STATISTICAL: Mapping[str, str] = {
    ".sav": "SPSS",
    ".zsav": "SPSS",
    ".por": "SPSS",
    ".dta": "Stata",
    ".sas7bdat": "SAS",
    ".xpt": "SAS",
}
"""Whose files have which suffix."""

_NUMBER = 8
"""Bytes of a number, and about as many of a code as text."""


@dataclass(frozen=True)
class StatisticalFile(TypedFile):
    """A file of SPSS, Stata or SAS, and what it says of its columns."""

    metadata: Metadata = field(repr=False)
    state: tuple[int, int]
    """By which it is known that the file changed since it was opened."""
    encoding: str | None = None
    """Of its text, where the file doesn't say it."""

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        return dict.fromkeys(columns, _NUMBER)

    def typed(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as the file has them. A missing value with a letter is `.a`, one without is empty."""
        if not columns:
            return pl.DataFrame()
        with tempfile.TemporaryDirectory(prefix="integrind") as folder:
            try:
                _ask(self.name, self.encoding, columns=list(columns), rows=self.rows, to=folder)
            finally:  # what it says of a file that was cut short is that it is damaged
                refuse_changed(self.name, self.state)
            frame = read_blocks(Path(folder))
        if frame.height != self.rows:
            raise _damaged(self.name)
        return frame


def open_statistical(path: str, encoding: str | None = None) -> StatisticalFile:
    """Open a file of SPSS, Stata or SAS; one that says no encoding has the one given. Raises DataError."""
    state = state_of(path)
    suffix = Path(path).suffix.lower()
    found = _ask(path, encoding, columns=None)
    if suffix == ".xpt" and not xport_is_whole(Path(path)):
        raise _damaged(path)
    if not found["rows"]:
        raise DataError(f"{path}: the file has no rows")
    metadata = Metadata(
        labels=found["labels"],
        values=found["values"],
        missing={name: [tuple(ends) for ends in ranges] for name, ranges in found["missing"].items()},
        weight=spss_weight(Path(path)) if suffix in {".sav", ".zsav"} else None,
        design=stata_design(Path(path)) if suffix == ".dta" else {},
    )
    return StatisticalFile(path, tuple(found["columns"]), found["rows"], metadata, state, encoding)


def _ask(path: str, encoding: str | None, **request: object) -> dict[str, Any]:
    """Let another process read. Raises DataError for a file that it can't read, and one that ends it."""
    asked = {"path": str(Path(path).absolute()), "encoding": encoding, **request}
    found = answer_of("stat_child", json.dumps(asked))
    if "lacking" in found:
        raise DataError(
            f"{path}: reading files of {_whose(path)} needs pyreadstat", "pip install 'integrind[stat]'"
        )
    if "unwritten" in found:
        raise DataError(f"{path}: cannot be read ({found['unwritten']})", "it needs room for temporary files")
    if "damaged" in found:
        raise _damaged(path, encoding)
    return found


def _damaged(path: str, encoding: str | None = None) -> DataError:
    hint = f"or its text isn't {encoding}, as the description says" if encoding else ""
    return DataError(f"{path}: this is no file of {_whose(path)}, or a damaged one", hint)


def _whose(path: str) -> str:
    return STATISTICAL[Path(path).suffix.lower()]
