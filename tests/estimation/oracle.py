"""The statistics said again, slowly: a score for each row, dense sums, one loop after another.

Written from docs/statistics.md alone. It shares no line with the engine, and nothing here is fast: the
variance of a gap is the variance of the difference of two score vectors, never a sum of moments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isinf, isnan, log, nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy import special, stats

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]
"""One boolean for each row of the file."""


@dataclass(frozen=True)
class Values:
    """What is measured: the value (numerator) and denominator of every row, and the measure's parameters."""

    measure: str
    y: Floats
    x: Floats | None = None
    q: float = 0.5
    share: float = 0.6
    everyone: Rows | None = None
    """For poverty, whose quantile makes the line: the eligible of the wave, whatever `--where` says."""


# Estimates


def quantile(y: Floats, w: Floats, q: float) -> float:
    """Smallest y such that the weights of all values up to it reach the share q."""
    total = w.sum()
    for value in np.unique(y[w > 0]):
        if w[y <= value].sum() >= q * total * (1 - 1e-12):
            return float(value)
    return nan


def poverty_line(values: Values, w: Floats) -> tuple[float, float]:
    """The quantile that the line is a share of, and the line."""
    assert values.everyone is not None
    middle = quantile(values.y[values.everyone], w[values.everyone], values.q)
    return middle, values.share * middle


def mid_ranks(y: Floats, w: Floats) -> Floats:
    """Share of the weight below each value, and half of the weight at it."""
    ranks: Floats = np.array([w[y < it].sum() + w[y == it].sum() / 2 for it in y]) / w.sum()
    return ranks


def estimate(values: Values, w: Floats, rows: Rows) -> float:
    """Estimate of a domain, nan where it is undefined."""
    rows = rows & (w > 0)
    y, w_d = values.y[rows], w[rows]
    total = w_d.sum()
    if not total > 0:
        return nan
    match values.measure:
        case "proportion" | "mean":
            return float((w_d * y).sum() / total)
        case "total":
            return float((w_d * y).sum())
        case "ratio":
            assert values.x is not None
            below = (w_d * values.x[rows]).sum()
            return float((w_d * y).sum() / below) if below else nan
        case "median" | "quantile":
            return quantile(y, w_d, values.q)
        case "at_risk_of_poverty":
            _, line = poverty_line(values, w)
            return float(w_d[y < line].sum() / total)
        case "gini":
            mean = beyond_rounding((w_d * y).sum(), (w_d * np.abs(y)).sum()) / total
            area = (w_d * y * mid_ranks(y, w_d)).sum() / total
            return float(beyond_rounding(2 * area / mean - 1, 2 * abs(area) / mean)) if mean > 0 else nan
        case "quintile_share":
            top = (w_d * y)[y > quantile(y, w_d, 0.8)].sum()
            poorest = (w_d * y)[y <= quantile(y, w_d, 0.2)]
            bottom = beyond_rounding(poorest.sum(), np.abs(poorest).sum())
            return float(top / bottom) if bottom > 0 else nan
    raise ValueError(values.measure)


# Scores of the rows


def density(at: float, y: Floats, w: Floats) -> float:
    """Gaussian kernel with the bandwidth 0.79 IQR n^(-1/5)."""
    width = 0.79 * (quantile(y, w, 0.75) - quantile(y, w, 0.25)) * len(y) ** -0.2
    if not width > 0:
        return nan
    return float((w * stats.norm.pdf((at - y) / width)).sum() / (w.sum() * width))


