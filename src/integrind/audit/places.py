"""Whom a row is about: people with some labels, of variables that break them down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import polars as pl

Place = frozenset[tuple[str, str]]
"""Variables, each with a label; of everybody, none."""

WAVE = "wave"
CROSS = "+"

Named = Mapping[str, str | None]
"""What names a row, by column."""


def places(rows: Sequence[Named]) -> list[Place]:
    """The place of each row. A crossed label is taken apart where its parts are known by themselves."""
    labels = _single_labels(rows)
    found: dict[tuple[str | None, ...], Place] = {}
    at = []
    for row in rows:
        key = tuple(row[name] for name in ("wave", "area_by", "area", "group_by", "group"))
        if key not in found:
            found[key] = frozenset(_parts(row, labels))
        at.append(found[key])
    return at


def _single_labels(rows: Sequence[Named]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for by, label in ((row["group_by"], row["group"]), (row["area_by"], row["area"])):
            if by and label:
                found[by].add(label)
    return found


def _parts(row: Named, labels: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    if row["wave"]:
        yield WAVE, row["wave"]
    for by, label in ((row["area_by"], row["area"]), (row["group_by"], row["group"])):
        if by and label:
            units = by.split(CROSS)
            yield from zip(units, _apart(label, units, labels), strict=True)


def _apart(label: str, units: Sequence[str], labels: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The labels that are crossed. Labels may have the sign that joins them: the known ones decide."""
    pieces = label.split(CROSS)
    ways = [
        tuple(CROSS.join(pieces[start:end]) for start, end in zip((0, *cuts), (*cuts, None), strict=True))
        for cuts in combinations(range(1, len(pieces)), len(units) - 1)
    ]
    return max(ways, key=lambda way: sum(it in labels[unit] for it, unit in zip(way, units, strict=True)))


def read(frame: pl.DataFrame, columns: Sequence[str]) -> list[Named]:
    """The rows of a frame by column; None in those that it lacks."""
    there = [name for name in columns if name in frame.columns]
    lacking = dict.fromkeys(set(columns) - set(there))
    return [{**lacking, **row} for row in frame.select(there).iter_rows(named=True)]
