"""The slow evaluator over plain Python values: runs the definitions' examples and judges the polars one.

None is a missing answer. NaN and infinities are missing as well, in a row as in a result.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, assert_never

from integrind.expressions.meanings import Meaning, meanings
from integrind.expressions.scope import Scope
from integrind.expressions.tree import (
    And,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Conditional,
    Expression,
    Literal,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    Operator,
    Or,
)

Value: TypeAlias = float | str | bool | None
Row: TypeAlias = Mapping[str, float | int | str | bool | None]

_COMPARE: Mapping[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.EQUAL: operator.eq,
    Comparator.NOT_EQUAL: operator.ne,
    Comparator.LESS: operator.lt,
    Comparator.AT_MOST: operator.le,
    Comparator.GREATER: operator.gt,
    Comparator.AT_LEAST: operator.ge,
}


def evaluate(expression: Expression, row: Row, scope: Scope | None = None) -> Value:
    """Give the expression's value for one row; a variable that the row doesn't name is missing.

    So is a value that hangs on which of several a value of the row stands for, as the scope says.
    """
    meant = (_resolved(row, meaning) for meaning in meanings(expression.names, scope or {}))
    found = {value_of(expression.root, it) for it in meant}
    return found.pop() if len(found) == 1 else None


def _resolved(row: Row, meaning: Meaning) -> Row:
    """The row with the values that are meant."""
    return {**row, **{name: of.get(str(row.get(name)), row.get(name)) for name, of in meaning.items()}}


def value_of(node: Node, row: Row) -> Value:
    """Give the value of one node of an expression for one row."""
    match node:
        case Name(name=name):
            return _plain(row.get(name))
        case Literal():
            return node.value
        case Comparison(pairs=pairs):
            return _all_true(_compared(value_of(a, row), by, value_of(b, row)) for a, by, b in pairs)
        case And(operands=operands):
            return _all_true(_truth(operand, row) for operand in operands)
        case Or(operands=operands):
            return _not(_all_true(_not(_truth(operand, row)) for operand in operands))
        case Not(operand=operand):
            return _not(_truth(operand, row))
        case Membership(operand=operand, values=values, negated=negated):
            value = value_of(operand, row)
            if value is None:
                return None
            return (value in [literal.value for literal in values]) != negated
        case Arithmetic(left=left, operator=by, right=right):
            return _calculated(_number(left, row), by, _number(right, row))
        case Negation(operand=operand):
            number = _number(operand, row)
            return None if number is None else -number
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            truth = _truth(condition, row)
            return None if truth is None else value_of(then if truth else otherwise, row)
        case Call(function=function, arguments=arguments):
            return _called(function, arguments, row)
        case _:
            assert_never(node)


def _called(function: str, arguments: tuple[Node, ...], row: Row) -> Value:
    if function == "missing":
        return value_of(arguments[0], row) is None
    if function == "coalesce":
        return next((value for node in arguments if (value := value_of(node, row)) is not None), None)
    if function == "count":
        truths = [truth for node in arguments if (truth := _truth(node, row)) is not None]
        return float(truths.count(True)) if truths else None
    numbers = [number for node in arguments if (number := _number(node, row)) is not None]
    if function == "mean_of":
        enough, *known = numbers
        return _finite(_sum(known) / len(known)) if len(known) >= enough else None
    if not numbers:
        return None
    if function == "abs":
        return abs(numbers[0])
    return min(numbers) if function == "min" else max(numbers)


def _plain(value: float | int | str | bool | None) -> Value:
    if isinstance(value, bool | str | None):
        return value
    try:
        return _finite(float(value))
    except OverflowError:
        return None


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _truth(node: Node, row: Row) -> bool | None:
    value = value_of(node, row)
    if isinstance(value, bool | None):
        return value
    raise TypeError("a condition is not a boolean")


def _number(node: Node, row: Row) -> float | None:
    value = value_of(node, row)
    if isinstance(value, float | None):
        return value
    raise TypeError("an operand is not a number")


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _all_true(truths: Iterable[bool | None]) -> bool | None:
    """Kleene's `and`: one false decides, else one unknown leaves it open."""
    found = set(truths)
    if False in found:
        return False
    return None if None in found else True


def _compared(left: Value, comparator: Comparator, right: Value) -> bool | None:
    return None if left is None or right is None else _COMPARE[comparator](left, right)


def _calculated(left: float | None, by: Operator, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    match by:
        case Operator.PLUS:
            return _finite(left + right)
        case Operator.MINUS:
            return _finite(left - right)
        case Operator.TIMES:
            return _finite(left * right)
        case Operator.DIVIDED_BY:
            return _finite(left / right) if right else None


def _sum(numbers: Iterable[float]) -> float:
    """Add from left to right; Python's `sum` compensates from 3.12 on, and polars doesn't."""
    total = 0.0
    for number in numbers:
        total += number
    return total
