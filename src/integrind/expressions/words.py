"""An expression in English, with the variables' titles and the values' labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

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


@dataclass(frozen=True)
class VariableLabel:
    """A variable's title, and the labels of a category's values."""

    title: str
    values: Mapping[str, str] = field(default_factory=dict)


_COMPARED: Mapping[Comparator, str] = {
    Comparator.EQUAL: "equal to",
    Comparator.NOT_EQUAL: "not equal to",
    Comparator.LESS: "below",
    Comparator.AT_MOST: "at most",
    Comparator.GREATER: "above",
    Comparator.AT_LEAST: "at least",
}
_CALCULATED: Mapping[Operator, str] = {
    Operator.PLUS: "+",
    Operator.MINUS: "−",
    Operator.TIMES: "×",
    Operator.DIVIDED_BY: "÷",
}
_ADDITIVE = frozenset({Operator.PLUS, Operator.MINUS})


def in_words(expression: Expression, labels: Mapping[str, VariableLabel]) -> str:
    """Say the expression in English; a variable without a label keeps its name, a value gets quotes."""
    return _Words(labels).phrase(expression.root)


class _Words:
    def __init__(self, labels: Mapping[str, VariableLabel]) -> None:
        self.labels = labels
        self.explained: set[str] = set()

    def phrase(self, node: Node) -> str:
        """Say a condition as a sentence, and a value as a noun."""
        match node:
            case Name(name=name):
                return self._variable(name)
            case Literal(value=value):
                return _plain(value)
            case Comparison():
                return self._comparison(node)
            case And(operands=operands):
                return " and ".join(map(self._beside_others, operands))
            case Or(operands=operands):
                return " or ".join(map(self._beside_others, operands))
            case Not(operand=Name(name=name)):
                return f"{self._variable(name)} does not hold"
            case Not(operand=Call(function="missing", arguments=arguments)):
                return f"{self._noun(arguments[0])} is not missing"
            case Not(operand=operand):
                return f"not ({self._sentence(operand)})"
            case Membership():
                return self._membership(node)
            case Arithmetic(left=left, operator=operator, right=right):
                sign = _CALCULATED[operator]
                return f"{self._term(left, operator)} {sign} {self._term(right, operator, last=True)}"
            case Negation(operand=operand):
                return f"−{self._bracketed(operand)}"
            case Conditional(then=then, condition=condition, otherwise=otherwise):
                return f"{self._noun(then)} if {self._sentence(condition)}, otherwise {self._noun(otherwise)}"
            case Call():
                return self._call(node)
            case _:
                assert_never(node)

    def _noun(self, node: Node) -> str:
        """Say the node as a value of which something is said."""
        return self.phrase(node) if isinstance(node, Arithmetic | Negation) else self._bracketed(node)

    def _sentence(self, node: Node) -> str:
        """Say the node as a condition."""
        match node:
            case Name() | Literal() | Conditional() | Call(function="coalesce"):
                return f"{self._noun(node)} holds"
            case _:
                return self.phrase(node)

    def _beside_others(self, node: Node) -> str:
        """Say a condition next to others, in brackets where it has an `and` or `or` of its own."""
        match node:
            case (
                And()
                | Or()
                | Comparison(operands=(_, _, _, *_))
                | Membership(values=(_, _, *_), negated=False)
            ):
                return f"({self.phrase(node)})"
            case _:
                return self._sentence(node)

    def _bracketed(self, node: Node) -> str:
        """Say the node in brackets, unless it is a single thing by itself."""
        match node:
            case Name() | Literal():
                return self.phrase(node)
            case Call(function=function) if function != "missing":
                return self.phrase(node)
            case _:
                return f"({self.phrase(node)})"

    def _term(self, node: Node, operator: Operator, *, last: bool = False) -> str:
        """Say an operand of arithmetic, in brackets unless everybody reads it the right way."""
        if isinstance(node, Arithmetic):
            same_rank = (node.operator in _ADDITIVE) == (operator in _ADDITIVE)
            division = Operator.DIVIDED_BY in (node.operator, operator)
            if (operator in _ADDITIVE and not same_rank) or (same_rank and not last and not division):
                return self.phrase(node)
        return self._bracketed(node)

    def _comparison(self, node: Comparison) -> str:
        if len(node.operands) == 3 and all(comparator.orders for comparator in node.comparators):
            low, middle, high = node.operands
            first, second = node.comparators
            subject = self._noun(middle)
            lower = f"{_COMPARED[first.mirrored]} {self._value(low, middle)}"
            return f"{subject} is {lower} and {_COMPARED[second]} {self._value(high, middle)}"
        return " and ".join(self._pair(left, comparator, right) for left, comparator, right in node.pairs)

    def _pair(self, left: Node, comparator: Comparator, right: Node) -> str:
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, comparator, right = right, comparator.mirrored, left
        how = f"is {_COMPARED[comparator]}"
        if isinstance(right, Literal):
            how = how.removesuffix(" equal to")
        return f"{self._noun(left)} {how} {self._value(right, left)}"

    def _membership(self, node: Membership) -> str:
        subject = self._noun(node.operand)
        values = [self._value(value, node.operand) for value in node.values]
        if len(values) == 1:
            return f"{subject} is {'not ' if node.negated else ''}{values[0]}"
        if node.negated:
            return f"{subject} is neither {' nor '.join(values)}"
        return f"{subject} is {', '.join(values[:-1])} or {values[-1]}"

    def _call(self, call: Call) -> str:
        match call.function, call.arguments:
            case "missing", (operand,):
                return f"{self._noun(operand)} is missing"
            case "coalesce", alternatives:
                return f"the first known of ({self._list(alternatives)})"
            case "min", numbers:
                return f"the smallest known of ({self._list(numbers)})"
            case "max", numbers:
                return f"the largest known of ({self._list(numbers)})"
            case "abs", numbers:
                return f"the absolute value of ({self._list(numbers)})"
            case "count", conditions:
                return f"the number of true ones among ({'; '.join(map(self._sentence, conditions))})"
            case "mean_of", (enough, *items):
                return f"the mean of at least {self.phrase(enough)} known of ({self._list(items)})"
            case _:
                raise ValueError(f"unknown function {call.function}")

    def _list(self, nodes: Iterable[Node]) -> str:
        return "; ".join(map(self._noun, nodes))

    def _variable(self, name: str) -> str:
        """Name a category by its title alone; others by name, at first with the title to explain it."""
        label = self.labels.get(name)
        if label is not None and label.values:
            return label.title
        if label is None or name in self.explained:
            return name
        self.explained.add(name)
        return f"{name} ({label.title})"

    def _value(self, node: Node, beside: Node) -> str:
        """Say a value; a category's by the label that it has among the other side's values."""
        if isinstance(node, Literal) and isinstance(node.value, str):
            for variable in _variables_behind(beside):
                label = self.labels.get(variable)
                if label is not None and node.value in label.values:
                    return _unmistakable(label.values[node.value])
        return self._noun(node)


def _variables_behind(node: Node) -> Iterator[str]:
    """Give the variables whose values the node can have."""
    match node:
        case Name(name=name):
            yield name
        case Conditional(then=then, otherwise=otherwise):
            yield from _variables_behind(then)
            yield from _variables_behind(otherwise)
        case Call(function="coalesce", arguments=arguments):
            for argument in arguments:
                yield from _variables_behind(argument)
        case _:
            return


def _unmistakable(label: str) -> str:
    """Put a label in quotes where it could be read as several."""
    return f'"{label}"' if re.search(r"[,;]|\b(?:and|or|nor)\b", label) else label


def _plain(value: float | str | bool) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return f'"{value}"'
        case _:
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
