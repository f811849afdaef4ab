"""From a request to a result table: the only place that joins the steps.

definitions ─┐
├─▶ select ─▶ domains ─▶ observe ─▶ tabulate ─▶ assemble ─▶ findings ─▶ results
survey, data ┘
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from integrind.about import about, row_notes, why_without_se
from integrind.assembly import Labelled, assemble
from integrind.data.observation import ANSWERED, UNANSWERED, UNDECIDED, observe
from integrind.data.published import Published, read_published
from integrind.data.sampling import design_columns
from integrind.data.table import open_table
from integrind.data.variables import Variables
from integrind.definitions.indicator import Indicator
from integrind.definitions.library import Library, load_library
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import load_survey, survey_beside
from integrind.disclosure.reliability import reliability_of, without_unsound_tests
from integrind.domains import Domains, read_domains, weight_of
from integrind.doubts import doubts
from integrind.estimation.cells import WAVE
from integrind.estimation.measures import MeasureParameters
from integrind.estimation.tabulate import (
    Block,
    ElsewhereEstimates,
    Inference,
    Population,
    Question,
    tabulate,
)
from integrind.findings import adjusted, with_findings
from integrind.request import Request
from integrind.results import Results
from integrind.selection import choose, indicator_paths, names_of, select
from integrind.vocabulary import AskedOf, Status


def compute(request: Request) -> Results:
    """Compute every indicator that the survey can give, for the population and its groups.

    Raises DefinitionError, DataError and UsageError.
    """
    library = load_library(indicator_paths(request.indicators))
    survey = _survey(request, library)
    variables = Variables(open_table(request.data), survey, library.codebook, show_values=request.show_values)
    selection = select(choose(library, request.only, request.dimensions), variables, request.only)
    variables.load(selection.names, design_columns(survey.design))
    library.check_against(variables.scope(selection.names))
    domains = read_domains(request, survey, variables)
    inference = Inference(
        request.gap_from.kind, request.gap_from.target, request.level, request.proportion_interval
    )
    published = read_published(request.gap_from.table) if request.gap_from.table else {}
    rows = [
        _unavailable(it, selection.unavailable[it.id], domains)
        if it.id in selection.unavailable
        else _rows(it, survey, variables, domains, published, inference)
        for it in selection.chosen
    ]
    frame = assemble(rows, level=request.level, gap_from=str(request.gap_from))
    frame = without_unsound_tests(frame, reliability_of(request.policy))
    frame = adjusted(frame, request.adjust)
    frame = with_findings(frame, {it.id: it.direction for it in selection.chosen})
    return Results(
        frame,
        about(request, survey, variables, library),
        selection.unavailable,
        doubts(variables, domains),
    )


def _survey(request: Request, library: Library) -> Survey:
    """The description given, else the one beside the data, else one that says nothing."""
    path = request.survey or survey_beside(request.data)
    return Survey(title=Path(request.data).name) if path is None else load_survey(path, library.codebook)


def _rows(
    indicator: Indicator,
    survey: Survey,
    variables: Variables,
    domains: Domains,
    published: Mapping[tuple[str, str], Published],
    inference: Inference,
) -> Labelled:
    observation = observe(indicator, variables)
    answered = observation.state == ANSWERED
    weight = weight_of(indicator.id, names_of(indicator), answered, variables, domains)
    question = Question(
        indicator.measure,
        _parameters(indicator),
        _population(indicator, domains),
        weight,
        domains.inside & (weight > 0),
        answered,
        observation.state == UNANSWERED,
        observation.state == UNDECIDED,
        observation.value,
        observation.denominator,
        domains.replication,
        _elsewhere(indicator, published, domains),
    )
    blocks = [
        (labels, number, block)
        for number, (cells, labels) in enumerate(zip(domains.cells, domains.labels, strict=True))
        for block in tabulate(question, cells, inference, population_rows=number == 0)
    ]
    return Labelled(indicator, blocks, row_notes(indicator, survey, observation), why_without_se(survey))


def _parameters(indicator: Indicator) -> MeasureParameters:
    if indicator.threshold is not None:
        return MeasureParameters(indicator.threshold.quantile, indicator.threshold.share)
    return MeasureParameters(indicator.q or 0.5)


def _elsewhere(
    indicator: Indicator, published: Mapping[tuple[str, str], Published], domains: Domains
) -> ElsewhereEstimates | None:
    """Another survey's estimates of the indicator, wave by wave."""
    if not published:
        return None
    wave = domains.labels[0].get(WAVE)
    unknown = Published(np.nan, np.nan, np.nan)
    found = [published.get((indicator.id, label), unknown) for label in (wave.labels if wave else ("",))]
    return ElsewhereEstimates(
        np.array([it.estimate for it in found]),
        np.array([it.se for it in found]),
        np.array([it.df for it in found]),
    )


def _unavailable(indicator: Indicator, reason: str, domains: Domains) -> Labelled:
    """One row for each wave, which says why there is nothing else."""
    waves = domains.cells[0].grid(domains.cells[0].levels[0])
    rows = len(waves[WAVE]) if waves else 1
    block = Block(waves, {"status": [str(Status.NOT_AVAILABLE)] * rows})
    return Labelled(indicator, [(domains.labels[0], 0, block)], reason, "")


def _population(indicator: Indicator, domains: Domains) -> Population:
    match indicator.asked_of:
        case AskedOf.COMPARISON_SAMPLE if domains.has_comparison_sample:
            return Population.COMPARISON_SAMPLE
        case AskedOf.GROUP_ONLY:
            return Population.NOBODY
        case _:
            return Population.EVERYONE
