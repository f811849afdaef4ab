"""The expression language: parse, check, evaluate slowly, say in words.

`compile_expression` is imported from `integrind.expressions.compile`: it alone needs polars.
"""

from integrind.expressions.check import check
from integrind.expressions.evaluate import evaluate
from integrind.expressions.parse import parse
from integrind.expressions.problems import CATALOGUE, ExpressionError, Problem
from integrind.expressions.scope import Band, Scope, ValueType, Variable
from integrind.expressions.tree import Expression, values_asked_for
from integrind.expressions.words import VariableLabel, in_words

__all__ = [
    "CATALOGUE",
    "Band",
    "Expression",
    "ExpressionError",
    "Problem",
    "Scope",
    "ValueType",
    "Variable",
    "VariableLabel",
    "check",
    "evaluate",
    "in_words",
    "parse",
    "values_asked_for",
]
