"""How a question is asked: whom it reaches, what they say around their group's rate, and who says nothing.

A person's answers hang together by a lasting trait, by the answer in the wave before, and by the PSU.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from community_survey.draws import Bools, Draws, Floats, Ints, between, mean, pick, ranks
from community_survey.people import Birth, Citizenship, Ethnicity, Interviews
from community_survey.rates import Rate

Columns = dict[str, Ints]
"""Codes and whole numbers by the name of the variable."""

DONT_KNOW, REFUSED, NOT_ASKED, NOT_APPLICABLE, NO_ANSWER = -1, -2, -7, -8, -9
EMPTY = -99
"""Written as nothing. What it means differs by variable, and the survey description says it."""

Gaps = Sequence[tuple[int, float]]
"""Codes of item non-response, each with its share among the UK-born."""
FACT: Gaps = ((NO_ANSWER, 0.006),)
OPINION: Gaps = ((DONT_KNOW, 0.018), (REFUSED, 0.003))
PRIVATE: Gaps = ((REFUSED, 0.012), (DONT_KNOW, 0.006))
SELF_COMPLETION: Gaps = ((EMPTY, 0.03),)
MONEY: Gaps = ((REFUSED, 0.08), (DONT_KNOW, 0.04))
NON_RESPONSE = {Birth.UK: 1.0, Birth.EU: 1.4, Birth.NON_EU: 1.8}
"""How much more often than the UK-born a group leaves a question open. Our assumption."""

LASTING, HABIT, PSU, PSU_ON_AREA = 0.45, 0.50, 0.12, 0.28
"""What an answer is made of, beside chance: trait, leaning on the question, PSU, PSU if it is on the area."""


class Trait(StrEnum):
    """What lasts in a person and shows in many answers."""

    MEANS = "means"
    TIES = "ties"
    VOICE = "voice"
    EASE = "ease"
    HOME = "home"


@dataclass(frozen=True)
class Scale:
    """Codes on the side that a rate counts, and on the other; each with its share there, from end to end."""

    counted: Mapping[int, float]
    others: Mapping[int, float]


YES, NO = 1, 2
YES_NO = Scale({YES: 1.0}, {NO: 1.0})


@dataclass(frozen=True)
class Points:
    """A question answered by a number: its spread around the group's mean, and its ends."""

    spread: float
    lowest: int
    highest: int


