"""How outputs differ from those that were published: line by line, and in words."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from io import BytesIO, StringIO
from typing import Any

from integrind.render import BINARY
from integrind.render.numbers import Figures, count
from integrind.render.safe import visible
from integrind.vocabulary import Quantity

READABLE = ("csv", "tsv", "jsonl", "json", "parquet")
"""Formats that can be read back without loss."""

_KEYS = ("indicator", "quantity", "wave", "area_by", "area", "group_by", "group", "versus", "gap_from")
_MOST = 40
"""Rows that are said in words; the diff has them all."""

_DIGITS = 12

Row = Mapping[str, Any]
Rows = Mapping[tuple[str, ...], Row]


def difference(file: str, form: str, old: bytes | None, new: bytes) -> Iterator[str]:
    """Give a unified diff of text, a sentence where there is none to show."""
    if old is None:
        yield f"{file}: missing"
    elif form in BINARY:
        yield f"{file}: differs"
    else:
        before, after = (content.decode("utf-8", "replace").splitlines() for content in (old, new))
        yield from map(visible, unified_diff(before, after, file, f"{file} (now)", lineterm=""))


def in_words(form: str, old: bytes, new: bytes) -> Iterator[str]:
    """Say row by row what changed in a result table; nothing where the old file isn't one."""
    try:
        before, after = _rows(form, old), _rows(form, new)
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error):
        return
    said = [it for key in {**before, **after} for it in _said(before.get(key), after.get(key))]
    yield from said[:_MOST]
    if len(said) > _MOST:
        yield f"and {len(said) - _MOST:,} more rows"


def _rows(form: str, content: bytes) -> Rows:
    found = [
        {name: value if value != "" else None for name, value in row.items()} for row in _read(form, content)
    ]
    return {tuple(str(row[key] or "") for key in _KEYS): row for row in found}


def _read(form: str, content: bytes) -> list[dict[str, Any]]:
    match form:
        case "csv" | "tsv":
            delimiter = "," if form == "csv" else "\t"
            return list(csv.DictReader(StringIO(content.decode()), delimiter=delimiter))
        case "jsonl":
            return [json.loads(line) for line in content.decode().splitlines()]
        case "json":
            return list(json.loads(content)["rows"])
        case _:
            import polars as pl

            try:
                return pl.read_parquet(BytesIO(content)).to_dicts()
            except pl.exceptions.PolarsError as error:
                raise ValueError(form) from error


def _said(old: Row | None, new: Row | None) -> Iterator[str]:
    if old is None or new is None:
        yield f"{_label(old or new or {})}: {'gone' if new is None else 'new'}"
        return
    changes = list(_changes(old, new))
    if changes:
        yield f"{_label(new)}: {', '.join(changes)}"


def _changes(old: Row, new: Row) -> Iterator[str]:
    """A row that changed its status has no numbers to compare."""
    if old["status"] != new["status"]:
        yield f"{old['status']} to {new['status']}"
        return
    for column in ("estimate", "gap"):
        if (one := _number(old[column])) != (two := _number(new[column])):
            yield f"{column} {_from_to(new, column, one, two)}"
    if (one := _number(old["n"])) != (two := _number(new["n"])):
        yield f"n {_counted(one)} to {_counted(two)}"


def _from_to(row: Row, column: str, old: float | None, new: float | None) -> str:
    """Write both with as many digits as it takes to tell them apart."""
    largest = max(abs(it) for it in (old, new, 0.0) if it is not None)
    least = Figures.of(str(row["measure"]), row["unit"], largest).digits
    for digits in range(least, _DIGITS + 1):
        figures = Figures.of(str(row["measure"]), row["unit"], largest, digits)
        is_level = column == "estimate" and row["quantity"] in {None, str(Quantity.LEVEL)}
        write = figures.level if is_level else figures.difference
        one, two = ("none" if it is None else write(it) for it in (old, new))
        if one != two:
            break
    unit = figures.unit if is_level or not figures.percent else "pp"
    return f"{one} to {two}{'' if unit == '%' else ' '}{unit}".rstrip()


def _counted(number: float | None) -> str:
    return "none" if number is None else count(int(number))


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _label(row: Row) -> str:
    words = [str(row[key]) for key in ("indicator", "wave", "area", "group") if row[key] is not None]
    if row["versus"] is not None:
        words.append(f"versus {row['versus']}")
    if row["quantity"] not in {None, str(Quantity.LEVEL)}:
        words.append(str(row["quantity"]))
    return visible(", ".join(words))
