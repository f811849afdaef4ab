"""How outputs differ from those that were published: line by line, and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from integrind.faults import counted
from integrind.formats import Format
from integrind.render.files.lines import unified
from integrind.render.files.reading import read
from integrind.render.publication import writing
from integrind.render.safe import visible
from integrind.render.tables.numbers import Figures, count
from integrind.vocabulary import Quantity

_KEYS = ("indicator", "quantity", "wave", "area_by", "area", "group_by", "group", "versus", "category")
_MOST = 40
"""Rows that are said in words; the diff has them all."""

_NAMED = 4
"""Columns that are named where a reader sees no number change: a standard error, a note."""

_DIGITS = 12

Row = Mapping[str, Any]
Rows = Mapping[tuple[str, ...], Row]


def difference(file: str, form: Format, old: bytes | None, new: bytes) -> Iterator[str]:
    """Give a unified diff of text, a sentence where there is none to show."""
    if old is None:
        yield f"{file}: missing"
    elif form.traits.is_binary:
        yield f"{file}: differs"
    else:
        before, after = (content.decode("utf-8", "replace").splitlines() for content in (old, new))
        lines = list(map(visible, unified(before, after, file, f"{file} (now)")))
        yield from lines or [f"{file}: differs in line ends alone"]


def in_words(form: Format, old: bytes, new: bytes) -> Iterator[str]:
    """Say row by row what changed in a result table; nothing where the old file isn't one."""
    try:
        before, after = (_rows(form, content) for content in _differing(form, old, new))
        said = [_said(before.get(key), after.get(key)) for key in {**before, **after}]
    except (ValueError, KeyError, TypeError):
        return
    told = Counter(line for line in said if line)
    yield from (_in_rows(line, rows) for line, rows in islice(told.items(), _MOST))
    if len(told) > _MOST:
        yield f"and {counted(len(told) - _MOST, 'more row')}"


def _in_rows(line: str, rows: int) -> str:
    return f"{line} ({rows} rows)" if rows > 1 else line


def _differing(form: Format, old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Take away the lines that both have, where each is a row: of a large table most are the same."""
    first = writing(form).lines_before_rows
    if first is None:
        return old, new
    before, after = (content.splitlines(keepends=True) for content in (old, new))
    both = {*before[first:]} & {*after[first:]}
    parts = ([*lines[:first], *(it for it in lines[first:] if it not in both)] for lines in (before, after))
    one, two = map(b"".join, parts)
    return one, two


def _rows(form: Format, content: bytes) -> Rows:
    frame = read(form, content)
    if not {*_KEYS} <= {*frame.columns}:
        raise KeyError(form)
    return {tuple(str(row[key] or "") for key in _KEYS): row for row in frame.to_dicts()}


def _said(old: Row | None, new: Row | None) -> str:
    """Say what changed in a row; nothing where nothing did."""
    if old is None or new is None:
        return f"{_label(old or new or {})}: {'gone' if new is None else 'new'}"
    if changes := list(_changes(old, new)):
        return f"{_label(new)}: {', '.join(changes)}"
    changed = [name for name in new if old.get(name) != new[name]]
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return f"{visible(str(new['indicator']))}: {', '.join(changed[:_NAMED])}{more} changed" if changed else ""


def _changes(old: Row, new: Row) -> Iterator[str]:
    """What a reader of the table looks at; what is hidden before or after has no numbers to compare."""
    if old["status"] != new["status"]:
        yield f"{old['status']} to {new['status']}"
    if None in (old["estimate"], new["estimate"]) and old["status"] != new["status"]:
        return
    for column in ("estimate", "gap"):
        if (one := _number(old[column])) != (two := _number(new[column])):
            yield f"{column} {_from_to(new, column, one, two)}"
    for column in ("finding", "movement"):
        if old[column] != new[column]:
            yield f"{column} {old[column] or 'none'} to {new[column] or 'none'}"
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
    words = [
        str(row[key]) for key in ("indicator", "wave", "area", "group", "category") if row[key] is not None
    ]
    if row["versus"] is not None:
        words.append(f"versus {row['versus']}")
    if row["quantity"] not in {None, str(Quantity.LEVEL)}:
        words.append(str(row["quantity"]))
    return visible(", ".join(words))
