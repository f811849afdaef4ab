"""Totals of a population that are known from elsewhere: a file of `variables,group,total`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from integrind.data.columns import as_number, is_finite
from integrind.data.table import open_table
from integrind.errors import DataError
from integrind.faults import counted

_COLUMNS = ("variables", "group", "total")


@dataclass(frozen=True)
class KnownTotals:
    """What is known of one variable, or of several crossed."""

    name: str
    by_group: Mapping[str, float]
    """Of a number, a single total without a group."""

    @property
    def is_of_number(self) -> bool:
        """Whether it is the total of a number."""
        return list(self.by_group) == [""]


def read_totals(path: str) -> tuple[KnownTotals, ...]:
    """Totals by variable, in the file's order. Raises DataError."""
    table = open_table(path)
    if lacking := [it for it in _COLUMNS if it not in table.columns]:
        raise DataError(
            f"{path}: these are no totals: there is no {', '.join(lacking)}",
            "its columns are variables, group and total: sex+age_band,female+16-24,1234",
        )
    frame = table.read(list(_COLUMNS)).with_columns(pl.col(*_COLUMNS).str.strip_chars())
    total = as_number(frame["total"])
    wrong = ~is_finite(total) | (frame["variables"] == "")
    if wrong.any():
        raise DataError(f"{path}: {counted(int(wrong.sum()), 'row')} without a variable or a number")
    twice = frame.select("variables", "group").is_duplicated()
    if twice.any():
        raise DataError(f"{path}: a group has two totals: {_named(frame.filter(twice))}")
    found = [
        KnownTotals(str(name), dict(zip(its["group"].to_list(), its["total"].to_list(), strict=True)))
        for (name,), its in frame.with_columns(total).group_by("variables", maintain_order=True)
    ]
    for its in found:
        if not its.is_of_number and "" in its.by_group:
            raise DataError(f"{path}: {its.name} has totals by group, and one without a group")
        if not its.is_of_number and min(its.by_group.values()) < 0:
            raise DataError(f"{path}: a group of {its.name} has less than nobody")
    return tuple(found)


def _named(rows: pl.DataFrame) -> str:
    name, group = rows.row(0)[:2]
    return f"{name} {group}".strip()
