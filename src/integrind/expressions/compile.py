"""From tree to polars expression, over one column per variable.

A number is missing where it is not finite. That need not be mended after every step: `+`, `-`, `*`, `/` by a
finite number and `abs` never lead from an infinity or NaN back to a finite number. So numbers are mended only
where somebody looks at them: in comparisons, functions, conditionals, divisors and the result.

Operands are bound as fields of a struct for two reasons. One that is used twice would stand in the polars
expression twice, and nested doubling makes it grow exponentially. And polars divides a column by a single
number as `x * (1 / y)`, which makes 49 / 49 less than 1, in chunks of more than one row; fields it divides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import add, and_, or_
from typing import TypeAlias, assert_never

import polars as pl

from integrind.expressions.evaluate import value_of
from integrind.expressions.meanings import Meaning, meanings
from integrind.expressions.scope import Scope, ValueType, type_of
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

Body: TypeAlias = Callable[[Sequence[pl.Expr]], pl.Expr]
"""What is made of operands, each of which it may use more than once."""

_COMPARE: Mapping[Comparator, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    Comparator.EQUAL: pl.Expr.eq,
    Comparator.NOT_EQUAL: pl.Expr.ne,
    Comparator.LESS: pl.Expr.lt,
    Comparator.AT_MOST: pl.Expr.le,
    Comparator.GREATER: pl.Expr.gt,
    Comparator.AT_LEAST: pl.Expr.ge,
}

_DTYPES: Mapping[ValueType | None, type[pl.DataType]] = {
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "category": pl.String,
}


def compile_expression(expression: Expression, scope: Scope) -> pl.Expr:
    """Compile an expression that `check` has no problem with.

    Columns are named as the variables: numbers Float64, booleans Boolean, categories String, Enum or
    Categorical. The result is Float64, Boolean or String, one value per row; the caller gives it a name. It
    is null where it hangs on which of several others a value stands for.
    """
    first, *others = (
        _Compiler(scope, meaning).known(expression.root) for meaning in meanings(expression.names, scope)
    )
    if not others:
        return first
    return pl.when(pl.all_horizontal(it.eq_missing(first) for it in others)).then(first)


class _Compiler:
    def __init__(self, scope: Scope, meaning: Meaning) -> None:
        self.scope = scope
        self.meaning = meaning

    def known(self, node: Node) -> pl.Expr:
        """Compile with null for every number that is not finite, and with categories as text."""
        compiled = self._raw(node)
        match type_of(node, self.scope):
            case "number" if not _is_always_finite(node):
                return _over([compiled], [node], _finite)
            case "category":
                return compiled.cast(pl.String)
            case _:
                return compiled

    def _raw(self, node: Node) -> pl.Expr:
        """Compile with NaN and infinities where arithmetic leaves them, and with columns as they are."""
        if isinstance(node, Literal) or _is_constant(node):
            return self._constant(node)
        match node:
            case Name(name=name):
                return self._column(name)
            case Comparison():
                return self._comparison(node)
            case And(operands=operands):
                return reduce(and_, map(self._raw, operands))
            case Or(operands=operands):
                return reduce(or_, map(self._raw, operands))
            case Not(operand=operand):
                return self._raw(operand).not_()
            case Membership(operand=operand, values=values, negated=negated):
                found = self._beside_literals(operand).is_in([literal.value for literal in values])
                return found.not_() if negated else found
            case Arithmetic(left=left, operator=operator, right=right):
                return self._arithmetic(left, operator, right)
            case Negation(operand=operand):
                return self._raw(operand).neg()
            case Conditional(then=then, condition=condition, otherwise=otherwise):
                three = [self._raw(condition), self.known(then), self.known(otherwise)]
                return _over(three, [condition], _choose)
            case Call(function=function, arguments=arguments):
                return self._call(function, arguments)
            case _:
                assert_never(node)

    def _constant(self, node: Node) -> pl.Expr:
        """Compile what is the same in every row to its value: operations on literals alone have no height."""
        return pl.lit(value_of(node, {}), dtype=_DTYPES[type_of(node, self.scope)])

    def _beside_literals(self, node: Node) -> pl.Expr:
        """Compile for a comparison with fixed values only: there an Enum need not become text first."""
        if isinstance(node, Name) and type_of(node, self.scope) == "category":
            return self._column(node.name)
        return self.known(node)

    def _column(self, name: str) -> pl.Expr:
        """A variable, with the values that are meant."""
        meant = self.meaning.get(name)
        return pl.col(name) if meant is None else pl.col(name).cast(pl.String).replace(meant)

    def _comparison(self, node: Comparison) -> pl.Expr:
        varying = [operand for operand in node.operands if not _is_constant(operand)]
        look = self._beside_literals if len(varying) == 1 else self.known

        def all_hold(operands: Sequence[pl.Expr]) -> pl.Expr:
            pairs = zip(node.pairs, operands, operands[1:], strict=False)
            return reduce(and_, (_compared(first, by, left, right) for (first, by, _), left, right in pairs))

        return _over([look(operand) for operand in node.operands], node.operands[1:-1], all_hold)

    def _arithmetic(self, left: Node, operator: Operator, right: Node) -> pl.Expr:
        match operator:
            case Operator.PLUS:
                return self._raw(left) + self._raw(right)
            case Operator.MINUS:
                return self._raw(left) - self._raw(right)
            case Operator.TIMES:
                return self._raw(left) * self._raw(right)
            case Operator.DIVIDED_BY:
                return _divided(self._raw(left), self.known(right))

    def _call(self, function: str, arguments: tuple[Node, ...]) -> pl.Expr:
        match function:
            case "missing":
                return self._beside_literals(arguments[0]).is_null()
            case "coalesce":
                return pl.coalesce(map(self.known, arguments))
            case "min":
                return pl.min_horizontal(map(self.known, arguments))
            case "max":
                return pl.max_horizontal(map(self.known, arguments))
            case "abs":
                return self._raw(arguments[0]).abs()
            case "count":
                return _over([self._raw(argument) for argument in arguments], arguments, _count)
            case "mean_of":
                return _over([self.known(argument) for argument in arguments], arguments, _mean_of)
            case _:
                raise ValueError(f"unknown function {function}")


def _over(operands: Sequence[pl.Expr], repeated: Iterable[Node], body: Body) -> pl.Expr:
    """Apply the body to the operands, bound first unless all that it repeats are leaves."""
    if all(isinstance(node, Name) or _is_constant(node) for node in repeated):
        return body(operands)
    return _bound(operands, body)


def _bound(operands: Sequence[pl.Expr], body: Body) -> pl.Expr:
    names = [f"operand_{number}" for number in range(len(operands))]
    bound = pl.struct(operand.alias(name) for operand, name in zip(operands, names, strict=True))
    result = body([pl.field(name) for name in names]).alias("result")
    return bound.struct.with_fields(result).struct.field("result")


def _divided(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return _bound([left, right], lambda both: both[0] / both[1])


def _compared(first: Node, by: Comparator, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Compare with what is constant on the right: on the left, polars 2.1 gives one row against all nulls."""
    return _COMPARE[by.mirrored](right, left) if _is_constant(first) else _COMPARE[by](left, right)


