"""Nothing that is hidden can be worked out, nor bounded more closely than the policy's protection.

The oracle is linear programming: an intruder who knows every row that is shown, of one run about one base,
and that no count is negative. Nothing of the suppression's own reasoning is used.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrind.definitions.policy import Disclosure, Policy
from integrind.disclosure import choice, moves
from integrind.disclosure.release import release, release_together
from integrind.results import COLUMNS
from integrind.vocabulary import ClassDisclosure, Status

from .tables import KEY, Intruder, Key, People

ROUNDING = 1e-6
CROSSED = [("g", "k", "g+k"), ("g", "g+k"), ("k", "g+k"), ("g+k",), ("g", "k")]


def policy(
    base: int, protection: int, numerator: int = 0, complement: int = 0, classes: str = "suppress"
) -> Policy:
    rules = Disclosure(
        minimum_base=base,
        minimum_numerator=numerator,
        minimum_complement=complement,
        class_disclosure=ClassDisclosure(classes),
        protection=protection,
    )
    return Policy(title="Made up", source="Made up.", disclosure=rules)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    protection = draw(st.sampled_from([1, 3, 5]))
    return policy(
        draw(st.sampled_from([protection, 5, 8])),
        protection,
        draw(st.sampled_from([0, protection, 4])),
        draw(st.sampled_from([0, protection])),
        draw(st.sampled_from(["suppress", "allow"])),
    )


@st.composite
def peoples(draw: st.DrawFn, *most: int, crossed: bool = False) -> People:
    """Counts of very different size, some areas and groups small, people without area or group or not."""
    shape = tuple(draw(st.integers(1 if it == 1 else 2, it)) for it in most)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    counts = random.poisson(draw(st.sampled_from([2, 5, 15, 40])) * random.random((*shape, 2)) ** 2)
    for axis, size in enumerate(shape):
        factor = random.choice([0.1, 0.3, 1.0, 3.0], size)
        counts = np.round(counts * factor.reshape([-1 if it == axis else 1 for it in range(len(shape) + 1)]))
        if size > 1 and draw(st.booleans()):
            counts[(slice(None),) * axis + (-1,)] = 0
    breakdowns = draw(st.sampled_from(CROSSED)) if crossed else ("g",)
    area = "a" if most[0] > 1 else None
    return People(counts.astype(np.int64), "agk"[: len(most)], ((area, breakdowns),))


def side_by_side(table: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    return table.hstack(evidence.get_columns())


def together(people: People, rules: Policy) -> pl.DataFrame:
    """All tables, released together."""
    tables = [(side_by_side(*people.table(asked)), rules) for asked in people.tables]
    return pl.concat(it.frame for it in release_together(tables))


def rows_of(table: pl.DataFrame) -> tuple[list[Key], list[Key]]:
    """What is shown, and what is hidden."""
    is_hidden = pl.col("status") == Status.SUPPRESSED
    shown, hidden = (set(table.filter(it).select(*KEY).iter_rows()) for it in (~is_hidden, is_hidden))
    return sorted(shown, key=str), sorted(hidden, key=str)


def check(people: People, rules: Policy, weights: np.ndarray | None = None) -> None:
    """With weights, each row has weighted totals, of which the same must hold in units of the least."""
    shown, hidden = rows_of(together(people, rules))
    domains, wanted = people.all_domains(), rules.disclosure
    known = [domains[key] for key in shown]
    weighted = people.counts if weights is None else people.counts * weights[..., np.newaxis]
    unit = 1.0 if weights is None else float(weights.min())
    intruder = Intruder([weighted], [known])
    for key in hidden:
        mask = domains[key]
        if people.are_shown(mask, known):
            continue
        having, without = (intruder.width(mask, (kind,)) / unit for kind in (0, 1))
        assert having + without >= wanted.protection - ROUNDING, key
        if wanted.class_disclosure is ClassDisclosure.SUPPRESS:
            assert having >= min(wanted.protection, wanted.minimum_numerator) - ROUNDING, key
            assert without >= min(wanted.protection, wanted.minimum_complement) - ROUNDING, key


def few(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few(60)
@given(peoples(1, 6), policies())
def test_groups_and_those_without_one(people: People, rules: Policy) -> None:
    check(people, rules)


@few(25)
@given(peoples(5, 4), policies())
def test_areas_and_groups(people: People, rules: Policy) -> None:
    check(people, rules)


@few(10)
@given(peoples(5, 4), policies())
def test_large_tables_that_are_asked_of_part_by_part(people: People, rules: Policy) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(choice, "MOST_EXACT", 0)
        patched.setattr(moves, "_SMALL", 0)
        patched.setattr(moves, "_BESIDE", 1)
        check(people, rules)
        patched.setattr(moves, "_MANY", 0)
        patched.setattr(moves, "_TOGETHER", 3)
        check(people, rules)


@few(25)
@given(peoples(1, 4, 4, crossed=True), policies())
def test_a_crossed_breakdown_and_its_margins(people: People, rules: Policy) -> None:
    check(people, rules)


@few(15)
@given(peoples(3, 3, 3, crossed=True), policies())
def test_areas_and_a_crossed_breakdown(people: People, rules: Policy) -> None:
    check(people, rules)


TABLES = [
    ((None, ("g", "k")), ("a", ("g",))),
    ((None, ("g",)), ("a", ("g",)), ("b", ("g",))),
    (("a", ("g", "k")), ("b", ("g", "k"))),
    ((None, ("g", "k", "g+k")), ("a", ("g",))),
    ((None, ("g", "g+k")), ("a", ("g", "k")), ("b", ("k",))),
    ((None, ("g+k", "k+g")), ("a", ())),
    ((None, ("a", "g", "a+g")), ("a", ("k",))),
    ((None, ("g+k",)), (None, ("k", "k+b"))),
    ((None, ("g+k", "b")), (None, ("k+b",)), ("a", ("b",))),
    (("a", ("g+k",)), ("b", ("g+k",))),
    ((None, ("g", "k", "g+k")), (None, ("b", "k+b")), (None, ("b+g",))),
    (("a", ("g", "g+k")), (None, ("k", "b"))),
]


@few(60)
@given(peoples(3, 3, 3, 3), st.sampled_from(TABLES), policies())
def test_several_tables_about_the_same_people(people: People, tables, rules: Policy) -> None:
    check(replace(people, names="abgk", tables=tables), rules)


@few(20)
@given(peoples(5, 4), policies(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_a_second_time_makes_a_difference(people, rules, random) -> None:
    frame, evidence = people.table()
    once = release(frame, evidence, rules).frame
    assert release(once, evidence, rules).frame.equals(once)
    order = list(range(frame.height))
    random.shuffle(order)
    assert release(frame[order], evidence[order], rules).frame.equals(once[order])


@few(20)
@given(peoples(3, 3, 3, 3), st.sampled_from(TABLES), policies())
def test_the_order_of_tables_makes_no_difference(people: People, tables, rules: Policy) -> None:
    people = replace(people, names="abgk", tables=tables)
    again = replace(people, tables=tables[::-1])
    shown = [
        set(together(it, rules).filter(pl.col("n").is_not_null()).select(*KEY).iter_rows())
        for it in (people, again)
    ]
    assert shown[0] == shown[1]


@given(peoples(5, 4))
@few(10)
def test_without_rules_nothing_changes(people: People) -> None:
    frame, evidence = people.table()
    released = release(frame, evidence, Policy(title="None", source="None."))
    assert released.frame.equals(frame)
    assert released.review.is_empty()


@few(20)
@given(peoples(5, 4), policies())
def test_a_suppressed_row_has_no_number_and_the_review_names_it(people: People, rules: Policy) -> None:
    frame, evidence = people.table()
    released = release(frame, evidence, rules)
    hidden = released.frame.filter(pl.col("status") == Status.SUPPRESSED)
    numbers = [name for name, dtype in COLUMNS.items() if dtype != pl.String]
    assert hidden.select(numbers).null_count().sum_horizontal().sum() == hidden.height * len(numbers)
    keys = ["area", "group_by", "group"]
    named = released.review.filter(action="suppressed")
    assert sorted(named.select(keys).rows(), key=str) == sorted(hidden.select(keys).rows(), key=str)
    assert all(dtype == pl.String for dtype in released.review.dtypes)


@few(15)
@given(peoples(4, 4), policies(), st.integers(0, 2**32 - 1))
def test_weighted_totals(people: People, rules: Policy, seed: int) -> None:
    weights = np.random.default_rng(seed).uniform(0.5, 3.0, people.counts.shape[:-1])
    check(people, rules, weights)


@few(15)
@given(peoples(3, 4), policies(), st.integers(0, 2**32 - 1))
def test_two_indicators_of_the_same_people(people: People, rules: Policy, seed: int) -> None:
    """What one shows of the base is known of the other's; only who has the other is not."""
    base = people.counts.sum(axis=-1)
    having = np.random.default_rng(seed).binomial(base, 0.4)
    other = replace(people, counts=np.stack([having, base - having], axis=-1))
    both = [together(it, rules) for it in (people, other)]
    wanted = rules.disclosure
    mean = side_by_side(*people.table()).with_columns(
        pl.lit(None, dtype=pl.Int64).alias(name) for name in ("having", "without")
    )
    (of_mean,) = release_together([(mean, policy(wanted.minimum_base, wanted.protection))])
    domains, hidden_bases = people.all_domains(), rows_of(of_mean.frame)[1]
    known = [[domains[key] for key in rows_of(it)[0]] for it in both]
    intruder = Intruder([people.counts, other.counts], known)
    for indicator, (table, its) in enumerate(zip(both, (people, other), strict=True)):
        for key in rows_of(table)[1]:
            mask = domains[key]
            if its.are_shown(mask, known[indicator]):
                continue
            if key in hidden_bases:
                assert intruder.width(mask, (0, 1), indicator) >= wanted.protection - ROUNDING, key
            if wanted.class_disclosure is ClassDisclosure.SUPPRESS:
                least = (wanted.minimum_numerator, wanted.minimum_complement)
                for kind, minimum in enumerate(least):
                    width = intruder.width(mask, (kind,), indicator)
                    assert width >= min(wanted.protection, minimum) - ROUNDING, key


@pytest.mark.parametrize("shared", ["primary", "companion"])
def test_indicators_with_the_same_base_hide_the_same_for_it(shared: str) -> None:
    """Two indicators of one base, whose companions differ by their own shares, would give a group away."""
    first = People(np.array([[2, 2], [20, 20], [30, 30], [0, 0]]), "g", ((None, ("g",)),))
    second = People(np.array([[2, 2], [20, 20], [1, 59], [0, 0]]), "g", ((None, ("g",)),))
    rules = policy(5, 5, 5, 5)
    tables = [people.table(indicator=name) for people, name in ((first, "x"), (second, "y"))]
    frame, evidence = (pl.concat(parts) for parts in zip(*tables, strict=True))
    released = release(frame, evidence, rules).frame
    hidden = [set(part.filter(pl.col("n").is_null())["group"]) for _, part in released.group_by("indicator")]
    expected = {"primary": "g0", "companion": "g1"}[shared]
    assert all(expected in groups for groups in hidden)
