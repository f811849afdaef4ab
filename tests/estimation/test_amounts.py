"""Oracle: the amounts of each finest entry, row by row and sorted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.estimation.design.sample import DrawnStage, draw
from integrind.estimation.domains.crossing import Crossing, cross
from integrind.estimation.totals.amounts import Ends, Largest
from integrind.vocabulary import LonelyPsu

MANY = 150_000
"""More than two passes take at once."""

ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-4, 4), st.integers(0, 3), st.booleans()),
    min_size=1,
    max_size=30,
)
"""PSU, value, weight, and whether the row is in the base; with many ties."""


def crossed(psu: IntArray) -> Crossing:
    sample = draw(None, [DrawnStage(psu, None)], len(psu), LonelyPsu.REMOVE)
    return cross(sample, {"group": np.zeros(len(psu), dtype=np.int8)})


def hold(psu: IntArray, value: FloatArray, weight: FloatArray, inside: BoolArray) -> None:
    crossing = crossed(psu)
    largest, ends = Largest.of(value, weight, inside, crossing), Ends.of(value, inside, crossing)
    for entry in range(crossing.size):
        its = inside & (crossing.row_entry == entry)
        sizes = [0.0, 0.0, *sorted(np.abs(weight[its] * value[its]).tolist())]
        assert (largest.first[entry], largest.second[entry]) == (sizes[-1], sizes[-2])
        assert largest.not_zero[entry] == np.count_nonzero(value[its])
        assert ends.most[entry] == value[its].max(initial=-np.inf)
        assert -ends.least[entry] == value[its].min(initial=np.inf)


@given(ROWS)
def test_two_largest_amounts_and_ends(rows: list[tuple[int, int, int, bool]]) -> None:
    psu, value, weight, inside = (np.array(column) for column in zip(*rows, strict=True))
    hold(psu, value.astype(np.float64), weight.astype(np.float64), inside.astype(bool))


def test_two_largest_amounts_of_more_rows_than_are_looked_at_together() -> None:
    random = np.random.default_rng(5)
    psu, inside = random.integers(0, 40, MANY), random.random(MANY) < 0.9
    for most in (50, 10**9):  # with ties between passes, and hardly any
        value, weight = random.integers(-most, most, MANY), random.integers(1, 4, MANY)
        hold(psu, value.astype(np.float64), weight.astype(np.float64), inside)
