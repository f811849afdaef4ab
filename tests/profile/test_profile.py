"""The profile against the result table that it is read off, counted again by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import polars as pl
import pytest

from integrind import pipeline
from integrind.definitions.library import load_library
from integrind.errors import UsageError
from integrind.packaged import packaged_indicators, packaged_sample_data
from integrind.profiles import COLUMNS, KEYS
from integrind.request import Reference, Request
from integrind.vocabulary import Dimension

from .survey import draw, write

SAMPLE = str(packaged_sample_data() / "community_survey.csv")
REQUESTS = {
    "default": Request(SAMPLE, dimensions=("civic_political", "social")),
    "areas": Request(SAMPLE, area="region", dimensions=("social", "cultural")),
    "waves": Request(SAMPLE, wave="wave", by=("sex", "country_of_birth"), dimensions=("structural",)),
    "rest": Request(SAMPLE, gap_from=Reference.parse("rest"), dimensions=("identity",)),
    "standardised": Request(SAMPLE, standardise="sex", dimensions=("civic_political",)),
}
SIGNS = {"higher_is_better": 1.0, "lower_is_better": -1.0}
DIRECTIONS = {it.id: str(it.direction) for it in load_library((packaged_indicators(),)).indicators}

Row = Mapping[str, Any]


@pytest.fixture(scope="module", params=REQUESTS)
def both(request: pytest.FixtureRequest) -> tuple[pl.DataFrame, pl.DataFrame, Request]:
    """A result table and the profile of the same request."""
    asked = REQUESTS[request.param]
    return pipeline.compute(asked).frame, pipeline.profile(asked).frame, asked


def groups(table: pl.DataFrame, asked: Request) -> Iterator[tuple[Row, list[Row]]]:
    """Rows of groups by key and dimension, those that the indicators have not in the survey among them."""
    wanted = "standardised" if asked.standardise else "level"
    rows = [it for it in table.to_dicts() if it["group"] is not None and it["quantity"] == wanted]
    for key in dict.fromkeys(tuple(it[name] for name in KEYS) for it in rows):
        for dimension in Dimension:
            found = [it for it in rows if tuple(it[name] for name in KEYS) == key]
            if dimension in table["dimension"]:
                names = {**dict(zip(KEYS, key, strict=True)), "dimension": str(dimension)}
                yield names, [it for it in found if it["dimension"] == dimension]


def test_every_group_has_every_dimension(both: tuple[pl.DataFrame, pl.DataFrame, Request]):
    table, profile, asked = both
    assert profile.select(*KEYS, "dimension").to_dicts() == [names for names, _ in groups(table, asked)]
    assert profile.schema == COLUMNS


def test_counts_are_those_of_the_findings(both: tuple[pl.DataFrame, pl.DataFrame, Request]):
    table, profile, asked = both
    for (names, rows), row in zip(groups(table, asked), profile.to_dicts(), strict=True):
        every = table.filter(pl.col("dimension") == names["dimension"])["indicator"].n_unique()
        usable = [it for it in rows if it["status"] == "ok" and it["finding"]]
        found = Counter((DIRECTIONS[it["indicator"]] == "descriptive", it["finding"]) for it in usable)
        assert row["indicators"] == every
        assert row["not_computable"] == every - len(usable)
        assert (row["ahead"], row["behind"]) == (found[False, "better"], found[False, "worse"])
        assert (row["higher"], row["lower"]) == (found[True, "higher"], found[True, "lower"])
        unclear, neither = (
            found[it, "no_clear_difference"] + found[it, "equivalent"] for it in (False, True)
        )
        assert (row["unclear"], row["neither"]) == (unclear, neither)
        assert row["equivalent"] == found[False, "equivalent"] + found[True, "equivalent"]


def deviation(population: Row) -> float:
    """sqrt(p (1 - p)) of a share; of a mean S, from its design effect V / (S² / (n - 1))."""
    if population["measure"] == "mean":
        return float(population["se"] * np.sqrt((population["n"] - 1) / population["deff"]))
    p = population["estimate"]
    return float(np.sqrt(p * (1 - p)))


def test_medians_and_quartiles_are_in_standard_deviations(both: tuple[pl.DataFrame, pl.DataFrame, Request]):
    """Of the population's row of the wave, all areas together."""
    table, profile, asked = both
    populations = {
        (it["indicator"], it["wave"]): deviation(it)
        for it in table.to_dicts()
        if it["group"] is None and it["area"] is None and it["estimate"] is not None
        if it["measure"] in {"proportion", "at_risk_of_poverty", "mean"}
    }
    counted = 0
    for (_, rows), row in zip(groups(table, asked), profile.to_dicts(), strict=True):
        gaps = [
            SIGNS[DIRECTIONS[it["indicator"]]] * it["gap"] / populations[it["indicator"], it["wave"]]
            for it in rows
            if it["status"] == "ok" and it["finding"] and DIRECTIONS[it["indicator"]] in SIGNS
            if (it["indicator"], it["wave"]) in populations
        ]
        counted += len(gaps)
        assert row["standardised"] == len(gaps)
        if gaps:
            assert row["median_gap"] == pytest.approx(median(gaps), abs=1e-11)
        if len(gaps) > 1:
            low, high = np.quantile(gaps, (0.25, 0.75))
            assert (row["lower_quartile"], row["upper_quartile"]) == pytest.approx((low, high), abs=1e-11)
            assert row["spread"] == pytest.approx(high - low, abs=1e-11)
    assert counted > 10


