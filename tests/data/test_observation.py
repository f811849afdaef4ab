"""Oracle: each row's state by hand, from the rules for missing kinds in the indicator's definition."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from integrind.data.observation import Observation, observe
from integrind.definitions.indicator import Indicator
from integrind.vocabulary import Dimension, Direction, Measure, State

from .build import build

STATES = {
    State.ANSWERED: "answered",
    State.UNANSWERED: "unanswered",
    State.UNDECIDED: "undecided",
    State.NOT_ASKED: "not asked",
    State.NOT_ELIGIBLE: "not eligible",
}
SURVEY = """
    missing: {not_applicable: [-8], not_asked: [-7], refused: [-2]}
    variables:
      age: {column: age, missing: {not_applicable: [-8], not_asked: [-7]}}
      income: {column: income, missing: {not_applicable: [-8], not_asked: [-7], refused: [-2]}}
"""


def indicator(**parts: object) -> Indicator:
    measure = Measure.RATIO if "numerator" in parts else Measure.MEAN
    return Indicator(
        id="test",
        title="Test",
        description="Test",
        dimension=Dimension.STRUCTURAL,
        measure=parts.pop("measure", measure),
        direction=Direction.DESCRIPTIVE,
        **parts,
    )


def observed(folder: Path, data: str, **parts: object) -> Observation:
    return observe(indicator(**parts), build(folder, data, SURVEY))


def by_row(found: Observation, values: npt.NDArray[np.float64]) -> list[float]:
    return (values if found.code is None else values[found.code]).tolist()


def states(found: Observation) -> list[str]:
    return [STATES[state] for state in found.states]


def test_without_a_condition_everybody_is_eligible(tmp_path: Path):
    found = observed(tmp_path, "row,income\n0,5\n1,-2\n2,-7\n3,-8\n4,\n5,-1\n", value="income")
    assert states(found) == [
        "answered",
        "unanswered",
        "not asked",
        "not eligible",
        "unanswered",
        "answered",
    ]
    assert by_row(found, found.value) == [5, 0, 0, 0, 0, -1]
    assert found.denominator is None
    assert found.incomputable == 0


def test_eligible_no_or_undecided(tmp_path: Path):
    data = "age,income\n20,5\n10,5\n,5\n-8,5\n-7,5\n10,-2\n,-8\n20,-2\n"
    found = observed(tmp_path, data, eligible="age >= 16", value="income")
    assert states(found) == [
        "answered",
        "not eligible",
        "undecided",
        "not eligible",
        "not asked",
        "not eligible",
        "undecided",
        "unanswered",
    ]


def test_a_condition_that_is_decided_all_the_same(tmp_path: Path):
    """Kleene: false and null is false, true or null is true."""
    data = "age,employed,income\n10,,5\n20,,5\n,false,5\n,true,5\n"
    found = observed(tmp_path, data, eligible="age >= 16 and employed", value="income")
    assert states(found) == ["not eligible", "undecided", "not eligible", "undecided"]
    found = observed(tmp_path, data, eligible="age >= 16 or employed", value="income")
    assert states(found) == ["undecided", "answered", "undecided", "answered"]


@pytest.mark.parametrize(
    ("age", "income", "expected"),
    [
        (-8, -7, "not eligible"),
        (-7, -8, "not eligible"),
        (-7, -2, "not asked"),
        (20, -7, "not asked"),
        ("", -7, "not asked"),
        ("", -2, "unanswered"),
        (20, 5, "answered"),
    ],
)
def test_of_several_variables_the_first_kind_wins(tmp_path: Path, age: object, income: object, expected: str):
    found = observed(tmp_path, f"age,income\n{age},{income}\n", value="income + age")
    assert states(found) == [expected]


def test_a_value_that_is_there_counts_whatever_else_is_missing(tmp_path: Path):
    found = observed(tmp_path, "age,income\n-8,5\n20,-2\n", value="coalesce(income, age)")
    assert states(found) == ["answered", "answered"]
    assert by_row(found, found.value) == [5, 20]


def test_booleans_are_ones_and_zeros(tmp_path: Path):
    data = "row,sex\n0,female\n1,male\n2,-2\n3,-7\n"
    found = observed(tmp_path, data, measure=Measure.PROPORTION, value='sex == "female"')
    assert states(found) == ["answered", "answered", "unanswered", "not asked"]
    assert by_row(found, found.value) == [1, 0, 0, 0]


def test_a_ratio_needs_both_parts(tmp_path: Path):
    data = "age,income\n20,5\n,5\n20,-2\n0,5\n20,-7\n"
    found = observed(tmp_path, data, numerator="income", denominator="age")
    assert states(found) == ["answered", "unanswered", "unanswered", "answered", "not asked"]
    assert by_row(found, found.value)[0] == 5
    assert found.denominator is not None
    assert by_row(found, found.denominator)[:1] == [20]
    assert by_row(found, found.denominator)[3] == 0


def test_what_cannot_be_computed_is_unanswered_and_counted(tmp_path: Path):
    data = "age,income\n0,5\n0,0\n2,5\n0,-2\n,5\n"
    found = observed(tmp_path, data, value="income / age")
    assert states(found) == ["unanswered", "unanswered", "answered", "unanswered", "unanswered"]
    assert by_row(found, found.value) == [0, 0, 2.5, 0, 0]
    assert found.incomputable == 2


def test_what_cannot_be_computed_of_those_not_eligible_is_not_counted(tmp_path: Path):
    found = observed(tmp_path, "age,income\n0,5\n2,5\n", eligible="age > 0", value="income / age")
    assert states(found) == ["not eligible", "answered"]
    assert found.incomputable == 0


def test_eligibility_that_cannot_be_computed_is_undecided(tmp_path: Path):
    found = observed(tmp_path, "age,income\n0,5\n2,5\n", eligible="income / age > 1", value="income")
    assert states(found) == ["undecided", "answered"]
