"""What R's `survey` computed with calibrated weights and with imputations, and the same by the program."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl
import yaml

import integrind

from .declarations import design_of
from .rows import POPULATION, Row

KINDS = ("calibration", "imputation")
METHODS = {"poststratify": "post_stratify", "raking": "rake", "linear": "linear"}
"""What R's methods are called here."""
_LEVEL = {"estimate": "estimate", "se": "se", "df": "df", "n": "n"}
_GAP = {"estimate": "gap", "se": "gap_se", "df": "gap_df", "n": "n"}


def read_rows(*files: Path) -> list[Row]:
    """Rows of R's results of the kinds that are compared here."""
    found: list[Row] = []
    for path in files:
        with path.open(encoding="utf-8") as file:
            found += [row for row in csv.DictReader(file) if row["kind"] in KINDS]
    return found


@dataclass(frozen=True)
class Table:
    """What one computation gives."""

    design: str
    by: str
    where: str

    @classmethod
    def of(cls, row: Row) -> Table:
        """The table that a row belongs to."""
        return cls(row["design"], row["group_var"], re.sub(r"\s*&\s*", " and ", _args(row).get("where", "")))

    def __str__(self) -> str:
        return " ".join(filter(None, (self.design, self.by, self.where)))


def designs(*files: Path) -> dict[str, Mapping[str, object]]:
    """How samples were drawn, by name."""
    return {name: its for path in files for name, its in json.loads(path.read_text()).items()}


