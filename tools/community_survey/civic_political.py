"""Voting, taking part, influence, trust in institutions."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    DONT_KNOW,
    FACT,
    NOT_APPLICABLE,
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
    yes_or_no,
)
from community_survey.people import Birth, Citizenship
from community_survey.social import AGREEMENT

VOTING_AGE = 18
YEARS_SINCE_ELECTION = (3, 0)
"""At each wave, so that who has come of age since couldn't vote."""
QUALIFYING = {Citizenship.OTHER_EU: 0.08, Citizenship.NON_EU: 0.40}
"""Foreign nationals who can vote, as Irish and qualifying Commonwealth citizens can in the UK. Assumed."""
STRONG_AGREEMENT = Scale({1: 0.4, 2: 0.6}, {3: 0.5, 4: 0.35, 5: 0.15})
CANNOT_VOTE = 6
VOLUNTEERING = Scale({1: 0.55, 2: 0.45}, {3: 0.4, 4: 0.6})
PARTICIPATION = {
    "contacted_councillor": 0.24,
    "contacted_mp": 0.22,
    "contacted_official": 0.14,
    "signed_petition": 0.68,
    "attended_rally": 0.08,
    "joined_demonstration": 0.09,
}
"""Items of a battery, with their shares of those who did any."""
CONSULTATION = {"consulted_by_questionnaire": 0.82, "consulted_at_meeting": 0.22, "consulted_in_group": 0.12}


def civic_political(asking: Asking) -> Columns:
    """Draw the answers of the civic and political dimension."""
    return {**_voting(asking), **_taking_part(asking), **_influence_and_trust(asking)}


def _voting(asking: Asking) -> Columns:
    interviews = asking.interviews
    qualifies = interviews.citizenship == Citizenship.NATIONAL
    for citizenship, share in QUALIFYING.items():
        others = interviews.citizenship == citizenship
        qualifies |= others & (asking.uniform_of_person("qualifies") < share)
    age_then = interviews.age - np.asarray(YEARS_SINCE_ELECTION)[interviews.wave]
    unsure = ((DONT_KNOW, 0.004),)
    could_vote = asking.column("eligible_to_vote", yes_or_no(qualifies & (age_then >= VOTING_AGE)), unsure)
    can_register = asking.column(
        "eligible_to_register", yes_or_no(qualifies & (interviews.age >= VOTING_AGE)), unsure
    )
    by_age = asking.by_age((18, -0.22), (35, -0.06), (60, 0.1), (110, 0.1))
    return {
        "eligible_to_vote": could_vote,
        "voted": asking.question(
            "voted",
            "voted_last_general_election",
            Trait.VOICE,
            YES_NO,
            PRIVATE,
            by_age,
            asked=could_vote == YES,
            unasked=NOT_APPLICABLE,
        ),
        "eligible_to_register": can_register,
        "registered_to_vote": asking.question(
            "registered_to_vote",
            "registered_to_vote",
            Trait.VOICE,
            YES_NO,
            PRIVATE,
            asked=can_register == YES,
            unasked=NOT_APPLICABLE,
        ),
        "voting_duty": asking.question(
            "voting_duty",
            "voting_civic_duty",
            Trait.VOICE,
            STRONG_AGREEMENT,
            OPINION,
            by_age,
            asked=qualifies,
            unasked=CANNOT_VOTE,
        ),
    }


def _taking_part(asking: Asking) -> Columns:
    gaps, everybody = ((DONT_KNOW, 0.006), (REFUSED, 0.004)), asking.everybody
    participation = asking.battery(
        "participation", "civic_participation", Trait.VOICE, PARTICIPATION, gaps, asked=everybody
    )
    consultation = asking.battery(
        "consultation", "civic_consultation", Trait.VOICE, CONSULTATION, gaps, asked=everybody
    )
    return {
        **participation,
        **consultation,
        "formal_volunteering": asking.question(
            "formal_volunteering", "formal_volunteering_monthly", Trait.VOICE, VOLUNTEERING, FACT
        ),
        "informal_volunteering": asking.question(
            "informal_volunteering", "informal_volunteering_monthly", Trait.TIES, VOLUNTEERING, FACT
        ),
        "gave_to_charity": asking.question("gave_to_charity", "charitable_giving", Trait.MEANS, YES_NO, FACT),
    }


def _influence_and_trust(asking: Asking) -> Columns:
    """Trust and satisfaction go to a random half; people born in the EU feel influence, if not belonging."""
    half = asking.interviews.people.asked_scales
    few = ((DONT_KNOW, 0.015), (REFUSED, 0.003))
    newcomers = np.where(asking.interviews.people.birth == Birth.EU, 0.1, 0.0)
    return {
        "influence_local": asking.question(
            "influence_local",
            "influence_local_decisions",
            Trait.VOICE,
            AGREEMENT,
            OPINION,
            newcomers,
            on_area=True,
        ),
        "influence_national": asking.question(
            "influence_national", "influence_national_decisions", Trait.VOICE, AGREEMENT, OPINION
        ),
        "trust_in_parliament": asking.score(
            "trust_in_parliament",
            "trust_parliament_mean",
            Trait.VOICE,
            Points(2.4, 0, 10),
            few,
            asked=half,
        ),
        "trust_in_police": asking.score(
            "trust_in_police", "trust_police_mean", Trait.HOME, Points(2.3, 0, 10), few, asked=half
        ),
        "satisfaction_with_democracy": asking.question(
            "satisfaction_with_democracy",
            "satisfied_with_democracy",
            Trait.HOME,
            Scale({1: 0.16, 2: 0.84}, {3: 0.62, 4: 0.38}),
            few,
            asked=half,
        ),
    }
