"""Designs and rows of the reference in the words of survey descriptions, indicators and options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

Row = Mapping[str, str]
POPULATION = "__population__"

_MEASURES = {"arpr": "at_risk_of_poverty", "s80s20": "quintile_share"}

_INTERVALS = {"mean": "wald", "beta": "korn-graubard"}
_METHODS = {
    "BRR": "brr",
    "Fay": "fay",
    "JKn": "jkn",
    "JK1": "jk1",
    "bootstrap": "bootstrap",
    "Rao-Wu": "bootstrap",
    "successive-difference": "sdr",
}

_IN_UNITS = ("estimate", "se", "ci_low", "ci_high", "gap", "gap_se", "gap_ci_low", "gap_ci_high")
_COMPARED = {
    **{column: column for column in (*_IN_UNITS, "df", "gap_df")},
    "n_unweighted": "n",
    "n_weighted": "n_weighted",
    "deff_wr": "deff",
    "population_estimate": "reference",
}
"""Column of the result table by the reference's."""


@dataclass(frozen=True)
class Table:
    """What one computation gives: the rows that share design, population, breakdown and inference."""

    design: str
    where: str
    by: str
    area: str
    gap_from: str
    proportion_ci: str

    @classmethod
    def of(cls, row: Row) -> Table:
        """The table that a row belongs to."""
        return cls(
            row["design"],
            row["where"],
            row["group_var"],
            row["area"].partition("=")[0],
            _gap_from(row["comparator"], row["group_var"]),
            _INTERVALS.get(row["ci_method"], "logit"),
        )

    def __str__(self) -> str:
        parts = (self.design, self.where, self.by, self.area, self.gap_from, self.proportion_ci)
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
    return "_".join(it for it in (row["estimator"], row["variable"], row["denominator"]) if it).lower()


def condition(where: str) -> str:
    """R's condition as an expression."""
    return re.sub(r"\s*&\s*", " and ", where)


def write_indicator(folder: Path, row: Row) -> None:
    """Write what the row measures as a definition."""
    definition = {
        "id": indicator_id(row),
        "title": indicator_id(row),
        "dimension": "structural",
        "description": "A row of the reference.",
        "measure": _MEASURES.get(row["estimator"], row["estimator"]),
        "direction": "descriptive",
    }
    match row["estimator"]:
        case "ratio":
            definition |= {"numerator": row["variable"], "denominator": row["denominator"]}
        case "proportion":
            definition["value"] = f"{row['variable']} == 1"
        case _:
            definition["value"] = row["variable"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{definition['id']}.yaml").write_text(yaml.safe_dump(definition))


def write_survey(path: Path, name: str, designs: Mapping[str, Mapping[str, object]]) -> None:
    """Write how a sample was drawn; a name may end in `|lonely=RULE`."""
    base, _, lonely = name.partition("|lonely=")
    declared = designs[base]
    design: dict[str, object] = {"weight": declared["weights"]}
    if "repweights" in declared:
        design["replicates"] = _replicates(declared)
    elif "ssu" in declared:
        design["stages"] = [
            {"psu": declared["psu"], "fpc": declared["fpc"]},
            {"psu": declared["ssu"], "fpc": declared["fpc_ssu"]},
        ]
    else:
        design |= {key: declared[key] for key in ("strata", "psu", "fpc") if declared.get(key)}
    if lonely:
        design["lonely_psu"] = lonely
    path.write_text(yaml.safe_dump({"title": name, "design": design}))


def _replicates(declared: Mapping[str, object]) -> dict[str, object]:
    first, last = str(declared["repweights"]).split("..")
    stem = first.rstrip("0123456789")
    method, _, rho = str(declared["rep_type"]).partition(" rho=")
    found = {
        "columns": f"{stem}{{{first.removeprefix(stem)}..{last.removeprefix(stem)}}}",
        "method": _METHODS[method.split()[0]],
        "scale": declared["scale"],
        "rscales": declared["rscales"],
        "mse": declared["mse"],
    }
    return found | {"rho": float(rho)} if rho else found


def _gap_from(comparator: str, by: str) -> str:
    kind, _, value = comparator.partition(":")
    match kind:
        case "reference":
            return f"group={by}:{value}"
        case "benchmark":
            return f"target={value}"
        case _:
            return "population"


def differences(row: Row, computed: Mapping[str, object]) -> Iterable[str]:
    """Every value of a row that the table doesn't reproduce; an empty one must be empty."""
    tolerance = 1e-6 if row["ci_method"] == "logit" else 1e-9
    unit = 100 if row["estimator"] == "gini" else 1
    for column, ours in _COMPARED.items():
        if column == "population_estimate" and not (row["gap"] and row["comparator"] == "population"):
            continue
        expected, found = row[column], computed[ours]
        if expected == "" or found is None:
            if (expected == "") != (found is None):
                yield f"{ours}: {found} is not {expected or 'empty'}"
            continue
        assert isinstance(found, int | float)
        scaled = found * unit if ours in (*_IN_UNITS, "reference") else found
        if abs(scaled - float(expected)) > max(1e-12, tolerance * abs(float(expected))):
            yield f"{ours}: {scaled} is not {expected}"
