"""`init`, then `compute` without an edit, on real files. Oracle: the same shares by hand in polars."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import integrind
from integrind.cli import app
from integrind.packaged import packaged_surveys

from . import SURVEYS

STATES = ("15", "50")
WORKING_AGE = pl.col("AGEP").is_between(16, 64)
EMPLOYED = pl.col("ESR").is_in([1, 2, 4, 5])
ACS = {
    "activity_rate": (WORKING_AGE, pl.col("ESR") != 6),
    "employment_rate": (WORKING_AGE, EMPLOYED),
    "unemployment_rate": ((pl.col("AGEP") >= 16) & (pl.col("ESR") != 6), pl.col("ESR") == 3),
    "long_hours_share": (WORKING_AGE & EMPLOYED, pl.col("WKHP") > 48),
    "tertiary_attainment_rate": (pl.col("AGEP").is_between(25, 64), pl.col("SCHL") >= 20),
    "home_ownership_rate": (pl.col("AGEP") >= 18, pl.col("TEN") <= 2),
    "host_citizenship_share": (pl.col("NATIVITY") == 2, pl.col("CIT") != 5),
}
OF_AGE_16_TO_64 = pl.col("Age").is_between(2, 6)
IN_WORK = pl.col("Economic Activity").is_in([1, 2, 4])
ACTIVE = pl.col("Economic Activity").is_between(1, 4)
TEACHING = {
    "activity_rate": (OF_AGE_16_TO_64, ACTIVE),
    "adult_learning_rate": (pl.col("Age").is_between(3, 6), pl.col("Student") == 1),
    "employment_rate": (OF_AGE_16_TO_64, IN_WORK),
    "good_health_rate": (pl.col("Age") >= 2, pl.col("Health") <= 2),
    "high_skilled_job_share": (OF_AGE_16_TO_64 & IN_WORK, pl.col("Occupation") <= 3),
    "neet_rate": (
        pl.col("Age") == 2,
        (pl.col("Student") == 2) & pl.col("Economic Activity").is_in([3, 5, 6, 7, 8, 9]),
    ),
    "unemployment_rate": ((pl.col("Age") >= 2) & ACTIVE, pl.col("Economic Activity") == 3),
}


def first_table(file: Path, folder: Path, *, with_choices: bool = False) -> dict[str, float]:
    """The population's estimates of what `init` makes computable."""
    description = folder / "d.survey.yaml"
    assert CliRunner().invoke(app, ["init", str(file), "-o", str(description)]).exit_code == 0
    if with_choices:
        description = packaged_surveys() / "ons-census-2011-teaching.survey.yaml"
    found = integrind.compute(file, survey=description, by=[], policy="none").frame
    shown = found.filter(pl.col("estimate").is_not_null())
    return dict(zip(shown["indicator"], shown["estimate"], strict=True))


def shares(rows: pl.DataFrame, asked: dict[str, tuple[pl.Expr, pl.Expr]], weight: str) -> dict[str, float]:
    """Of the eligible whose value is known the weighted share for whom it holds."""
    found = {}
    for name, (eligible, holds) in asked.items():
        base = rows.filter(eligible).with_columns(holds=holds.cast(pl.Float64)).drop_nulls("holds")
        found[name] = (base["holds"] * base[weight]).sum() / base[weight].sum()
    return found


@pytest.mark.parametrize("state", STATES)
def test_acs_pums(state: str, tmp_path: Path):
    file = SURVEYS / f"acs2024_pums_person_{state}.csv"
    rows = pl.read_csv(file, infer_schema_length=None)
    found = first_table(file, tmp_path)
    assert {name: found[name] for name in ACS} == pytest.approx(shares(rows, ACS, "PWGTP"), rel=1e-9)


@pytest.mark.parametrize("choices", [False, True])
def test_the_teaching_file_before_and_after_its_choices(choices: bool, tmp_path: Path):
    file = SURVEYS / "uk2011_teaching_50k_reprosyn.csv"
    if not file.exists():
        pytest.skip("the file isn't there")
    rows = pl.read_csv(file).with_columns(pl.lit(1.0).alias("one"))
    rows = rows.with_columns(pl.col(pl.Int64).replace(-9, None))
    expected = shares(rows, TEACHING, "one")
    if not choices:
        expected = {"good_health_rate": expected["good_health_rate"]}
    found = first_table(file, tmp_path, with_choices=choices)
    assert {name: it for name, it in found.items() if name in TEACHING} == pytest.approx(expected, rel=1e-9)
