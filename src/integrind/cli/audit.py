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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(audit)


def audit(
    files: Files = None,
    policy: PolicyName = None,
    intervals: Intervals = False,
    quiet: options.Quiet = False,
) -> None:
    """Look for what published tables tell of what they hide, and exit with 1 if anything."""
    from integrind.audit import audit as look
    from integrind.definitions.policies import load_policy

    paths = files or [DEFAULT]
    tables = [*_read(paths, quiet=quiet)]
    rules = load_policy(policy or "default")
    with progress("auditing", quiet=quiet):
        found = look(tables, rules, intervals=intervals)
    lines = [*_findings(found), *_intervals(found)]
    if lines:
        print_bytes(("\n".join(lines) + "\n").encode())
    if not quiet:
        say(_summary(found, tables))
    if found.findings:
        raise typer.Exit(1)


def _read(paths: Sequence[Path], *, quiet: bool) -> Iterator[Published]:
    """Read every file. Raises DataError where none is a result table that can be read back."""
    from integrind.audit import Published
    from integrind.render.files.reading import read_results

    left_out = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file {path}")
        frame = read_results(path)
        if frame is None:
            left_out.append(path.name)
        else:
            yield Published(str(path), frame)
    if len(left_out) == len(paths):
        raise DataError(
            f"{', '.join(left_out)}: no result table that can be read back",
            "give it as csv, tsv, json, jsonl, parquet, xlsx or sdmx-csv",
        )
    if left_out and not quiet:
        say(f"Not looked at: {', '.join(left_out)}")


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


def _summary(found: Audit, tables: Iterable[Published]) -> str:
    rows = len({(it.table, tuple(it.row.values())) for it in found.findings})
    hidden = f"{counted(found.hidden, 'hidden row')} in {counted(len([*tables]), 'table')}"
    if not found.findings:
        return f"{hidden}: nothing found"
    return f"{hidden}: {counted(rows, 'row')} given away"
