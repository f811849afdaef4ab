"""Weights made to have known totals.

Oracles: R's `postStratify` and `calibrate` (tests/reference/calibration.csv, where test_more.py holds what is
estimated with them, too); iterative proportional fitting and the normal equations in numpy.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.comparison import HERE
from reference.more import METHODS, read_rows, totals_of

from integrind import pipeline
from integrind.errors import DataError, UsageError
from integrind.estimation.design.calibrating import Calibrator, Target
from integrind.pipeline.weights import Weights, weights
from integrind.request import Request
from integrind.vocabulary import CalibrationMethod

DESIGNS = json.loads((HERE / "more_designs.json").read_text("utf-8"))
CHECKS = [row for row in read_rows(HERE / "calibration.csv") if row["quantity"].startswith(("g_", "weight_"))]


@pytest.mark.parametrize("design", sorted({row["design"] for row in CHECKS}))
def test_weights_are_r_s(design: str, tmp_path: Path) -> None:
    declared = DESIGNS[design]
    (tmp_path / "totals.csv").write_text(totals_of(declared))
    method = METHODS[declared["calibration"]["method"]]
    how = {"weight": "pw", "calibrate": {"to": "totals.csv", "method": method}}
    (tmp_path / "it.yaml").write_text(yaml.safe_dump({"title": "Schools", "design": how}))
    found = weights(Request(str(HERE / declared["file"]), tmp_path / "it.yaml"))
    after = found.by_row["pw"].to_numpy()
    factor = after / pl.read_csv(HERE / declared["file"])["pw"].to_numpy()
    assert found.extremes in {None, (factor.min(), factor.max())}
    its = {
        "g_min": factor.min(),
        "g_max": factor.max(),
        "weight_sum": after.sum(),
        "weight_sumsq": (after**2).sum(),
    }
    for row in CHECKS:
        if row["design"] == design:
            assert its[row["quantity"]] == pytest.approx(float(row["estimate"]), rel=1e-9)


def test_what_weights_were_tells_of_no_few_people(tmp_path: Path) -> None:
    """All groups less the others, or a factor that is one group's own, would tell how many they are."""
    groups = ["a"] * 60 + ["b"] * 30 + ["c"] * 5
    both = pl.DataFrame({"g": groups, "town": ["f", "m"] * 47 + ["f"]})
    both.write_csv(tmp_path / "it.csv")
    totals = "variables,group,total\ng,a,600\ng,b,300\ng,c,100\ntown,f,520\ntown,m,480\n"
    (tmp_path / "totals.csv").write_text(totals)
    how = {"title": "It", "design": {"calibrate": {"to": "totals.csv", "method": "rake"}}}
    (tmp_path / "it.survey.yaml").write_text(yaml.safe_dump(how))
    found = weights(Request(str(tmp_path / "it.csv")))
    assert {it.variables: it.before for it in found.totals} == {"g": None, "town": 47.0}
    assert found.extremes is None


