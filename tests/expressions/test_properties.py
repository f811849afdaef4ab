"""Polars and the slow evaluator agree on random expressions; the parser withstands any text.

Oracle of the polars expression: `evaluate`, written apart from it over plain Python values.
"""

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from integrind.expressions import (
    CATALOGUE,
    Expression,
    ExpressionError,
    check,
    evaluate,
    in_words,
    parse,
)
from integrind.expressions.compile import compile_expression
from integrind.expressions.scope import type_of
from integrind.expressions.tree import Name, Node, walk

from .printing import printed
from .strategies import ORIGINS, SCOPE, STATUSES, rows, tables, trees

SCHEMA = {
    "age": pl.Float64,
    "hours": pl.Float64,
    "income": pl.Float64,
    "status": pl.Enum(STATUSES),
    "origin": pl.Categorical,
    "région": pl.String,
    "lonely": pl.Boolean,
    "citizen": pl.Boolean,
}
DTYPES = {"number": pl.Float64, "boolean": pl.Boolean, "category": pl.String}
PIECES = (
    *SCOPE, *STATUSES, *ORIGINS, '"employee"', "'uk'", "16", "0.5", "1e999", "007", "True", "None",
    "and", "or", "not", "in", "is", "if", "else", "AND", "between", "lambda", "for", "class",
    "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "==", "!=", "<", "<=", "+", "-", "*", "/", "**", "//",
    "%", "&&", "!", ":=", ";", "#", '"', "\\", "f'", "missing(", "count(", "mean_of(", "min(", "coalesce(",
    "abs(", "é", "“", "≤", "\n", "\t", "\u00a0", "\0",
)  # fmt: skip

texts = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
quick = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def parsed(tree: Node) -> Expression:
    assume(any(isinstance(node, Name) for node in walk(tree)))
    text = printed(tree)
    assume(len(text) <= 2_000)
    return parse(text)


@quick
@given(trees)
def test_a_printed_tree_parses_to_itself(tree):
    assert parsed(tree).root == tree


@quick
@given(trees)
def test_every_span_holds_the_source_of_its_node(tree):
    expression = parsed(tree)
    for node in walk(expression.root):
        assert parse(expression.source(node)).root == node


@quick
@given(trees)
def test_a_well_typed_tree_has_no_problem(tree):
    assert check(parsed(tree), SCOPE) == []


@quick
@given(trees, tables)
def test_polars_gives_what_the_slow_evaluator_gives(tree, table):
    expression = parsed(tree)
    frame = pl.DataFrame(table, schema=SCHEMA)
    values = frame.with_columns(value=compile_expression(expression, SCOPE)).get_column("value")
    assert values.to_list() == [evaluate(expression, row) for row in table]
    assert values.dtype == DTYPES[type_of(tree, SCOPE)]


@quick
@given(trees, tables, st.sampled_from(["in-memory", "streaming"]))
def test_a_lazy_plan_gives_the_same_with_either_engine(tree, table, engine):
    expression = parsed(tree)
    plan = pl.LazyFrame(table, schema=SCHEMA).select(value=compile_expression(expression, SCOPE))
    assert plan.collect(engine=engine).to_series().to_list() == [evaluate(expression, row) for row in table]


@quick
@given(trees)
def test_every_tree_can_be_said_in_words(tree):
    assert in_words(parsed(tree), {})


@quick
@given(texts)
@example("-" * 1999 + "1")
@example("not " * 499 + "x")
@example("(" * 300 + "x" + ")" * 300)
@example("x" + "(x" * 900 + ")" * 900)
@example("a.b" * 600)
@example("\ud800 == '\ud800'")
@example("x == '\0'")
@example("1if x else 2")
@pytest.mark.filterwarnings("error")
def test_any_text_gives_an_expression_or_problems_within_the_text(text):
    try:
        problems = check(parse(text), SCOPE)
    except ExpressionError as error:
        problems = list(error.problems) or pytest.fail("no reason given")
    for problem in problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.code in CATALOGUE


@quick
@given(texts, rows)
def test_what_the_check_lets_pass_can_be_computed(text, row):
    try:
        expression = parse(text)
    except ExpressionError:
        return
    if check(expression, SCOPE) == []:
        value = pl.DataFrame([row], schema=SCHEMA).select(compile_expression(expression, SCOPE))
        assert value.item() == evaluate(expression, row)
