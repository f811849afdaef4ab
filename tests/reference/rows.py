"""Rows of the reference: what they are called, which table gives them, and where they differ from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Row = Mapping[str, str]
Key = tuple[str, str | None, str | None, str | None, str | None]
"""Indicator, wave, area, versus, group."""
POPULATION = "__population__"

_INTERVALS = {"mean": "wald", "beta": "korn-graubard"}
_LEVEL = ("estimate", "se", "ci_low", "ci_high")
_GAP = ("gap", "gap_se", "gap_ci_low", "gap_ci_high")
_COMPARED = {
    **{column: column for column in (*_LEVEL, *_GAP, "df", "gap_df")},
    "n_unweighted": "n",
    "n_weighted": "n_weighted",
    "deff_wr": "deff",
    "population_estimate": "reference",
}
"""Column of the result table by the reference's."""


@dataclass(frozen=True)
class Table:
    """What one computation gives: the rows that share design, population, breakdown and inference."""

    designs: tuple[str, ...]
    """Names in designs.json, perhaps with `|lonely=RULE`: one, or for a trend one for each wave."""
    where: str
    by: str
    area: str
    between: tuple[str, str] | None
    """Two areas, for compare."""
    gap_from: str
    proportion_ci: str

    @classmethod
    def of(cls, row: Row) -> Table:
        """The table that a row belongs to."""
        area, _, between = row["area"].partition("=")
        pair = between.split(f" minus {area}=")
        return cls(
            tuple(re.sub(r"wave\d=", "", row["design"]).split("; ")),
            re.sub(r"\s*&\s*", " and ", row["where"]),
            row["group_var"],
            area,
            (pair[0], pair[1]) if len(pair) == 2 else None,
            _gap_from(row["comparator"], row["group_var"]),
            _INTERVALS.get(row["ci_method"], "logit"),
        )

    def __str__(self) -> str:
        between = "-".join(self.between or ())
        parts = (*self.designs, self.where, self.by, self.area, between, self.gap_from, self.proportion_ci)
        return " ".join(part for part in parts if part)


def name(row: Row) -> str:
    """What a row is called in messages and in the list of rows that aren't compared."""
    below = f"/{row['denominator']}" if row["denominator"] else ""
    where = f"[{row['where']}]" if row["where"] else ""
    inference = f"{row['comparator']} {row['ci_method']}" if row["ci_method"] else ""
    group = f"{row['group_var']}={row['group']}"
    parts = (row["design"], row["estimator"], row["variable"] + below, where, row["area"], group, inference)
    return " ".join(part.strip() for part in parts if part)


def indicator_id(row: Row) -> str:
    """An identifier for what the row measures."""
    variable = row["variable"].replace("->", "_to_")
    return "_".join(it for it in (row["estimator"], variable, row["denominator"]) if it).lower()


def key(row: Row) -> Key:
    """The program's row for a row of the reference."""
    table = Table.of(row)
    group = None if row["group"] == POPULATION else row["group"]
    if table.between is not None:
        return indicator_id(row), None, table.between[0], table.between[1], group
    if len(table.designs) == 2:
        earlier, later = (wave_label(design) for design in table.designs)
        return indicator_id(row), later, None, earlier, group
    return indicator_id(row), None, row["area"].partition("=")[2] or None, None, group


def wave_label(design: str) -> str:
    """What a wave is called: the year that ends the design's name, or the file's name, which begins it."""
    file, _, rest = design.partition("_")
    return rest if rest.isdecimal() else file


def differences(row: Row, computed: Mapping[str, object]) -> Iterable[str]:
    """Every value of a row that the table doesn't reproduce; an empty one must be empty."""
    tolerance = 1e-6 if row["ci_method"] == "logit" else 1e-9
    unit = 100 if row["estimator"] == "gini" else 1
    for column, ours in _compared(row).items():
        expected, found = row[column], computed[ours]
        if expected == "" or found is None:
            if (expected == "") != (found is None):
                yield f"{ours}: {found} is not {expected or 'empty'}"
            continue
        assert isinstance(found, int | float)
        scaled = found * unit if ours in (*_LEVEL, *_GAP, "reference") else found
        if abs(scaled - float(expected)) > max(1e-12, tolerance * abs(float(expected))):
            yield f"{ours}: {scaled} is not {expected}"


def _compared(row: Row) -> Mapping[str, str]:
    """The columns that a row speaks of: a difference of gaps says nothing of levels."""
    if not row["ci_method"]:
        return {column: column for column in (*_GAP, "gap_df")}
    if row["comparator"] == "population":
        return _COMPARED
    return {column: ours for column, ours in _COMPARED.items() if ours != "reference"}


def _gap_from(comparator: str, by: str) -> str:
    kind, _, value = comparator.partition(":")
    match kind:
        case "reference":
            return f"group={by}:{value}"
        case "benchmark":
            return f"target={value}"
        case _:
            return "population"
