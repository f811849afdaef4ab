"""What to do next, where a survey lacks what indicators need. Oracle: the names of surveys' own codebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrind import inspection, pipeline
from integrind.definitions.library import load_library
from integrind.errors import DataError
from integrind.packaged import packaged_indicators
from integrind.request import Request

ROWS = "AGEP,SEX,TEN,Q57,unlike\n" + "30,1,1,1,1\n40,2,3,2,2\n" * 20
"""Names of the American Community Survey; Q57 is trust of two answers, which isn't the codebook's."""
DRAFTED = "describe them under variables of a description, which integrind init drafts"


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    (tmp_path / "s.csv").write_text(ROWS)
    return tmp_path / "s.csv"


def describe(survey: Path, text: str) -> None:
    (survey.parent / "s.survey.yaml").write_text(f"title: Some\nvariables:\n  {text}\n")


def test_where_nothing_can_be_computed_the_likely_columns_are_named(survey: Path):
    with pytest.raises(DataError, match="0 of 167 indicators") as caught:
        pipeline.compute(Request(str(survey)))
    assert caught.value.hint == (f"AGEP looks like age, TEN looks like tenure: {DRAFTED}")


def test_of_one_indicator_only_what_it_lacks(survey: Path):
    with pytest.raises(DataError, match="the survey has no age, tenure") as caught:
        pipeline.compute(Request(str(survey), only=("home_ownership_rate",)))
    assert caught.value.hint == (f"AGEP looks like age, TEN looks like tenure: {DRAFTED}")


def test_a_description_that_is_there_is_added_to(survey: Path):
    describe(survey, "age: {column: AGEP}")
    with pytest.raises(DataError, match="the survey has no tenure") as caught:
        pipeline.compute(Request(str(survey), only=("home_ownership_rate",)))
    assert caught.value.hint == "TEN looks like tenure: describe them under variables"


def test_a_column_that_is_described_looks_like_nothing_else(survey: Path):
    describe(survey, "years: {column: AGEP, type: number}")
    with pytest.raises(DataError) as caught:
        pipeline.compute(Request(str(survey), only=("home_ownership_rate",)))
    assert "AGEP" not in caught.value.hint


def test_explain_coverage_and_describe_say_the_same(survey: Path):
    request = Request(str(survey))
    library = load_library([packaged_indicators()])
    indicator = library.find("home_ownership_rate")
    assert indicator is not None
    *_, last = inspection.answers_of(indicator, request, library)
    said = "AGEP looks like age, TEN looks like tenure"
    assert (last.heading, last.paragraphs) == ("Next", (f"{said}: {DRAFTED}",))
    found = inspection.coverage(request)
    steps = [row for row in found.frame.to_dicts() if row["part"] == "next"]
    assert [row["said"] for row in steps if "tenure" in row["lacking"]] == ["TEN looks like tenure"]
    assert all(row["said"] is None for row in steps if not {"age", "tenure"} & {*row["lacking"]})
    described = inspection.describe(request)
    assert described.likely == {"AGEP": "age", "SEX": "sex", "TEN": "tenure"}


def test_a_file_of_a_well_known_survey_is_told_when_it_is_described(tmp_path: Path):
    names = "AGEP,SEX,NATIVITY,CIT,ENG,SCHL,ESR,TEN,MAR,PWGTP,HICOV,COW,SERIALNO,PINCP,LANX,HISP,RAC1P"
    row = "30,1,1,1,1,21,1,1,1,9,1,1,1,1,1,1,1"
    (tmp_path / "s.csv").write_text("\n".join([names, *[row] * 20, ""]))
    assert inspection.describe(Request(str(tmp_path / "s.csv"))).known == "acs-pums"


def test_an_imputation_that_is_not_there_is_named(survey: Path):
    """The file lacks TEN5 alone of them; of `age` it has no column, so none of its is named."""
    describe(survey, 'tenure: {imputations: ["TEN", "TEN5"]}\n  age: {imputations: ["A1", "A2"]}')
    with pytest.raises(DataError, match="the survey has no age, tenure") as caught:
        pipeline.compute(Request(str(survey), only=("home_ownership_rate",)))
    assert caught.value.hint == "tenure has no column TEN5: name under 'imputations' those that are there"
