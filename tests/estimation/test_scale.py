"""What is known of a cell depends on its own rows, however large or heavy the rows of another are.

Oracles: exact fractions of the cell's own numbers; the same file with an ordinary number in the other group.
"""

from __future__ import annotations

import math
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import integrind
from integrind.arrays.exact import FloatArray, as_integers, sums
from integrind.arrays.grouping import Grouping
from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.estimation.design.sample import undivided
from integrind.estimation.domains.crossing import cross
from integrind.estimation.totals.replicate_sums import sums_by_replicate

FAR = (1e12, 1e35, 1e100, -1e250)
NUMBERS = st.lists(st.floats(1e-6, 1e6, allow_subnormal=False), min_size=1, max_size=50)


def beside(own: list[float], far: float) -> tuple[FloatArray, FloatArray]:
    """A cell's own numbers, and far ones of another in front of them."""
    values = np.array([far, far / 3, *own])
    return values, (np.arange(len(values)) >= 2).astype(np.int64)


def is_sum(found: float, own: list[float]) -> bool:
    """But for the rounding of a number."""
    exact = sum(map(Fraction, own))
    return abs(Fraction(found) - exact) <= Fraction(math.ulp(float(exact)))


@given(NUMBERS, st.sampled_from(FAR))
def test_sums_keep_their_digits_beside_a_cell_of_another_size(own: list[float], far: float) -> None:
    values, cells = beside(own, far)
    assert is_sum(sums(values, cells, 2)[1], own)
    assert is_sum(Grouping.of(cells, 2).sums(values)[1], own)


@given(NUMBERS, st.sampled_from(FAR), st.randoms(use_true_random=False))
def test_sums_are_the_same_bits_whoever_stands_beside_them(
    own: list[float], far: float, chance: random.Random
) -> None:
    values, cells = beside(own, far)
    order = list(range(len(values)))
    chance.shuffle(order)
    ordinary, _ = beside(own, 1.5)
    assert sums(values[order], cells[order], 2)[1] == sums(ordinary, cells, 2)[1]


@given(NUMBERS, NUMBERS, st.sampled_from(FAR))
def test_sums_by_replicate_keep_their_digits(own: list[float], weights: list[float], far: float) -> None:
    rows = min(len(own), len(weights))
    own, weights = own[:rows], weights[:rows]
    values, cells = beside(own, far)
    heavy, _ = beside(weights, abs(far))
    replicates = ReplicateWeights(np.stack([heavy, heavy[::1] * 2], axis=1))
    crossing = cross(undivided(len(values)), {"group": cells})
    for columns in (values, np.round(values, 2)):
        found = sums_by_replicate(replicates, [columns], crossing)[0, :, 1]
        exact = sum(Fraction(w) * Fraction(y) for w, y in zip(weights, columns[2:].tolist(), strict=True))
        assert found.tolist() == pytest.approx([float(exact), 2 * float(exact)], rel=1e-14)


@given(NUMBERS, st.sampled_from((1e12, 1e100)))
def test_weights_of_a_group_are_cumulated_in_units_of_its_own(own: list[float], far: float) -> None:
    """Oracle: shares by exact fractions; a unit is the 2**-40th of the heaviest at most."""
    weights, _ = beside(own, far)
    cumulated = np.cumsum(as_integers(weights, np.array([0, 2, 2, len(weights)])))
    shares = (cumulated[2:] - cumulated[1]) / float(cumulated[-1] - cumulated[1])
    whole = sum(map(Fraction, own))
    for at, share in enumerate(shares.tolist(), 1):
        assert share == pytest.approx(float(sum(map(Fraction, own[:at])) / whole), abs=1e-11)


MEASURES = {
    "mean": "measure: mean, value: y",
    "total": "measure: total, value: y",
    "ratio": "measure: ratio, numerator: y, denominator: z",
    "median": "measure: median, value: y",
    "tenth": "measure: quantile, q: 0.1, value: y",
    "gini": "measure: gini, value: y",
    "shares": "measure: quintile_share, value: y",
    "high": "measure: proportion, value: y > 30",
}
DESIGNS = {
    "rows": "{weight: w}",
    "strata": "{weight: w, strata: h}",
    "psus": "{weight: w, strata: h, psu: u}",
    "replicates": "{weight: w, replicates: {columns: 'r{1..4}', method: jk1}}",
}
COLUMNS = ("n", "n_weighted", "estimate", "se", "ci_low", "ci_high", "df", "deff")


def group_a(folder: Path, design: str, **far: float) -> pl.DataFrame:
    """The level of group a, where some of the numbers of one row of group b are far from all others."""
    chance = np.random.default_rng(7)
    rows = 60
    frame = {
        "g": np.where(np.arange(rows) % 3 > 0, "a", "b"),
        "w": chance.lognormal(0, 1, rows).round(3) + 0.5,
        "y": chance.lognormal(3, 1, rows),
        "z": chance.uniform(1, 2, rows),
        "h": np.arange(rows) % 2,
        "u": np.arange(rows) // 4,
    }
    frame |= {f"r{number}": frame["w"] * chance.uniform(0.5, 1.5, rows) for number in range(1, 5)}
    for name, number in far.items():
        for column in [name] if name != "w" else ["w", "r1", "r2", "r3", "r4"]:
            frame[column][9] = number
    library = folder / "indicators" / "structural"
    library.mkdir(parents=True, exist_ok=True)
    for name, measured in MEASURES.items():
        about = "dimension: structural, description: Made up., direction: descriptive"
        (library / f"{name}.yaml").write_text(f"{{id: {name}, title: {name}, {about}, {measured}}}\n")
    numbers = ", ".join(f"{name}: {{column: {name}, type: number}}" for name in "yz")
    (folder / "data.survey.yaml").write_text(f"title: Made up\ndesign: {design}\nvariables: {{{numbers}}}\n")
    pl.DataFrame(frame).write_csv(folder / "data.csv")
    found = integrind.compute(
        folder / "data.csv", indicators=[folder / "indicators"], by=["g"], policy="none"
    ).frame
    return found.filter(pl.col("group") == "a", pl.col("quantity") == "level").select("indicator", *COLUMNS)


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("far", [{"y": 1e12}, {"y": 1e100}, {"w": 1e16}, {"y": 1e30, "z": 1e20, "w": 1e9}])
def test_a_group_is_what_it_is_whoever_else_is_in_the_file(
    design: str, far: dict[str, float], tmp_path: Path
) -> None:
    ordinary = group_a(tmp_path, design)
    found = group_a(tmp_path, design, **far)
    for before, after in zip(ordinary.rows(named=True), found.rows(named=True), strict=True):
        for name in COLUMNS:
            was, said = (math.nan if it[name] is None else it[name] for it in (before, after))
            assert said == pytest.approx(was, rel=1e-11, nan_ok=True), (before["indicator"], name)
