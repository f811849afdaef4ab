"""Columns that are named together: one by one, or by a pattern with the first and the last number."""

from __future__ import annotations

import re

_SERIES = re.compile(r"([^{}]*)\{([0-9]{1,4})\.\.([0-9]{1,4})\}([^{}]*)")
PATTERN = "write the first and the last number: "
"""How a pattern that names no columns is mended, before an example."""


def written_out(columns: str | tuple[str, ...]) -> tuple[str, ...]:
    """Every column's name; none for a pattern that names none. A leading zero pads: `w{01..20}`."""
    if not isinstance(columns, str):
        return columns
    if found := _SERIES.fullmatch(columns):
        before, first, last, after = found.groups()
        width = len(first) if first.startswith("0") else 0
        return tuple(f"{before}{number:0{width}d}{after}" for number in range(int(first), int(last) + 1))
    return () if set(columns) & set("{}") else (columns,)
