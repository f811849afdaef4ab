"""Oracles: exact sums of fractions, and the same bits for every order of rows."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.estimation import replicate_sums
from integrind.estimation.crossing import cross
from integrind.estimation.design import undivided
from integrind.estimation.exact import FloatArray
from integrind.estimation.replicate_sums import ReplicateWeights

NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, 0.1, 73.6998, -2.5, 1e6]),
    st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda it: it == 0 or abs(it) > 1e-6),
)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, st.integers(0, 2)), min_size=1, max_size=30)


def found(rows: list[tuple[float, float, float, int]]) -> FloatArray:
    first, second, column, entry = (np.array(it) for it in zip(*rows, strict=True))
    crossing = cross(undivided(len(rows)), {"group": entry})
    return ReplicateWeights.of((first, second), crossing).sums([column, np.ones(len(rows))])


@pytest.mark.parametrize("block", [1, 3, 1024])
@given(ROWS, st.randoms())
def test_sums_are_exact_whatever_the_order(block: int, rows: list[tuple[float, float, float, int]], random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replicate_sums, "_BLOCK", block)
        ours = found(rows)
        assert np.array_equal(ours, found(shuffled))
    for at, entry in enumerate(sorted({row[3] for row in rows})):
        inside = [row for row in rows if row[3] == entry]
        for number in range(2):
            products = [Fraction(row[number]) * Fraction(row[2]) for row in inside]
            size = float(sum(map(abs, products)))
            assert abs(ours[0, number, at] - float(sum(products))) <= 1e-14 * size
            weights = [Fraction(row[number]) for row in inside]
            assert abs(ours[1, number, at] - float(sum(weights))) <= 1e-14 * float(sum(map(abs, weights)))
