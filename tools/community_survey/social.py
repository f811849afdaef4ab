"""Mixing, friends, neighbours, support, loneliness."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    DONT_KNOW,
    FACT,
    NO,
    OPINION,
    PRIVATE,
    REFUSED,
    SELF_COMPLETION,
    YES,
    Asking,
    Columns,
    Side,
    Trait,
)
from community_survey.draws import Bools
from community_survey.people import Ethnicity

AGREES: Side = ((1, 2), (0.3, 0.7))
AGREES_NOT: Side = ((3, 4, 5), (0.42, 0.36, 0.22))
OFTEN: Side = ((1, 2, 3), (0.15, 0.45, 0.4))
SELDOM: Side = ((4, 5), (0.6, 0.4))
NOT_IN_SETTING = 6


def social(asking: Asking, in_work: Bools, in_education: Bools) -> Columns:
    """Draw the answers of the social dimension; work and education are settings for some only."""
    return {
        **_mixing(asking, in_work, in_education),
        **_friends_and_partners(asking),
        **_neighbours(asking),
        **_support(asking),
    }


def _mixing(asking: Asking, in_work: Bools, in_education: Bools) -> Columns:
    """The settings are one battery: who leaves it open leaves all of it open."""
    rural = asking.interviews.people.rural
    get_on = asking.question(
        "gets_on_well", "backgrounds_get_on_well", Trait.HOME, AGREES, AGREES_NOT, OPINION, on_area=True
    )
    get_on = asking.instead("gets_on_well/too few", get_on, 6, np.where(rural, 0.13, 0.02))
    columns = {
        "gets_on_well": asking.instead("gets_on_well/all same", get_on, 7, np.where(rural, 0.08, 0.01))
    }
    settings = {
        "mixes_at_work": in_work,
        "mixes_in_education": in_education,
        "mixes_at_clubs": asking.everybody,
        "mixes_at_shops": asking.everybody,
        "mixes_in_others_homes": asking.everybody,
    }
    silent = asking.silence("mixes", ((DONT_KNOW, 0.012), (REFUSED, 0.003)))
    for name, there in settings.items():
        seldom = np.where(rural, -0.1, 0.0)
        mixes = asking.question(
            name, name, Trait.TIES, OFTEN, SELDOM, (), seldom, asked=there, unasked=NOT_IN_SETTING
        )
        columns[name] = np.where(silent < 0, silent, mixes)
    return columns


def _friends_and_partners(asking: Asking) -> Columns:
    interviews = asking.interviews
    years = interviews.years_since_arrival.astype(np.float64)
    friends = asking.question(
        "friends_same_ethnicity",
        "friends_all_same_ethnic_group",
        Trait.TIES,
        ((1,), (1.0,)),
        ((2, 3, 4, 5), (0.42, 0.24, 0.24, 0.10)),
        OPINION,
        np.where(interviews.people.ethnicity == Ethnicity.WHITE, 0.03, -0.06),
        np.where(interviews.people.rural, 0.08, 0.0),
        asking.by_age((16, -0.1), (45, 0.0), (80, 0.12), (110, 0.12)),
        lacking=True,
    )
    together = asking.question(
        "partner",
        "partnered",
        Trait.TIES,
        YES,
        NO,
        (),
        asking.by_age((16, -0.6), (24, -0.35), (35, 0.1), (70, 0.05), (110, -0.4)),
    )
    partnered = together == YES[0][0]
    partner = asking.question(
        "partner_origin",
        "mixed_partnership_share",
        Trait.EASE,
        ((2, 3, 4), (0.4, 0.35, 0.25)),
        ((1,), (1.0,)),
        ((DONT_KNOW, 0.004), (REFUSED, 0.008)),
        np.clip(years, 0, 30) * 0.006,
        asked=partnered,
        unasked=5,
    )
    return {
        "friends_same_ethnicity": asking.instead("friends_same_ethnicity", friends, 6, 0.03),
        "partner_origin": partner,
        "sent_money_abroad": asking.question(
            "sent_money_abroad",
            "remits_abroad",
            Trait.TIES,
            YES,
            NO,
            PRIVATE,
            asked=interviews.shares_modules,
        ),
    }


def _neighbours(asking: Asking) -> Columns:
    settled = asking.by_age((16, -0.12), (30, -0.05), (60, 0.05), (110, 0.1))
    chats = asking.question(
        "chats_to_neighbours",
        "chats_to_neighbours_monthly",
        Trait.TIES,
        ((1, 2, 3), (0.2, 0.47, 0.33)),
        ((4, 5), (0.55, 0.45)),
        FACT,
        np.where(asking.interviews.age < 25, -0.24, 0.0),
        asking.by_age((16, 0.0), (30, 0.0), (70, 0.06), (110, 0.06)),
        on_area=True,
    )
    together = asking.question(
        "neighbourhood_pulls_together",
        "neighbourhood_pulls_together",
        Trait.TIES,
        AGREES,
        AGREES_NOT,
        OPINION,
        settled,
        on_area=True,
    )
    return {
        "chats_to_neighbours": asking.instead("chats_to_neighbours", chats, 6, 0.015),
        "exchanges_favours": asking.question(
            "exchanges_favours",
            "exchanges_favours_neighbours",
            Trait.TIES,
            AGREES,
            AGREES_NOT,
            OPINION,
            settled,
            on_area=True,
        ),
        "trust_in_neighbours": asking.question(
            "trust_in_neighbours",
            "trusts_neighbours",
            Trait.HOME,
            ((1,), (1.0,)),
            ((2, 3, 4), (0.6, 0.29, 0.11)),
            OPINION,
            settled,
            on_area=True,
        ),
        "neighbourhood_pulls_together": asking.instead("neighbourhood_pulls_together", together, 6, 0.04),
        "trust_in_people": asking.score(
            "trust_in_people",
            "generalised_trust_mean",
            Trait.HOME,
            2.2,
            (0, 10),
            ((DONT_KNOW, 0.01), (REFUSED, 0.002)),
            asked=asking.interviews.people.asked_scales,
        ),
    }


def _support(asking: Asking) -> Columns:
    """Loneliness is asked in a self-completion questionnaire; hardly ever is 1, often is 3."""
    columns = {
        "help_if_needed": asking.question(
            "help_if_needed", "people_there_to_help", Trait.TIES, ((1, 2), (0.62, 0.38)), AGREES_NOT, OPINION
        ),
        "meets_family_or_friends": asking.question(
            "meets_family_or_friends",
            "meets_family_friends_weekly",
            Trait.TIES,
            ((1, 2), (0.25, 0.75)),
            ((3, 4, 5), (0.66, 0.29, 0.05)),
            FACT,
        ),
        "lonely": asking.question(
            "lonely",
            "lonely_often_or_always",
            Trait.TIES,
            ((1,), (1.0,)),
            ((2, 3, 4, 5), (0.2, 0.25, 0.32, 0.23)),
            SELF_COMPLETION,
            asking.by_age((16, 0.03), (35, 0.0), (110, -0.01)),
            lacking=True,
        ),
    }
    for name in ("lacks_companionship", "left_out", "isolated"):
        rate = f"never_{name}"
        columns[name] = asking.question(
            name, rate, Trait.TIES, ((1,), (1.0,)), ((2, 3), (0.76, 0.24)), SELF_COMPLETION
        )
    return columns
