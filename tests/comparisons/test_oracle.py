"""compare, trend and --standardise against the oracle, on small random surveys."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from . import cases
from .cases import RATES, Comparison

EXAMPLES = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def assert_differences_agree(asked: Comparison, quantity: str) -> None:
    measures = (*RATES, "total")
    frame = cases.computed(asked, measures)
    for measure in measures:
        ours = cases.by_key(frame, measure, quantity)
        oracle = dict(cases.differences(asked, measure))
        assert ours.keys() == oracle.keys()
        wrong = [f"{measure} {key}: {it}" for key in ours for it in cases.wrong(ours[key], oracle[key])]
        assert not wrong, "\n".join(wrong)


@EXAMPLES
@given(cases.comparisons("compare").filter(cases.possible))
def test_differences_between_areas(asked: Comparison) -> None:
    assert_differences_agree(asked, "area_difference")


@EXAMPLES
@given(cases.comparisons("trend").filter(cases.possible))
def test_changes_between_waves(asked: Comparison) -> None:
    assert_differences_agree(asked, "change")


@EXAMPLES
@given(cases.comparisons("compute").filter(cases.possible))
def test_standardised_estimates_and_parts_of_gaps(asked: Comparison) -> None:
    frame = cases.computed(asked, RATES)
    for measure in RATES:
        rows = {quantity: cases.by_key(frame, measure, quantity) for quantity in cases.QUANTITIES}
        wrong = [
            f"{measure} {quantity} {key}: {it}"
            for quantity, key, expected in cases.parts(asked, measure)
            for it in cases.wrong(rows[quantity][key], expected)
        ]
        assert not wrong, "\n".join(wrong)
