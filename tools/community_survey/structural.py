"""Work, income, housing, education, health."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    EMPTY,
    FACT,
    MONEY,
    NO_ANSWER,
    NOT_APPLICABLE,
    OPINION,
    PRIVATE,
    YES_NO,
    Asking,
    Columns,
    Scale,
    Trait,
    yes_or_no,
)
from community_survey.draws import Bools, Floats, Ints, between, pick, ranks
from community_survey.people import Birth

EMPLOYEE, SELF_EMPLOYED, UNEMPLOYED, INACTIVE = 1, 2, 3, 4
HIGH_SKILLED = 3
"""The last of the occupation groups that are."""
TERTIARY = 4
FULL_TIME, PART_TIME = 1, 2
PERMANENT, TEMPORARY = 1, 2
OUTRIGHT, MORTGAGE = 1, 2
NOT_OWNED = {3: 0.04, 4: 0.42, 5: 0.50, 6: 0.04}
"""Shared ownership, social rented, private rented, rent-free."""
EMPLOYED_FROM_65 = 0.11
POVERTY_LINE = 0.6
MEDIAN_INCOME = (32_500, 34_800)
"""A year's equivalised net household income by wave, pounds. Amounts and hours are our assumptions."""
BELOW_MEDIAN = {"national": 0.483, "other_eu": 0.58, "non_eu": 0.68}
MEDIAN_PAY = {Birth.UK: (15.4, 16.9), Birth.EU: (13.9, 15.4), Birth.NON_EU: (13.4, 15.1)}
"""Gross pay an hour by wave, pounds, before the factor of the occupation."""
SKILL_PAYS = {True: 1.22, False: 0.84}
PAY = ((0, 0.62), (0.1, 0.75), (0.3, 0.88), (0.5, 1.0), (0.7, 1.22), (0.9, 1.75), (0.97, 2.4), (1, 4.5))
FULL_TIME_HOURS = ((0, 32), (0.2, 36), (0.45, 38), (0.7, 41), (0.88, 48), (0.96, 55), (1, 84))
PART_TIME_HOURS = ((0, 3), (0.25, 15), (0.55, 20), (0.85, 26), (1, 32))
HOUSEHOLD_SCALE = {1.0: 0.2, 1.5: 0.4, 1.8: 0.15, 2.1: 0.17, 2.6: 0.08}
"""Equivalence scale of the household, with its share of households."""


def structural(asking: Asking) -> Columns:
    """Draw the answers of the structural dimension; pay is in pence, other amounts are in pounds."""
    with_age = asking.by_age((16, -0.10), (45, 0.0), (70, 0.16), (110, 0.35))
    chance = asking.chance("disability", asking.everybody, with_age)
    disabled = asking.says("disability", chance, Trait.MEANS, asking.everybody, lacking=True)
    tertiary, education = _education(asking)
    status = _economic_status(asking, tertiary, disabled)
    return {
        "disability": asking.column("disability", yes_or_no(disabled), PRIVATE),
        **education,
        "economic_status": status,
        **_jobs(asking, tertiary, status),
        **_money_and_home(asking),
        **_health(asking, disabled),
    }


def _education(asking: Asking) -> tuple[Bools, Columns]:
    by_age = asking.by_age((16, -0.42), (20, -0.30), (24, 0.02), (40, 0.08), (65, -0.08), (110, -0.2))
    chance = asking.chance("tertiary_attainment", asking.everybody, by_age)
    tertiary = asking.says("highest_qualification", chance, Trait.MEANS, asking.everybody)
    older = asking.by_age((16, -0.02), (50, 0.0), (75, 0.2), (110, 0.2))
    none = asking.chance("no_qualifications_otherwise", ~tertiary, older)
    place = asking.uniform("highest_qualification/otherwise")
    otherwise = np.where(place < none, 1, np.where((place - none) / (1.0 - none) < 0.38, 2, 3))
    qualification = np.where(tertiary, TERTIARY, otherwise)
    young = asking.interviews.age < 25
    at_school = asking.by_age((16, 0.35), (19, 0.1), (24, -0.3), (110, 0.0))
    in_career = asking.by_age((16, 0.0), (25, 0.08), (65, -0.07), (110, -0.1))
    learning = asking.says(
        "in_education_or_training",
        np.where(
            young,
            asking.chance("in_education_16_24", young, at_school),
            asking.chance("in_education_25_over", ~young, in_career),
        ),
        Trait.VOICE,
        asking.everybody,
    )
    return tertiary, {
        "highest_qualification": asking.column("highest_qualification", qualification, ((NO_ANSWER, 0.02),)),
        "in_education_or_training": asking.column("in_education_or_training", yes_or_no(learning), FACT),
    }


