"""The program against the oracle on random small surveys, and what must hold of any survey."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import surveys
from .oracle import row
from .surveys import LINEAR, ORDERED, Case

PROFILE = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
COMPARED = (
    "n n_weighted estimate se ci_low ci_high df deff cv reference gap gap_se gap_ci_low gap_ci_high gap_df gap_p "
    "ratio ratio_ci_low ratio_ci_high"
).split()


def table(case: Case, measures: Sequence[str]) -> pl.DataFrame:
    with TemporaryDirectory() as folder:
        return surveys.compute(case, Path(folder), measures)


def expected(case: Case, measure: str) -> dict[surveys.Key, dict[str, float]]:
    """The oracle's table of one measure."""
    survey = surveys.oracle_survey(case)
    values, base, _, _ = surveys.values(case, measure)
    return {
        place.key: row(
            survey,
            replace(values, everyone=surveys.in_wave(case, place.key[0], base)),
            place.domain,
            place.reference,
        )
        for place in surveys.places(case, base)
    }


def differences(ours: Mapping[str, object], oracle: Mapping[str, float]) -> list[str]:
    wrong = []
    for column in COMPARED:
        mine, theirs = ours[column], oracle.get(column, math.nan)
        missing = mine is None
        if missing or math.isnan(theirs):
            if missing != math.isnan(theirs):
                wrong.append(f"{column}: {mine}, oracle {theirs}")
        elif not math.isclose(float(str(mine)), theirs, rel_tol=1e-9, abs_tol=1e-12):
            wrong.append(f"{column}: {mine}, oracle {theirs}")
    return wrong


def assert_agrees(case: Case, measures: Sequence[str]) -> None:
    frame = table(case, measures)
    for measure in measures:
        rows = frame.filter(pl.col("indicator") == measure).to_dicts()
        ours = {(it["wave"], it["area"], it["group_by"], it["group"]): it for it in rows}
        oracle = expected(case, measure)
        assert ours.keys() == oracle.keys()
        wrong = [f"{measure} {key}: {it}" for key in ours for it in differences(ours[key], oracle[key])]
        assert not wrong, "\n".join(wrong)


@PROFILE
@given(surveys.cases(surveys.linearised))
def test_linear_measures_by_linearisation(case: Case) -> None:
    assert_agrees(case, LINEAR)


@PROFILE
@given(surveys.cases(surveys.linearised))
def test_order_statistics_by_linearisation(case: Case) -> None:
    assert_agrees(case, ORDERED)


@PROFILE
@given(surveys.cases(surveys.replicated()))
def test_linear_measures_by_replication(case: Case) -> None:
    assert_agrees(case, LINEAR)


@PROFILE
@given(surveys.cases(surveys.replicated()))
def test_order_statistics_by_replication(case: Case) -> None:
    assert_agrees(case, ORDERED)
