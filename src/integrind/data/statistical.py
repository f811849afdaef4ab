"""Files of SPSS, Stata and SAS, read by a process of its own: a damaged file can end that one, not ours."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from integrind.data.content import readable
from integrind.data.metadata import Metadata
from integrind.data.producers import spss_weight, stata_design
from integrind.data.typed import as_text, narrowed_as_text
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
class StatisticalFile:
    """A file of SPSS, Stata or SAS: its columns, its rows, and what it says of them."""

    name: str
    columns: tuple[str, ...]
    rows: int
    metadata: Metadata = field(repr=False)

    def take(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns in the narrowest form that loses nothing; see `narrow`."""
        frame = self._columns(columns)
        return pl.DataFrame([narrowed_as_text(frame[column]) for column in columns])

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as text. A missing value with a letter reads as `.a`, one without is empty."""
        frame = self._columns(columns)
        return frame.select(as_text(frame.schema[column], column) for column in columns)

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        return dict.fromkeys(columns, _NUMBER)

    def _columns(self, columns: Sequence[str]) -> pl.DataFrame:
        if not columns:
            return pl.DataFrame()
        with tempfile.TemporaryDirectory(prefix="integrind") as folder:
            to = Path(folder) / "columns.arrow"
            _ask(self.name, columns=list(columns), rows=self.rows, to=str(to))
            frame = pl.read_ipc(to)
        if frame.height != self.rows:
            raise _damaged(self.name)
        return frame


def open_statistical(path: str) -> StatisticalFile:
    """Open a file of SPSS, Stata or SAS. Raises DataError."""
    with readable(path), Path(path).open("rb") as file:
        file.read(1)
    found = _ask(path, columns=None)
    if not found["rows"]:
        raise DataError(f"{path}: the file has no rows")
    suffix = Path(path).suffix.lower()
    metadata = Metadata(
        labels=found["labels"],
        values=found["values"],
        missing={name: [tuple(ends) for ends in ranges] for name, ranges in found["missing"].items()},
        weight=spss_weight(Path(path)) if suffix in {".sav", ".zsav"} else None,
        design=stata_design(Path(path)) if suffix == ".dta" else {},
    )
    return StatisticalFile(path, tuple(found["columns"]), found["rows"], metadata)


def _ask(path: str, **request: object) -> dict[str, Any]:
    """Let another process read. Raises DataError for a file that it can't read, and one that ends it."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "integrind.data.stat_child"],
        input=json.dumps({"path": str(Path(path).absolute()), "encoding": None, **request}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"damaged": ""}
    except ValueError:
        found = {"damaged": ""}
    if "lacking" in found:
        raise DataError(
            f"{path}: reading files of {_whose(path)} needs pyreadstat", "pip install 'integrind[stat]'"
        )
    if "damaged" in found:
        raise _damaged(path)
    return found


def _damaged(path: str) -> DataError:
    return DataError(f"{path}: this is no file of {_whose(path)}, or a damaged one")


def _whose(path: str) -> str:
    return STATISTICAL[Path(path).suffix.lower()]
