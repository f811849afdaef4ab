"""Belonging, national identities, discrimination, safety, the local area."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    DONT_KNOW,
    EMPTY,
    FACT,
    NO,
    NOT_APPLICABLE,
    NOT_ASKED,
    OPINION,
    PRIVATE,
    REFUSED,
    YES,
    Asking,
    Columns,
    Side,
    Trait,
    yes_or_no,
)
from community_survey.draws import Bools, Ints, pick
from community_survey.people import Birth

STRONGLY: Side = ((1, 2), (0.5, 0.5))
NOT_STRONGLY: Side = ((3, 4), (0.74, 0.26))
HOME_NATIONS = {
    "identity_english": 0.85,
    "identity_welsh": 0.05,
    "identity_scottish": 0.08,
    "identity_northern_irish": 0.02,
}
NOT_BRITISH = 97
"""Of the importance of being British: does not consider self British."""
REASONS = {
    "turned_down_for_ethnicity": 0.6,
    "turned_down_for_nationality": 0.4,
    "turned_down_for_religion": 0.2,
    "turned_down_for_language": 0.3,
}
INDEX_ITEMS = ("feels_connected", "feels_insider", "feels_not_isolated", "wishes_to_stay")


def identity(asking: Asking, unemployed: Bools) -> Columns:
    """Draw the answers of the dimension of identity."""
    national = _national_identities(asking)
    return {
        **_belonging(asking),
        **national,
        **_importance(asking, national["identity_british"]),
        **_index(asking),
        **_discrimination(asking, unemployed),
        **_area(asking),
    }


def _belonging(asking: Asking) -> Columns:
    birth, years = asking.interviews.people.birth, asking.interviews.years_since_arrival
    rooted = np.where(birth == Birth.UK, 0.0, np.clip(years, 0, 25) * 0.008 - 0.1)
    return {
        "belongs_to_britain": asking.question(
            "belongs_to_britain",
            "belong_to_britain",
            Trait.HOME,
            STRONGLY,
            NOT_STRONGLY,
            OPINION,
            rooted,
            np.where(birth == Birth.EU, -0.17, 0.0),
        ),
        "belongs_to_neighbourhood": asking.question(
            "belongs_to_neighbourhood",
            "belong_to_neighbourhood",
            Trait.HOME,
            STRONGLY,
            NOT_STRONGLY,
            OPINION,
            asking.by_age((16, -0.12), (30, -0.08), (65, 0.1), (110, 0.14)),
            on_area=True,
        ),
    }


def _national_identities(asking: Asking) -> Columns:
    """One question with several answers; who would tick none says the nation, or the country, of birth."""
    interviews = asking.interviews
    years = np.clip(interviews.years_since_arrival, 0, 30) * 0.01
    british = asking.says(
        "identity_british", asking.chance("identity_british", asking.everybody, years), Trait.HOME
    )
    home = asking.uniform("identity_home_nation") < asking.chance("identity_home_nation", asking.everybody)
    other = asking.uniform("identity_other") < asking.chance("identity_other", asking.everybody, -years)
    none = ~(british | home | other)
    home |= none & ~interviews.born_abroad
    other |= none & interviews.born_abroad
    nation = pick(
        asking.draws.uniform("home nation", int(interviews.person.max()) + 1)[interviews.person],
        tuple(HOME_NATIONS.values()),
    )
    silent = asking.silence("national identity", PRIVATE)
    ticked = {"identity_british": british}
    ticked |= {name: home & (nation == number) for number, name in enumerate(HOME_NATIONS)}
    ticked["identity_other"] = other
    return {name: np.where(silent < 0, silent, yes_or_no(yes)) for name, yes in ticked.items()}


def _importance(asking: Asking, british: Ints) -> Columns:
    """Modules shared with the boost; who isn't British by the question before has no score."""
    shared = asking.interviews.shares_modules
    asked = shared & (british == YES[0][0])
    score = asking.score(
        "importance_of_being_british",
        "importance_british_mean",
        Trait.HOME,
        2.1,
        (0, 10),
        OPINION,
        asked=asked,
        unasked=NOT_BRITISH,
    )
    years = np.clip(asking.interviews.years_since_arrival, 0, 30) * -0.01
    return {
        "importance_of_being_british": np.where(shared, score, EMPTY),
        "importance_of_origin": asking.question(
            "importance_of_origin",
            "origin_very_important",
            Trait.TIES,
            ((1,), (1.0,)),
            ((2, 3, 4), (0.6, 0.28, 0.12)),
            OPINION,
            years,
            asked=shared,
        ),
    }


def _index(asking: Asking) -> Columns:
    """Items of the integration index, from 1 to 5, for the half that isn't asked the scales of trust."""
    half = ~asking.interviews.people.asked_scales
    years = np.clip(asking.interviews.years_since_arrival, 0, 25) * 0.02
    few = ((DONT_KNOW, 0.008), (REFUSED, 0.004))
    return {
        name: asking.score(name, name, Trait.HOME, 0.95, (1, 5), few, years, asked=half)
        for name in INDEX_ITEMS
    }


def _discrimination(asking: Asking, unemployed: Bools) -> Columns:
    """Looking for work and its end are asked of people under 70, each question of those who said yes before."""
    interviews = asking.interviews
    shared = interviews.shares_modules
    under_70 = shared & (interviews.age < 70)
    looked = asking.question(
        "looked_for_job",
        "looked_for_job",
        Trait.MEANS,
        YES,
        NO,
        FACT,
        np.where(unemployed, 0.75, 0.0),
        asking.by_age((16, 0.15), (30, 0.05), (60, -0.06), (110, -0.06)),
        asked=under_70,
        lacking=True,
    )
    refused = asking.question(
        "turned_down_for_job",
        "turned_down_for_job",
        Trait.MEANS,
        YES,
        NO,
        PRIVATE,
        asked=looked == YES[0][0],
        lacking=True,
    )
    reasons = asking.battery(
        "turned_down_for", "turned_down_for_origin", Trait.HOME, REASONS, PRIVATE, refused == YES[0][0]
    )
    return {
        "discriminated_group": asking.question(
            "discriminated_group", "discriminated_group_member", Trait.HOME, YES, NO, PRIVATE, lacking=True
        ),
        "looked_for_job": np.where(shared, np.where(under_70, looked, NOT_APPLICABLE), NOT_ASKED),
        "turned_down_for_job": refused,
        **reasons,
        "insulted_or_threatened": asking.question(
            "insulted_or_threatened",
            "harassed_in_public",
            Trait.HOME,
            YES,
            NO,
            PRIVATE,
            asking.by_age((16, 0.05), (40, 0.02), (70, -0.04), (110, -0.05)),
            asked=shared,
            lacking=True,
        ),
    }


def _area(asking: Asking) -> Columns:
    female = asking.interviews.people.female
    safe = asking.question(
        "safety_after_dark",
        "feels_safe_after_dark",
        Trait.HOME,
        ((1, 2), (0.42, 0.58)),
        ((3, 4), (0.68, 0.32)),
        OPINION,
        np.where(female, -0.1, 0.1),
        on_area=True,
    )
    return {
        "satisfaction_with_area": asking.question(
            "satisfaction_with_area",
            "satisfied_local_area",
            Trait.HOME,
            ((1, 2), (0.45, 0.55)),
            ((3, 4, 5), (0.45, 0.35, 0.2)),
            OPINION,
            on_area=True,
        ),
        "safety_after_dark": asking.instead("safety_after_dark", safe, 5, np.where(female, 0.11, 0.03)),
    }
