"""`integrind compute`: the main job."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from integrind.cli import options, printing
from integrind.errors import DataError, UsageError
from integrind.faults import counted
from integrind.vocabulary import Adjustment, ProportionInterval

if TYPE_CHECKING:
    from integrind.results import Results


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(compute)


def compute(
    data: options.Data = None,
    sample: options.Sample = False,
    survey: options.SurveyFile = None,
    indicators: options.IndicatorPaths = None,
    indicator: options.IndicatorIds = None,
    dimension: options.Dimensions = None,
    where: options.Where = None,
    by: options.By = None,
    area: options.Area = None,
    wave: options.Wave = None,
    gap_from: options.GapFromText = "population",
    level: options.Level = 0.95,
    proportion_ci: options.ProportionCi = ProportionInterval.LOGIT,
    adjust: options.Adjust = Adjustment.NONE,
    policy: options.Policy = "default",
    digits: options.Digits = None,
    output_format: options.OutputFormat = None,
    output: options.OutputFiles = None,
    color: options.ColorWhen = options.Color.AUTO,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    strict: options.Strict = False,
    show_values: options.ShowValues = False,
) -> None:
    """Compute indicators from a survey: estimates for its groups and their gaps from the population."""
    from integrind import pipeline
    from integrind.request import Reference, Request

    source = _data(data, sample=sample)
    files = printing.formats_of(output or (), output_format)
    _spare(Path(source), files)
    request = Request(
        data=source,
        survey=survey,
        indicators=tuple(indicators or ()),
        only=tuple(indicator or ()),
        dimensions=tuple(dimension or ()),
        by=None if by is None else tuple(by),
        area=area,
        wave=wave,
        where=where,
        gap_from=Reference.parse(gap_from),
        level=level,
        proportion_interval=proportion_ci,
        adjust=adjust,
        policy=policy,
        show_values=show_values,
    )
    results = pipeline.compute(request)
    if strict and results.warnings:
        raise DataError("\n".join(("--strict makes errors of warnings", *results.warnings)))
    if files:
        printing.save(results, files, digits)
    else:
        printing.show(results, output_format or options.Format.TABLE, color, digits)
    table_said_it = not files and output_format in {None, options.Format.TABLE} and not verbose
    if not quiet and not table_said_it:
        _name_unavailable(results, verbose=verbose)
    for warning in results.warnings:
        printing.say(f"Warning: {warning}")


def _data(data: str | None, *, sample: bool) -> str:
    if (data is not None) == sample:
        raise UsageError(
            "name one survey file, or --sample for the sample survey", "integrind compute survey.csv"
        )
    if data is not None:
        return data
    from integrind.packaged import packaged_sample_data

    return str(packaged_sample_data() / "community_survey.csv")


def _spare(data: Path, files: Iterable[Path]) -> None:
    """Refuse an output that would take the place of the survey."""
    if data.resolve() in {file.resolve() for file in files}:
        raise UsageError(f"-o {data}: this is the survey file itself", "name another file")


def _name_unavailable(results: Results, *, verbose: bool) -> None:
    """What could not be computed, in one line or, verbose, with the reason of each."""
    missing = results.unavailable
    if missing:
        reasons = "".join(f"\n  {indicator}: {why}" for indicator, why in missing.items())
        named = reasons if verbose else f" {', '.join(missing)}"
        printing.say(f"{counted(len(missing), 'indicator')} not in this survey:{named}")
