"""Gaps of and from those of whom nobody, or everybody, has something; and what is undefined.

Oracles: Clopper and Pearson's interval and test of 0 of 15, in closed form; a group's own interval, which no
finding may contradict. The random tests hold all of this against the slow engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml

import integrind
from integrind import pipeline
from integrind.request import Request

UPPER_OF_0_OF_15 = 1 - 0.025 ** (1 / 15)
"""Clopper and Pearson's: 0.218, as R's binom.test(0, 15)$conf.int has it."""
Rows = Mapping[str | None, Mapping[str, object]]


def computed(folder: Path, people: pl.DataFrame, definition: Mapping[str, object], **asked: object) -> Rows:
    """Levels by group; where `quantity` is given, those of that."""
    quantity = asked.pop("quantity", "level")
    survey = {"title": "Made up", **dict(asked.pop("survey", {}))}
    indicator = {"id": "it", "title": "It", "dimension": "structural", "description": "Made up."}
    people.write_csv(folder / "data.csv")
    (folder / "data.survey.yaml").write_text(yaml.safe_dump(survey))
    (folder / "it.yaml").write_text(
        yaml.safe_dump({**indicator, "direction": "higher_is_better", **definition})
    )
    options = {"by": ["g"], "policy": "none", **asked}
    frame = integrind.compute(folder / "data.csv", indicators=[folder / "it.yaml"], **options).frame
    return {row["group"]: row for row in frame.to_dicts() if row["quantity"] == quantity}


def groups(**counts: tuple[int, int]) -> pl.DataFrame:
    """People of groups, of whom so many have it and so many not."""
    rows = [
        {"g": group, "v": value, "x": 1, "k": number % 2}
        for group, (having, lacking) in counts.items()
        for number, value in enumerate([1] * having + [0] * lacking)
    ]
    return pl.DataFrame(rows)


SHARE = {"measure": "proportion", "value": "v == 1"}
MEAN = {"measure": "mean", "value": "v"}
RATIO = {"measure": "ratio", "numerator": "v", "denominator": "x"}
NOBODY = groups(a=(46, 344), b=(0, 15))


def test_nobody_of_15_has_an_exact_test_from_a_target(tmp_path: Path) -> None:
    """Its two-sided p is twice the chance of nobody, (1 - p)^15."""
    row = computed(tmp_path, NOBODY, SHARE, gap_from="target=0.3")["b"]
    assert row["gap_p"] == pytest.approx(2 * 0.7**15, rel=1e-12)
    assert row["gap_ci_low"] == pytest.approx(-0.3)
    assert row["gap_ci_high"] == pytest.approx(UPPER_OF_0_OF_15 - 0.3, rel=1e-10)
    assert row["gap_se"] is None
    assert row["finding"] == "worse"
    assert "exact interval and test" in str(row["notes"])


@pytest.mark.parametrize("gap_from", ["population", "rest", "group=g:a", "target=0.11"])
@pytest.mark.parametrize("definition", [SHARE, MEAN, RATIO], ids=["share", "mean", "ratio"])
@pytest.mark.parametrize("having", [0, 15], ids=["nobody", "everybody"])
def test_few_who_are_alike_are_no_finding(
    tmp_path: Path, definition: Mapping[str, object], gap_from: str, having: int
) -> None:
    """The interval of 0 of 15 holds 11%, that of 15 of 15 holds 89%."""
    others = (46, 344) if having == 0 else (344, 46)
    target = "target=0.89" if having and gap_from.startswith("target") else gap_from
    row = computed(tmp_path, groups(a=others, b=(having, 15 - having)), definition, gap_from=target)["b"]
    assert row["finding"] in {None, "no_clear_difference"}
    if definition is SHARE:
        assert float(str(row["gap_p"])) > 0.05
        assert float(str(row["gap_ci_low"])) < 0 < float(str(row["gap_ci_high"]))
    else:
        assert row["gap_p"] is row["gap_ci_low"] is row["gap_se"] is row["ci_low"] is row["ci_method"] is None
        assert "alike" in str(row["notes"])


@pytest.mark.parametrize("n", [10, 20, 30, 40, 60, 100, 400])
def test_a_clear_gap_is_never_against_the_own_interval(tmp_path: Path, n: int) -> None:
    """The more people of whom nobody has it, the clearer; but never before their own interval says so."""
    row = computed(tmp_path, groups(a=(460, 3440), b=(0, n)), SHARE, gap_from="group=g:a")["b"]
    clear = row["finding"] == "worse"
    assert clear == (float(str(row["gap_ci_high"])) < 0) == (float(str(row["gap_p"])) < 0.05)
    assert not clear or float(str(row["ci_high"])) < float(str(row["reference"]))
    assert clear == (n >= 40)


def test_a_gap_from_few_who_are_alike(tmp_path: Path) -> None:
    """From a group of whom nobody has it: R's interval only where the exact test agrees."""
    row = computed(tmp_path, NOBODY, SHARE, gap_from="group=g:b")["a"]
    assert row["finding"] == "no_clear_difference"
    assert row["gap_se"] is None
    many = computed(tmp_path, groups(a=(200, 200), b=(0, 60)), SHARE, gap_from="group=g:b")["a"]
    assert many["finding"] == "better"
    assert float(str(many["gap_se"])) > 0


