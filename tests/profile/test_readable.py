"""What lets a row be read and drawn by itself: direction, labels, and the gap in standard deviations."""

from __future__ import annotations

from dataclasses import replace
from profile.test_profile import deviation

import polars as pl
import pytest

from integrind import pipeline
from integrind.definitions.library import load_library
from integrind.packaged import packaged_indicators, packaged_sample_data
from integrind.request import Request
from integrind.table.readable import of_shown

SAMPLE = Request(
    str(packaged_sample_data() / "community_survey.csv"), only=("employment_rate", "life_satisfaction_mean")
)
"""A share and a mean."""


@pytest.fixture(scope="module")
def levels() -> pl.DataFrame:
    """By crossed groups, of the whole and of each area."""
    return pipeline.compute(replace(SAMPLE, by=("sex+country_of_birth",), area="region")).frame


def test_gaps_are_measured_in_the_population_of_all_areas(levels: pl.DataFrame):
    """Against the standard deviation that each population's standard error and design effect tell."""
    spread = {
        it["indicator"]: deviation(it)
        for it in levels.filter(pl.col("group").is_null(), pl.col("area").is_null()).to_dicts()
    }
    gaps = levels.filter(pl.col("gap").is_not_null())
    assert gaps["area"].null_count() < gaps.height > 50
    for row in gaps.to_dicts():
        assert row["gap_sd"] == pytest.approx(row["gap"] / spread[row["indicator"]], rel=1e-9)
    assert levels.filter(pl.col("gap").is_null())["gap_sd"].null_count() == levels.height - gaps.height


def test_labels_are_those_of_the_codebook(levels: pl.DataFrame):
    codebook = load_library([packaged_indicators()]).codebook
    assert codebook is not None
    sexes, births = (codebook.variables[name].values for name in ("sex", "country_of_birth"))
    for group, label in levels.select("group", "group_label").drop_nulls().unique().iter_rows():
        sex, birth = group.split("+")
        assert label == f"{sexes[sex]}, {births[birth]}"
    named = levels.select("group", "group_label", "area", "area_label")
    assert named["group"].is_null().equals(named["group_label"].is_null())
    assert named["area"].is_null().equals(named["area_label"].is_null())


@pytest.mark.parametrize("make", [pipeline.compare, pipeline.trend])
def test_differences_of_gaps_are_measured_alike(make):
    """By the standard deviation of the later wave, or of all areas."""
    asked = replace(SAMPLE, by=("country_of_birth",), area="region", wave="wave", policy="none")
    whole = pipeline.compute(replace(asked, area="none")).frame.filter(pl.col("group").is_null())
    spread = {(it["indicator"], it["wave"]): deviation(it) for it in whole.to_dicts()}
    found = make(asked).frame.filter(pl.col("gap").is_not_null()).to_dicts()
    assert len(found) > 20
    for row in found:
        assert row["gap_sd"] == pytest.approx(row["gap"] / spread[row["indicator"], row["wave"]], rel=1e-9)


def test_other_measures_have_no_standard_deviation():
    names = ("median_hourly_pay", "at_risk_of_poverty_rate")
    frame = pipeline.compute(replace(SAMPLE, only=names, by=("country_of_birth",))).frame
    of_groups = frame.filter(pl.col("gap").is_not_null())
    measured = dict(of_groups.group_by("measure").agg(pl.col("gap_sd").is_not_null().all()).iter_rows())
    assert measured == {"median": False, "at_risk_of_poverty": True}


def test_a_population_whose_level_is_hidden_measures_nothing():
    """A gap and the same gap in standard deviations would tell the share of a population."""
    deviations = pl.DataFrame({"indicator": ["a", "b"], "wave": ["1", "1"], "deviation": [0.5, 0.4]})
    names = ("indicator", "quantity", "wave", "group", "area", "estimate")
    rows = [
        ("a", "level", "1", None, None, 0.5),
        ("a", "level", "1", "x", None, None),
        ("b", "level", "1", None, None, None),
        ("b", "level", "1", "x", None, 0.2),
    ]
    assert of_shown(deviations, pl.DataFrame(rows, names, orient="row"))["indicator"].to_list() == ["a"]


def test_people_who_do_not_differ_measure_nothing(tmp_path):
    """Amounts whose mean isn't the amount itself, by rounding."""
    rows = "".join(f"{w},{g},0.1\n" for w, g in [(0.7, "a"), (0.1, "b"), (0.3, "a"), (0.9, "b")] * 20)
    (tmp_path / "data.csv").write_text("w,g,x\n" + rows)
    (tmp_path / "data.survey.yaml").write_text("title: T\ndesign: {weight: w}\n")
    (tmp_path / "x_mean.yaml").write_text(
        "id: x_mean\ntitle: X\ndimension: social\ndescription: X.\nmeasure: mean\nvalue: x\n"
        "direction: descriptive\n"
    )
    asked = Request(
        str(tmp_path / "data.csv"), indicators=(tmp_path / "x_mean.yaml",), by=("g",), policy="none"
    )
    frame = pipeline.compute(asked).frame
    assert frame["estimate"].to_list() == pytest.approx([0.1] * 3)
    assert frame["gap_sd"].to_list() == [None] * 3
