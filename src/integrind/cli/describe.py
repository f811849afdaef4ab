"""`integrind describe` and `integrind init`: what is in a data file, and a first description of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from integrind.cli import options, printing
from integrind.cli.definitions import ListFormat, ListOutput
from integrind.cli.inputs import named_file, refuse_replacing, survey_file
from integrind.cli.progress import progress
from integrind.errors import OutputError, UsageError
from integrind.paths import STANDARD_INPUT, named


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(describe)
    app.command()(init)


def describe(
    data: options.Data = None,
    sample: options.Sample = False,
    survey: options.SurveyFile = None,
    indicators: options.IndicatorPaths = None,
    with_library: options.WithLibrary = False,
    output: ListOutput = ListFormat.TABLE,
    show_values: options.ShowValues = False,
    known: Annotated[
        bool,
        typer.Option("--known", help="List the descriptions of well-known surveys that come with integrind."),
    ] = False,
) -> None:
    """Describe the columns of a survey file: values, empty share, likely role, codes that many rows hold.

    --survey NAME alone prints the description of that name which comes with integrind.
    """
    if known or (data is None and not sample and survey is not None):
        printing.print_bytes(_packaged(None if known else str(survey)).encode())
        return
    from integrind import inspection
    from integrind.cli import column_text
    from integrind.data.parts import called
    from integrind.request import Request

    source = survey_file(data, sample=sample, command="describe")
    request = Request(
        source,
        survey=survey,
        indicators=tuple(indicators or ()),
        with_library=with_library,
        show_values=show_values,
    )
    with progress("reading"):
        found = inspection.describe(request)
    name = called(source)
    text = {
        ListFormat.TABLE: lambda: column_text.columns_table(name, found),
        ListFormat.CSV: lambda: column_text.columns_csv(found),
        ListFormat.JSON: lambda: column_text.columns_json(name, found),
    }[output]()
    printing.print_bytes(text.encode())


def _packaged(name: str | None) -> str:
    """Descriptions that come with integrind: a line for each, or the text of one."""
    from integrind.definitions.known_surveys import known_survey, known_surveys
    from integrind.definitions.library import load_library
    from integrind.packaged import packaged_indicators

    codebook = load_library([packaged_indicators()]).codebook
    if name is not None:
        return known_survey(name, codebook).without_choices()
    found = known_surveys(codebook)
    return "".join(f"{it.name}\n  {it.survey.title}. {it.editions}\n" for it in found)


def init(
    data: options.Data = None,
    indicators: options.IndicatorPaths = None,
    with_library: options.WithLibrary = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default DATA's name with .survey.yaml."),
    ] = None,
    show_values: options.ShowValues = False,
    quiet: options.Quiet = False,
) -> None:
    """Draft a survey description of a data file, to be checked; never in place of one that is there."""
    from integrind import inspection
    from integrind.definitions.files import SURVEY_SUFFIX
    from integrind.render.files.outputs import write
    from integrind.request import Request

    source = named_file(data, "init")
    if output is None and source == STANDARD_INPUT:
        raise UsageError("standard input has no name to go by", "name the description: -o survey.survey.yaml")
    file = named(Path(source))
    path = output or file.with_name(Path(file.name.removesuffix(".gz")).stem + SURVEY_SUFFIX)
    prints = path == printing.STANDARD_OUTPUT
    request = Request(
        source, indicators=tuple(indicators or ()), with_library=with_library, show_values=show_values
    )
    if output is not None and not prints:
        refuse_replacing([request], [output])
    if not prints and os.path.lexists(path):
        raise OutputError(f"{path} is there already", "name another file with -o, or remove it first")
    with progress("reading", quiet=quiet):
        draft = inspection.draft_of(request)
    if prints:
        printing.print_bytes(draft.encode())
        return
    write({path: draft.encode()})
    if not quiet:
        printing.say(f"{path}: a draft. Check every line of it, then: integrind coverage {source}")
