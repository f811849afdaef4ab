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
    YES_NO,
    Asking,
    Columns,
    Points,
    Scale,
    Trait,
    yes_or_no,
)

ENGLISH, OTHER_LANGUAGE = 1, 2
NOT_WELL = 3
"""The first code of english_proficiency that isn't proficient; the codes of missing answers are negative."""
HAS_DIFFICULTY = {"english": 0.02, "proficient": 0.06, "not proficient": 0.85}
"""Of those whose first language is another, by main language and proficiency."""
DISAGREEMENT = Scale({5: 0.38, 4: 0.62}, {3: 0.55, 2: 0.3, 1: 0.15})
INDEX_ITEMS = {
    "host_language_understanding": 0.75,
    "host_language_speaking": 0.75,
    "host_language_reading": 0.75,
    "host_language_writing": 0.75,
    "navigates_health_care": 0.95,
    "navigates_job_search": 0.95,
    "navigates_legal_help": 0.95,
    "navigates_conventions": 0.95,
}
"""With their spread."""


def cultural(asking: Asking) -> Columns:
    """Draw the answers of the cultural dimension."""
    return {**_language(asking), **_index(asking), **_attitudes(asking)}


def _language(asking: Asking) -> Columns:
    """Who has English as main language isn't asked how well it is spoken, nor about classes."""
    interviews = asking.interviews
    years = asking.by_years(0.01)
    came_as_child = (interviews.people.age_at_arrival >= 0) & (interviews.people.age_at_arrival < 12)
    chance = asking.chance(
        "main_language_english", asking.everybody, years, np.where(came_as_child, 0.3, 0.0)
    )
    english = asking.says("main_language", chance, Trait.EASE, asking.everybody)
    language = asking.column("main_language", np.where(english, ENGLISH, OTHER_LANGUAGE), FACT)
    proficiency = asking.question(
        "english_proficiency",
        "english_proficient_otherwise",
        Trait.EASE,
        Scale({1: 0.5, 2: 0.5}, {3: 0.84, 4: 0.16}),
        ((DONT_KNOW, 0.005), (REFUSED, 0.005)),
        years,
        np.where(came_as_child, 0.1, 0.0),
        asked=language == OTHER_LANGUAGE,
    )
    limited = proficiency >= NOT_WELL
    learnt_first = np.where(interviews.born_abroad, 0.86, 0.99)
    first = english & (asking.uniform("english_first_language") < learnt_first)
    first_known = asking.column("english_first_language", yes_or_no(first), FACT)
    otherwise = np.where(limited, HAS_DIFFICULTY["not proficient"], HAS_DIFFICULTY["proficient"])
    share = np.where(english, HAS_DIFFICULTY["english"], otherwise)
    difficult = yes_or_no(asking.uniform("difficulty_speaking_english") < share)
    difficulty = asking.column("difficulty_speaking_english", difficult, FACT, first_known == NO)
    return {
        "main_language": language,
        "english_proficiency": proficiency,
        "english_first_language": first_known,
        "difficulty_speaking_english": np.where(interviews.shares_modules, difficulty, NOT_ASKED),
        "english_class": asking.question(
            "english_class", "english_class", Trait.EASE, YES_NO, FACT, -years, asked=limited
        ),
    }


def _index(asking: Asking) -> Columns:
    """Items of the integration index, from 1 to 5, for the half that isn't asked the scales of trust."""
    half = ~asking.interviews.people.asked_scales
    years = asking.by_years(0.03, 25)
    few = ((DONT_KNOW, 0.006), (REFUSED, 0.002))
    return {
        item: asking.score(item, item, Trait.EASE, Points(spread, 1, 5), few, years, asked=half)
        for item, spread in INDEX_ITEMS.items()
    }


def _attitudes(asking: Asking) -> Columns:
    half = asking.interviews.people.asked_scales
    by_age = asking.by_age((16, 0.1), (45, 0.04), (75, -0.14), (110, -0.2))
    return {
        "men_earn_women_home": asking.question(
            "men_earn_women_home",
            "gender_role_egalitarian",
            Trait.EASE,
            DISAGREEMENT,
            OPINION,
            by_age,
            np.where(asking.interviews.people.female, 0.05, -0.05),
        ),
        "men_jobs_priority": asking.question(
            "men_jobs_priority",
            "men_jobs_priority_rejected",
            Trait.EASE,
            DISAGREEMENT,
            OPINION,
            by_age,
            asked=half,
        ),
        "importance_of_english": asking.question(
            "importance_of_english",
            "english_needed_to_belong",
            Trait.HOME,
            Scale({1: 0.68, 2: 0.32}, {3: 0.75, 4: 0.25}),
            OPINION,
        ),
        "culture_enriched": asking.score(
            "culture_enriched",
            "culture_enriched_mean",
            Trait.EASE,
            Points(2.4, 0, 10),
            OPINION,
            asked=half,
        ),
    }
