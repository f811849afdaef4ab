"""Expressions where they stand in a file: what they may use, and their problems at the exact column."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Literal

from integrind.definitions.codebook import Codebook
from integrind.definitions.document import Document, Steps
from integrind.expressions import Expression, ExpressionError, Problem, Scope, Variable, check, parse
from integrind.faults import Fault

_UNKNOWN_VARIABLE = "E101"


def scope_of(codebook: Codebook) -> Scope:
    """Give the codebook's variables as those that an expression may use."""
    return {
        name: Variable(it.type, None if it.values is None else tuple(it.values), one_of=it.one_of)
        for name, it in codebook.variables.items()
    }


def parse_at(document: Document, steps: Steps) -> tuple[Expression | None, list[Fault]]:
    """Parse the text at `steps`; None where there is none or it is no expression."""
    text = document.at(steps)
    if not isinstance(text, str):
        return None, []
    try:
        return parse(text), []
    except ExpressionError as error:
        return None, _faults(document, steps, error.problems)


def check_at(
    document: Document,
    steps: Steps,
    expression: Expression,
    scope: Scope,
    expected: Literal["boolean", "number", "category"] | None = None,
    *,
    undecided: Container[str] = (),
) -> list[Fault]:
    """Check the expression parsed at `steps`; of an undecided variable only the data can tell the type."""
    problems = check(expression, scope, expected)
    return _faults(
        document,
        steps,
        (
            it
            for it in problems
            if it.code != _UNKNOWN_VARIABLE or expression.text[it.start : it.end] not in undecided
        ),
    )


def _faults(document: Document, steps: Steps, problems: Iterable[Problem]) -> list[Fault]:
    return [
        Fault(document.place(steps, span=(it.start, it.end)), it.code, it.message, it.hint) for it in problems
    ]