class Asking:
    """The interviews, and all it takes to draw answers in them."""

    def __init__(
        self, draws: Draws, interviews: Interviews, rates: dict[str, Rate], weights: tuple[Floats, Floats]
    ) -> None:
        self.interviews = interviews
        self._draws = draws
        self._rates = rates
        self._weight, self._shared_weight = weights
        self._persons = int(interviews.person.max()) + 1
        self._psus = int(interviews.people.psu.max()) + 1
        self._groups = _groups(interviews)
        common = 0.5 * draws.bell("trait", self._persons)
        own = np.sqrt(1.0 - 0.5 * 0.5)
        self._traits = {trait: common + own * draws.bell(f"trait/{trait}", self._persons) for trait in Trait}

    def __len__(self) -> int:
        return len(self.interviews)

    @property
    def everybody(self) -> Bools:
        """Asked: all."""
        return np.ones(len(self), dtype=np.bool_)

    def uniform(self, name: str) -> Floats:
        """A number in [0, 1) for each interview."""
        return self._draws.uniform(name, len(self))

    def uniform_of_person(self, name: str) -> Floats:
        """A number in [0, 1) that a person keeps over the waves."""
        return self._draws.uniform(name, self._persons)[self.interviews.person]

    def by_age(self, *table: tuple[float, float]) -> Floats:
        """An effect that runs straight between the ages given."""
        return between(self.interviews.age.astype(np.float64), table)

    def by_years(self, a_year: float, most: int = 30) -> Floats:
        """An effect that grows with the years since arrival, up to `most` of them; none for the UK-born."""
        return np.clip(self.interviews.years_since_arrival, 0, most).astype(np.float64) * a_year

    def group(self, by: str) -> NDArray[np.str_]:
        """The group of each interview, in the codebook's words."""
        return self._groups[by]

    def cells(self, rate: str) -> tuple[Floats, Ints]:
        """The rate as the tables have it, and the number of the cell of wave and group, of each interview."""
        base, cell = np.zeros(len(self)), np.full(len(self), -1, dtype=np.int64)
        groups = self._groups[self._rates[rate].by]
        for number, ((wave, group), value) in enumerate(self._rates[rate].values.items()):
            here = (self.interviews.wave == wave) & (groups == group)
            base[here], cell[here] = value, number
        if (cell < 0).any():
            raise ValueError(f"{rate} has no rate for a wave or a group")
        return base, cell

    def chance(self, rate: str, asked: Bools, *effects: Floats) -> Floats:
        """Each one's chance of a yes; whatever the effects, its mean among those asked is the rate."""
        base, cell = self.cells(rate)
        return self.around(base / 100.0, cell, asked, *effects)

    def around(self, base: Floats, cell: Ints, asked: Bools, *effects: Floats) -> Floats:
        """Add effects to a chance, and bring the weighted mean of each cell back to it."""
        only_shared = not (asked & ~self.interviews.shares_modules).any()
        weight = self._shared_weight if only_shared else self._weight
        chance = base.copy()
        for effect in effects:
            chance += effect
        for number in np.unique(cell[asked]):
            here = asked & (cell == number)
            for _ in range(4):
                chance[here] += mean(base[here], weight[here]) - mean(chance[here], weight[here])
                chance[here] = np.clip(chance[here], 0.005, 0.995)
        return np.clip(chance, 0.005, 0.995)

    def says(self, name: str, chance: Floats, trait: Trait, asked: Bools, *, lacking: bool = False) -> Bools:
        """Who of those asked says yes: those with most of the trait first, or with least where `lacking`."""
        return np.asarray(self._answers(name, chance, trait, YES_NO, asked, lacking=lacking) == YES)

    def question(
        self,
        name: str,
        rate: str,
        trait: Trait,
        scale: Scale,
        gaps: Gaps,
        *effects: Floats,
        asked: Bools | None = None,
        unasked: int = EMPTY,
        lacking: bool = False,
        on_area: bool = False,
    ) -> Ints:
        """A whole question: drawn around a rate among those asked, with gaps; `unasked` for all others."""
        reached = self.everybody if asked is None else asked
        chance = self.chance(rate, reached, *effects)
        answers = self._answers(name, chance, trait, scale, reached, lacking=lacking, on_area=on_area)
        return self.column(name, answers, gaps, reached, unasked)

    def score(
        self,
        name: str,
        rate: str,
        trait: Trait,
        points: Points,
        gaps: Gaps,
        *effects: Floats,
        asked: Bools,
        unasked: int = EMPTY,
    ) -> Ints:
        """A whole question answered by a number: drawn around the group's mean."""
        base, cell = self.cells(rate)
        value = base + points.spread * self.leaning(name, trait)
        for effect in effects:
            for number in np.unique(cell[asked]):
                here = asked & (cell == number)
                value[here] += effect[here] - mean(effect[here], self._weight[here])
        answers = np.clip(np.floor(value + 0.5), points.lowest, points.highest).astype(np.int64)
        return self.column(name, answers, gaps, asked, unasked)

    def battery(
        self, name: str, rate: str, trait: Trait, items: Mapping[str, float], gaps: Gaps, *, asked: Bools
    ) -> Columns:
        """Yes or no to several items, with their shares of those who say yes to any; left open as a whole."""
        any_item = self.says(name, self.chance(rate, asked), trait, asked)
        said = {item: any_item & (self.uniform(item) < share) for item, share in items.items()}
        commonest = max(items, key=lambda item: items[item])
        said[commonest] |= any_item & ~np.any(list(said.values()), axis=0)
        return self.ticked(name, said, gaps, asked=asked)

    def ticked(self, name: str, said: Mapping[str, Bools], gaps: Gaps, *, asked: Bools) -> Columns:
        """Columns of yes and no from one question, left open as a whole."""
        return {item: self.column(name, yes_or_no(yes), gaps, asked) for item, yes in said.items()}

    def instead(self, name: str, answers: Ints, code: int, share: Floats | float) -> Ints:
        """Put an answer that is off the scale, such as having no friends, in place of some on it."""
        off_scale = (self.uniform(f"{name}/{code}") < share) & (answers > 0)
        return np.where(off_scale, code, answers).astype(np.int64)

    def column(
        self, name: str, answers: Ints, gaps: Gaps, asked: Bools | None = None, unasked: int = EMPTY
    ) -> Ints:
        """Leave gaps among those asked, more often in some groups, and write `unasked` for all others."""
        more = np.asarray([NON_RESPONSE[Birth(birth)] for birth in self.interviews.people.birth])
        place = self.uniform(f"{name}/silent")
        result, upto = answers.astype(np.int64), np.zeros(len(self))
        for code, share in gaps:
            result[(place >= upto) & (place < upto + share * more)] = code
            upto += share * more
        return result if asked is None else np.where(asked, result, unasked)

    def standing(self, name: str, trait: Trait, cell: Ints) -> Floats:
        """Where each stands in the weighted distribution of the own cell, in (0, 1)."""
        leaning = self.leaning(name, trait)
        standing = np.zeros(len(self))
        for number in np.unique(cell):
            here = np.flatnonzero(cell == number)
            ordered = here[np.argsort(leaning[here], kind="stable")]
            upto = np.cumsum(self._weight[ordered])
            standing[ordered] = (upto - self._weight[ordered] / 2.0) / upto[-1]
        return standing

    def leaning(self, name: str, trait: Trait, *, on_area: bool = False) -> Floats:
        """Mean 0 and variance 1, high for who has much of the trait."""
        place = PSU_ON_AREA if on_area else PSU
        rest = np.sqrt(1.0 - LASTING * LASTING - HABIT * HABIT - place * place)
        person, psu = self.interviews.person, self.interviews.people.psu
        return np.asarray(
            LASTING * self._traits[trait][person]
            + HABIT * self._draws.bell(f"{name}/person", self._persons)[person]
            + place * self._draws.bell(f"{name}/psu", self._psus)[psu]
            + rest * self._draws.bell(f"{name}/answer", len(self))
        )

    def _answers(
        self,
        name: str,
        chance: Floats,
        trait: Trait,
        scale: Scale,
        asked: Bools,
        *,
        lacking: bool = False,
        on_area: bool = False,
    ) -> Ints:
        """Rank those asked, and lay the scale along the ranks; others get what nobody should read."""
        place = np.ones(len(self))
        place[asked] = ranks((1.0 if lacking else -1.0) * self.leaning(name, trait, on_area=on_area)[asked])
        counted = _picked(np.clip(place / chance, 0.0, 1.0), scale.counted)
        others = _picked(np.clip((place - chance) / (1.0 - chance), 0.0, 1.0), scale.others)
        return np.where(place < chance, counted, others).astype(np.int64)


def yes_or_no(yes: Bools) -> Ints:
    """The codes of a question that is answered by yes or no."""
    return np.where(yes, YES, NO).astype(np.int64)


def _picked(place: Floats, shares: Mapping[int, float]) -> Ints:
    return np.asarray(list(shares), dtype=np.int64)[pick(place, tuple(shares.values()))]


def _groups(interviews: Interviews) -> dict[str, NDArray[np.str_]]:
    people = interviews.people
    birth = _named(Birth, people.birth)
    return {
        "country_of_birth": birth,
        "country_of_birth+sex": np.char.add(birth, np.where(people.female, "+female", "+male")),
        "foreign_born": np.where(interviews.born_abroad, "true", "false"),
        "ethnic_group": _named(Ethnicity, people.ethnicity),
        "citizenship": _named(Citizenship, interviews.citizenship),
    }


def _named(members: type[Birth | Ethnicity | Citizenship], codes: Ints) -> NDArray[np.str_]:
    """The members' names, which are the codebook's words, by code from 1."""
    return np.asarray(["", *(member.name.lower() for member in members)])[codes]
