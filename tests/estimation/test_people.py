"""Keys of sets of people. Oracle: the sets themselves, which add up and differ as their keys do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from integrind.estimation.totals.people import key_of, keys_by_kind
from integrind.estimation.totals.question import MeasureParameters, Population, Question
from integrind.estimation.totals.responses import Responses
from integrind.vocabulary import Measure, State

_RESPONSES = (
    (State.ANSWERED, 1.0),
    (State.ANSWERED, 0.0),
    (State.UNANSWERED, 0.0),
    (State.NOT_ELIGIBLE, 0.0),
)
ROWS = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=30)
"""Response, and whether the row counts."""


def question(rows: list[tuple[int, bool]], *, coded: bool) -> Question:
    code, inside = (np.array(it) for it in zip(*rows, strict=True))
    state, value = (np.array(it) for it in zip(*_RESPONSES, strict=True))
    state = state.astype(np.uint8)
    given = state, value, None, state == State.ANSWERED
    if not coded:
        given = state[code], value[code], None, (state == State.ANSWERED)[code]
    responses = Responses(code.astype(np.uint8) if coded else None, *given)
    weight, parameters = np.ones(len(code)), MeasureParameters()
    return Question(
        Measure.PROPORTION, parameters, Population.EVERYONE, weight, inside.astype(bool), responses, None
    )


@given(ROWS, st.booleans())
def test_keys_of_kinds_are_those_of_their_rows(rows: list[tuple[int, bool]], coded: bool) -> None:
    asked = question(rows, coded=coded)
    kinds = asked.responses.kinds
    kind = asked.responses.kinds_times(1, slice(None))
    expected = [key_of(asked.inside & (kind == it)) for it in range(len(kinds.state))]
    assert keys_by_kind(asked).tolist() == expected


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_keys_add_up_as_sets_do(rows: list[tuple[bool, bool]]) -> None:
    one, other = (np.array(it) for it in zip(*rows, strict=True))
    assert (key_of(one) + key_of(other & ~one)) % 2**64 == key_of(one | other)
    assert (key_of(one) == key_of(other)) == np.array_equal(one, other)
    assert key_of(one & ~one) == 0