def _economic_status(asking: Asking, tertiary: Bools, disabled: Bools) -> Ints:
    """Employment by birth and sex, and unemployment so that its share of the active is the published one."""
    of_working_age = asking.interviews.age < 65
    rate, cell = asking.cells("employment_rate")
    rate = np.where(of_working_age, rate / 100.0, EMPLOYED_FROM_65)
    effects = (
        asking.by_age(
            (16, -0.52), (19, -0.3), (23, 0.0), (30, 0.06), (55, 0.02), (60, -0.12), (64, -0.35), (110, 0.0)
        ),
        np.where(disabled, -0.22, 0.0),
        np.where(tertiary, 0.05, 0.0),
    )
    chance = asking.around(rate, cell, of_working_age, *effects)
    employed = np.where(
        of_working_age,
        asking.says("employed", chance, Trait.MEANS, of_working_age),
        asking.uniform("employed from 65") < EMPLOYED_FROM_65,
    )
    unemployment, _ = asking.cells("unemployment_rate")
    of_active = unemployment / 100.0
    of_others = rate * of_active / ((1.0 - of_active) * (1.0 - rate))
    unemployed = ~employed & (asking.uniform("unemployed") < of_others)
    alone = asking.says("self_employed", asking.chance("self_employed", employed), Trait.MEANS, employed)
    in_work = np.where(alone, SELF_EMPLOYED, EMPLOYEE)
    status = np.where(employed, in_work, np.where(unemployed, UNEMPLOYED, INACTIVE))
    return asking.column("economic_status", status, FACT)


def _jobs(asking: Asking, tertiary: Bools, status: Ints) -> Columns:
    """Questions routed by the economic status that was recorded."""
    employee, unemployed = status == EMPLOYEE, status == UNEMPLOYED
    in_work = employee | (status == SELF_EMPLOYED)
    working_time = asking.question(
        "working_time",
        "part_time",
        Trait.TIES,
        Scale({PART_TIME: 1.0}, {FULL_TIME: 1.0}),
        FACT,
        np.where(asking.interviews.people.female, 0.13, -0.13),
        asked=in_work,
        unasked=NOT_APPLICABLE,
    )
    occupation = _occupation(asking, tertiary, in_work)
    hours = _usual_hours(asking, working_time == PART_TIME)
    hours_known = asking.column("usual_hours", hours, ((NO_ANSWER, 0.02),), in_work)
    all_jobs = np.minimum(hours + _hours_of_second_job(asking), 97)
    return {
        "contract_type": asking.question(
            "contract_type",
            "temporary_employment_share",
            Trait.MEANS,
            Scale({TEMPORARY: 1.0}, {PERMANENT: 1.0}),
            OPINION,
            asking.by_age((16, 0.08), (30, 0.0), (110, 0.0)),
            asked=employee,
            unasked=NOT_APPLICABLE,
            lacking=True,
        ),
        "working_time": working_time,
        "part_time_reason": asking.question(
            "part_time_reason",
            "involuntary_part_time",
            Trait.MEANS,
            Scale({1: 1.0}, {2: 0.6, 3: 0.17, 4: 0.08, 5: 0.15}),
            OPINION,
            asked=working_time == PART_TIME,
            lacking=True,
        ),
        "occupation_group": asking.column(
            "occupation_group", occupation, ((NO_ANSWER, 0.015),), in_work, NOT_APPLICABLE
        ),
        "usual_hours": hours_known,
        "usual_hours_all_jobs": np.where(hours_known < 0, hours_known, all_jobs),
        "hourly_pay": asking.column("hourly_pay", _pay(asking, occupation), MONEY, employee),
        "claims_unemployment_benefit": asking.question(
            "claims_unemployment_benefit",
            "unemployed_claiming_benefit_share",
            Trait.MEANS,
            YES_NO,
            PRIVATE,
            asked=unemployed,
        ),
    }


