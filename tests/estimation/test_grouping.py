"""Oracle: Python's sums in a loop, exact ones by fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.estimation.grouping import Grouping

TERMS = st.lists(st.tuples(st.integers(0, 4), st.floats(-1e6, 1e6, allow_subnormal=False)), max_size=30)


@given(TERMS, st.integers(5, 7))
def test_sums_by_group(terms: list[tuple[int, float]], size: int):
    for given_terms in (terms, sorted(terms)):
        group = np.array([it for it, _ in given_terms], dtype=np.int64)
        values = np.array([it for _, it in given_terms])
        by = Grouping.of(group, size)
        exact = [float(sum(Fraction(v) for g, v in given_terms if g == it)) for it in range(size)]
        assert by.sums(values).tolist() == pytest.approx(exact, rel=1e-15, abs=1e-9)
        assert by.plain_sums(values).tolist() == pytest.approx(exact, rel=1e-12, abs=1e-8)


def test_neighbours_are_known_only_where_no_group_is_empty():
    assert Grouping.of(np.array([0, 0, 1, 2]), 3).starts is not None
    assert Grouping.of(np.array([0, 0, 2]), 3).starts is None
    assert Grouping.of(np.array([0, 1]), 3).starts is None
    assert Grouping.of(np.array([1, 0]), 2).starts is None


def test_the_largest_numbers_there_are():
    by = Grouping.of(np.array([0, 0, 1]), 2)
    assert by.sums(np.array([4e307, 8e307, 3e306])).tolist() == [4e307 + 8e307, 3e306]
