"""What columns beside the counts tell of hidden rows and of few people, in rows worked out by hand."""

from math import sqrt
from typing import Any

import pytest

from integrind.audit import Leak, audit
from integrind.definitions.policies import load_policy

from .published import hidden, row, share, table

DEFAULT = load_policy("default")


def leaks(*rows: dict[str, Any], policy: str = "default") -> set[tuple[str | None, Leak]]:
    found = audit([table(rows)], load_policy(policy)).findings
    return {(it.row["group"], it.leak) for it in found}


def test_a_note_of_a_hidden_row_must_be_of_all_rows():
    rows = [
        row(None, 100, notes="synthetic data"),
        row("a", notes="synthetic data"),
        row("b", notes="synthetic data"),
    ]
    assert leaks(*rows) == set()
    rows[1]["notes"] += "; fewer than one degree of freedom: no interval"
    assert leaks(*rows) == {("a", Leak.NOTES)}


def test_a_note_counts_no_few_people():
    said = "no number in {} rows whose answers are all there"
    assert leaks(row(None, 100, notes=said.format(1))) == {(None, Leak.FEW_IN_NOTES)}
    assert leaks(row(None, 100, notes=said.format("1,000"))) == set()


def family(p: dict[str, float | None], comparisons: int, adjusted: dict[str, float]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [row(None, 300)]
    for group, value in p.items():
        if value is None:
            rows.append(row(group))
        else:
            more = {"gap_p": value, "comparisons": comparisons, "gap_p_adjusted": adjusted.get(group)}
            rows.append(row(group, 50, **more))
    return rows


def test_comparisons_are_those_that_are_shown():
    p = {"a": 0.01, "b": 0.03, "c": None, "d": None}
    assert leaks(*family(p, 2, {})) == set()
    assert leaks(*family(p, 4, {})) == {("a", Leak.COMPARISONS)}


@pytest.mark.parametrize(
    ("adjusted", "found"),
    [
        ({"a": 0.02, "b": 0.03}, set()),  # Holm of two: 2 x 0.01, 1 x 0.03; Benjamini and Hochberg: the same
        ({"a": 0.03, "b": 0.06}, {"a", "b"}),  # Holm of three
    ],
)
def test_p_values_are_adjusted_for_those_that_are_shown(adjusted: dict[str, float], found: set[str]):
    rows = family({"a": 0.01, "b": 0.03, "c": None, "d": None}, 2, adjusted)
    assert leaks(*rows) == {(group, Leak.ADJUSTED) for group in found}


def spread(n: int, having: int, file: int) -> float:
    """The standard error of a share of n among the rows of a file."""
    p = having / n
    return sqrt(file / (file - 1) * p * (1 - p) / n)


@pytest.mark.parametrize(("having", "found"), [(3, {("a", Leak.FEW)}), (10, set()), (27, {("a", Leak.FEW)})])
def test_a_mean_of_yes_and_no_is_a_share(having: int, found: set[Any]):
    it = row("a", 30, estimate=having / 30, se=spread(30, having, 335), df=29, n_weighted=30.0)
    assert leaks(it) == found


@pytest.mark.parametrize(("having", "found"), [(3, {("a", Leak.FEW)}), (10, set())])
def test_a_total_of_yes_and_no_counts_people(having: int, found: set[Any]):
    # Each stands for two people.
    se = 2 * 30 * spread(30, having, 335)
    assert leaks(row("a", 30, measure="total", estimate=2.0 * having, se=se, df=29, n_weighted=60.0)) == found


@pytest.mark.parametrize(
    ("base", "having", "found"),
    [(31, 1, {("a", Leak.FEW)}), (2, 1, {("a", Leak.FEW)}), (40, 20, set()), (25, 0, {("a", Leak.CLASS)})],
)
def test_a_ratio_of_yes_and_no_is_a_share_of_some(base: int, having: int, found: set[Any]):
    se = spread(base, having, 443)
    it = row("a", 50, measure="ratio", estimate=having / base, se=se, df=49, n_weighted=50.0)
    assert leaks(it) == found


def test_a_score_that_does_not_vary_tells_everybody_s_answer():
    assert leaks(row("a", 12, estimate=5.0, se=0.0, df=11)) == {("a", Leak.CLASS)}
    assert leaks(row("a", 12, estimate=4.5, se=0.1, df=11)) == set()


@pytest.mark.parametrize("measure", ["mean", "total"])
@pytest.mark.parametrize(("largest", "found"), [(800.0, {("a", Leak.DOMINANCE)}), (20.0, set())])
def test_an_amount_is_not_mostly_one_person_s(measure: str, largest: float, found: set[Any]):
    values = [largest, *(10.0 + it for it in range(11))]
    mean = sum(values) / 12
    se = sqrt(sum((it - mean) ** 2 for it in values) / 11 / 12)
    factor = 12 if measure == "total" else 1
    it = row("a", 12, measure=measure, estimate=factor * mean, se=factor * se, df=11, n_weighted=12.0)
    assert leaks(it) == found


def test_a_quantile_has_enough_people_beyond_it():
    assert leaks(row("a", 12, measure="quantile", estimate=1.0)) == {("a", Leak.QUANTILE)}
    assert leaks(row("a", 18, measure="median", estimate=1.0)) == {("a", Leak.QUANTILE)}
    # Ten of nineteen are at it or beyond, on each side.
    assert leaks(row("a", 19, measure="median", estimate=1.0)) == set()
    assert leaks(row("a", 40, measure="median", estimate=1.0)) == set()


@pytest.mark.parametrize(
    ("told", "leak"),
    [
        ({"df": 196}, Leak.ROUNDED_BY_DF),
        ({"estimate": 88 / 197}, Leak.ROUNDED_BY_DIGITS),
        ({"se": 0.0355, "deff": 0.0355**2 * 196 / (0.447 * 0.553)}, Leak.ROUNDED_BY_DIGITS),
    ],
)
def test_a_rounded_base_is_told_by_nothing_else(told: dict[str, Any], leak: Leak):
    rounded = row("a", 195, measure="proportion", estimate=0.447)
    assert leaks(rounded, policy="uk_tre") == set()
    assert leaks({**rounded, **told}, policy="uk_tre") == {("a", leak)}


def test_a_standardised_row_goes_with_every_cell_that_it_is_made_of():
    said = "sex held constant"
    rows = [
        share(None, 200, 100), share("a", 100, 50), share("b", 100, 50),
        share("m", 100, 50, by="sex"), share("f", 100, 50, by="sex"),
        hidden("a+m", by="origin+sex"), hidden("a+f", by="origin+sex"),
        hidden("b+m", by="origin+sex"), hidden("b+f", by="origin+sex"),
    ]  # fmt: skip
    assert leaks(*rows) == set()
    rows += [row("a", 100, measure="proportion", quantity="standardised", estimate=0.5, notes=said)]
    assert leaks(*rows) == {("a", Leak.STANDARDISED)}


def test_a_reference_is_not_a_hidden_group():
    gap = {"gap_from": "group=b", "reference": 0.4, "gap": 0.1}
    rows = [row(None, 200), row("a", 100, **gap), row("b"), row("c")]
    assert leaks(*rows) == {("a", Leak.REFERENCE)}


@pytest.mark.parametrize(
    ("quantity", "versus"), [("area_difference", "whole"), ("area_difference", "S"), ("change", "2020")]
)
def test_a_difference_is_hidden_with_each_of_its_sides(quantity: str, versus: str):
    rows = [row(area="N", wave="2024", quantity=quantity, versus=versus, estimate=1.0, status="ok")]
    sides = {
        "whole": row(wave="2024"), "S": row(area="S", wave="2024"), "2020": row(area="N", wave="2020"),
    }  # fmt: skip
    assert leaks(*rows) == set()
    assert (None, Leak.SIDES) in leaks(*rows, sides[versus])
    assert (None, Leak.SIDES) in leaks(*rows, row(area="N", wave="2024"))
