"""Oracle: the numbers themselves, which must come back bit by bit."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.data import decimals
from integrind.data.decimals import Decimals

WHOLE = st.integers(-(2**31) + 1, 2**31 - 1)


def of(*columns: list[float]) -> Decimals:
    return Decimals.of(pl.DataFrame([pl.Series(str(it), column) for it, column in enumerate(columns)]))


@pytest.mark.parametrize("at_once", [3, 1 << 12])
@given(st.lists(WHOLE, min_size=1, max_size=10), st.integers(0, 6))
def test_numbers_of_few_decimals_are_narrow(at_once: int, whole: list[int], places: int):
    numbers = [it / 10**places for it in whole]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decimals, "_AT_ONCE", at_once)
        found = of(numbers, numbers[::-1])
    assert found.number.dtype == np.int32
    assert np.array_equal(found.number / found.per_unit, np.column_stack([numbers, numbers[::-1]]))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=10))
def test_every_number_comes_back(numbers: list[float]):
    found = of(numbers)
    assert np.array_equal(found.number / found.per_unit, np.column_stack([numbers]))


def test_a_number_unlike_the_sample():
    numbers = [1.5] * 5000
    numbers[1] = 1.25
    found = of(numbers)
    assert (found.number.dtype, found.per_unit) == (np.int32, 100.0)
    numbers[1] = 1 / 3
    assert of(numbers).number[1] == 1 / 3


def test_whole_numbers_of_several_widths():
    frame = pl.DataFrame([pl.Series("a", [1, 2], dtype=pl.Int8), pl.Series("b", [0.5, 70000])])
    found = Decimals.of(frame)
    assert (found.number / found.per_unit).tolist() == [[1.0, 0.5], [2.0, 70000.0]]
