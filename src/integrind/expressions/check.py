"""Static checks: variables are known, operands have the types of their operation, the result fits its use."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping

from integrind.expressions.functions import FUNCTIONS
from integrind.expressions.problems import Problem
from integrind.expressions.scope import Scope, type_of, values_of
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
    Or,
    Span,
    walk,
)
from integrind.faults import did_you_mean

Wanted: typing.TypeAlias = typing.Literal["boolean", "number", "category"]

_VALUES_NAMED_AT_MOST = 12
_NUMERIC = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_WORDS_FOR_VALUES: Mapping[str, str] = {
    "true": "write True, or for a boolean only its name",
    "false": "write False, or for a boolean not and its name",
    **dict.fromkeys(("na", "nan", "nil", "none", "null"), "missing(x) asks whether an answer is missing"),
}


def check(expression: Expression, scope: Scope, expected: Wanted | None = None) -> list[Problem]:
    """Give everything that is wrong with the expression over these variables, in the order of the text."""
    checker = _Checker(expression, scope)
    for node in walk(expression.root):
        checker.check(node)
    checker.check_result(expected)
    if not expression.names and not checker.problems:
        message = "the expression uses no variable: it is the same for everybody"
        return [Problem("E112", message, *expression.root.span)]
    return sorted(checker.problems, key=lambda problem: (problem.start, problem.end, problem.code))


class _Checker:
    """Looks at one node at a time; a part whose type is unknown has had its problem already."""

    def __init__(self, expression: Expression, scope: Scope) -> None:
        self.expression = expression
        self.scope = scope
        self.problems: list[Problem] = []

    def check(self, node: Node) -> None:
        match node:
            case Name(name=name):
                if name not in self.scope:
                    self._add("E101", f"there is no variable {name}", node.span, self._meant_by(name))
            case Literal():
                pass
            case Comparison(pairs=pairs):
                for left, comparator, right in pairs:
                    self._check_pair(left, comparator, right, Span(left.span.start, right.span.end))
            case Membership(operand=operand, values=values):
                for value in values:
                    self._check_pair(operand, Comparator.EQUAL, value, value.span)
            case And(operands=operands):
                self._want("boolean", "E106", "and", operands)
            case Or(operands=operands):
                self._want("boolean", "E106", "or", operands)
            case Not(operand=operand):
                self._want("boolean", "E106", "not", (operand,))
            case Arithmetic(left=left, operator=operator, right=right):
                self._want("number", "E105", operator, (left, right))
            case Negation(operand=operand):
                self._want("number", "E105", "-", (operand,))
            case Conditional(then=then, condition=condition, otherwise=otherwise):
                self._want("boolean", "E106", "if", (condition,))
                self._want_one_type("if", (then, otherwise), node.span)
            case Call():
                self._check_call(node)
            case _:
                typing.assert_never(node)

    def check_result(self, expected: Wanted | None) -> None:
        root = self.expression.root
        if expected is None or type_of(root, self.scope) in (expected, None):
            return
        message = f"a {expected} is wanted here, not {self._a(root)}"
        self._add("E110", message, root.span, self._make(expected, root))

    def _check_pair(self, left: Node, comparator: Comparator, right: Node, span: Span) -> None:
        types = type_of(left, self.scope), type_of(right, self.scope)
        if None in types:
            return
        if types[0] != types[1]:
            message = f"{self._a(left)} is compared with {self._a(right)}"
            self._add("E102", message, span, self._mend_comparison(left, right))
        elif types[0] == "boolean" and (isinstance(left, Literal) or isinstance(right, Literal)):
            other = right if isinstance(left, Literal) else left
            self._add("E111", "a boolean needs no comparison", span, self._assert(other))
        elif comparator.orders and types[0] == "boolean":
            self._add("E104", "booleans have no order", span)
        elif comparator.orders and types[0] == "category":
            self._add("E104", "categories have no order", span, 'name the values: x in ("...", "...")')
        elif types[0] == "category":
            self._check_value(left, right)
            self._check_value(right, left)

    def _check_value(self, category: Node, value: Node) -> None:
        known = values_of(category, self.scope)
        if known is None or isinstance(category, Literal) or not isinstance(value, Literal):
            return
        if value.value not in known:
            subject = category.name if isinstance(category, Name) else "this"
            hint = did_you_mean(str(value.value), known) or _listed(known)
            self._add("E103", f'{subject} has no value "{value.value}"', value.span, hint)
        elif isinstance(category, Name) and (
            others := self.scope[category.name].one_of.get(str(value.value))
        ):
            message = f'"{value.value}" of {category.name} stands for one of {", ".join(others)}'
            self._add(
                "E103", message, value.span, "name those that are meant: it counts where all of them do"
            )

    def _check_call(self, call: Call) -> None:
        match call.function, call.arguments:
            case "missing", _:
                pass
            case "coalesce", alternatives:
                self._want_one_type("coalesce", alternatives, call.span)
            case "count", conditions:
                self._want("boolean", "E107", "count", conditions)
            case "mean_of", (enough, *items):
                if not _is_whole(enough, 1, len(items)):
                    message = f"mean_of wants first how many answers are enough: from 1 to {len(items)}"
                    self._add("E108", message, enough.span, f"write {FUNCTIONS['mean_of'].usage}")
                self._want("number", "E107", "mean_of", items)
            case function, numbers:
                self._want("number", "E107", function, numbers)

    def _want(self, wanted: Wanted, code: str, word: str, operands: Iterable[Node]) -> None:
        for operand in operands:
            if type_of(operand, self.scope) not in (wanted, None):
                message = f"'{word}' wants {wanted}s, not {self._a(operand)}"
                self._add(code, message, operand.span, self._make(wanted, operand))

    def _want_one_type(self, word: str, alternatives: Iterable[Node], span: Span) -> None:
        kinds = {type_of(node, self.scope): self._a(node) for node in alternatives}
        kinds.pop(None, None)
        if len(kinds) > 1:
            message = f"'{word}' gives {' or '.join(kinds.values())}"
            self._add("E109", message, span, "give all alternatives one type")

    def _meant_by(self, name: str) -> str:
        """Give the hint for an unknown variable."""
        for variable, known in self.scope.items():
            if known.values is not None and name in known.values:
                return f'a value stands in quotes: "{name}" (of {variable})'
        if name.casefold() in _WORDS_FOR_VALUES:
            return _WORDS_FOR_VALUES[name.casefold()]
        if name in FUNCTIONS:
            return f"{name} is a function: {FUNCTIONS[name].usage}"
        return did_you_mean(name, self.scope)

    def _mend_comparison(self, left: Node, right: Node) -> str:
        for value, other in ((left, right), (right, left)):
            if isinstance(other, Name) and self._is_mixed(other) and type_of(value, self.scope) == "number":
                return _mend_mix(other.name)
            if not isinstance(value, Literal):
                continue
            if hint := self._unquote(value):
                return hint
            if type_of(other, self.scope) == "boolean":
                return self._assert(other)
            if isinstance(value.value, float) and not isinstance(other, Literal):
                text = self.expression.source(value)
                known = values_of(other, self.scope)
                quoted = f'a value stands in quotes: "{text}"'
                return quoted if known is None or text in known else _listed(known)
        return ""

    def _unquote(self, node: Node) -> str:
        if isinstance(node, Literal) and isinstance(node.value, str):
            if _NUMERIC.fullmatch(node.value):
                return f"a number stands without quotes: {node.value}"
            if node.value in self.scope:
                return f"a variable stands without quotes: {node.value}"
        return ""

    def _assert(self, node: Node) -> str:
        if isinstance(node, Name):
            return f"write {node.name}, or not {node.name}"
        return "write the condition by itself, or not and the condition"

    def _make(self, wanted: Wanted, node: Node) -> str:
        """Give the hint that makes a boolean or number of the node."""
        found = type_of(node, self.scope)
        name = node.name if isinstance(node, Name) else "x"
        if wanted == "boolean" and found == "number":
            return f"compare it: {name} > 0"
        if wanted == "category":
            return f'"..." if {name} ... else "..." makes a category of it'
        if wanted == "boolean":
            values = values_of(node, self.scope) if isinstance(node, Name) else None
            return f'compare it: {name} == "{values[0] if values else "..."}"'
        if self._is_mixed(node):
            return _mend_mix(name)
        if found == "boolean":
            return "count(...) counts how many are true; 1 if ... else 0 makes a number of one"
        return self._unquote(node) or f'1 if {name} == "..." else 0 makes a number of it'

    def _is_mixed(self, node: Node) -> bool:
        return isinstance(node, Name) and node.name in self.scope and self.scope[node.name].mixed

    def _a(self, node: Node) -> str:
        """Give the kind of value in words."""
        if isinstance(node, Literal) and isinstance(node.value, str):
            return "a text"
        if self._is_mixed(node):
            return "a mix of numbers and text"
        return f"a {type_of(node, self.scope)}"

    def _add(self, code: str, message: str, span: Span, hint: str = "") -> None:
        self.problems.append(Problem(code, message, span.start, span.end, hint))


def _mend_mix(name: str) -> str:
    return f"in a survey description, variables: {name}: missing lists the codes that are no numbers"


def _listed(values: tuple[str, ...]) -> str:
    shown = ", ".join(values[:_VALUES_NAMED_AT_MOST])
    return f"its values are {shown}" + (", ..." if len(values) > _VALUES_NAMED_AT_MOST else "")


def _is_whole(node: Node, least: int, most: int) -> bool:
    number = node.value if isinstance(node, Literal) else None
    return isinstance(number, float) and number in range(least, most + 1)
