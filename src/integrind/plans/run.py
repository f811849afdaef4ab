"""The tables of a plan: what they share is read, and computed, once; all are released together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from integrind import inspection, pipeline
from integrind.coverages import Coverage
from integrind.definitions.plan import Plan, PlanCommand, PlannedTable
from integrind.errors import DataError, DefinitionError, IntegrindError, UsageError
from integrind.opening.opened import Opener, Openings
from integrind.packaged import packaged_indicators
from integrind.paths import is_folder
from integrind.pipeline.draft import Drafted
from integrind.pipeline.segregation import segregation_draft
from integrind.pipeline.sizes import sizes_draft
from integrind.plans.release import release
from integrind.profiles import Profile
from integrind.request import Reference, Request
from integrind.results import Results

Made = Results | Profile | Coverage

_OF_REQUEST: Mapping[PlanCommand, Callable[[Request, Opener], Drafted[Results]]] = {
    PlanCommand.COMPUTE: pipeline.compute_draft,
    PlanCommand.SIZES: sizes_draft,
}
"""Commands that need no more than a request."""
_LOCAL_INDICATORS = "indicators"
_WITHOUT_INDICATORS = frozenset({PlanCommand.COVERAGE, PlanCommand.SIZES, PlanCommand.SEGREGATION})
"""Commands that compute none."""


@dataclass(frozen=True)
class Job:
    """What a table of a plan asks to be computed; tables with equal jobs differ in their outputs alone."""

    command: PlanCommand
    requests: tuple[Request, ...]
    between: tuple[str, str] | None
    panel: str | None
    associations: bool
    areas: tuple[str, ...] = ()
    """Of segregation, which has several."""


def jobs(plan: Plan, folder: Path) -> tuple[Job, ...]:
    """Give the job of each table, its paths seen from the plan's folder. Raises UsageError."""
    return tuple(_job(table, folder) for table in plan.tables)


@dataclass(frozen=True)
class Run:
    """The tables of a plan as they may be published, and what must be said of several together."""

    tables: tuple[tuple[PlannedTable, Made], ...]
    warnings: tuple[str, ...]


def make(plan: Plan, folder: Path, tell: Callable[[str], None]) -> Run:
    """Make every table in order; `tell` hears the name of each before.

    Raises what the table's command raises, with the table's name in front.
    """
    openings = Openings()
    reading = (job for job in jobs(plan, folder) if job.command not in _WITHOUT_INDICATORS)
    openings.expect(request for job in reading for request in job.requests)
    drafted: dict[Job, Drafted[Any]] = {}
    named: dict[Job, str] = {}
    for table, job in zip(plan.tables, jobs(plan, folder), strict=True):
        tell(table.name)
        if job not in drafted:
            with naming(table):
                drafted[job] = _drafted(job, openings.open)
                named[job] = table.name
    drafts = [(named[job], draft) for job, its in drafted.items() for draft in its.drafts]
    results, warnings = release(drafts)
    waiting = iter(results)
    made = {job: its.finish([next(waiting) for _ in its.drafts]) for job, its in drafted.items()}
    tables = tuple(zip(plan.tables, (made[job] for job in jobs(plan, folder)), strict=True))
    for table, its in tables:
        with naming(table):
            _refuse_doubtful(table, its)
    return Run(tables, warnings)


def _drafted(job: Job, opener: Opener) -> Drafted[Any]:
    """Do the job with the same functions as the command of the same name."""
    first = job.requests[0]
    if (of_request := _OF_REQUEST.get(job.command)) is not None:
        return of_request(first, opener)
    match job.command:
        case PlanCommand.COMPARE:
            return pipeline.compare_draft(first, job.between, opener)
        case PlanCommand.TREND:
            return _trend(job, opener)
        case PlanCommand.SEGREGATION:
            return segregation_draft(first, job.areas, opener)
        case PlanCommand.PROFILE:
            return pipeline.profile_draft(first, associations=job.associations, opener=opener)
        case _:
            found = inspection.coverage(first)
            return Drafted((), lambda _: found)


def _trend(job: Job, opener: Opener) -> Drafted[Results]:
    """Of the waves of one file, or of several."""
    if len(job.requests) > 1:
        return pipeline.trend_of_files_draft(job.requests, opener)
    return pipeline.trend_draft(job.requests[0], job.panel, opener)


def warnings_of(made: Made) -> tuple[str, ...]:
    """What is doubtful about the data of a table."""
    match made:
        case Results():
            return made.warnings
        case Profile():
            return made.results.warnings
        case Coverage():
            return ()


def _refuse_doubtful(table: PlannedTable, made: Made) -> None:
    if table.strict and (found := warnings_of(made)):
        raise DataError("\n".join(("strict makes errors of warnings", *found)))


def _job(table: PlannedTable, folder: Path) -> Job:
    with naming(table):
        if table.panel is not None and len(table.files) > 1:
            raise UsageError("panel needs both waves in one file")
        request = _request(table, folder)
    requests = tuple(replace(request, data=str(folder / file)) for file in table.files)
    areas = table.areas if table.command is PlanCommand.SEGREGATION else ()
    return Job(table.command, requests, table.between, table.panel, table.associations, areas)


def _request(table: PlannedTable, folder: Path) -> Request:
    reference = Reference.parse(table.gap_from)
    if reference.table:
        reference = replace(reference, table=str(folder / reference.table))
    placed = {
        "survey": None if table.survey is None else folder / table.survey,
        "indicators": _indicators(table, folder),
        "area": next(iter(table.areas), None),
        "gap_from": reference,
        "policy": table.policy if table.policy_file is None else str(folder / table.policy_file),
    }
    return Request.asked(str(folder / table.files[0]), {**dict(table), **placed})


def _indicators(table: PlannedTable, folder: Path) -> tuple[Path, ...]:
    """The table's own, else the folder `indicators` beside the plan, else the packaged library."""
    local = folder / _LOCAL_INDICATORS
    own = tuple(folder / path for path in table.indicators)
    return own or ((local,) if is_folder(local) else (packaged_indicators(),))


@contextmanager
def naming(table: PlannedTable) -> Iterator[None]:
    """Say which table an error is about; a fault of a definition has its own place."""
    try:
        yield
    except DefinitionError:
        raise
    except IntegrindError as error:
        raise type(error)(f"table {table.name}: {error.message}", error.hint) from None
