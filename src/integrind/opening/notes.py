"""What must be said beside the numbers of an indicator."""

from __future__ import annotations

from collections.abc import Sequence

from integrind.data.observation import Observation
from integrind.data.variables import Variables
from integrind.definitions.indicator import Indicator
from integrind.definitions.policy import Disclosure
from integrind.definitions.survey import Survey
from integrind.expressions import parse, values_asked_for
from integrind.vocabulary import Measure, ReplicateMethod

_JACKKNIVES = {ReplicateMethod.JK1, ReplicateMethod.JKN}
_QUANTILES = {Measure.MEDIAN, Measure.QUANTILE}


def row_notes(
    indicator: Indicator, variables: Variables, observations: Sequence[Observation], rules: Disclosure
) -> str:
    """What a single row must say when it travels alone, beside what all rows of the survey say.

    No count that is too small for the rules.
    """
    survey, first = variables.survey, observations[0]
    absent = values_of_nobody(indicator, variables)
    notes = [f'no row of the file has {name} == "{value}"' for name, value in absent]
    replicates = survey.design.replicates
    if replicates and replicates.method in _JACKKNIVES and indicator.measure in _QUANTILES:
        notes.append("the jackknife is inconsistent for quantiles: don't rely on the gap's standard error")
    if first.incomputable:
        rows = rules.said(first.incomputable)
        notes.append(f"no number in {rows} rows whose answers are all there")
    if len(observations) > 1:
        notes.append(f"computed in each of {len(observations)} imputations, and combined")
        if any((it.states != first.states).any() for it in observations[1:]):
            notes.append("who counts differs between imputations: n is that of the first")
    return "; ".join(notes)


def values_of_nobody(indicator: Indicator, variables: Variables) -> list[tuple[str, str]]:
    """Values that an indicator asks for, by variable, where the file alone can tell them and has none such.

    No codebook and no description has a word about such a variable: a misspelt value would be a share of 0.
    """
    parts = indicator.expressions.values()
    asked = dict.fromkeys(it for text in parts for it in values_asked_for(parse(text).root))
    known = {name: variables.brief(name) for name, _ in asked}
    return [
        (name, value)
        for name, value in asked
        if known[name].variable.values is None and not (known[name].values == value).any()
    ]


def why_without_se(survey: Survey) -> str:
    """Why an estimate may have no standard error."""
    if survey.design.replicates is not None:
        return "a replicate weight leaves nobody, or too few: no standard error"
    return "too few values for a standard error"


def survey_notices(survey: Survey) -> list[str]:
    """What every table of the survey must say."""
    notices = ["synthetic data, not about real people"] if survey.synthetic else []
    if survey.design.weight is None:
        notices.append("unweighted: every row counts 1")
    margins = ", ".join(survey.design.calibrated_to)
    if (calibrate := survey.design.calibrate) is not None:
        notices.append(f"weights calibrated here to known totals of {margins} (method: {calibrate.method})")
    if margins and survey.design.replicates is None:
        notices.append(f"standard errors take into account that weights were calibrated to {margins}")
    return notices
