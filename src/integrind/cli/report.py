"""`integrind report`: one page to hand on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from integrind.cli import printing
from integrind.cli.inputs import refuse_replacing
from integrind.cli.tables import refuse_doubtful, said_again, say_the_rest, table_command
from integrind.errors import UsageError
from integrind.formats import Format

if TYPE_CHECKING:
    from integrind.request import Request
    from integrind.results import Results

Chart = Annotated[
    Path | None,
    typer.Option(
        "--chart",
        metavar="FILE",
        help="Also, or only, the chart of one dimension: FILE.svg.",
        rich_help_panel="Output",
    ),
]
_OF_ITS_OWN = frozenset(
    {"data", "fragment", "sample", "output", "output_format", "review", "color", "quiet", "verbose", "strict"}
)
"""Options that change nothing of what a report says, or are said in another way."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(table_command(report, without={"fragment"}, refuse=_refuse, deliver=_deliver))


def report(request: Request, chart: Chart = None) -> tuple[Results, Results | None]:
    """Write a report: one page with a summary, and for each dimension charts and tables."""
    from integrind import pipeline

    if chart is not None:
        _check(request, chart)
    return pipeline.report(request)


def _check(request: Request, chart: Path) -> None:
    """Raise UsageError or OutputError for a picture that can't be written there; nothing is computed yet."""
    from integrind.render.files.outputs import check

    if chart.suffix.lower() != ".svg":
        raise UsageError(f"--chart {chart}: a chart is SVG", "end its name with .svg")
    refuse_replacing([request], [chart])
    check([chart])


def _refuse(given: Mapping[str, Any]) -> None:
    """Raise UsageError for what isn't a page."""
    files = printing.formats_of(given["output"] or (), given["output_format"])
    others = [it for it in (*files.values(), given["output_format"]) if it not in {None, Format.HTML}]
    if others:
        raise UsageError(f"a report is HTML, not {others[0]}", "name a page: -o report.html")


def _deliver(made: tuple[Results, Results | None], given: Mapping[str, Any]) -> None:
    from integrind.render.report import report as page
    from integrind.render.report.dimensions import picture

    results, moved = made
    refuse_doubtful(results, given)
    files = printing.formats_of(given["output"] or (), given["output_format"])
    contents: dict[Path, bytes] = {}
    if given["chart"] is not None:
        contents[given["chart"]] = picture(results).encode()
    if files or given["chart"] is None:
        written = page(results, " ".join(_again(given)), moved).encode()
        contents |= dict.fromkeys(files, written)
        if not files:
            printing.print_bytes(written)
    printing.write_all(contents, results, given["review"])
    say_the_rest(results, given, table_said_it=False)


def _again(given: Mapping[str, Any]) -> Iterator[str]:
    """The command that makes the report again."""
    yield "integrind report"
    yield "--sample" if given["sample"] else shlex.quote(Path(given["data"]).name)
    yield from said_again(given, _OF_ITS_OWN)
    yield "-o report.html"
