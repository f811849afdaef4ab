"""Oracles: exact sums of fractions, and the same bits for every order of rows and whatever else is summed."""

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.arrays.exact import FloatArray
from integrind.data.decimals import Decimals
from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.estimation.design.sample import undivided
from integrind.estimation.domains.crossing import cross
from integrind.estimation.totals import replicate_sums
from integrind.estimation.totals.replicate_sums import Column, sums_by_replicate

NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, 0.1, 73.6998, -2.5, 1e6]),
    st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda it: it == 0 or abs(it) > 1e-6),
)
DECIMALS = st.integers(-(10**9), 10**9).map(lambda it: it / 1e4)


def rows_of(weights: st.SearchStrategy[float]) -> st.SearchStrategy[list[tuple[float, float, float, int]]]:
    return st.lists(st.tuples(weights, weights, NUMBERS, st.integers(0, 2)), min_size=1, max_size=30)


ROWS = rows_of(NUMBERS) | rows_of(DECIMALS)


def sums(rows: list[tuple[float, float, float, int]], *, alone: bool = False) -> FloatArray:
    first, second, column, entry = (np.array(it) for it in zip(*rows, strict=True))
    crossing = cross(undivided(len(rows)), {"group": entry})
    decimals = Decimals.of(pl.DataFrame([pl.Series("r1", first), pl.Series("r2", second)]))
    weights = ReplicateWeights(decimals.number, decimals.per_unit)
    columns: list[Column] = [column, np.ones(len(rows), dtype=bool)]
    if alone:
        return np.concatenate([sums_by_replicate(weights, [it], crossing) for it in columns])
    return sums_by_replicate(weights, columns, crossing)


@pytest.mark.parametrize(("block", "at_once", "multiplied"), [(1, 4, 1), (3, 2, 6), (128, 1 << 12, 1 << 19)])
@given(ROWS, st.randoms())
def test_sums_are_exact_whatever_the_order(
    block: int, at_once: int, multiplied: int, rows: list[tuple[float, float, float, int]], random
):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    ours = sums(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replicate_sums, "_BLOCK", block)
        patch.setattr(replicate_sums, "_AT_ONCE", at_once)
        patch.setattr(replicate_sums, "ALONE", multiplied)
        assert np.array_equal(ours, sums(shuffled))
    assert np.array_equal(ours, sums(rows, alone=True))
    heaviest = 2.0**-70 * len(rows) * max(abs(it) for row in rows for it in row[:2])
    largest = heaviest * max(abs(row[2]) for row in rows)
    for at, entry in enumerate(sorted({row[3] for row in rows})):
        inside = [row for row in rows if row[3] == entry]
        for number in range(2):
            products = [Fraction(row[number]) * Fraction(row[2]) for row in inside]
            size = float(sum(map(abs, products)))
            assert abs(ours[0, number, at] - float(sum(products))) <= 1e-14 * size + largest
            weights = [Fraction(row[number]) for row in inside]
            size = float(sum(map(abs, weights)))
            assert abs(ours[1, number, at] - float(sum(weights))) <= 1e-14 * size + heaviest


@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(-(10**7), 10**7)), min_size=1, max_size=30))
def test_sums_of_decimals_are_rounded_once(rows: list[tuple[int, int]]):
    found = sums([(weight / 1e4, weight / 1e4, value / 1e2, 0) for weight, value in rows])
    assert found[0, 0, 0] == float(Fraction(sum(weight * value for weight, value in rows), 10**6))
    assert found[1, 0, 0] == float(Fraction(sum(weight for weight, _ in rows), 10**4))
