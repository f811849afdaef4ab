"""The expression as our own typed tree: frozen nodes, each with its place in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias, assert_never

LONGEST = 2_000
"""Characters that an expression may have."""

DEEPEST = 30
"""Levels that an expression's tree may have."""


class Span(NamedTuple):
    """Character offsets in the expression's text; `end` is exclusive."""

    start: int
    end: int


class Comparator(StrEnum):
    """How two values are compared."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="

    @property
    def orders(self) -> bool:
        """Whether it asks for an order, not only for equality."""
        return self not in (Comparator.EQUAL, Comparator.NOT_EQUAL)

    @property
    def mirrored(self) -> Comparator:
        """The comparator that says the same with the sides exchanged."""
        return Comparator(self.translate(str.maketrans("<>", "><")))


class Operator(StrEnum):
    """How two numbers make one."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    DIVIDED_BY = "/"


@dataclass(frozen=True, slots=True)
class _Node:
    span: Span = field(compare=False, kw_only=True, default=Span(0, 0))


@dataclass(frozen=True, slots=True)
class Name(_Node):
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal(_Node):
    """A fixed value. Every number is a float, as every number column is."""

    value: float | str | bool


@dataclass(frozen=True, slots=True)
class Comparison(_Node):
    """A chain such as `16 <= age <= 64`: one comparator fewer than operands."""

    operands: tuple[Node, ...]
    comparators: tuple[Comparator, ...]

    @property
    def pairs(self) -> Iterator[tuple[Node, Comparator, Node]]:
        """The comparisons that hold together."""
        return zip(self.operands, self.comparators, self.operands[1:], strict=False)


@dataclass(frozen=True, slots=True)
class And(_Node):
    """True where all are."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(_Node):
    """True where one is."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(_Node):
    """True where its operand is false."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Membership(_Node):
    """`in` or `not in` fixed values."""

    operand: Node
    values: tuple[Literal, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic(_Node):
    """Two numbers make one."""

    left: Node
    operator: Operator
    right: Node


@dataclass(frozen=True, slots=True)
class Negation(_Node):
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Conditional(_Node):
    """`then if condition else otherwise`."""

    then: Node
    condition: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call(_Node):
    """One of the functions of `functions.py`."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = (
    Name | Literal | Comparison | And | Or | Not | Membership | Arithmetic | Negation | Conditional | Call
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: its text, its tree, and its variables in the order in which they first occur."""

    text: str
    root: Node
    names: tuple[str, ...]

    def source(self, node: Node) -> str:
        """Give the node as the user wrote it."""
        return self.text[node.span.start : node.span.end]


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes directly below, in the order of the text."""
    match node:
        case Name() | Literal():
            return ()
        case Comparison(operands=operands) | And(operands=operands) | Or(operands=operands):
            return operands
        case Not(operand=operand) | Negation(operand=operand):
            return (operand,)
        case Membership(operand=operand, values=values):
            return (operand, *values)
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            return (then, condition, otherwise)
        case Call(arguments=arguments):
            return arguments
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """Give the node and all below it, in the order of the text."""
    yield node
    for child in children(node):
        yield from walk(child)


def values_asked_for(node: Node) -> Iterator[tuple[str, str]]:
    """Give each variable with each text that it is compared with."""
    for one in walk(node):
        match one:
            case Comparison(pairs=pairs):
                sides = [(left, right) for left, _, right in pairs]
                asked = [*sides, *((right, left) for left, right in sides)]
            case Membership(operand=operand, values=values):
                asked = [(operand, value) for value in values]
            case _:
                continue
        for variable, value in asked:
            if isinstance(variable, Name) and isinstance(value, Literal) and isinstance(value.value, str):
                yield variable.name, value.value
