"""What indicators tell of each other by the sets of people that they count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from integrind.disclosure.identities import Counted, Identities, telling
from integrind.evidence import Told

SIX = frozenset(range(6))


def key(people: Collection[int]) -> int:
    """Of a set of kinds of people: a digit for each, so that sets that overlap add up to no other set."""
    return sum(3**it for it in people)


def told(asked: Collection[int], people: Collection[int], having: Collection[int] = ()) -> Told:
    asked, people, having = frozenset(asked), frozenset(people), frozenset(having)
    return Told(
        key(asked), key(people), key(asked - people), key(having), key(people - having) if having else 0
    )


def counted(its: Told, sizes: Sequence[int], *, hidden: bool, small: bool = False, **values: Any) -> Counted:
    """An indicator in one cell, where so many people are of each kind."""

    def number(of: int) -> np.ndarray:
        return np.array([sum(size for at, size in enumerate(sizes) if of // 3**at % 3)])

    return Counted(
        told=its,
        people=number(its.people),
        having=number(its.having),
        without=number(its.without),
        missing=number(its.missing),
        alike=np.array([values.get("alike", True)]),
        hidden=np.array([hidden]),
        small=np.array([small]),
        cost=np.array([values.get("cost", 100)]),
    )


def given_up(*several: Counted) -> list[str]:
    """What each loses beside what is hidden before: its row, or who gave no answer."""
    after = telling(several, 10, 10)
    return [
        "row" if its.hidden[0] and not was.hidden[0] else "" if its.tells_missing else "missing"
        for its, was in zip(after, several, strict=True)
    ]


# In work and asked for hours, in work without an answer, out of work; those in work are hidden.
WORK, HOURS = told({0, 1, 2}, {0, 1, 2}, {0, 1}), told({0, 1}, {0})


@pytest.mark.parametrize(
    ("sizes", "lost"),
    [
        # 52 of 60 are in work: 45 answers leave 45 to 60 of them, unless it is said how many gave none.
        ((45, 7, 8), "missing"),
        # 95 of 100, of whom 93 answered: 93 to 100 is too close.
        ((93, 2, 5), "row"),
        # All answered: the base of hours is those in work.
        ((52, 0, 8), "row"),
    ],
)
def test_those_in_work_are_asked_for_hours(sizes: tuple[int, ...], lost: str) -> None:
    hours = HOURS if sizes[1] else told({0}, {0})
    work = WORK if sizes[1] else told({0, 2}, {0, 2}, {0})
    base = told({0, 1, 2}, {0, 1, 2}) if sizes[1] else told({0, 2}, {0, 2})
    its = [
        counted(work, sizes, hidden=True),
        counted(hours, sizes, hidden=False),
        counted(base, sizes, hidden=False, cost=1000),
    ]
    assert given_up(*its) == ["", lost, ""]


def test_two_shares_tell_who_is_asked() -> None:
    """Active less in work are the unemployed, of whom six are asked whether they claim."""
    active, work = told({0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2}), told({0, 1, 2, 3}, {0, 1, 2, 3}, {0})
    sizes = (200, 4, 2, 50)
    its = [
        counted(told({1, 2}, {1}), sizes, hidden=True, small=True),
        counted(active, sizes, hidden=False, cost=250),
        counted(work, sizes, hidden=False, cost=240),
    ]
    assert given_up(*its) == ["", "", "row"]


def test_a_base_within_many_who_are_asked_is_safe() -> None:
    """Thirty are asked: whose answers there are may be any number of them."""
    sizes = (5, 25, 100)
    asked = told({0, 1, 2}, {0, 1, 2}, {0, 1})
    hidden = counted(told({0, 1}, {0}), sizes, hidden=True, small=True)
    assert given_up(hidden, counted(asked, sizes, hidden=False)) == ["", ""]


def test_who_gave_no_answer_beside_a_hidden_row_isnt_told_by_others() -> None:
    """The same people answer another question, and a third says how many were asked."""
    hidden = counted(told({0, 1, 2}, {0, 1}, {0}), (5, 40, 3), hidden=True)
    same = counted(told({0, 1}, {0, 1}), (5, 40, 3), hidden=False)
    everybody = counted(told({0, 1, 2, 3}, {0, 1, 2}), (5, 40, 3, 6), hidden=False)
    assert "row" in given_up(hidden, same, everybody)


def test_other_people_tell_nothing() -> None:
    """A comparison sample has its own row, and the groups theirs."""
    its = counted(WORK, (93, 2, 5), hidden=True)
    elsewhere = counted(HOURS, (93, 2, 5), hidden=False, alike=False)
    assert given_up(its, elsewhere) == ["", ""]


SETS = st.lists(
    st.sets(st.sampled_from(sorted(SIX)), min_size=1), min_size=2, max_size=6, unique_by=frozenset
)


@given(SETS, st.lists(st.integers(0, 30), min_size=6, max_size=6), st.data())
def test_bounds_are_never_closer_than_linear_programming_finds(
    sets: list[set[int]], sizes: list[int], data: st.DataObject
) -> None:
    identities = Identities(np.array(sorted(map(key, sets)), dtype=np.uint64))
    members = np.array([[int(it) // 3**at % 3 for at in range(6)] for it in identities.keys], dtype=float)
    truth = members @ sizes
    shown = np.array(data.draw(st.lists(st.booleans(), min_size=len(sets), max_size=len(sets))))
    bounds = identities.bounded(np.where(shown, truth, np.nan)[:, np.newaxis])
    for at in range(len(sets)):
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(sign * members[at], A_eq=members[shown], b_eq=truth[shown], bounds=(0, 1e4))
            ends.append(sign * found.fun)
        assert bounds.low[at, 0] <= ends[0] + 1e-6
        assert bounds.high[at, 0] >= min(ends[1], 1e4) - 1e-6
