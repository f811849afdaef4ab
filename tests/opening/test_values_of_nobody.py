"""A value that an indicator asks for and no row has: oracle by hand."""

from pathlib import Path

import pytest

import integrind
from integrind.errors import DataError, DefinitionError

INDICATOR = """\
id: {id}
title: {id}
dimension: structural
description: Of a test.
measure: {measure}
direction: higher_is_better
value: {value}
"""


@pytest.fixture
def compute(tmp_path: Path):
    def call(column: list[object], value: str, measure: str = "proportion", **options: object):
        (tmp_path / "x.yaml").write_text(INDICATOR.format(id="x", measure=measure, value=value))
        rows = "".join(f"{it},{'ab'[number % 2]}\n" for number, it in enumerate(column))
        (tmp_path / "d.csv").write_text(f"status,g\n{rows}")
        files = [tmp_path / "x.yaml"]
        return integrind.compute(
            tmp_path / "d.csv", indicators=files, by=["g"], policy="none", **options
        ).frame

    return call


@pytest.mark.parametrize("value", ['status == "employed"', 'status in ("employee", "employed")'])
def test_it_is_said_beside_the_number(compute, value: str):
    notes = compute(["employee", "unemployed"] * 20, value)["notes"].to_list()
    assert len(notes) == 3
    assert all('no row of the file has status == "employed"' in it for it in notes)
    assert not any('"employee"' in it for it in notes)


def test_nothing_is_said_of_values_that_are_there(compute):
    notes = compute(["employee", "unemployed"] * 20, 'status == "employee"')["notes"].to_list()
    assert not any("no row" in it for it in notes)


@pytest.mark.parametrize("value", ["status + 1", "status > 5", "max(status, 3)"])
def test_numbers_beside_text_lead_to_what_is_missing(compute, value: str):
    measure = "proportion" if ">" in value else "mean"
    with pytest.raises(DefinitionError) as caught:
        compute([*range(40), "NA"], value, measure)
    assert "a mix of numbers and text" in str(caught.value)
    assert "variables: status: missing lists the codes that are no numbers" in str(caught.value)


def test_a_value_that_no_code_can_give_is_no_share_of_0(compute, tmp_path: Path):
    """What the description can't say isn't in the survey, and an indicator of it can't be asked for."""
    survey = "title: T\nvariables: {status: {column: status, codes: {1: employee, 2: inactive}}}\n"
    (tmp_path / "d.survey.yaml").write_text(survey)
    values = "{employee: A, inactive: B, student: C, other: D}"
    (tmp_path / "codebook.yaml").write_text(
        f"variables:\n  status: {{title: S, type: category, values: {values}}}\n"
    )
    found = compute([1, 2, 1] * 20, 'status in ("employee", "other")')
    assert found["estimate"][0] == pytest.approx(2 / 3)
    with pytest.raises(DataError, match="no code of status gives student"):
        compute([1, 2] * 20, 'status == "student"', indicator=["x"])
    with pytest.raises(DataError, match="no code of status gives student"):
        compute([1, 2] * 20, 'status != "student"', indicator=["x"])


def test_areas_of_the_description_are_shown_when_they_are_asked_for(compute, tmp_path: Path):
    (tmp_path / "d.survey.yaml").write_text("title: T\narea: g\n")
    assert set(compute([0, 1] * 20, "status == 1")["area"]) == {None}
    assert set(compute([0, 1] * 20, "status == 1", area="g")["area"]) == {None, "a", "b"}
