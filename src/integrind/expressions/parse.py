"""From text to expression, through the standard library's `ast`. Nothing is ever run."""

from __future__ import annotations

import ast
from functools import lru_cache

from integrind.expressions.build import Builder
from integrind.expressions.problems import ExpressionError, Problem
from integrind.expressions.syntax import explain
from integrind.expressions.tokens import tokenize
from integrind.expressions.tree import DEEPEST, LONGEST, Expression, Name, walk


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """Parse an expression, or raise an `ExpressionError` with everything that is wrong with it.

    Kept, since a definition's expressions are asked for again at every step.
    """
    if not text.strip():
        raise ExpressionError([Problem("E001", "the expression is empty", 0, len(text))])
    if len(text) > LONGEST:
        message = f"the expression has {len(text):,} characters; at most {LONGEST:,} are allowed"
        raise ExpressionError(
            [Problem("E002", message, LONGEST, len(text), "split it into several variables")]
        )
    pieces = tokenize(text)
    if pieces.problems:
        raise ExpressionError(pieces.problems)
    line = pieces.line.strip()
    indent = pieces.line.index(line)
    try:
        body = ast.parse(line, mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(explain(pieces.tokens, indent + (error.offset or 1) - 1)) from None
    except (RecursionError, MemoryError):
        message = f"the expression is nested deeper than {DEEPEST} levels"
        raise ExpressionError([Problem("E003", message, indent, indent + len(line))]) from None
    builder = Builder(line, indent)
    root = builder.build(body)
    if root is None or builder.problems:
        raise ExpressionError(builder.problems)
    names = sorted((node for node in walk(root) if isinstance(node, Name)), key=lambda node: node.span)
    return Expression(text, root, tuple(dict.fromkeys(node.name for node in names)))
