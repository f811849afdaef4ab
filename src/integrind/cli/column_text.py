"""The columns of a file as text for people and for scripts. Plain: no markup, no colour, 79 columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from integrind.faults import counted
from integrind.render.safe import cell, visible

if TYPE_CHECKING:
    from integrind.inspection import Description
    from integrind.inspection.columns import ColumnProfile

_WIDTH = 79
_LEAST_ROOM = 30
"""For codes, where long names of columns and variables leave little of the width."""

_FEW = 10
_HEADINGS = ("column", "values", "empty", "likely", "codes")
_COLUMNS = ("column", "variable", "likely", "content", "distinct", "empty", "codes", "not_listed")


def columns_table(name: str, found: Description) -> str:
    """A line for each column; as many codes as fit. Below them, what to do next."""
    columns = found.columns
    rows = [_HEADINGS, *(_line(column, found) for column in columns)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS) - 1)]
    number = counted(columns[0].rows, "row")
    lines = [f"{visible(name)}: {number}, {counted(len(columns), 'column')}", ""]
    for row in rows:
        start = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=False))
        room = max(_LEAST_ROOM, _WIDTH - len(start) - 2)
        lines.append(f"{start}  {_cut(row[-1], room)}".rstrip())
    lines += ["", *_next(found)]
    if any(column.not_listed and column.codes for column in columns) and found.least > 1:
        lines += [f"Codes that fewer than {found.least} rows hold are not named; --show-values names them."]
    return "\n".join([*lines, ""])


def columns_csv(found: Description) -> str:
    """A row for each column; codes are separated by a bar."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(map(_text, record.values()) for record in _records(found))
    return stream.getvalue()


def columns_json(name: str, found: Description) -> str:
    """The file's name and rows, and a list of its columns."""
    document = {"file": name, "rows": found.columns[0].rows, "columns": list(_records(found))}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _next(found: Description) -> Iterator[str]:
    if found.likely:
        yield "A variable with ? is used once a description says so: integrind init drafts one."
    else:
        yield "Likely is guessed from the name. integrind init drafts a survey description."
    if found.known:
        yield f"It looks like {found.known}, which has a description: integrind init writes it."


def _text(value: object) -> str:
    if value is None:
        return ""
    return cell("|".join(value) if isinstance(value, list) else str(value))


def _records(found: Description) -> list[dict[str, object]]:
    return [
        {
            "column": column.name,
            "variable": found.variables.get(column.name),
            "likely": _likely(column, found),
            "content": str(column.content),
            "distinct": column.distinct,
            "empty": _empty(column),
            "codes": list(column.codes),
            "not_listed": column.not_listed,
        }
        for column in found.columns
    ]


def _line(column: ColumnProfile, found: Description) -> tuple[str, ...]:
    values = f"{column.distinct:,} {column.content}" if column.distinct else _without_values(column)
    codes = visible(", ".join(column.codes))
    if column.codes and column.not_listed:
        codes += f" and {column.not_listed} not named"
    return (visible(column.name), values, _empty(column), _may_be(column, found), codes)


def _may_be(column: ColumnProfile, found: Description) -> str:
    """The variable that is made of it, else with a question mark the one that may be, else its role."""
    if (variable := found.variables.get(column.name)) is not None:
        return variable
    guess = _likely(column, found) or ""
    return f"{guess}?" if guess == found.likely.get(column.name) else guess.replace("_", " ")


def _without_values(column: ColumnProfile) -> str:
    return "unreadable" if column.content == "unreadable" else "none"


def _likely(column: ColumnProfile, found: Description) -> str | None:
    """What it is by its name: a variable, else a role; nothing where it is known what it is."""
    if column.name in found.variables:
        return None
    return found.likely.get(column.name) or (None if column.role is None else str(column.role))


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