def test_a_reference_of_one_person_says_nothing(tmp_path: Path) -> None:
    people = pl.DataFrame({"g": ["a"] * 40 + ["b"], "v": [1, 2, 3, 4] * 10 + [9]})
    row = computed(tmp_path, people, MEAN, gap_from="group=g:b")["a"]
    assert row["gap"] == pytest.approx(-6.5)
    assert row["gap_se"] is row["gap_ci_low"] is row["gap_p"] is row["finding"] is None


@pytest.mark.parametrize("gap_from", ["population", "group=g:a"])
def test_standardised_gaps_of_those_who_are_alike(tmp_path: Path, gap_from: str) -> None:
    for quantity in ("standardised", "rate_part", "composition_part"):
        row = computed(tmp_path, NOBODY, SHARE, gap_from=gap_from, standardise="k", quantity=quantity)["b"]
        assert row["gap_p"] is row["gap_se"] is row["finding"] is None
        assert "alike" in str(row["notes"])


def test_differences_of_those_who_are_alike(tmp_path: Path) -> None:
    people = pl.concat(
        [
            groups(a=(46, 344), b=(0, 15)).with_columns(t=pl.lit(1)),
            groups(a=(46, 344), b=(5, 10)).with_columns(t=pl.lit(2)),
        ]
    )
    computed(tmp_path, people, SHARE)
    asked = Request(
        str(tmp_path / "data.csv"), indicators=(tmp_path / "it.yaml",), by=("g",), wave="t", policy="none"
    )
    for (wave,), rows in people.group_by("t"):
        rows.write_csv(tmp_path / f"w{wave}.csv")
    files = [replace(asked, data=str(tmp_path / f"w{wave}.csv")) for wave in (1, 2)]
    for frame in (pipeline.trend(asked).frame, pipeline.trend_of_files(files).frame):
        row = {it["group"]: it for it in frame.to_dicts()}["b"]
        assert row["estimate"] == pytest.approx(1 / 3)
        assert row["se"] is row["ci_low"] is row["ci_method"] is row["gap_p"] is row["movement"] is None


# What is undefined


@pytest.mark.parametrize(
    ("definition", "values"),
    [
        ({"measure": "ratio", "numerator": "k", "denominator": "v"}, [0, 0, 0]),
        ({"measure": "gini", "value": "v"}, [0, 0, 0]),
        ({"measure": "gini", "value": "v"}, [-1, -2, 1]),
        ({"measure": "quintile_share", "value": "v"}, [0, 4, 5]),
    ],
)
def test_what_is_undefined_is_not_available(
    tmp_path: Path, definition: Mapping[str, object], values: list[int]
) -> None:
    people = pl.DataFrame(
        {"g": ["a"] * 30 + ["b"] * 30, "v": [*values * 10, *range(1, 31)], "k": [1, 2, 3] * 20}
    )
    found = computed(tmp_path, people, definition)
    row = found["a"]
    assert (row["status"], row["n"]) == ("not_available", 30)
    assert row["estimate"] is row["se"] is row["ci_low"] is row["ci_method"] is row["gap"] is None
    assert "undefined" in str(row["notes"])
    assert found["b"]["status"] == "ok"


def test_a_small_group_without_an_estimate_is_hidden(tmp_path: Path) -> None:
    """That its ratio is undefined makes its few people no less few."""
    definition = {"measure": "ratio", "numerator": "k", "denominator": "v"}
    people = pl.DataFrame({"g": ["a"] * 4 + ["b"] * 60, "v": [0] * 4 + [1] * 60, "k": [1, 2] * 32})
    row = computed(tmp_path, people, definition, policy="default")["a"]
    assert (row["status"], row["n"]) == ("suppressed", None)


