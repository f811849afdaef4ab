"""Sums, designs, adjustments and intervals alone, against exact arithmetic, scipy and worked numbers."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from integrind.arrays.exact import Decimals, Split, Terms, sums
from integrind.errors import DataError
from integrind.estimation.design.sample import DrawnStage, Sample, draw
from integrind.estimation.inference import intervals
from integrind.estimation.inference.multiplicity import ADJUSTMENTS, benjamini_hochberg, holm
from integrind.vocabulary import Adjustment, LonelyPsu, ProportionInterval

# Sums

terms = st.lists(
    st.tuples(st.integers(0, 3), st.floats(1e-6, 1e6, allow_subnormal=False)), min_size=1, max_size=200
)


def summed(pairs: list[tuple[int, float]]) -> list[float]:
    cells = np.array([cell for cell, _ in pairs], dtype=np.int64)
    return [float(it) for it in sums(np.array([value for _, value in pairs]), cells, 4)]


@given(terms)
def test_sums_are_those_of_exact_arithmetic(pairs: list[tuple[int, float]]) -> None:
    for cell, found in enumerate(summed(pairs)):
        exact = math.fsum(value for at, value in pairs if at == cell)
        assert abs(found - exact) <= math.ulp(exact)


@given(terms, st.randoms(use_true_random=False))
def test_sums_have_the_same_bits_in_every_order(
    pairs: list[tuple[int, float]], chance: random.Random
) -> None:
    before = summed(pairs)
    chance.shuffle(pairs)
    assert summed(pairs) == before


@given(terms, st.randoms(use_true_random=False))
def test_what_cancels_leaves_no_more_than_the_stated_error(
    pairs: list[tuple[int, float]], chance: random.Random
) -> None:
    """Σx - Σx with one term more: an ordinary sum keeps few of its digits."""
    mixed = [*pairs, *((cell, -value) for cell, value in pairs), (0, 1e-3)]
    chance.shuffle(mixed)
    n, largest = len(mixed).bit_length(), max(abs(value) for _, value in mixed)
    bound = Fraction(2) ** (2 * n - 106) * Fraction(largest) * len(mixed)
    for cell, found in enumerate(summed(mixed)):
        exact = sum((Fraction(value) for at, value in mixed if at == cell), Fraction(0))
        assert abs(Fraction(found) - exact) <= bound + Fraction(math.ulp(float(exact)))


def test_sums_of_a_hundred_thousand_terms_do_not_depend_on_order() -> None:
    chance = np.random.default_rng(2)
    values = chance.lognormal(0, 3, 100_000) * chance.choice([-1.0, 1.0], 100_000)
    cells = chance.integers(0, 50, 100_000)
    order = chance.permutation(100_000)
    before = sums(values, cells, 50)
    assert (before == sums(values[order], cells[order], 50)).all()
    for cell in range(50):
        assert math.isclose(before[cell], math.fsum(values[cells == cell]), rel_tol=1e-15)


@given(st.integers(0, 6), st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=50), st.randoms())
def test_sums_of_numbers_with_few_decimals_are_those_of_the_decimals(
    places: int, whole: list[int], chance: random.Random
) -> None:
    """The sum is what the written numbers come to, rounded once."""
    exact = float(Fraction(sum(whole), 10**places))
    chance.shuffle(whole)
    values = np.array([it / 10**places for it in whole])
    terms = Split.of(values, np.zeros(len(values), dtype=np.int64), 1, len(values)).at(slice(None))
    assert terms.sums(np.zeros(len(values), dtype=np.int64), 1).tolist() == [exact]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(-(10**7), 10**7)), min_size=1, max_size=50))
def test_products_of_numbers_with_few_decimals_are_summed_without_an_error(rows: list[tuple[int, int]]):
    """Weights with four decimals and amounts with two; oracle: fractions of the written numbers."""
    weight = np.array([weight / 10**4 for weight, _ in rows])
    amount = np.array([amount / 10**2 for _, amount in rows])
    weights, amounts = Decimals.of(weight), Decimals.of(amount)
    assert weights is not None
    assert amounts is not None
    products = amounts.times(weights)
    assert products.are_exact(len(rows))
    found = sum((weights.whole(weight) * amounts.whole(amount)).tolist()) / products.per_unit
    assert found == float(sum(Fraction(its_weight * its, 10**6) for its_weight, its in rows))


@given(st.lists(st.integers(0, 10**6).map(lambda it: it / 10**4), min_size=1, max_size=30))
def test_terms_that_are_made_anew_are_those_that_are_kept(weights: list[float]) -> None:
    """As they are made anew of files with very many rows."""
    column = np.array(weights)
    kept = Split.of(column, np.zeros(len(column), dtype=np.int64), 1, len(column))
    assert kept.decimals is not None
    anew = replace(kept, how=kept.decimals)
    some = slice(1, None, 2)
    assert anew.at(some).coarse.tolist() == kept.at(some).coarse.tolist()
    assert anew.at(some).decimals == kept.at(some).decimals


def test_sums_that_need_more_digits_than_a_number_holds_are_not_called_exact() -> None:
    whole = Decimals.of(np.array([2.0**52 - 1]))
    assert whole is not None
    assert whole.are_exact(2)
    assert not whole.are_exact(3)


def test_numbers_without_few_decimals_are_summed_as_they_are() -> None:
    """Oracle: the sum of doubles by math.fsum."""
    values, cells = np.array([1 / 3, 2.5, 1e15]), np.zeros(3, dtype=np.int64)
    assert Split.of(values, cells, 1, 3).at(slice(None)).sums(cells, 1).tolist() == [math.fsum(values)]


def test_what_comes_near_the_largest_number_is_summed() -> None:
    values, cells = np.array([8e307, 1.0, 2.0, 8e307]), np.array([0, 1, 1, 0])
    assert Terms.of(values, cells, 2, 4).sums(cells, 2).tolist() == [1.6e308, 3.0]


def test_nothing_sums_to_nothing() -> None:
    assert sums(np.zeros(0), np.zeros(0, dtype=np.int64), 2).tolist() == [0, 0]


# Designs


def drawn(
    stratum: list[int],
    unit: list[int],
    fpc: list[float] | None = None,
    rule: LonelyPsu = LonelyPsu.FAIL,
    second: tuple[list[int], list[float]] | None = None,
) -> Sample:
    stages = [DrawnStage(np.array(unit), None if fpc is None else np.array(fpc))]
    if second is not None:
        stages.append(DrawnStage(np.array(second[0]), np.array(second[1])))
    return draw(np.array(stratum), stages, len(stratum), rule)


def test_a_psu_is_identified_within_its_stratum() -> None:
    sample = drawn([0, 0, 1, 1], [1, 2, 1, 2])
    assert sample.atoms == 4
    assert sample.stages[0].drawn.tolist() == [2, 2]


def test_an_fpc_up_to_1_is_a_sampling_fraction() -> None:
    counted, fraction = drawn([0, 0], [0, 1], [8, 8]), drawn([0, 0], [0, 1], [0.25, 0.25])
    assert counted.stages[0].weight == fraction.stages[0].weight == pytest.approx(0.75)


def test_fractions_of_1_are_a_census_where_all_are_fractions() -> None:
    some, all_of_them = (drawn([0, 0, 1, 1], [0, 1, 0, 1], [1, 1, it, it]) for it in (0.5, 1))
    assert some.stages[0].weight.tolist() == [0, 0.5]
    assert all_of_them.stages[0].weight.tolist() == [0, 0]


def test_an_fpc_of_1_beside_counts_is_a_count() -> None:
    sample = drawn([0, 1, 1], [0, 0, 1], [1, 4, 4])
    assert sample.stages[0].weight.tolist() == [0, 0.5]


@pytest.mark.parametrize(
    ("fpc", "message"),
    [
        ([1, 1, 7, 7], "fpc of stage 1 is smaller than the PSUs drawn in 1 of 2 strata"),
        ([0.5, 0.5, 7, 7], "fpc of stage 1 is a fraction in 1 of 2 strata, and a count in others"),
        ([9, 10, 7, 7], "fpc of stage 1 varies inside 1 of 2 strata"),
        ([9, 10, 7, 8], "fpc of stage 1 varies inside 2 of 2 strata"),
        ([1.5, 1.5, 7, 7], "fpc of stage 1 is smaller than the PSUs drawn in 1 of 2 strata"),
        ([0, 0, 7, 7], "fpc of stage 1 is not positive in 1 strata"),
        ([-3, -3, -1, -1], "fpc of stage 1 is not positive in 2 strata"),
    ],
)
def test_an_impossible_fpc_is_an_error(fpc: list[float], message: str) -> None:
    with pytest.raises(DataError, match=message):
        drawn([0, 0, 1, 1], [0, 1, 0, 1], fpc)


def test_a_lonely_psu_is_an_error_that_counts_them() -> None:
    with pytest.raises(DataError, match="2 of 3 strata have a single PSU"):
        drawn([0, 0, 1, 2, 2], [0, 1, 0, 0, 0])


def test_a_psu_that_is_all_of_its_stratum_is_not_lonely() -> None:
    sample = drawn([0, 0, 1], [0, 1, 0], [9, 9, 1])
    assert sample.stages[0].lonely.tolist() == [False, False]


def test_a_lonely_unit_of_the_second_stage_is_an_error() -> None:
    with pytest.raises(DataError, match="1 of 2 units of stage 1 have a single PSU"):
        drawn([0, 0, 0], [0, 0, 1], [9, 9, 9], second=([0, 1, 0], [5, 5, 5]))


@pytest.mark.parametrize("rule", [it for it in LonelyPsu if it is not LonelyPsu.FAIL])
def test_a_rule_lets_lonely_psus_pass(rule: LonelyPsu) -> None:
    assert drawn([0, 0, 1], [0, 1, 0], rule=rule).stages[0].lonely.tolist() == [False, True]


# Many comparisons

# The 15 p values of the example in Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57(1).
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
PUBLISHED += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_the_published_example_rejects_four_and_three() -> None:
    """At 0.05 their procedure rejects the four smallest, control of any error the three smallest."""
    p = np.array(PUBLISHED)
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (holm(p) <= 0.05).sum() == 3


@pytest.mark.parametrize(
    ("p", "by_holm", "by_bh"),
    [
        ([0.01, 0.02, 0.03, 0.04, 0.05], [0.05, 0.08, 0.09, 0.09, 0.09], [0.05] * 5),
        ([0.04, 0.01, 0.03], [0.06, 0.03, 0.06], [0.04, 0.03, 0.04]),
        ([0.5, 0.9, 0.02], [1.0, 1.0, 0.06], [0.75, 0.9, 0.06]),
        ([0.03], [0.03], [0.03]),
        ([0.02, 0.02], [0.04, 0.04], [0.02, 0.02]),
        ([], [], []),
    ],
)
def test_adjusted_by_hand(p: list[float], by_holm: list[float], by_bh: list[float]) -> None:
    """Holm: the k-th smallest times n - k + 1, never falling. BH: times n/k, never above a larger one's."""
    assert holm(np.array(p)) == pytest.approx(np.array(by_holm))
    assert benjamini_hochberg(np.array(p)) == pytest.approx(np.array(by_bh))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discovery_rate_is_scipy_s(p: list[float]) -> None:
    ours, theirs = benjamini_hochberg(np.array(p)), stats.false_discovery_control(p)
    assert ours == pytest.approx(theirs, rel=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_adjustment_follows_its_test_wherever_it_stands(p: list[float], chance: random.Random) -> None:
    order = list(range(len(p)))
    chance.shuffle(order)
    for adjust in (holm, benjamini_hochberg):
        before = adjust(np.array(p))
        assert (adjust(np.array(p)[order]) == before[order]).all()
        assert (before >= np.array(p) * (1 - 1e-15)).all()


def test_no_adjustment_is_empty() -> None:
    assert np.isnan(ADJUSTMENTS[Adjustment.NONE](np.array([0.1, 0.2]))).all()


# Intervals

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def simple_sample(k: int, n: int, level: float) -> intervals.Proportions:
    """K of n drawn with replacement, with n - 1 degrees of freedom: the effective sample size is n."""
    p = k / n
    columns = [np.array([it]) for it in (p, math.sqrt(p * (1 - p) / n), float(n), n - 1.0)]
    return intervals.Proportions(columns[0], columns[1], columns[2], columns[3], level)


def ends(found: intervals.Interval) -> tuple[float, float]:
    return float(found[0][0]), float(found[1][0])


@settings(deadline=None)
@given(st.integers(2, 400), st.data(), LEVELS)
def test_korn_graubard_of_a_simple_sample_is_exact(n: int, data: st.DataObject, level: float) -> None:
    k = data.draw(st.integers(0, n))
    theirs = stats.binomtest(k, n).proportion_ci(level, method="exact")
    ours = ends(intervals.of_proportions(ProportionInterval.KORN_GRAUBARD, simple_sample(k, n, level)))
    assert ours == pytest.approx((theirs.low, theirs.high), rel=1e-8, abs=1e-12)


@settings(deadline=None)
@given(st.integers(2, 400), st.data(), LEVELS)
def test_wilson_of_a_simple_sample_is_wilson_s(n: int, data: st.DataObject, level: float) -> None:
    k = data.draw(st.integers(0, n))
    theirs = stats.binomtest(k, n).proportion_ci(level, method="wilson")
    ours = ends(intervals.of_proportions(ProportionInterval.WILSON, simple_sample(k, n, level)))
    assert ours == pytest.approx((theirs.low, theirs.high), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("method", list(ProportionInterval))
@pytest.mark.parametrize("n", [2, 10, 1000])
def test_nobody_of_n_has_an_upper_limit(method: ProportionInterval, n: int) -> None:
    """Clopper and Pearson's limit for 0 of n is 1 - (α/2)^(1/n); Wilson's is z²/(n + z²)."""
    none = ends(intervals.of_proportions(method, simple_sample(0, n, 0.95)))
    everybody = ends(intervals.of_proportions(method, simple_sample(n, n, 0.95)))
    z = stats.norm.ppf(0.975)
    wilson = method is ProportionInterval.WILSON
    limit = z**2 / (n + z**2) if wilson else 1 - 0.025 ** (1 / n)
    assert none == pytest.approx((0, limit))
    assert everybody == pytest.approx((1 - limit, 1))
    said = intervals.methods(method, simple_sample(0, n, 0.95))
    assert said.texts() == ["wilson" if wilson else "korn-graubard"]


def test_logit_at_a_half() -> None:
    """At p = 1/2 the logit is 0 and its error 4 se: the interval is 1/(1 + exp(±4 t se))."""
    half = simple_sample(50, 100, 0.95)
    t = stats.t.ppf(0.975, 99)
    low, high = ends(intervals.of_proportions(ProportionInterval.LOGIT, half))
    assert low == pytest.approx(1 / (1 + math.exp(4 * t * 0.05)), rel=1e-12)
    assert low + high == pytest.approx(1, rel=1e-12)


def test_wald_is_p_plus_and_minus_t_se() -> None:
    low, high = ends(intervals.of_proportions(ProportionInterval.WALD, simple_sample(36, 100, 0.9)))
    t = stats.t.ppf(0.95, 99)
    assert (low, high) == pytest.approx((0.36 - t * 0.048, 0.36 + t * 0.048), rel=1e-12)


@pytest.mark.parametrize("method", list(ProportionInterval))
def test_there_is_no_interval_without_degrees_of_freedom(method: ProportionInterval) -> None:
    single = intervals.Proportions(np.array([1.0]), np.array([0.0]), np.array([1.0]), np.array([0.0]), 0.95)
    assert all(math.isnan(end) for end in ends(intervals.of_proportions(method, single)))
    assert intervals.methods(method, single).texts() == [""]


@given(st.floats(1, 1e6), LEVELS)
def test_t_quantiles_are_scipy_s(df: float, level: float) -> None:
    ours = float(intervals.t_quantile(level, np.array([df]))[0])
    assert ours == pytest.approx(float(stats.t.ppf((1 + level) / 2, df)), rel=1e-9)


@given(st.floats(-50, 50), st.floats(0.01, 10), st.integers(1, 500))
def test_p_values_are_scipy_s(gap: float, se: float, df: int) -> None:
    ours = float(intervals.p_value(np.array([gap]), np.array([se]), np.array([float(df)]))[0])
    assert ours == pytest.approx(2 * float(stats.t.sf(abs(gap) / se, df)), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(("se", "df"), [(0.0, 20.0), (0.1, 0.0), (math.nan, 20.0)])
def test_there_is_no_test_without_error_or_degrees_of_freedom(se: float, df: float) -> None:
    assert np.isnan(intervals.p_value(np.array([0.2]), np.array([se]), np.array([df]))).all()


def test_a_ratio_has_the_interval_of_its_logarithm() -> None:
    theta, reference, log_se, t = (np.array([it]) for it in (0.3, 0.6, 0.1, 2.0))
    ratio, (low, high) = intervals.ratio_of(theta, reference, log_se, t)
    assert (ratio[0], low[0], high[0]) == pytest.approx((0.5, 0.5 * math.exp(-0.2), 0.5 * math.exp(0.2)))


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_ratio_has_no_upper_limit_where_that_is_no_number() -> None:
    """The largest double is about exp(709.78): 60 times the t quantile of one degree of freedom is more."""
    theta, log_se, df = (np.array([it]) for it in (0.3, 60.0, 1.0))
    ratio, (low, high) = intervals.ratio_of(theta, 2 * theta, log_se, intervals.t_quantile(0.95, df))
    assert ratio[0] == 0.5
    assert low[0] == pytest.approx(0, abs=1e-300)
    assert math.isnan(high[0])


@pytest.mark.parametrize(("theta", "reference"), [(0.0, 0.6), (0.3, 0.0), (-1.0, 2.0), (1.0, -2.0)])
def test_there_is_no_ratio_unless_both_sides_are_positive(theta: float, reference: float) -> None:
    one = np.array([0.1])
    ratio, (low, high) = intervals.ratio_of(np.array([theta]), np.array([reference]), one, one)
    assert np.isnan([ratio[0], low[0], high[0]]).all()
