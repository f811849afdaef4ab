"""Expressions over what a file has: checked with the types that only the data tell, then compiled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import polars as pl

from integrind.errors import DefinitionError
from integrind.expressions import Expression, ExpressionError, Problem, Scope, check, parse
from integrind.expressions.bands import undecided
from integrind.expressions.compile import compile_expression
from integrind.faults import Fault, Place


def parse_at(where: str, text: str) -> Expression:
    """Parse; raises DefinitionError with carets, `where` in the file's place."""
    try:
        return parse(text)
    except ExpressionError as error:
        raise _refused(where, text, error.problems) from None


def compile_at(
    where: str, expression: Expression, scope: Scope, expected: Literal["boolean"] | None = None
) -> pl.Expr:
    """Check and compile; raises DefinitionError with carets, `where` in the file's place."""
    if problems := check(expression, scope, expected) or undecided(expression, scope):
        raise _refused(where, expression.text, problems)
    return compile_expression(expression, scope)


def _refused(where: str, text: str, problems: Iterable[Problem]) -> DefinitionError:
    return DefinitionError(
        Fault(Place(where, 1, it.start + 1, max(1, it.end - it.start), text), it.code, it.message, it.hint)
        for it in problems
    )
