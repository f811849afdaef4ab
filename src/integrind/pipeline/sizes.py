"""How many people each group has: from a request to a result table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from integrind.definitions.counted import PEOPLE, SHARE
from integrind.estimation.domains.cells import Cells
from integrind.estimation.tables.sizes import Sizes
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.evidence import Told, Whom
from integrind.opening.notes import survey_notices, why_without_se
from integrind.opening.opened import Opened, Opener, open_survey
from integrind.pipeline.draft import Drafted, drafted
from integrind.request import Request
from integrind.results import Results
from integrind.table.assembly import Labelled, Placed


def sizes(request: Request, opener: Opener = open_survey) -> Results:
    """Count the people of each group, in the sample and weighted, and find its share of the population.

    Raises DefinitionError, DataError and UsageError.
    """
    return sizes_draft(request, opener).alone()


def sizes_draft(request: Request, opener: Opener = open_survey) -> Drafted[Results]:
    """Do all of `sizes` but the release."""
    opened = opener(request, (PEOPLE,))
    totals: list[Placed] = []
    shares: list[Placed] = []
    told: list[Told] = []
    for number, (cells, labels) in enumerate(zip(opened.domains.cells, opened.domains.labels, strict=True)):
        its = Sizes(people_in(opened, cells))
        told.append(its.table.told)
        if opened.policy.disclosure.hides:
            totals += ((labels, number, it) for it in its.counts(population_rows=number == 0))
        totals += ((labels, number, it) for it in its.totals(population_rows=number == 0))
        shares += ((labels, number, it) for it in its.shares())
    notices, without_se = "; ".join(survey_notices(opened.survey)), why_without_se(opened.survey)
    parts = (
        Labelled(PEOPLE, totals, notices, "", without_se, {Whom(PEOPLE.id, ""): told[0]}),
        Labelled(SHARE, shares, notices, "", without_se),
    )
    return Drafted((drafted(opened, parts, of_levels=False),), _only)


def people_in(opened: Opened, cells: Cells) -> IndicatorTable:
    """Everybody whom a table is about, in the cells of a breakdown."""
    question, of_sums = opened.everybody(), cells.of_sums(over_denominators=False)
    return IndicatorTable(question, CellTotals(question, of_sums.crossing), of_sums, opened.inference)


def _only(results: Sequence[Results]) -> Results:
    """Numbers of people are of no dimension."""
    (result,) = results
    return replace(result, frame=result.frame.with_columns(pl.lit(None, pl.String).alias("dimension")))
