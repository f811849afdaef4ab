"""A value that an indicator asks for and no row has: oracle by hand."""

from pathlib import Path

import pytest

import integrind
from integrind.errors import DefinitionError

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
        return integrind.compute(tmp_path / "d.csv", indicators=files, by=["g"], policy="none", **options)

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