def _occupation(asking: Asking, tertiary: Bools, in_work: Bools) -> Ints:
    """Major groups from 1; those of graduates follow the published rates of over-qualification."""
    graduate, other = tertiary & in_work, ~tertiary & in_work
    over = asking.chance(
        "overqualification_rate", graduate, asking.by_age((16, 0.12), (26, 0.05), (40, 0.0), (110, 0.0))
    )
    skilled = asking.chance(
        "high_skilled_otherwise", other, asking.by_age((16, -0.2), (35, 0.0), (110, 0.05))
    )
    matched = asking.says("occupation_group/graduates", 1.0 - over, Trait.MEANS, graduate)
    risen = asking.says("occupation_group/others", skilled, Trait.MEANS, other)
    place = asking.uniform("occupation_group/within")
    high = np.where(tertiary, pick(place, (0.2, 0.52, 0.28)), pick(place, (0.34, 0.16, 0.5))) + 1
    low = pick(place, (0.18, 0.31, 0.02, 0.15, 0.12, 0.22)) + HIGH_SKILLED + 1
    return np.where(np.where(tertiary, matched, risen), high, low)


def _usual_hours(asking: Asking, part_time: Bools) -> Ints:
    place = asking.uniform("usual_hours")
    hours = np.where(part_time, between(place, PART_TIME_HOURS), between(place, FULL_TIME_HOURS))
    return hours.astype(np.int64)


def _hours_of_second_job(asking: Asking) -> Ints:
    hours = 3.0 + 15.0 * asking.uniform("second job/hours")
    return np.where(asking.uniform("second job") < 0.04, hours, 0.0).astype(np.int64)


def _pay(asking: Asking, occupation: Ints) -> Ints:
    wave, birth = asking.interviews.wave, asking.interviews.people.birth
    median = np.asarray([(0.0, 0.0), *(MEDIAN_PAY[group] for group in Birth)])[birth, wave]
    skill = np.where(occupation <= HIGH_SKILLED, SKILL_PAYS[True], SKILL_PAYS[False])
    place = ranks(asking.leaning("hourly_pay", Trait.MEANS))
    return np.floor(100.0 * median * skill * between(place, PAY) + 0.5).astype(np.int64)


def _money_and_home(asking: Asking) -> Columns:
    owner = asking.says(
        "tenure",
        asking.chance(
            "home_ownership_rate",
            asking.everybody,
            asking.by_age((16, -0.1), (25, -0.3), (35, -0.12), (50, 0.05), (70, 0.15), (110, 0.12)),
        ),
        Trait.MEANS,
        asking.everybody,
    )
    free_of_mortgage = asking.by_age((16, 0.3), (30, 0.05), (50, 0.25), (68, 0.92), (110, 0.97))
    outright = owner & (asking.uniform("tenure/mortgage") < free_of_mortgage)
    landlord = pick(asking.uniform("tenure/landlord"), tuple(NOT_OWNED.values()))
    owned = np.where(outright, OUTRIGHT, MORTGAGE)
    tenure = np.where(owner, owned, np.asarray(list(NOT_OWNED))[landlord])
    income = _equivalised_income(asking)
    disposable, costs = _budget(asking, income, outright)
    return {
        "equivalised_income": asking.column("income", income, MONEY),
        "disposable_income": asking.column("income", disposable, MONEY),
        "housing_costs": asking.column("housing_costs", costs, ((NO_ANSWER, 0.03),)),
        "tenure": asking.column("tenure", tenure, FACT),
        "occupancy_rating": asking.question(
            "occupancy_rating",
            "overcrowding_rate",
            Trait.MEANS,
            Scale({-2: 0.2, -1: 0.8}, {0: 0.34, 1: 0.36, 2: 0.22, 3: 0.08}),
            ((EMPTY, 0.012),),
            np.where(owner, -0.08, 0.05),
            asking.by_age((16, 0.06), (60, -0.02), (80, -0.08), (110, -0.08)),
            lacking=True,
        ),
    }


