"""The columns of a file as text for people and for scripts. Plain: no markup, no colour, 79 columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from integrind.faults import counted
from integrind.render.safe import cell, visible

if TYPE_CHECKING:
    from integrind.inspection.columns import ColumnProfile

_WIDTH = 79
_LEAST_ROOM = 30
"""For codes, where long names of columns and variables leave little of the width."""

_FEW = 10
_HEADINGS = ("column", "values", "empty", "likely", "codes")
_COLUMNS = ("column", "variable", "likely", "content", "distinct", "empty", "codes", "not_listed")

Variables = Mapping[str, str]
"""The harmonised variable by column, where one comes from it."""


def columns_table(name: str, columns: Sequence[ColumnProfile], variables: Variables, least: int) -> str:
    """A line for each column; as many codes as fit."""
    rows = [_HEADINGS, *(_line(column, variables) for column in columns)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS) - 1)]
    number = counted(columns[0].rows, "row")
    lines = [f"{visible(name)}: {number}, {counted(len(columns), 'column')}", ""]
    for row in rows:
        start = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=False))
        room = max(_LEAST_ROOM, _WIDTH - len(start) - 2)
        lines.append(f"{start}  {_cut(row[-1], room)}".rstrip())
    lines += ["", "Likely is guessed from the name. integrind init drafts a survey description."]
    if any(column.not_listed and column.codes for column in columns) and least > 1:
        lines += [f"Codes that fewer than {least} rows hold are not named; --show-values names them."]
    return "\n".join([*lines, ""])


def columns_csv(columns: Sequence[ColumnProfile], variables: Variables) -> str:
    """A row for each column; codes are separated by a bar."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(map(_text, record.values()) for record in _records(columns, variables))
    return stream.getvalue()


def columns_json(name: str, columns: Sequence[ColumnProfile], variables: Variables) -> str:
    """The file's name and rows, and a list of its columns."""
    document = {"file": name, "rows": columns[0].rows, "columns": list(_records(columns, variables))}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _text(value: object) -> str:
    if value is None:
        return ""
    return cell("|".join(value) if isinstance(value, list) else str(value))


def _records(columns: Sequence[ColumnProfile], variables: Variables) -> list[dict[str, object]]:
    return [
        {
            "column": column.name,
            "variable": variables.get(column.name),
            "likely": _likely(column, variables),
            "content": str(column.content),
            "distinct": column.distinct,
            "empty": _empty(column),
            "codes": list(column.codes),
            "not_listed": column.not_listed,
        }
        for column in columns
    ]


def _line(column: ColumnProfile, variables: Variables) -> tuple[str, ...]:
    values = f"{column.distinct:,} {column.content}" if column.distinct else _without_values(column)
    codes = visible(", ".join(column.codes))
    if column.codes and column.not_listed:
        codes += f" and {column.not_listed} not named"
    variable = variables.get(column.name)
    likely = variable if variable is not None else (_likely(column, variables) or "").replace("_", " ")
    return (visible(column.name), values, _empty(column), likely, codes)


def _without_values(column: ColumnProfile) -> str:
    return "unreadable" if column.content == "unreadable" else "none"


def _likely(column: ColumnProfile, variables: Variables) -> str | None:
    """What it is by its name; nothing where it is known what it is."""
    return None if column.name in variables or column.role is None else str(column.role)


def _empty(column: ColumnProfile) -> str:
    """The share of empty rows, in words where it would tell of a few people."""
    if column.content == "unreadable":
        return ""
    if column.empty in {0, column.rows}:
        return "all" if column.empty else "none"
    if column.empty < _FEW:
        return "few"
    if column.rows - column.empty < _FEW:
        return "nearly all"
    share = round(100 * column.empty / column.rows)
    return f"{min(max(share, 1), 99)}%"


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip(', ')}…"
