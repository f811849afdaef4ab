"""The survey descriptions: valid against the codebook, and complete for their files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from integrind.definitions.library import Library, load_library
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import load_survey
from integrind.expressions import parse

from .reading import ROOT, SAMPLE_DATA, Table, read

DESIGN_COLUMNS = {"person", "stratum", "psu", "weight", "weight_shared", "local_area", "local_area_name"}
NOT_IN_COMMUNITY_SURVEY = {
    "arts_engagement_share",
    "civic_activism",
    "discriminated_ethnic_grounds_share",
    "host_language_media_use",
    "household_language_host",
    "low_work_intensity_rate",
    "overcrowded_households_share",
    "poverty_or_exclusion_rate",
    "religion_distribution",
    "unmet_dental_need_rate",
    "unmet_medical_need_rate",
    "voted_local_election",
}
IN_ACS = {
    "activity_rate",
    "economic_status_distribution",
    "employment_rate",
    "long_hours_share",
    "self_employment_share",
    "unemployment_rate",
    "youth_employment_rate",
    "youth_unemployment_rate",
}
STEMS = ("community_survey", "acs2012")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library([ROOT / "indicators"])


@pytest.fixture(scope="module")
def surveys(library: Library) -> dict[str, Survey]:
    return {stem: load_survey(description(stem), library.codebook) for stem in STEMS}


def description(stem: str) -> Path:
    return SAMPLE_DATA / f"{stem}.survey.yaml"


def computable(library: Library, survey: Survey) -> set[str]:
    """Ids of the indicators all of whose variables the survey has."""
    return {
        indicator.id
        for indicator in library.indicators
        if all(survey.variables.keys() >= set(parse(text).names) for text in indicator.expressions.values())
    }


def test_community_survey_speaks_to_all_indicators_but_these(
    library: Library, surveys: dict[str, Survey]
) -> None:
    everything = {indicator.id for indicator in library.indicators}
    assert everything - computable(library, surveys["community_survey"]) == NOT_IN_COMMUNITY_SURVEY
    assert len(everything) - len(NOT_IN_COMMUNITY_SURVEY) >= 72


def test_acs_speaks_to_work_alone(library: Library, surveys: dict[str, Survey]) -> None:
    assert computable(library, surveys["acs2012"]) == IN_ACS


@pytest.mark.parametrize("stem", STEMS)
def test_columns_of_the_description_are_those_of_the_file(surveys: dict[str, Survey], stem: str) -> None:
    table, survey = read(f"{stem}.csv"), surveys[stem]
    described = {variable.column for variable in survey.variables.values() if variable.column}
    weights = {variable.weight for variable in survey.variables.values() if variable.weight}
    assert described | weights <= table.keys()
    left = table.keys() - described
    assert left == (DESIGN_COLUMNS if stem == "community_survey" else {"birth_qrtr"})


@pytest.mark.parametrize("stem", STEMS)
def test_every_code_in_the_file_is_described(library: Library, surveys: dict[str, Survey], stem: str) -> None:
    table, survey = read(f"{stem}.csv"), surveys[stem]
    codebook = library.codebook.variables if library.codebook else {}
    for name, variable in survey.variables.items():
        if variable.column is None:
            continue
        type_ = codebook[name].type if name in codebook else variable.type or "category"
        own = variable.missing.kinds if variable.missing else None
        missing = set(own if own is not None else {} if type_ == "number" else survey.missing.kinds)
        found = set(np.unique(table[variable.column])) - missing
        if type_ == "number":
            assert all(float(code) > -3 for code in found), name
        else:
            assert found == set(variable.codes or {}), name


def test_numbers_have_no_code_of_a_missing_answer_left(community: Table, surveys: dict[str, Survey]) -> None:
    """Only ratings of rooms are below zero; 97 is the one code above the scores."""
    limits = {"occupancy_rating": (-2, 3), "wave": (2022, 2024), "importance_of_being_british": (0, 10)}
    for name in ("age", "trust_in_people", "feels_connected", "hourly_pay", "equivalised_income", *limits):
        variable = surveys["community_survey"].variables[name]
        missing = variable.missing.kinds if variable.missing else {}
        numbers = [float(code) for code in np.unique(community[name]) if code not in missing]
        low, high = limits.get(name, (0, np.inf))
        assert low <= min(numbers) <= max(numbers) <= high, name


def test_defaults_keep_the_first_table_short(surveys: dict[str, Survey]) -> None:
    community = surveys["community_survey"]
    assert community.synthetic
    assert (community.by, community.area, community.wave) == (("country_of_birth",), None, None)
    assert community.design.waves == "overlapping"


def test_acs_says_that_it_is_unweighted(surveys: dict[str, Survey]) -> None:
    acs = surveys["acs2012"]
    assert acs.design.weight is None
    assert acs.notes is not None
    assert acs.notes.startswith("Unweighted")
    assert acs.by[0] == "citizenship"
    assert not acs.synthetic