def is_compared(row: Row, known: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether a row is one of the program's: of a formula with an intercept, with the variance of residuals.

    R's `rake` takes another, and checks of the weights themselves are no rows. Formulas without one say that
    the sum of the weights isn't known; only cells, which add up to it, are the same either way.
    """
    calibration = known[row["design"]].get("calibration")
    if calibration is None:
        return True
    assert isinstance(calibration, Mapping)
    formula = str(calibration["formula"])
    if row["quantity"].startswith(("g_", "weight_")) or calibration.get("method") == "rake":
        return False
    return ":" in formula or not formula.startswith("~0")


def tables(rows: Iterable[Row]) -> dict[Table, list[Row]]:
    """Rows by the program's table that they are in."""
    ordered = sorted(rows, key=lambda row: str(Table.of(row)))
    return {table: list(its) for table, its in groupby(ordered, Table.of)}


def wrong(
    table: Table, rows: Sequence[Row], design: Mapping[str, object], data: Path, folder: Path
) -> list[str]:
    """How the program's table differs from R's rows; data files are there, ours go to a folder."""
    (folder / "structural").mkdir(parents=True, exist_ok=True)
    for row in rows:
        definition = {
            "id": _indicator(row),
            "title": _indicator(row),
            "dimension": "structural",
            "description": "A row of the reference.",
            "direction": "descriptive",
            **_measured(row),
        }
        (folder / "structural" / f"{_indicator(row)}.yaml").write_text(yaml.safe_dump(definition))
    (folder / "survey.yaml").write_text(yaml.safe_dump(description(table.design, design, rows)))
    (folder / "totals.csv").write_text(totals_of(design))
    frame = integrind.compute(
        data / str(design["file"]),
        survey=folder / "survey.yaml",
        indicators=[folder / "structural"],
        by=[table.by],
        where=table.where or None,
        policy="none",
    ).frame
    people = [row for row in rows if _people(row)]
    sizes = _sizes(table, design, data, folder) if people else frame
    found = [it for row in rows for it in _differences(row, frame)]
    return found + [it for row in people for it in _different_size(row, sizes)]


def _sizes(table: Table, design: Mapping[str, object], data: Path, folder: Path) -> pl.DataFrame:
    return integrind.sizes(
        data / str(design["file"]),
        survey=folder / "survey.yaml",
        indicators=[folder / "structural"],
        by=[table.by],
        where=table.where or None,
        policy="none",
    ).frame


def _args(row: Row) -> dict[str, str]:
    found: dict[str, str] = json.loads(row["args"])
    return found


def _measure(row: Row) -> str:
    return {"group_share": "proportion", "group_total": "total"}.get(
        row["quantity"], _args(row).get("measure", "")
    )


def _indicator(row: Row) -> str:
    args = _args(row)
    above = f"above {args['above']}" if "above" in args else ""
    parts = (_measure(row), row["variable"], args.get("denominator", ""), above, _people(row))
    return re.sub("[^a-z0-9]+", "_", "_".join(filter(None, parts)).lower())


def _imputed(row: Row) -> Iterator[tuple[str, str]]:
    """Names of the variables that are imputed, and the patterns of their columns."""
    for key in ("imputations", "denominator"):
        text = str(_args(row).get(key, ""))
        if found := re.fullmatch(r"(\w+)_(\d)\.\.(\d)", text):
            name, first, last = found.groups()
            yield name.lower(), f"{name}_{{{first}..{last}}}"


def _term(row: Row, name: str) -> str:
    """What a definition calls a variable: a name that is imputed is a description's."""
    plain = re.sub(r"_\d\.\.\d$", "", name)
    return plain.lower() if plain.lower() in dict(_imputed(row)) else name


def _people(row: Row) -> str:
    """The group whose share or total is measured."""
    return row["group"] if row["quantity"].startswith("group_") else ""


def _measured(row: Row) -> dict[str, str]:
    measure, args, group = _measure(row), _args(row), f'{row["group_var"]} == "{row["group"]}"'
    match row["quantity"], measure:
        case "group_share", _:
            return {"measure": measure, "value": group}
        case "group_total", _:
            return {"measure": measure, "value": f"1 if {group} else 0"}
        case _, "ratio":
            below = _term(row, args["denominator"])
            return {"measure": measure, "numerator": _term(row, row["variable"]), "denominator": below}
        case _, "proportion":
            is_true = f"> {args['above']}" if "above" in args else "== 1"
            return {"measure": measure, "value": f"{_term(row, row['variable'])} {is_true}"}
        case _:
            return {"measure": measure, "value": _term(row, row["variable"])}


def description(name: str, declared: Mapping[str, object], rows: Sequence[Row]) -> dict[str, object]:
    """The survey description of a design; `rows` say what is imputed."""
    design = design_of(declared)
    variables: dict[str, dict[str, str]] = {
        name: {"imputations": columns, "type": "number"} for row in rows for name, columns in _imputed(row)
    }
    if isinstance(calibration := declared.get("calibration"), Mapping):
        formula = str(calibration["formula"]).removeprefix("~").removeprefix("0 +")
        terms = [it.strip() for it in formula.split("+")]
        categories = [it[7:-1] for it in terms if it.startswith("factor(")]
        variables |= {name: {"column": name, "type": "category"} for name in categories}
        plain = [re.sub(r"factor\((.*)\)", r"\1", it) for it in terms]
        design["calibrated_to"] = [it.replace(":", "+") for it in plain]
        if calibration["totals"] != "own":
            del design["calibrated_to"]
            design["calibrate"] = {"to": "totals.csv", "method": METHODS[calibration["method"]]}
    return {"title": name, "design": design, "variables": variables}


def totals_of(declared: Mapping[str, object]) -> str:
    """The totals that weights are calibrated to here."""
    calibration = declared.get("calibration")
    known = calibration["totals"] if isinstance(calibration, Mapping) else "own"
    rows = ["variables,group,total"]
    for name, its in known.items() if isinstance(known, Mapping) else ():
        groups = its if isinstance(its, Mapping) else {"": its}
        rows += [f"{name},{group},{total}" for group, total in groups.items()]
    return "\n".join(rows) + "\n"


def _differences(row: Row, frame: pl.DataFrame) -> Iterator[str]:
    group = None if row["group"] == POPULATION or _people(row) else row["group"]
    its = frame.filter(
        (pl.col("indicator") == _indicator(row)) & pl.col("group").eq_missing(pl.lit(group, pl.String))
    )
    called = " ".join((row["design"], _indicator(row), f"{row['group_var']}={row['group']}", row["quantity"]))
    if len(its) != 1:
        yield f"{called}: {len(its)} rows"
        return
    computed = its.row(0, named=True)
    columns = _GAP if row["quantity"] == "gap" else _LEVEL
    if _people(row):  # R's n is that of the group
        columns = {column: ours for column, ours in columns.items() if column != "n"}
    yield from _apart(called, row, computed, columns)


def _different_size(row: Row, frame: pl.DataFrame) -> Iterator[str]:
    its = frame.filter(quantity=row["quantity"], group=row["group"])
    called = " ".join((row["design"], "sizes", f"{row['group_var']}={row['group']}", row["quantity"]))
    yield from _apart(called, row, its.row(0, named=True), _LEVEL)


def _apart(
    called: str, row: Row, computed: Mapping[str, object], columns: Mapping[str, str]
) -> Iterator[str]:
    size = abs(float(row["estimate"]) if row["quantity"] in {"total", "group_total"} else 1.0)
    for column, ours in columns.items():
        expected, found = row[column], computed[ours]
        if expected == "" or found is None:
            if (expected == "") != (found is None):
                yield f"{called}: {ours}: {found} is not {expected or 'empty'}"
        elif abs(float(str(found)) - float(expected)) > max(
            1e-12 * max(size, 1.0), 1e-9 * abs(float(expected))
        ):
            yield f"{called}: {ours}: {found} is not {expected}"
