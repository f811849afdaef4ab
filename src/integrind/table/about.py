"""What must be said around the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from integrind.definitions.frameworks import Frameworks, domains_of
from integrind.definitions.indicator import Indicator
from integrind.definitions.library import Library
from integrind.definitions.policy import Policy
from integrind.definitions.survey import Survey
from integrind.opening.notes import survey_notices
from integrind.opening.opened import Opened
from integrind.opening.selection import Selection
from integrind.request import OFF, Request
from integrind.results import About, Design, IndicatorFacts
from integrind.table.doubts import without_reference

UNPROTECTED = "no disclosure control: small groups are shown, so check before you publish"


def about(request: Request, policy: Policy, opened: Opened) -> About:
    """Gather title, design and notices for the renderers."""
    survey, library = opened.survey, opened.library
    codebook = library.codebook.variables if library.codebook else {}
    labels = {name: dict(it.values) for name, it in codebook.items() if it.values}
    truth = {"true": "Yes", "false": "No"}
    labels |= {name: truth for name, it in codebook.items() if it.type == "boolean"}
    return About(
        title=survey.title,
        synthetic=survey.synthetic,
        rows=opened.variables.table.rows,
        weight=survey.design.weight,
        level=request.level,
        gap_from=str(request.gap_from),
        matters=request.matters,
        design=_design(opened),
        source=survey.source,
        licence=survey.licence,
        contact=survey.contact,
        notices=tuple(map(_sentence, _notices(opened, policy))),
        facts={it.id: it for it in _facts(opened.selection)},
        domains=_domains(opened.selection.chosen),
        labels=labels,
        titles=_titles(survey, library),
        likely_by=opened.likely_by,
        described_area=survey.area if request.area == OFF else None,
        protected=policy.disclosure.hides,
        policy=PurePath(request.policy).name,
        symbols=str(request.symbols or policy.symbols),
    )


def _facts(selection: Selection) -> Iterator[IndicatorFacts]:
    for it in selection.chosen:
        name, _ = selection.published(it.id)
        yield IndicatorFacts(name, it.title, str(it.dimension), str(it.direction), _domain(it))


def _design(opened: Opened) -> Design:
    """Counts of what errors go by: the replicates, or the strata and units of the first stage."""
    if (replication := opened.domains.replication) is not None:
        return Design(replicates=len(replication.weights))
    sample = opened.domains.cells[0].crossing.sample
    first = sample.stages[0]
    units = None if sample.of_rows or sample.pooled else len(first.parent)
    return Design(strata=len(first.drawn) if sample.stratified else None, psus=units)


def _domain(indicator: Indicator) -> str:
    """The first domain that a framework gives it, the frameworks in their order."""
    return next((it for domains in indicator.frameworks.model_dump().values() for it in domains), "")


def _domains(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    used = [_domain(it) for it in indicators]
    known = [it for framework in Frameworks.model_fields for it in domains_of(framework)]
    return tuple(dict.fromkeys(it for it in (*known, *used) if it in set(used) and it))


def _titles(survey: Survey, library: Library) -> dict[str, str]:
    """The codebook's title of a variable, else the description's own."""
    own = {name: it.title for name, it in survey.variables.items() if it.title}
    codebook = library.codebook.variables if library.codebook else {}
    return own | {name: it.title for name, it in codebook.items()}


def _notices(opened: Opened, policy: Policy) -> list[str]:
    return [*survey_notices(opened.survey), *without_reference(opened), *_of_release(policy)]


def _of_release(policy: Policy) -> list[str]:
    notices = [] if policy.disclosure.hides else [UNPROTECTED]
    if policy.disclosure.round_counts_to is not None:
        notices.append(f"counts are rounded to multiples of {policy.disclosure.round_counts_to}")
    return notices


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
