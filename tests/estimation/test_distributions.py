"""Special functions against 20 digits, and the same bits whatever is beside a number.

`distributions.csv` was computed once with mpmath at 50 digits: regularised incomplete beta functions as
`x**a (1 - x)**b / (a B(a, b)) 2F1(1, a + b; a + 1; x)` of the smaller side, quantiles as Newton's root of
these, the normal deviate as `sqrt(2) erfinv(level)`.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.arrays import elementary
from integrind.estimation.inference import distributions, intervals

EXACT = 2e-14
"""Each value is to lie within this of the exact one, relatively: the twelfth digit is seldom in doubt."""
VALUES = list(csv.DictReader((Path(__file__).parent / "distributions.csv").read_text("utf-8").splitlines()))


def values_of(function: str) -> list[tuple[list[float], float]]:
    rows = [row for row in VALUES if row["function"] == function]
    return [([float(it) for it in row["arguments"].split()], float(row["value"])) for row in rows]


@pytest.mark.parametrize(("arguments", "value"), values_of("t_within"))
def test_t_quantiles_are_exact(arguments: list[float], value: float) -> None:
    level, df = arguments
    assert distributions.t_within(level, np.array([df]))[0] == pytest.approx(value, rel=EXACT)


@pytest.mark.parametrize(("arguments", "value"), values_of("t_tails"))
def test_p_values_are_exact(arguments: list[float], value: float) -> None:
    t, df = (np.array([it]) for it in arguments)
    assert distributions.t_tails(t, df)[0] == pytest.approx(value, rel=EXACT)


@pytest.mark.parametrize(("arguments", "value"), values_of("beta_odds"))
def test_beta_quantiles_are_exact(arguments: list[float], value: float) -> None:
    """With a small parameter a quantile is about the chance to the power 1/a, and as inexact."""
    a, b, chance = arguments
    found = distributions.beta_odds(np.array([a]), np.array([b]), chance)[0]
    assert found == pytest.approx(value, rel=EXACT / min(1.0, a))


@pytest.mark.parametrize(("arguments", "value"), values_of("normal_within"))
def test_normal_deviates_are_exact(arguments: list[float], value: float) -> None:
    assert distributions.normal_within(*arguments) == pytest.approx(value, rel=EXACT)


def test_no_difference_is_as_likely_as_can_be_and_an_endless_one_is_not() -> None:
    t, df = np.array([0.0, math.inf]), np.array([3.0, 3.0])
    none, endless = distributions.t_tails(t, df)
    assert none == 1.0
    assert endless < 1e-300


POSITIVE = st.floats(0.01, 1e6)


@given(POSITIVE, POSITIVE, st.floats(1e-6, 0.5), st.lists(st.tuples(POSITIVE, POSITIVE), max_size=6))
def test_what_is_beside_a_number_changes_no_bit_of_it(
    a: float, b: float, chance: float, others: list[tuple[float, float]]
) -> None:
    first, second = np.array([(a, b), *others]).T
    (alone,) = distributions.beta_odds(np.array([a]), np.array([b]), chance)
    assert distributions.beta_odds(first, second, chance)[0] == alone
    (tail,) = distributions.t_tails(np.array([a]), np.array([b + 1]))
    assert distributions.t_tails(first, second + 1)[0] == tail


def test_thousands_beside_a_number_change_no_bit_of_it() -> None:
    t, df = np.linspace(0.1, 5.0, 5_000), np.linspace(1.0, 3_000.0, 5_000)
    together = distributions.t_tails(t, df)
    several = [distributions.t_tails(*it) for it in zip(np.split(t, 50), np.split(df, 50), strict=True)]
    assert together.tobytes() == np.concatenate(several).tobytes()


@pytest.mark.parametrize("df", [1.0, 2.0, 31.0, 32.0, 33.0, 4.7, 1e6, 2.0**60, math.inf])
def test_a_quantile_that_is_found_with_its_neighbours_is_the_same(df: float) -> None:
    (alone,) = distributions.t_within(0.9, np.array([df]))
    for first in (df, 32.0):
        intervals.t_quantile(0.9, np.array([first]))
    assert intervals.t_quantile(0.9, np.array([df]))[0] == alone


@given(st.floats(0.001, 0.999), st.floats(1, 1e6))
def test_the_chance_to_be_beyond_a_quantile_is_the_rest(level: float, df: float) -> None:
    of = np.array([df])
    beyond = distributions.t_tails(distributions.t_within(level, of), of)[0]
    assert beyond == pytest.approx(1 - level, rel=1e-12)


@given(st.floats(-700, 700))
def test_exponentials_and_logarithms_are_the_c_library_s(x: float) -> None:
    """That of Python is the C library's, which errs by less than a unit of the last place."""
    power = float(elementary.exp(np.array([x]))[0])
    assert power == pytest.approx(math.exp(x), rel=5e-16)
    assert float(elementary.log(np.array([power]))[0]) == pytest.approx(math.log(power), rel=5e-16, abs=5e-17)
    assert float(elementary.expm1(np.array([x]))[0]) == pytest.approx(math.expm1(x), rel=5e-16)


@given(st.floats(-0.999, 1e3))
def test_logarithms_near_1_are_the_c_library_s(u: float) -> None:
    assert float(elementary.log1p(np.array([u]))[0]) == pytest.approx(math.log1p(u), rel=2e-15)


def test_the_logarithm_of_0_is_endless() -> None:
    assert np.isneginf(elementary.log(np.array([0.0]))).all()


@pytest.mark.parametrize("x", [-1.0, -1.0000000000000002, -0.9999999999999999, -1e-300, -1e300, math.nan])
def test_a_negative_number_has_no_logarithm_and_is_no_warning(x: float) -> None:
    """What a near -1 is divided by is near 0: a power of it was too large for a number."""
    assert np.isnan(elementary.log(np.array([x]))).all()


def test_exponentials_end_in_nothing_or_in_no_number() -> None:
    found = elementary.exp(np.array([-math.inf, -1e6, 1e6, math.inf, math.nan]))
    assert found[:2].tolist() == [0.0, 0.0]
    assert np.isposinf(found[2:4]).all()
    assert np.isnan(found[4])


@pytest.mark.parametrize(
    ("number", "bits"),
    [
        (0.1, "0x1.1aec7b35a00d4p+0"),
        (1.0, "0x1.5bf0a8b14576ap+1"),
        (700.25, "0x1.2fd8e4cbfa413p+1010"),
        (-20.5, "0x1.57a3afeed00acp-30"),
    ],
)
def test_an_exponential_has_the_same_bits_everywhere(number: float, bits: str) -> None:
    """Written down on one machine: there is one result of these additions and multiplications."""
    assert float(elementary.exp(np.array([number]))[0]).hex() == bits
