"""Reads a file of SPSS, Stata or SAS for another process: a damaged one can end this one, and only this one.

The request comes on standard input as JSON; columns go to files in Arrow's format, all else to standard
output as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

_READERS = {
    ".sav": "read_sav",
    ".zsav": "read_sav",
    ".por": "read_por",
    ".dta": "read_dta",
    ".sas7bdat": "read_sas7bdat",
    ".xpt": "read_xport",
}
_NO_USER_MISSING = {".por", ".xpt"}
"""Formats of which pyreadstat tells no missing values apart."""
_MOST_VALUES = 1 << 21
"""How many values are held as Python's objects at a time."""
_EXACT = 2**53
"""Below it every whole number is a float."""


def main() -> None:
    """Answer one request."""
    sys.stdout.write(answered(sys.stdin.read()))


def answered(request: str) -> str:
    """The answer to a request; its words hold nothing of a damaged file."""
    try:
        answer = _answer(json.loads(request))
    except ImportError:
        answer = {"lacking": "pyreadstat"}
    except OSError as error:
        answer = {"unwritten": error.strerror or ""}
    except Exception as error:  # noqa: BLE001 - of a damaged file anything may come; its words may hold values
        answer = {"damaged": type(error).__name__}
    return json.dumps(answer)


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    import pyreadstat

    suffix = Path(request["path"]).suffix.lower()
    options: dict[str, Any] = {"output_format": "dict", "disable_datetime_conversion": True}
    if request["encoding"]:
        options["encoding"] = request["encoding"]
    if suffix not in _NO_USER_MISSING:
        options["user_missing"] = True
    read = getattr(pyreadstat, _READERS[suffix])
    if request["columns"] is None:
        return _described(request["path"], read, options, suffix)
    _write_columns(request, read, options, suffix)
    return {}


def _described(
    path: str, read: Callable[..., Any], options: Mapping[str, Any], suffix: str
) -> dict[str, Any]:
    _, found = read(path, metadataonly=True, **options)
    names = list(found.column_names)
    rows = found.number_rows
    if (rows is None or rows < 0) and names:
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


def _write_columns(
    request: Mapping[str, Any], read: Callable[..., Any], options: Mapping[str, Any], suffix: str
) -> None:
    """Write the columns, some rows at a time: Python's objects take ten times the room of what they say."""
    from integrind.data.stat_columns import write_block

    wanted: Sequence[str] = request["columns"]
    at_once = max(1, _MOST_VALUES // len(wanted))
    for number, start in enumerate(range(0, request["rows"], at_once)):
        columns, found = read(request["path"], usecols=wanted, row_offset=start, row_limit=at_once, **options)
        formats = {it: found.original_variable_types.get(it) for it in wanted}
        write_block(Path(request["to"]) / f"{number}.arrow", columns, formats, suffix)


def _code(value: object) -> str:
    """A code as text: whole numbers without a point."""
    if isinstance(value, float):
        if isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    return str(value)


if __name__ == "__main__":
    main()