def _equivalised_income(asking: Asking) -> Ints:
    """Pounds, laid so that the published share of each group is below 60% of everybody's median."""
    poor, cell = asking.cells("at_risk_of_poverty_rate")
    standing = asking.standing("equivalised_income", Trait.MEANS, cell)
    citizenship = asking.group("citizenship")
    multiple = np.zeros(len(asking))
    for number in np.unique(cell):
        here = np.flatnonzero(cell == number)
        low, middle = float(poor[here[0]]) / 100.0, BELOW_MEDIAN[str(citizenship[here[0]])]
        above = 1.0 - middle
        table = (
            (0.0, 0.05),
            (low / 3.0, 0.36),
            (low, POVERTY_LINE),
            (middle, 1.0),
            (middle + 0.5 * above, 1.45),
            (middle + 0.8 * above, 2.0),
            (middle + 0.96 * above, 3.2),
            (1.0, 7.0),
        )
        multiple[here] = between(standing[here], table)
    return _to_ten_pounds(np.asarray(MEDIAN_INCOME)[asking.interviews.wave] * multiple)


def _budget(asking: Asking, income: Ints, outright: Bools) -> tuple[Ints, Ints]:
    """A year's disposable income and housing costs of a household; the published share pays 40% and more."""
    size = pick(asking.uniform("household"), tuple(HOUSEHOLD_SCALE.values()))
    disposable = _to_ten_pounds(income.astype(np.float64) * np.asarray(list(HOUSEHOLD_SCALE))[size])
    burden = np.where(outright, -0.06, 0.03)
    chance = asking.chance("housing_cost_overburden_rate", asking.everybody, burden)
    over = asking.says("housing_costs", chance, Trait.MEANS, asking.everybody, lacking=True)
    place = asking.uniform("housing_costs/share")
    bearable = np.where(
        outright, between(place, ((0, 0.02), (1, 0.12))), between(place, ((0, 0.05), (0.5, 0.2), (1, 0.38)))
    )
    share = np.where(over, between(place, ((0, 0.42), (0.6, 0.52), (1, 0.85))), bearable)
    return disposable, _to_ten_pounds(share * disposable.astype(np.float64))


def _health(asking: Asking, disabled: Bools) -> Columns:
    return {
        "self_rated_health": asking.question(
            "self_rated_health",
            "good_health_rate",
            Trait.MEANS,
            Scale({1: 0.38, 2: 0.62}, {3: 0.7, 4: 0.23, 5: 0.07}),
            OPINION,
            np.where(disabled, -0.32, 0.0),
            asking.by_age((16, 0.1), (45, 0.03), (75, -0.12), (110, -0.3)),
        ),
        "internet_use": asking.question(
            "internet_use",
            "internet_daily_use_rate",
            Trait.EASE,
            Scale({1: 1.0}, {2: 0.4, 3: 0.2, 4: 0.4}),
            FACT,
            asking.by_age((16, 0.08), (55, 0.05), (75, -0.2), (90, -0.5), (110, -0.6)),
        ),
    }


def _to_ten_pounds(pounds: Floats) -> Ints:
    return (np.floor(pounds / 10.0 + 0.5) * 10.0).astype(np.int64)
