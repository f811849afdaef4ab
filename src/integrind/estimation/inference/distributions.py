"""Student's t and the beta distribution, as exact as doubles allow and the same to the last bit everywhere.

Special functions of libraries change their last digits, sometimes the tenth, from version to version, and
tables would change with them. Here all is arithmetic.

The variable is s, the logarithm of the odds x / (1 - x) in units of the odds a / b of the mean. In it the
density of the beta distribution is x**a (1 - x)**b / B(a, b), whose logarithm is concave, as is that of its
integral. Student's t is the case of a = df / 2 and b = 1/2, with x = df / (df + t**2), so s = -2 log t.

Sources: DLMF 8.17.22, the continued fraction, of which this is the even part; Loader (2000), Fast and
accurate computation of binomial probabilities, for the density.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np

from integrind.arrays.elementary import above_log, exp, expm1, log
from integrind.arrays.exact import BoolArray, FloatArray

_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400)
"""Of Stirling's series (DLMF 5.11.1): enough for doubles from this many on."""
_FROM = 8
_TERMS = 16
_PRECISION = float(np.finfo(np.float64).eps)
_MOST_TERMS = 20_000
"""Only near the middle of a hundred million cases and more would a fraction have more."""
_TOGETHER, _FEW = 16, 4096
"""Terms of a fraction made in one go, of fewer numbers than these: that takes hardly longer than one."""
_MOST_STEPS = 60
_CLOSE = 1e-6
"""In units of the standard deviation: the error after the next step is its cube."""
_LEAST = -600.0
"""Smaller odds are as good as none."""
_NOTHING, _LARGEST = 1e-100, 1e150
"""Of t: no probability of what is beyond differs from that at it by what could matter."""
_SERIES = (
    (4, 1, 1),
    (96, 5, 16, 3),
    (384, 3, 19, 17, -15),
    (92160, 79, 776, 1482, -1920, -945),
    (368640, 27, 339, 930, -1782, -765, 17955),
)
"""Divisor and coefficients of odd powers of z, the highest first, by power of 1 / df."""
_SETTLED = 1e-13
"""A last term that is smaller than this part of the quantile leaves less than rounding does."""
_NEAR = 1e-2
"""With a last term that is smaller than this, the series is a better start than the normal deviate."""
_NORMAL = 1e20
"""Degrees of freedom from which on t can't be told from a normal deviate."""


def t_tails(t: FloatArray, df: FloatArray) -> FloatArray:
    """The chance of a t further from 0, either way; t not negative, df positive."""
    s = -2 * log(np.clip(t, _NOTHING, _LARGEST))
    chance, _, _ = _Betas.of(np.minimum(df, _NORMAL) / 2, np.full_like(df, 0.5)).below(s)
    return np.where(t > 0, exp(chance), 1.0)


def f_above(f: FloatArray, above: FloatArray, below: FloatArray) -> FloatArray:
    """The chance of a larger F with degrees of freedom above and below the line, all positive."""
    bounded = np.clip(f, 1 / _LARGEST, _LARGEST)
    chance, _, _ = _Betas.of(np.minimum(below, _NORMAL) / 2, above / 2).below(-log(bounded))
    return exp(chance)


def t_within(level: float, df: FloatArray) -> FloatArray:
    """The t that lies further from 0 than the rest with the chance 1 - level; df positive."""
    many, one = np.minimum(df, _NORMAL) / 2, np.full_like(df, 0.5)
    if level < 0.5:  # the smaller of two chances says more digits
        return exp(_Betas.of(one, many).quantile(level) / 2)
    found, last = _near_normal(normal_within(level), df)
    near = last < _NEAR * found
    far = ~(last < _SETTLED * found)
    if far.any():
        start = np.where(near[far], -2 * log(found[far]), np.nan)
        found[far] = exp(_Betas.of(many[far], one[far]).quantile(1 - level, start) / -2)
    return found


@cache
def normal_within(level: float) -> float:
    """The normal deviate that lies further from 0 than the rest with the chance 1 - level."""
    many, one = np.array([_NORMAL / 2]), np.array([0.5])
    if level < 0.5:
        return float(exp(_Betas.of(one, many).quantile(level) / 2)[0])
    return float(exp(_Betas.of(many, one).quantile(1 - level) / -2)[0])


