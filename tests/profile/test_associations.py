"""Associations against numpy, written again from docs/profile.md, and against jackknives of whole files."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from integrind import pipeline
from integrind.packaged import packaged_sample_data
from integrind.request import Request
from integrind.vocabulary import Adjustment

from .survey import NUMBERS, YES_NO, Floats, People, draw, jackknife, jackknife_scales, write

PAIRS = list(combinations((*YES_NO, *NUMBERS), 2))


def associations(data: Path, **asked: object) -> pl.DataFrame:
    """The pairs of a file, with nothing hidden unless a policy is asked for."""
    local = data.parent / "indicators"
    paths = (local,) if local.is_dir() else ()
    request = Request(str(data), indicators=paths, **{"policy": "none", "by": ("group",), **asked})
    found = pipeline.profile(request, associations=True).associations
    assert found is not None
    return found


def of_pair(found: pl.DataFrame, one: str, other: str) -> dict[str, object]:
    """The row of two indicators, whichever comes first."""
    pair = {one, other}
    rows = [it for it in found.to_dicts() if {it["indicator"], it["other_indicator"]} == pair]
    assert len(rows) == 1
    return rows[0]


def correlation(x: Floats, y: Floats, w: Floats) -> float:
    """numpy's own, from its weighted covariance matrix."""
    known = ~np.isnan(x) & ~np.isnan(y) & (w > 0)
    matrix = np.cov(np.array([x[known], y[known]]), aweights=w[known])
    return float(matrix[0, 1] / np.sqrt(matrix[0, 0] * matrix[1, 1]))


def linearised_se(x: Floats, y: Floats, people: People) -> float:
    """Scores of z = standardised values, product less half the squares times r; variance of PSU sums."""
    known = ~np.isnan(x) & ~np.isnan(y)
    w = np.where(known, people["weight"], 0.0)
    r = correlation(x, y, w)
    z = []
    for values in (x, y):
        filled = np.where(known, values, 0.0)
        mean = np.average(filled, weights=w)
        z.append((filled - mean) / np.sqrt(np.average((filled - mean) ** 2, weights=w)))
    score = w / w.sum() * (z[0] * z[1] - r * (z[0] ** 2 + z[1] ** 2) / 2)
    total = 0.0
    for stratum in np.unique(people["stratum"]):
        inside = people["stratum"] == stratum
        sums = [score[inside & (people["psu"] == it)].sum() for it in np.unique(people["psu"][inside])]
        total += len(sums) * np.var(sums, ddof=1)
    return float(np.sqrt(total))


@pytest.fixture(scope="module", params=[1, 2])
def sampled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[People, Path]:
    people = draw(request.param)
    return people, write(people, tmp_path_factory.mktemp("survey"))


@pytest.fixture(scope="module")
def found(sampled: tuple[People, Path]) -> pl.DataFrame:
    return associations(sampled[1])


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_agrees_with_numpy(sampled: tuple[People, Path], found: pl.DataFrame, one: str, other: str):
    people, _ = sampled
    x, y = people.answers(one), people.answers(other)
    known = ~np.isnan(x) & ~np.isnan(y)
    r, se = correlation(x, y, people["weight"]), linearised_se(x, y, people)
    df = 40 - 4
    z, half = np.arctanh(r), stats.t.ppf(0.975, df) * se / (1 - r**2)
    row = of_pair(found, one, other)
    assert row["n"] == known.sum()
    assert row["n_weighted"] == pytest.approx(people["weight"][known].sum(), rel=1e-12)
    assert row["df"] == df
    assert row["correlation"] == pytest.approx(r, abs=1e-9)
    assert row["se"] == pytest.approx(se, rel=1e-9)
    assert row["ci_low"] == pytest.approx(np.tanh(z - half), abs=1e-9)
    assert row["ci_high"] == pytest.approx(np.tanh(z + half), abs=1e-9)
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(z) / (se / (1 - r**2)), df), rel=1e-9)


def test_phi_of_a_table_of_two_by_two(sampled: tuple[People, Path], found: pl.DataFrame):
    """phi = (ad - bc) / sqrt of the product of the margins."""
    people, _ = sampled
    x, y, w = people.answers("work"), people.answers("vote"), people["weight"]
    a, b, c, d = (w[(x == i) & (y == j)].sum() for i, j in ((1, 1), (1, 0), (0, 1), (0, 0)))
    phi = (a * d - b * c) / np.sqrt((a + b) * (c + d) * (a + c) * (b + d))
    assert of_pair(found, "work", "vote")["correlation"] == pytest.approx(phi, abs=1e-12)


def test_replicates_recompute_it(tmp_path: Path):
    people = draw(3)
    found = associations(write(people, tmp_path, replicates=True))
    weights, scales = jackknife(people), jackknife_scales(people)
    for one, other in PAIRS:
        x, y = people.answers(one), people.answers(other)
        full = correlation(x, y, people["weight"])
        deviations = np.array([correlation(x, y, it) - full for it in weights.T])
        row = of_pair(found, one, other)
        assert row["correlation"] == pytest.approx(full, abs=1e-9)
        assert row["se"] == pytest.approx(np.sqrt((scales * deviations**2).sum()), rel=1e-9)


def test_findings_are_turned_by_direction(found: pl.DataFrame):
    row = of_pair(found, "work", "lonely")
    assert row["correlation"] < 0
    assert (row["oriented"], row["finding"]) == (-row["correlation"], "together")
    row = of_pair(found, "friends", "lonely")
    assert row["correlation"] < 0
    assert (row["oriented"], row["finding"]) == (-row["correlation"], "together")
    row = of_pair(found, "work", "pay")
    assert (row["oriented"], row["finding"]) == (row["correlation"], "together")


