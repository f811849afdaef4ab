"""Oracle: numpy's sorts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.arrays.argsort import ascending, in_order, places_by_code

MANY = 100_000
"""More than one pass takes at once."""


@given(st.lists(st.integers(0, 300)), st.sampled_from([301, 70_000]))
def test_places_are_those_of_a_stable_sort(codes: list[int], limit: int) -> None:
    code = np.array([*codes, limit], dtype=np.uint32)
    place, start = places_by_code(code, limit)
    assert place.tolist() == np.argsort(code[:-1], kind="stable").tolist()
    assert start.tolist() == [sum(it < at for it in codes) for at in range(limit)] + [len(codes)]
    assert in_order(code[:-1], limit).tolist() == place.tolist()


def test_places_of_more_than_one_pass() -> None:
    code = np.random.default_rng(1).integers(0, 5000, MANY).astype(np.uint16)
    place, start = places_by_code(code, 5000)
    assert (place == np.argsort(code, kind="stable")).all()
    assert (np.diff(start) == np.bincount(code, minlength=5000)).all()
    assert (in_order(code, 5000) == place).all()


def test_codes_that_are_in_order_stay() -> None:
    assert in_order(np.array([0, 0, 3, 7]), 8).tolist() == [0, 1, 2, 3]


@given(st.lists(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.just(-0.0), st.just(1.0))))
def test_values_in_their_order(values: list[float]) -> None:
    place, found = ascending(np.array(values))
    assert found.tolist() == sorted(values)
    assert sorted(place.tolist()) == list(range(len(values)))
    assert [values[at] for at in place] == found.tolist()


@pytest.mark.parametrize("width", [1e-12, 1.0, 1e300])
def test_values_that_differ_only_in_their_last_bits(width: float) -> None:
    values = np.append(1.0 + np.random.default_rng(2).integers(0, 50, MANY) * 2.0**-52, [width, -width])
    place, found = ascending(values)
    assert (found == np.sort(values)).all()
    assert (values[place] == found).all()
