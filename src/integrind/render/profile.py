"""A profile as a table for machines, or as the page of `profile_page`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING

from integrind.errors import UsageError
from integrind.render.delimited import texts
from integrind.render.json import dumped
from integrind.render.profile_page import page
from integrind.render.values import values

if TYPE_CHECKING:
    import polars as pl

    from integrind.profile import Profile

FORMATS = ("table", "csv", "tsv", "json", "jsonl")
DELIMITERS = {"csv": ",", "tsv": "\t"}


def render(profile: Profile, form: str, digits: int | None = None) -> bytes:
    """Give a profile in one of `FORMATS`, as the bytes of a file. Raises UsageError for another format."""
    match form:
        case "table":
            text = page(profile, digits)
        case "csv" | "tsv":
            text = _delimited(_flat(profile), DELIMITERS[form])
        case "json":
            text = _document(profile)
        case "jsonl":
            text = "".join(f"{row}\n" for row in _rows(_flat(profile)))
        case _:
            raise UsageError(f"profile has no format '{form}'", f"one of: {', '.join(FORMATS)}")
    return text.encode()


def _flat(profile: Profile) -> pl.DataFrame:
    """The table of a format that has only one: the associations where they were asked for."""
    return profile.frame if profile.associations is None else profile.associations


def _delimited(frame: pl.DataFrame, delimiter: str) -> str:
    file = StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(texts(column) for column in frame), strict=True))
    return file.getvalue()


def _document(profile: Profile) -> str:
    """`about`, `rows` and `unavailable`, and `associations` if asked for; each row on a line of its own."""
    tables = {"rows": profile.frame, "associations": profile.associations}
    parts = {
        "about": dumped(profile.results.about),
        **{name: _table(frame) for name, frame in tables.items() if frame is not None},
        "unavailable": dumped(profile.results.unavailable),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n"


def _table(frame: pl.DataFrame) -> str:
    rows = ",\n".join(_rows(frame))
    return f"[\n{rows}\n]" if rows else "[]"


def _rows(frame: pl.DataFrame) -> Iterator[str]:
    columns = [values(column) for column in frame]
    return (dumped(dict(zip(frame.columns, row, strict=True))) for row in zip(*columns, strict=True))
