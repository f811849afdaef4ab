"""What is decided of a number known in bands. Oracles: the slow evaluator for numbers of a band; by hand."""

import math

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from integrind.expressions import Band, Variable, evaluate, parse
from integrind.expressions.bands import in_bands, splits, undecided
from integrind.expressions.tree import Name, walk

from .printing import printed
from .strategies import AWKWARD_NUMBERS, SCOPE, rows, trees

AGES = tuple(map(Band, (0, 16, 25, 35, 45, 55, 65, 75), (15, 24, 34, 44, 54, 64, 74, math.inf)))
LIMITS = sorted({*AWKWARD_NUMBERS, 3.0, 15.0, 17.0, 64.0})


def scope(bands, **others):
    return {**SCOPE, "age": Variable("number", bands=bands), **others}


@st.composite
def bands_with_numbers(draw):
    """A band of numbers, and some of it: its ends as well, where they are numbers."""
    low, high = sorted((draw(st.sampled_from(LIMITS)), draw(st.sampled_from((*LIMITS, math.inf)))))
    inside = st.floats(low, high if math.isfinite(high) else max(low, 1e9), allow_nan=False)
    ends = [it for it in (low, high) if math.isfinite(it)]
    return Band(low, high), [*ends, *draw(st.lists(inside, max_size=6))]


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(trees, bands_with_numbers(), bands_with_numbers(), rows)
@example(parse("age / 0 > 1 or age >= 3").root, (Band(1.0, 2.0), [1.0, 2.0]), (Band(0.0, 0.0), [0.0]), {})
@example(parse("age * 1e308 > 5").root, (Band(1.0, 16.0), [1.0, 16.0]), (Band(0.0, 0.0), [0.0]), {})
def test_what_is_decided_is_the_same_for_every_number_of_the_bands(tree, age, hours, row):
    assume({Name("age"), Name("hours")} & set(walk(tree)))
    expression = parse(text) if len(text := printed(tree)) <= 2_000 else assume(condition=False)
    known = scope((age[0],), hours=Variable("number", bands=(hours[0],)))
    assume(not undecided(expression, known))
    found = {evaluate(expression, {**row, "age": a, "hours": b}) for a in age[1] for b in hours[1]}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("16 <= age <= 64", ""),
        ("age >= 16 and status == 'employee'", ""),
        ("25 <= age < 65 or lonely", ""),
        ("age > 15.5", ""),
        ("not missing(age)", ""),
        ("hours > 3", ""),
        ("age in (3, 4) and age > 20", ""),
        ("1 if age + 10 < 26 else 0", ""),
        ("age >= 18", "a band would have to begin at 18"),
        ("age < 18 or citizen", "a band would have to begin at 18"),
        ("20 <= age <= 66", "bands would have to begin at 20 and at 67"),
        ("age == 30", "bands would have to begin at 30 and at 31"),
        ("age in (30, 65)", "bands would have to begin at 30 and at 31 and at 66"),
        ("age", "the number itself would be needed"),
        ("age > hours", "the number itself would be needed"),
        ("mean_of(1, age, hours)", "the number itself would be needed"),
        ("1 / (age - 20)", "the number itself would be needed"),
    ],
)
def test_ages_in_the_bands_of_a_census(text: str, limits: str):
    problems = undecided(parse(text), scope(AGES))
    assert [it.message.partition(", and ")[2] for it in problems] == [limits] * bool(limits)
    assert all((it.code, text[it.start : it.end]) == ("E113", "age") for it in problems)


@pytest.mark.parametrize(
    ("text", "decided"), [("age >= 16", True), ("age >= 18", True), ("age <= 64", False)]
)
def test_a_survey_of_adults(text: str, decided: bool):
    assert (undecided(parse(text), scope((Band(18, math.inf),))) == []) == decided


@pytest.mark.parametrize(
    ("band", "text", "decided"),
    [
        (Band(1, 2), "age == 3", True),
        (Band(1, 5), "age == 3", False),
        (Band(5, float("5")), "age == 5", True),
        (Band(-5, -2), "abs(age) > 1", True),
        (Band(-5, 5), "abs(age) > 2", False),
        (Band(20, 30), "-30 <= -age <= -20", True),
        (Band(20, 30), "(age if age >= 16 else 20) == 20", False),
        (Band(20, 30), "(20 if age >= 16 else age) == 20", True),
    ],
)
def test_one_band(band: Band, text: str, decided: bool):
    assert (undecided(parse(text), scope((band,))) == []) == decided


def test_only_the_number_that_leaves_it_open_is_named():
    bands = Variable("number", bands=(Band(0, 9), Band(10, math.inf)))
    (problem,) = undecided(parse("age >= 16 and hours > 10"), scope(AGES, hours=bands))
    assert problem.message == "hours is known in bands only, and a band would have to begin at 11"


def test_each_number_is_told_its_own_limits():
    bands = Variable("number", bands=(Band(0, 9), Band(10, math.inf)))
    problems = undecided(parse("age in (30,) and hours in (40,)"), scope(AGES, hours=bands))
    assert [it.message.rpartition("begin at ")[2] for it in problems] == ["30 and at 31", "40 and at 41"]


def test_more_combinations_than_are_looked_at_are_open():
    bands = tuple(Band(it, it) for it in range(100))
    assert undecided(parse("age > hours"), scope(bands, hours=Variable("number", bands=bands)))


def test_limits_within_bands():
    assert splits(AGES, (16, 18, 65, 80)) == (18, 80)
    assert in_bands("age", [18]) == "age is known in bands only, and a band would have to begin at 18"
