"""The examples in definitions follow the rules of the estimates.

The oracle is the contract: a null of kind not_applicable makes a row not eligible, not_asked takes it out of
the base, the others are item non-response; the first of these that occurs wins.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from integrind.cli import app
from integrind.definitions.examples import Outcome, run_examples
from integrind.definitions.formulas import scope_of
from integrind.definitions.indicator import Example, Indicator
from integrind.definitions.library import load_library
from integrind.packaged import packaged_indicators

PROPORTION = {"measure": "proportion", "eligible": "age >= 16", "value": "lonely or member"}
RATIO = {"measure": "ratio", "numerator": "income", "denominator": "hours"}


def got(parts: dict[str, str], given: dict[str, object], missing: dict[str, str] | None = None) -> object:
    indicator = Indicator.model_validate(
        {
            "id": "x", "title": "X", "dimension": "social", "description": "X", "direction": "descriptive",
            **parts, "examples": ({"given": given, "missing": missing or {}, "expect": 0},),
        },
        strict=False,
    )  # fmt: skip
    (outcome,) = run_examples(indicator, {})
    return outcome.got


@pytest.mark.parametrize(
    ("given", "missing", "result"),
    [
        ({"age": 20, "lonely": True, "member": False}, {}, 1.0),
        ({"age": 20, "lonely": False, "member": False}, {}, 0.0),
        # a missing variable that makes no difference is no reason
        ({"age": 20, "lonely": True, "member": None}, {"member": "not_applicable"}, 1.0),
        ({"age": 20, "lonely": False, "member": None}, {}, "missing"),
        ({"age": 20, "lonely": False}, {}, "missing"),
        ({"age": 20, "lonely": False}, {"member": "refused"}, "missing"),
        ({"age": 20, "lonely": False}, {"member": "dont_know"}, "missing"),
        ({"age": 20, "lonely": False}, {"member": "not_asked"}, "not_asked"),
        ({"age": 20, "lonely": False}, {"member": "not_applicable"}, "not_eligible"),
        ({"age": 20}, {"lonely": "refused", "member": "not_asked"}, "not_asked"),
        ({"age": 20}, {"lonely": "not_asked", "member": "not_applicable"}, "not_eligible"),
        ({"age": 10, "lonely": True, "member": True}, {}, "not_eligible"),
        ({"age": 10}, {"lonely": "not_asked"}, "not_eligible"),
        ({"age": None, "lonely": True}, {}, "undecided"),
        ({"lonely": True}, {"age": "refused"}, "undecided"),
        ({"lonely": True}, {"age": "not_asked"}, "not_asked"),
        ({"lonely": True}, {"age": "not_applicable"}, "not_eligible"),
        # eligibility that is undecided comes before the value
        ({}, {"lonely": "not_asked"}, "undecided"),
    ],
)
def test_a_proportion(given: dict[str, object], missing: dict[str, str], result: object):
    assert got(PROPORTION, given, missing) == result


@pytest.mark.parametrize(
    ("given", "missing", "result"),
    [
        ({"income": 300, "hours": 40}, {}, (300.0, 40.0)),
        ({"income": 300}, {}, "missing"),
        ({"income": 300}, {"hours": "not_applicable"}, "not_eligible"),
        ({}, {"income": "refused", "hours": "not_asked"}, "not_asked"),
    ],
)
def test_a_ratio(given: dict[str, object], missing: dict[str, str], result: object):
    assert got(RATIO, given, missing) == result


def test_a_ratio_counts_what_is_true():
    parts = {"measure": "ratio", "numerator": "lonely", "denominator": "age > 3"}
    assert got(parts, {"lonely": False, "age": 4}) == (0.0, 1.0)


def test_division_by_zero_is_missing_though_nothing_is_missing():
    assert got({"measure": "mean", "value": "income / hours"}, {"income": 1, "hours": 0}) == "missing"


@pytest.mark.parametrize(
    ("expected", "result", "holds"),
    [
        (1.0, 1.0, True),
        (0.3, 0.1 + 0.2, True),
        (1.0, 1.0 + 3e-12, False),
        (0.0, 1e-300, False),
        ("missing", "missing", True),
        ("missing", 0.0, False),
        (0.0, "missing", False),
        ((1.0, 2.0), (1.0, 2.0), True),
        ((1.0, 2.0), (1.0, 3.0), False),
        (1.0, (1.0, 2.0), False),
    ],
)
def test_numbers_agree_up_to_rounding(expected: object, result: object, holds: bool):
    assert Outcome("x", 0, expected, result).holds is holds


@pytest.mark.parametrize("expect", [True, 1, 1.0])
def test_true_is_one(expect: float):
    example = Example(given={"lonely": True}, expect=expect)
    indicator = Indicator.model_validate(
        {
            "id": "x", "title": "X", "dimension": "social", "description": "X", "direction": "descriptive",
            "measure": "proportion", "value": "lonely", "examples": (example,),
        },
        strict=False,
    )  # fmt: skip
    assert [outcome.holds for outcome in run_examples(indicator, {})] == [True]


def test_the_examples_of_the_packaged_library_hold():
    library = load_library([packaged_indicators()])
    assert library.codebook is not None
    scope = scope_of(library.codebook)
    outcomes = [it for indicator in library.indicators for it in run_examples(indicator, scope)]
    assert len(outcomes) > 100
    assert [outcome for outcome in outcomes if not outcome.holds] == []


def test_the_command_shows_the_example_that_fails(tmp_path: Path):
    file = tmp_path / "a.yaml"
    file.write_text(
        "id: a\ntitle: A\ndimension: social\ndescription: A.\nmeasure: ratio\nnumerator: income\n"
        "denominator: hours\ndirection: descriptive\nexamples:\n"
        "  - {given: {income: 1, hours: 2}, expect: [1, 2]}\n"
        "  - {given: {income: 1, hours: 2.5}, expect: [1, 2]}\n"
    )
    done = CliRunner().invoke(app, ["test", str(tmp_path)])
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{file}:11:46: T001: this example of a gives [1, 2.5], not [1, 2]\n")
    assert done.stderr == "1 indicator: 1 of 2 examples hold\n"


def test_the_command_is_silent_where_all_hold():
    done = CliRunner().invoke(app, ["test", str(packaged_indicators())])
    assert (done.exit_code, done.stdout) == (0, "")
