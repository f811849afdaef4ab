"""A row is hidden where the counts of any imputation are to be hidden.

Oracle: the table of each imputation alone, released as if its column were what people answered; and the
audit's intruder, who knows the answers of one imputation.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from estimation.test_imputation import KEYS, each

from integrind import pipeline
from integrind.audit import Published, audit_counts
from integrind.audit.survey import known
from integrind.definitions.policies import load_policy
from integrind.opening.opened import open_survey
from integrind.request import Request
from integrind.vocabulary import Status

RULES = load_policy("default").disclosure


def people(folder: Path, having: Sequence[Sequence[int]]) -> None:
    """Groups of 60, of whom so many have a high income in each imputation."""
    rows = [
        {"group": f"g{group}", "half": "f" if at % 3 else "m", "size": 1, "place": f"p{at % 2}"}
        | {f"inc_{number}": 80 if at < its else 20 for number, its in enumerate(counts, start=1)}
        | {f"work_{number}": "in" if at < its else "out" for number, its in enumerate(counts, start=1)}
        for group, counts in enumerate(having)
        for at in np.random.default_rng(group).permutation(60).tolist()
    ]
    frame = pl.DataFrame(rows).with_columns(w=1.0, stratum=1, psu=pl.int_range(pl.len()) // 5)
    frame.write_csv(folder / "data.csv")


def hidden(frame: pl.DataFrame) -> set[tuple[object, ...]]:
    return {row[:-1] for row in frame.select(*KEYS, "status").rows() if row[-1] == Status.SUPPRESSED}


@pytest.mark.parametrize("indicator", ["income_high", "employment", "income_median"])
@pytest.mark.parametrize("area", [None, "place"])
def test_what_one_imputation_would_hide_is_hidden(tmp_path: Path, indicator: str, area: str | None) -> None:
    people(tmp_path, [(30, 30, 30), (25, 30, 2), (30, 20, 25), (20, 31, 30)])
    asked: list[Request] = []

    def compute(request: Request) -> pipeline.Results:
        asked.append(request)
        return pipeline.compute(request)

    together, alone = each(tmp_path, compute, [indicator], policy="default", area=area)
    gone = set().union(*map(hidden, alone))
    assert gone <= hidden(together)
    assert gone or indicator == "income_median"
    for request in asked[1:]:
        knowledge = known([open_survey(request)], ["group", *([area] if area else [])])
        assert not audit_counts([Published("it", together)], RULES, knowledge, intervals=False).findings


def test_a_standardised_gap_is_hidden_with_its_cells(tmp_path: Path) -> None:
    people(tmp_path, [(30, 30, 30), (25, 30, 2), (30, 20, 25), (20, 31, 30)])
    options = {"policy": "default", "standardise": "half"}
    together, alone = each(tmp_path, pipeline.compute, ["income_high"], **options)
    assert set().union(*map(hidden, alone)) <= hidden(together)


def test_nothing_is_hidden_where_nothing_would_be(tmp_path: Path) -> None:
    people(tmp_path, [(30, 30, 30), (25, 30, 20), (30, 20, 25)])
    together, _ = each(tmp_path, pipeline.compute, ["income_high"], policy="default")
    assert not hidden(together)
    assert together["notes"].str.contains("of the variance is from imputing").any()
