"""From a request to a result table, one function per use case: the only place that joins the steps.

definitions ─┐
             ├─▶ open ─▶ tabulate ─▶ assemble ─▶ release ─▶ findings ─▶ results
survey, data ┘

Each use case can stop at its draft, before the release: the tables of a plan are released together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from integrind.data.breakdown import Breakdown
from integrind.data.parts import called
from integrind.definitions.indicator import Indicator
from integrind.definitions.survey import Survey
from integrind.errors import UsageError
from integrind.estimation.domains.cells import AREA, GROUP, WAVE
from integrind.estimation.tables.blocks import Block, empty_block
from integrind.estimation.tables.differences import Differences
from integrind.estimation.tables.distribution import DissimilarityChanges, Distribution
from integrind.estimation.tables.imputed import together
from integrind.estimation.tables.standardise import MEASURES as STANDARDISED_MEASURES
from integrind.estimation.tables.standardise import Standardisation
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.opening.opened import Opened, Opener, Openings, open_survey
from integrind.opening.panel import Pairs, match, transitions
from integrind.pipeline.associations import associate
from integrind.pipeline.draft import Draft, Drafted, drafted, released
from integrind.pipeline.tabulate import Blocks, Together, tabulate
from integrind.profiles import Profile, profile_of
from integrind.request import OFF, Request
from integrind.results import Results
from integrind.table.equivalence import margins_of, with_equivalent
from integrind.table.findings import adjusted, with_detectable, with_findings
from integrind.table.series import Wave, changes, pairs_of
from integrind.vocabulary import Direction, GapFrom, Measure, Quantity, Status


def compute(request: Request, opener: Opener = open_survey) -> Results:
    """Compute every indicator that the survey can give, for the population and its groups.

    Raises DefinitionError, DataError and UsageError.
    """
    return compute_draft(request, opener).alone()


def compute_draft(request: Request, opener: Opener = open_survey) -> Drafted[Results]:
    """Do all of `compute` but the release."""
    shown = replace(request, area=OFF) if request.area is None else request  # a first look is at the whole
    return Drafted((_levels(opener(shown)),), _only)


def _only(results: Sequence[Results]) -> Results:
    (result,) = results
    return result


def _levels(opened: Opened) -> Draft:
    def blocks(_: Indicator, table: IndicatorTable, population: bool) -> Iterator[Block]:
        yield from table.blocks(population_rows=population)
        if (constant := opened.domains.constant) is not None:
            yield from Standardisation(table, constant.labels).blocks()

    return _draft(opened, blocks, lambda _, distribution: distribution.blocks())


def compare(
    request: Request, between: tuple[str, str] | None = None, opener: Opener = open_survey
) -> Results:
    """Compare every area with the whole, or one area with another. Raises as `compute`."""
    return compare_draft(request, between, opener).alone()


def compare_draft(
    request: Request, between: tuple[str, str] | None = None, opener: Opener = open_survey
) -> Drafted[Results]:
    """Do all of `compare` but the release."""
    opened = opener(request)
    areas = opened.domains.labels[0].get(AREA)
    if areas is None:
        raise UsageError("compare needs areas", "name the variable: --area region")
    one, other = (_position(areas, label) for label in between) if between else (None, None)
    if one is not None and one == other:
        raise UsageError(f"--between: {areas.labels[one]!r} can't be compared with itself", "name two areas")

    def blocks(_: Indicator, table: IndicatorTable, population: bool) -> Iterator[Block]:
        versus = areas.labels[other] if other is not None else str(GapFrom.WHOLE)
        for block in _differences(opened, table).between_areas(one, other, population_rows=population):
            yield block.saying(quantity=Quantity.AREA_DIFFERENCE, versus=versus)

    def together(_: Indicator, distribution: Distribution) -> Iterator[Block]:
        if opened.inference.gap_from is GapFrom.WHOLE:  # which has no distance from itself
            return
        versus = areas.labels[other] if other is not None else str(GapFrom.WHOLE)
        changes = DissimilarityChanges(distribution)
        for block in changes.between_areas(one, other, population_rows=False):
            yield block.saying(quantity=Quantity.DISSIMILARITY_CHANGE, versus=versus)

    return Drafted((_draft(opened, blocks, together, of_levels=False),), _only)


def trend(request: Request, panel: str | None = None, opener: Opener = open_survey) -> Results:
    """Compare every wave with the one before and with the first. Raises as `compute`.

    With `panel`, the column of people's ids, also entry and exit of those seen in both waves.
    """
    return trend_draft(request, panel, opener).alone()


def trend_draft(request: Request, panel: str | None = None, opener: Opener = open_survey) -> Drafted[Results]:
    """Do all of `trend` but the release."""
    _refuse_table(request)
    opened = opener(request)
    waves = opened.domains.labels[0].get(WAVE)
    if waves is None or len(waves.labels) < 2:
        raise UsageError("trend needs two waves or more", "name the variable: --wave year")
    pairs = pairs_of(len(waves.labels))

    def blocks(indicator: Indicator, table: IndicatorTable, population: bool) -> Iterator[Block]:
        for later, earlier in pairs:
            said = {"quantity": str(Quantity.CHANGE), "versus": waves.labels[earlier]}
            if broken := _broken(opened.survey, indicator, waves.labels[earlier + 1 : later + 1]):
                if population:
                    empty = empty_block(table.cells, Status.NOT_AVAILABLE, {WAVE: later})
                    yield empty.saying(remark=broken, **said)
                continue
            for block in _differences(opened, table).between_waves(
                later, earlier, population_rows=population
            ):
                yield block.saying(**said)
            if panel is not None and not table.question.is_category:
                people = match(opened.variables, panel, waves.code, earlier, later)
                for quantity, moved in _transitions(table, people):
                    for block in moved.blocks(population_rows=population):
                        seen = block.only(WAVE, earlier).recoded(WAVE, later)
                        yield seen.saying(quantity=quantity, versus=waves.labels[earlier])

    def together(indicator: Indicator, distribution: Distribution) -> Iterator[Block]:
        for later, earlier in pairs:
            if _broken(opened.survey, indicator, waves.labels[earlier + 1 : later + 1]):
                continue
            said = {"quantity": str(Quantity.DISSIMILARITY_CHANGE), "versus": waves.labels[earlier]}
            changes = DissimilarityChanges(distribution)
            for block in changes.between_waves(later, earlier, population_rows=False):
                yield block.saying(**said)

    return Drafted((_draft(opened, blocks, together, of_levels=False),), _only)


def trend_of_files(requests: Sequence[Request], opener: Opener = open_survey) -> Results:
    """Compare every file with the one before and with the first: samples of their own. Raises as `compute`.

    What a file hides as a level is hidden in its changes too.
    """
    return trend_of_files_draft(requests, opener).alone()


def trend_of_files_draft(requests: Sequence[Request], opener: Opener = open_survey) -> Drafted[Results]:
    """Do all of `trend_of_files` but the release."""
    _refuse_table(requests[-1])
    labels = [called(request.data).split(".")[0] for request in requests]
    if len(set(labels)) < len(labels):
        raise UsageError("trend needs files with different names", "the name tells the wave")
    openings = [opener(replace(request, wave=OFF)) for request in requests]
    breaks = [tuple(opened.survey.breaks) for opened in openings]

    def finish(levels: Sequence[Results]) -> Results:
        waves = [Wave(*it) for it in zip(labels, (it.frame for it in levels), breaks, strict=True)]
        last = levels[-1]
        request = requests[-1]
        frame = adjusted(changes(waves), request.adjust)
        directions = {name: Direction(fact.direction) for name, fact in last.about.facts.items()}
        warnings = tuple(dict.fromkeys(warning for result in levels for warning in result.warnings))
        about_all = replace(
            last.about,
            title=" and ".join(dict.fromkeys(result.about.title for result in levels)),
            rows=sum(result.about.rows for result in levels),
        )
        tested = with_detectable(with_findings(frame, directions))
        # What a file's people differ by is no unit of the change to another file's.
        margins = margins_of(tested, pl.Series([None] * tested.height, dtype=pl.Float64), request.matters)
        judged = with_equivalent(tested, margins, request.adjust)
        return replace(last, frame=judged, about=about_all, warnings=warnings)

    return Drafted(tuple(_levels(opened) for opened in openings), finish)


def report(request: Request, opener: Opener | None = None) -> tuple[Results, Results | None]:
    """Compute what a report shows: levels, and changes where there are waves. Raises as `compute`.

    Both are about the same people, so they are released together. No table says how the waves of another
    survey vary, so there are no changes of gaps from one.
    """
    opener = opener or Openings().open
    shown = replace(request, area=OFF) if request.area is None else request
    opened = opener(shown)
    levels = _levels(opened)
    waves = opened.domains.labels[0].get(WAVE)
    if waves is None or len(waves.labels) < 2 or request.gap_from.kind is GapFrom.TABLE:
        return _only(released([levels])), None
    changes = trend_draft(shown, None, opener)
    first, second = released([levels, *changes.drafts])
    return first, changes.finish([second])


def profile(request: Request, *, associations: bool = False, opener: Opener = open_survey) -> Profile:
    """Find where groups are ahead or behind in each dimension. Raises as `compute`.

    With `associations`, also how indicators go together among respondents.
    """
    return profile_draft(request, associations=associations, opener=opener).alone()


def profile_draft(
    request: Request, *, associations: bool = False, opener: Opener = open_survey
) -> Drafted[Profile]:
    """Do all of `profile` but the release."""
    opened = opener(request)
    if GROUP not in opened.domains.labels[0]:
        raise UsageError("profile needs groups", "name the variable: --by country_of_birth")
    if of_categories := next(
        (
            opened.selection.published(it.id)[0]
            for it in opened.selection.chosen
            if it.measure is Measure.DISTRIBUTION or it.id in opened.selection.parts
        ),
        None,
    ):
        hint = "integrind compute shows it"
        raise UsageError(f"profile is about single numbers, and {of_categories} has several rows", hint)

    def finish(released: Sequence[Results]) -> Profile:
        results = _only(released)
        return profile_of(
            results,
            standardised=request.standardise is not None,
            associations=associate(opened, results) if associations else None,
        )

    return Drafted((_levels(opened),), finish)


def _transitions(table: IndicatorTable, people: Pairs) -> Iterator[tuple[Quantity, IndicatorTable]]:
    """Tables of entry and of exit."""
    cells = table.cells
    for moves in zip(*(transitions(it.question, people) for it in table.imputations), strict=True):
        tables = [
            IndicatorTable(it, CellTotals(it, cells.crossing), cells, table.inference) for _, it in moves
        ]
        yield moves[0][0], together(tables)


def _refuse_table(request: Request) -> None:
    """The waves of another survey may share people or areas: no table says how they vary together."""
    if request.gap_from.kind is GapFrom.TABLE:
        raise UsageError(
            f"trend --gap-from {request.gap_from}: the table doesn't say how its own waves vary together",
            "compute gives the gap of each wave from it",
        )


def _refuse_of_distributions(opened: Opened) -> None:
    """Refuse what one number is compared with, and what is standardised, of several shares together."""
    request = opened.request
    chosen = [it.id for it in opened.selection.chosen if it.measure is Measure.DISTRIBUTION]
    if chosen and request.gap_from.kind is GapFrom.TARGET:
        hint = "the other references compare category by category: population, rest, whole, group, table"
        raise UsageError(f"--gap-from {request.gap_from}: {chosen[0]} is a distribution", hint)
    if chosen and request.standardise is not None:
        hint = "--indicator names others; a proportion of one category can be standardised"
        raise UsageError(f"--standardise: {chosen[0]} is a distribution", hint)


def _differences(opened: Opened, table: IndicatorTable) -> Differences:
    constant = opened.domains.constant
    usable = constant is not None and table.question.measure in STANDARDISED_MEASURES
    return Differences(table, Standardisation(table, constant.labels) if constant and usable else None)


def _draft(opened: Opened, blocks: Blocks, together: Together, *, of_levels: bool = True) -> Draft:
    """Tabulate every indicator, and put the rows together.

    Where rows are differences, the levels that they are made of are tabulated too: only they tell what of the
    differences must be hidden.
    """
    domains = opened.domains
    _refuse_of_distributions(opened)
    policy = opened.policy
    with_levels = policy.disclosure.hides and not of_levels

    def rows(indicator: Indicator, table: IndicatorTable, population: bool) -> Iterator[Block]:
        if with_levels:
            yield from table.blocks(population_rows=population)
        if policy.disclosure.hides and domains.constant is not None:
            constant = Standardisation(table, domains.constant.labels)
            yield from constant.unshown_blocks(population_rows=population)
        yield from blocks(indicator, table, population)

    return drafted(opened, tabulate(opened, rows, together), of_levels=of_levels)


def _position(breakdown: Breakdown, label: str) -> int:
    if label not in breakdown.labels:
        raise UsageError(f"--between: {breakdown.by} has no {label!r}", breakdown.instead_of(label))
    return breakdown.labels.index(label)


def _broken(survey: Survey, indicator: Indicator, waves: tuple[str, ...]) -> str:
    """Why no change is computed up to these waves; empty where there is no break in the series."""
    found = [wave for wave in survey.breaks.get(indicator.id, ()) if wave in waves]
    return f"break in the series at {', '.join(found)}: no change across it" if found else ""
