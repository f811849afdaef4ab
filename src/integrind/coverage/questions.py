"""What a practitioner should ask of an initiative, answered for a survey from its variables alone.

The wording is integrind's own; docs/coverage.md says which source inspired which question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from integrind.coverage.reach import Reach
from integrind.data.roles import ColumnRole, role_of
from integrind.definitions.codebook import Codebook
from integrind.definitions.survey import Survey
from integrind.faults import counted
from integrind.vocabulary import Answer, AskedOf, Direction, Role

ORIGINS = ("country_of_birth", "foreign_born", "generation", "citizenship", "reason_for_migration")
"""Variables of the codebook that tell newcomers from others."""

RESIDENCE = ("years_since_arrival", "length_of_residence_band", "age_at_arrival")
"""Variables of the codebook that tell how long newcomers have been there."""

MINORITIES = ("ethnic_group", "ethnic_group_detailed", "religion")
"""Variables of the codebook that tell minorities from others, whether or not they came from elsewhere."""

_NAMED = 6


@dataclass(frozen=True)
class Question:
    """A question, its answer, and the reason for it."""

    item: str
    title: str
    answer: Answer
    said: str
    asked_about: Reach = Reach((), {})
    """Indicators that the answer counts."""
    lacking: tuple[str, ...] = ()
    """Variables that would make it a better answer, beside those that the indicators lack."""


@dataclass(frozen=True)
class _Facts:
    """What the answers are taken from."""

    reach: Reach
    dimensions: Sequence[tuple[str, Reach]]
    domains: Sequence[tuple[str, Reach]]
    survey: Survey
    available: Set[str]
    codebook: Codebook | None

    def has(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name in self.available)

    def lacks(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in self.available)

    def playing(self, role: ColumnRole) -> tuple[str, ...]:
        """Variables that are likely to have a role, and are no variables of the codebook."""
        harmonised = self.codebook.variables if self.codebook is not None else {}
        return tuple(
            sorted(name for name in self.available if role_of(name) is role and name not in harmonised)
        )


def ask(
    reach: Reach,
    dimensions: Sequence[tuple[str, Reach]],
    domains: Sequence[tuple[str, Reach]],
    survey: Survey,
    available: Set[str],
    codebook: Codebook | None,
) -> tuple[Question, ...]:
    """Answer every question; dimensions and the frameworks' domains come under readable names."""
    found = _Facts(reach, dimensions, domains, survey, available, codebook)
    return (
        _left_out(found),
        _everybody(found),
        _both_sides(found),
        _newcomers(found),
        _compared(found),
        _process(found),
        _areas(found),
        _effectors(found),
        _described(found),
    )


def _left_out(found: _Facts) -> Question:
    title = "Does it touch every dimension and every domain?"
    if not found.reach.computable:
        said = "It can compute none of these indicators."
        return Question("left_out", title, Answer.NO, said, found.reach)
    dimensions = _untouched(found.dimensions)
    domains = _untouched(found.domains)
    said = f"Untouched dimensions: {_listed(dimensions) or 'none'}; domains: {_listed(domains) or 'none'}."
    answer = Answer.PARTLY if dimensions or domains else Answer.YES
    return Question("left_out", title, answer, said, found.reach)


def _everybody(found: _Facts) -> Question:
    asked = {of: found.reach.where(lambda it, of=of: it.asked_of is of).computable for of in AskedOf}
    everyone, shared, group = (len(asked[of]) for of in AskedOf)
    said = f"{_indicators(everyone)} of everyone, {shared} of a boost and a comparison sample, {group} of one group."
    if everyone and (shared or group):
        answer = Answer.PARTLY
    else:
        answer = Answer.YES if everyone else Answer.NO
    title = "Is everybody asked, and not only newcomers?"
    return Question("everybody", title, answer, said, found.reach)


def _both_sides(found: _Facts) -> Question:
    """Integration changes both sides: bridges and a welcoming society are asked of those who were there."""
    about = found.reach.where(
        lambda it: (
            "welcoming_society" in it.frameworks.zaragoza_2010 or "bridges" in it.frameworks.home_office_2019
        )
        and it.asked_of is not AskedOf.GROUP_ONLY
    )
    said = f"{_share(about)} on bridges between backgrounds or a welcoming society."
    title = "Does it look at the receiving society too?"
    return Question("both_sides", title, about.answer, said, about)


