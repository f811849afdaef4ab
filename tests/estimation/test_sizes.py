"""Sizes of groups against the oracle: totals and shares of a variable that is 1 for a group's people.

The oracle is that of test_properties.py, on the same random surveys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isnan, nan, sqrt
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import integrind

from . import oracle, surveys
from .oracle import Rows, Survey, Values
from .surveys import Case

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
EXAMPLES = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
SAMPLED = st.one_of(surveys.linearised, surveys.calibrated, surveys.replicated())


def of_everybody(case: Case) -> Case:
    """Whatever stands for the population of an indicator: people are counted."""
    return replace(case, asked=replace(case.asked, asked_of="everyone"))


Key = tuple[str | None, ...]
"""Quantity, wave, area, group_by and group."""
COLUMNS = ("n", "n_weighted", "estimate", "se", "ci_low", "ci_high", "df")


def computed(case: Case, folder: Path) -> pl.DataFrame:
    """The table of the program."""
    surveys.write(case, folder, ["mean"])
    asked = case.asked
    return integrind.sizes(
        folder / "data.csv",
        indicators=[folder / "structural"],
        by=asked.by,
        area="a" if asked.area else None,
        wave="t" if asked.wave else None,
        where="c == 1" if asked.where else None,
        level=asked.level,
        proportion_ci=asked.proportion_ci,
        policy="none",
    ).frame


def expected(case: Case) -> Iterator[tuple[Key, dict[str, float]]]:
    """Every row of the table, those of people of no known group where there are any."""
    survey = surveys.oracle_survey(case)
    everybody = np.ones(len(case.people), dtype=bool)
    populations = {
        place.key[:2]: place.domain for place in surveys.places(case, everybody) if place.key[2] is None
    }
    for place, population in populations.items():
        yield ("group_total", *place, None, None), total(survey, population, population)
        for by in case.asked.by:
            groups = {label: case.has(by, label) for label in case.labels(by)}
            unlabelled = ~np.logical_or.reduce(list(groups.values()))
            if any(
                (its & unlabelled & (survey.w > 0)).any()
                for (_, area), its in populations.items()
                if not area
            ):
                groups |= {"": unlabelled}
            for label, group in groups.items():
                key = (*place, by, label or None)
                yield ("group_total", *key), total(survey, population, group)
                yield ("group_share", *key), share(survey, population, group)


def counted(survey: Survey, people: Rows) -> dict[str, float]:
    its = people & (survey.w > 0)
    return {"n": float(its.sum()), "n_weighted": float(survey.w[its].sum())}


def total(survey: Survey, population: Rows, group: Rows) -> dict[str, float]:
    """Of the group's people; the whole place is its sample."""
    there = population & (survey.w > 0)
    found = counted(survey, there & group)
    if not found["n"]:
        return found
    side = survey.side(Values("total", group.astype(float)), there)
    se, df = sqrt(survey.variance_of(side)), survey.design.df(there)
    half = survey.t(df) * se
    return found | {
        "estimate": side.theta, "se": se, "ci_low": side.theta - half, "ci_high": side.theta + half, "df": df
    }  # fmt: skip


def share(survey: Survey, population: Rows, group: Rows) -> dict[str, float]:
    found = oracle.row(survey, Values("proportion", group.astype(float)), population)
    its = counted(survey, population & group)
    return {**found, **its} if its["n"] else its


def close(ours: object, other: float) -> bool:
    if ours is None or isnan(other):
        return ours is None and isnan(other)
    return bool(np.isclose(float(str(ours)), other, rtol=1e-9, atol=1e-11))


@EXAMPLES
@given(surveys.cases(SAMPLED).map(of_everybody))
def test_sizes_are_the_oracle_s(case: Case) -> None:
    with TemporaryDirectory() as folder:
        frame = computed(case, Path(folder))
    ours = {
        (it["quantity"], it["wave"], it["area"], it["group_by"], it["group"]): it for it in frame.to_dicts()
    }
    theirs = dict(expected(case))
    assert ours.keys() == theirs.keys()
    wrong = [
        f"{key} {column}: {ours[key][column]}, oracle {its.get(column, nan)}"
        for key, its in theirs.items()
        for column in COLUMNS
        if not close(ours[key][column], its.get(column, nan))
    ]
    assert not wrong, "\n".join(wrong)


@EXAMPLES
@given(surveys.cases(surveys.linearised).map(of_everybody))
def test_groups_and_those_of_none_are_everybody(case: Case) -> None:
    with TemporaryDirectory() as folder:
        frame = computed(case, Path(folder))
    place = ["wave", "area"]
    totals = frame.filter(quantity="group_total")
    whole = totals.filter(pl.col("group_by").is_null()).select(*place, "n", "n_weighted")
    parts = totals.drop_nulls("group_by").group_by(*place, "group_by").agg(pl.sum("n", "n_weighted"))
    both = parts.join(whole, on=place, nulls_equal=True, suffix="_of_all")
    assert (both["n"] == both["n_of_all"]).all()
    assert ((both["n_weighted"] - both["n_weighted_of_all"]).abs() < 1e-6).all()
