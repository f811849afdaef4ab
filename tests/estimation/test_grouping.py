"""Oracle: Python's sums in a loop, exact ones by fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.arrays.grouping import Grouping

TERMS = st.lists(st.tuples(st.integers(-1, 4), st.floats(-1e6, 1e6, allow_subnormal=False)), max_size=30)


@given(TERMS, st.integers(5, 7))
def test_terms_by_group(terms: list[tuple[int, float]], size: int):
    for given_terms in (terms, sorted(terms)):
        group = np.array([it for it, _ in given_terms], dtype=np.int64)
        values = np.array([it for _, it in given_terms])
        by = Grouping.of(group, size)
        within = [[value for at, value in given_terms if at == it] for it in range(size)]
        exact = [float(sum(map(Fraction, it))) for it in within]
        assert by.sums(values).tolist() == pytest.approx(exact, rel=1e-15, abs=1e-9)
        assert by.plain_sums(values).tolist() == pytest.approx(exact, rel=1e-12, abs=1e-8)
        assert by.largest(np.abs(values)).tolist() == [max(map(abs, it), default=0) for it in within]
        assert by.any(values > 0).tolist() == [any(one > 0 for one in it) for it in within]
        assert by.count(values > 0).tolist() == [sum(one > 0 for one in it) for it in within]
        assert by.laid_out(values).tolist() == [one for it in within for one in it]
        assert by.to_each(np.arange(size)).tolist() == [at for at, it in enumerate(within) for _ in it]
        assert by.as_laid_out.plain_sums(by.laid_out(values)).tolist() == by.plain_sums(values).tolist()


def test_terms_that_come_group_after_group_stay_where_they_are():
    for group in ([0, 0, 1, 2], [0, 0, 2], [0, 1]):
        assert Grouping.of(np.array(group), 3).order is None
    for group in ([1, 0], [-1, 0], [0, -1]):
        assert Grouping.of(np.array(group), 3).order is not None


def test_the_largest_numbers_there_are():
    by = Grouping.of(np.array([0, 0, 1]), 2)
    assert by.sums(np.array([4e307, 8e307, 3e306])).tolist() == [4e307 + 8e307, 3e306]
