"""That a gap doesn't matter. Oracle: the interval of level 1 - 2a by scipy's t, and Holm's rule by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import integrind
from integrind.packaged import packaged_sample_data
from integrind.results import COLUMNS
from integrind.table.equivalence import margins_of, with_equivalent
from integrind.vocabulary import Adjustment

SAMPLE = packaged_sample_data() / "community_survey.csv"
ASKED = ("employment_rate", "bad_health_rate", "usual_weekly_hours_mean", "median_hourly_pay")


def rows(gaps: list[float], se: float, df: float, level: float) -> pl.DataFrame:
    """Rows of one group each, tested by t; those that are clear are `better`."""
    p = 2 * stats.t.sf(np.abs(gaps) / se, df)
    frame = pl.DataFrame(
        {
            "gap": gaps,
            "gap_p": p,
            "finding": np.where(p < 1 - level, "better", "no_clear_difference"),
        }
    ).with_columns(
        gap_se=pl.lit(se), gap_df=pl.lit(df), level=pl.lit(level), group_by=pl.lit("g"), group=pl.lit("x")
    )
    missing = [
        pl.lit(None).cast(kind).alias(name) for name, kind in COLUMNS.items() if name not in frame.columns
    ]
    return frame.with_columns(missing).select(*COLUMNS)


@settings(max_examples=30)
@given(
    gaps=st.lists(st.floats(-3, 3), min_size=1, max_size=4),
    se=st.floats(0.1, 2),
    df=st.floats(1, 200),
    margin=st.floats(0.1, 6),
    level=st.sampled_from([0.8, 0.95]),
)
def test_the_interval_of_level_1_2a_lies_within_the_margin(
    gaps: list[float], se: float, df: float, margin: float, level: float
) -> None:
    frame = rows(gaps, se, df, level)
    found = with_equivalent(frame, pl.Series([margin] * len(gaps)), Adjustment.NONE)["finding"].to_list()
    half = stats.t.ppf(level, df) * se
    for gap, before, after in zip(gaps, frame["finding"], found, strict=True):
        inside = margin - abs(gap) - half
        if abs(inside) > 1e-9:
            unclear = before == "no_clear_difference"
            assert after == ("equivalent" if unclear and inside > 0 else before)


def test_holm_asks_more_of_several() -> None:
    """By hand: p of one test is 0.04 and of the other 0.03; times 2, the smaller isn't below 0.05."""
    df = 30.0
    gaps = [1 - stats.t.isf(p, df) * 0.3 for p in (0.04, 0.03)]
    frame = rows(gaps, 0.3, df, 0.95)
    margins = pl.Series([1.0, 1.0])
    alone = with_equivalent(frame, margins, Adjustment.NONE)["finding"].to_list()
    assert alone == ["equivalent", "equivalent"]
    both = with_equivalent(frame, margins, Adjustment.HOLM)["finding"].to_list()
    assert both == ["no_clear_difference", "no_clear_difference"]


def test_nothing_is_shown_where_the_test_is_not_t_s_or_nothing_says_what_matters() -> None:
    frame = rows([0.0, 0.1], 0.01, 50.0, 0.95).with_columns(gap_p=pl.Series([0.4, None]))
    kept = with_equivalent(frame, pl.Series([1.0, 1.0]), Adjustment.NONE)
    assert kept["finding"].to_list() == frame["finding"].to_list()
    unknown = margins_of(frame, pl.Series([None, None], dtype=pl.Float64), None)
    assert unknown.null_count() == 2


@pytest.mark.parametrize("matters", [None, 3.0])
def test_what_matters_is_in_the_unit_of_the_table(matters: float | None) -> None:
    """A tenth of the standard deviation, which a median has none of; or 3 points, hours, pounds."""
    frame = integrind.compute(SAMPLE, indicator=ASKED, by=["country_of_birth"], matters=matters).frame
    tested = frame.drop_nulls("gap_p").filter(pl.col("gap") != 0)
    assert {"equivalent", "no_clear_difference"} & {*tested["finding"]}
    for row in tested.to_dicts():
        if row["gap_p"] < 0.05:
            assert row["finding"] not in ("equivalent", "no_clear_difference")
            continue
        spread = row["gap_sd"] and row["gap"] / row["gap_sd"]
        tenth = None if spread is None else spread / 10
        margin = tenth if matters is None else (matters / 100 if row["unit"] == "percent" else matters)
        within = margin is not None and (
            abs(row["gap"]) + stats.t.ppf(0.95, row["gap_df"]) * row["gap_se"] < margin
        )
        assert row["finding"] == ("equivalent" if within else "no_clear_difference")


def test_a_gap_that_matters_has_a_size(tmp_path: Path) -> None:
    for wrong in (0.0, -1.0):
        with pytest.raises(integrind.UsageError, match="above 0"):
            integrind.compute(SAMPLE, indicator=["employment_rate"], matters=wrong)
