"""Language, knowledge of the country, attitudes."""

from __future__ import annotations

import numpy as np

from community_survey.asking import (
    DONT_KNOW,
    FACT,
    NO,
    NOT_ASKED,
    OPINION,
    REFUSED,
    YES,
    Asking,
    Columns,
    Side,
    Trait,
    yes_or_no,
)

ENGLISH, OTHER_LANGUAGE = 1, 2
NOT_WELL = 3
"""The first code of english_proficiency that is not proficient."""
DIFFICULTY = {"proficient": 0.06, "not proficient": 0.85}
DISAGREES: Side = ((5, 4), (0.38, 0.62))
DISAGREES_NOT: Side = ((3, 2, 1), (0.55, 0.3, 0.15))
LANGUAGE_ITEMS = ("understanding", "speaking", "reading", "writing")
NAVIGATION_ITEMS = ("health_care", "job_search", "legal_help", "conventions")


def cultural(asking: Asking) -> Columns:
    """Draw the answers of the cultural dimension."""
    return {**_language(asking), **_index(asking), **_attitudes(asking)}


def _language(asking: Asking) -> Columns:
    """Who has English as main language isn't asked how well it is spoken, nor about classes."""
    interviews = asking.interviews
    years = np.clip(interviews.years_since_arrival, 0, 30).astype(np.float64)
    came_as_child = (interviews.people.age_at_arrival >= 0) & (interviews.people.age_at_arrival < 12)
    ease = (years * 0.012, np.where(came_as_child, 0.3, 0.0))
    english = asking.says(
        "main_language", asking.chance("main_language_english", asking.everybody, *ease), Trait.EASE
    )
    language = asking.column("main_language", np.where(english, ENGLISH, OTHER_LANGUAGE), FACT)
    speaks_other = language == OTHER_LANGUAGE
    proficiency = asking.question(
        "english_proficiency",
        "english_proficient_otherwise",
        Trait.EASE,
        ((1, 2), (0.5, 0.5)),
        ((3, 4), (0.84, 0.16)),
        ((DONT_KNOW, 0.005), (REFUSED, 0.005)),
        years * 0.01,
        np.where(came_as_child, 0.1, 0.0),
        asked=speaks_other,
    )
    grew_up_with_it = english & (
        asking.uniform("english_first_language") < np.where(interviews.born_abroad, 0.86, 0.99)
    )
    first = asking.column("english_first_language", yes_or_no(grew_up_with_it), FACT)
    share = np.where(
        english,
        0.02,
        np.where(proficiency >= NOT_WELL, DIFFICULTY["not proficient"], DIFFICULTY["proficient"]),
    )
    difficult = asking.uniform("difficulty_speaking_english") < share
    asked = interviews.shares_modules & (first == NO[0][0])
    difficulty = asking.column("difficulty_speaking_english", yes_or_no(difficult), FACT, asked)
    return {
        "main_language": language,
        "english_proficiency": proficiency,
        "english_first_language": first,
        "difficulty_speaking_english": np.where(interviews.shares_modules, difficulty, NOT_ASKED),
        "english_class": asking.question(
            "english_class",
            "english_class",
            Trait.EASE,
            YES,
            NO,
            FACT,
            years * -0.01,
            asked=proficiency >= NOT_WELL,
        ),
    }


def _index(asking: Asking) -> Columns:
    """Items of the integration index, from 1 to 5, for the half that isn't asked the scales of trust."""
    interviews = asking.interviews
    half = ~interviews.people.asked_scales
    years = np.clip(interviews.years_since_arrival, 0, 25) * 0.03
    columns: Columns = {}
    for battery, items, spread in (
        ("host_language", LANGUAGE_ITEMS, 0.75),
        ("navigates", NAVIGATION_ITEMS, 0.95),
    ):
        for item in items:
            name = f"{battery}_{item}"
            columns[name] = asking.score(
                name,
                name,
                Trait.EASE,
                spread,
                (1, 5),
                ((DONT_KNOW, 0.006), (REFUSED, 0.002)),
                years,
                asked=half,
            )
    return columns


def _attitudes(asking: Asking) -> Columns:
    scales = asking.interviews.people.asked_scales
    by_age = asking.by_age((16, 0.1), (45, 0.04), (75, -0.14), (110, -0.2))
    return {
        "men_earn_women_home": asking.question(
            "men_earn_women_home",
            "gender_role_egalitarian",
            Trait.EASE,
            DISAGREES,
            DISAGREES_NOT,
            OPINION,
            by_age,
            np.where(asking.interviews.people.female, 0.05, -0.05),
        ),
        "men_jobs_priority": asking.question(
            "men_jobs_priority",
            "men_jobs_priority_rejected",
            Trait.EASE,
            DISAGREES,
            DISAGREES_NOT,
            OPINION,
            by_age,
            asked=scales,
        ),
        "importance_of_english": asking.question(
            "importance_of_english",
            "english_needed_to_belong",
            Trait.HOME,
            ((1, 2), (0.68, 0.32)),
            ((3, 4), (0.75, 0.25)),
            OPINION,
        ),
        "culture_enriched": asking.score(
            "culture_enriched", "culture_enriched_mean", Trait.EASE, 2.4, (0, 10), OPINION, asked=scales
        ),
    }
