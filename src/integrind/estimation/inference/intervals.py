"""Intervals and tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.elementary import exp
from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.concurrently import cached
from integrind.estimation.inference.distributions import beta_odds, normal_within, t_tails, t_within
from integrind.vocabulary import ProportionInterval

Interval = tuple[FloatArray, FloatArray]

_MOST_CASES = 1e30
"""Of more, an interval would have no width that a double can hold."""

_NEIGHBOURS = 32

_KNOWN: dict[float, dict[float, float]] = defaultdict(dict)
"""Quantiles that were found before, by level and df: each is the same whatever others are beside it."""


def t_quantile(level: float, df: FloatArray) -> FloatArray:
    """Two-sided t quantile; NaN below one degree of freedom."""
    usable = df >= 1
    distinct, place = np.unique(np.where(usable, df, 1.0), return_inverse=True)
    known, wanted = _KNOWN[level], distinct.tolist()
    if any(it not in known for it in wanted):
        new = np.unique([near for it in wanted if it not in known for near in _with_neighbours(it)])
        known.update(zip(new.tolist(), t_within(level, new).tolist(), strict=True))
    return np.where(usable, np.array([known[it] for it in wanted])[place], np.nan)


def t_quantiles(levels: FloatArray, df: FloatArray) -> FloatArray:
    """Two-sided t quantiles, each at a level of its own."""
    found = np.full(len(df), np.nan)
    for level in np.unique(levels).tolist():
        its = levels == level
        found[its] = t_quantile(level, df[its])
    return found


def _with_neighbours(df: float) -> Iterator[float]:
    """Degrees of freedom, and if whole others of their size: many take hardly longer than one."""
    yield df
    if df % 1 == 0:
        first = max(1.0, df // _NEIGHBOURS * _NEIGHBOURS)
        yield from (first + it for it in range(_NEIGHBOURS))


def symmetric(theta: FloatArray, se: FloatArray, t: FloatArray) -> Interval:
    """theta ± t se."""
    return theta - t * se, theta + t * se


@dataclass(frozen=True)
class TTests:
    """Two-sided t tests of no difference, (rows,).

    Their p is found for a whole table at once: that of many takes hardly longer than that of few, and each is
    the same to the last bit whatever others are beside it.
    """

    statistic: FloatArray
    """NaN where t has nothing to say."""
    df: FloatArray
    otherwise: FloatArray
    """There p as it is known otherwise, or NaN."""

    @classmethod
    def of(cls, difference: FloatArray, se: FloatArray, df: FloatArray) -> Self:
        """Tests with t; none where the standard error is 0 or df is below 1."""
        usable = (se > 0) & (df >= 1)
        statistic = np.divide(np.abs(difference), se, out=np.full_like(se, np.nan), where=usable)
        return cls(statistic, np.where(usable, df, np.nan), np.full_like(se, np.nan))

    @classmethod
    def known(cls, p: FloatArray) -> Self:
        """Tests of which p is known."""
        nothing = np.full_like(p, np.nan)
        return cls(nothing, nothing, p)

    @classmethod
    def none(cls, rows: int) -> Self:
        """No test."""
        return cls.known(np.full(rows, np.nan))

    @classmethod
    def joined(cls, parts: Sequence[TTests]) -> Self:
        """The tests of some parts, one after the other."""
        each = zip(*((it.statistic, it.df, it.otherwise) for it in parts), strict=True)
        return cls(*(np.concatenate(columns) for columns in each))

    def __len__(self) -> int:
        return len(self.statistic)

    def instead(self, where: BoolArray, p: FloatArray) -> Self:
        """The same, but for some whose p is known otherwise."""
        statistic = np.where(where, np.nan, self.statistic)
        return type(self)(statistic, self.df, np.where(where, p, self.otherwise))

    def at(self, place: IntArray) -> Self:
        """The tests of some rows; none at -1."""
        columns = (self.statistic, self.df, self.otherwise)
        return type(self)(*(np.append(column, np.nan)[place] for column in columns))

    def p(self) -> FloatArray:
        """The chance of a difference as large; NaN where there is no test."""
        by_t = np.isfinite(self.statistic)
        found = self.otherwise.copy()
        found[by_t] = t_tails(self.statistic[by_t], self.df[by_t])
        return found


def p_value(difference: FloatArray, se: FloatArray, df: FloatArray) -> FloatArray:
    """Two-sided t test of no difference; NaN where the standard error is 0 or df is below 1."""
    return TTests.of(difference, se, df).p()


def ratio_of(
    theta: FloatArray, reference: FloatArray, log_se: FloatArray, t: FloatArray
) -> tuple[FloatArray, Interval]:
    """Ratio with the interval of its logarithm; NaN unless both sides are positive.

    An end too large to be held as a number is NaN: with one degree of freedom exp(t se) can be.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.where((theta > 0) & (reference > 0), theta / reference, np.nan)
        low, high = ratio * exp(np.stack([-t * log_se, t * log_se]))
    return ratio, (low, np.where(np.isfinite(high), high, np.nan))