def score(values: Values, w: Floats, rows: Rows) -> Floats:
    """Linearised value of every row of the file, 0 outside the domain (but for the poverty line)."""
    rows = rows & (w > 0)
    z = np.zeros(len(w))
    y, w_d = values.y[rows], w[rows]
    total = w_d.sum()
    theta = estimate(values, w, rows)
    match values.measure:
        case "proportion" | "mean":
            z[rows] = w_d * residual(y, theta) / total
        case "total":
            z[rows] = w_d * y
        case "ratio":
            assert values.x is not None
            x = values.x[rows]
            z[rows] = w_d * residual(y, theta * x) / (w_d * x).sum()
        case "at_risk_of_poverty":
            assert values.everyone is not None
            middle, line = poverty_line(values, w)
            z[rows] = w_d * ((y < line) - theta) / total
            everyone = values.everyone & (w > 0)
            y_all, w_all = values.y[everyone], w[everyone]
            move = values.share * density(line, y, w_d) / density(middle, y_all, w_all)
            z[everyone] -= move * w_all * ((y_all <= middle) - values.q) / w_all.sum()
        case "gini":
            mean, rank = (w_d * y).sum() / total, mid_ranks(y, w_d)
            above = np.array([(w_d * y)[y > it].sum() + (w_d * y)[y == it].sum() / 2 for it in y]) / total
            area = (w_d * y * rank).sum() / total
            curve = (2 / mean) * (y * rank + above - 2 * area)
            curve -= (theta + 1) * (y / mean - 1)
            z[rows] = w_d / total * beyond_rounding(curve, (np.abs(y) + np.abs(y).mean()) / mean)
        case "quintile_share":
            low, high = quantile(y, w_d, 0.2), quantile(y, w_d, 0.8)
            top = (w_d * y)[y > high].sum() / total
            bottom = (w_d * y)[y <= low].sum() / total
            i_top = y * (y > high) - high * (0.8 - (y <= high)) - top
            i_bottom = y * (y <= low) + low * (0.2 - (y <= low)) - bottom
            z[rows] = w_d / total * (i_top / bottom - top * i_bottom / bottom**2)
        case _:
            raise ValueError(values.measure)
    return z


def residual(y: Floats, fitted: Floats | float) -> Floats:
    """What is left of a value, and nothing where that is rounding."""
    return beyond_rounding(y - fitted, np.abs(y).max())


def beyond_rounding(left: Floats | float, size: Floats | float) -> Floats:
    """What is left of terms of some size; 0 where it is what their last bits leave."""
    return np.where(np.abs(left) < 1e-14 * size, 0.0, left)


# Designs


@dataclass(frozen=True)
class Stage:
    """Units of one stage and its fpc as the file has it: counts, or fractions where none is above 1."""

    unit: Codes
    fpc: Floats | None = None


@dataclass(frozen=True)
class Linearised:
    """Strata and stages. Each row must have both: whoever is outside the domain is a zero, not absent."""

    stratum: Codes
    stages: tuple[Stage, ...]
    lonely: str = "fail"
    calibrated: tuple[Floats, Floats] | None = None
    """Weights, and what they were calibrated to: (rows, columns)."""

    def residual(self, z: Floats) -> Floats:
        """z - w x'B, with B the weighted regression of z / w on x over all rows."""
        assert self.calibrated is not None
        w, x = self.calibrated
        some, root = w > 0, np.sqrt(w[w > 0])
        slope = np.linalg.lstsq(root[:, None] * x[some], z[some] / root, rcond=1e-10)[0]
        left: Floats = z - w * (x @ slope)
        return np.where(np.abs(left) < 1e-12 * np.abs(z).max(), 0.0, left)

    def variance(self, z: Floats, involved: Rows) -> float:
        """Variance of a sum of scores; `involved` are the rows whose strata `average` counts."""
        if np.isnan(z).any():
            return nan
        scores = float(np.abs(z).sum())
        if self.calibrated is not None:
            z, involved = self.residual(z), np.ones(len(z), dtype=bool)
        found = 0.0
        part: list[tuple[int, ...]] = [(int(h),) for h in self.stratum]
        factor = np.ones(len(z))
        for stage in self.stages:
            unit = [(*h, int(it)) for h, it in zip(part, stage.unit, strict=True)]
            sums: dict[tuple[int, ...], dict[tuple[int, ...], float]] = {}
            for h, it, one in zip(part, unit, z, strict=True):
                within = sums.setdefault(h, {})
                within[it] = within.get(it, 0.0) + float(one)
            first = {h: part.index(h) for h in sums}
            held = {h for h, here in zip(part, involved, strict=True) if here}
            lonely = set()
            at_this_stage = 0.0
            for h, within in sums.items():
                n, size = len(within), population_size(stage.fpc, first[h], len(within))
                e = np.array(list(within.values()))
                if n == 1 and size > 1:
                    lonely.add(h)
                    spread = e[0] ** 2 if self.lonely == "adjust" else 0.0
                else:
                    spread = ((e - e.mean()) ** 2).sum() * n / (n - 1) if n > 1 else 0.0
                at_this_stage += factor[first[h]] * (1 - n / size) * spread
            if self.lonely == "average" and held & lonely:
                clear = len(held - lonely)
                at_this_stage = at_this_stage * len(held) / clear if clear else nan
            found += at_this_stage
            fraction = {h: len(it) / population_size(stage.fpc, first[h], len(it)) for h, it in sums.items()}
            factor = factor * np.array([fraction[h] for h in part])
            if stage.fpc is None:  # drawn from ever so many: what lies within the units adds nothing
                break
            part = unit
        return without_rounding(found, scores)

    def lonely_strata(self) -> int:
        """Strata (at a later stage, units) with a single unit drawn of several, where that matters."""
        found = 0
        part: list[tuple[int, ...]] = [(int(h),) for h in self.stratum]
        for stage in self.stages:
            unit = [(*h, int(it)) for h, it in zip(part, stage.unit, strict=True)]
            for h in set(part):
                n = len({it for it in unit if it[:-1] == h})
                found += n == 1 and population_size(stage.fpc, part.index(h), n) > 1
            if stage.fpc is None:
                break
            part = unit
        return found

    def is_sample(self, rows: Rows) -> bool:
        """Whether a domain lies where others could have been drawn."""
        part: list[tuple[int, ...]] = [(int(h),) for h in self.stratum]
        for stage in self.stages:
            unit = [(*h, int(it)) for h, it in zip(part, stage.unit, strict=True)]
            for h in {h for h, here in zip(part, rows, strict=True) if here}:
                drawn = len({it for it in unit if it[:-1] == h})
                if population_size(stage.fpc, part.index(h), drawn) > drawn:
                    return True
            part = unit
        return False

    def is_level(self, z: Floats, rows: Rows) -> bool:
        """Whether the scores of a domain sum to 0 in every unit of the last stage."""
        last = list(zip(self.stratum, *(stage.unit for stage in self.stages), strict=True))
        units = {it for it, here in zip(last, rows, strict=True) if here}
        sums = [abs(float(z[[it == one for it in last]].sum())) for one in units]
        return all(it <= 1e-12 * float(np.abs(z).max()) for it in sums)

    def df(self, rows: Rows) -> int:
        """PSUs with a row in the domain minus strata with one."""
        strata = {int(h) for h in self.stratum[rows]}
        units = {(int(h), int(p)) for h, p in zip(self.stratum[rows], self.stages[0].unit[rows], strict=True)}
        return len(units) - len(strata)


