"""What was hidden, for the output checker: a list of rows and rules without a single number of theirs."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from integrind.errors import UsageError
from integrind.render.formats.delimited import separated

SUFFIXES = (".csv", ".json")


def require(path: Path) -> None:
    """Raise UsageError where the suffix says no format."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"--review {path.name}: its suffix says no format", "end it with .csv or .json")


def render(review: pl.DataFrame, path: Path) -> bytes:
    """Give the review in the format of the file's suffix."""
    return separated(review, ",") if path.suffix.lower() == ".csv" else _json(review).encode()


def _json(review: pl.DataFrame) -> str:
    rows = ",\n".join(json.dumps(row, ensure_ascii=True) for row in review.iter_rows(named=True))
    return f"[\n{rows}\n]\n" if rows else "[]\n"
