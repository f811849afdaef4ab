"""`integrind describe` and `integrind init`: what is in a data file, and a first description of it."""

from __future__ import annotations

from pathlib import Path

import typer

from integrind.cli import options, printing
from integrind.cli.definitions import ListFormat, ListOutput
from integrind.cli.inputs import survey_file


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(describe)


def describe(
    data: options.Data = None,
    sample: options.Sample = False,
    survey: options.SurveyFile = None,
    indicators: options.IndicatorPaths = None,
    output: ListOutput = ListFormat.TABLE,
    show_values: options.ShowValues = False,
) -> None:
    """Describe the columns of a survey file: values, empty share, likely role, codes that many rows hold."""
    from integrind import inspection
    from integrind.cli import column_text
    from integrind.request import Request

    source = survey_file(data, sample=sample, command="describe")
    request = Request(source, survey=survey, indicators=tuple(indicators or ()), show_values=show_values)
    found = inspection.describe(request)
    name = Path(source).name
    text = {
        ListFormat.TABLE: lambda: column_text.columns_table(
            name, found.columns, found.variables, found.least
        ),
        ListFormat.CSV: lambda: column_text.columns_csv(found.columns, found.variables),
        ListFormat.JSON: lambda: column_text.columns_json(name, found.columns, found.variables),
    }[output]()
    printing.print_bytes(text.encode())
