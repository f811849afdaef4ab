"""What one indicator makes of every row: in its base with a value, or out of it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.data.answers import Codes, why_missing
from integrind.data.variables import KIND_CODES, Variables
from integrind.definitions.indicator import Indicator
from integrind.expressions import parse
from integrind.expressions.compile import compile_expression
from integrind.vocabulary import MissingKind, State

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
    eligible = parts.pop("eligible", None)
    answers = variables.answers(names)
    measured = tuple(dict.fromkeys(name for part in parts.values() for name in part.names))
    unanswered = pl.any_horizontal(pl.col(list(parts)).is_null())
    made = (
        (compile_expression(eligible, scope) if eligible else pl.lit(value=True)).alias("eligible"),
        *(compile_expression(part, scope).cast(pl.Float64).alias(key) for key, part in parts.items()),
        why_missing(eligible.names if eligible else ()).alias("undecided"),
        why_missing(measured).alias("unanswered"),
    )
    told = (
        pl.when(pl.col("eligible").is_null()).then(_state("undecided", State.UNDECIDED))
        .when(~pl.col("eligible")).then(State.NOT_ELIGIBLE.value)
        .when(unanswered).then(_state("unanswered", State.UNANSWERED))
        .otherwise(State.ANSWERED.value).cast(pl.UInt8).alias("state"),
        (pl.col("eligible") & unanswered & (pl.col("unanswered") == 0)).fill_null(value=False)
        .alias("incomputable"),
        pl.col(list(parts)).fill_null(0.0),
    )  # fmt: skip
    given = answers.with_kinds()
    state, incomputable = np.empty(given.height, dtype=np.uint8), np.empty(given.height, dtype=bool)
    found = {"state": state, "incomputable": incomputable, **{key: np.empty(given.height) for key in parts}}
    for start in range(0, given.height, _AT_ONCE):
        some = given.slice(start, _AT_ONCE).lazy().select(*made).select(*told).collect(engine="in-memory")
        for name, column in found.items():
            column[start : start + _AT_ONCE] = some[name].to_numpy()
    return Observation(
        answers.code,
        state,
        found.get("value", found.get("numerator", np.zeros(0))),
        found.get("denominator"),
        answers.count(pl.Series(incomputable)),
    )


def _state(why: str, otherwise: State) -> pl.Expr:
    """What a null makes of a row: not eligible, not asked, or the state that counts it."""
    kinds: Mapping[str, int] = KIND_CODES
    return (
        pl.when(pl.col(why) == kinds[MissingKind.NOT_APPLICABLE]).then(State.NOT_ELIGIBLE.value)
        .when(pl.col(why) == kinds[MissingKind.NOT_ASKED]).then(State.NOT_ASKED.value)
        .otherwise(otherwise.value)
    )  # fmt: skip
