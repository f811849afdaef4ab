"""Whether an expression can be told where a number is known in bands: three-valued, by interval arithmetic.

A part is decided, true or false, whatever number of the bands is meant; or it hangs on other variables alone,
and any number of the bands does for all; or it is open. Rows in which the number is missing are no question:
there it is missing for what is computed as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import product
from typing import TypeAlias, assert_never

from integrind.expressions.problems import Problem
from integrind.expressions.scope import Band, Scope
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
    walk,
)

_MOST_COMBINATIONS = 5_000
"""Of the bands of several numbers in one expression; of more, nothing is said to be decided."""


class _Hangs(Enum):
    """On what a part hangs that isn't the same in every row."""

    ON_OTHERS = "on other variables alone"
    ON_THE_NUMBER = "on which number of the band is meant"


_Known: TypeAlias = bool | Band | _Hangs
_Bands: TypeAlias = Mapping[str, Band]


def undecided(expression: Expression, scope: Scope) -> list[Problem]:
    """Give a problem for each number whose bands leave the expression open, and the bands that would do."""
    bands = {name: it.bands for name in expression.names if (it := scope.get(name)) and it.bands}
    if not bands or _decided(expression.root, bands):
        return []
    splitting = [name for name in bands if not _decided(expression.root, {name: bands[name]})]
    return [_problem(expression, name, bands[name]) for name in splitting or bands]


def splits(bands: Iterable[Band], limits: Iterable[float]) -> tuple[float, ...]:
    """Give the lower limits that lie within a band, so that part of it is below."""
    bands = tuple(bands)
    return tuple(limit for limit in limits if any(low < limit <= high for low, high in bands))


def in_bands(name: str, limits: Sequence[float]) -> str:
    """Say that a number is known in bands, and which bands would do."""
    if not limits:
        return f"{name} is known in bands only, and the number itself would be needed"
    would = "a band would have to begin at" if len(limits) == 1 else "bands would have to begin at"
    return f"{name} is known in bands only, and {would} {' and at '.join(f'{it:g}' for it in limits)}"


def _problem(expression: Expression, name: str, bands: Sequence[Band]) -> Problem:
    limits = splits(bands, sorted({limit for node in walk(expression.root) for limit in _limits(node, name)}))
    span = next(it.span for it in walk(expression.root) if it == Name(name))
    return Problem("E113", in_bands(name, limits), *span)


def _limits(node: Node, name: str) -> Iterator[float]:
    """Where bands have to begin for a comparison of the number with fixed ones to be decided."""
    match node:
        case Comparison(pairs=pairs):
            for left, comparator, right in pairs:
                if left == Name(name):
                    yield from _begin(comparator, right)
                elif right == Name(name):
                    yield from _begin(comparator.mirrored, left)
        case Membership(operand=Name(name=operand), values=values) if operand == name:
            for value in values:
                yield from _begin(Comparator.EQUAL, value)
        case _:
            return


def _begin(comparator: Comparator, fixed: Node) -> Iterator[float]:
    number = _known(fixed, {})
    if not isinstance(number, Band):
        return
    match comparator:
        case Comparator.LESS | Comparator.AT_LEAST:
            yield math.ceil(number.low)
        case Comparator.AT_MOST | Comparator.GREATER:
            yield math.floor(number.low) + 1
        case Comparator.EQUAL | Comparator.NOT_EQUAL:
            yield from (math.ceil(number.low), math.floor(number.low) + 1)


def _decided(root: Node, bands: Mapping[str, Sequence[Band]]) -> bool:
    if math.prod(len(it) for it in bands.values()) > _MOST_COMBINATIONS:
        return False
    found = (_known(root, dict(zip(bands, one, strict=True))) for one in product(*bands.values()))
    return all(_is_settled(it) for it in found)


def _is_settled(known: _Known) -> bool:
    """Whether the number of the band that is meant makes no difference."""
    return known.low == known.high if isinstance(known, Band) else known is not _Hangs.ON_THE_NUMBER