def population_size(fpc: Floats | None, row: int, n: int) -> float:
    """How many units the population has; infinitely many where nobody says."""
    if fpc is None:
        return inf
    said = float(fpc[row])
    return n / said if (fpc <= 1).all() else said


def without_rounding(variance: float, size: float) -> float:
    """Take what the last bits of the terms leave of a variance of 0 for 0; nan stays."""
    return 0.0 if variance < (1e-14 * size) ** 2 else variance


@dataclass(frozen=True)
class Replicated:
    """Replicate weights, a column each."""

    weights: Floats
    scale: float
    rscales: Floats
    mse: bool

    def variance(self, full: float, replicates: Floats, size: float) -> float:
        """Spread of the replicates around the full sample or around their mean; nan if one is undefined.

        `size` is that of the terms, which their rounding goes by.
        """
        centre = full if self.mse else float(replicates[self.rscales > 0].mean())
        found = float(self.scale * (self.rscales * (replicates - centre) ** 2).sum())
        return without_rounding(found, size)

    def df(self, rows: Rows) -> int:
        """Rank of the replicate weights of the domain's rows minus 1."""
        if not rows.any():
            return -1
        return int(np.linalg.matrix_rank(self.weights[rows], rtol=1e-5)) - 1


Design = Linearised | Replicated


# Variances of estimates, gaps and ratios


@dataclass(frozen=True)
class Side:
    """A domain, its estimate, and what its variance is made of."""

    rows: Rows
    involved: Rows
    """Rows with a score: for the poverty line everyone's, else the domain's."""
    theta: float
    z: Floats | None
    replicates: Floats | None


