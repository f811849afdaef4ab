"""The variables that an expression may use, and the types of its parts."""

from __future__ import annotations

import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from integrind.expressions.tree import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Literal,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    Or,
)

ValueType = typing.Literal["number", "category", "boolean"]


class Band(typing.NamedTuple):
    """What is known of a number that a survey has in bands only: its limits, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable's type and, for a category, its values (None: any text)."""

    type: ValueType
    values: tuple[str, ...] | None = None
    mixed: bool = False
    """Whether a category without known values may be a number, of which some fields are none."""
    bands: tuple[Band, ...] = ()
    """Of a number that is known in bands only: in which. One number of each stands for all of it."""
    one_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Values of a category that stand for one of several others: those, by value."""

    def with_values(self, given: Collection[str]) -> Variable:
        """The same category where only these values are given, those that stand for others among them."""
        one_of = {value: members for value, members in self.one_of.items() if value in given}
        return replace(self, one_of=one_of)


Scope: typing.TypeAlias = Mapping[str, Variable]


def type_of(node: Node, scope: Scope) -> ValueType | None:
    """Give the type of the node's value; None where it depends on an unknown variable."""
    match node:
        case Name(name=name):
            variable = scope.get(name)
            return variable.type if variable else None
        case Literal(value=bool()):
            return "boolean"
        case Literal(value=str()):
            return "category"
        case Literal() | Arithmetic() | Negation():
            return "number"
        case Comparison() | And() | Or() | Not() | Membership() | Call(function="missing"):
            return "boolean"
        case Conditional(then=then, otherwise=otherwise):
            return type_of(then, scope) or type_of(otherwise, scope)
        case Call(function="coalesce", arguments=arguments):
            return next((found for one in arguments if (found := type_of(one, scope))), None)
        case Call():
            return "number"
        case _:
            typing.assert_never(node)


def values_of(node: Node, scope: Scope) -> tuple[str, ...] | None:
    """Give the values that a category can have; None where it can be any text."""
    match node:
        case Name(name=name) if name in scope:
            return scope[name].values
        case Literal(value=str() as value):
            return (value,)
        case Conditional(then=then, otherwise=otherwise):
            return _either((then, otherwise), scope)
        case Call(function="coalesce", arguments=arguments):
            return _either(arguments, scope)
        case _:
            return None


def _either(nodes: tuple[Node, ...], scope: Scope) -> tuple[str, ...] | None:
    known: dict[str, None] = {}
    for node in nodes:
        values = values_of(node, scope)
        if values is None:
            return None
        known.update(dict.fromkeys(values))
    return tuple(known)
