"""The slow evaluator, by hand: Kleene's truth tables and DESIGN's rules for missing values."""

import math

import pytest

from integrind.expressions import evaluate, parse


def value(text, **row):
    return evaluate(parse(text), row)


KLEENE_AND = [
    (True, True, True), (True, False, False), (True, None, None),
    (False, True, False), (False, False, False), (False, None, False),
    (None, True, None), (None, False, False), (None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("p", "q", "both"), KLEENE_AND)
def test_and_or_and_not_follow_kleene(p, q, both):
    assert value("p and q", p=p, q=q) is both
    negated = {True: False, False: True, None: None}
    assert value("not p", p=p) is negated[p]
    assert value("p or q", p=negated[p], q=negated[q]) is negated[both]


@pytest.mark.parametrize(
    "comparison", ["x == 1", "x != 1", "x < 1", "1 <= x", "x in (1, 2)", "x not in (1,)"]
)
@pytest.mark.parametrize("x", [None, math.nan, math.inf, -math.inf])
def test_nothing_is_known_of_a_missing_answer(comparison, x):
    assert value(comparison, x=x) is None


def test_a_chain_is_the_kleene_and_of_its_pairs():
    assert value("16 <= x <= 64", x=16.0) is True
    assert value("16 <= x <= 64", x=65) is False
    assert value("16 <= x < y", x=3, y=None) is False
    assert value("16 <= x < y", x=20, y=None) is None


def test_arithmetic():
    assert value("x + 2 * y - 1", x=1, y=0.5) == 1.0
    assert value("-x / 4", x=3) == -0.75
    assert value("x / 49", x=49) == 1.0
    assert value("x + 1", x=None) is None


@pytest.mark.parametrize(
    "text", ["x / 0", "0 / (x - x)", "1e308 * 10 * x", "1 / (1 / (x - x))", "x / (1e308 * 10)"]
)
def test_what_is_not_finite_is_missing(text):
    assert value(text, x=1.0) is None
    assert value(f"missing({text})", x=1.0) is True


def test_functions_and_missing_answers():
    assert value("count(p, q)", p=True, q=None) == 1.0
    assert value("count(p, q)", p=False, q=None) == 0.0
    assert value("count(p, q)", p=None, q=None) is None
    assert value("min(x, y)", x=3, y=None) == 3.0
    assert value("max(x, y)", x=None, y=math.nan) is None
    assert value("coalesce(x, y, 9)", x=math.inf, y=None) == 9.0
    assert value("abs(x)", x=-2) == 2.0
    assert value("abs(x)", x=None) is None
    assert value("mean_of(2, x, y, z)", x=1, y=None, z=4) == 2.5
    assert value("mean_of(3, x, y, z)", x=1, y=None, z=4) is None


@pytest.mark.parametrize("x", [None, math.nan, math.inf])
def test_missing_is_never_missing(x):
    assert value("missing(x)", x=x) is True
    assert value("missing(x)", x=0.0) is False
    assert value("missing(s)", s="") is False


def test_an_undecided_condition_gives_nothing():
    assert value("1 if p else 2", p=True) == 1.0
    assert value("1 if p else 2", p=False) == 2.0
    assert value("1 if p else 2", p=None) is None
    assert value("1 if p else 1 / 0", p=True) == 1.0


def test_text():
    assert value('s == "Île"', s="Île") is True
    assert value('"a" if s in ("b", "c") else s', s="c") == "a"
    assert value('coalesce(s, "other")', s=None) == "other"


def test_a_variable_that_the_row_does_not_name_is_missing():
    assert value("x > 1 or missing(x)") is True


def test_a_whole_number_beyond_floats_is_missing():
    assert value("x", x=10**400) is None


def test_the_mean_adds_from_left_to_right():
    assert value("mean_of(1, a, b, c)", a=0.1, b=0.2, c=0.3) == (0.1 + 0.2 + 0.3) / 3


@pytest.mark.parametrize("text", ["not x", "x + p", "x and p"])
def test_an_unchecked_expression_of_wrong_types_is_our_bug_and_not_a_value(text):
    with pytest.raises(TypeError):
        value(text, x="text", p=True)