def _newcomers(found: _Facts) -> Question:
    origins, residence = found.has(ORIGINS), found.has(RESIDENCE)
    minorities = found.has(MINORITIES)
    if origins:
        answer = Answer.YES if residence else Answer.PARTLY
        said = f"By {_listed(origins)}; length of stay by {_listed(residence) or 'nothing'}."
    elif minorities:
        answer, said = Answer.PARTLY, f"Only minorities, by {_listed(minorities)}: that is not migration."
    else:
        answer, said = Answer.NO, "No variable says who came from elsewhere."
    lacking = () if answer is Answer.YES else found.lacks((*ORIGINS, *RESIDENCE))
    title = "Can newcomers be told from others, and how long they stay?"
    return Question("newcomers", title, answer, said, lacking=lacking)


def _compared(found: _Facts) -> Question:
    shared = found.reach.where(lambda it: it.asked_of is AskedOf.COMPARISON_SAMPLE)
    everyone = found.reach.where(lambda it: it.asked_of is AskedOf.EVERYONE)
    groups = found.has((*ORIGINS, *MINORITIES))
    sample = found.survey.comparison_sample is not None
    title = "Is there a population to compare a group with?"
    if not groups or not (everyone.computable or (shared.computable and sample)):
        said = "Not in this file: take another survey's, with --gap-from table=FILE."
        return Question("compared", title, Answer.NO, said, everyone)
    said = f"Everybody in the file, for {_indicators(len(everyone.computable))}"
    if not shared.computable:
        return Question("compared", title, Answer.YES, f"{said}.", everyone)
    if sample:
        said += f"; the comparison sample for {len(shared.computable)}."
        return Question("compared", title, Answer.YES, said, everyone)
    said += f"; for {len(shared.computable)} the description names no comparison_sample."
    return Question("compared", title, Answer.PARTLY, said, everyone)


def _process(found: _Facts) -> Question:
    title = "Can change be seen, or is this a snapshot?"
    described = (found.survey.wave,) if found.survey.wave in found.available else ()
    waves = described or found.has(["wave"]) or found.playing(ColumnRole.WAVE)
    residence = found.has(RESIDENCE)
    if waves:
        said = f"By {waves[0]}, if it holds more than one wave."
        if found.survey.design.waves == "overlapping":
            said += " Waves overlap, so some change of persons can be seen."
        return Question("process", title, Answer.YES, said)
    if residence:
        said = f"A snapshot: no variable of waves. {residence[0]} compares arrivals, which is not change."
        return Question("process", title, Answer.PARTLY, said, lacking=("wave",))
    return Question("process", title, Answer.NO, "A snapshot: no variable of waves.", lacking=("wave",))


def _areas(found: _Facts) -> Question:
    described = (found.survey.area,) if found.survey.area in found.available else ()
    areas = described or found.playing(ColumnRole.AREA)
    title = "Can places be compared?"
    if areas:
        return Question("areas", title, Answer.YES, f"By {areas[0]}{_beside(areas[1:])}.")
    said = "No area is described, and no column is called like one; --area takes any."
    return Question("areas", title, Answer.NO, said)


def _effectors(found: _Facts) -> Question:
    effectors = found.reach.where(lambda it: it.role is not Role.OUTCOME)
    said = f"{_share(effectors)} that effect integration, or do so beside being an outcome."
    title = "Does it cover what effects integration, beside outcomes?"
    return Question("effectors", title, effectors.answer, said, effectors)


def _described(found: _Facts) -> Question:
    described = found.reach.where(lambda it: it.direction is Direction.DESCRIPTIVE)
    said = f"{_share(described)} neither good nor bad, higher or lower."
    title = "Is anything described, rather than judged?"
    return Question("described", title, described.answer, said, described)


def _share(reach: Reach) -> str:
    return f"It has {len(reach.computable)} of {_indicators(len(reach.indicators))}"


def _indicators(number: int) -> str:
    return counted(number, "indicator")


def _untouched(topics: Sequence[tuple[str, Reach]]) -> list[str]:
    return [name for name, reach in topics if reach.answer is Answer.NO]


def _beside(names: Sequence[str]) -> str:
    return f", or by {_listed(names)}" if names else ""


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
