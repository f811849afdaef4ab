"""`integrind audit`: what an intruder could work out of what is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from integrind.cli import options
from integrind.cli.plans import DEFAULT
from integrind.cli.printing import print_bytes, say
from integrind.cli.progress import progress
from integrind.errors import DataError, UsageError
from integrind.faults import counted
from integrind.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from integrind.audit import Audit, Published

Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PLAN|FILE...]", help="A plan, or result tables that are published together."),
]
PolicyName = Annotated[
    str | None,
    typer.Option(
        "--policy", metavar="NAME|FILE", help="What may be shown; default that of the manifest, else default."
    ),
]
Intervals = Annotated[
    bool, typer.Option("--intervals", help="Say of every hidden count what it can be, exactly.")
]
Against = Annotated[
    list[Path] | None,
    typer.Option(
        "--against",
        metavar="PATH",
        help="An earlier release: its tables and reviews, or a folder of them; repeatable.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(audit)


def audit(
    files: Files = None,
    policy: PolicyName = None,
    against: Against = None,
    intervals: Intervals = False,
    quiet: options.Quiet = False,
) -> None:
    """Look for what published tables tell of what they hide, and exit with 1 if anything."""
    paths = files or [DEFAULT]
    plan = paths[0] if len(paths) == 1 and paths[0].suffix in {".yaml", ".yml"} else None
    with progress("auditing", quiet=quiet):
        if plan is None:
            found = _of_files(paths, policy, against or [], intervals=intervals, quiet=quiet)
        elif policy is None and not against:
            found = _of_plan(plan, intervals=intervals, quiet=quiet)
        else:
            raise UsageError("--policy and --against are for files", "name the files that the plan wrote")
    lines = [*_findings(found), *_intervals(found)]
    if lines:
        print_bytes(("\n".join(lines) + "\n").encode())
    if not quiet:
        say(_summary(found))
    if found.findings:
        raise typer.Exit(1)


def _of_files(
    paths: Sequence[Path], policy: str | None, against: Sequence[Path], *, intervals: bool, quiet: bool
) -> Audit:
    """Audit files by themselves, as published together, and against what was published before."""
    from integrind.audit import audit as look
    from integrind.audit import told_by_register
    from integrind.definitions.policies import load_policy
    from integrind.plans.manifest import policy_of
    from integrind.render.files.reading import is_readable

    rules = load_policy(policy or policy_of(paths) or "default")
    tables = [*_read({path: str(path) for path in paths}, quiet=quiet)]
    if not tables:
        *others, last = filter(is_readable, Format)
        raise DataError(
            f"{', '.join(map(str, paths))}: no result table that can be read back",
            f"give it as {', '.join(others)} or {last}",
        )
    found = look(tables, rules, intervals=intervals)
    return found + told_by_register(tables, [*_registered(against)], rules) if against else found


def _registered(paths: Sequence[Path]) -> Iterator[Published]:
    """Every table and review of earlier releases; a folder is looked through."""
    from integrind.audit import Published
    from integrind.errors import IntegrindError
    from integrind.render.files.reading import read_results, read_review

    for path in paths:
        if not path.exists():
            raise UsageError(f"--against {path}: there is no such file or folder")
        inside = sorted(it for it in path.rglob("*") if it.is_file()) if path.is_dir() else [path]
        for file in inside:
            frame = read_review(file)
            if frame is None:
                try:
                    frame = read_results(file)
                except IntegrindError:
                    if not path.is_dir():
                        raise
            if frame is not None:
                yield Published(str(file), frame)


def _of_plan(path: Path, *, intervals: bool, quiet: bool) -> Audit:
    """Audit what a plan's last run published, with its data."""
    from integrind.definitions.plan import read_plan
    from integrind.opening.opened import Openings
    from integrind.plans.audit import audit_plan

    plan, folder = read_plan(path), path.parent
    files = {
        table.name: [*_read({folder / file: file for file in table.output}, quiet=quiet)]
        for table in plan.tables
    }
    return audit_plan(plan, folder, files, Openings().open, intervals=intervals)


def _read(named: Mapping[Path, str], *, quiet: bool) -> Iterator[Published]:
    """Read every file that is a result table and can be read back, and say which can't."""
    from integrind.audit import Published
    from integrind.render.files.reading import read_results

    for path, name in named.items():
        if not path.exists():
            raise UsageError(f"there is no file {name}")
        frame = read_results(path)
        if frame is not None:
            yield Published(name, frame)
        elif not quiet:
            say(f"Not looked at: {name}")


def _findings(found: Audit) -> Iterator[str]:
    from integrind.render.safe import visible

    for it in found.findings:
        yield visible(f"{it.table}: {_named(it.row)}: {it.leak}")


def _intervals(found: Audit) -> Iterator[str]:
    from integrind.render.safe import visible

    for it in found.intervals:
        yield visible(f"{it.table}: {_named(it.row)}: {it.count} {it.low} to {it.high}")


def _named(row: Mapping[str, str | None]) -> str:
    names = ("indicator", "wave", "area", "group")
    words = [str(row[name]) for name in names if row[name]]
    if row["versus"]:
        words.append(f"versus {row['versus']}")
    if row["quantity"] not in {None, "level"}:
        words.append(str(row["quantity"]))
    return ", ".join(words)


def _summary(found: Audit) -> str:
    rows = len({(it.table, tuple(it.row.values())) for it in found.findings})
    hidden = counted(found.hidden, "hidden row")
    told = f"{counted(rows, 'row')} given away" if rows else "nothing found"
    without = "".join(f"\nNot looked at: {it}" for it in found.left_out)
    return f"{hidden}, {counted(found.counts, 'hidden count')}: {told}{without}"
