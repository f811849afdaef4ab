"""The tables of a plan made one after the other; what they share is read, and computed, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from integrind import inspection, pipeline
from integrind.coverage import Coverage
from integrind.definitions.files import PLAN
from integrind.definitions.plan import Plan, PlanCommand, PlannedTable
from integrind.errors import DataError, IntegrindError, UsageError
from integrind.opening import Openings
from integrind.packaged import packaged_indicators
from integrind.profile import Profile
from integrind.request import Reference, Request
from integrind.results import Results

Made = Results | Profile | Coverage

LOCAL_INDICATORS = "indicators"


@dataclass(frozen=True)
class Job:
    """What a table of a plan asks to be computed; tables with equal jobs differ in their outputs alone."""

    command: PlanCommand
    requests: tuple[Request, ...]
    between: tuple[str, str] | None
    panel: str | None
    associations: bool


def jobs(plan: Plan, folder: Path) -> tuple[Job, ...]:
    """Give the job of each table, its paths seen from the plan's folder. Raises UsageError."""
    return tuple(_job(table, folder) for table in plan.tables)


def make(plan: Plan, folder: Path, tell: Callable[[str], None]) -> Iterator[tuple[PlannedTable, Made]]:
    """Make every table in order; `tell` hears the name of each before.

    Raises what the table's command raises, with the table's name in front.
    """
    openings = Openings()
    made: dict[Job, Made] = {}
    for table, job in zip(plan.tables, jobs(plan, folder), strict=True):
        tell(table.name)
        with _naming(table):
            if job not in made:
                made[job] = _made(job, openings)
            _refuse_doubtful(table, made[job])
        yield table, made[job]
