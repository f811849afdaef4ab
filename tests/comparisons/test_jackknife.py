"""Standard errors of differences and parts against the delete-one-PSU jackknife (JKn), on the sample data.

The jackknife knows nothing of scores: every replicate recomputes the number from sums of weights by category.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from integrind import pipeline
from integrind.request import Request

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "community_survey.csv"
GROUPS = {"uk": 1, "eu": 2, "non_eu": 3}
BANDS = [25, 35, 50]
REQUEST = Request(str(SAMPLE), indicators=(ROOT / "indicators",), only=("employment_rate",), policy="none")

Sums = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""Weights and weighted values, (2, groups, ages, areas)."""


def sums_by_psu() -> tuple[Sums, Sums]:
    """Sums of every PSU, (PSUs, ...), and the stratum of each."""
    rows = pl.read_csv(SAMPLE, infer_schema_length=None)
    rows = rows.with_columns(psu_of=pl.struct("stratum", "psu").rank("dense") - 1)
    psus = rows.group_by("psu_of").agg(pl.col("stratum").first()).sort("psu_of")
    asked = rows.filter(pl.col("age").is_between(16, 64) & (pl.col("economic_status") > 0))
    cell = np.searchsorted(BANDS, asked["age"].to_numpy(), side="right")
    found = np.zeros((psus.height, 2, 3, 4, 2))
    here = (asked["psu_of"].to_numpy(), asked["country_of_birth"].to_numpy() - 1, cell)
    area = (asked["region"].cast(pl.String).to_numpy() != "1").astype(np.int64)
    weight = asked["weight"].to_numpy()
    works = asked["economic_status"].is_in([1, 2]).to_numpy()
    for at, values in enumerate((weight, weight * works)):
        np.add.at(found, (here[0], at, here[1], here[2], area), values)
    return found, psus["stratum"].to_numpy()


def jackknife(psus: Sums, stratum: Sums, statistic: Callable[[Sums], float]) -> float:
    whole = psus.sum(axis=0)
    variance = 0.0
    for h in np.unique(stratum):
        members = np.flatnonzero(stratum == h)
        n = len(members)
        of_stratum = psus[members].sum(axis=0)
        without = [statistic(whole - of_stratum + (of_stratum - psus[one]) * n / (n - 1)) for one in members]
        variance += (n - 1) / n * float(((np.array(without) - np.mean(without)) ** 2).sum())
    return float(np.sqrt(variance))


def rates(sums: Sums) -> tuple[Sums, Sums]:
    """Rate and share of every category."""
    return sums[1] / sums[0], sums[0] / sums[0].sum()


def standardised_gap(sums: Sums, group: int) -> float:
    everybody, share = rates(sums.sum(axis=(1, 3)))
    ours, _ = rates(sums[:, group].sum(axis=2))
    return float((share * (ours - everybody)).sum())


def rate_part(sums: Sums, group: int) -> float:
    everybody, its_share = rates(sums.sum(axis=(1, 3)))
    ours, our_share = rates(sums[:, group].sum(axis=2))
    return float(((its_share + our_share) / 2 * (ours - everybody)).sum())


def difference_of_gaps(sums: Sums, group: int) -> float:
    by_area = sums.sum(axis=2)

    def gap(counts: Sums) -> float:
        return float(counts[1, group] / counts[0, group] - counts[1].sum() / counts[0].sum())

    return gap(by_area[..., 0]) - gap(by_area.sum(axis=2))


@pytest.mark.parametrize("group", GROUPS)
def test_standard_errors_are_those_of_the_jackknife(group: str) -> None:
    psus, stratum = sums_by_psu()
    of_group = pl.col("group") == group
    parts = pipeline.compute(replace(REQUEST, standardise="age_band")).frame.filter(of_group)
    areas = pipeline.compare(replace(REQUEST, area="region")).frame
    rows = {row["quantity"]: row for row in parts.to_dicts()}
    rows |= {"area_difference": areas.filter(of_group & (pl.col("area") == "Amberland")).to_dicts()[0]}
    statistics = {
        "standardised": standardised_gap,
        "rate_part": rate_part,
        "area_difference": difference_of_gaps,
    }
    for quantity, statistic in statistics.items():
        at = GROUPS[group] - 1
        assert rows[quantity]["gap"] == pytest.approx(statistic(psus.sum(axis=0), at), abs=1e-12)
        se = jackknife(psus, stratum, lambda sums, of=statistic, at=at: of(sums, at))
        assert rows[quantity]["gap_se"] == pytest.approx(se, rel=0.02), quantity
