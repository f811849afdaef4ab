"""What must be said beside the numbers of an indicator."""

from __future__ import annotations

from integrind.data.observation import Observation
from integrind.definitions.indicator import Indicator
from integrind.definitions.survey import Survey
from integrind.vocabulary import Measure, ReplicateMethod

_JACKKNIVES = {ReplicateMethod.JK1, ReplicateMethod.JKN}
_QUANTILES = {Measure.MEDIAN, Measure.QUANTILE}


def row_notes(indicator: Indicator, survey: Survey, observation: Observation) -> str:
    """What a single row must say when it travels alone."""
    notes = survey_notices(survey)
    replicates = survey.design.replicates
    if replicates and replicates.method in _JACKKNIVES and indicator.measure in _QUANTILES:
        notes.append("the jackknife is inconsistent for quantiles: don't rely on the gap's standard error")
    if observation.incomputable:
        notes.append(f"no number in {observation.incomputable:,} rows whose answers are all there")
    return "; ".join(notes)


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
    return notices
