"""Reads a file of SPSS, Stata or SAS for another process: a damaged one can end this one, and only this one.

The request comes on standard input as JSON; columns go to a file in Arrow's format, all else to standard
output as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl

_READERS = {
    ".sav": "read_sav",
    ".zsav": "read_sav",
    ".por": "read_por",
    ".dta": "read_dta",
    ".sas7bdat": "read_sas7bdat",
    ".xpt": "read_xport",
}
_UNCOUNTED = {".por", ".xpt"}
"""Formats that don't say how many rows they have."""
_MOST_VALUES = 1 << 22
"""How many values are held as Python's objects at a time."""
_EXACT = 2**53
"""Below it every whole number is a float."""


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    try:
        answer = _answer(request)
    except ImportError:
        answer = {"lacking": "pyreadstat"}
    except Exception as error:  # noqa: BLE001 - of a damaged file anything may come; its words may hold values
        answer = {"damaged": type(error).__name__}
    json.dump(answer, sys.stdout)


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    import pyreadstat

    suffix = Path(request["path"]).suffix.lower()
    options: dict[str, Any] = {"output_format": "dict"}
    if request["encoding"]:
        options["encoding"] = request["encoding"]
    if suffix not in _UNCOUNTED:
        options["user_missing"] = True
    read = getattr(pyreadstat, _READERS[suffix])
    if request["columns"] is None:
        return _described(request["path"], read, options, suffix)
    _write_columns(request, read, options)
    return {}


def _described(
    path: str, read: Callable[..., Any], options: Mapping[str, Any], suffix: str
) -> dict[str, Any]:
    _, found = read(path, metadataonly=True, **options)
    names = list(found.column_names)
    rows = found.number_rows
    if suffix in _UNCOUNTED and names:
        columns, _ = read(path, usecols=names[:1], **options)
        rows = len(columns[names[0]])
    return {
        "columns": names,
        "rows": rows,
        "labels": {name: label for name, label in found.column_names_to_labels.items() if label},
        "values": {
            name: {_tag(code, suffix): str(label) for code, label in labels.items()}
            for name, labels in found.variable_value_labels.items()
        },
        "missing": {
            name: [[_code(it["lo"]), _code(it["hi"])] for it in ranges]
            for name, ranges in found.missing_ranges.items()
        },
    }


def _tag(code: object, suffix: str) -> str:
    """The code that a label belongs to: Stata and SAS label numbers, and missing values by their letter."""
    is_letter = isinstance(code, str) and suffix in {".dta", ".sas7bdat"} and len(code) == 1
    return f".{code}" if is_letter else _code(code)


def _write_columns(request: Mapping[str, Any], read: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Write the columns, a few at a time: Python's objects take several times the room of what they say."""
    wanted: Sequence[str] = request["columns"]
    at_once = max(1, _MOST_VALUES // max(1, request["rows"]))
    series: list[pl.Series] = []
    for start in range(0, len(wanted), at_once):
        some = list(wanted[start : start + at_once])
        columns, found = read(request["path"], usecols=some, **options)
        tagged = found.missing_user_values or {}
        series += [_series(name, columns[name], is_tagged=name in tagged) for name in some]
    pl.DataFrame(series).write_ipc(request["to"], compression="uncompressed")


def _series(name: str, values: Sequence[object], *, is_tagged: bool) -> pl.Series:
    """A column as numbers where all of it is, else as text; `.a` is a missing value of Stata's or SAS's."""
    if not is_tagged and set(map(type, values)) <= {int, float, bool, type(None)}:
        return pl.Series(name, values, dtype=pl.Float64, strict=False)
    mark = "." if is_tagged else ""
    return pl.Series(name, [_written(it, mark) for it in values], dtype=pl.String)


def _written(value: object, mark: str) -> str | None:
    match value:
        case None:
            return None
        case str():
            return mark + value
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case _:
            return _code(value)


def _code(value: object) -> str:
    """A code as text: whole numbers without a point."""
    if isinstance(value, float):
        if isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    return str(value)


if __name__ == "__main__":
    main()
