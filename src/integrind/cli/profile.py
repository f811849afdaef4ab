"""`integrind profile`: groups × dimensions, and how indicators go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from integrind.cli import printing
from integrind.cli.tables import appearance, refuse_doubtful, say_the_rest, table_command
from integrind.formats import Format

if TYPE_CHECKING:
    from integrind.profiles import Profile
    from integrind.request import Request

Associations = Annotated[
    bool,
    typer.Option("--associations", help="Also how indicators go together among respondents; CSV has these."),
]


_ROWS = 200
"""Of more rows than this only the first groups are printed, unless a table is asked for by name."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(table_command(profile, screen=_ROWS, deliver=_deliver))


def profile(request: Request, associations: Associations = False) -> Profile:
    """Show where groups are ahead or behind in each dimension, and where the dimensions diverge."""
    from integrind import pipeline

    return pipeline.profile(request, associations=associations)


def _deliver(made: Profile, given: Mapping[str, Any]) -> None:
    """Write or print the profile; then say what could not be computed, and what is doubtful."""
    from integrind.render import render

    refuse_doubtful(made.results, given)
    form, look = given["output_format"], appearance(given)
    files = printing.formats_of(given["output"] or (), form)
    contents = {file: render(made, its, look) for file, its in files.items()}
    printing.write_all(contents, made.results, given["review"])
    if not files:
        is_long = form is None and made.frame.height > _ROWS
        seen = replace(look, brief=is_long or given["brief"])
        printing.show(made, form or Format.TABLE, seen, given["color"], pager=given["pager"])
    say_the_rest(made.results, given, table_said_it=not files and form in {None, Format.TABLE})