@dataclass(frozen=True)
class Survey:
    """Weights and design of a file, and the level and interval asked for."""

    w: Floats
    design: Design
    level: float = 0.95
    proportion_ci: str = "logit"

    def t(self, df: float) -> float:
        """Half the width of an interval in standard errors; nan without degrees of freedom."""
        return float(stats.t.ppf((1 + self.level) / 2, df)) if df >= 1 else nan

    def side(self, values: Values, rows: Rows) -> Side:
        """One domain's part of its own variance and of every contrast's."""
        theta = estimate(values, self.w, rows)
        involved = rows if values.everyone is None else rows | values.everyone & (self.w > 0)
        if isinstance(self.design, Replicated):
            empty = 0.0 if values.measure == "total" else nan
            again = [estimate(values, w_r, rows) for w_r in self.design.weights.T]
            return Side(rows, involved, theta, None, np.array([empty if isnan(it) else it for it in again]))
        if isnan(theta):
            return Side(rows, involved, theta, None, None)
        if values.measure in {"median", "quantile"}:
            return Side(rows, involved, theta, self.quantile_score(values, rows, theta), None)
        return Side(rows, involved, theta, score(values, self.w, rows), None)

    def share_below(self, values: Values, rows: Rows, theta: float) -> tuple[float, float, Floats | None]:
        """F at theta, its standard error, and its scores (none under replicates)."""
        below = Values("proportion", (values.y <= theta).astype(float))
        side = self.side(below, rows)
        return side.theta, sqrt(self.variance_of(side)), side.z

    def woodruff(self, values: Values, rows: Rows, theta: float) -> tuple[float, float, float]:
        """Standard error and interval of a quantile; an end outside (0, 1) is empty, as is the error then."""
        share, se_share, _ = self.share_below(values, rows, theta)
        t = self.t(self.design.df(rows))
        w_d, y = self.w[rows], values.y[rows]
        low, high = (
            quantile(y, w_d, end) if 0 < end < 1 else nan
            for end in (share - t * se_share, share + t * se_share)
        )
        return (high - low) / (2 * t), low, high

    def quantile_score(self, values: Values, rows: Rows, theta: float) -> Floats:
        """Scores whose standard error is Woodruff's: the share's, over the density that the two imply."""
        se, _, _ = self.woodruff(values, rows, theta)
        _, se_share, z = self.share_below(values, rows, theta)
        assert z is not None
        return -z * se / se_share if se_share else z * se

    def variance_of(self, side: Side) -> float:
        """Variance of an estimate."""
        if isinstance(self.design, Replicated):
            assert side.replicates is not None
            return self.design.variance(side.theta, side.replicates, abs(side.theta))
        assert side.z is not None
        return self.design.variance(side.z, side.involved)

    def variance_between(
        self,
        one: Side,
        other: Side,
        population: Rows,
        slope: Callable[[float], float],
        contrast: Callable[[float, float], float],
    ) -> float:
        """Variance of a contrast: its slope in each side times the scores, or the contrast of replicates."""
        if isinstance(self.design, Replicated):
            assert one.replicates is not None
            assert other.replicates is not None
            pairs = zip(one.replicates, other.replicates, strict=True)
            replicates = np.array([contrast(float(a), float(b)) for a, b in pairs])
            size = max(abs(one.theta * slope(one.theta)), abs(other.theta * slope(other.theta)))
            return self.design.variance(contrast(one.theta, other.theta), replicates, size)
        assert one.z is not None
        assert other.z is not None
        z = one.z * slope(one.theta) - other.z * slope(other.theta)
        return self.design.variance(z, population)


# A row of the result table


@dataclass(frozen=True)
class Reference:
    """What a domain is compared with: other rows of the file, or a number."""

    rows: Rows | None = None
    population: Rows | None = None
    """Whose degrees of freedom the gap has, and whose strata `average` counts."""
    target: float = nan
    whole: bool = False
    """Whether the reference is the population or what is left of it, from which a total has no gap."""
    nested: bool = False
    """Whether it holds every row of the domain, so that the gap of one as large is 0."""


def row(survey: Survey, values: Values, domain: Rows, reference: Reference | None = None) -> dict[str, float]:
    """Every number of a row of the result table; nan where it is empty."""
    domain = domain & (survey.w > 0)
    side = survey.side(values, domain)
    found = {"n": float(domain.sum()), "n_weighted": float(survey.w[domain].sum()), "estimate": side.theta}
    df = survey.design.df(domain)
    if domain.any():
        found["df"] = df
    if isnan(side.theta):
        return found
    if values.measure in {"median", "quantile"}:
        se, low, high = survey.woodruff(values, domain, side.theta)
    else:
        se = sqrt(survey.variance_of(side))
        low, high = interval(survey, values.measure, side.theta, se, df, int(domain.sum()))
        if values.measure not in SHARES and alike(survey, values, side):
            low = high = nan
    found |= {"se": se, "ci_low": low, "ci_high": high}
    found["deff"] = design_effect(survey, values, domain, se)
    found["cv"] = se / abs(side.theta) if side.theta else nan
    if reference is not None:
        found |= gap(survey, values, side, se, df, reference)
    return found