def test_a_standardised_ratio_without_a_denominator(tmp_path: Path) -> None:
    definition = {"measure": "ratio", "numerator": "x", "denominator": "v"}
    for quantity in ("standardised", "rate_part", "composition_part"):
        found = computed(
            tmp_path, groups(a=(0, 20), b=(12, 8)), definition, standardise="k", quantity=quantity
        )
        assert found["a"]["status"] == "not_available"
        assert found["a"]["estimate"] is found["a"]["gap"] is None


def test_rates_of_poverty_stay_within_0_and_1(tmp_path: Path) -> None:
    definition = {"measure": "at_risk_of_poverty", "value": "v"}
    values = [*range(10, 60), 100, 101, 102, *[1, 1, 2, 2, 1, 60]]
    people = pl.DataFrame({"g": ["a"] * 50 + ["b"] * 3 + ["c"] * 6, "v": values})
    found = computed(tmp_path, people, definition)
    for row in found.values():
        assert (
            0 <= float(str(row["ci_low"])) <= float(str(row["estimate"])) <= float(str(row["ci_high"])) <= 1
        )
    assert (found["b"]["estimate"], found["b"]["ci_method"]) == (0, "korn-graubard")
    assert found["c"]["ci_method"] == "t"


def test_a_poverty_line_that_is_not_positive_is_said(tmp_path: Path) -> None:
    definition = {"measure": "at_risk_of_poverty", "value": "v"}
    people = pl.DataFrame({"g": ["a", "b"] * 20, "v": [*[-3] * 12, *[0] * 18, *range(1, 11)]})
    for row in computed(tmp_path, people, definition).values():
        assert "threshold isn't above 0" in str(row["notes"])
    above = people.with_columns(v=pl.col("v") + 9)
    assert "isn't above 0" not in str(computed(tmp_path, above, definition)["a"]["notes"])


def test_a_tied_cut_is_said(tmp_path: Path) -> None:
    """Of group a two have the value below which 80% lie; of group b all values differ."""
    definition = {"measure": "quintile_share", "value": "v"}
    values = [1, 2, 3, 4, 5, 6, 7, 8, 8, 9, *range(1, 11)]
    found = computed(tmp_path, pl.DataFrame({"g": ["a"] * 10 + ["b"] * 10, "v": values}), definition)
    assert "cut off" in str(found["a"]["notes"])
    assert "cut off" not in str(found["b"]["notes"])


def test_a_poverty_line_from_a_tied_median_is_said(tmp_path: Path) -> None:
    """Of 400 people 2 have the median: half a hundredth. Of incomes in hundreds many do."""
    definition = {"measure": "at_risk_of_poverty", "value": "v"}
    people = pl.DataFrame({"g": ["a", "b"] * 200, "v": [*range(1000, 1200), 1199, *range(1201, 1400)]})
    said = "many have the very value"
    assert said not in str(computed(tmp_path, people, definition)["a"]["notes"])
    in_hundreds = people.with_columns(v=pl.col("v") // 100 * 100)
    assert all(said in str(row["notes"]) for row in computed(tmp_path, in_hundreds, definition).values())


# What rests on few in a category


@pytest.mark.parametrize(
    ("people", "status", "said"), [(2, None, "left out"), (4, "low", "fewer than 6"), (6, "ok", "")]
)
def test_a_category_of_few_people(tmp_path: Path, people: int, status: str | None, said: str) -> None:
    """The least base of a category is 6, and 3 to be shown at all; no rule of disclosure hides it before."""
    policy = tmp_path / "reliable.policy.yaml"
    policy.write_text(
        "{title: Reliable, source: Made up, reliability: {minimum_cell_base: {flag: 6, withhold: 3}}}"
    )
    rows = [
        {"g": group, "k": "few" if number < few else "many", "y": number % 7}
        for group, few in (("a", 60), ("b", people))
        for number in range(120)
    ]
    definition = {"measure": "mean", "value": "y"}
    for quantity in ("standardised", "rate_part", "composition_part"):
        row = computed(
            tmp_path, pl.DataFrame(rows), definition, standardise="k", policy=str(policy), quantity=quantity
        )["b"]
        assert (row["gap"] is None) == (status is None)
        assert row["status"] == ("ok" if status == "ok" else "low_reliability")
        assert said in str(row["notes"])
