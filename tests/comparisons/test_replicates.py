"""Changes from replicate weights, said again slowly: each replicate computes the number, or the gap, anew."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, nan, sqrt

from estimation import surveys
from estimation.oracle import Floats, Replicated, Rows
from estimation.surveys import Case, Place
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import cases
from .cases import Asking, Comparison
from .oracle import TESTED

EXAMPLES = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
MEASURES = ("proportion", "ratio", "total", "median", "at_risk_of_poverty")
COLUMNS = (
    "estimate",
    "se",
    "ci_low",
    "ci_high",
    "df",
    "gap",
    "gap_se",
    "gap_ci_low",
    "gap_ci_high",
    "gap_df",
)


@st.composite
def trends(draw: st.DrawFn) -> Comparison:
    """A trend of a file with replicate weights, whose waves may be the same people."""
    sampled = draw(surveys.replicated(overlapping=st.booleans()))
    asked = draw(surveys.questions.filter(lambda it: it.asked_of == "everyone"))
    case = Case(draw(surveys.people), sampled, asked.of_waves())
    return Comparison(case, "trend")


def number(asking: Asking, place: Place, reference: Rows | None) -> tuple[float, Floats]:
    """A level, or the gap from a reference: of the full sample, and of each replicate."""
    values, counted = asking.values(place.key[0]), asking.survey.w > 0
    side = asking.survey.side(values, place.domain & counted)
    assert side.replicates is not None
    if reference is None:
        return side.theta, side.replicates
    other = asking.survey.side(values, reference & counted)
    assert other.replicates is not None
    return side.theta - other.theta, side.replicates - other.replicates


def change(asking: Asking, now: tuple[float, Floats], then: tuple[float, Floats]) -> tuple[float, float]:
    """A difference and its standard error: of samples of their own the variances add."""
    design = asking.survey.design
    assert isinstance(design, Replicated)
    difference, size = now[0] - then[0], max(abs(now[0]), abs(then[0]))
    if isnan(difference):
        return nan, nan
    if asking.case.sampled.overlapping:
        return difference, sqrt(design.variance(difference, now[1] - then[1], size))
    return difference, sqrt(sum(design.variance(*it, size) for it in (now, then)))


def df(asking: Asking, now: Rows, then: Rows) -> float:
    """Degrees of freedom of both together; of samples of their own they add."""
    counted, design = asking.survey.w > 0, asking.survey.design
    if asking.case.sampled.overlapping:
        return float(design.df((now | then) & counted))
    return float(design.df(now & counted) + design.df(then & counted))


def expected(asking: Asking, place: Place, before: Place) -> Mapping[str, float]:
    """A row of the table."""
    theta, se = change(asking, number(asking, place, None), number(asking, before, None))
    found: dict[str, float] = {}
    if not isnan(theta):
        both = df(asking, place.domain, before.domain)
        half = asking.survey.t(both) * se
        found = {"estimate": theta, "se": se, "df": both, "ci_low": theta - half, "ci_high": theta + half}
    if asking.alike(place) or asking.alike(before):
        found |= dict.fromkeys(("se", "ci_low", "ci_high"), nan)
    against, its = place.reference, before.reference
    if place.key[2] is None or against is None or its is None:
        return found
    if asking.measured.measure == "total" and against.whole:
        return found
    gap, gap_se = change(
        asking, number(asking, place, against.rows), number(asking, before, its.rows)
    )  # from a target: the change of the level, for the target cancels
    if isnan(gap):
        return found
    population = asking.population(place.key), asking.population(before.key)
    gap_df = df(asking, *population)
    half = asking.survey.t(gap_df) * gap_se
    found |= {"gap": gap, "gap_se": gap_se, "gap_df": gap_df}
    found |= {"gap_ci_low": gap - half, "gap_ci_high": gap + half}
    if asking.untested(place) or asking.untested(before):
        found |= dict.fromkeys(TESTED, nan)
    return found


@EXAMPLES
@given(trends().filter(cases.possible))
def test_changes_between_waves(asked: Comparison) -> None:
    frame = cases.computed(asked, MEASURES)
    for measure in MEASURES:
        ours = cases.by_key(frame, measure, "change")
        asking = Asking.of(asked, measure)
        for key, row in ours.items():
            before = asking.places["1", *key[1:]]
            wrong = cases.wrong(row, expected(asking, asking.places[key], before), COLUMNS)
            assert not wrong, f"{measure} {key}: {wrong}"