def _known(node: Node, bands: _Bands) -> _Known:
    match node:
        case Name(name=name):
            return bands.get(name, _Hangs.ON_OTHERS)
        case Literal(value=value):
            return Band(value, value) if isinstance(value, float) else _as_text_or_truth(value)
        case Comparison(pairs=pairs):
            return _all_hold(_compared(_known(a, bands), by, _known(b, bands)) for a, by, b in pairs)
        case And(operands=operands):
            return _all_hold(_known(it, bands) for it in operands)
        case Or(operands=operands):
            return _not(_all_hold(_not(_known(it, bands)) for it in operands))
        case Not(operand=operand):
            return _not(_known(operand, bands))
        case Membership(operand=operand, values=values, negated=negated):
            one = _known(operand, bands)
            differs = (_not(_compared(one, Comparator.EQUAL, _known(it, bands))) for it in values)
            none = _all_hold(differs)
            return none if negated else _not(none)
        case Arithmetic(left=left, operator=operator, right=right):
            return _calculated(_known(left, bands), operator, _known(right, bands))
        case Negation(operand=operand):
            return _calculated(Band(0.0, 0.0), Operator.MINUS, _known(operand, bands))
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            branches = _known(then, bands), _known(otherwise, bands)
            truth = _known(condition, bands)
            if isinstance(truth, bool):
                return branches[0] if truth else branches[1]
            return _all(truth, *branches)
        case Call(function=function, arguments=arguments):
            return _called(function, [_known(it, bands) for it in arguments])
        case _:
            assert_never(node)


def _as_text_or_truth(value: str | bool) -> _Known:
    return value if isinstance(value, bool) else _Hangs.ON_OTHERS


def _all(*parts: _Known) -> _Hangs:
    """What is made of parts in a way that nobody looks into: open where one of them is."""
    settled = all(_is_settled(it) for it in parts)
    return _Hangs.ON_OTHERS if settled else _Hangs.ON_THE_NUMBER


def _not(truth: _Known) -> _Known:
    return not truth if isinstance(truth, bool) else truth


def _all_hold(truths: Iterable[_Known]) -> _Known:
    """Kleene's `and`: one that is false decides."""
    found = list(truths)
    if any(it is False for it in found):
        return False
    return True if all(it is True for it in found) else _all(*found)


def _compared(left: _Known, by: Comparator, right: _Known) -> _Known:
    if not isinstance(left, Band) or not isinstance(right, Band):
        return _all(left, right)
    match by:
        case Comparator.LESS:
            return _ordered(holds=left.high < right.low, fails=left.low >= right.high)
        case Comparator.AT_MOST:
            return _ordered(holds=left.high <= right.low, fails=left.low > right.high)
        case Comparator.GREATER | Comparator.AT_LEAST:
            return _compared(right, by.mirrored, left)
        case Comparator.EQUAL:
            alike = left.low == left.high == right.low == right.high
            return _ordered(holds=alike, fails=left.high < right.low or right.high < left.low)
        case Comparator.NOT_EQUAL:
            return _not(_compared(left, Comparator.EQUAL, right))
        case _:
            assert_never(by)


def _ordered(*, holds: bool, fails: bool) -> _Known:
    return holds if holds or fails else _Hangs.ON_THE_NUMBER


_CALCULATE: Mapping[Operator, Callable[[float, float], float]] = {
    Operator.PLUS: lambda one, other: one + other,
    Operator.MINUS: lambda one, other: one - other,
    Operator.TIMES: lambda one, other: one * other,
    Operator.DIVIDED_BY: lambda one, other: one / other,
}


def _calculated(left: _Known, operator: Operator, right: _Known) -> _Known:
    if not isinstance(left, Band) or not isinstance(right, Band):
        return _all(left, right)
    if operator is Operator.DIVIDED_BY and right.low <= 0 <= right.high:
        return _all(left, right)
    ends = [_CALCULATE[operator](one, other) for one in left for other in right]
    beyond = not all(map(math.isfinite, ends)) and all(map(math.isfinite, (*left, *right)))
    lost = beyond or any(map(math.isnan, ends))
    return _Hangs.ON_THE_NUMBER if lost else Band(min(ends), max(ends))


def _called(function: str, arguments: Sequence[_Known]) -> _Known:
    match function, arguments:
        case "missing", [Band()]:
            return _Hangs.ON_OTHERS
        case "abs", [Band() as number]:
            low, high = sorted((abs(number.low), abs(number.high)))
            return Band(0.0 if number.low < 0 < number.high else low, high)
        case _:
            return _all(*arguments)
