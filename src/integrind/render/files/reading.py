"""Result tables read back from the files that they became: as many columns as a format has, with types."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile

import polars as pl

from integrind.decoding import DamagedError, decoding
from integrind.errors import DataError
from integrind.formats import Format
from integrind.render import format_of
from integrind.render.formats import delimited
from integrind.render.publication import writing
from integrind.results import COLUMNS

NEEDED = ("indicator", "quantity", "status", "n")
"""Columns without which a table is no result table."""

_OF_REVIEWS = ("indicator", "quantity", "status", "action")


def read_results(path: Path) -> pl.DataFrame | None:
    """The rows of a result table; None for a format that can't be read back, and for any other table.

    Raises DataError for a file that isn't what its name says.
    """
    form = format_of(path)
    if not is_readable(form):
        return None
    try:
        frame = read(form, path.read_bytes())
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise DataError(f"{path}: this can't be read as {form}") from None
    return frame if set(NEEDED) <= set(frame.columns) else None


def is_readable(form: Format) -> bool:
    """Whether a format has every number."""
    return writing(form).read is not None


def read(form: Format, content: bytes) -> pl.DataFrame:
    """The columns of a result table that a file has. Raises ValueError, KeyError and TypeError."""
    parse = writing(form).read
    if parse is None:
        raise ValueError(form)
    try:
        with decoding():
            return _typed(parse(content))
    except (DamagedError, BadZipFile, ElementTree.ParseError, pl.exceptions.PolarsError) as error:
        raise ValueError(form) from error


def read_review(path: Path) -> pl.DataFrame | None:
    """The rows that a review says were hidden; None for any other file. Raises DataError."""
    parse = _REVIEWS.get(path.suffix.lower())
    try:
        frame = None if parse is None else parse(path.read_bytes())
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


_REVIEWS: Mapping[str, Callable[[bytes], pl.DataFrame]] = {
    ".csv": lambda content: delimited.read(content, ","),
    ".json": lambda content: pl.DataFrame(json.loads(content), infer_schema_length=None),
}
"""How reviews are read back."""