def _near_normal(z: float, df: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The quantile of t from the normal deviate z as a series in 1 / df, and the size of its last term.

    Source: Goldberg and Levine (1946), Approximate formulas for the percentage points and normalization of t
    and chi squared; its first four terms are 26.7.5 of Abramowitz and Stegun.
    """
    found, last, scale = np.full_like(df, z), np.zeros_like(df), np.ones_like(df)
    for divisor, *coefficients in _SERIES:
        polynomial = 0.0
        for coefficient in coefficients:
            polynomial = polynomial * z * z + coefficient
        scale /= df
        last = polynomial * z / divisor * scale
        found += last
    return found, np.abs(last)


def beta_odds(a: FloatArray, b: FloatArray, chance: float) -> FloatArray:
    """Odds x / (1 - x) of what a beta variable is below with a chance of half at most; a, b positive."""
    return exp(_Betas.of(a, b).quantile(chance)) * (a / b)


@dataclass(frozen=True)
class _Betas:
    """Beta distributions: two parameters, their sum, and what follows from them, (n,) each."""

    a: FloatArray
    b: FloatArray
    n: FloatArray
    log_scale: FloatArray
    """Of the density: its logarithm where x is a / n."""
    spread: FloatArray
    """About the standard deviation of s."""

    @classmethod
    def of(cls, a: FloatArray, b: FloatArray) -> Self:
        """Beta distributions by their parameters."""
        n = a + b
        shape = log(a * (b / n) / (2 * np.pi)) / 2
        log_scale = shape + _stirling_error(n) - _stirling_error(a) - _stirling_error(b)
        return cls(a, b, n, log_scale, np.sqrt(1 / a + 1 / b))

    def only(self, some: BoolArray) -> _Betas:
        """Some of them."""
        return _Betas(self.a[some], self.b[some], self.n[some], self.log_scale[some], self.spread[some])

    def below(self, s: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The logarithm of the chance to be below s, its ratio to the density, and the density's slope."""
        a, b = self.a, self.b
        odds = exp(s) * (a / b)
        x, y = odds / (1 + odds), 1 / (1 + odds)
        slope = -a * y * expm1(s)
        density = self.log_scale - a * above_log(-slope / a, x * (self.n / a))
        density -= b * above_log(slope / b, y * (self.n / b))
        other = slope <= x - y  # the fraction is for the smaller side
        sides = [np.where(other, *it) for it in ((b, a), (a, b), (y, x), (x, y), (-slope, slope))]
        ratio = _fraction(*sides)
        chance = density + log(ratio)
        if other.any():
            above = exp(chance[other])
            chance[other] = log(1 - above)
            ratio[other] *= (1 - above) / above
        return chance, ratio, slope

    def quantile(self, chance: float, start: FloatArray | None = None) -> FloatArray:
        """The s that these fall below with some chance, from where it may be known to be near, else NaN.

        Halley's steps on the logarithm of the chance, which is concave: from below they stay there, and from
        above the first one leads below.
        """
        target = log(np.array(chance))
        away = np.sqrt(-2 * log(np.array(min(2 * chance, 1.0))))
        found = -away * self.spread
        if start is not None:
            found = np.where(np.isnan(start), found, start)
        at, left = np.arange(len(found)), self
        for _ in range(_MOST_STEPS):
            before = found[at]
            reached, ratio, slope = left.below(before)
            miss = reached - target
            now = before - miss * ratio / np.maximum(0.5, 1 + miss * (1 - ratio * slope) / 2)
            found[at] = np.maximum(now, _LEAST)
            going = np.abs(found[at] - before) > _CLOSE * left.spread
            if not going.any():
                break
            at, left = at[going], left.only(going)
        return found


def _fraction(a: FloatArray, b: FloatArray, x: FloatArray, y: FloatArray, slope: FloatArray) -> FloatArray:
    """The chance to be below x in units of the density, y = 1 - x, slope = a - (a + b) x > x - y.

    Each goes its own number of terms, lest one depended on which others are beside it.
    """
    found, at = np.empty_like(a), np.arange(len(a))
    value = (slope + 1) / (a + 1)
    over, under = value, np.zeros_like(value)
    together = _TOGETHER if len(a) < _FEW else 1
    for first in range(1, _MOST_TERMS + 1, together):
        if not len(at):
            break
        term = np.arange(first, first + together)[:, None]
        last = a + 2 * term
        even = term * (b - term) * x / ((last - 1) * last)
        numerators = (a + (term - 1)) * (a + b + (term - 1)) * x / ((last - 2) * (last - 1)) * even
        denominators = (a + term) * (slope + 1 + term * (1 + y)) + term * (last + 1)
        denominators = denominators / (last * (last + 1)) + even
        steps, values = np.empty_like(last), np.empty_like(last)
        with np.errstate(all="ignore"):  # behind its last term a fraction goes on for nothing
            for number, (numerator, denominator) in enumerate(zip(numerators, denominators, strict=True)):
                under = 1 / (denominator + numerator * under)
                over = denominator + numerator / over
                steps[number] = over * under
                values[number] = value = value * steps[number]
        ended = ~(np.abs(steps - 1) > _PRECISION)
        ended[-1] |= first + together > _MOST_TERMS
        done = np.flatnonzero(ended.any(axis=0))
        found[at[done]] = 1 / (a[done] * values[ended.argmax(axis=0)[done], done])
        left = ~ended.any(axis=0)
        at, parts = at[left], (a, b, x, y, slope, value, over, under)
        a, b, x, y, slope, value, over, under = (it[left] for it in parts)
    return found


def _stirling_error(z: FloatArray) -> FloatArray:
    """log Gamma(z) less Stirling's (z - 1/2) log z - z + log(2 pi) / 2."""
    shifted = np.where(z < _FROM, z + _FROM, z)
    inverse = 1 / (shifted * shifted)
    found = np.zeros_like(z)
    for coefficient in reversed(_STIRLING):
        found = found * inverse + coefficient
    found /= shifted
    if (small := z < _FROM).any():
        found[small] += _of_shifts(z[small])
    return found


def _of_shifts(z: FloatArray) -> FloatArray:
    """What the error of Stirling's formula at z is above that at z + 8."""
    square = 1 / (2 * (z + np.arange(1, _FROM)[:, None]) + 1) ** 2
    steps = np.zeros_like(square)
    for term in range(_TERMS, 0, -1):
        steps += 1 / (2 * term + 1)
        steps *= square
    found = (z + 0.5) * log(1 + 1 / z) - 1
    for step in steps:
        found += step
    return found