def test_quantiles_have_no_association(found: pl.DataFrame):
    assert "typical_pay" not in {*found["indicator"], *found["other_indicator"]}
    assert found.height == len(PAIRS)


def test_adjusts_for_every_pair(sampled: tuple[People, Path], found: pl.DataFrame):
    held = associations(sampled[1], adjust=Adjustment.HOLM)
    assert held["comparisons"].to_list() == [len(PAIRS)] * len(PAIRS)
    order = np.argsort(found["p"].to_numpy())
    running = 0.0
    for rank, at in enumerate(order):
        running = max(running, min(1.0, found["p"][int(at)] * (len(PAIRS) - rank)))
        assert held["p_adjusted"][int(at)] == pytest.approx(running, rel=1e-12)


def test_rows_in_another_order_give_the_same_numbers(sampled: tuple[People, Path], tmp_path: Path):
    people, data = sampled
    order = np.random.default_rng(5).permutation(len(people["psu"]))
    shuffled = write(People({name: it[order] for name, it in people.columns.items()}), tmp_path)
    assert associations(shuffled).equals(associations(data))


def test_an_indicator_with_one_answer_has_none(tmp_path: Path):
    people = draw(4, 200)
    people["friends"][:] = 3.1
    row = of_pair(associations(write(people, tmp_path)), "work", "friends")
    assert (row["correlation"], row["se"], row["p"], row["status"]) == (None, None, None, "not_applicable")


def test_small_bases_and_small_cells_are_hidden(tmp_path: Path):
    """Nine people told how lonely they are, and eight both work and vote; the others are many."""
    people = draw(6)
    people["alone"][9:] = np.nan
    people["job"][:] = 0.0
    people["job"][10:200] = 1.0
    people["voted"][10:192] = 0.0
    people["voted"][192:200] = 1.0
    people["voted"][200:] = np.arange(700) % 2
    data = write(people, tmp_path)
    hidden = associations(data, policy="default")
    shown = associations(data)
    for one, other in (("work", "lonely"), ("lonely", "pay"), ("work", "vote")):
        row = of_pair(hidden, one, other)
        assert row["status"] == "suppressed"
        empty = (
            "n",
            "n_weighted",
            "correlation",
            "oriented",
            "se",
            "ci_low",
            "ci_high",
            "df",
            "p",
            "finding",
        )
        assert {row[name] for name in empty} == {None}
    assert of_pair(shown, "work", "vote")["n"] > 600
    assert of_pair(shown, "lonely", "pay")["correlation"] is not None
    assert of_pair(hidden, "pay", "friends")["status"] == "ok"


def test_waves_are_apart(sampled: tuple[People, Path]):
    """Where waves are asked for, each pair has a row for each: here the groups stand for waves."""
    people, data = sampled
    found = associations(data, wave="group", by=("stratum",))
    for wave in range(3):
        inside = np.where(people["group"] == wave, people["weight"], 0.0)
        row = of_pair(found.filter(pl.col("wave") == f"g{wave}"), "work", "pay")
        expected = correlation(people.answers("work"), people.answers("pay"), inside)
        assert row["correlation"] == pytest.approx(expected, abs=1e-9)


def jackknife_of_psus(x: Floats, y: Floats, w: Floats, stratum: Floats, psu: Floats) -> float:
    """Standard error by leaving out one PSU at a time, from sums of each PSU."""
    known = ~np.isnan(x) & ~np.isnan(y)
    x, y, w = (np.where(known, it, 0.0) for it in (x, y, w))
    w = np.where(known, w, 0.0)
    pairs = np.stack([stratum, psu], axis=1)
    units, unit = np.unique(pairs, axis=0, return_inverse=True)
    terms = (w, w * x, w * y, w * x * x, w * y * y, w * x * y)
    sums = np.array([np.bincount(unit.ravel(), it, len(units)) for it in terms])
    variance = 0.0
    for one in np.unique(stratum):
        inside = units[:, 0] == one
        drawn = int(inside.sum())
        of_stratum, elsewhere = sums[:, inside], sums[:, ~inside].sum(axis=1)
        without = (of_stratum.sum(axis=1)[:, None] - of_stratum) * drawn / (drawn - 1) + elsewhere[:, None]
        n, sx, sy, sxx, syy, sxy = without
        r = (n * sxy - sx * sy) / np.sqrt((n * sxx - sx**2) * (n * syy - sy**2))
        variance += (drawn - 1) / drawn * ((r - r.mean()) ** 2).sum()
    return float(np.sqrt(variance))


def test_jackknife_of_the_sample_survey_is_near():
    """Delete-one-PSU jackknife on the sample survey, at most 2% away."""
    data = packaged_sample_data() / "community_survey.csv"
    frame = pl.read_csv(data, infer_schema=False)
    found = associations(data, by=None, only=("home_ownership_rate", "main_language_english"))
    codes = {
        name: frame[name].cast(pl.Float64, strict=False).fill_null(-9).to_numpy() for name in frame.columns
    }
    adult = codes["age"] >= 18
    owner = np.where(adult & (codes["tenure"] > 0), np.isin(codes["tenure"], (1, 2)), np.nan)
    english = np.where(codes["main_language"] > 0, codes["main_language"] == 1, np.nan)
    psu = np.unique(frame["psu"].to_numpy(), return_inverse=True)[1].astype(float)
    stratum = np.unique(frame["stratum"].to_numpy(), return_inverse=True)[1].astype(float)
    row = of_pair(found, "home_ownership_rate", "main_language_english")
    assert row["correlation"] == pytest.approx(correlation(owner, english, codes["weight"]), abs=1e-9)
    expected = jackknife_of_psus(owner, english, codes["weight"], stratum, psu)
    assert row["se"] == pytest.approx(expected, rel=0.02)