def test_means_are_measured_by_the_standard_deviation_of_the_values(tmp_path: Path):
    people = draw(8)
    asked = Request(str(write(people, tmp_path)), indicators=(tmp_path / "indicators",), by=("group",))
    table, profile = pipeline.compute(asked).frame, pipeline.profile(asked).frame
    known = ~np.isnan(people["income"])
    y, w = people["income"][known], people["weight"][known]
    mean = (w * y).sum() / w.sum()
    deviation = np.sqrt((w * (y - mean) ** 2).sum() / w.sum())
    for group in ("g0", "g1", "g2"):
        of_group = {it["indicator"]: it for it in table.filter(pl.col("group") == group).to_dicts()}
        work = of_group["work"]
        share = np.sqrt(work["reference"] * (1 - work["reference"]))
        gaps = [of_group["pay"]["gap"] / deviation, work["gap"] / share]
        row = profile.filter(pl.col("group") == group, pl.col("dimension") == "structural").to_dicts()[0]
        assert row["standardised"] == 2
        assert row["median_gap"] == pytest.approx(np.mean(gaps), abs=1e-12)
        social = profile.filter(pl.col("group") == group, pl.col("dimension") == "social").to_dicts()[0]
        alone = of_group["lonely"]
        p = alone["reference"]
        assert social["standardised"] == 1
        assert social["median_gap"] == pytest.approx(-alone["gap"] / np.sqrt(p * (1 - p)), abs=1e-12)
        assert social["spread"] is None


def test_divergence_is_from_the_furthest_dimension_of_the_group(
    both: tuple[pl.DataFrame, pl.DataFrame, Request],
):
    for rows in both[1].partition_by(KEYS, maintain_order=True):
        medians = {
            it["dimension"]: it["median_gap"] for it in rows.to_dicts() if it["median_gap"] is not None
        }
        for row in rows.to_dicts():
            others = [b for a, b in permutations(medians, 2) if a == row["dimension"]]
            if not others:
                assert (row["furthest_from"], row["divergence"]) == (None, None)
                continue
            expected = max(abs(medians[row["dimension"]] - medians[it]) for it in others)
            assert abs(row["divergence"]) == expected
            assert row["divergence"] == medians[row["dimension"]] - medians[row["furthest_from"]]


def test_nothing_hidden_is_used(tmp_path: Path):
    """Nine people of a group: its indicators are not computable, and its medians are empty."""
    people = draw(9)
    people["group"][:] = np.arange(len(people["group"])) % 2
    people["group"][:9] = 2
    asked = Request(str(write(people, tmp_path)), indicators=(tmp_path / "indicators",), by=("group",))
    rows = pipeline.profile(asked).frame.filter(pl.col("group") == "g2")
    assert rows["not_computable"].to_list() == rows["indicators"].to_list()
    assert rows["median_gap"].null_count() == rows.height


@pytest.mark.parametrize("reference", ["group=country_of_birth:uk", "group=uk"])
def test_the_reference_has_no_profile(reference: str):
    asked = Request(SAMPLE, dimensions=("identity",), gap_from=Reference.parse(reference))
    assert pipeline.profile(asked).frame["group"].to_list() == ["eu", "non_eu"]


def test_a_profile_needs_groups():
    with pytest.raises(UsageError, match="profile needs groups"):
        pipeline.profile(Request(SAMPLE, by=("none",)))
