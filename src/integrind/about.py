"""What must be said around the numbers, and beside each of them."""

from __future__ import annotations

from integrind.data.observation import Observation
from integrind.data.variables import Variables
from integrind.definitions.library import Library
from integrind.definitions.survey import Survey
from integrind.request import Request
from integrind.results import About, IndicatorFacts
from integrind.selection import names_of

UNPROTECTED = "no disclosure control: small groups are shown, so check before you publish"


def about(request: Request, survey: Survey, variables: Variables, library: Library) -> About:
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
        notices=tuple(_sentence(notice) for notice in _notices(survey)),
        facts={
            it.id: IndicatorFacts(it.id, it.title, str(it.dimension), str(it.direction))
            for it in library.indicators
        },
        labels=labels,
        likely_by=_likely_by(survey, library),
    )


def row_notes(survey: Survey, observation: Observation) -> str:
    """What a single row must say when it travels alone."""
    notes = _notices(survey)
    if observation.incomputable:
        notes.append(f"no number in {observation.incomputable:,} rows whose answers are all there")
    return "; ".join(notes)


def _notices(survey: Survey) -> list[str]:
    notices = ["synthetic data, not about real people"] if survey.synthetic else []
    if survey.design.weight is None:
        notices.append("unweighted: every row counts 1")
    return [*notices, UNPROTECTED]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _likely_by(survey: Survey, library: Library) -> tuple[str, ...]:
    """Described categories that no indicator uses: what people are grouped by."""
    used = {name for indicator in library.indicators for name in names_of(indicator)}
    described = survey.variables.items()
    return tuple(name for name, it in described if name not in used and (it.bands or it.codes))[:6]
