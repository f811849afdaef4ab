"""Rows that were drawn one by one are summed by stratum and domain: what that says of their variance.

Oracles: exact fractions; and the same file with a PSU of its own for every row, which sums no rows together.
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import fsum
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind import pipeline
from integrind.arrays.exact import FloatArray
from integrind.estimation.design.sample import DrawnStage, draw
from integrind.estimation.domains.crossing import cross_pooled
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.responses import Responses
from integrind.estimation.totals.spread import Sums, WeightSquares, of_kinds, of_rows
from integrind.estimation.variance.moments import Moments, RowScores
from integrind.request import Reference, Request
from integrind.vocabulary import LonelyPsu, State

Row = tuple[int, float, float, float]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from([0.5, 1.25, 3.0, 1000.1]), st.integers(0, 3), st.integers(1, 2)
    ),
    min_size=1,
    max_size=40,
)
"""Cell, weight, value and denominator."""


def moments(rows: list[Row], *, few: bool) -> Moments:
    """By cell, as few kinds of answers or row by row."""
    cell, weight, y, x = (np.array(it) for it in zip(*rows, strict=True))
    sample = draw(None, [DrawnStage(None, None)], len(rows), LonelyPsu.REMOVE)
    crossing = cross_pooled(sample, {"group": cell})
    entry = crossing.row_entry
    n = np.bincount(entry, minlength=crossing.size)
    exact = [[fsum((weight * its)[entry == at]) for at in range(crossing.size)] for its in (y, x)]
    sums = Sums(n, *map(np.array, exact))
    if not few:
        row = np.argsort(entry, kind="stable")
        return of_rows(sums, Base(crossing, row, weight, y[row].astype(float), x[row].astype(float)))[0]
    pairs, code = np.unique(np.stack([y, x]), axis=1, return_inverse=True)
    states = np.full(pairs.shape[1], State.ANSWERED, dtype=np.uint8)
    kinds = Responses(
        code.ravel().astype(np.uint8),
        states,
        pairs[0].astype(float),
        pairs[1].astype(float),
        states == State.ANSWERED,
    ).kinds
    place, shape = kinds.of_response[code.ravel()].astype(int) * crossing.size + entry, (len(kinds.state), -1)
    squares = WeightSquares.of(weight, crossing)
    total = np.zeros(len(kinds.state) * crossing.size, dtype=np.int64)
    np.add.at(total, place, squares.number)
    by_kind = [np.bincount(place, it, len(total)).reshape(shape) for it in (np.ones(len(rows)), weight)]
    about = squares.about_mean(by_kind[0].astype(int), by_kind[1], total.reshape(shape))
    return of_kinds(sums, kinds, by_kind[0].astype(int), by_kind[1], about)


def squares(found: Moments, of_y: float, of_x: float) -> FloatArray:
    cells = len(found.rows)
    return RowScores(found, np.arange(cells), np.full(cells, of_y), np.full(cells, of_x)).squares


@pytest.mark.parametrize("few", [True, False], ids=["kinds", "rows"])
@given(rows=ROWS, of_y=st.sampled_from([1.0, 0.25]), of_x=st.sampled_from([0.0, -0.5, -1.3]))
def test_squares_of_scores_are_those_of_exact_arithmetic(
    few: bool, rows: list[Row], of_y: float, of_x: float
) -> None:
    found = squares(moments(rows, few=few), of_y, of_x)
    for at, cell in enumerate(sorted({row[0] for row in rows})):
        its = [(Fraction(w), Fraction(y), Fraction(x)) for group, w, y, x in rows if group == cell]
        scores = [w * (Fraction(of_y) * y + Fraction(of_x) * x) for w, y, x in its]
        mean = sum(scores) / len(scores)
        exact = sum((score - mean) ** 2 for score in scores)
        size = sum(score**2 for score in scores) + sum(w * w * (y * y + x * x) for w, y, x in its)
        assert found[at] == pytest.approx(float(exact), rel=1e-11, abs=1e-13 * float(size))


@pytest.mark.parametrize("few", [True, False], ids=["kinds", "rows"])
@given(rows=ROWS, chance=st.randoms(use_true_random=False))
def test_moments_are_the_same_bits_in_every_order(few: bool, rows: list[Row], chance: random.Random) -> None:
    before = squares(moments(rows, few=few), 1.0, -0.7)
    chance.shuffle(rows)
    assert squares(moments(rows, few=few), 1.0, -0.7).tolist() == before.tolist()


MEASURES = {
    "average": "measure: mean, value: y",
    "amount": "measure: total, value: y",
    "rate": "measure: ratio, numerator: y, denominator: z",
    "share": "measure: proportion, value: y > 30",
    "count": "measure: total, value: k",
    "few": "measure: ratio, numerator: k, denominator: j",
    "middle": "measure: median, value: y",
}
ASKED = {
    "groups": {},
    "areas": {"area": "a"},
    "rest": {"area": "a", "gap_from": Reference.parse("rest")},
    "group": {"gap_from": Reference.parse("group=b")},
    "whole": {"area": "a", "gap_from": Reference.parse("whole")},
    "waves": {"wave": "t"},
    "standardised": {"standardise": "j"},
}
DESIGNS = {"weights": "weight: w", "strata": "weight: w, strata: h", "fpc": "weight: w, strata: h, fpc: n"}


def request(folder: Path, design: str, **asked: object) -> Request:
    """A made-up file of 300 rows, some without an answer and some with no weight."""
    chance = np.random.default_rng(3)
    rows = 300
    frame = pl.DataFrame(
        {
            "g": np.array(["a", "b", "c"])[chance.integers(0, 3, rows)],
            "a": chance.integers(0, 3, rows),
            "t": chance.integers(2001, 2003, rows),
            "h": chance.integers(0, 5, rows),
            "w": chance.lognormal(0, 1, rows).round(3) * (chance.random(rows) > 0.03),
            "y": np.where(chance.random(rows) < 0.1, np.nan, chance.lognormal(3, 1, rows).round(2)),
            "z": chance.uniform(1, 2, rows),
            "k": chance.integers(0, 4, rows),
            "j": chance.integers(1, 3, rows),
            "id": np.arange(rows),
        }
    ).with_columns(pl.col("y").fill_nan(None), n=3 * pl.len().over("h"))
    library = folder / "indicators" / "structural"
    library.mkdir(parents=True, exist_ok=True)
    for name, measured in MEASURES.items():
        about = "dimension: structural, description: Made up., direction: descriptive"
        (library / f"{name}.yaml").write_text(f"{{id: {name}, title: {name}, {about}, {measured}}}\n")
    numbers = ", ".join(f"{name}: {{column: {name}, type: number}}" for name in "yzkj")
    said = f"title: Made up\ndesign: {{{design}}}\nvariables: {{{numbers}}}\n"
    (folder / "data.survey.yaml").write_text(said)
    frame.write_csv(folder / "data.csv")
    data, indicators = str(folder / "data.csv"), (folder / "indicators",)
    return Request(data=data, indicators=indicators, by=("g",), policy="none", **asked)  # type: ignore[arg-type] # by name


def same(one: pl.DataFrame, other: pl.DataFrame) -> None:
    for name in one.columns:
        if one[name].dtype.is_numeric():
            ours, theirs = (it[name].cast(pl.Float64).fill_null(np.nan).to_list() for it in (one, other))
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-13, nan_ok=True), name
        else:
            assert one[name].to_list() == other[name].to_list(), name


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_rows_that_are_summed_vary_as_psus_of_their_own(
    design: str, asked: dict[str, object], tmp_path: Path
) -> None:
    singly = pipeline.compute(request(tmp_path, design, **asked)).frame
    as_psus = pipeline.compute(request(tmp_path, f"{design}, psu: id", **asked)).frame
    same(singly, as_psus)


def test_differences_between_areas_and_waves_vary_so_too(tmp_path: Path) -> None:
    compare, trend = {"area": "a"}, {"wave": "t"}
    singly, as_psus = "weight: w, strata: h", "weight: w, strata: h, psu: id"
    same(
        pipeline.compare(request(tmp_path, singly, **compare)).frame,
        pipeline.compare(request(tmp_path, as_psus, **compare)).frame,
    )
    same(
        pipeline.trend(request(tmp_path, singly, **trend)).frame,
        pipeline.trend(request(tmp_path, as_psus, **trend)).frame,
    )
