"""Who is in the sample: a panel in two waves, with a refreshment sample and a boost of people born abroad.

Shares of groups, ages and years since arrival are our assumptions; what people answer is drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from math import fsum
from typing import Self

import numpy as np

from community_survey.draws import Bools, Draws, Floats, Ints, between, pick
from community_survey.places import Psus

WAVES = (2022, 2024)
GENERAL_IN_PSU = (31, 11)
"""First interviews in each PSU at the first wave, and of the refreshment sample at the second."""
BOOST = (1_000, 380)
COMPARISON_SHARE = 0.35


class Birth(IntEnum):
    """Country of birth."""

    UK = 1
    EU = 2
    NON_EU = 3


class Ethnicity(IntEnum):
    """Ethnic group, in the codebook's order."""

    ASIAN = 1
    BLACK = 2
    MIXED = 3
    WHITE = 4
    OTHER = 5


class Citizenship(IntEnum):
    """Citizenship, dual nationals as nationals."""

    NATIONAL = 1
    OTHER_EU = 2
    NON_EU = 3


class Reason(IntEnum):
    """Main original reason for migration."""

    WORK = 1
    STUDY = 2
    FAMILY = 3
    ASYLUM = 4
    OTHER = 5


class SampleType(IntEnum):
    """The general sample, the part of it that stands beside the boost in shared modules, and the boost."""

    GENERAL = 1
    COMPARISON = 2
    BOOST = 3


BORN_IN_EU = 0.36
"""Of those born abroad."""
ETHNICITY_BY_BIRTH = {
    Birth.UK: (0.047, 0.022, 0.025, 0.900, 0.006),
    Birth.EU: (0.030, 0.035, 0.020, 0.895, 0.020),
    Birth.NON_EU: (0.450, 0.190, 0.040, 0.210, 0.110),
}
AGE_BY_BIRTH = {
    Birth.UK: ((0, 16), (0.12, 24), (0.27, 34), (0.5, 50), (0.75, 66), (0.9, 77), (1, 96)),
    Birth.EU: ((0, 16), (0.1, 24), (0.33, 33), (0.5, 39), (0.75, 50), (0.92, 66), (1, 92)),
    Birth.NON_EU: ((0, 16), (0.09, 24), (0.28, 33), (0.5, 42), (0.75, 55), (0.92, 70), (1, 93)),
}
YEARS_BY_BIRTH = {
    Birth.EU: ((0, 0), (0.15, 3), (0.35, 7), (0.6, 13), (0.85, 19), (0.93, 35), (1, 70)),
    Birth.NON_EU: ((0, 0), (0.22, 4), (0.4, 9), (0.6, 17), (0.8, 27), (0.92, 44), (1, 70)),
}
REASON_BY_BIRTH = {
    Birth.EU: (0.56, 0.14, 0.24, 0.01, 0.05),
    Birth.NON_EU: (0.25, 0.21, 0.38, 0.10, 0.06),
}
REASON_OF_CHILDREN = (0.0, 0.04, 0.80, 0.12, 0.04)
NATIONALS_OF_UK_BORN = 0.988
NATURALISED_BY_YEARS = ((0, 0.0), (4, 0.03), (8, 0.38), (15, 0.90), (25, 0.98), (100, 1.0))
MOST_NATURALISED = {Birth.EU: 0.36, Birth.NON_EU: 0.95}
"""Drawn so that 43% of people born abroad are nationals: see host_citizenship_share in `published.csv`."""
RETENTION = {Birth.UK: 0.74, Birth.EU: 0.58, Birth.NON_EU: 0.61}
"""Share of the first wave interviewed again; under 30 it is lower."""
RETENTION_LOST_UNDER_30 = 0.12


@dataclass(frozen=True)
class People:
    """What doesn't change between waves: one entry per person, or per interview once `at` has repeated it."""

    psu: Ints
    rural: Bools
    birth: Ints
    ethnicity: Ints
    female: Bools
    age: Ints
    age_at_arrival: Ints
    reason: Ints
    second_generation: Bools
    sample: Ints
    joined: Ints
    asked_scales: Bools

    def __len__(self) -> int:
        return len(self.psu)

    def at(self, rows: Ints) -> Self:
        """Repeat and reorder."""
        return type(self)(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True)
class Interviews:
    """One entry per interview, in the file's order."""

    person: Ints
    wave: Ints
    people: People
    age: Ints
    years_since_arrival: Ints
    citizenship: Ints

    def __len__(self) -> int:
        return len(self.person)

    @property
    def born_abroad(self) -> Bools:
        """Not born in the UK."""
        return np.asarray(self.people.birth != Birth.UK)

    @property
    def shares_modules(self) -> Bools:
        """Asked the modules that the boost shares with the comparison sample."""
        return np.asarray(self.people.sample != SampleType.GENERAL)


