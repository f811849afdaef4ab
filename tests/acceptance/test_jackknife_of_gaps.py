"""Standard errors of standardised gaps and parts against a delete-one-household jackknife, on real data.

The American Community Survey 2024 (US Census Bureau, public domain): Hawaii, households as PSUs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from integrind import pipeline
from integrind.request import Request

from . import SURVEYS

DATA = SURVEYS / "acs2024_pums_person_15.csv"
BANDS = [25, 35, 45, 55]
CELLS = 2 * (len(BANDS) + 1)

DESCRIPTION = """
title: ACS 2024, Hawaii
design: {weight: PWGTP, psu: SERIALNO}
variables:
  age: {column: AGEP, type: number}
  birthplace: {column: NATIVITY, codes: {1: native, 2: abroad}}
  gender: {column: SEX, codes: {1: male, 2: female}}
  band: {from: age, bands: [0, 25, 35, 45, 55]}
  half: {from: age, bands: [0, 40]}
  works: {column: ESR, type: boolean, codes: {1: true, 2: true, 3: false, 4: true, 5: true, 6: false},
          missing: {not_applicable: [""]}}
"""
INDICATOR = """
id: at_work
title: At work
dimension: structural
description: People aged 16 to 64 who have a job.
measure: proportion
eligible: 16 <= age <= 64
value: works
direction: higher_is_better
"""


def quantities(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Standardised gap, rate part and composition part of those born abroad from everybody; (..., 3).

    `x` and `y` are weights and weighted values, (..., groups, cells).
    """
    ours_x, ours_y = x[..., 1, :], y[..., 1, :]
    all_x, all_y = x.sum(axis=-2), y.sum(axis=-2)
    ours, everybody = ours_y / ours_x, all_y / all_x
    our_share = ours_x / ours_x.sum(axis=-1, keepdims=True)
    all_share = all_x / all_x.sum(axis=-1, keepdims=True)
    gap = (all_share * (ours - everybody)).sum(axis=-1)
    rate = ((our_share + all_share) / 2 * (ours - everybody)).sum(axis=-1)
    composition = ((ours + everybody) / 2 * (our_share - all_share)).sum(axis=-1)
    return np.stack([gap, rate, composition], axis=-1)


def sums_by_psu(cells: pl.Expr, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and weighted values by PSU, birthplace and cell."""
    people = pl.read_csv(DATA, infer_schema_length=None)
    people = people.with_columns(psu=pl.col("SERIALNO").rank("dense") - 1)
    asked = people.filter(pl.col("AGEP").is_between(16, 64) & pl.col("ESR").is_not_null())
    codes = (pl.col("psu"), pl.col("NATIVITY") - 1, cells.alias("cell"))
    columns = asked.select(it.cast(pl.Int64) for it in codes)
    place = tuple(column.to_numpy() for column in columns)
    weight = asked["PWGTP"].to_numpy().astype(float)
    x, y = np.zeros((2, int(people["psu"].max()) + 1, 2, count))
    np.add.at(x, place, weight)
    np.add.at(y, place, weight * asked["ESR"].is_in([1, 2, 4, 5]).to_numpy())
    return x, y


BAND = pl.sum_horizontal(pl.col("AGEP") >= limit for limit in BANDS)
SEX_AND_BAND = (pl.col("SEX") - 1) * (len(BANDS) + 1) + BAND


def computed(folder: Path, standardise: str) -> list[tuple[float, float]]:
    """Gap and standard error of the three quantities, as the program has them."""
    (folder / "indicators").mkdir()
    (folder / "indicators" / "at_work.yaml").write_text(INDICATOR)
    (folder / "hawaii.survey.yaml").write_text(DESCRIPTION)
    request = Request(
        str(DATA),
        survey=folder / "hawaii.survey.yaml",
        indicators=(folder / "indicators",),
        by=("birthplace",),
        standardise=standardise,
        policy="none",
    )
    frame = pipeline.compute(request).frame.filter(pl.col("group") == "abroad")
    row = {it["quantity"]: it for it in frame.iter_rows(named=True)}
    return [(row[it]["gap"], row[it]["gap_se"]) for it in ("standardised", "rate_part", "composition_part")]


def test_a_delete_one_household_jackknife_agrees(tmp_path: Path) -> None:
    x, y = sums_by_psu(pl.col("AGEP") >= 40, 2)
    without = quantities(x.sum(axis=0) - x, y.sum(axis=0) - y)
    psus = len(x)
    jackknife = np.sqrt((psus - 1) / psus * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    found = quantities(x.sum(axis=0), y.sum(axis=0))
    for (gap, se), its_gap, its_se in zip(computed(tmp_path, "half"), found, jackknife, strict=True):
        assert gap == pytest.approx(its_gap, rel=1e-9, abs=1e-12)
        assert se == pytest.approx(its_se, rel=0.02)


def test_numerical_derivatives_agree_in_small_cells(tmp_path: Path) -> None:
    """In small cells a jackknife sees terms of second order, some 2% here; the derivatives agree."""
    x, y = sums_by_psu(SEX_AND_BAND, CELLS)
    psus, step = len(x), 1e-6
    up = quantities(x.sum(axis=0) + step * x, y.sum(axis=0) + step * y)
    down = quantities(x.sum(axis=0) - step * x, y.sum(axis=0) - step * y)
    influence = (up - down) / (2 * step)
    linearised = np.sqrt(psus / (psus - 1) * ((influence - influence.mean(axis=0)) ** 2).sum(axis=0))
    for (_, se), its_se in zip(computed(tmp_path, "gender+band"), linearised, strict=True):
        assert se == pytest.approx(its_se, rel=1e-6)
