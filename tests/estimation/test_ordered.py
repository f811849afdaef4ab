"""Oracles: exact sums of fractions, and the definition of a quantile row by row."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.arrays.chunks import blocks, looked_up
from integrind.arrays.exact import Split, Terms
from integrind.estimation.design.sample import DrawnStage, draw
from integrind.estimation.domains.crossing import Crossing, cross
from integrind.estimation.domains.partition import Partition
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.indicator_variable import IndicatorVariable
from integrind.estimation.totals.packed import Packed
from integrind.vocabulary import LonelyPsu

MANY = 100_000
"""More than one pass takes at once."""

ROWS = st.lists(
    st.tuples(
        st.integers(-1, 3),
        st.floats(0.01, 100.0),
        st.one_of(st.integers(-3, 3).map(float), st.floats(-1e6, 1e6), st.just(-0.0)),
    ),
    min_size=1,
    max_size=40,
)
"""Domain (-1: none), weight and value."""


def base_of(rows: list[tuple[int, float, float]]) -> tuple[Base, Crossing, Partition]:
    """A base of PSUs of three rows, and the partition of its domains."""
    domain, weight, value = (np.array(column) for column in zip(*rows, strict=True))
    psu = DrawnStage(np.arange(len(rows)) // 3, None)
    crossing = cross(draw(None, [psu], len(rows), LonelyPsu.REMOVE), {"group": domain})
    return Base(crossing, np.arange(len(rows)), weight, value), crossing, crossing.partition(("group",))


def test_what_is_looked_up_in_blocks_is_what_is_there() -> None:
    values = np.random.default_rng(2).normal(size=300)
    at = np.random.default_rng(3).integers(0, 300, MANY).astype(np.uint16)
    assert (looked_up(values, at) == values[at]).all()
    assert [it for some in blocks(MANY) for it in range(MANY)[some]] == list(range(MANY))


@given(ROWS, st.floats(0.01, 0.99))
def test_quantiles_by_definition(rows: list[tuple[int, float, float]], share: float) -> None:
    base, _, partition = base_of(rows)
    found = dict(
        zip(partition.keys["group"].tolist(), base.ordered(partition).quantile(share).tolist(), strict=True)
    )
    assert found.keys() == {domain for domain, _, _ in rows if domain >= 0}
    for domain, theta in found.items():
        its = [(Fraction(weight), value) for at, weight, value in rows if at == domain]
        wanted = Fraction(share) * sum(weight for weight, _ in its)
        below = sum(weight for weight, value in its if value < theta)
        assert theta in {value for _, value in its}
        assert below < wanted <= (below + sum(w for w, value in its if value == theta)) * (1 + Fraction(1e-9))


DECIMALS = st.lists(
    st.tuples(
        st.integers(-1, 3),
        st.integers(1, 10**6).map(lambda it: it / 10_000),
        st.integers(-(10**7), 10**7).map(lambda it: it / 100),
    ),
    min_size=1,
    max_size=40,
)


@given(DECIMALS, st.floats(0.01, 0.99))
def test_decimals_are_ordered_as_any_numbers_are(rows: list[tuple[int, float, float]], share: float) -> None:
    base, crossing, partition = base_of(rows)
    packed = Packed.of(base.value, crossing.split(base.weight).at(slice(None)))
    assert packed is not None
    assert packed.has_room(partition)
    other = base.by_value.ordered(base.weights_by_value, partition)
    assert packed.ordered(base.entry, partition).quantile(share).tolist() == other.quantile(share).tolist()


@pytest.mark.parametrize(
    ("values", "weights"),
    [
        ([0.1, math.pi], [1.0, 1.0]),
        ([0.1, 0.2], [math.pi, 1.0]),
        ([0.1 + 0.2, 0.3], [1.0, 1.0]),
        ([0.0, 1e15], [1.0, 65_536.0]),
        ([-1e308, 1e308], [1.0, 1.0]),
        ([0.0, 1.0], [1.0, 1e18]),
        ([], []),
    ],
    ids=["value", "weight", "not quite a decimal", "too wide", "too far apart", "too heavy", "none"],
)
def test_what_is_not_packed(values: list[float], weights: list[float]) -> None:
    assert Packed.of(np.array(values), terms_of(weights)) is None


def terms_of(weights: list[float]) -> Terms:
    """Of two rows of one entry."""
    return Split.of(np.array(weights), np.zeros(len(weights), dtype=np.int64), 1, 2).at(slice(None))


def test_packed_numbers_leave_room_for_few_domains() -> None:
    _, _, partition = base_of([(group, 1.0, 1.0) for group in range(4)])
    weights = terms_of([1.0, 1023.0])
    roomy, full = (Packed.of(np.array([0.0, 2.0**bits]), weights) for bits in (50, 51))
    assert roomy is not None
    assert roomy.has_room(partition)
    assert full is not None
    assert not full.has_room(partition)


@given(ROWS, st.data())
def test_weights_of_marked_rows(rows: list[tuple[int, float, float]], data: st.DataObject) -> None:
    base, crossing, _ = base_of(rows)
    marks = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    marked = IndicatorVariable.of(base, lambda some: np.array(marks)[some])
    exact = [Fraction(0)] * crossing.size
    for at, (entry, there) in enumerate(zip(crossing.row_entry.tolist(), marks, strict=True)):
        exact[entry] += Fraction(float(base.weight[at])) if there else 0
    assert marked.y.tolist() == pytest.approx([float(it) for it in exact], rel=1e-15)
    assert marked.having.sum() == sum(marks)
    for entry in range(crossing.size):
        inside = crossing.row_entry == entry
        mean = np.average(marks, weights=inside * base.weight)
        squares = float((inside * base.weight * (np.array(marks) - mean) ** 2).sum())
        assert math.isclose(marked.squares_within[entry], squares, rel_tol=1e-9, abs_tol=1e-12)


@given(ROWS, st.data())
def test_rows_up_to_a_limit(rows: list[tuple[int, float, float]], data: st.DataObject) -> None:
    base, crossing, _ = base_of(rows)
    limits = st.one_of(st.just(np.nan), st.sampled_from([value for _, _, value in rows]))
    limit = np.array(data.draw(st.lists(limits, min_size=crossing.size, max_size=crossing.size)))
    expected = [value <= limit[at] for (_, _, value), at in zip(rows, crossing.row_entry, strict=True)]
    assert IndicatorVariable.up_to(base, limit).rows.tolist() == expected
