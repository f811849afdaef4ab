"""What one indicator makes of every row: in its base with a value, or out of it and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.data.answers import Codes
from integrind.data.columns import LARGEST, SMALLEST
from integrind.data.variables import KIND_CODES, Variables
from integrind.definitions.indicator import Indicator
from integrind.expressions import parse
from integrind.expressions.compile import compile_expression
from integrind.vocabulary import MissingKind, State

_ASKED = "eligible"
_AT_ONCE = 1 << 18
"""Responses that are looked at in one go: what stays of them is far less than what it is made of."""


@dataclass(frozen=True)
class Observation:
    """State, value and denominator of every response, and which response each row of the file gave."""

    code: Codes | None
    """By row; None where each row is a response of its own."""
    state: npt.NDArray[np.uint8]
    value: npt.NDArray[np.float64]
    denominator: npt.NDArray[np.float64] | None
    valued: npt.NDArray[np.bool_]
    """Responses with a value, of those who aren't eligible too."""
    incomputable: int
    """Rows whose variables all have values and whose indicator has none: a division by zero, say."""

    @property
    def states(self) -> npt.NDArray[np.uint8]:
        """The state of each row."""
        return self.state if self.code is None else np.take(self.state, self.code)


def observe(indicator: Indicator, variables: Variables) -> Observation:
    """Apply an indicator's expressions. Not eligible is not missing; the first kind that occurs wins."""
    parts = {key: parse(text) for key, text in indicator.expressions.items()}
    names = tuple(dict.fromkeys(name for part in parts.values() for name in part.names))
    scope = variables.scope(names)
    eligible = parts.pop(_ASKED, None)
    answers = variables.answers(names)
    measured = tuple(dict.fromkeys(name for part in parts.values() for name in part.names))
    why = answers.why_missing(measured)
    why_undecided = answers.why_missing(eligible.names if eligible else ())
    state = np.full(len(why), State.ANSWERED, dtype=np.uint8)
    valued = np.ones(len(why), dtype=bool)
    incomputable = np.zeros(len(why), dtype=bool)
    values = {key: np.empty(len(why)) for key in parts}
    made = {**parts, **({_ASKED: eligible} if eligible else {})}
    told = [
        compile_expression(it, scope).cast(pl.Float64).fill_null(np.nan).alias(key)
        for key, it in made.items()
    ]
    for start in range(0, len(why), _AT_ONCE):
        found = {it.name: it.to_numpy() for it in answers.values.slice(start, _AT_ONCE).select(told)}
        for key, column in values.items():
            column[start : start + _AT_ONCE] = found[key]
            lacking = start + np.flatnonzero(~_are_amounts(found[key]))
            column[lacking] = 0.0
            valued[lacking] = False
            state[lacking] = _STATES[State.UNANSWERED][why[lacking]]
            incomputable[lacking] = why[lacking] == 0
        if eligible:
            outside = np.flatnonzero(found[_ASKED] != 1.0)
            undecided = np.isnan(found[_ASKED][outside])
            outside += start
            states = _STATES[State.UNDECIDED][why_undecided[outside]]
            state[outside] = np.where(undecided, states, State.NOT_ELIGIBLE)
            incomputable[outside] = False
    return Observation(
        answers.code,
        state,
        values.get("value", values.get("numerator", np.zeros(0))),
        values.get("denominator"),
        valued,
        answers.count(incomputable),
    )


def _are_amounts(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which are numbers, and none whose square no computer holds."""
    size = np.abs(values)
    amounts: npt.NDArray[np.bool_] = (size == 0.0) | ((size >= SMALLEST) & (size <= LARGEST))
    return amounts


def _states(otherwise: State) -> npt.NDArray[np.uint8]:
    """What each kind of missing makes of a row: not eligible, not asked, or the state that counts it."""
    states = np.full(len(KIND_CODES) + 1, otherwise, dtype=np.uint8)
    states[KIND_CODES[MissingKind.NOT_APPLICABLE]] = State.NOT_ELIGIBLE
    states[KIND_CODES[MissingKind.NOT_ASKED]] = State.NOT_ASKED
    return states


_STATES = {why: _states(why) for why in (State.UNDECIDED, State.UNANSWERED)}
