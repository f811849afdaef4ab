"""The published tables of a plan, held against the people they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from integrind.audit import NOTHING, Audit, Published, audit_counts, audit_tables
from integrind.audit.places import CROSS, WAVE
from integrind.audit.survey import known
from integrind.definitions.counted import PEOPLE
from integrind.definitions.plan import Plan, PlanCommand
from integrind.definitions.policies import load_policy
from integrind.definitions.policy import Disclosure
from integrind.opening.opened import Opened, Opener
from integrind.plans.run import Job, jobs
from integrind.request import Request

_COUNTED = frozenset({PlanCommand.COMPUTE, PlanCommand.COMPARE, PlanCommand.TREND, PlanCommand.SIZES})


@dataclass(frozen=True)
class _Table:
    """A table of a plan, with the files that it became."""

    files: Sequence[Published]
    request: Request
    opened: Opened
    rules: Disclosure


def audit_plan(
    plan: Plan,
    folder: Path,
    files: Mapping[str, Sequence[Published]],
    opener: Opener,
    *,
    intervals: bool = False,
) -> Audit:
    """Audit the files of each table of a plan, those about the same people together.

    The files are taken as they are: whether the data still give them, `run --check` tells. Raises what the
    plan's commands raise for the data.
    """
    found = NOTHING
    about: dict[tuple[Path, bytes], list[_Table]] = defaultdict(list)
    for table, job in zip(plan.tables, jobs(plan, folder), strict=True):
        if not files.get(table.name):
            continue
        if job.command not in _COUNTED or len(job.requests) > 1:
            found += Audit(left_out=(f"table {table.name}",))
            continue
        its = _table(files[table.name], job, opener)
        found += audit_tables(its.files, its.rules)
        about[Path(its.request.data).resolve(), its.opened.people()].append(its)
    for tables in about.values():
        found += _together(tables, intervals=intervals)
    return found


def _table(files: Sequence[Published], job: Job, opener: Opener) -> _Table:
    (request,) = job.requests
    own = (PEOPLE,) if job.command is PlanCommand.SIZES else ()
    return _Table(files, request, opener(request, own), load_policy(request.policy).disclosure)


def _together(tables: Sequence[_Table], *, intervals: bool) -> Audit:
    """Tables of the same people: by the rules of the one that protects most."""
    rules = max((it.rules for it in tables), key=lambda it: (it.hides, it.protection, it.minimum_base))
    if not rules.hides:
        return NOTHING
    people = known((it.opened for it in tables), _units(file for it in tables for file in it.files))
    return audit_counts([file for it in tables for file in it.files], rules, people, intervals=intervals)


def _units(files: Iterable[Published]) -> list[str]:
    """Every variable that breaks people down in any of the tables."""
    found: set[str] = set()
    for file in files:
        for column in ("area_by", "group_by"):
            if column in file.frame.columns:
                for by in file.frame[column].drop_nulls().unique().to_list():
                    found |= set(by.split(CROSS))
        if "wave" in file.frame.columns and file.frame["wave"].is_not_null().any():
            found.add(WAVE)
    return sorted(found)