def draw_people(draws: Draws, psus: Psus) -> People:
    """Everybody who is interviewed at least once, at the age of the first interview."""
    psu, sample, joined = _draw_samples(draws, psus)
    size = len(psu)
    boost = sample == SampleType.BOOST
    birth = _draw_birth(draws, psus.born_abroad[psu], boost)
    ethnicity = _by_share(birth, ETHNICITY_BY_BIRTH, draws.uniform("ethnic group", size))
    age = _by_birth(birth, AGE_BY_BIRTH, draws.uniform("age", size)).astype(np.int64)
    years = _by_birth(birth, YEARS_BY_BIRTH, draws.uniform("years since arrival", size)).astype(np.int64)
    age_at_arrival = np.where(birth == Birth.UK, -1, np.maximum(age - years, 0))
    place = draws.uniform("reason for migration", size)
    reason = _by_share(birth, REASON_BY_BIRTH, place)
    child = (age_at_arrival >= 0) & (age_at_arrival < 16)
    reason = np.where(child, pick(place, REASON_OF_CHILDREN) + 1, reason)
    second = np.where(ethnicity == Ethnicity.WHITE, 0.05, 0.72) > draws.uniform("generation", size)
    return People(
        psu=psu,
        rural=psus.rural[psu],
        birth=birth,
        ethnicity=ethnicity,
        female=draws.uniform("sex", size) < 0.517,
        age=age,
        age_at_arrival=age_at_arrival,
        reason=reason,
        second_generation=second & (birth == Birth.UK),
        sample=sample,
        joined=joined,
        asked_scales=draws.uniform("half", size) < 0.5,
    )


def interview(draws: Draws, people: People) -> Interviews:
    """Lay the people over the waves: those who joined, and those of the first wave who stayed."""
    stay = np.asarray([RETENTION[Birth(group)] for group in people.birth])
    stay = stay - np.where(people.age < 30, RETENTION_LOST_UNDER_30, 0.0)
    second = (people.joined == 1) | (draws.uniform("attrition", len(people)) < stay)
    person = np.concatenate([np.flatnonzero(people.joined == 0), np.flatnonzero(second)])
    wave = np.repeat([0, 1], [int((people.joined == 0).sum()), int(second.sum())])
    repeated = people.at(person)
    age = repeated.age + np.where((repeated.joined == 0) & (wave == 1), WAVES[1] - WAVES[0], 0)
    years = np.where(repeated.birth == Birth.UK, -1, age - repeated.age_at_arrival)
    return Interviews(person, wave, repeated, age, years, _draw_citizenship(draws, people, person, years))


def _draw_samples(draws: Draws, psus: Psus) -> tuple[Ints, Ints, Ints]:
    """The PSU, sample and first wave of each person, ordered by PSU within them."""
    parts: list[tuple[Ints, Ints, Ints]] = []
    born_abroad = psus.persons * psus.born_abroad
    shares = (born_abroad / fsum(born_abroad)).tolist()
    for wave in range(len(WAVES)):
        general = np.repeat(np.arange(len(psus)), GENERAL_IN_PSU[wave])
        compared = draws.uniform(f"comparison sample {wave}", len(general)) < COMPARISON_SHARE
        boost = np.sort(pick(draws.uniform(f"boost {wave}", BOOST[wave]), shares), kind="stable")
        sample = np.where(compared, SampleType.COMPARISON, SampleType.GENERAL)
        parts.append((general, sample, np.full(len(general), wave)))
        parts.append((boost, np.full(len(boost), SampleType.BOOST), np.full(len(boost), wave)))
    psu, sample, joined = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((sample, psu, joined))
    return psu[order], sample[order], joined[order]


def _draw_birth(draws: Draws, born_abroad: Floats, boost: Bools) -> Ints:
    abroad = boost | (draws.uniform("born abroad", len(boost)) < born_abroad)
    eu = draws.uniform("born in the EU", len(boost)) < BORN_IN_EU
    return np.where(abroad, np.where(eu, Birth.EU, Birth.NON_EU), Birth.UK).astype(np.int64)


def _by_share(birth: Ints, tables: Mapping[Birth, Sequence[float]], place: Floats) -> Ints:
    """Pick a code from 1 by the shares of one's country of birth; 0 where the table has none."""
    code = np.zeros(len(birth), dtype=np.int64)
    for group, shares in tables.items():
        code = np.where(birth == group, pick(place, shares) + 1, code)
    return code


def _by_birth(birth: Ints, tables: Mapping[Birth, Sequence[tuple[float, float]]], place: Floats) -> Floats:
    value = np.zeros(len(birth))
    for group, table in tables.items():
        value = np.where(birth == group, between(place, table), value)
    return value


def _draw_citizenship(draws: Draws, people: People, person: Ints, years: Ints) -> Ints:
    """Naturalisation comes with the years, sooner for people from outside the EU, and isn't undone."""
    birth = people.birth[person]
    ready = draws.uniform("naturalisation", len(people))[person]
    taken = between(years.clip(0).astype(np.float64), NATURALISED_BY_YEARS)
    taken = taken * np.where(birth == Birth.EU, MOST_NATURALISED[Birth.EU], MOST_NATURALISED[Birth.NON_EU])
    national = np.where(birth == Birth.UK, ready < NATIONALS_OF_UK_BORN, ready < taken)
    other_eu = draws.uniform("citizenship", len(people))[person] < np.where(birth == Birth.NON_EU, 0.07, 0.96)
    foreign = np.where(other_eu, Citizenship.OTHER_EU, Citizenship.NON_EU)
    return np.where(national, Citizenship.NATIONAL, foreign).astype(np.int64)
