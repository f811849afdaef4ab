"""From Python's syntax tree to ours: an allow-list of nodes, and a hint for each of the others."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence

from integrind.expressions.functions import ELSEWHERE, FUNCTIONS
from integrind.expressions.problems import Problem
from integrind.expressions.tree import (
    DEEPEST,
    And,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Conditional,
    Literal,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    Operator,
    Or,
    Span,
)
from integrind.faults import did_you_mean

_COMPARATORS: Mapping[type[ast.cmpop], Comparator] = {
    ast.Eq: Comparator.EQUAL,
    ast.NotEq: Comparator.NOT_EQUAL,
    ast.Lt: Comparator.LESS,
    ast.LtE: Comparator.AT_MOST,
    ast.Gt: Comparator.GREATER,
    ast.GtE: Comparator.AT_LEAST,
}
_OPERATORS: Mapping[type[ast.operator], Operator] = {
    ast.Add: Operator.PLUS,
    ast.Sub: Operator.MINUS,
    ast.Mult: Operator.TIMES,
    ast.Div: Operator.DIVIDED_BY,
}
_REFUSED_OPERATORS: Mapping[type[ast.operator] | type[ast.unaryop], tuple[str, str]] = {
    ast.Pow: ("**", "multiply: x * x"),
    ast.FloorDiv: ("//", "divide with /"),
    ast.Mod: ("%", "a percentage is a fraction: 0.6"),
    ast.MatMult: ("@", ""),
    ast.BitAnd: ("&", "write and"),
    ast.BitOr: ("|", "write or"),
    ast.BitXor: ("^", "multiply: x * x"),
    ast.LShift: ("<<", ""),
    ast.RShift: (">>", ""),
    ast.Invert: ("~", "write not"),
    ast.UAdd: ("+", "a number is positive without it"),
}
_REFUSED_CONSTRUCTS: Mapping[type[ast.expr], tuple[str, str]] = {
    ast.Attribute: ("names with a dot", "a variable is one word; a function stands before it: missing(x)"),
    ast.Subscript: ("square brackets after a value", "an expression speaks of one row"),
    ast.Lambda: ("functions of their own", ""),
    ast.Starred: ("stars before arguments", "name the variables one by one"),
    ast.Dict: ("dictionaries", "values stand in round brackets after 'in'"),
    **dict.fromkeys(
        (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
        ("loops", "name the variables one by one"),
    ),
}
_LARGEST_EXACT = 2**53
_NULLS = frozenset({"na", "nan", "nil", "null", "none", "missing"})


class Builder:
    """Builds our nodes and collects the problems of all parts; a part with a problem becomes None."""

    def __init__(self, line: str, indent: int) -> None:
        self.line = line
        self.indent = indent
        self.bytes = line.encode()
        self.problems: list[Problem] = []

    def build(self, found: ast.expr, level: int = 1) -> Node | None:
        """Build the node at this level of the tree, and all below it."""
        if level > DEEPEST:
            self._refuse_depth(found)
            return None
        span = self._span(found)
        match found:
            case ast.Name():
                return Name(self._source(found), span=span)
            case ast.Constant():
                return self._literal(found)
            case ast.Compare():
                return self._comparison(found, level)
            case ast.BoolOp(op=ast.And(), values=values):
                operands = self._all(values, level)
                return And(operands, span=span) if operands else None
            case ast.BoolOp(values=values):
                operands = self._all(values, level)
                return Or(operands, span=span) if operands else None
            case ast.UnaryOp():
                return self._unary(found, level)
            case ast.BinOp():
                return self._binary(found, level)
            case ast.IfExp(body=then, test=condition, orelse=otherwise):
                parts = self._all((then, condition, otherwise), level)
                return Conditional(*parts, span=span) if parts else None
            case ast.Call():
                return self._call(found, level)
            case ast.Tuple() | ast.List() | ast.Set():
                hint = "a list of values stands after 'in'; a number has no thousands separator"
                self._refuse(found, "E016", "a list of values has no place here", hint)
            case _:
                what, hint = _REFUSED_CONSTRUCTS.get(type(found), ("parts like this", ""))
                self._refuse(found, "E012", f"expressions have no {what}", hint)
        return None

    def _all(self, found: Sequence[ast.expr], level: int) -> tuple[Node, ...]:
        """Build every part, so that no problem is left out; empty where one of them is wrong."""
        nodes = [self.build(part, level + 1) for part in found]
        whole = tuple(node for node in nodes if node is not None)
        return whole if len(whole) == len(nodes) else ()

    def _literal(self, found: ast.Constant) -> Literal | None:
        match found.value:
            case bool() | str() as value:
                return Literal(value, span=self._span(found))
            case int() | float() as number:
                if number <= _LARGEST_EXACT or (isinstance(number, float) and math.isfinite(number)):
                    return Literal(float(number), span=self._span(found))
                hint = "a code of many digits is text: put it in quotes"
                self._refuse(found, "E008", "this number is too large to be held exactly", hint)
            case None:
                hint = "missing(x) asks whether an answer is missing"
                self._refuse(found, "E014", "None is not a value", hint)
            case _:
                self._refuse(found, "E012", f"expressions have no {self._source(found)}")
        return None

    def _unary(self, found: ast.UnaryOp, level: int) -> Node | None:
        span = self._span(found)
        operand = self.build(found.operand, level + 1)
        if type(found.op) in _REFUSED_OPERATORS:
            self._refuse_operator(found, found.op)
            return None
        if operand is None:
            return None
        if isinstance(found.op, ast.Not):
            return Not(operand, span=span)
        if isinstance(operand, Literal) and isinstance(operand.value, float):
            return Literal(-operand.value, span=span)
        return Negation(operand, span=span)

    def _binary(self, found: ast.BinOp, level: int) -> Node | None:
        both = self._all((found.left, found.right), level)
        operator = _OPERATORS.get(type(found.op))
        if operator is None:
            self._refuse_operator(found, found.op)
            return None
        return Arithmetic(both[0], operator, both[1], span=self._span(found)) if both else None

    def _comparison(self, found: ast.Compare, level: int) -> Node | None:
        sides = (found.left, *found.comparators)
        if any(_is_none(side) for side in sides) or any(
            isinstance(op, ast.Is | ast.IsNot) for op in found.ops
        ):
            self._refuse_identity(found, level)
            return None
        if any(isinstance(op, ast.In | ast.NotIn) for op in found.ops):
            return self._membership(found, level)
        operands = self._all(sides, level)
        comparators = tuple(_COMPARATORS[type(op)] for op in found.ops)
        return Comparison(operands, comparators, span=self._span(found)) if operands else None

    def _membership(self, found: ast.Compare, level: int) -> Node | None:
        operand = self.build(found.left, level + 1)
        if len(found.ops) > 1:
            self._refuse(found, "E015", "'in' cannot be part of a chain", "join two conditions with and")
            return None
        negated = isinstance(found.ops[0], ast.NotIn)
        instead = f"{self._source(found.left)} {'!=' if negated else '=='}"
        values = self._fixed_values(found.comparators[0], instead, level)
        if operand is None or not values:
            return None
        return Membership(operand, values, negated, span=self._span(found))

    def _fixed_values(self, found: ast.expr, instead: str, level: int) -> tuple[Literal, ...]:
        """Build what stands after `in`; empty where it is wrong. `instead` begins the comparison to write."""
        source = self._source(found)
        match found:
            case ast.Tuple(elts=[]):
                self._refuse(found, "E015", "there are no values to be in", 'write in ("...", "...")')
            case ast.Tuple(elts=elements):
                nodes = self._all(elements, level)
                for node in nodes:
                    if not isinstance(node, Literal):
                        word = self._at(node.span)
                        hint = f'a text stands in quotes: "{word}"' if isinstance(node, Name) else ""
                        self._add("E015", "only fixed values can stand after 'in'", node.span, hint)
                return tuple(node for node in nodes if isinstance(node, Literal))
            case ast.Constant(value=str() | int() | float()):
                hint = f"write ({source},) or {instead} {source}"
                self._refuse(found, "E015", "one value alone is no list, even in round brackets", hint)
            case ast.List() | ast.Set():
                hint = f"write ({source[1:-1]})"
                self._refuse(found, "E015", "values after 'in' stand in round brackets", hint)
            case _:
                hint = 'write in ("...", "..."), or compare with =='
                self._refuse(found, "E015", "'in' wants fixed values in round brackets", hint)
        return ()

    def _call(self, found: ast.Call, level: int) -> Node | None:
        arguments = self._all(found.args, level)
        for keyword in found.keywords:
            self._refuse(keyword.value, "E012", "expressions have no stars before arguments")
        if not isinstance(found.func, ast.Name):
            self._refuse_callee(found.func)
            return None
        name = self._source(found.func)
        function = FUNCTIONS.get(name)
        if function is None:
            hint = ELSEWHERE.get(name.casefold()) or did_you_mean(name, FUNCTIONS)
            hint = hint or f"the functions are {', '.join(FUNCTIONS)}"
            self._refuse(found.func, "E017", f"there is no function {name}", hint)
            return None
        starred = bool(found.keywords) or any(isinstance(argument, ast.Starred) for argument in found.args)
        if not starred and not function.takes(len(found.args)):
            message = f"{name} wants {function.arity}, not {len(found.args)}"
            self._refuse(found, "E018", message, f"write {function.usage}")
            return None
        return Call(name, arguments, span=self._span(found)) if arguments else None

    def _refuse_callee(self, found: ast.expr) -> None:
        if isinstance(found, ast.Attribute):
            self.build(found)
        else:
            self._refuse(found, "E012", "only a function can stand before round brackets", "multiply with *")

    def _refuse_identity(self, found: ast.Compare, level: int) -> None:
        """Refuse `is`, and comparisons with None: no answer is equal to nothing, not even to no answer."""
        sides = [side for side in (found.left, *found.comparators) if not _is_null(side)]
        self._all(sides, level)
        negated = isinstance(found.ops[0], ast.IsNot | ast.NotEq)
        if len(sides) == 1:
            asked = f"missing({self._source(sides[0])})"
            hint = f"write not {asked}" if negated else f"write {asked}"
            self._refuse(found, "E014", "no answer is not a value to compare with", hint)
        else:
            self._refuse(found, "E013", "there is no operator 'is'", f"write {'!=' if negated else '=='}")

    def _refuse_operator(self, found: ast.expr, operator: ast.operator | ast.unaryop) -> None:
        sign, hint = _REFUSED_OPERATORS[type(operator)]
        self._refuse(found, "E013", f"there is no operator '{sign}'", hint)

    def _refuse_depth(self, found: ast.expr) -> None:
        if not any(problem.code == "E003" for problem in self.problems):
            hint = "split it into several variables"
            self._refuse(found, "E003", f"the expression is nested deeper than {DEEPEST} levels", hint)

    def _refuse(self, found: ast.expr, code: str, message: str, hint: str = "") -> None:
        self._add(code, message, self._span(found), hint)

    def _add(self, code: str, message: str, span: Span, hint: str = "") -> None:
        self.problems.append(Problem(code, message, span.start, span.end, hint))

    def _span(self, found: ast.expr) -> Span:
        """Give the place in characters of the whole text; `ast` counts bytes of UTF-8."""
        end = found.end_col_offset or 0
        return Span(self._characters(found.col_offset), self._characters(end))

    def _characters(self, offset: int) -> int:
        return self.indent + len(self.bytes[:offset].decode())

    def _source(self, found: ast.expr) -> str:
        """Give the part as it was written: `ast` changes the letters of names (to NFKC)."""
        return self._at(self._span(found))

    def _at(self, span: Span) -> str:
        return self.line[span.start - self.indent : span.end - self.indent]


def _is_none(found: ast.expr) -> bool:
    return isinstance(found, ast.Constant) and found.value is None


def _is_null(found: ast.expr) -> bool:
    return _is_none(found) or (isinstance(found, ast.Name) and found.id.casefold() in _NULLS)
