"""Voting, taking part, influence, trust in institutions."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    DONT_KNOW,
    FACT,
    NO,
    NOT_APPLICABLE,
    OPINION,
    PRIVATE,
    REFUSED,
    YES,
    Asking,
    Columns,
    Trait,
    yes_or_no,
)
from community_survey.people import Citizenship
from community_survey.social import AGREES, AGREES_NOT

YEARS_SINCE_ELECTION = (3, 0)
"""At each wave."""
QUALIFYING = {Citizenship.OTHER_EU: 0.08, Citizenship.NON_EU: 0.40}
"""Foreign nationals who can vote all the same, as Irish and Commonwealth citizens can in the UK. Assumed."""
STRONGLY_AGREES = ((1, 2), (0.4, 0.6))
STRONGLY_AGREES_NOT = ((3, 4, 5), (0.5, 0.35, 0.15))
PARTICIPATION = {
    "contacted_councillor": 0.24,
    "contacted_mp": 0.22,
    "contacted_official": 0.14,
    "signed_petition": 0.68,
    "attended_rally": 0.08,
    "joined_demonstration": 0.09,
}
CONSULTATION = {"consulted_by_questionnaire": 0.82, "consulted_at_meeting": 0.22, "consulted_in_group": 0.12}
"""Items of a battery, with their share among those who did any."""


def civic_political(asking: Asking) -> Columns:
    """Draw the answers of the civic and political dimension."""
    return {**_voting(asking), **_taking_part(asking), **_influence_and_trust(asking)}


def _voting(asking: Asking) -> Columns:
    interviews = asking.interviews
    place = asking.draws.uniform("qualifying", int(interviews.person.max()) + 1)[interviews.person]
    qualifies = interviews.citizenship == Citizenship.NATIONAL
    for citizenship, share in QUALIFYING.items():
        qualifies |= (interviews.citizenship == citizenship) & (place < share)
    since_election = np.asarray(YEARS_SINCE_ELECTION)[interviews.wave]
    could_vote = qualifies & (interviews.age - since_election >= 18)
    can_register = qualifies & (interviews.age >= 18)
    eligible = asking.column("eligible_to_vote", yes_or_no(could_vote), ((DONT_KNOW, 0.004),))
    register = asking.column("eligible_to_register", yes_or_no(can_register), ((DONT_KNOW, 0.004),))
    by_age = asking.by_age((18, -0.22), (35, -0.06), (60, 0.1), (110, 0.1))
    duty = asking.question(
        "voting_duty",
        "voting_civic_duty",
        Trait.VOICE,
        STRONGLY_AGREES,
        STRONGLY_AGREES_NOT,
        OPINION,
        by_age,
        asked=qualifies,
        unasked=6,
    )
    return {
        "eligible_to_vote": eligible,
        "voted": asking.question(
            "voted",
            "voted_last_general_election",
            Trait.VOICE,
            YES,
            NO,
            PRIVATE,
            by_age,
            asked=eligible == YES[0][0],
            unasked=NOT_APPLICABLE,
        ),
        "eligible_to_register": register,
        "registered_to_vote": asking.question(
            "registered_to_vote",
            "registered_to_vote",
            Trait.VOICE,
            YES,
            NO,
            PRIVATE,
            asked=register == YES[0][0],
            unasked=NOT_APPLICABLE,
        ),
        "voting_duty": duty,
    }


def _taking_part(asking: Asking) -> Columns:
    often, seldom = ((1, 2), (0.55, 0.45)), ((3, 4), (0.4, 0.6))
    gaps = ((DONT_KNOW, 0.006), (REFUSED, 0.004))
    return {
        **asking.battery("civic_participation", "civic_participation", Trait.VOICE, PARTICIPATION, gaps),
        **asking.battery("civic_consultation", "civic_consultation", Trait.VOICE, CONSULTATION, gaps),
        "formal_volunteering": asking.question(
            "formal_volunteering", "formal_volunteering_monthly", Trait.VOICE, often, seldom, FACT
        ),
        "informal_volunteering": asking.question(
            "informal_volunteering", "informal_volunteering_monthly", Trait.TIES, often, seldom, FACT
        ),
        "gave_to_charity": asking.question(
            "gave_to_charity", "charitable_giving", Trait.MEANS, YES, NO, FACT
        ),
    }


def _influence_and_trust(asking: Asking) -> Columns:
    """Trust and satisfaction go to a random half."""
    half = asking.interviews.people.asked_scales
    few = ((DONT_KNOW, 0.015), (REFUSED, 0.003))
    return {
        "influence_local": asking.question(
            "influence_local",
            "influence_local_decisions",
            Trait.VOICE,
            AGREES,
            AGREES_NOT,
            OPINION,
            on_area=True,
        ),
        "influence_national": asking.question(
            "influence_national", "influence_national_decisions", Trait.VOICE, AGREES, AGREES_NOT, OPINION
        ),
        "trust_in_parliament": asking.score(
            "trust_in_parliament", "trust_parliament_mean", Trait.VOICE, 2.4, (0, 10), few, asked=half
        ),
        "trust_in_police": asking.score(
            "trust_in_police", "trust_police_mean", Trait.HOME, 2.3, (0, 10), few, asked=half
        ),
        "satisfaction_with_democracy": asking.question(
            "satisfaction_with_democracy",
            "satisfied_with_democracy",
            Trait.HOME,
            ((1, 2), (0.16, 0.84)),
            ((3, 4), (0.62, 0.38)),
            few,
            asked=half,
        ),
    }
