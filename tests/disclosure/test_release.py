"""Hand-worked tables: what is hidden, what is marked, what the review says. Every number here is invented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from integrind.definitions.policies import load_policy, policy_names
from integrind.definitions.policy import (
    Disclosure,
    MaximumShare,
    MinimumCount,
    Policy,
    Reliability,
)
from integrind.disclosure.evidence import EVIDENCE
from integrind.disclosure.pairs import release_pairs
from integrind.disclosure.release import Released, release
from integrind.disclosure.reliability import without_unsound_tests
from integrind.errors import DefinitionError, UsageError
from integrind.profiles.associations import COLUMNS as ASSOCIATIONS
from integrind.results import COLUMNS
from integrind.vocabulary import ClassDisclosure, MissingGroups

Rows = list[dict[str, Any]]


def row(group: str | None, n: int, having: int | None = None, **values: Any) -> dict[str, Any]:
    """A row of a level; a share where `having` is given, else a mean."""
    filled: Mapping[str, Any] = {
        "indicator": "x",
        "measure": "mean" if having is None else "proportion",
        "quantity": "level",
        "group_by": "g" if group else None,
        "group": group,
        "n": n,
        "n_missing": 0,
        "n_weighted": 1.5 * n,
        "estimate": 10.0 if having is None else having / max(n, 1),
        "cv": 0.05,
        "ci_low": 0.4,
        "ci_high": 0.5,
        "gap": 0.1 if group else None,
        "gap_from": "population" if group else None,
        "reference": 0.3 if group else None,
        "status": "ok",
        "people": n,
        "having": having,
        "without": None if having is None else n - having,
        "largest": 0.01 if having is None else None,
        "nested": 1,
    }
    return {**dict.fromkeys((*COLUMNS, *EVIDENCE)), **filled, **values}


def released(rows: Rows, policy: Policy) -> Released:
    frame = pl.DataFrame(rows, schema={**COLUMNS, **EVIDENCE})
    return release(frame.select(*COLUMNS), frame.select(*EVIDENCE), policy)


def hiding(**rules: Any) -> Policy:
    return Policy(title="Made up", source="Made up.", disclosure=Disclosure(**rules))


def marking(**rules: Any) -> Policy:
    return Policy(title="Made up", source="Made up.", reliability=Reliability(**rules))


def reasons(found: Released) -> dict[str | None, str]:
    return {it["group"]: f"{it['kind']} {it['rule']}" for it in found.review.iter_rows(named=True)}


def test_a_small_group_takes_the_smallest_with_it_that_will_do() -> None:
    rows = [row(None, 500, 200), row("a", 5, 2), row("b", 395, 160), row("c", 100, 38)]
    found = released(rows, hiding(minimum_base=10, protection=10))
    assert reasons(found) == {"a": "primary minimum_base", "c": "secondary complementary"}
    assert found.frame["n"].to_list() == [500, None, 395, None]


@pytest.mark.parametrize(
    ("missing", "hidden"), [("residual", {}), ("protect", {"a": "secondary complementary"})]
)
def test_people_without_a_group_are_one_where_a_policy_says_so(missing: str, hidden: Any) -> None:
    rows = [row(None, 503, 200), row("a", 105, 42), row("b", 395, 156)]
    policy = hiding(minimum_base=10, protection=10, missing_groups=MissingGroups(missing))
    assert reasons(released(rows, policy)) == hidden


def test_nobody_is_no_secret() -> None:
    rows = [row(None, 500, 200), row("a", 0, 0, estimate=None, status="no_sample"), row("b", 500, 200)]
    assert reasons(released(rows, hiding(minimum_base=10, protection=10))) == {}


@pytest.mark.parametrize(
    ("having", "rule"), [(3, "minimum_numerator"), (97, "minimum_complement"), (0, "class_disclosure")]
)
def test_each_rule_hides_a_share(having: int, rule: str) -> None:
    policy = hiding(
        minimum_base=10,
        minimum_numerator=5,
        minimum_complement=5,
        class_disclosure=ClassDisclosure.SUPPRESS,
        protection=5,
    )
    rows = [row(None, 500, 200 + having), row("a", 100, having), row("b", 400, 200)]
    assert reasons(released(rows, policy))["a"] == f"primary {rule}"


def test_one_large_contributor_hides_a_mean() -> None:
    rows = [row(None, 500), row("a", 100, largest=0.6), row("b", 400)]
    assert reasons(released(rows, hiding(dominance=0.5)))["a"] == "primary dominance"


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"largest": 0.4, "second": 0.4}, "two_largest"),
        ({"largest": 0.5, "second": 0.24, "contributors": 3}, "minimum_numerator"),
        ({"largest": 0.6, "second": 0.37}, "p_percent"),
        ({"alike": 1}, "class_disclosure"),
        ({"beyond": 4}, "minimum_beyond_quantile"),
        ({"having": 40, "without": 3}, "minimum_complement"),
        ({"having": 4, "without": 4}, "minimum_numerator"),
    ],
)
def test_what_people_contribute_hides_a_row(told: dict[str, float], rule: str) -> None:
    """Not the measure: of 100 people in the base 43 or 8 may be in a ratio's denominator."""
    policy = hiding(
        minimum_base=10,
        minimum_numerator=5,
        minimum_complement=5,
        class_disclosure=ClassDisclosure.SUPPRESS,
        two_largest=0.75 if rule == "two_largest" else None,
        p_percent=0.1,
        minimum_beyond_quantile=5,
    )
    rows = [row(None, 500), row("a", 100, **told), row("b", 400)]
    assert reasons(released(rows, policy))["a"] == f"primary {rule}"


