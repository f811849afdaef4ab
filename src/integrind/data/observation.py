"""What one indicator makes of every row: in its base with a value, or out of it and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.data.answers import Codes
from integrind.data.breakdown import ordered
from integrind.data.columns import LARGEST, SMALLEST
from integrind.data.variables import KIND_CODES, Variables
from integrind.definitions.indicator import Indicator
from integrind.errors import DataError
from integrind.expressions import Expression, Scope, parse
from integrind.expressions.compile import compile_expression
from integrind.expressions.scope import type_of, values_of
from integrind.vocabulary import Measure, MissingKind, State

MOST_CATEGORIES = 100
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
    categories: tuple[str, ...] = ()
    """Of a distribution, those that anybody gave, in order: values are their codes."""

    @property
    def states(self) -> npt.NDArray[np.uint8]:
        """The state of each row."""
        return self.state if self.code is None else np.take(self.state, self.code)


def observe_imputed(indicator: Indicator, variables: Variables) -> tuple[Observation, ...]:
    """Apply an indicator's expressions in each imputation of what they use; once where nothing is imputed."""
    parsed = {key: parse(text) for key, text in indicator.expressions.items()}
    names = dict.fromkeys(name for it in parsed.values() for name in it.names)
    each = tuple(observe(indicator, it) for it in variables.imputations(names))
    given = {category for it in each for category in it.categories}
    if len(each) == 1 or not given:
        return each
    known = values_of(parsed["value"].root, variables.scope(names)) or ordered(list(given))
    categories = tuple(it for it in known if it in given)
    place = {category: number for number, category in enumerate(categories)}

    def among_all(found: Observation) -> Observation:
        codes = np.array([place[it] for it in found.categories], dtype=np.float64)
        return replace(found, value=codes[found.value.astype(np.int64)], categories=categories)

    return tuple(among_all(it) for it in each)


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
    categories: tuple[str, ...] = ()
    compiled = {key: compile_expression(it, scope) for key, it in made.items()}
    if indicator.measure is Measure.DISTRIBUTION:
        text = _as_labels(compiled["value"], type_of(parts["value"].root, scope))
        categories = _categories(answers.values.select(text).to_series(), parts["value"], scope, indicator)
        compiled["value"] = text.replace_strict(categories, range(len(categories)), default=None)
    told = [it.cast(pl.Float64).fill_null(np.nan).alias(key) for key, it in compiled.items()]
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
    if categories:
        given = answers.occurring & (state == State.ANSWERED)
        categories, values["value"] = _given(categories, values["value"].astype(np.int64), given)
    return Observation(
        answers.code,
        state,
        values.get("value", values.get("numerator", np.zeros(0))),
        values.get("denominator"),
        valued,
        answers.count(incomputable & ~_stand_for_others(answers.values, scope)),
        categories,
    )


def _stand_for_others(values: pl.DataFrame, scope: Scope) -> npt.NDArray[np.bool_]:
    """Responses with a value that is one of several: what hangs on which is an answer that is missing."""
    open_ = [pl.col(name).is_in(list(it.one_of)) for name, it in scope.items() if it.one_of]
    if not open_:
        return np.zeros(values.height, dtype=bool)
    return values.select(pl.any_horizontal(open_).fill_null(value=False)).to_series().to_numpy()


def _given(
    categories: tuple[str, ...], code: npt.NDArray[np.int64], given: npt.NDArray[np.bool_]
) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """The categories that anybody gave, if there are any, and the codes of these."""
    there = np.unique(code[given]) if given.any() else np.arange(len(categories))
    place = np.zeros(len(categories))
    place[there] = np.arange(len(there))
    return tuple(categories[it] for it in there.tolist()), place[code]


def _as_labels(value: pl.Expr, type_: str | None) -> pl.Expr:
    """A category as text; a number that no description calls one, as it is written."""
    if type_ != "number":
        return value.cast(pl.String)
    whole = value.cast(pl.Int64, strict=False)
    return pl.when(whole == value).then(whole.cast(pl.String)).otherwise(value.cast(pl.String))


def _categories(labels: pl.Series, value: Expression, scope: Scope, indicator: Indicator) -> tuple[str, ...]:
    """All that the codebook knows of, in its order, else those that the file holds. Raises DataError."""
    known = values_of(value.root, scope)
    found = known or tuple(ordered(labels.drop_nulls().unique().to_list()))
    if not found:
        raise DataError(f"{indicator.id}: its value is missing in every row, so there are no categories")
    if len(found) > MOST_CATEGORIES:
        raise DataError(
            f"{indicator.id}: {len(found):,} categories, and a distribution has at most {MOST_CATEGORIES}",
            "band a number first, with `bands` in the survey description",
        )
    return found


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
