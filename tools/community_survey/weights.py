"""Weights: chance of selection, then response, then the population's shares of birth and age in each wave."""

from __future__ import annotations

from math import fsum

import numpy as np

from community_survey.draws import Bools, Draws, Floats, between, pick
from community_survey.people import RETENTION, WAVES, Birth, Interviews, SampleType
from community_survey.places import Psus

ADULTS = ((1, 0.22), (2, 0.48), (3, 0.19), (4, 0.11))
"""Adults in the household, of whom one is interviewed, with the share of households."""
RESPONSE_BY_AGE = ((16, 0.42), (25, 0.45), (40, 0.56), (60, 0.68), (75, 0.70), (100, 0.60))
AGE_LIMITS = (25, 50, 65)
POPULATION = {
    Birth.UK: (0.103, 0.333, 0.199, 0.195),
    Birth.EU: (0.007, 0.040, 0.009, 0.004),
    Birth.NON_EU: (0.011, 0.062, 0.024, 0.013),
}
"""Shares of adults by country of birth and age: 16-24, 25-49, 50-64, 65 and over. Our assumption."""
DECIMALS = 4


def weigh(draws: Draws, psus: Psus, interviews: Interviews) -> Floats:
    """For questions that all are asked: mean 1 in each wave, the boost blended with the general sample."""
    everybody = np.ones(len(interviews), dtype=np.bool_)
    return _round(_to_population(_design(draws, psus, interviews), interviews, everybody))


def weigh_shared_modules(draws: Draws, psus: Psus, interviews: Interviews) -> Floats:
    """Let the comparison sample stand for the population, the boost for people born abroad; 0 for others."""
    design = _design(draws, psus, interviews)
    sample = interviews.people.sample
    weight = np.zeros(len(interviews))
    for part in (SampleType.COMPARISON, SampleType.BOOST):
        weight += _to_population(design, interviews, sample == part)
    return _round(weight)


def _design(draws: Draws, psus: Psus, interviews: Interviews) -> Floats:
    """The general sample has equal numbers from PSUs of unequal size; the boost is in proportion."""
    people = interviews.people
    boost = people.sample == SampleType.BOOST
    households = draws.uniform("adults in household", int(interviews.person.max()) + 1)
    adults = np.asarray([number for number, _ in ADULTS])[pick(households, [share for _, share in ADULTS])]
    response = between(people.age.astype(np.float64), RESPONSE_BY_AGE)
    stayed = np.asarray([RETENTION[Birth(group)] for group in people.birth])
    followed = (interviews.wave == 1) & (people.joined == 0)
    selected = np.where(boost, 1.0, psus.persons[people.psu]) * adults[interviews.person]
    return np.asarray(selected / response / np.where(followed, stayed, 1.0))


def _to_population(design: Floats, interviews: Interviews, part: Bools) -> Floats:
    """Scale each group of birth and age, among `part`, to its share of the population; 0 for all others."""
    band = np.digitize(interviews.age, AGE_LIMITS)
    weight = np.zeros(len(interviews))
    for wave in range(len(WAVES)):
        in_wave = part & (interviews.wave == wave)
        present = [birth for birth in Birth if bool((in_wave & (interviews.people.birth == birth)).any())]
        covered = sum(sum(POPULATION[birth]) for birth in present)
        for birth in present:
            for age_band, share in enumerate(POPULATION[birth]):
                cell = in_wave & (interviews.people.birth == birth) & (band == age_band)
                target = share / covered * int(in_wave.sum())
                weight[cell] = design[cell] * (target / fsum(design[cell]))
    return weight


def _round(weight: Floats) -> Floats:
    return np.asarray(np.floor(weight * 10.0**DECIMALS + 0.5) / 10.0**DECIMALS)
