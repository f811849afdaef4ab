"""How far groups live apart, against its formulas by complex steps, a jackknife, and a distribution.

The random surveys and their designs are those of test_properties.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import isnan, nan, sqrt
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import integrind
from integrind.packaged import packaged_sample_data

from . import surveys
from .oracle import Floats, Replicated, Rows, Survey
from .surveys import Case

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
EXAMPLES = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
SAMPLED = st.one_of(surveys.linearised, surveys.calibrated, surveys.replicated())
SAMPLE = packaged_sample_data() / "community_survey.csv"
Weights = npt.NDArray[np.complex128] | Floats
Value = Callable[[Weights], complex]
STEP = 1e-100


def of_everybody(case: Case) -> Case:
    return replace(case, asked=replace(case.asked, asked_of="everyone", by=("g",), area=True))


def total(w: Weights, rows: Rows) -> complex:
    return complex((w * rows).sum())


def ratio(above: complex, below: complex) -> complex:
    return above / below if below.real > 0 else 0.0


def nobody(w: Weights, *several: Rows) -> bool:
    """A replicate may leave nobody in a group: then it gives no estimate, and there is no error."""
    return any(total(w, it).real <= 0 for it in several)


def dissimilarity(group: Rows, rest: Rows, areas: list[Rows]) -> Value:
    def value(w: Weights) -> complex:
        if nobody(w, group, rest):
            return complex(nan)
        apart = [
            ratio(total(w, group & it), total(w, group)) - ratio(total(w, rest & it), total(w, rest))
            for it in areas
        ]
        return sum(it * np.sign(it.real) for it in apart) / 2

    return value


def exposure(group: Rows, other: Rows, areas: list[Rows]) -> Value:
    def value(w: Weights) -> complex:
        if nobody(w, group, other):
            return complex(nan)
        parts = (ratio(total(w, group & it) * total(w, other & it), total(w, it)) for it in areas)
        return ratio(sum(parts), total(w, group))

    return value


def measured(survey: Survey, value: Value, inside: Rows) -> dict[str, float]:
    """An index and its standard error, by derivatives or from the replicates."""
    design = survey.design
    theta = value(survey.w).real
    if isinstance(design, Replicated):
        each = np.array([value(it).real for it in design.weights.T])
        return {"estimate": theta, "se": sqrt(design.variance(theta, each, 1.0))}
    z = np.zeros(len(survey.w))
    for row in np.flatnonzero(inside):
        stepped = survey.w.astype(np.complex128)
        stepped[row] += 1j * STEP
        z[row] = survey.w[row] * value(stepped).imag / STEP
    return {"estimate": theta, "se": sqrt(design.variance(z, inside))}


def expected(case: Case) -> Iterator[tuple[tuple[str | None, ...], dict[str, float]]]:
    survey = surveys.oracle_survey(case)
    there = survey.w > 0
    everybody = there & ~np.equal(np.array(case.column("a"), dtype=object), None)
    if case.asked.where:
        everybody &= surveys.numbers(case.column("c")) == 1
    labels = case.labels("g")
    for wave in case.labels("t") if case.asked.wave else [None]:
        base = everybody & (case.has("t", wave) if wave else True)
        areas = [base & case.has("a", it) for it in case.labels("a")]
        for label in labels:
            group = base & case.has("g", label)
            rest = base & ~group
            of: Mapping[tuple[str, str | None], Value] = {
                ("dissimilarity", "rest"): dissimilarity(group, rest, areas),
                ("isolation", None): exposure(group, group, areas),
                ("exposure", "rest"): exposure(group, rest, areas),
                **{
                    ("exposure", it): exposure(group, base & case.has("g", it), areas)
                    for it in labels
                    if it != label
                },
            }
            for (quantity, versus), value in of.items():
                other = rest if versus in {"rest", None} else base & case.has("g", str(versus))
                lacking = not group.any() or (quantity != "isolation" and not other.any())
                found = {} if lacking else {**measured(survey, value, base), "df": survey.design.df(base)}
                yield (wave, label, quantity, versus), {"n": float(group.sum()), **found}


@EXAMPLES
@given(surveys.cases(SAMPLED).map(of_everybody).filter(surveys.computable))
def test_segregation_is_the_oracle_s(case: Case) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        surveys.write(case, folder, ["mean"])
        frame = integrind.segregation(
            folder / "data.csv",
            indicators=[folder / "structural"],
            by=["g"],
            area=["a"],
            wave="t" if case.asked.wave else None,
            where="c == 1" if case.asked.where else None,
            policy="none",
        ).frame
    ours = {(it["wave"], it["group"], it["quantity"], it["versus"]): it for it in frame.to_dicts()}
    wrong = [
        f"{key} {name}: {ours[key][name]}, oracle {its.get(name, nan)}"
        for key, its in expected(case)
        for name in ("n", "estimate", "se", "df")
        if not close(ours[key][name], its.get(name, nan))
    ]
    assert not wrong, "\n".join(wrong)


def close(ours: object, other: float) -> bool:
    if ours is None or isnan(other):
        return ours is None and isnan(other)
    return bool(np.isclose(float(str(ours)), other, rtol=1e-9, atol=1e-8))


INDICATOR = """
id: home
title: Home
dimension: social
description: Where people live.
measure: distribution
value: region
direction: descriptive
"""


def test_a_distribution_over_areas_is_as_dissimilar(tmp_path: Path) -> None:
    (tmp_path / "social").mkdir()
    (tmp_path / "social" / "home.yaml").write_text(INDICATOR)
    by, wave, folders = ["country_of_birth"], "wave", [tmp_path / "social"]
    apart = integrind.segregation(SAMPLE, area=["region"], by=by, wave=wave, policy="none").frame
    spread = integrind.compute(
        SAMPLE,
        indicators=folders,
        with_library=True,
        indicator=["home"],
        gap_from="rest",
        by=by,
        wave=wave,
        policy="none",
    ).frame
    columns = ("wave", "group", "n", "estimate", "se", "ci_low", "ci_high", "df", "notes")
    ours, theirs = (
        it.filter(quantity="dissimilarity").select(columns).sort("wave", "group") for it in (apart, spread)
    )
    assert ours.height == 6
    for name in columns:
        numeric = ours[name].dtype.is_float()
        same = (
            np.allclose(ours[name], theirs[name], rtol=1e-12)
            if numeric
            else (ours[name] == theirs[name]).all()
        )
        assert same, name


def test_errors_are_those_of_a_jackknife() -> None:
    """Delete one PSU at a time: within 3% in the median, and none further than a fifth."""
    names = ("country_of_birth", "region", "stratum", "psu", "weight", "wave")
    data = pl.read_csv(SAMPLE, columns=names, infer_schema_length=0)
    frame = integrind.segregation(
        SAMPLE, area=["region"], by=["country_of_birth"], wave="wave", policy="none"
    ).frame
    w = data["weight"].cast(pl.Float64).to_numpy()
    area = data["region"].cast(pl.Categorical).to_physical().to_numpy()
    ratios = []
    for (label, code), wave in product({"uk": "1", "eu": "2", "non_eu": "3"}.items(), ("2022", "2024")):
        there = (data["wave"] == wave).to_numpy()
        group = there & (data["country_of_birth"] == code).to_numpy()

        def indices(w: Floats, group: Rows = group, there: Rows = there) -> Floats:
            own = np.bincount(area, w * group)
            everybody = np.bincount(area, w * there)
            rest = everybody - own
            apart = np.abs(own / own.sum() - rest / rest.sum()).sum() / 2
            return np.array([apart, (own / own.sum() * own / everybody).sum()])

        found = sum(_of_stratum(indices, w, psus) for psus in _psus(data))
        for quantity, variance in zip(("dissimilarity", "isolation"), found, strict=True):
            its = frame.filter(group=label, wave=wave, quantity=quantity)
            ratios.append(np.sqrt(variance) / its["se"].item())
    assert abs(np.median(ratios) - 1) < 0.03
    assert 0.8 < min(ratios) < max(ratios) < 1.2


def _psus(data: pl.DataFrame) -> list[list[Rows]]:
    """Rows of each PSU, stratum by stratum."""
    units = data.select("stratum", "psu").with_row_index("row")
    strata = units.partition_by("stratum", maintain_order=True)
    found = []
    for stratum in strata:
        rows = []
        for psu in stratum.partition_by("psu", maintain_order=True):
            mask = np.zeros(data.height, dtype=bool)
            mask[psu["row"].to_numpy()] = True
            rows.append(mask)
        found.append(rows)
    return found


def _of_stratum(indices: Callable[[Floats], Floats], w: Floats, psus: list[Rows]) -> Floats:
    n, stratum = len(psus), np.logical_or.reduce(psus)
    without = [indices(np.where(stratum, w * ~it * n / (n - 1), w)) for it in psus]
    apart = np.stack(without) - np.mean(without, axis=0)
    variance: Floats = (n - 1) / n * (apart**2).sum(axis=0)
    return variance
