"""Which indicators a survey's variables reach, and which variables would reach the others."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Self

from integrind.definitions.codebook import Codebook
from integrind.definitions.indicator import Indicator
from integrind.definitions.survey import Survey
from integrind.opening.selection import names_of, open_in_bands, without_code
from integrind.vocabulary import Answer


@dataclass(frozen=True)
class Reach:
    """Some indicators, and what the survey lacks for each; nothing for those that it can compute."""

    indicators: tuple[Indicator, ...]
    lacking_by_id: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls,
        indicators: Iterable[Indicator],
        available: Set[str],
        survey: Survey,
        codebook: Codebook | None,
    ) -> Self:
        """Find what each indicator lacks: variables, codes for a value that it measures, narrower bands."""
        found = tuple(indicators)
        usable = {
            it.id: available - without_code(it, survey, codebook).keys() - open_in_bands(it, survey).keys()
            for it in found
        }
        return cls(
            found,
            {it.id: tuple(name for name in names_of(it) if name not in usable[it.id]) for it in found},
        )

    def where(self, holds: Callable[[Indicator], bool]) -> Self:
        """Those of the indicators for which something holds."""
        found = tuple(it for it in self.indicators if holds(it))
        return type(self)(found, {it.id: self.lacking_by_id[it.id] for it in found})

    def only(self, ids: Container[str]) -> Self:
        """Those of the indicators that have these ids."""
        return self.where(lambda it: it.id in ids)

    @property
    def computable(self) -> tuple[Indicator, ...]:
        """What the survey has every variable of."""
        return tuple(it for it in self.indicators if not self.lacking_by_id[it.id])

    @property
    def not_computable(self) -> tuple[str, ...]:
        """The ids of all others."""
        return tuple(id_ for id_, lacking in self.lacking_by_id.items() if lacking)

    @property
    def answer(self) -> Answer:
        """Whether the survey can compute all of them, some or none."""
        if not self.indicators:
            return Answer.NO_INDICATOR
        if not self.computable:
            return Answer.NO
        return Answer.PARTLY if self.not_computable else Answer.YES

    def lacking(self, order: Sequence[str]) -> tuple[str, ...]:
        """Every variable that one of them lacks, in a given order."""
        lacking = {name for names in self.lacking_by_id.values() for name in names}
        return tuple(name for name in order if name in lacking)


NOTHING = Reach((), {})
"""No indicator."""


@dataclass(frozen=True)
class Step:
    """Variables to add next, and the indicators that can be computed with them and those of earlier steps."""

    variables: tuple[str, ...]
    unlocks: tuple[str, ...]


def next_steps(reach: Reach) -> tuple[Step, ...]:
    """Order the variables that are lacking, the most useful first.

    Each step adds all that some indicator lacks. It is the one that unlocks most indicators for each variable
    asked; among equals the one with fewer variables, then the one whose indicator comes first.
    """
    order = tuple(dict.fromkeys(name for names in reach.lacking_by_id.values() for name in names))
    lacking = {id_: frozenset(names) for id_, names in reach.lacking_by_id.items() if names}
    steps: list[Step] = []
    while lacking:
        unlocked = {
            names: tuple(id_ for id_, needed in lacking.items() if needed <= names)
            for names in dict.fromkeys(lacking.values())
        }
        best = max(unlocked, key=lambda names: (len(unlocked[names]) / len(names), -len(names)))
        steps.append(Step(tuple(name for name in order if name in best), unlocked[best]))
        lacking = {id_: names - best for id_, names in lacking.items() if not names <= best}
    return tuple(steps)