def interval(survey: Survey, measure: str, theta: float, se: float, df: int, n: int) -> tuple[float, float]:
    """Interval of an estimate that is no quantile."""
    t = survey.t(df)
    if measure == "at_risk_of_poverty":
        low, high = proportion_interval("wald", theta, se, df, n, survey.level)
        return max(low, 0.0), min(high, 1.0)
    if measure != "proportion":
        return theta - t * se, theta + t * se
    return proportion_interval(survey.proportion_ci, theta, se, df, n, survey.level)


def proportion_interval(
    method: str, p: float, se: float, df: float, n: int, level: float
) -> tuple[float, float]:
    """Interval of a proportion; nan without degrees of freedom."""
    if df < 1 or n < 2:
        return nan, nan
    upper = (1 + level) / 2
    t = float(stats.t.ppf(upper, df))
    if method == "wald" and 0 < p < 1:
        return p - t * se, p + t * se
    if method == "logit" and 0 < p < 1:
        middle, half = log(p / (1 - p)), t * se / (p * (1 - p))
        return float(special.expit(middle - half)), float(special.expit(middle + half))
    if 0 < p < 1 and se == 0:  # without variance n* has no bound
        return p, p
    correction = (float(stats.t.ppf(upper, n - 1)) / t) ** 2
    size = (p * (1 - p) / se**2 if 0 < p < 1 else n) * correction
    if method == "wilson":
        z = float(stats.norm.ppf(upper))
        middle = (p + z**2 / (2 * size)) / (1 + z**2 / size)
        half = z / (1 + z**2 / size) * sqrt(p * (1 - p) / size + z**2 / (4 * size**2))
        return middle - half, middle + half
    x = size * p
    low = float(stats.beta.ppf(1 - upper, x, size - x + 1)) if p > 0 else 0.0
    high = float(stats.beta.ppf(upper, x + 1, size - x)) if p < 1 else 1.0
    return low, high


def design_effect(survey: Survey, values: Values, domain: Rows, se: float) -> float:
    """Variance over that of a simple random sample with replacement."""
    n = int(domain.sum())
    if values.measure not in {"proportion", "mean", "total"} or n < 2:
        return nan
    w, y = survey.w[domain], values.y[domain]
    mean = (w * y).sum() / w.sum()
    simple = n / (n - 1) * (w * residual(y, mean) ** 2).sum() / w.sum() / n
    if values.measure == "total":
        simple *= w.sum() ** 2
    return float(se**2 / simple) if simple else nan


def gap(
    survey: Survey, values: Values, side: Side, se: float, df: int, reference: Reference
) -> dict[str, float]:
    """Gap and ratio of a domain, with their intervals and test."""
    if reference.rows is None:
        other, gap_df, against = reference.target, float(df), None
        gap_se, log_se = se, se / abs(side.theta) if side.theta else nan
    else:
        population = reference.rows if reference.population is None else reference.population
        population = population & (survey.w > 0)
        against = survey.side(values, reference.rows & (survey.w > 0))
        other, gap_df = against.theta, float(survey.design.df(population)) if population.any() else nan
        if isnan(other):
            return {}
        if values.everyone is not None:
            population = population | values.everyone & (survey.w > 0)
        gap_se = sqrt(survey.variance_between(side, against, population, lambda _: 1.0, lambda a, b: a - b))
        log_se = nan
        if reference.nested and (side.rows == against.rows).all():
            gap_se = log_se = 0.0
        elif side.theta > 0 and other > 0:
            relative = survey.variance_between(side, against, population, lambda it: 1 / it, log_ratio)
            log_se = sqrt(relative)
    t = survey.t(gap_df)
    found = {"reference": other}
    if other > 0 and side.theta > 0:
        ratio = side.theta / other
        found |= {
            "ratio": ratio,
            "ratio_ci_low": times_exp(ratio, -t * log_se),
            "ratio_ci_high": times_exp(ratio, t * log_se),
        }
    if values.measure == "total" and reference.whole:
        return found
    difference = side.theta - other
    found |= {
        "gap": difference,
        "gap_se": gap_se,
        "gap_ci_low": difference - t * gap_se,
        "gap_ci_high": difference + t * gap_se,
        "gap_df": gap_df,
    }
    if gap_se > 0 and gap_df >= 1:
        found["gap_p"] = 2 * float(stats.t.sf(abs(difference) / gap_se, gap_df))
    same = against is not None and reference.nested and (side.rows == against.rows).all()
    return (
        found
        if same
        else found | untested(survey, values, side, against, reference.target, found.get("gap_p", nan))
    )


