"""Mixing, friends, neighbours, support, loneliness."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    DONT_KNOW,
    FACT,
    OPINION,
    PRIVATE,
    REFUSED,
    SELF_COMPLETION,
    YES_NO,
    Asking,
    Columns,
    Points,
    Scale,
    Trait,
)
from community_survey.draws import Bools
from community_survey.people import Ethnicity

AGREEMENT = Scale({1: 0.3, 2: 0.7}, {3: 0.42, 4: 0.36, 5: 0.22})
FREQUENCY = Scale({1: 0.15, 2: 0.45, 3: 0.4}, {4: 0.6, 5: 0.4})
NOT_IN_SETTING, NO_FRIENDS, NO_PARTNER, NO_NEIGHBOURS, NOTHING_NEEDS_IMPROVING = 6, 6, 5, 6, 6
TOO_FEW_PEOPLE, ALL_SAME_BACKGROUND = 6, 7


def social(asking: Asking, in_work: Bools, in_education: Bools) -> Columns:
    """Draw the answers of the social dimension; work and education are settings for some only."""
    return {
        **_mixing(asking, in_work, in_education),
        **_friends_and_partner(asking),
        **_neighbours(asking),
        **_support(asking),
    }


def _mixing(asking: Asking, in_work: Bools, in_education: Bools) -> Columns:
    rural = asking.interviews.people.rural
    name = "gets_on_well"
    get_on = asking.question(name, "backgrounds_get_on_well", Trait.HOME, AGREEMENT, OPINION, on_area=True)
    get_on = asking.instead(name, get_on, TOO_FEW_PEOPLE, np.where(rural, 0.13, 0.02))
    columns = {name: asking.instead(name, get_on, ALL_SAME_BACKGROUND, np.where(rural, 0.08, 0.01))}
    settings = {
        "mixes_at_work": in_work,
        "mixes_in_education": in_education,
        "mixes_at_clubs": asking.everybody,
        "mixes_at_shops": asking.everybody,
        "mixes_in_others_homes": asking.everybody,
    }
    for setting, there in settings.items():
        less = np.where(rural, -0.1, 0.0)
        mixes = asking.question(
            setting, setting, Trait.TIES, FREQUENCY, (), less, asked=there, unasked=NOT_IN_SETTING
        )
        columns[setting] = asking.column("mixes", mixes, ((DONT_KNOW, 0.012), (REFUSED, 0.003)))
    return columns


def _friends_and_partner(asking: Asking) -> Columns:
    interviews = asking.interviews
    friends = asking.question(
        "friends_same_ethnicity",
        "friends_all_same_ethnic_group",
        Trait.TIES,
        Scale({1: 1.0}, {2: 0.42, 3: 0.24, 4: 0.24, 5: 0.10}),
        OPINION,
        np.where(interviews.people.ethnicity == Ethnicity.WHITE, 0.03, -0.06),
        np.where(interviews.people.rural, 0.08, 0.0),
        asking.by_age((16, -0.1), (45, 0.0), (80, 0.12), (110, 0.12)),
        lacking=True,
    )
    with_age = asking.by_age((16, -0.6), (24, -0.35), (35, 0.1), (70, 0.05), (110, -0.4))
    partnered = asking.says(
        "partnered", asking.chance("partnered", asking.everybody, with_age), Trait.TIES, asking.everybody
    )
    return {
        "friends_same_ethnicity": asking.instead("friends_same_ethnicity", friends, NO_FRIENDS, 0.03),
        "partner_origin": asking.question(
            "partner_origin",
            "mixed_partnership_share",
            Trait.EASE,
            Scale({2: 0.4, 3: 0.35, 4: 0.25}, {1: 1.0}),
            ((DONT_KNOW, 0.004), (REFUSED, 0.008)),
            asking.by_years(0.006),
            asked=partnered,
            unasked=NO_PARTNER,
        ),
        "sent_money_abroad": asking.question(
            "sent_money_abroad", "remits_abroad", Trait.TIES, YES_NO, PRIVATE, asked=interviews.shares_modules
        ),
    }


def _neighbours(asking: Asking) -> Columns:
    settled = asking.by_age((16, -0.12), (30, -0.05), (60, 0.05), (110, 0.1))
    chats = asking.question(
        "chats_to_neighbours",
        "chats_to_neighbours_monthly",
        Trait.TIES,
        Scale({1: 0.2, 2: 0.47, 3: 0.33}, {4: 0.55, 5: 0.45}),
        FACT,
        np.where(asking.interviews.age < 25, -0.24, 0.0),
        asking.by_age((16, 0.0), (30, 0.0), (70, 0.06), (110, 0.06)),
        on_area=True,
    )
    name = "neighbourhood_pulls_together"
    together = asking.question(name, name, Trait.TIES, AGREEMENT, OPINION, settled, on_area=True)
    return {
        "chats_to_neighbours": asking.instead("chats_to_neighbours", chats, NO_NEIGHBOURS, 0.015),
        "exchanges_favours": asking.question(
            "exchanges_favours",
            "exchanges_favours_neighbours",
            Trait.TIES,
            AGREEMENT,
            OPINION,
            settled,
            on_area=True,
        ),
        "trust_in_neighbours": asking.question(
            "trust_in_neighbours",
            "trusts_neighbours",
            Trait.HOME,
            Scale({1: 1.0}, {2: 0.6, 3: 0.29, 4: 0.11}),
            OPINION,
            settled,
            on_area=True,
        ),
        name: asking.instead(name, together, NOTHING_NEEDS_IMPROVING, 0.04),
        "trust_in_people": asking.score(
            "trust_in_people",
            "generalised_trust_mean",
            Trait.HOME,
            Points(2.2, 0, 10),
            ((DONT_KNOW, 0.01), (REFUSED, 0.002)),
            asked=asking.interviews.people.asked_scales,
        ),
    }


def _support(asking: Asking) -> Columns:
    """Loneliness is in a self-completion questionnaire; of its three items 1 is hardly ever and 3 often."""
    columns = {
        "help_if_needed": asking.question(
            "help_if_needed",
            "people_there_to_help",
            Trait.TIES,
            Scale({1: 0.62, 2: 0.38}, AGREEMENT.others),
            OPINION,
        ),
        "meets_family_or_friends": asking.question(
            "meets_family_or_friends",
            "meets_family_friends_weekly",
            Trait.TIES,
            Scale({1: 0.25, 2: 0.75}, {3: 0.66, 4: 0.29, 5: 0.05}),
            FACT,
        ),
        "lonely": asking.question(
            "lonely",
            "lonely_often_or_always",
            Trait.TIES,
            Scale({1: 1.0}, {2: 0.2, 3: 0.25, 4: 0.32, 5: 0.23}),
            SELF_COMPLETION,
            asking.by_age((16, 0.03), (35, 0.0), (110, -0.01)),
            lacking=True,
        ),
    }
    for name in ("lacks_companionship", "left_out", "isolated"):
        scale = Scale({1: 1.0}, {2: 0.76, 3: 0.24})
        columns[name] = asking.question(name, f"never_{name}", Trait.TIES, scale, SELF_COMPLETION)
    return columns
