"""`integrind coverage`: what a survey can speak to, and what it leaves out."""

from __future__ import annotations

import typer

from integrind.cli import options, printing
from integrind.cli.inputs import refuse_replacing, survey_file
from integrind.cli.progress import progress
from integrind.formats import Format


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(coverage)


def coverage(
    data: options.Data = None,
    sample: options.Sample = False,
    survey: options.SurveyFile = None,
    indicators: options.IndicatorPaths = None,
    with_library: options.WithLibrary = False,
    indicator: options.IndicatorIds = None,
    dimension: options.Dimensions = None,
    fragment: options.Fragment = False,
    output_format: options.OutputFormat = None,
    output: options.OutputFiles = None,
    quiet: options.Quiet = False,
) -> None:
    """Tell which dimensions, framework domains and indicators a survey can speak to, and what it lacks."""
    from integrind import inspection
    from integrind.render import render, require
    from integrind.render.files.outputs import check, write
    from integrind.render.publication import Appearance
    from integrind.request import Request

    source = survey_file(data, sample=sample, command="coverage")
    files = printing.formats_of(output or (), output_format)
    form = output_format or Format.TABLE
    if fragment:
        printing.refuse_fragment(files, output_format)
    for wanted in files.values() or (form,):
        require(wanted, "coverage")
    request = Request(
        source,
        survey=survey,
        indicators=tuple(indicators or ()),
        with_library=with_library,
        only=tuple(indicator or ()),
        dimensions=tuple(dimension or ()),
    )
    refuse_replacing([request], files)
    check(files)
    with progress("reading", quiet=quiet):
        found = inspection.coverage(request)
    look = Appearance(fragment=fragment)
    if files:
        write({file: render(found, its, look) for file, its in files.items()})
    else:
        printing.print_bytes(render(found, form, look))
    if not quiet and (files or form is not Format.TABLE):
        reach = found.reach
        printing.say(f"{len(reach.computable)} of {len(reach.indicators)} indicators can be computed")
