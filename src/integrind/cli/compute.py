"""`integrind compute`: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from integrind.cli.tables import table_command

if TYPE_CHECKING:
    from integrind.request import Request
    from integrind.results import Results

_ROWS = 2_000
"""Of more rows than this only what they say is printed."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(table_command(compute, screen=_ROWS))


def compute(request: Request) -> Results:
    """Compute indicators from a survey: estimates for its groups and their gaps from the population."""
    from integrind import pipeline

    return pipeline.compute(request)
