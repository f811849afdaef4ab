"""Random well-typed expressions over a fixed scope, and random rows for it."""

import math
from functools import cache

from hypothesis import strategies as st

from integrind.expressions import Variable
from integrind.expressions.tree import (
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
)

STATUSES = ("employee", "self_employed", "inactive")
ORIGINS = ("uk", "eu", "elsewhere")
SCOPE = {
    "age": Variable("number"),
    "hours": Variable("number"),
    "income": Variable("number"),
    "status": Variable("category", STATUSES),
    "origin": Variable("category", ORIGINS),
    "région": Variable("category"),
    "lonely": Variable("boolean"),
    "citizen": Variable("boolean"),
}

AWKWARD_NUMBERS = (0.0, -0.0, 1.0, -1.0, 2.0, 16.0, 0.1, 1e308, -1e308, 5e-324, 1e-300, 9007199254740993.0)
REGIONS = ("north", "Île", 'the "south"', "back\\slash", "")

numbers_in_rows = st.one_of(
    st.none(), st.sampled_from((*AWKWARD_NUMBERS, math.nan, math.inf, -math.inf)), st.floats()
)
rows = st.fixed_dictionaries(
    {
        "age": numbers_in_rows,
        "hours": numbers_in_rows,
        "income": numbers_in_rows,
        "status": st.sampled_from((None, *STATUSES)),
        "origin": st.sampled_from((None, *ORIGINS)),
        "région": st.sampled_from((None, *REGIONS)),
        "lonely": st.sampled_from((None, True, False)),
        "citizen": st.sampled_from((None, True, False)),
    }
)


@st.composite
def _tables(draw: st.DrawFn) -> list[dict[str, float | str | bool | None]]:
    empty = draw(st.sets(st.sampled_from(sorted(SCOPE))))
    table = draw(st.lists(rows, min_size=1, max_size=12))
    return [{name: None if name in empty else value for name, value in row.items()} for row in table]


tables = _tables()

number_literals = st.builds(
    Literal, st.sampled_from(AWKWARD_NUMBERS) | st.floats(allow_nan=False, allow_infinity=False)
)


def _names(*names: str) -> st.SearchStrategy[Node]:
    return st.sampled_from(names).map(Name)


def _some(nodes: st.SearchStrategy[Node], least: int) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(nodes, min_size=least, max_size=3).map(tuple)


def _call(function: str, nodes: st.SearchStrategy[Node], least: int) -> st.SearchStrategy[Node]:
    return st.builds(Call, st.just(function), _some(nodes, least))


def _texts(*texts: str) -> st.SearchStrategy[tuple[Literal, ...]]:
    return st.lists(st.sampled_from(texts).map(Literal), min_size=1, max_size=3).map(tuple)


@st.composite
def _mean_of(draw: st.DrawFn, numbers: st.SearchStrategy[Node]) -> Node:
    items = draw(st.lists(numbers, min_size=1, max_size=4))
    enough = Literal(float(draw(st.integers(1, len(items)))))
    return Call("mean_of", (enough, *items))


@st.composite
def _chains(draw: st.DrawFn, numbers: st.SearchStrategy[Node]) -> Node:
    operands = tuple(draw(st.lists(numbers, min_size=2, max_size=4)))
    comparators = tuple(draw(st.sampled_from(Comparator)) for _ in operands[1:])
    return Comparison(operands, comparators)


@cache
def numbers(depth: int) -> st.SearchStrategy[Node]:
    leaves = _names("age", "hours", "income") | number_literals
    if depth == 0:
        return leaves
    below, conditions = numbers(depth - 1), booleans(depth - 1)
    return st.one_of(
        leaves,
        st.builds(Arithmetic, below, st.sampled_from(Operator), below),
        below.filter(lambda node: not isinstance(node, Literal)).map(Negation),
        st.builds(Conditional, below, conditions, below),
        _call("min", below, 2),
        _call("max", below, 2),
        _call("coalesce", below, 2),
        _call("count", conditions, 1),
        st.builds(Call, st.just("abs"), st.tuples(below)),
        _mean_of(below),
    )


@cache
def categories(depth: int) -> st.SearchStrategy[Node]:
    leaves = _names("status", "origin", "région") | st.sampled_from((*STATUSES, *REGIONS)).map(Literal)
    if depth == 0:
        return leaves
    below, conditions = categories(depth - 1), booleans(depth - 1)
    return st.one_of(leaves, st.builds(Conditional, below, conditions, below), _call("coalesce", below, 2))


@cache
def booleans(depth: int) -> st.SearchStrategy[Node]:
    leaves = _names("lonely", "citizen")
    if depth == 0:
        return leaves
    below, amounts, texts = booleans(depth - 1), numbers(depth - 1), categories(depth - 1)
    same = st.sampled_from((Comparator.EQUAL, Comparator.NOT_EQUAL)).map(lambda comparator: (comparator,))
    negated, truths = st.booleans(), st.booleans().map(Literal)
    return st.one_of(
        leaves,
        _chains(amounts),
        st.builds(Comparison, st.tuples(below, below), same),
        st.builds(Comparison, st.tuples(_names("région"), texts), same),
        st.builds(Comparison, st.tuples(_names("status"), st.sampled_from(STATUSES).map(Literal)), same),
        st.builds(Comparison, st.tuples(st.sampled_from(ORIGINS).map(Literal), _names("origin")), same),
        st.builds(Comparison, st.tuples(_names("status"), _names("origin")), same),
        st.builds(Membership, amounts, st.lists(number_literals, min_size=1, max_size=3).map(tuple), negated),
        st.builds(Membership, _names("status"), _texts(*STATUSES), negated),
        st.builds(Membership, _names("région"), _texts(*REGIONS), negated),
        _some(below | truths, 2).map(And),
        _some(below | truths, 2).map(Or),
        below.map(Not),
        st.builds(Conditional, below | truths, below | truths, below),
        _call("coalesce", below | truths, 2),
        st.builds(Call, st.just("missing"), st.tuples(amounts | texts | below)),
    )


trees = st.one_of(numbers(3), booleans(3), categories(3))
