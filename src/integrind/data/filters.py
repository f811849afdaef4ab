"""Rows that a condition of the user's chooses."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from integrind.data.variables import Variables
from integrind.errors import UsageError
from integrind.expressions import ExpressionError, Problem, Variable, check, parse
from integrind.expressions.compile import compile_expression
from integrind.faults import Fault, Place


def rows_where(variables: Variables, text: str, option: str) -> npt.NDArray[np.bool_]:
    """Rows for which a condition is true; one that can't be decided is not. Raises UsageError with carets."""
    try:
        expression = parse(text)
    except ExpressionError as error:
        raise UsageError(_shown(option, text, error.problems)) from None
    known = [name for name in expression.names if variables.has(name)]
    variables.load(known)
    scope = variables.scope(known)
    others = dict.fromkeys(variables.names(), Variable("category"))
    problems = check(expression, {**others, **scope}, "boolean")
    if problems:
        raise UsageError(_shown(option, text, problems))
    found = variables.frame(known).select(compile_expression(expression, scope)).to_series()
    return found.fill_null(value=False).to_numpy()


def _shown(option: str, text: str, problems: Iterable[Problem]) -> str:
    """Each problem under the words that it is about, as in a file."""
    return "\n".join(
        str(Fault(Place(option, 1, problem.start + 1, max(1, problem.end - problem.start), text),
                  problem.code, problem.message, problem.hint))
        for problem in problems
    )  # fmt: skip
