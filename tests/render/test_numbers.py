"""Oracle of rounding: the exact fraction that the shortest decimal names, half added, cut off."""

from __future__ import annotations

import math
import re
from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.render.tables.numbers import Figures, count, machine, percentage, rounded, unit_sign

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite, st.integers(0, 6))
def test_rounds_once_and_half_away_from_zero(value: float, digits: int) -> None:
    magnitude = math.floor(abs(Fraction(repr(value))) * 10**digits + Fraction(1, 2))
    expected = Fraction(magnitude, 10**digits) * (-1 if value < 0 else 1)
    text = rounded(value, digits)
    assert Fraction(text.replace(",", "")) == expected
    assert len(text.partition(".")[2]) == digits
    assert text.startswith("-") == (expected < 0)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),  # to even would be 2
        (-2.5, 0, "-3"),
        (2.675, 2, "2.68"),  # the nearest double is below 2.675: it counts as what it says
        (-0.04, 1, "0.0"),
        (-0.0, 2, "0.00"),
        (0.05, 1, "0.1"),
        (1234567.5, 0, "1,234,568"),
        (1e300, 0, "1" + ",000" * 100),
    ],
)
def test_rounds_by_hand(value: float, digits: int, text: str) -> None:
    assert rounded(value, digits) == text


@given(finite)
def test_machines_get_twelve_significant_digits(value: float) -> None:
    """Oracle: the decimal module rounds the double's exact value to 12 digits."""
    text = machine(value)
    assert float(text) == float(Context(prec=12).create_decimal(Decimal(value)))
    assert len(Decimal(text).normalize().as_tuple().digits) <= 12
    assert float(machine(float(text))) == float(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (614.0, "614"),
        (-0.0, "0"),
        (1 / 3, "0.333333333333"),
        (1234567890123.4, "1234567890120"),
        (1e15, "1000000000000000"),
        (1e16, "1e+16"),
        (0.0001, "0.0001"),
        (3.2e-47, "3.2e-47"),
    ],
)
def test_machine_form_by_hand(value: float, text: str) -> None:
    assert machine(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        machine(value)


def test_shares_are_percent_and_their_gaps_points() -> None:
    figures = Figures.of("proportion", "percent", 0.731)
    assert (figures.unit, figures.level(0.64349)) == ("%", "64.3")
    assert figures.difference(-0.0884) == "-8.8"
    assert figures.difference(0.164) == "+16.4"
    assert figures.difference(-0.0004) == "0.0"
    assert figures.margin(-0.112, -0.064) == "±2.4"
    assert figures.interval(0.619, 0.667) == "61.9–66.7"
    assert figures.interval(-0.031, 0.012) == "-3.1 to 1.2"


def test_a_poverty_rate_is_percent_without_saying_so() -> None:
    assert Figures.of("at_risk_of_poverty", None, 0.2).level(0.1875) == "18.8"


@pytest.mark.parametrize(
    ("unit", "largest", "value", "text"),
    [
        ("GBP", 14.2, 14.2, "14.20"),
        ("GBP", 23_456.4, 23_456.5, "23,457"),
        ("hours", 36.4, 36.45, "36.5"),
        ("points", 5.3, 5.314, "5.31"),
        ("index", 0.342, 0.3415, "0.342"),
        ("people", 4312.0, 4312.2, "4,312"),
    ],
)
def test_digits_fit_the_size(unit: str, largest: float, value: float, text: str) -> None:
    assert Figures.of("mean", unit, largest).level(value) == text


def test_digits_can_be_asked_for() -> None:
    assert Figures.of("proportion", "percent", 0.7, digits=3).level(0.64349) == "64.349"


@pytest.mark.parametrize(
    ("unit", "sign"),
    [
        ("percent", "%"),
        ("GBP", "£"),
        ("GBP per hour", "£ per hour"),
        ("eur_per_year", "€ per year"),
        ("hours", "hours"),
        ("index", ""),
        ("ratio", ""),
        ("", ""),
    ],
)
def test_units(unit: str, sign: str) -> None:
    assert unit_sign(unit) == sign


def test_counts_and_levels() -> None:
    assert count(11_842) == "11,842"
    assert [percentage(level) for level in (0.95, 0.9, 0.999, 1.0)] == ["95%", "90%", "99.9%", "100%"]


@given(finite, finite)
def test_nobody_meets_minus_zero(low: float, high: float) -> None:
    figures = Figures.of("mean", "points", 5.0)
    texts = [figures.level(low), figures.difference(low), *figures.interval(low, high).split(" to ")]
    assert not any(re.fullmatch(r"[-+]0*\.?0*", text) for text in texts)
