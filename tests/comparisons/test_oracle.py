"""compare, trend and --standardise against the oracle, on small random surveys."""

from __future__ import annotations

import pytest
from estimation.surveys import Asked, Case, Sampled
from hypothesis import HealthCheck, given, settings

from . import cases
from .cases import RATES, Comparison

EXAMPLES = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def assert_differences_agree(asked: Comparison, quantity: str) -> None:
    measures = (*RATES, "total", "at_risk_of_poverty")
    frame = cases.computed(asked, measures)
    for measure in measures:
        ours = cases.by_key(frame, measure, quantity)
        oracle = dict(cases.differences(asked, measure))
        assert ours.keys() == oracle.keys()
        wrong = [
            f"{measure} {key}: {it}"
            for key in ours
            for it in cases.wrong(ours[key], oracle[key], cases.OF_DIFFERENCES)
        ]
        assert not wrong, "\n".join(wrong)


@EXAMPLES
@given(cases.comparisons("compare").filter(cases.possible))
def test_differences_between_areas(asked: Comparison) -> None:
    assert_differences_agree(asked, "area_difference")


@EXAMPLES
@given(cases.comparisons("trend").filter(cases.possible))
def test_changes_between_waves(asked: Comparison) -> None:
    assert_differences_agree(asked, "change")


@EXAMPLES
@given(cases.comparisons("compute").filter(cases.possible))
def test_standardised_estimates_and_parts_of_gaps(asked: Comparison) -> None:
    frame = cases.computed(asked, RATES)
    for measure in RATES:
        rows = {quantity: cases.by_key(frame, measure, quantity) for quantity in cases.QUANTITIES}
        wrong = [
            f"{measure} {quantity} {key}: {it}"
            for quantity, key, expected in cases.parts(asked, measure)
            for it in cases.wrong(rows[quantity][key], expected)
        ]
        assert not wrong, "\n".join(wrong)


def everywhere() -> list[dict[str, str | int | float | None]]:
    """Three strata with four people each, of both areas, waves and groups; a fourth with one person."""
    answers = {
        "age": 30,
        "v": "yes",
        "x": 1,
        "k": "f",
        "c": 1,
        "b": "general",
        "s": 1,
        "m": "u",
        "n": "0",
        "z": 2,
    }
    people = [
        {**answers, "h": h, "p": p, "w": 1 + p / 4, "y": (h * 7 + p * 3) % 5, "g": "ab"[p % 2]}
        | {"a": "NS"[(h + p // 2) % 2], "t": "12"[(h + p) % 2]}
        for h in (1, 2, 3)
        for p in (1, 2, 3, 4)
    ]
    alone = {**answers, "h": 4, "p": 1, "w": 1.5, "y": 8, "g": "a", "a": "N", "t": "2"}
    only_south = [
        {**answers, "h": 5, "p": p, "w": 1.0, "y": p, "g": "b", "a": "S", "t": "1"} for p in (1, 2, 3)
    ]
    return [*people, alone, *only_south]


@pytest.mark.parametrize("command", ["compare", "trend"])
def test_a_population_of_whom_nobody_answers_has_no_degrees_of_freedom(command: str) -> None:
    """A counterexample that Hypothesis found: somebody asked who gives no answer made them 0."""
    usual = {**everywhere()[0], "h": 1, "p": 1, "w": 1.0, "g": "a", "y": 1, "a": "N"}
    empty, other = ("1", "2") if command == "compare" else ("2", "1")
    silent = {**usual, "t": empty, "x": None}
    boost = {**usual, "t": empty, "b": "boost"}
    people = [silent, boost, {**boost, "b": None}, *[{**usual, "t": other} for _ in range(3)]]
    asked = Asked(by=("g",), area=True, wave=True, gap_from="target=0.75", asked_of="comparison_sample")
    comparison = Comparison(Case(people, Sampled(), asked), command)
    assert_differences_agree(comparison, "change" if command == "trend" else "area_difference")


@pytest.mark.parametrize("gap_from", ["population", "rest", "whole", "group=g:a", "target=0.75"])
@pytest.mark.parametrize("command", ["compare", "between", "trend"])
@pytest.mark.parametrize("overlapping", [False, True])
def test_lonely_psus_are_counted_in_both_populations(command: str, gap_from: str, overlapping: bool) -> None:
    """The mean of the other strata is that of all strata of the two populations, not of one side."""
    sampled = Sampled(strata=True, psu=True, lonely="average", overlapping=overlapping)
    asked = Asked(by=("g",), area=True, wave=command == "trend", gap_from=gap_from)
    between = ("N", "S") if command == "between" else None
    case = Case(everywhere(), sampled, asked)
    comparison = Comparison(case, "trend" if command == "trend" else "compare", between)
    assert_differences_agree(comparison, "change" if command == "trend" else "area_difference")


def test_lonely_psus_between_areas_are_those_of_r() -> None:
    """R 4.2.2, survey 4.1.1: svycontrast of svyratio(~I(y * n) + I(y * s), ~n + s) over the whole design.

    The second in group a: its four sums times `g == "a"`; options(survey.lonely.psu = "average").
    """
    asked = Asked(by=("g",), area=True)
    case = Case(everywhere(), Sampled(strata=True, psu=True, lonely="average"), asked)
    frame = cases.computed(Comparison(case, "compare", ("N", "S")), ("mean",))
    found = cases.by_key(frame, "mean", "area_difference")
    assert found[None, "N", None, None]["se"] == pytest.approx(0.788274880583, rel=1e-11)
    assert found[None, "N", "g", "a"]["se"] == pytest.approx(1.44033082941, rel=1e-11)
