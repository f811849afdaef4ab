"""The file: its columns in their order, and its bytes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from community_survey.asking import DONT_KNOW, EMPTY, REFUSED, YES, Asking, Columns
from community_survey.civic_political import civic_political
from community_survey.cultural import cultural
from community_survey.draws import Draws, Floats, Ints
from community_survey.identity import identity
from community_survey.listed import listed
from community_survey.people import WAVES, Birth, Interviews, draw_people, interview
from community_survey.places import LOCAL_AREA_NAMES, Psus, draw_psus
from community_survey.rates import read_rates
from community_survey.social import social
from community_survey.structural import EMPLOYEE, SELF_EMPLOYED, UNEMPLOYED, structural
from community_survey.weights import DECIMALS, weigh, weigh_shared_modules

SEED = 2_025
FIRST_PERSON = 100_001
WRITTEN_WITH_DECIMALS = {"weight": DECIMALS, "weight_shared": DECIMALS, "hourly_pay": 2}
"""Whole numbers inside, so that no machine's way of printing a float matters."""
WRITTEN_WITH_WIDTH = {"region": 2, "local_area": 4}
"""Codes of areas are text with leading zeros."""
WRITTEN_AS_NAMES = {"local_area_name": LOCAL_AREA_NAMES}


def community_survey() -> str:
    """Draw the survey and give it as CSV."""
    columns = draw_columns(Draws(SEED))
    written = [_written(name, values) for name, values in columns.items()]
    lines = [",".join(columns), *(",".join(row) for row in zip(*written, strict=True))]
    return "\n".join(lines) + "\n"


def draw_columns(draws: Draws) -> Columns:
    """Every column by name, in the file's order."""
    psus = draw_psus(draws)
    people = draw_people(draws, psus)
    interviews = interview(draws, people)
    weights = weigh(draws, psus, interviews), weigh_shared_modules(draws, psus, interviews)
    asking = Asking(draws, interviews, read_rates(), weights)
    first = structural(asking)
    status = first["economic_status"]
    in_work = (status == EMPLOYEE) | (status == SELF_EMPLOYED)
    columns = {
        **_design(psus, interviews, weights),
        **_person(asking),
        **first,
        **social(asking, in_work, first["in_education_or_training"] == YES),
        **civic_political(asking),
        **cultural(asking),
        **identity(asking, status == UNEMPLOYED),
    }
    return columns | listed(asking, columns)


def _design(psus: Psus, interviews: Interviews, weights: tuple[Floats, Floats]) -> Columns:
    people = interviews.people
    weight, shared = (np.floor(values * 10**DECIMALS + 0.5).astype(np.int64) for values in weights)
    return {
        "person": interviews.person + FIRST_PERSON,
        "wave": np.asarray(WAVES)[interviews.wave],
        "sample_type": people.sample,
        "stratum": psus.stratum[people.psu],
        "psu": psus.number[people.psu],
        "weight": weight,
        "weight_shared": shared,
        "region": psus.region[people.psu],
        "local_area": psus.local_area[people.psu],
        "local_area_name": psus.local_area[people.psu],
    }


def _person(asking: Asking) -> Columns:
    interviews = asking.interviews
    people = interviews.people
    native = people.birth == Birth.UK
    arrival = ((DONT_KNOW, 0.01), (REFUSED, 0.004))
    years = asking.column("years_since_arrival", interviews.years_since_arrival, arrival, ~native)
    return {
        "sex": np.where(people.female, 2, 1),
        "age": interviews.age,
        "country_of_birth": people.birth,
        "citizenship": asking.column(
            "citizenship", interviews.citizenship, ((DONT_KNOW, 0.002), (REFUSED, 0.003))
        ),
        "ethnic_group": asking.column(
            "ethnic_group", people.ethnicity, ((DONT_KNOW, 0.002), (REFUSED, 0.005))
        ),
        "generation": np.where(native, np.where(people.second_generation, 3, 1), 2),
        "age_at_arrival": np.where(years < 0, years, people.age_at_arrival),
        "years_since_arrival": years,
        "reason_for_migration": asking.column(
            "reason_for_migration", people.reason, ((REFUSED, 0.015),), ~native
        ),
    }


def _written(name: str, values: Ints) -> Iterable[str]:
    decimals, width = WRITTEN_WITH_DECIMALS.get(name, 0), WRITTEN_WITH_WIDTH.get(name, 0)
    names = WRITTEN_AS_NAMES.get(name)
    for value in values.tolist():
        if names is not None:
            yield names[value]
        elif value == EMPTY:
            yield ""
        elif decimals and value >= 0:
            yield f"{value // 10**decimals}.{value % 10**decimals:0{decimals}d}"
        else:
            yield f"{value:0{width}d}"
