"""Belonging, national identities, discrimination, safety, the local area."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    DONT_KNOW,
    EMPTY,
    FACT,
    NOT_APPLICABLE,
    NOT_ASKED,
    OPINION,
    PRIVATE,
    REFUSED,
    YES,
    YES_NO,
    Asking,
    Columns,
    Points,
    Scale,
    Trait,
)
from community_survey.draws import Bools, Ints, pick
from community_survey.people import Birth

STRENGTH = Scale({1: 0.5, 2: 0.5}, {3: 0.74, 4: 0.26})
HOME_NATIONS = {
    "identity_english": 0.85,
    "identity_welsh": 0.05,
    "identity_scottish": 0.08,
    "identity_northern_irish": 0.02,
}
NOT_BRITISH = 97
"""Instead of a score of the importance of being British: isn't, by the question before."""
REASONS = {
    "turned_down_for_ethnicity": 0.6,
    "turned_down_for_nationality": 0.4,
    "turned_down_for_religion": 0.2,
    "turned_down_for_language": 0.3,
}
"""With their shares of those who name any of them."""
ASKED_BELOW = 70
INDEX_ITEMS = ("feels_connected", "feels_insider", "feels_not_isolated", "wishes_to_stay")
NEVER_GOES_OUT_ALONE = 5


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
    """To Britain by ethnic group; people born in the EU say so less often than others of their group."""
    birth = asking.interviews.people.birth
    return {
        "belongs_to_britain": asking.question(
            "belongs_to_britain",
            "belong_to_britain",
            Trait.HOME,
            STRENGTH,
            OPINION,
            np.where(birth == Birth.UK, 0.0, asking.by_years(0.008, 25) - 0.1),
            np.where(birth == Birth.EU, -0.17, 0.0),
        ),
        "belongs_to_neighbourhood": asking.question(
            "belongs_to_neighbourhood",
            "belong_to_neighbourhood",
            Trait.HOME,
            STRENGTH,
            OPINION,
            asking.by_age((16, -0.12), (30, -0.08), (65, 0.1), (110, 0.14)),
            on_area=True,
        ),
    }


def _national_identities(asking: Asking) -> Columns:
    """One question with several answers; who would tick none says the nation, or the country, of birth."""
    everybody, abroad = asking.everybody, asking.interviews.born_abroad
    years = asking.by_years(0.01)
    british = asking.says(
        "identity_british", asking.chance("identity_british", everybody, years), Trait.HOME, everybody
    )
    home = asking.uniform("identity_home_nation") < asking.chance("identity_home_nation", everybody)
    other = asking.uniform("identity_other") < asking.chance("identity_other", everybody, -years)
    none = ~(british | home | other)
    home |= none & ~abroad
    other |= none & abroad
    nation = pick(asking.uniform_of_person("home nation"), tuple(HOME_NATIONS.values()))
    ticked = {
        "identity_british": british,
        **{name: home & (nation == number) for number, name in enumerate(HOME_NATIONS)},
        "identity_other": other,
    }
    return asking.ticked("national identity", ticked, PRIVATE, asked=everybody)


def _importance(asking: Asking, british: Ints) -> Columns:
    """Modules shared with the boost."""
    shared = asking.interviews.shares_modules
    score = asking.score(
        "importance_of_being_british",
        "importance_british_mean",
        Trait.HOME,
        Points(2.1, 0, 10),
        OPINION,
        asked=shared & (british == YES),
        unasked=NOT_BRITISH,
    )
    return {
        "importance_of_being_british": np.where(shared, score, EMPTY),
        "importance_of_origin": asking.question(
            "importance_of_origin",
            "origin_very_important",
            Trait.TIES,
            Scale({1: 1.0}, {2: 0.6, 3: 0.28, 4: 0.12}),
            OPINION,
            asking.by_years(-0.01),
            asked=shared,
        ),
    }


def _index(asking: Asking) -> Columns:
    """Items of the integration index, from 1 to 5, for the half that isn't asked the scales of trust."""
    half = ~asking.interviews.people.asked_scales
    years = asking.by_years(0.02, 25)
    few, points = ((DONT_KNOW, 0.008), (REFUSED, 0.004)), Points(0.95, 1, 5)
    return {
        item: asking.score(item, item, Trait.HOME, points, few, years, asked=half) for item in INDEX_ITEMS
    }


def _discrimination(asking: Asking, unemployed: Bools) -> Columns:
    """Looking for a job and its end: each question goes to those who said yes to the one before."""
    shared = asking.interviews.shares_modules
    looked = asking.question(
        "looked_for_job",
        "looked_for_job",
        Trait.MEANS,
        YES_NO,
        FACT,
        np.where(unemployed, 0.75, 0.0),
        asking.by_age((16, 0.15), (30, 0.05), (60, -0.06), (110, -0.06)),
        asked=shared & (asking.interviews.age < ASKED_BELOW),
        unasked=NOT_APPLICABLE,
        lacking=True,
    )
    turned_down = asking.question(
        "turned_down_for_job",
        "turned_down_for_job",
        Trait.MEANS,
        YES_NO,
        PRIVATE,
        asked=looked == YES,
        lacking=True,
    )
    reasons = asking.battery(
        "turned_down_for", "turned_down_for_origin", Trait.HOME, REASONS, PRIVATE, asked=turned_down == YES
    )
    return {
        "discriminated_group": asking.question(
            "discriminated_group", "discriminated_group_member", Trait.HOME, YES_NO, PRIVATE, lacking=True
        ),
        "looked_for_job": np.where(shared, looked, NOT_ASKED),
        "turned_down_for_job": turned_down,
        **reasons,
        "insulted_or_threatened": asking.question(
            "insulted_or_threatened",
            "harassed_in_public",
            Trait.HOME,
            YES_NO,
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
        Scale({1: 0.42, 2: 0.58}, {3: 0.68, 4: 0.32}),
        OPINION,
        np.where(female, -0.1, 0.1),
        on_area=True,
    )
    stays_in = np.where(female, 0.11, 0.03)
    return {
        "satisfaction_with_area": asking.question(
            "satisfaction_with_area",
            "satisfied_local_area",
            Trait.HOME,
            Scale({1: 0.45, 2: 0.55}, {3: 0.45, 4: 0.35, 5: 0.2}),
            OPINION,
            on_area=True,
        ),
        "safety_after_dark": asking.instead("safety_after_dark", safe, NEVER_GOES_OUT_ALONE, stays_in),
    }
