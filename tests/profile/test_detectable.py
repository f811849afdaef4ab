"""How small a gap could have been seen. Oracle: scipy's t, and the power of the test itself."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

import integrind
from integrind.packaged import packaged_sample_data

SAMPLE = packaged_sample_data() / "community_survey.csv"


@pytest.mark.parametrize("level", [0.95, 0.9])
def test_it_is_found_clear_with_power_of_four_in_five(level: float) -> None:
    asked = ("employment_rate", "median_hourly_pay")
    frame = integrind.compute(SAMPLE, indicator=asked, by=["country_of_birth"], level=level).frame
    tested = frame.drop_nulls("gap_p")
    assert tested.height == 6
    df, se = (tested[name].to_numpy() for name in ("gap_df", "gap_se"))
    expected = (stats.t.ppf((1 + level) / 2, df) + stats.t.ppf(0.8, df)) * se
    assert np.allclose(tested["gap_detectable"], expected, rtol=1e-9)
    assert frame.filter(pl.col("gap_p").is_null())["gap_detectable"].is_null().all()


def test_nothing_is_said_of_what_isn_t_tested() -> None:
    frame = integrind.compute(
        SAMPLE, indicator=["employment_rate"], by=["country_of_birth"], where="age >= 62"
    ).frame
    untested = frame.filter(pl.col("gap_p").is_null())
    assert untested["gap_detectable"].is_null().all()
