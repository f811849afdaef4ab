"""Imputed variables: every number is that of each imputation alone, combined by Rubin's rules.

The oracle is numpy: each imputation is computed by itself, as if its column were the answer, and the rows
are combined one by one from the formulas of Rubin (1987) and of Barnard and Rubin (1999). What the program
makes of one imputation is held by the oracle of test_properties.py and by R.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrind import pipeline
from integrind.errors import UsageError
from integrind.request import Reference, Request

IMPUTATIONS = 3
KEYS = ("indicator", "quantity", "wave", "area", "group_by", "group", "versus", "category")
TRIPLES = (("estimate", "se", "df"), ("gap", "gap_se", "gap_df"))
OTHERWISE = ("exact", "alike", "degree of freedom")
"""Of rows whose gap isn't tested by t: what is one-sided in one imputation may not be in another."""
INDICATORS: Mapping[str, Mapping[str, object]] = {
    "income_mean": {"measure": "mean", "value": "income"},
    "income_total": {"measure": "total", "value": "income"},
    "income_ratio": {"measure": "ratio", "numerator": "income", "denominator": "size"},
    "income_median": {"measure": "median", "value": "income"},
    "income_high": {"measure": "proportion", "value": "income > 50"},
    "employment": {"measure": "distribution", "value": "work"},
}
Command = Callable[[Request], Any]


def survey(seed: int, rows: int = 60) -> pl.DataFrame:
    """People of two strata, some of whose incomes and kinds of work are imputed: three columns differ."""
    draw = np.random.default_rng(seed)
    income = draw.integers(10, 100, rows)
    work = draw.choice(["in", "out", "none"], rows)
    missing = draw.random(rows) < draw.choice([0.1, 0.5])
    columns: dict[str, object] = {
        "w": draw.integers(1, 5, rows) / 2,
        "stratum": np.arange(rows) % 2,
        "psu": np.arange(rows) // 4,
        "group": draw.choice(["a", "b", "c"], rows),
        "place": draw.choice(["north", "south"], rows),
        "year": draw.choice([2020, 2022], rows),
        "half": draw.choice(["f", "m"], rows),
        "size": draw.integers(1, 5, rows),
    }
    for number in range(1, IMPUTATIONS + 1):
        columns[f"inc_{number}"] = np.where(missing, draw.integers(10, 100, rows), income)
        columns[f"work_{number}"] = np.where(missing, draw.choice(["in", "out", "none"], rows), work)
    return pl.DataFrame(columns)


def described(folder: Path, name: str, imputation: int | None) -> Path:
    """A description of all imputations, or of one as if it were what people answered."""

    def variable(stem: str, type_: str) -> dict[str, object]:
        if imputation is None:
            return {"imputations": f"{stem}_{{1..{IMPUTATIONS}}}", "type": type_}
        return {"column": f"{stem}_{imputation}", "type": type_}

    said = {
        "title": "Made up",
        "design": {"weight": "w", "strata": "stratum", "psu": "psu"},
        "variables": {"income": variable("inc", "number"), "work": variable("work", "category")},
    }
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(said))
    return path


def each(
    folder: Path, command: Command, indicators: Sequence[str] = tuple(INDICATORS), **options: Any
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """A table of all imputations together, and that of each alone."""
    for name in indicators:
        whole = {"id": name, "title": name, "dimension": "structural", "description": "Made up."}
        definition = {**whole, "direction": "descriptive", **INDICATORS[name]}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(definition))

    def table(imputation: int | None) -> pl.DataFrame:
        request = Request(
            str(folder / "data.csv"),
            described(folder, f"description_{imputation}", imputation),
            indicators=tuple(folder / f"{it}.yaml" for it in indicators),
            only=tuple(indicators),
            by=("group",),
            policy="none",
        )
        return command(replace(request, **options)).frame

    return table(None), [table(it) for it in range(1, IMPUTATIONS + 1)]


