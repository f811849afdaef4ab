"""What must be said around the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from integrind.data.variables import Variables
from integrind.definitions.indicator import Indicator
from integrind.definitions.library import Library
from integrind.definitions.policy import Policy
from integrind.definitions.survey import Survey
from integrind.opening.notes import survey_notices
from integrind.request import OFF, Request
from integrind.results import About, IndicatorFacts

UNPROTECTED = "no disclosure control: small groups are shown, so check before you publish"


def about(
    request: Request,
    policy: Policy,
    survey: Survey,
    variables: Variables,
    library: Library,
    chosen: Sequence[Indicator],
    likely_by: tuple[str, ...],
) -> About:
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
        notices=tuple(_sentence(notice) for notice in (*survey_notices(survey), *_of_release(policy))),
        facts={it.id: IndicatorFacts(it.id, it.title, str(it.dimension), str(it.direction)) for it in chosen},
        labels=labels,
        titles=_titles(survey, library),
        likely_by=likely_by,
        described_area=survey.area if request.area == OFF else None,
        protected=policy.disclosure.hides,
        symbols=str(request.symbols or policy.symbols),
    )


def _titles(survey: Survey, library: Library) -> dict[str, str]:
    """The codebook's title of a variable, else the description's own."""
    own = {name: it.title for name, it in survey.variables.items() if it.title}
    codebook = library.codebook.variables if library.codebook else {}
    return own | {name: it.title for name, it in codebook.items()}


def _of_release(policy: Policy) -> list[str]:
    notices = [] if policy.disclosure.hides else [UNPROTECTED]
    if policy.disclosure.round_counts_to is not None:
        notices.append(f"counts are rounded to multiples of {policy.disclosure.round_counts_to}")
    return notices


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