# Sides of which nothing is known to vary

SHARES = ("proportion", "at_risk_of_poverty")
SPARED = 1 / 50
"""Of the chance of error, for where a side that isn't at 0 or 100% may be."""


def alike(survey: Survey, values: Values, side: Side) -> bool:
    """Whether every unit of a sample has the same; for a share only if that is 0 or 100%."""
    if isnan(side.theta) or values.measure in {"median", "quantile"}:
        return False
    if values.measure in SHARES and 0 < side.theta < 1:
        return False
    if isinstance(survey.design, Replicated):
        return survey.variance_of(side) == 0
    if not survey.design.is_sample(side.rows):
        return False
    assert side.z is not None
    return values.measure in SHARES or survey.design.is_level(side.z, side.rows)


def untested(
    survey: Survey, values: Values, side: Side, against: Side | None, target: float, by_t: float
) -> dict[str, float]:
    """What a t test (whose p is `by_t`) can't say of the gap between such sides; nothing where it can."""
    mine = alike(survey, values, side)
    its = against is not None and alike(survey, values, against)
    few = against is not None and survey.design.df(against.rows) < 1
    if not mine and not its and not few:
        return {}
    low = high = p = ratio_low = ratio_high = nan
    if values.measure in SHARES:
        spared = 0.0 if against is None else (1 - survey.level) * SPARED
        ours = exact_share(survey, side, spared, exact=True)
        theirs = (target, target)
        if against is not None:
            theirs = exact_share(survey, against, spared, exact=not at_end(side))
        low, high = ours[0] - theirs[1], ours[1] - theirs[0]
        ratio_low, ratio_high = (
            one / other if other else nan for one, other in zip(ours, theirs[::-1], strict=True)
        )
        one, other = (side, theirs) if at_end(side) else (against, ours)
        assert one is not None
        nearest = other[0] if one.theta <= 0 else 1 - other[1]
        p = min(1.0, 2 * (1 - max(nearest, 0.0)) ** effective_size(survey, one) + spared)
        if isnan(low) or isnan(high) or not (at_end(side) or (against is not None and at_end(against))):
            low = high = p = ratio_low = ratio_high = nan
        p = p if isnan(p) or isnan(by_t) else max(p, by_t)
    contradicted = by_t < 1 - survey.level and not p < 1 - survey.level
    from_end = its and not mine and values.measure in SHARES
    if not few and (not contradicted if from_end else not its and survey.design.df(side.rows) < 1):
        return {"gap_p": p}
    changed = {"gap_p": p, "gap_se": nan, "gap_ci_low": low, "gap_ci_high": high}
    both_positive = side.theta > 0 and (target if against is None else against.theta) > 0
    return changed | ({"ratio_ci_low": ratio_low, "ratio_ci_high": ratio_high} if both_positive else {})


def at_end(side: Side) -> bool:
    return side.theta <= 0 or side.theta >= 1


def effective_size(survey: Survey, side: Side) -> float:
    """Rows of a share of 0 or 100% as Korn and Graubard count them."""
    n, df = int(side.rows.sum()), survey.design.df(side.rows)
    return n * (survey.t(n - 1) / survey.t(df)) ** 2


def exact_share(survey: Survey, side: Side, spared: float, *, exact: bool) -> tuple[float, float]:
    """Clopper and Pearson's interval where that is asked for, else that which misses it rarely enough."""
    n, df = int(side.rows.sum()), survey.design.df(side.rows)
    if exact and at_end(side):
        size, rest = effective_size(survey, side), (1 - survey.level - spared) / 2
        if df < 1 or isnan(size):
            return nan, nan
        if side.theta <= 0:
            return 0.0, float(stats.beta.ppf(1 - rest, 1, size))
        return float(stats.beta.ppf(rest, size, 1)), 1.0
    se = sqrt(survey.variance_of(side))
    return proportion_interval("logit", side.theta, se, df, n, 1 - (1 - survey.level) * SPARED)


def times_exp(ratio: float, x: float) -> float:
    """A number times an exponential, nan where that is more than a computer holds."""
    with np.errstate(over="ignore"):
        found = ratio * float(np.exp(x))
    return nan if isinf(found) else found


def log_ratio(one: float, other: float) -> float:
    """Nan unless both are positive."""
    return log(one / other) if one > 0 and other > 0 else nan
