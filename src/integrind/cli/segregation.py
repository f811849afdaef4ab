"""`integrind segregation`: how far groups live apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from integrind.cli.sizes import OF_INDICATORS
from integrind.cli.tables import table_command

if TYPE_CHECKING:
    from integrind.request import Request
    from integrind.results import Results

Areas = Annotated[
    list[str] | None,
    typer.Option(
        "--area",
        metavar="VAR",
        help="Areas to live in; repeatable, for areas that nest: region, and districts in it.",
        rich_help_panel="Cells",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(table_command(segregation, without=OF_INDICATORS))


def segregation(request: Request, area: Areas = None) -> Results:
    """Find how far groups live apart: dissimilarity, isolation, exposure, and their change between waves."""
    from integrind.pipeline import segregation as groups_apart

    return groups_apart.segregation(request, area or ())
