"""Standard errors of gaps with calibrated weights against a jackknife that calibrates anew, on real data.

The American Community Survey 2024 (US Census Bureau, public domain): Hawaii, in fifty parts of
households as PSUs. Each replicate leaves a part out, and is calibrated to the whole file's totals.
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
PARTS = 50
DESCRIPTION = """
title: ACS 2024, Hawaii
design: {weight: PWGTP, psu: part, calibrated_to: [gender+band, puma]}
variables:
  age: {column: AGEP, type: number}
  puma: {column: PUMA, type: category}
  born: {column: NATIVITY, codes: {1: native, 2: abroad}}
  gender: {column: SEX, codes: {1: male, 2: female}}
  band: {from: age, bands: [0, 16, 25, 35, 50, 65]}
  citizen: {column: CIT, codes: {1: us, 2: us, 3: us, 4: naturalised, 5: foreign}}
"""
INDICATOR = """
id: insured
title: Insured
dimension: structural
description: People with health insurance.
measure: proportion
value: HICOV == 1
direction: higher_is_better
"""


def calibrated(w: np.ndarray, x: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Linear calibration (Deville and Särndal 1992)."""
    return w * (1 + x @ np.linalg.lstsq(x.T @ (w[:, None] * x), totals - x.T @ w, rcond=1e-10)[0])


@pytest.mark.parametrize("by", ["born", "citizen", "gender"])
def test_a_jackknife_that_calibrates_anew_agrees(by: str, tmp_path: Path) -> None:
    people = pl.read_csv(DATA, infer_schema_length=None)
    part = pl.col("SERIALNO").rank("dense").mod(PARTS)
    people = people.with_columns(part=part.cast(pl.Int64))
    people.write_csv(tmp_path / "hawaii.csv")
    (tmp_path / "hawaii.survey.yaml").write_text(DESCRIPTION)
    (tmp_path / "insured.yaml").write_text(INDICATOR)
    request = Request(
        str(tmp_path / "hawaii.csv"), indicators=(tmp_path / "insured.yaml",), by=(by,), policy="none"
    )
    rows = pipeline.compute(request).frame.filter(pl.col("group").is_not_null()).to_dicts()

    band = pl.sum_horizontal(pl.col("AGEP") >= limit for limit in (16, 25, 35, 50, 65))
    margins = people.select((pl.col("SEX") * 10 + band).alias("cell"), "PUMA").cast(pl.String)
    x = margins.to_dummies().to_numpy().astype(float)
    w = people["PWGTP"].to_numpy().astype(float)
    y = (people["HICOV"] == 1).to_numpy().astype(float)
    labels = {
        "born": people["NATIVITY"].replace_strict({1: "native", 2: "abroad"}),
        "gender": people["SEX"].replace_strict({1: "male", 2: "female"}),
        "citizen": people["CIT"].replace_strict({1: "us", 2: "us", 3: "us", 4: "naturalised", 5: "foreign"}),
    }[by]
    groups = np.stack([(labels == row["group"]).to_numpy() for row in rows]).astype(float)
    which = people["part"].to_numpy()

    def gaps(weights: np.ndarray) -> np.ndarray:
        found: np.ndarray = (groups @ (weights * y)) / (groups @ weights) - (weights @ y) / weights.sum()
        return found

    without = np.stack(
        [gaps(calibrated(w * (which != it) * PARTS / (PARTS - 1), x, x.T @ w)) for it in range(PARTS)]
    )
    jackknife = np.sqrt((PARTS - 1) / PARTS * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    assert [row["gap"] for row in rows] == pytest.approx(gaps(w), rel=1e-9)
    ratio = jackknife / np.array([row["gap_se"] for row in rows])
    assert np.median(ratio) == pytest.approx(1, abs=0.03)
    assert (np.abs(ratio - 1) < 0.15).all()
