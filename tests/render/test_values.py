"""Oracle: `machine`, which writes one number at a time with Python's own formatting."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.render.formats import values
from integrind.render.formats.delimited import separated
from integrind.render.formats.values import rounded, writable
from integrind.render.tables.numbers import machine

finite = st.floats(allow_nan=False, allow_infinity=False)
few_steps = st.integers(-3, 3)
near_ties = st.builds(
    lambda digits, power, steps: float(f"{digits}5e{power}") * (1 + steps * math.ulp(1)),
    st.integers(-(10**12) + 1, 10**12 - 1),
    st.integers(-40, 20),
    few_steps,
)
"""Up to twelve digits and a half, and the floats around."""
powers = st.builds(
    lambda power, steps: 10.0**power * (1 + steps * math.ulp(1)), st.integers(-30, 30), few_steps
)
whole = st.integers(-(10**17), 10**17).map(float)
numbers = finite | st.floats(-1e13, 1e13) | near_ties | powers | whole


@given(st.lists(st.none() | numbers), st.sampled_from([0, values.FEW]))
def test_as_python_writes_each(given_numbers: list[float | None], few: int) -> None:
    expected = [None if number is None else machine(number) for number in given_numbers]
    column = pl.Series("a column", given_numbers, dtype=pl.Float64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "FEW", few)
        assert writable(column).cast(pl.String).to_list() == expected
    again = rounded(column)
    assert again.name == "a column"
    assert column.to_list() == given_numbers
    assert [None if it is None else (it, math.copysign(1, it)) for it in again.to_list()] == [
        None if it is None else (float(it), math.copysign(1, float(it))) for it in expected
    ]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_never_written(number: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        rounded(pl.Series([1.0, None, number]))


def test_only_floats_are_rounded() -> None:
    counts = pl.Series([None, 10**15 + 1])
    assert rounded(counts).to_list() == counts.to_list()


@given(st.lists(st.tuples(st.none() | numbers, st.none() | st.sampled_from(["a", "a,b", '"', "=1+1", "é"]))))
def test_few_rows_are_written_as_many_are(rows: list[tuple[float | None, str | None]]) -> None:
    frame = pl.DataFrame(rows, {"number": pl.Float64, "text": pl.String}, orient="row")
    few = separated(frame, ",")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "FEW", 0)
        assert separated(frame, ",") == few