def test_an_interval_of_few_is_not_shown() -> None:
    """Its end is the answer of one of four."""
    rows = [row(None, 60, beyond=30, beyond_interval=4, se=1.0), row("a", 60, beyond=30, beyond_interval=5)]
    found = released(rows, hiding(minimum_beyond_quantile=5)).frame
    assert found["estimate"].null_count() == 0
    assert found["ci_low"].to_list() == [None, 0.4]
    assert found["se"][0] is None


def test_a_hidden_row_says_nothing_that_depends_on_data() -> None:
    rows = [row(None, 500), row("a", 5, notes="synthetic; nobody in school", notices="synthetic")]
    assert released(rows, hiding(minimum_base=10)).frame["notes"].to_list() == [None, "synthetic"]


def test_who_is_missing_is_not_counted_beside_hidden_rows() -> None:
    rows = [row(None, 500, n_missing=1), row("a", 5, n_missing=1), row("b", 495)]
    rows += [{**it, "indicator": "y", "n_missing": 0} for it in rows]
    rows += [{**it, "indicator": "z", "people": 100, "n_missing": 1} for it in rows[:3]]
    found = released(rows, hiding(minimum_base=10)).frame["n_missing"].to_list()
    assert found == [None, None, None, 0, None, None, 1, 1, 1]


def test_rows_of_people_need_evidence() -> None:
    """What the engine calls otherwise, or leaves out, can't be released."""
    frame = pl.DataFrame([row(None, 500)], schema={**COLUMNS, **EVIDENCE})
    policy = hiding(minimum_base=10)
    for names in ({"people": "persons"}, {"largest": "largest_share"}):
        with pytest.raises((TypeError, pl.exceptions.ColumnNotFoundError)):
            release(frame.select(*COLUMNS), frame.select(*EVIDENCE).rename(names), policy)
    nobody = frame.select(*EVIDENCE).with_columns(people=pl.lit(None, dtype=pl.Int64))
    with pytest.raises(TypeError, match="without evidence"):
        release(frame.select(*COLUMNS), nobody, policy)


def test_a_share_of_nobody_is_shown_for_review() -> None:
    rows = [row(None, 500, 200), row("a", 100, 0), row("b", 400, 200)]
    found = released(rows, hiding(minimum_base=10, class_disclosure=ClassDisclosure.REVIEW))
    assert reasons(found) == {"a": "review class_disclosure"}
    assert found.frame["estimate"][1] == 0


def test_a_hidden_population_hides_its_groups() -> None:
    rows = [row(None, 8, 4), row("a", 8, 4)]
    assert set(released(rows, hiding(minimum_base=10)).frame["status"]) == {"suppressed"}


