"""Dissimilarity and the test of equality, against the same from row scores and the formulas alone."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

import integrind

Floats = npt.NDArray[np.float64]
INDICATOR = """
id: kinds
title: Kinds
dimension: structural
description: For a test.
measure: distribution
value: kind
direction: descriptive
"""


def total_variance(scores: Floats, stratum: Floats, psu: Floats) -> Floats:
    """Covariances (columns, columns) of totals of scores (rows, columns), PSUs drawn with replacement."""
    found = np.zeros((scores.shape[1], scores.shape[1]))
    for one in np.unique(stratum):
        its = np.array(
            [scores[(stratum == one) & (psu == it)].sum(axis=0) for it in np.unique(psu[stratum == one])]
        )
        apart = its - its.mean(axis=0)
        found += len(its) / (len(its) - 1) * apart.T @ apart
    return found


def dissimilarity(w: Floats, kind: Floats, ours: Floats, theirs: Floats) -> tuple[float, Floats]:
    """Half the sum of the sizes of the gaps, and the score of each row."""
    score, value = np.zeros(len(w)), 0.0
    for it in np.unique(kind):
        is_it = kind == it
        one, other = (((w * is_it * side).sum() / (w * side).sum()) for side in (ours, theirs))
        gap = one - other
        z = w * ours * (is_it - one) / (w * ours).sum() - w * theirs * (is_it - other) / (w * theirs).sum()
        value += abs(gap) / 2
        score += np.sign(gap) * z / 2
    return value, score


def equality(
    w: Floats, kind: Floats, ours: Floats, stratum: Floats, psu: Floats
) -> tuple[float, float, float]:
    """F and its degrees of freedom: second-order Rao-Scott, from the covariance of the shares of cells."""
    kinds, n = np.unique(kind), len(w)
    cells = [(side, it) for side in (True, False) for it in kinds]
    inside = np.array([(ours == side) & (kind == it) for side, it in cells]).T
    p = (w[:, None] * inside).sum(axis=0) / w.sum()
    covariance = total_variance(w[:, None] * (inside - p) / w.sum(), stratum, psu)
    contrast = np.zeros((2 * len(kinds), len(kinds) - 1))
    for column in range(len(kinds) - 1):
        for at, sign in ((0, 1.0), (len(kinds), -1.0)):
            contrast[at, column], contrast[at + column + 1, column] = sign, -sign
    inverse = np.diag(np.divide(1.0, p, out=np.zeros_like(p), where=p > 0))
    plain = contrast.T @ inverse @ contrast / n
    delta = np.linalg.solve(plain, contrast.T @ inverse @ covariance @ inverse @ contrast)
    table = p.reshape(2, -1)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    x2 = n * ((table - expected) ** 2 / expected).sum()
    trace = np.trace(delta)
    above = trace**2 / np.trace(delta @ delta)
    units = len(set(zip(stratum.tolist(), psu.tolist(), strict=True)))
    return x2 / trace, above, above * (units - len(np.unique(stratum)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kinds")
    (made / "structural").mkdir()
    (made / "structural" / "kinds.yaml").write_text(INDICATOR)
    return made


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), clustered=st.booleans(), categories=st.integers(2, 11))
def test_dissimilarity_and_equality_are_those_of_row_scores(
    folder: Path, seed: int, clustered: bool, categories: int
) -> None:
    chance = np.random.default_rng(seed)
    n = int(chance.integers(60, 160))
    stratum = chance.integers(0, 3, n)
    psu = chance.integers(0, 6, n) if clustered else np.arange(n)
    stratum[:12], psu[:12] = np.repeat([0, 1, 2], 4), np.arange(12)
    kind = np.append(np.arange(categories), chance.integers(0, categories, n - categories))
    group = chance.choice(["a", "b", "c"], n)
    group[:3] = ["a", "b", "c"]
    w = np.round(chance.uniform(0.5, 3.0, n), 2)
    columns = {"w": w, "s": stratum, "u": psu, "kind": [f"k{it}" for it in kind], "g": group}
    pl.DataFrame(columns).write_csv(folder / "it.csv")
    design = "{weight: w, strata: s, psu: u}" if clustered else "{weight: w, strata: s}"
    (folder / "it.survey.yaml").write_text(f"title: it\ndesign: {design}\n")
    for reference in ("population", "rest"):
        frame = integrind.compute(
            folder / "it.csv", indicators=[folder / "structural"], by=["g"], gap_from=reference, policy="none"
        ).frame
        for one in "abc":
            ours = (group == one).astype(float)
            theirs = np.ones(n) if reference == "population" else 1 - ours
            value, score = dissimilarity(w, kind, ours, theirs)
            row = frame.filter(pl.col("group") == one, pl.col("quantity") == "dissimilarity").row(
                0, named=True
            )
            se = float(np.sqrt(total_variance(score[:, None], stratum, psu)[0, 0]))
            assert row["estimate"] == pytest.approx(value, rel=1e-9, abs=1e-12)
            assert row["se"] == pytest.approx(se, rel=1e-8, abs=1e-9)
            test = frame.filter(pl.col("group") == one, pl.col("quantity") == "equality").row(0, named=True)
            f, above, below = equality(w, kind, ours == 1, stratum, psu)
            said = re.search(r"numerator degrees of freedom: ([^;\s]+)", test["notes"])
            assert said is not None
            assert (test["estimate"], test["df"]) == (
                pytest.approx(f, rel=1e-7),
                pytest.approx(below, rel=1e-7),
            )
            assert float(said.group(1)) == pytest.approx(above, rel=1e-7)
            p = float(stats.f.sf(f, above, below))
            assert test["gap_p"] is None or test["gap_p"] == pytest.approx(p, rel=1e-6, abs=1e-300)
