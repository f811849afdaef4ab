"""Nothing that is hidden can be worked out, nor bounded more closely than the policy's protection.

The oracle is linear programming: an intruder who knows every row that is shown, of one run about one base,
and that no count is negative. Nothing of the suppression's own reasoning is used.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrind.definitions.policy import Disclosure, Policy
from integrind.disclosure.release import release
from integrind.results import COLUMNS
from integrind.vocabulary import ClassDisclosure, Status

from .tables import People

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
    return People(counts.astype(np.int64), breakdowns)


def check(people: People, rules: Policy) -> None:
    released = release(*people.table(), rules).frame
    intruder = people.intruder(released)
    hidden = released.filter(pl.col("status") == Status.SUPPRESSED)
    keys = set(hidden.select("area", "group_by", "group").iter_rows())
    wanted = rules.disclosure
    for key, mask in people.domains():
        if key in keys and people.counts[mask].sum() > 0:
            having, without = intruder.width(mask, (0,)), intruder.width(mask, (1,))
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


@few(25)
@given(peoples(1, 4, 4, crossed=True), policies())
def test_a_crossed_breakdown_and_its_margins(people: People, rules: Policy) -> None:
    check(people, rules)


@few(15)
@given(peoples(3, 3, 3, crossed=True), policies())
def test_areas_and_a_crossed_breakdown(people: People, rules: Policy) -> None:
    check(people, rules)


@few(20)
@given(peoples(5, 4), policies(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_a_second_time_makes_a_difference(people, rules, random) -> None:
    frame, evidence = people.table()
    once = release(frame, evidence, rules).frame
    assert release(once, evidence, rules).frame.equals(once)
    order = list(range(frame.height))
    random.shuffle(order)
    assert release(frame[order], evidence[order], rules).frame.equals(once[order])


@few(40)
@given(peoples(5, 4), policies(), policies())
def test_a_stricter_policy_never_shows_more(people: People, one: Policy, other: Policy) -> None:
    first, second = one.disclosure, other.disclosure
    classes = {first.class_disclosure, second.class_disclosure}
    suppress = ClassDisclosure.SUPPRESS in classes
    stricter = policy(
        max(first.minimum_base, second.minimum_base),
        max(first.protection, second.protection),
        max(first.minimum_numerator, second.minimum_numerator),
        max(first.minimum_complement, second.minimum_complement),
        "suppress" if suppress else "allow",
    )
    lenient = release(*people.table(), one).frame["n"].is_null()
    strict = release(*people.table(), stricter).frame["n"].is_null()
    assert not (lenient & ~strict).any()


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
    assert sorted(released.review.select(keys).rows(), key=str) == sorted(hidden.select(keys).rows(), key=str)
    assert all(dtype == pl.String for dtype in released.review.dtypes)


@pytest.mark.parametrize("shared", ["primary", "companion"])
def test_indicators_with_the_same_base_hide_the_same_for_it(shared: str) -> None:
    """Two indicators of one base, whose companions differ by their own shares, would give a group away."""
    first = People(np.array([[[2, 2], [20, 20], [30, 30], [0, 0]]]), ("g",))
    second = People(np.array([[[2, 2], [20, 20], [1, 59], [0, 0]]]), ("g",))
    rules = policy(5, 5, 5, 5)
    tables = [people.table(name) for people, name in ((first, "x"), (second, "y"))]
    frame, evidence = (pl.concat(parts) for parts in zip(*tables, strict=True))
    released = release(frame, evidence, rules).frame
    hidden = [set(part.filter(pl.col("n").is_null())["group"]) for _, part in released.group_by("indicator")]
    expected = {"primary": "g0", "companion": "g2"}[shared]
    assert all(expected in groups for groups in hidden)
