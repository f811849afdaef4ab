"""How far groups live apart: from a request to a result table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from integrind.data.breakdown import CROSS, Breakdown
from integrind.definitions.counted import PEOPLE, SEGREGATION
from integrind.errors import UsageError
from integrind.estimation.domains.cells import AREA, GROUP, WAVE, Cells
from integrind.estimation.tables.segregation import Segregation, SegregationChanges
from integrind.estimation.tables.sizes import Sizes
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.evidence import Told, Whom
from integrind.opening.notes import survey_notices, why_without_se
from integrind.opening.opened import Opened, Opener, Openings
from integrind.pipeline.draft import Drafted, drafted
from integrind.pipeline.sizes import people_in
from integrind.request import OFF, Request
from integrind.results import Results
from integrind.table.assembly import Labelled, Placed
from integrind.table.series import pairs_of


def segregation(request: Request, areas: Sequence[str] = (), opener: Opener | None = None) -> Results:
    """Find how far groups live apart over areas of one variable, or of several that nest.

    Without `areas` those of the request or of the survey's description. Raises DefinitionError, DataError and
    UsageError.
    """
    return segregation_draft(request, areas, opener).alone()


def segregation_draft(
    request: Request, areas: Sequence[str] = (), opener: Opener | None = None
) -> Drafted[Results]:
    """Do all of `segregation` but the release."""
    opener = opener or Openings().open
    whole = opener(replace(request, area=OFF), (SEGREGATION,))
    several: Sequence[str | None] = areas or (request.area,)
    by_area = [opener(replace(request, area=it), (SEGREGATION,)) for it in several]
    if AREA not in by_area[0].domains.labels[0]:
        raise UsageError("segregation needs areas", "name the variable: --area region")
    if GROUP not in whole.domains.labels[0]:
        raise UsageError("segregation needs groups", "name the variable: --by country_of_birth")
    for opened in by_area:
        _refuse_areas_of_groups(opened)
    found = [placed for opened in by_area for placed in _placed(opened)]
    notices, without_se = "; ".join(survey_notices(whole.survey)), why_without_se(whole.survey)
    parts = [Labelled(SEGREGATION, found, notices, "", without_se)]
    if whole.policy.disclosure.hides:
        parts.append(_counts(whole, notices, without_se))
    return Drafted((drafted(whole, parts, of_levels=False),), _only)


def _refuse_areas_of_groups(opened: Opened) -> None:
    """Areas made of what makes the groups hold one group each, whoever lives where."""
    for labels in opened.domains.labels:
        area, group = labels[AREA].by, labels[GROUP].by
        if shared := {*area.split(CROSS)}.intersection(group.split(CROSS)):
            said = f"segregation --by {group} --area {area}: {min(shared)!r} makes both groups and areas"
            raise UsageError(said, "--area names where people live, --by who they are")


def _placed(opened: Opened) -> Iterator[Placed]:
    for number, (cells, labels) in enumerate(zip(opened.domains.cells, opened.domains.labels, strict=True)):
        its = Segregation(_people_of_areas(opened, cells, labels[AREA]))
        yield from ((labels, number, block) for block in its.blocks(labels[GROUP].labels))
        for later, earlier in pairs_of(len(labels[WAVE].labels)) if WAVE in labels else ():
            for block in SegregationChanges(its).between(later, earlier):
                yield labels, number, block.saying(versus=labels[WAVE].labels[earlier])


def _people_of_areas(opened: Opened, cells: Cells, area: Breakdown) -> IndicatorTable:
    """Everybody whose area is known."""
    everybody, of_sums = opened.everybody(), cells.of_sums(over_denominators=False)
    question = replace(everybody, inside=everybody.inside & (np.asarray(area.code) >= 0))
    return IndicatorTable(question, CellTotals(question, of_sums.crossing), of_sums, opened.inference)


def _counts(whole: Opened, notices: str, without_se: str) -> Labelled:
    """How many people each group has, whatever their areas: as a table of sizes counts them."""
    found: list[Placed] = []
    told: list[Told] = []
    for number, (cells, labels) in enumerate(zip(whole.domains.cells, whole.domains.labels, strict=True)):
        its = Sizes(people_in(whole, cells))
        told.append(its.table.told)
        found += ((labels, number, it) for it in its.counts(population_rows=number == 0))
    return Labelled(PEOPLE, found, notices, "", without_se, {Whom(PEOPLE.id): told[0]})


def _only(results: Sequence[Results]) -> Results:
    (result,) = results
    return result
