"""What a practitioner should ask of an initiative, answered for a survey from its variables alone.

The wording is integrind's own; docs/coverage.md says which source inspired which question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from integrind.coverages.reach import NOTHING, Reach
from integrind.data.roles import ColumnRole, role_of
from integrind.definitions.codebook import Codebook
from integrind.definitions.survey import Survey
from integrind.faults import counted
from integrind.vocabulary import Answer, AskedOf, Direction, Level, Role

ORIGINS = ("country_of_birth", "foreign_born", "generation", "citizenship", "reason_for_migration")
"""Variables of the codebook that tell newcomers from others."""

RESIDENCE = ("years_since_arrival", "length_of_residence_band", "age_at_arrival")
"""Variables of the codebook that tell how long newcomers have been there."""

MINORITIES = ("ethnic_group", "ethnic_group_detailed", "religion")
"""Variables of the codebook that tell minorities from others, whether or not they came from elsewhere."""

_NAMED = 2
"""How many variables a reason names before it counts the others."""


@dataclass(frozen=True)
class Question:
    """A question, its answer, and the reason for it."""

    item: str
    title: str
    answer: Answer
    said: str
    asked_about: Reach = NOTHING
    """Indicators that the answer counts."""
    lacking: tuple[str, ...] = ()
    """Variables that would make it a better answer, beside those that the indicators lack."""


@dataclass(frozen=True)
class _Facts:
    """What the answers are taken from."""

    reach: Reach
    dimensions: Mapping[str, Reach]
    domains: Sequence[Reach]
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
    dimensions: Mapping[str, Reach],
    domains: Sequence[Reach],
    survey: Survey,
    available: Set[str],
    codebook: Codebook | None,
) -> tuple[Question, ...]:
    """Answer every question; `dimensions` by their readable names, `domains` of all frameworks."""
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
    asked = {name: it for name, it in found.dimensions.items() if it.indicators}
    untouched = [name for name, reach in asked.items() if not reach.computable]
    domains = [reach for reach in found.domains if reach.indicators]
    without = sum(not reach.computable for reach in domains)
    named = f" ({', '.join(untouched)})" if untouched else ""
    said = f"Untouched: {len(untouched)} of {counted(len(asked), 'dimension')}{named}"
    said += f", {without} of {counted(len(domains), 'domain')}."
    answer = Answer.PARTLY if untouched or without else Answer.YES
    return Question("left_out", title, answer, said, found.reach)


def _everybody(found: _Facts) -> Question:
    asked = Counter(it.asked_of for it in found.reach.computable)
    everyone, shared, group = (asked[of] for of in AskedOf)
    title = "Is everybody asked, and not only newcomers?"
    if not found.reach.computable:
        return Question("everybody", title, Answer.NO_INDICATOR, "There is nothing to compute.", found.reach)
    said = f"By their definitions everyone is asked for {_indicators(everyone)}"
    said += f", a boost and a comparison sample for {shared}" if shared else ""
    said += f", one group alone for {group}." if group else "."
    only = Answer.PARTLY if shared or group else Answer.YES
    answer = only if everyone else Answer.NO
    return Question("everybody", title, answer, said, found.reach)


def _both_sides(found: _Facts) -> Question:
    """Integration changes both sides: bridges and a welcoming society are asked of those who were there."""
    about = found.reach.where(
        lambda it: (
            it.asked_of is not AskedOf.GROUP_ONLY
            and not {"bridges", "welcoming_society"}.isdisjoint(
                (*it.frameworks.home_office_2019, *it.frameworks.zaragoza_2010)
            )
        )
    )
    said = f"{_share(about)} on bridges to others or a welcoming society."
    title = "Does it look at the receiving society too?"
    return Question("both_sides", title, about.answer, said, about)


def _newcomers(found: _Facts) -> Question:
    origins, residence = found.has(ORIGINS), found.has(RESIDENCE)
    minorities = found.has(MINORITIES)
    if origins:
        answer = Answer.YES if residence else Answer.PARTLY
        stay = f"stay by {residence[0]}" if residence else "nothing says for how long they stay"
        said = f"By {_listed(origins)}; {stay}."
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
    described = found.has([found.survey.wave or "wave"])
    if described:
        said = f"Waves by {described[0]}."
        if found.survey.design.waves == "overlapping":
            said += " They overlap, so some people may be followed."
        return Question("process", title, Answer.YES, said)
    if likely := found.playing(ColumnRole.WAVE):
        said = f"Perhaps by {_listed(likely)}, if there is more than one wave."
        return Question("process", title, Answer.PARTLY, said, lacking=("wave",))
    said = "A snapshot: there is no variable of waves."
    return Question("process", title, Answer.NO, said, lacking=("wave",))


def _areas(found: _Facts) -> Question:
    title = "Can places be compared?"
    likely = found.playing(ColumnRole.AREA)
    described = found.has([found.survey.area] if found.survey.area else found.survey.variables)
    areas = described if found.survey.area else tuple(name for name in likely if name in described)
    if areas:
        return Question("areas", title, Answer.YES, f"By {_listed(areas)}.")
    if likely:
        said = f"Perhaps by {_listed(likely)}; the description names no area."
        return Question("areas", title, Answer.PARTLY, said)
    said = "No area is described, and no column is called like one."
    return Question("areas", title, Answer.NO, said)


def _effectors(found: _Facts) -> Question:
    effectors = found.reach.where(lambda it: it.role is not Role.OUTCOME)
    said = f"{_share(effectors)} that effect integration; some are outcomes as well.{_by_level(effectors)}"
    title = "Does it cover what effects integration, beside outcomes?"
    return Question("effectors", title, effectors.answer, said, effectors)


def _by_level(effectors: Reach) -> str:
    """How many at each level of the model can be computed; nothing where no definition names one."""
    asked = Counter(it.level for it in effectors.indicators if it.level is not None)
    computable = Counter(it.level for it in effectors.computable)
    named = (f"{level.replace('_', ' ')} {computable[level]} of {asked[level]}" for level in Level)
    return f" By level: {', '.join(named)}." if asked else ""


def _described(found: _Facts) -> Question:
    described = found.reach.where(lambda it: it.direction is Direction.DESCRIPTIVE)
    said = f"{_share(described)} that are neither good nor bad: higher or lower."
    title = "Is anything described, rather than judged?"
    return Question("described", title, described.answer, said, described)


def _share(reach: Reach) -> str:
    return f"{len(reach.computable)} of {_indicators(len(reach.indicators))}"


def _indicators(number: int) -> str:
    return counted(number, "indicator")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
