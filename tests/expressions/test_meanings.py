"""Values that stand for one of several others. Oracle: the slow evaluator at each that may be meant."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrind.expressions import Variable, check, evaluate, parse
from integrind.expressions.compile import compile_expression

from .strategies import ORIGINS, SCOPE, STATUSES, rows, trees
from .test_properties import parsed

WORKING, ABROAD = ("employee", "self_employed"), ("eu", "elsewhere")
OPEN = {
    **SCOPE,
    "status": Variable(
        "category", (*STATUSES, "working", "any"), one_of={"working": WORKING, "any": STATUSES}
    ),
    "origin": Variable("category", (*ORIGINS, "abroad"), one_of={"abroad": ABROAD}),
}
MEANT = {"working": WORKING, "any": STATUSES, "abroad": ABROAD}
open_rows = st.builds(
    lambda row, status, origin: {**row, "status": status, "origin": origin},
    rows,
    st.sampled_from((None, *STATUSES, "working", "any")),
    st.sampled_from((None, *ORIGINS, "abroad")),
)


@settings(max_examples=60, deadline=None)
@given(trees, st.lists(open_rows, min_size=1, max_size=6))
def test_what_holds_is_what_holds_of_each_that_may_be_meant(tree, table):
    expression, expected = parsed(tree), []
    for row in table:
        each = [MEANT.get(row[name], (row[name],)) for name in ("status", "origin")]
        found = {evaluate(expression, {**row, "status": s, "origin": o}) for s, o in product(*each)}
        expected.append(found.pop() if len(found) == 1 else None)
    assert [evaluate(expression, row, OPEN) for row in table] == expected
    schema = {"age": pl.Float64, "hours": pl.Float64, "income": pl.Float64, "status": pl.String}
    schema |= {"origin": pl.String, "région": pl.String, "lonely": pl.Boolean, "citizen": pl.Boolean}
    frame = pl.DataFrame(table, schema=schema)
    assert frame.select(compile_expression(expression, OPEN).alias("value"))["value"].to_list() == expected


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ('status in ("employee", "self_employed")', "working", True),
        ('status == "inactive"', "working", False),
        ('status == "employee"', "working", None),
        ('status == "employee" or age >= 16', "working", True),
        ('status in ("employee", "self_employed")', "any", None),
        ("missing(status)", "any", False),
    ],
)
def test_by_hand(text: str, status: str, expected: object):
    assert evaluate(parse(text), {"status": status, "age": 30}, OPEN) is expected


def test_it_is_nothing_to_compare_with():
    """Nobody has it for certain: those that are meant have to be named."""
    (problem,) = check(parse('status == "working"'), OPEN)
    assert problem.message == '"working" of status stands for one of employee, self_employed'


def test_a_category_of_which_no_such_value_is_given_is_evaluated_once():
    scope = {"status": OPEN["status"].with_values(STATUSES)}
    plain = compile_expression(parse('status == "employee"'), {"status": SCOPE["status"]})
    assert compile_expression(parse('status == "employee"'), scope).meta == plain.meta
