"""`integrind sizes`: the table that stands before every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from integrind.cli.tables import table_command

if TYPE_CHECKING:
    from integrind.request import Request
    from integrind.results import Results

OF_INDICATORS = frozenset(
    {"indicator", "dimension", "variant", "measure", "gap_from", "standardise", "adjust", "matters"}
)
"""Options that say nothing where people are counted."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(table_command(sizes, without=OF_INDICATORS))


def sizes(request: Request) -> Results:
    """Count people by group and area: in the sample, weighted, and as a share of the population."""
    from integrind.pipeline import sizes as of_people

    return of_people.sizes(request)