def rubin(estimate: Sequence[float], se: Sequence[float], complete: float) -> tuple[float, float, float]:
    """Mean, standard error and degrees of freedom."""
    q, u = np.array(estimate), float(np.mean(np.square(se)))
    between = (1 + 1 / len(q)) * float(np.var(q, ddof=1))
    total = u + between
    share = between / total if total else 0.0
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    df = 1 / (share**2 / (len(q) - 1) + 1 / observed) if observed else 0.0
    return float(q.mean()), math.sqrt(total), df


def assert_combined(together: pl.DataFrame, alone: Sequence[pl.DataFrame]) -> int:
    """Hold every row against those of each imputation; how many numbers were held."""
    rows = [{tuple(row[key] for key in KEYS): row for row in it.to_dicts()} for it in alone]
    held = 0
    for row in together.to_dicts():
        key = tuple(row[it] for it in KEYS)
        its = [found[key] for found in rows]
        if row["quantity"] == "equality":
            assert row["estimate"] is None
            assert "equality isn't tested" in row["notes"]
            continue
        assert "computed in each of 3 imputations" in row["notes"]
        for estimate, se, df in TRIPLES:
            if any(word in it["notes"] for it in (row, *its) for word in OTHERWISE if estimate == "gap"):
                continue
            values = [[it[name] for it in its] for name in (estimate, se, df)]
            if any(value is None for column in values for value in column):
                continue
            expected = rubin(*values[:2], min(values[2]))
            found = [row[estimate], row[se], row[df]]
            assert found[:2] == pytest.approx(expected[:2], rel=1e-9, abs=1e-9), (key, estimate)
            if expected[1] > 1e-9 and min(values[1]) > 0:
                assert found[2] == pytest.approx(expected[2], rel=1e-7), (key, estimate)
                held += 1
    return held


EXAMPLES = settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (pipeline.compute, {"area": "place"}),
        (pipeline.compute, {"gap_from": Reference.parse("rest"), "where": 'half == "f"'}),
        (pipeline.compute, {"gap_from": Reference.parse("group=a"), "wave": "year"}),
        (pipeline.compare, {"area": "place"}),
        (pipeline.trend, {"wave": "year"}),
    ],
    ids=["areas", "rest", "waves", "compare", "trend"],
)
@EXAMPLES
@given(seed=st.integers(0, 10_000))
def test_every_row_is_that_of_each_imputation_combined(
    command: Command, options: Mapping[str, Any], seed: int
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        survey(seed).write_csv(folder / "data.csv")
        assert assert_combined(*each(folder, command, **options)) > 20


@EXAMPLES
@given(seed=st.integers(0, 10_000))
def test_standardised_gaps_are_combined(seed: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        survey(seed).write_csv(folder / "data.csv")
        rates = ("income_mean", "income_high", "income_ratio")
        assert assert_combined(*each(folder, pipeline.compute, rates, standardise="half")) > 10


@dataclass(frozen=True)
class Associations:
    """How indicators go together, as the table of a command."""

    frame: pl.DataFrame

    @classmethod
    def of(cls, request: Request) -> Associations:
        frame = pipeline.profile(request, associations=True).associations
        assert frame is not None
        return cls(frame)


def test_correlations_are_combined(tmp_path: Path) -> None:
    survey(3, 200).write_csv(tmp_path / "data.csv")
    together, alone = each(tmp_path, Associations.of, ["income_mean", "income_high"])
    (found,), its = together.to_dicts(), [it.to_dicts()[0] for it in alone]
    expected = rubin(*([it[name] for it in its] for name in ("correlation", "se")), its[0]["df"])
    assert [found[name] for name in ("correlation", "se", "df")] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("options", [{"by": ("work",)}, {"where": "income > 20"}, {"area": "work"}], ids=str)
def test_a_group_can_t_be_of_what_is_imputed(tmp_path: Path, options: Mapping[str, Any]) -> None:
    survey(1).write_csv(tmp_path / "data.csv")
    with pytest.raises(UsageError, match="is imputed, so each imputation would put people in other groups"):
        each(tmp_path, pipeline.compute, **options)
