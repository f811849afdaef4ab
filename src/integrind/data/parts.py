"""A survey in several files with the same columns: a folder or pattern is read as if it were one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from glob import iglob
from pathlib import Path
from stat import S_ISDIR

import polars as pl

from integrind.data.content import readable
from integrind.data.delimited import DelimitedFile, open_delimited
from integrind.data.header import SAVE_AS_CSV
from integrind.data.metadata import Metadata
from integrind.data.narrow import as_text
from integrind.data.parquet import ParquetFile, open_parquet
from integrind.data.sheets import file_of, is_spreadsheet, open_sheet
from integrind.data.statistical import STATISTICAL, StatisticalFile, open_statistical
from integrind.errors import DataError
from integrind.paths import STANDARD_INPUT, is_pattern, named, said
from integrind.paths import is_folder as holds_files

_PARQUET = ".parquet"
_TEXTS = (".csv", ".tsv", ".tab", ".dat")
_PACKED = ("", ".gz", ".bz2", ".zip", ".zst")
_SUFFIXES = (*(text + packed for text in _TEXTS for packed in _PACKED), _PARQUET, *STATISTICAL)
_SHOWN = (".csv", ".tsv", ".parquet", ".sav", ".dta")
"""Those that a message names."""
_OF_R = {".rda": "an image", ".rdata": "an image", ".rds": "one object"}
_OF_JSON = (".json", ".jsonl", ".ndjson")
_SAVE_FROM_R = (
    'in R, haven::write_sav(data, "survey.sav") or arrow::write_parquet(data, "survey.parquet") saves it'
)
_NAMED = 5
"""Columns that a message names."""

Part = DelimitedFile | ParquetFile | StatisticalFile


@dataclass(frozen=True)
class Parts:
    """The files of a folder or pattern, one behind the other."""

    name: str
    parts: tuple[Part, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names, in the order of the first file."""
        return self.parts[0].columns

    @property
    def rows(self) -> int:
        """How many rows all of them have."""
        return sum(part.rows for part in self.parts)

    @property
    def metadata(self) -> Metadata:
        """What the first file says."""
        return self.parts[0].metadata

    @property
    def unreadable(self) -> frozenset[str]:
        """Columns that hold neither text nor numbers in some file."""
        return frozenset[str]().union(*(part.unreadable for part in self.parts))

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns as text; an empty field is empty text."""
        return pl.concat(part.read(columns) for part in self.parts)

    def take(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns in the narrowest form that loses nothing in any file; see `narrow`.

        A column that is text in one file has a field there that isn't plain, so it is text in all.
        """
        frames = [part.take(columns) for part in self.parts]
        text = {it.name for frame in frames for it in frame if it.dtype == pl.String}
        frames = [_with_text(part, frame, text) for part, frame in zip(self.parts, frames, strict=True)]
        return pl.concat(frames, how="vertical_relaxed")

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        found = [part.widths(columns) for part in self.parts]
        return {column: max(it[column] for it in found) for column in columns}


def _with_text(part: Part, frame: pl.DataFrame, text: Iterable[str]) -> pl.DataFrame:
    """Give some columns of a file as text, from the file where numbers can't give it back."""
    numbers = [frame[column] for column in text if frame.schema[column] != pl.String]
    fractions = [it.name for it in numbers if it.dtype.is_float()]
    whole = [as_text(it) for it in numbers if it.dtype.is_integer()]
    return frame.with_columns([*whole, *(part.read(fractions) if fractions else ())])


def open_file(path: str, encoding: str | None = None) -> Part:
    """Open a data file, by its suffix; delimited text where that says nothing. Raises DataError."""
    suffix = Path(path).suffix.lower()
    if suffix in STATISTICAL:
        return open_statistical(path, encoding)
    if encoding is not None:
        raise DataError(f"{path}: the description gives an encoding, and this is UTF-8", SAVE_AS_CSV)
    if suffix == _PARQUET:
        return open_parquet(path)
    if is_spreadsheet(path):
        return open_sheet(path)
    if suffix in _OF_R:
        raise DataError(f"{path}: {_OF_R[suffix]} is R's own format", _SAVE_FROM_R)
    if suffix in _OF_JSON and Path(path).is_file():
        raise DataError(f"{path}: JSON isn't read as a table", "CSV and Parquet are: write it as one of them")
    return open_delimited(path)


def open_several(path: str, encoding: str | None = None) -> Parts:
    """Open all data files of a folder or pattern. Raises DataError, too where their columns differ."""
    first, *others = (open_file(file, encoding) for file in data_files(path))
    for other in others:
        _refuse_other_columns(first, other)
    return Parts(path, (first, *others))


def is_several(path: str) -> bool:
    """Whether a survey is in the files of a folder or pattern. Raises DataError where that can't be seen."""
    return is_pattern(path) or _is_folder(path)


def data_files(path: str) -> tuple[str, ...]:
    """The files that a survey is in: by name those of a folder or pattern, else the file itself.

    Raises DataError.
    """
    if is_pattern(path):
        with readable(path):  # a user's pattern may be absolute, and Path.glob takes no such one
            found = sorted(it for it in map(Path, iglob(path)) if not holds_files(it))  # noqa: PTH207
        if not found:
            raise DataError(f"{path}: no file matches this")
    elif _is_folder(path):
        with readable(path):
            found = sorted(it for it in Path(path).iterdir() if _is_data(it))
        if not found:
            hint = f"a survey in several files has names that end in {', '.join(_SHOWN)}"
            raise DataError(f"{path}: this folder holds no data files", hint)
    else:
        return (file_of(path),)
    known: dict[tuple[Path, str], Path] = {}
    for file in found:
        if (other := known.setdefault((file.parent, _stem(file)), file)) is not file:
            raise DataError(
                f"{file}: this has the name of {other}, and would count the same rows twice",
                "leave one of them in the folder, or give other rows another name",
            )
    return tuple(map(str, found))


def _is_folder(path: str) -> bool:
    with readable(path):
        return path != STANDARD_INPUT and S_ISDIR(Path(file_of(path)).stat().st_mode)


def called(path: str) -> str:
    """What a survey is called that has no title: its file's or folder's own name."""
    if path == STANDARD_INPUT:
        return "standard input"
    return said(named(Path(path)).name or path)


def _is_data(file: Path) -> bool:
    """Whether a file in a folder holds rows; one that a broken link names is missed when it is opened."""
    return not file.name.startswith(".") and file.name.lower().endswith(_SUFFIXES) and not holds_files(file)


def _stem(file: Path) -> str:
    name = file.name.lower()
    return min((name.removesuffix(suffix) for suffix in _SUFFIXES), key=len)


def _refuse_other_columns(first: Part, other: Part) -> None:
    lacking = [it for it in first.columns if it not in set(other.columns)]
    more = [it for it in other.columns if it not in set(first.columns)]
    if len(lacking) == len(first.columns):  # the first row, maybe: its values are nobody's to see
        raise DataError(
            f"{other.name}: it has none of the columns of {first.name}",
            "every file of a survey begins with the names of the columns",
        )
    if lacking or more:
        found = [f"{what} {_several(names)}" for what, names in (("lacks", lacking), ("adds", more)) if names]
        raise DataError(f"{other.name}: other columns than in {first.name}: it {' and '.join(found)}")


def _several(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(map(repr, names[:_NAMED])) + (f" and {more} more" if more > 0 else "")
