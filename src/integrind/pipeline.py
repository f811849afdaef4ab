"""From a request to a result table, one function per use case: the only place that joins the steps.

definitions ─┐
             ├─▶ open ─▶ tabulate ─▶ assemble ─▶ release ─▶ findings ─▶ results
survey, data ┘
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import PurePath

import polars as pl

from integrind.associations import associate
from integrind.data.breakdown import Breakdown
from integrind.definitions.indicator import Indicator
from integrind.definitions.policies import load_policy
from integrind.definitions.policy import Policy
from integrind.definitions.survey import Survey
from integrind.deviations import deviations
from integrind.disclosure.evidence import EVIDENCE
from integrind.disclosure.release import Released, release
from integrind.disclosure.reliability import without_unsound_tests
from integrind.errors import UsageError
from integrind.estimation.blocks import Block, empty_block
from integrind.estimation.cells import AREA, GROUP, WAVE
from integrind.estimation.differences import Differences
from integrind.estimation.standardise import MEASURES as STANDARDISED_MEASURES
from integrind.estimation.standardise import Standardisation
from integrind.estimation.tabulate import IndicatorTable
from integrind.faults import did_you_mean
from integrind.opening.notes import why_without_se
from integrind.opening.opened import Opened, Opener, open_survey
from integrind.opening.panel import match, transitions
from integrind.profile import Profile, profile_of
from integrind.request import OFF, Request
from integrind.results import COLUMNS, Results
from integrind.table.about import UNPROTECTED, about
from integrind.table.assembly import Labelled, assemble
from integrind.table.doubts import doubts
from integrind.table.findings import adjusted, with_findings
from integrind.table.series import Wave, changes
from integrind.vocabulary import Direction, GapFrom, Quantity, Status

Blocks = Callable[[Indicator, IndicatorTable, bool], Iterator[Block]]
"""The blocks of one indicator in one breakdown; population rows only where asked for."""


def compute(request: Request, opener: Opener = open_survey) -> Results:
    """Compute every indicator that the survey can give, for the population and its groups.

    Raises DefinitionError, DataError and UsageError.
    """
    return _levels(opener(request))


def _levels(opened: Opened) -> Results:
    def blocks(_: Indicator, table: IndicatorTable, population: bool) -> Iterator[Block]:
        yield from table.blocks(population_rows=population)
        if (constant := opened.domains.constant) is not None:
            yield from Standardisation(table, constant.labels).blocks()

    return _finished(opened, blocks)


def compare(
    request: Request, between: tuple[str, str] | None = None, opener: Opener = open_survey
) -> Results:
    """Compare every area with the whole, or one area with another. Raises as `compute`."""
    opened = opener(request)
    areas = opened.domains.labels[0].get(AREA)
    if areas is None:
        raise UsageError("compare needs areas", "name the variable: --area region")
    one, other = (_position(areas, label) for label in between) if between else (None, None)

    def blocks(_: Indicator, table: IndicatorTable, population: bool) -> Iterator[Block]:
        versus = areas.labels[other] if other is not None else str(GapFrom.WHOLE)
        for block in _differences(opened, table).between_areas(one, other, population_rows=population):
            yield block.saying(quantity=Quantity.AREA_DIFFERENCE, versus=versus)

    return _finished(opened, blocks, of_levels=False)


def trend(request: Request, panel: str | None = None, opener: Opener = open_survey) -> Results:
    """Compare every wave with the one before and with the first. Raises as `compute`.

    With `panel`, the column of people's ids, also entry and exit of those seen in both waves.
    """
    opened = opener(request)
    waves = opened.domains.labels[0].get(WAVE)
    if waves is None or len(waves.labels) < 2:
        raise UsageError("trend needs two waves or more", "name the variable: --wave year")
    pairs = [(later, earlier) for later in range(1, len(waves.labels)) for earlier in sorted({0, later - 1})]

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
            if panel is not None:
                people = match(opened.variables, panel, waves.code, earlier, later)
                for quantity, question in transitions(table.question, people):
                    moved = IndicatorTable(question, table.cells, table.inference)
                    for block in moved.blocks(population_rows=population):
                        seen = block.only(WAVE, earlier).recoded(WAVE, later)
                        yield seen.saying(quantity=quantity, versus=waves.labels[earlier])

    return _finished(opened, blocks, of_levels=False)


def trend_of_files(requests: Sequence[Request], opener: Opener = open_survey) -> Results:
    """Compare every file with the one before and with the first: samples of their own. Raises as `compute`.

    What a file hides as a level is hidden in its changes too.
    """
    labels = [PurePath(request.data).name.split(".")[0] for request in requests]
    if len(set(labels)) < len(labels):
        raise UsageError("trend needs files with different names", "the name tells the wave")
    openings = [opener(replace(request, wave=OFF)) for request in requests]
    levels = [_levels(opened) for opened in openings]
    waves = [
        Wave(label, result.frame, tuple(opened.survey.breaks))
        for label, result, opened in zip(labels, levels, openings, strict=True)
    ]
    last = levels[-1]
    frame = adjusted(changes(waves, requests[-1].level), requests[-1].adjust)
    directions = {name: Direction(fact.direction) for name, fact in last.about.facts.items()}
    warnings = tuple(dict.fromkeys(warning for result in levels for warning in result.warnings))
    about_all = replace(
        last.about,
        title=" and ".join(dict.fromkeys(result.about.title for result in levels)),
        rows=sum(result.about.rows for result in levels),
    )
    return replace(last, frame=with_findings(frame, directions), about=about_all, warnings=warnings)


def profile(request: Request, *, associations: bool = False, opener: Opener = open_survey) -> Profile:
    """Find where groups are ahead, level or behind in each dimension. Raises as `compute`.

    With `associations`, also how indicators go together among respondents.
    """
    opened = opener(request)
    if GROUP not in opened.domains.labels[0]:
        raise UsageError("profile needs groups", "name the variable: --by country_of_birth")
    results = _levels(opened)
    return profile_of(
        results,
        deviations(opened, results),
        standardised=request.standardise is not None,
        associations=associate(opened, results) if associations else None,
    )


def _differences(opened: Opened, table: IndicatorTable) -> Differences:
    constant = opened.domains.constant
    usable = constant is not None and table.question.measure in STANDARDISED_MEASURES
    return Differences(table, Standardisation(table, constant.labels) if constant and usable else None)


def _finished(opened: Opened, blocks: Blocks, *, of_levels: bool = True) -> Results:
    """Tabulate every indicator, put the rows together, and say what may be said of them.

    Where rows are differences, the levels that they are made of are tabulated too: only they tell what of the
    differences must be hidden.
    """
    request, domains = opened.request, opened.domains
    policy = load_policy(request.policy)
    with_levels = policy.disclosure.hides and not of_levels
    parts = []
    for indicator, question, notes in opened.questions():
        if isinstance(question, str):
            empty = empty_block(domains.cells[0], Status.NOT_AVAILABLE)
            parts.append(Labelled(indicator, [(domains.labels[0], 0, empty)], question, ""))
            continue
        rows: list[tuple[Mapping[str, Breakdown], int, Block]] = []
        for number, (cells, labels) in enumerate(zip(domains.cells, domains.labels, strict=True)):
            table, population = IndicatorTable(question, cells, opened.inference), number == 0
            levels = table.blocks(population_rows=population) if with_levels else ()
            made = chain(levels, blocks(indicator, table, population))
            rows += [(labels, number, block) for block in made]
        parts.append(Labelled(indicator, rows, notes, why_without_se(opened.survey)))
    frame = assemble(parts, level=request.level, gap_from=str(request.gap_from))
    frame = without_unsound_tests(frame, policy.reliability)
    is_asked_for = pl.lit(value=True) if of_levels else _is_no_level()
    asked_for = adjusted(frame.filter(is_asked_for), request.adjust)
    released = _released(pl.concat([asked_for, frame.filter(~is_asked_for)]), policy)
    frame = released.frame.filter(is_asked_for)
    return Results(
        with_findings(frame, {it.id: it.direction for it in opened.selection.chosen}),
        about(request, policy, opened.survey, opened.variables, opened.library),
        opened.selection.unavailable,
        doubts(opened.variables, domains),
        released.review.filter(is_asked_for),
    )


def _released(frame: pl.DataFrame, policy: Policy) -> Released:
    """Where nothing is protected, every row says so: it may travel alone."""
    released = release(frame.select(*COLUMNS), frame.select(*EVIDENCE), policy)
    if policy.disclosure.hides:
        return released
    said = pl.concat_str("notes", pl.lit(UNPROTECTED), separator="; ", ignore_nulls=True)
    of_numbers = pl.col("status") != str(Status.NOT_AVAILABLE)
    return replace(
        released, frame=released.frame.with_columns(notes=pl.when(of_numbers).then(said).otherwise("notes"))
    )


def _is_no_level() -> pl.Expr:
    """What a table of differences has: no levels, but for indicators without any number."""
    return (pl.col("quantity") != str(Quantity.LEVEL)) | (pl.col("status") == str(Status.NOT_AVAILABLE))


def _position(breakdown: Breakdown, label: str) -> int:
    if label not in breakdown.labels:
        near = did_you_mean(label, breakdown.labels)
        raise UsageError(f"--between: {breakdown.by} has no {label!r}", near)
    return breakdown.labels.index(label)


def _broken(survey: Survey, indicator: Indicator, waves: tuple[str, ...]) -> str:
    """Why no change is computed up to these waves; empty where there is no break in the series."""
    found = [wave for wave in survey.breaks.get(indicator.id, ()) if wave in waves]
    return f"break in the series at {', '.join(found)}: no change across it" if found else ""
