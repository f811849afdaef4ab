"""Weights that were calibrated: what a margin itself has, and what can't have been one.

The variances are held by the oracle in test_properties.py and by R in tests/reference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest
import yaml

import integrind
from integrind.errors import DataError, DefinitionError

ROWS = [
    ("n", "f", "1", 2.0, 1.0, 10),
    ("n", "m", "1", 1.5, 0.0, 12),
    ("n", "m", "2", 2.5, 1.0, 9),
    ("s", "f", "2", 1.0, 1.0, 20),
    ("s", "m", "3", 3.0, 0.0, 15),
    ("s", "f", "3", 2.0, 0.0, 11),
    ("s", "f", "4", 1.0, 1.0, 13),
]
COLUMNS = ("region", "sex", "psu", "w", "yes", "age")
INDICATORS = {
    "in_north": {"measure": "proportion", "value": 'region == "n"'},
    "age_total": {"measure": "total", "value": "age"},
    "said_yes": {"measure": "proportion", "value": "yes == 1"},
}


def compute(
    folder: Path,
    rows: Sequence[Sequence[object]] = ROWS,
    variables: Mapping[str, object] | None = None,
    **design: object,
) -> pl.DataFrame:
    pl.DataFrame(rows, schema=COLUMNS, orient="row").write_csv(folder / "data.csv")
    described = {"region": {"column": "region", "codes": {"n": "n", "s": "s"}}, **(variables or {})}
    design = {"weight": "w", "psu": "psu", **design}
    (folder / "data.survey.yaml").write_text(
        yaml.safe_dump({"title": "Made up", "design": design, "variables": described})
    )
    for name, definition in INDICATORS.items():
        whole = {"id": name, "title": name, "dimension": "structural", "description": "Made up."}
        (folder / f"{name}.yaml").write_text(
            yaml.safe_dump(whole | {"direction": "descriptive"} | definition)
        )
    return integrind.compute(
        folder / "data.csv",
        indicators=[folder / f"{it}.yaml" for it in INDICATORS],
        by=["sex"],
        policy="none",
    ).frame


def se(frame: pl.DataFrame, indicator: str, group: str | None = None) -> float:
    row = frame.filter(pl.col("indicator") == indicator, pl.col("group").eq_missing(pl.lit(group, pl.String)))
    return float(row["se"].item())


def test_a_margin_itself_does_not_vary(tmp_path: Path) -> None:
    found = compute(tmp_path, calibrated_to=["region", "age"])
    assert (se(found, "in_north"), se(found, "age_total")) == (0.0, 0.0)
    assert se(found, "said_yes") > 0
    assert "calibrated to region, age" in found["notes"][0]


def test_the_sum_of_weights_is_known_whatever_else_is(tmp_path: Path) -> None:
    """Oracle: with cells in every PSU alike, a total has the error of the sum of w (y - mean)."""
    rows = [(*it[:1], "f", *it[2:]) for it in ROWS]
    found = compute(tmp_path, rows, calibrated_to=["sex"])
    y, w = [it[4] for it in rows], [it[3] for it in rows]
    mean = sum(a * b for a, b in zip(y, w, strict=True)) / sum(w)
    sums = [sum(it[3] * (it[4] - mean) for it in rows if it[2] == psu) for psu in "1234"]
    variance = 4 / 3 * sum(it**2 for it in sums) / sum(w) ** 2
    assert math.isclose(se(found, "said_yes"), math.sqrt(variance), rel_tol=1e-9)


def test_a_row_of_weight_0_needs_no_cell(tmp_path: Path) -> None:
    rows = [*ROWS, (None, None, "4", 0.0, None, None)]
    assert se(compute(tmp_path, rows, calibrated_to=["region", "sex", "age"]), "in_north") == 0.0


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        (["region+sex"], "1 of 4 cells of region+sex are empty"),
        (["region", "north"], "calibrated_to: north follows from what stands before it"),
        (["age", "sex", "twice"], "calibrated_to: twice follows from what stands before it"),
    ],
)
def test_what_cannot_have_been_known_is_refused(margins: list[str], said: str, tmp_path: Path) -> None:
    variables = {
        "sex": {"column": "sex", "type": "category", "codes": {"f": "f", "m": "m"}},
        "north": {"expression": 'region == "n"', "type": "boolean"},
        "age": {"column": "age", "type": "number"},
        "twice": {"expression": "2 * age", "type": "number"},
    }
    rows = [it for it in ROWS if it[:2] != ("s", "m")]
    with pytest.raises(DataError, match=r"data\.csv") as error:
        compute(tmp_path, rows, variables, calibrated_to=margins)
    assert said in error.value.message


def test_labels_that_nobody_describes_are_not_named(tmp_path: Path) -> None:
    rows = [it for it in ROWS if it[:2] != ("s", "m")]
    with pytest.raises(DataError) as error:
        compute(tmp_path, rows, calibrated_to=["region+sex"])
    assert error.value.message.endswith("1 of 4 cells of region+sex are empty")


def test_a_missing_value_is_counted(tmp_path: Path) -> None:
    rows = [*ROWS, ("n", "f", "4", 2.0, 1.0, None), ("n", "f", "4", 2.0, 1.0, None)]
    with pytest.raises(DataError, match="age has no value in 2 rows with a weight"):
        compute(tmp_path, rows, calibrated_to=["region", "age"])


def test_an_unknown_variable_is_a_fault_of_the_description(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="S026") as error:
        compute(tmp_path, calibrated_to=["regoin"])
    assert "region" in str(error.value)