def test_a_comparison_sample_reveals_no_rest() -> None:
    rows = [row(None, 300, 90, nested=0), row("a", 5, 2, nested=0), row("b", 395, 160, nested=0)]
    assert reasons(released(rows, hiding(minimum_base=10, protection=10))) == {"a": "primary minimum_base"}


@pytest.mark.parametrize("said", ["group=g:a", "group=a"])
def test_no_gap_from_a_hidden_group(said: str) -> None:
    rows = [row(None, 500, 200), row("a", 5, 2), row("b", 95, 40), row("c", 400, 158, gap_from=said)]
    found = released(rows, hiding(minimum_base=10, protection=10))
    last = found.frame.row(3, named=True)
    assert (last["n"], last["gap"], last["reference"], last["ratio"]) == (400, None, None, None)
    assert found.review.filter(pl.col("group") == "c")["action"].to_list() == ["gap_withheld"]


def test_no_difference_of_gaps_from_a_small_group() -> None:
    """Its estimate could be told from the change of the gap and of the group."""
    few = {"gap_from": "group=k:x", "reference_people": 5}
    many = {"gap_from": "group=k:x", "reference_people": 50}
    rows = [row(None, 500, 200, wave=wave) for wave in "123"]
    rows += [row("a", 250, 100, wave="1", **few), row("b", 250, 100, wave="1", **few)]
    rows += [row(group, 250, 100, wave=wave, **many) for wave in "23" for group in "ab"]
    change = {"quantity": "change", "gap_from": "group=k:x", "people": None}
    rows += [row("a", 250, wave="2", versus="1", **change), row("a", 250, wave="3", versus="2", **change)]
    found = released(rows, hiding(minimum_base=10, protection=10))
    assert found.frame.filter(pl.col("quantity") == "change")["gap"].to_list() == [None, 0.1]
    assert found.frame.filter(pl.col("wave") == "1", group="a")["gap"].to_list() == [None]
    assert set(found.review["rule"]) == {"reference"}


