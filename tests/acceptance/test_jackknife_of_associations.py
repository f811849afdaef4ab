"""The standard error of a correlation against a delete-one-household jackknife, on real data."""

from __future__ import annotations

from pathlib import Path
from profile.test_associations import associations, correlation, jackknife_of_psus, of_pair

import numpy as np
import polars as pl
import pytest

from . import SURVEYS


def test_jackknife_of_a_real_survey_is_near(tmp_path: Path):
    """Delete-one-household jackknife on the American Community Survey of Vermont, at most 2% away."""
    columns = ["SERIALNO", "PWGTP", "AGEP", "NATIVITY", "ESR", "WAGP", "HICOV"]
    frame = pl.read_csv(SURVEYS / "acs2024_pums_person_50.csv", columns=columns, infer_schema=False)
    frame.write_csv(tmp_path / "people.csv")
    (tmp_path / "people.survey.yaml").write_text(
        "title: ACS\ndesign: {weight: PWGTP, psu: SERIALNO}\nvariables:\n"
        "  wage: {column: WAGP, type: number}\n"
        "  covered: {column: HICOV, codes: {1: yes_, 2: no_}}\n"
        "  born: {column: NATIVITY, codes: {1: us, 2: abroad}}\n",
        encoding="utf-8",
    )
    for name, measure, value in (("pay", "mean", "wage"), ("insured", "proportion", 'covered == "yes_"')):
        folder = tmp_path / "indicators" / "structural"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.yaml").write_text(
            f"id: {name}\ntitle: {name}\ndimension: structural\ndescription: For a test.\n"
            f"measure: {measure}\nvalue: {value}\ndirection: higher_is_better\n",
            encoding="utf-8",
        )
    found = of_pair(associations(tmp_path / "people.csv", by=("born",)), "pay", "insured")
    numbers = frame.with_columns(
        pl.col("WAGP", "PWGTP").cast(pl.Float64, strict=False),
        insured=(pl.col("HICOV") == "1").cast(pl.Float64),
    )
    x, y, w = (numbers[name].fill_null(np.nan).to_numpy() for name in ("WAGP", "insured", "PWGTP"))
    psu = np.unique(frame["SERIALNO"].to_numpy(), return_inverse=True)[1].astype(float)
    assert found["correlation"] == pytest.approx(correlation(x, y, w), abs=1e-9)
    assert found["se"] == pytest.approx(jackknife_of_psus(x, y, w, np.zeros_like(psu), psu), rel=0.02)