@dataclass(frozen=True)
class Proportions:
    """Proportions with standard errors, unweighted bases and degrees of freedom, all (domains,)."""

    p: FloatArray
    se: FloatArray
    n: FloatArray
    df: FloatArray
    level: float

    def only(self, some: BoolArray) -> Proportions:
        """Some of them."""
        return Proportions(self.p[some], self.se[some], self.n[some], self.df[some], self.level)

    @cached
    def at_end(self) -> BoolArray:
        """Where a proportion is 0 or 1."""
        return (self.p <= 0) | (self.p >= 1)

    @cached
    def t(self) -> FloatArray:
        """The t quantile of each."""
        return t_quantile(self.level, self.df)

    @cached
    def effective_n(self) -> FloatArray:
        """p (1 - p) / se² · (t_{n-1} / t_df)², with n in place of its first factor at p = 0 and 1.

        Source: Korn and Graubard (1998), Survey Methodology 24(2); R `svyciprop(method = "beta")`.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            effective = np.where(self.at_end, self.n, self.p * (1 - self.p) / self.se**2)
            return effective * (t_quantile(self.level, self.n - 1) / self.t) ** 2


def logit(of: Proportions) -> Interval:
    """expit(logit p ± t se / (p (1 - p))) (R: `svyciprop(method = "xlogit")`); Korn-Graubard at 0 and 1."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        half = of.t * of.se / (of.p * (1 - of.p))
        low, high = of.p / (of.p + (1 - of.p) * exp(np.stack([half, -half])))
    return low, high


def korn_graubard(of: Proportions) -> Interval:
    """Beta quantiles (Clopper and Pearson) at the effective sample size."""
    successes, failures = of.effective_n * of.p, of.effective_n * (1 - of.p)
    beyond = (1 - of.level) / 2
    below, above = _odds(successes, failures + 1, beyond), _odds(failures, successes + 1, beyond)
    low = np.where(of.p <= 0, 0.0, below / (1 + below))
    high = np.where(of.p >= 1, 1.0, 1 / (1 + above))
    return _at_no_variation(of, low), _at_no_variation(of, high)


def _odds(a: FloatArray, b: FloatArray, chance: float) -> FloatArray:
    """Odds of beta quantiles, NaN where there is no such distribution."""
    usable = (a > 0) & (b > 0) & np.isfinite(a) & np.isfinite(b)
    found = np.full_like(a, np.nan)
    a, b = a[usable], b[usable]
    scale = np.minimum(1.0, _MOST_CASES / (a + b))
    found[usable] = beta_odds(a * scale, b * scale, chance)
    return found


def wilson(of: Proportions) -> Interval:
    """Wilson's score interval at the effective sample size."""
    z = normal_within(of.level)
    size = of.effective_n
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (of.p + z * z / (2 * size)) / (1 + z * z / size)
        half = z / (1 + z * z / size) * np.sqrt(of.p * (1 - of.p) / size + (z / (2 * size)) ** 2)
    low = np.where(of.p <= 0, 0.0, centre - half)
    high = np.where(of.p >= 1, 1.0, centre + half)
    return _at_no_variation(of, low), _at_no_variation(of, high)


def _at_no_variation(of: Proportions, end: FloatArray) -> FloatArray:
    """An end of an interval; the proportion itself where it doesn't vary, NaN where that isn't known."""
    known = np.where(np.isfinite(of.effective_n), end, np.nan)
    return np.where((of.se == 0) & ~of.at_end, of.p, known)


def wald(of: Proportions) -> Interval:
    """P ± t se (R: `svyciprop(method = "mean")`); Korn-Graubard at 0 and 1."""
    return symmetric(of.p, of.se, of.t)


_METHODS: Mapping[ProportionInterval, Callable[[Proportions], Interval]] = {
    ProportionInterval.LOGIT: logit,
    ProportionInterval.KORN_GRAUBARD: korn_graubard,
    ProportionInterval.WILSON: wilson,
    ProportionInterval.WALD: wald,
}

_NO_WIDTH_AT_END = frozenset({ProportionInterval.LOGIT, ProportionInterval.WALD})


def of_proportions(method: ProportionInterval, of: Proportions) -> Interval:
    """Intervals; Korn-Graubard where a method has none at 0 and 1; NaN below one degree of freedom."""
    low, high = _METHODS[method](of)
    if method in _NO_WIDTH_AT_END and of.at_end.any():
        low[of.at_end], high[of.at_end] = korn_graubard(of.only(of.at_end))
    usable = of.df >= 1
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan)


def of_rates(of: Proportions) -> Interval:
    """Intervals θ ± t se of rates whose standard error isn't that of a share alone, within 0 and 1."""
    low, high = of_proportions(ProportionInterval.WALD, of)
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def methods(method: ProportionInterval, of: Proportions, called: str = "") -> Categorical:
    """The method that each interval of `of_proportions` was made with, empty where there is none."""
    stand_in = of.at_end & (method in _NO_WIDTH_AT_END)
    usable = (of.df >= 1) & np.isfinite(of.p)
    return Categorical.first({"": ~usable, ProportionInterval.KORN_GRAUBARD: stand_in}, called or method)
