"""What the office knows of a survey, as it is opened for a request: labels of people, and who is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from integrind.audit.known import Known, Labels, People
from integrind.audit.linear import BoolArray, FloatArray
from integrind.audit.places import WAVE
from integrind.audit.rows import About, Kind
from integrind.data.breakdown import break_down
from integrind.data.filters import rows_where
from integrind.definitions.indicator import Indicator
from integrind.opening.opened import Opened
from integrind.vocabulary import AskedOf, Measure, State

_STATES = (State.ANSWERED, State.UNANSWERED)


def known(several: Iterable[Opened], units: Iterable[str]) -> Known:
    """Look at everybody who counts in a survey, opened once or several times, by some variables."""
    people: dict[People, BoolArray] = {}
    apart: set[str] = set()
    labels: dict[str, Labels] = {}
    wanted = [*units]
    for opened in several:
        labels |= {
            unit: _labels(opened, unit) for unit in wanted if unit not in labels and _has(opened, unit)
        }
        for indicator, asked in opened.questions():
            if (About(indicator.id), Kind.MISSING) in people:
                continue
            question = asked.question
            its = {state: question.inside & question.responses.rows_of(state) for state in _STATES}
            sample = _comparison_sample(opened, indicator)
            for one in _measured(opened, indicator):
                if sample is not None:
                    apart.add(indicator.id)
                    about = replace(one.about, of_groups=True)
                    people |= dict(_counted(about, its, one.having(question.value)))
                in_sample = {state: it if sample is None else it & sample for state, it in its.items()}
                people |= dict(_counted(one.about, in_sample, one.having(question.value)))
    return Known(labels, people, frozenset(apart))


def _has(opened: Opened, unit: str) -> bool:
    """Whether the variable is one of the survey as it is opened: waves are, where they are asked for."""
    return unit != WAVE or WAVE in opened.domains.labels[0]


@dataclass(frozen=True)
class _Measured:
    """What is told of an indicator's people, and the answer that a share is of."""

    about: About
    share_of: float | None

    def having(self, value: FloatArray) -> BoolArray | None:
        """Who gave it."""
        return None if self.share_of is None else value == self.share_of


def _measured(opened: Opened, indicator: Indicator) -> Iterator[_Measured]:
    """The indicator, and each category of a distribution."""
    about = About(indicator.id)
    yield _Measured(about, 1.0 if indicator.measure is Measure.PROPORTION else None)
    if indicator.measure is Measure.DISTRIBUTION:
        for code, category in enumerate(opened.observed(indicator)[0].categories):
            yield _Measured(replace(about, category=category), float(code))


def _counted(
    about: About, counted: Mapping[State, BoolArray], having: BoolArray | None
) -> Iterator[tuple[People, BoolArray]]:
    answered = counted[State.ANSWERED]
    yield (about, Kind.MISSING), counted[State.UNANSWERED]
    if having is None:
        yield (about, Kind.BASE), answered
    else:
        yield (about, Kind.HAVING), answered & having
        yield (about, Kind.WITHOUT), answered & ~having


def _comparison_sample(opened: Opened, indicator: Indicator) -> BoolArray | None:
    """Who stands for the population, where groups are no parts of it."""
    condition = opened.survey.comparison_sample
    if indicator.asked_of is not AskedOf.COMPARISON_SAMPLE or condition is None:
        return None
    return rows_where(opened.variables, condition, "comparison_sample")


def _labels(opened: Opened, unit: str) -> Labels:
    wave = opened.domains.labels[0].get(WAVE)
    found = wave if unit == WAVE and wave is not None else break_down(opened.variables, unit)
    return Labels(found.code.astype(np.int64), found.labels)