def targets(draw: np.random.Generator, rows: int, weight: np.ndarray) -> list[Target]:
    """Two variables, and totals that some other weights have."""
    truth = weight * draw.uniform(0.6, 1.6, rows)
    codes = [draw.permutation(np.arange(rows) % size) for size in (3, 4)]
    return [
        Target(name, code, None, tuple("abcd"[: code.max() + 1]), np.bincount(code, truth))
        for name, code in zip(("one", "two"), codes, strict=True)
    ]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_raking_is_iterative_proportional_fitting(seed: int) -> None:
    draw = np.random.default_rng(seed)
    weight = draw.uniform(1, 5, 60)
    both = targets(draw, 60, weight)
    fitted = weight.copy()
    for _ in range(500):
        for it in both:
            fitted *= (it.totals / np.bincount(it.column, fitted))[it.column]
    found = weight * Calibrator(both, CalibrationMethod.RAKE).factors(weight)
    assert found == pytest.approx(fitted, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_linear_calibration_solves_the_normal_equations(seed: int) -> None:
    draw = np.random.default_rng(seed)
    weight = draw.uniform(1, 5, 60)
    both = targets(draw, 60, weight)
    age = draw.uniform(16, 90, 60)
    total = float(both[0].totals.sum() * 45)
    x = np.stack(
        [*(both[0].column == at for at in range(3)), *(both[1].column == at for at in range(1, 4)), age], 1
    )
    known = np.array([*both[0].totals, *both[1].totals[1:], total])
    factor = 1 + x @ np.linalg.solve(x.T @ (x * weight[:, None]), known - x.T @ weight)
    asked = [*both, Target("age", np.zeros(60, dtype=np.int64), age, ("",), np.array([total]))]
    assert Calibrator(asked, CalibrationMethod.LINEAR).factors(weight) == pytest.approx(factor, rel=1e-8)


@pytest.mark.parametrize("method", [CalibrationMethod.LINEAR, CalibrationMethod.RAKE])
def test_bounds_are_kept_and_totals_met(method: CalibrationMethod) -> None:
    draw = np.random.default_rng(5)
    weight = draw.uniform(1, 5, 200)
    both = targets(draw, 200, weight)
    age = draw.uniform(16, 90, 200)
    both.append(
        Target("age", np.zeros(200, dtype=np.int64), age, ("",), np.array([both[0].totals.sum() * 50]))
    )
    free = Calibrator(both, method).factors(weight)
    bounds = (float(np.quantile(free, 0.1)), float(np.quantile(free, 0.95)))
    found = Calibrator(both, method, bounds).factors(weight)
    assert bounds[0] <= found.min() < found.max() <= bounds[1]
    for it in both:
        assert it.summed(weight * found) == pytest.approx(it.totals, rel=1e-9)


PEOPLE = [
    {"side": side, "band": band, "age": age, "w": 2.0, "r1": 1.0 + number % 3, "r2": 3.0 - number % 3}
    for number, (side, band, age) in enumerate(
        [("f", "young", 20), ("f", "old", 70), ("m", "young", 30), ("m", "old", 60), ("m", "old", 55)] * 4
    )
]
CROSSED = "side+band,f+young,15\nside+band,f+old,15\nside+band,m+young,10\nside+band,m+old,40\n"
BY_SIDE = "variables,group,total\nside,f,30\nside,m,50\n"


def calibrated(folder: Path, totals: str = BY_SIDE, method: str = "rake", **design: object) -> Weights:
    pl.DataFrame(PEOPLE).write_csv(folder / "data.csv")
    (folder / "totals.csv").write_text(totals)
    how = {"weight": "w", "calibrate": {"to": "totals.csv", "method": method, **design}}
    if replicates := how["calibrate"].pop("replicates", None):
        how["replicates"] = replicates
    (folder / "data.survey.yaml").write_text(yaml.safe_dump({"title": "Made up", "design": how}))
    return weights(Request(str(folder / "data.csv")))


def test_each_replicate_is_calibrated_by_itself(tmp_path: Path) -> None:
    found = calibrated(tmp_path, replicates={"columns": ["r1", "r2"], "method": "bootstrap"})
    assert found.by_row.columns == ["row", "w", "r1", "r2"]
    side = pl.DataFrame(PEOPLE)["side"]
    for name in ("w", "r1", "r2"):
        assert found.by_row.filter(side == "f")[name].sum() == pytest.approx(30)
    assert (found.before.total, found.after.total) == (40, pytest.approx(80))


def test_a_total_that_is_met_has_no_standard_error(tmp_path: Path) -> None:
    calibrated(tmp_path)
    definition = {"id": "women", "title": "Women", "dimension": "structural", "description": "Made up."}
    definition |= {"direction": "descriptive", "measure": "proportion", "value": 'side == "f"'}
    (tmp_path / "women.yaml").write_text(yaml.safe_dump(definition))
    request = Request(str(tmp_path / "data.csv"), indicators=(tmp_path / "women.yaml",), policy="none")
    (row,) = pipeline.compute(request).frame.to_dicts()
    assert (row["estimate"], row["se"], row["n_weighted"]) == (pytest.approx(30 / 80), 0, pytest.approx(80))
    assert "weights calibrated here to known totals of side (method: rake)" in row["notes"]


@pytest.mark.parametrize(
    ("totals", "method", "says"),
    [
        ("variables,total\nside,3\n", "rake", "these are no totals: there is no group"),
        ("variables,group,total\nside,f,many\nside,m,3\n", "rake", "1 row without a variable or a number"),
        (BY_SIDE + "side,f,30\n", "rake", "a group has two totals: side f"),
        (BY_SIDE + "side,,80\n", "rake", "side has totals by group, and one without a group"),
        ("variables,group,total\nsidee,f,3\n", "rake", "no variable or column 'sidee'\n  did you mean"),
        ("variables,group,total\nside,f,30\n", "rake", "1 group of side without a total"),
        (BY_SIDE + "side,x,5\n", "rake", "data.csv: calibrate: nobody with a weight is in side x"),
        (BY_SIDE.replace("30", "0"), "rake", "people are in side f, whose total is 0"),
        (BY_SIDE + "age,,4000\n", "rake", "rake: age has no cells"),
        ("variables,group,total\nage,,4000\n", "linear", "age doesn't say how many people there are"),
        (BY_SIDE + "band,,3\n", "linear", "band has groups: each has a total of its own"),
        (BY_SIDE + "band,young,30\nband,old,50\n", "post_stratify", "the totals of one variable, not of 2"),
        (BY_SIDE + "band,young,30\nband,old,60\n", "rake", "to the same\n  they differ by 11.11%"),
        (BY_SIDE + CROSSED, "rake", "follows from what stands before it: collinear"),
        (BY_SIDE + "age,,7000\n", "linear", "would have a negative weight"),
    ],
)  # fmt: skip
def test_what_can_t_be_met_is_refused(tmp_path: Path, totals: str, method: str, says: str) -> None:
    with pytest.raises(DataError) as refused:
        calibrated(tmp_path, totals, method)
    assert says in str(refused.value)


def test_bounds_that_can_t_be_met_name_what_is_off(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no weights meet all totals: .*side m"):
        calibrated(tmp_path, bounds=[0.9, 1.1])


def test_a_description_without_calibrate_makes_no_weights(tmp_path: Path) -> None:
    pl.DataFrame(PEOPLE).write_csv(tmp_path / "data.csv")
    with pytest.raises(UsageError, match="its description makes no weights"):
        weights(Request(str(tmp_path / "data.csv")))