def test_a_difference_is_hidden_with_either_side() -> None:
    def wave(number: int, small: int) -> Rows:
        return [
            row(None, 500, 200, wave=f"{number}"),
            row("a", small, small // 2, wave=f"{number}"),
            row("b", 400, 160, wave=f"{number}"),
            row("c", 100 - small, 38, wave=f"{number}"),
        ]

    change = [
        row(group, 400, wave="2", versus="1", quantity="change", people=None) for group in ("a", "b", "c")
    ]
    found = released([*wave(1, 5), *wave(2, 50), *change], hiding(minimum_base=10, protection=10))
    assert found.frame["n"].to_list()[-3:] == [None, 400, None]


def test_counts_are_rounded_half_away_from_zero() -> None:
    found = released([row(None, 512, n_missing=13, n_weighted=512.5)], hiding(round_counts_to=5)).frame
    assert found.select("n", "n_missing", "n_weighted").row(0) == (510, 15, 515.0)


def test_what_is_left_out_as_unreliable_keeps_its_base() -> None:
    found = released([row("a", 20, 9)], marking(minimum_base=MinimumCount(flag=50, withhold=30)))
    only = found.frame.row(0, named=True)
    assert (only["status"], only["n"], only["estimate"], only["gap"]) == ("low_reliability", 20, None, None)
    assert reasons(found) == {"a": "reliability minimum_base"}


@pytest.mark.parametrize(
    ("policy", "doubtful", "sound"),
    [
        (marking(minimum_base=MinimumCount(flag=30)), row("a", 29, 9), row("a", 30, 9)),
        (marking(maximum_cv=MaximumShare(flag=0.2)), row("a", 50, cv=0.21), row("a", 50, 9, cv=0.21)),
        (
            marking(maximum_interval_width=MaximumShare(flag=0.3)),
            row("a", 50, 9, ci_low=0.1, ci_high=0.5),
            row("a", 50, ci_low=0.1, ci_high=0.5),
        ),
        (
            marking(maximum_interval_width=MaximumShare(flag=0.3)),
            row("a", 50, 9, gap_ci_low=-0.2, gap_ci_high=0.2),
            row("a", 50, 9, gap_ci_low=-0.1, gap_ci_high=0.1),
        ),
        (
            marking(maximum_missing_share=MaximumShare(flag=0.1)),
            row("a", 89, 9, n_missing=11),
            row("a", 90, 9, n_missing=10),
        ),
    ],
)
def test_each_rule_marks_what_is_doubtful(policy: Policy, doubtful: Any, sound: Any) -> None:
    assert released([doubtful, sound], policy).frame["status"].to_list() == ["low_reliability", "ok"]


def test_few_degrees_of_freedom_take_the_test_then_the_interval() -> None:
    numbers = {"gap_se": 0.1, "gap_p": 0.01, "gap_ci_low": 0.0, "gap_ci_high": 0.2, "movement": "closing"}
    rows = [row("a", 50, 9, df=df, **numbers) for df in (8, 7, 0)]
    frame = pl.DataFrame(rows, schema={**COLUMNS, **EVIDENCE})
    rules = Reliability(minimum_df=MinimumCount(flag=8, withhold=1))
    found = without_unsound_tests(frame, rules).select("gap_p", "movement", "gap_ci_low", "status").rows()
    assert found == [
        (0.01, "closing", 0.0, "ok"),
        (None, None, 0.0, "low_reliability"),
        (None, None, None, "low_reliability"),
    ]


def test_the_named_policies_are_right_and_cite_their_source() -> None:
    policies = {name: load_policy(name) for name in policy_names()}
    assert {"default", "none", "eff", "eu_lfs", "laender"} <= policies.keys()
    assert [name for name, policy in policies.items() if not policy.disclosure.hides] == ["none"]
    unverified = ("not checked", "not verified", "none was checked", "not found", "not in this policy")
    for name, policy in policies.items():
        assert name == "none" or any(word in policy.source.lower() for word in unverified), name


def test_an_unknown_policy_is_refused_and_a_file_of_ones_own_is_not(tmp_path) -> None:
    with pytest.raises(UsageError, match="there is no such policy"):
        load_policy("defualt")
    own = tmp_path / "own.yaml"
    own.write_text("title: Own\nsource: Own.\ndisclosure: {minimum_base: 7}\n", encoding="utf-8")
    assert load_policy(str(own)).disclosure.minimum_base == 7
    own.write_text("title: Own\nsource: Own.\ndisclosure: {minimum_base: -7}\n", encoding="utf-8")
    with pytest.raises(DefinitionError):
        load_policy(str(own))


@pytest.mark.parametrize(
    ("weighted", "status", "correlation"),
    [(4.0, "low_reliability", None), (9.0, "low_reliability", 0.3), (10.0, "ok", 0.3)],
)
def test_associations_have_a_weighted_base_too(
    weighted: float, status: str, correlation: float | None
) -> None:
    numbers = {name: 0.3 for name in ASSOCIATIONS if ASSOCIATIONS[name] == pl.Float64}
    pair = {**dict.fromkeys(ASSOCIATIONS), **numbers, "n": 50, "n_weighted": weighted, "df": 49}
    schema = {**ASSOCIATIONS, "fewest": pl.Int64, "withheld": pl.Boolean}
    frame = pl.DataFrame([{**pair, "fewest": 20, "withheld": False}], schema=schema)
    rules = marking(minimum_weighted_base=MinimumCount(flag=10, withhold=5))
    found = release_pairs(frame, rules).row(0, named=True)
    assert (found["status"], found["correlation"], found["n"]) == (status, correlation, 50)


def test_groups_beside_a_comparison_sample_add_up_to_the_same_by_each_variable() -> None:
    """By sex they are 400, of whom the other variable shows all but five: the smallest sex goes along."""
    rows = [row(None, 300, 90, nested=0), row("a", 5, 2, nested=0), row("b", 395, 160, nested=0)]
    rows += [row("female", 210, 80, nested=0, group_by="sex"), row("male", 190, 82, nested=0, group_by="sex")]
    found = reasons(released(rows, hiding(minimum_base=10, protection=10)))
    assert found == {"a": "primary minimum_base", "male": "secondary complementary"}