def _is_constant(node: Node) -> bool:
    return not any(isinstance(below, Name) for below in walk(node))


def _is_always_finite(node: Node) -> bool:
    """Whether a number is constant, or chosen or counted among operands that are mended themselves."""
    match node:
        case Conditional() | Call(function="coalesce" | "min" | "max" | "count"):
            return True
        case _:
            return _is_constant(node)


def _finite(operands: Sequence[pl.Expr]) -> pl.Expr:
    (number,) = operands
    return pl.when(number.is_finite()).then(number)


def _choose(operands: Sequence[pl.Expr]) -> pl.Expr:
    condition, then, otherwise = operands
    return pl.when(condition).then(then).when(condition.not_()).then(otherwise)


def _count(truths: Sequence[pl.Expr]) -> pl.Expr:
    answered = pl.any_horizontal(truth.is_not_null() for truth in truths)
    return pl.when(answered).then(pl.sum_horizontal(truths).cast(pl.Float64))


def _mean_of(operands: Sequence[pl.Expr]) -> pl.Expr:
    """Add from left to right: `sum_horizontal` may add in any order, and the last bits would follow it."""
    enough, *numbers = operands
    answered = pl.sum_horizontal(number.is_not_null() for number in numbers)
    total = reduce(add, (number.fill_null(0.0) for number in numbers))
    return _divided(total, pl.when(answered >= enough).then(answered))
