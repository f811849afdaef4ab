"""What must be said around the numbers, and beside each of them."""

from __future__ import annotations

from integrind.data.observation import Observation
from integrind.data.variables import Variables
from integrind.definitions.indicator import Indicator
from integrind.definitions.library import Library
from integrind.definitions.policy import Policy
from integrind.definitions.survey import Survey
from integrind.request import Request
from integrind.results import About, IndicatorFacts
from integrind.selection import names_of
from integrind.vocabulary import Measure, ReplicateMethod

UNPROTECTED = "no disclosure control: small groups are shown, so check before you publish"

_JACKKNIVES = {ReplicateMethod.JK1, ReplicateMethod.JKN}
_QUANTILES = {Measure.MEDIAN, Measure.QUANTILE}


def about(request: Request, policy: Policy, survey: Survey, variables: Variables, library: Library) -> About:
    """Gather title, weight and notices for the renderers."""
    codebook = library.codebook.variables if library.codebook else {}
    labels = {name: dict(it.values) for name, it in codebook.items() if it.values}
    truth = {"true": "Yes", "false": "No"}
    labels |= {name: truth for name, it in codebook.items() if it.type == "boolean"}
    return About(
        title=survey.title,
        synthetic=survey.synthetic,
        rows=variables.table.rows,
        weight=survey.design.weight,
        level=request.level,
        gap_from=str(request.gap_from),
        source=survey.source,
        licence=survey.licence,
        notices=tuple(_sentence(notice) for notice in (*_notices(survey), *_of_release(policy))),
        facts={
            it.id: IndicatorFacts(it.id, it.title, str(it.dimension), str(it.direction))
            for it in library.indicators
        },
        labels=labels,
        titles=_titles(survey, library),
        likely_by=_likely_by(survey, library),
        protected=policy.disclosure.hides,
        symbols=str(request.symbols or policy.symbols),
    )


def _titles(survey: Survey, library: Library) -> dict[str, str]:
    """The codebook's title of a variable, else the description's own."""
    own = {name: it.title for name, it in survey.variables.items() if it.title}
    codebook = library.codebook.variables if library.codebook else {}
    return own | {name: it.title for name, it in codebook.items()}


def row_notes(indicator: Indicator, survey: Survey, observation: Observation) -> str:
    """What a single row must say when it travels alone."""
    notes = _notices(survey)
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


def _notices(survey: Survey) -> list[str]:
    notices = ["synthetic data, not about real people"] if survey.synthetic else []
    if survey.design.weight is None:
        notices.append("unweighted: every row counts 1")
    return notices


def _of_release(policy: Policy) -> list[str]:
    notices = [] if policy.disclosure.hides else [UNPROTECTED]
    if policy.disclosure.round_counts_to is not None:
        notices.append(f"counts are rounded to multiples of {policy.disclosure.round_counts_to}")
    return notices


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _likely_by(survey: Survey, library: Library) -> tuple[str, ...]:
    """Described categories that no indicator uses: what people are grouped by."""
    used = {name for indicator in library.indicators for name in names_of(indicator)}
    described = survey.variables.items()
    return tuple(name for name, it in described if name not in used and (it.bands or it.codes))[:6]
