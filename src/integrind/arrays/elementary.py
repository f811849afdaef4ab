"""Exponentials and logarithms whose last bit is the same everywhere.

Those of numpy and of the C library differ by a bit between versions and processors, and a bit decides now
and then how the twelfth digit is rounded. These are made of additions, multiplications, divisions and powers
of two, which IEEE 754 fixes to the last bit.
"""

from __future__ import annotations

import numpy as np

from integrind.arrays.exact import FloatArray, IntArray

_LOG2_HIGH, _LOG2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")
"""The logarithm of 2, in a part with so few bits that its multiples are exact, and the rest."""
_BEYOND = 800.0
"""The exponential of what is further from 0 is 0 or too large for a number."""
_EXPONENTIAL, _ARC_TANGENT = 14, 12
"""Terms of each series that a double can tell from 0."""
_ROOT_HALF = float(np.sqrt(0.5))
_NEAR = 0.3


def exp(x: FloatArray) -> FloatArray:
    """e to the power of x; 0 or infinity where that is too small or too large for a number."""
    less_one, twos = _reduced(x)
    less_one += 1.0
    return _scaled(less_one, twos)


def expm1(x: FloatArray) -> FloatArray:
    """exp(x) - 1, to full precision where x is small."""
    less_one, twos = _reduced(x)
    return _scaled(less_one, twos) + (_scaled(1.0, twos) - 1.0)


def log(x: FloatArray) -> FloatArray:
    """Natural logarithm of finite numbers; NaN of a negative one, without a warning."""
    positive = x > 0
    fraction, twos = np.frexp(np.where(positive, x, 1.0))
    below = fraction < _ROOT_HALF
    fraction = np.where(below, 2.0 * fraction, fraction) - 1.0
    twos = twos - below
    slope = fraction / (2.0 + fraction)
    found = twos * _LOG2_HIGH + (fraction - slope * (fraction - _above_arc_tangent(slope)) + twos * _LOG2_LOW)
    return np.where(positive, found, np.where(x == 0, -np.inf, np.nan))


def log1p(u: FloatArray) -> FloatArray:
    """log(1 + u), to full precision where u is small."""
    return np.where(np.abs(u) < _NEAR, u - above_log(u, 1.0 + u), log(1.0 + u))


def above_log(u: FloatArray, one_more: FloatArray) -> FloatArray:
    """U - log(1 + u), to full precision where u is near 0, and near -1 by 1 + u as the caller knows it."""
    near = np.abs(u) < _NEAR
    close = np.where(near, u, 0.0)
    slope = close / (2.0 + close)
    return np.where(near, slope * (close - _above_arc_tangent(slope)), u - log(one_more))


def _scaled(x: FloatArray | float, twos: IntArray) -> FloatArray:
    """X times 2 to the power of twos."""
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(x, twos)


def _reduced(x: FloatArray) -> tuple[FloatArray, IntArray]:
    """exp(r) - 1 and k, for x = r + k log 2 with |r| of half a log 2 at most."""
    clipped = np.clip(x, -_BEYOND, _BEYOND)
    twos = np.rint(clipped / (_LOG2_HIGH + _LOG2_LOW))
    rest = (clipped - twos * _LOG2_HIGH) - twos * _LOG2_LOW
    series = np.ones_like(rest)
    for divisor in range(_EXPONENTIAL, 1, -1):
        series *= rest
        series /= divisor
        series += 1.0
    series *= rest
    return series, np.where(np.isnan(twos), 0.0, twos).astype(np.int64)


def _above_arc_tangent(s: FloatArray) -> FloatArray:
    """2 (artanh(s) / s - 1): log(1 + f) is 2 artanh(s) for s = f / (2 + f)."""
    square = s * s
    found = np.zeros_like(square)
    for term in range(_ARC_TANGENT, 0, -1):
        found += 2.0 / (2 * term + 1)
        found *= square
    return found
