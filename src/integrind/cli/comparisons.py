"""`integrind compare` and `integrind trend`: differences between areas and between waves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from integrind.cli.tables import table_command
from integrind.errors import UsageError

if TYPE_CHECKING:
    from integrind.request import Request
    from integrind.results import Results

Between = Annotated[
    tuple[str, str] | None,
    typer.Option("--between", metavar="A B", help="Area A minus area B; default every area minus the whole."),
]
Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DATA", help="Survey file with waves, or a file or folder for each wave, in order."
    ),
]
Panel = Annotated[
    str | None,
    typer.Option(
        "--panel", metavar="ID", help="Column of people's ids: also entry and exit of the same people."
    ),
]

_ROWS = 200
"""Of more differences than this only the clearest are printed."""


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(table_command(compare, screen=_ROWS))
    app.command()(table_command(trend, screen=_ROWS))


def compare(request: Request, between: Between = None) -> Results:
    """Compare areas: how each group's estimate and gap differ from the whole's, or from another area's."""
    from integrind import pipeline

    return pipeline.compare(request, between)


def trend(request: Request, data: Files = None, panel: Panel = None) -> Results:
    """Follow change between waves of one file (--wave), or between several files in their order."""
    from integrind import pipeline

    if data is None or len(data) < 2:
        return pipeline.trend(request, panel)
    if panel is not None:
        hint = "put the files together, with a column that tells the wave: --wave year"
        raise UsageError("--panel needs both waves in one file", hint)
    return pipeline.trend_of_files([replace(request, data=file) for file in data])
