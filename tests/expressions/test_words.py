"""Expressions in English: the wording, and that different meanings never get the same words."""

import itertools

import pytest

from integrind.expressions import Expression, VariableLabel, evaluate, in_words, parse
from integrind.expressions.tree import And, Arithmetic, Conditional, Name, Negation, Not, Operator, Or

from .printing import printed

LABELS = {
    "age": VariableLabel("Age in years"),
    "hours": VariableLabel("Usual weekly hours"),
    "lonely": VariableLabel("Feels lonely often"),
    "status": VariableLabel(
        "Economic status",
        {
            "employee": "Employee",
            "self_employed": "Self-employed",
            "inactive": "Inactive",
            "away": "Ill or on leave",
        },
    ),
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("16 <= age <= 64", "age (Age in years) is at least 16 and at most 64"),
        ("64 > age >= 16.5", "age (Age in years) is below 64 and at least 16.5"),
        ("1 < age != x", "age (Age in years) is above 1 and age is not equal to x"),
        ('status in ("employee", "self_employed")', "Economic status is Employee or Self-employed"),
        (
            'status in ("employee", "self_employed", "inactive")',
            "Economic status is Employee, Self-employed or Inactive",
        ),
        ('status not in ("employee", "away")', 'Economic status is neither Employee nor "Ill or on leave"'),
        ('status not in ("employee",)', "Economic status is not Employee"),
        ('"employee" == status', "Economic status is Employee"),
        ('status != "unheard"', 'Economic status is not "unheard"'),
        ("region == 'north'", 'region is "north"'),
        ("age == hours", "age (Age in years) is equal to hours (Usual weekly hours)"),
        ("age in (1, 2)", "age (Age in years) is 1 or 2"),
        ("lonely", "lonely (Feels lonely often)"),
        ("not lonely", "lonely (Feels lonely often) does not hold"),
        ("lonely and age > 3", "lonely (Feels lonely often) holds and age (Age in years) is above 3"),
        (
            'status in ("employee", "inactive") and 16 <= x < 20 or missing(hours)',
            "((Economic status is Employee or Inactive) and (x is at least 16 and below 20)) "
            "or hours (Usual weekly hours) is missing",
        ),
        ("not (x > 3 and lonely)", "not (x is above 3 and lonely (Feels lonely often) holds)"),
        ("not missing(status)", "Economic status is not missing"),
        ("1 if lonely else 0", "1 if lonely (Feels lonely often) holds, otherwise 0"),
        ("(1 if p else 2) > 1", "(1 if p holds, otherwise 2) is above 1"),
        ("p and (q if r else s)", "p holds and (q if r holds, otherwise s) holds"),
        ("p == (age > 3)", "p is equal to (age (Age in years) is above 3)"),
        ("True if p else q", "yes if p holds, otherwise q"),
        ("coalesce(p, False)", "the first known of (p; no)"),
        ("hours * 52 / 12 - (x - 1) * 2", "(hours (Usual weekly hours) × 52) ÷ 12 − (x − 1) × 2"),
        ("x - (y - 2) - 3", "x − (y − 2) − 3"),
        ("x / y / z", "(x ÷ y) ÷ z"),
        ("-(x + 1) * -2", "(−(x + 1)) × -2"),
        ("mean_of(2, x, y, z + 1) >= 2.5", "the mean of at least 2 known of (x; y; z + 1) is at least 2.5"),
        ("count(p, x > 3) > 1", "the number of true ones among (p holds; x is above 3) is above 1"),
        ("coalesce(status, 'x') == 'employee'", 'the first known of (Economic status; "x") is Employee'),
        (
            "('away' if p else status) == 'away'",
            '("away" if p holds, otherwise Economic status) is "Ill or on leave"',
        ),
        ("min(x, y, 3)", "the smallest known of (x; y; 3)"),
        ("max(x, -y)", "the largest known of (x; −y)"),
        ("abs(x - y)", "the absolute value of (x − y)"),
        ("x > 1e300", "x is above 1e+300"),
    ],
)
def test_wording(text, words):
    assert in_words(parse(text), LABELS) == words


def same_words(trees, rows):
    """Give pairs of expressions that read the same and differ in some row."""
    meanings = {}
    for tree in trees:
        expression = parse(printed(tree))
        meaning = tuple(evaluate(expression, row) for row in rows)
        first, known = meanings.setdefault(in_words(expression, {}), (expression, meaning))
        if known != meaning:
            yield first.text, expression.text


def test_logic_with_different_truth_tables_reads_differently():
    p, q, r = Name("p"), Name("q"), Name("r")
    small = [p, Not(p), And((p, q)), Or((q, r)), Conditional(p, q, r), Not(Or((p, r))), Not(Not(q))]
    trees = [join(pair) for join in (And, Or) for pair in itertools.product(small, repeat=2)]
    trees += [Not(tree) for tree in small]
    trees += [Conditional(*three) for three in itertools.product(small, repeat=3)]
    rows = [dict(zip("pqr", row, strict=True)) for row in itertools.product((True, False, None), repeat=3)]
    assert list(same_words(trees, rows)) == []


def test_arithmetic_with_different_results_reads_differently():
    x, y = Name("x"), Name("y")
    small = [x, *(Arithmetic(x, operator, y) for operator in Operator), Negation(y), Negation(Negation(x))]
    trees = [Arithmetic(left, by, right) for left in small for by in Operator for right in small]
    trees += [Negation(tree) for tree in small]
    rows = [{"x": 3.0, "y": 7.0}, {"x": -2.0, "y": 0.5}]
    assert list(same_words(trees, rows)) == []


def test_every_node_kind_says_something_of_its_variables():
    expression = parse("(x + y) / -z > mean_of(1, u, v) or (p if q else not r) and s in ('a',)")
    assert isinstance(expression, Expression)
    words = in_words(expression, {name: VariableLabel(f"title of {name}") for name in expression.names})
    assert all(f"{name} (title of {name})" in words for name in expression.names)
