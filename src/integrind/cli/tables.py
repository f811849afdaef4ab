"""What the commands that print a result table have in common: their options, and where the table goes."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from integrind.cli import options, printing
from integrind.cli.inputs import refuse_replacing, survey_file
from integrind.cli.progress import progress
from integrind.errors import DataError, UsageError
from integrind.faults import counted
from integrind.formats import Format
from integrind.vocabulary import Adjustment, ProportionInterval

if TYPE_CHECKING:
    from integrind.render.publication import Appearance
    from integrind.request import Request
    from integrind.results import Results

Deliver = Callable[[Any, Mapping[str, Any]], None]
"""Writes or prints what a command made, as the options by name ask for it."""

_BUNDLES: Mapping[str, tuple[object, object]] = {
    "data": (options.Data, None),
    "sample": (options.Sample, False),
    "survey": (options.SurveyFile, None),
    "indicators": (options.IndicatorPaths, None),
    "with_library": (options.WithLibrary, False),
    "indicator": (options.IndicatorIds, None),
    "dimension": (options.Dimensions, None),
    "variant": (options.VariantName, None),
    "measure": (options.Measures, None),
    "where": (options.Where, None),
    "by": (options.By, None),
    "area": (options.Area, None),
    "wave": (options.Wave, None),
    "gap_from": (options.GapFromText, "population"),
    "standardise": (options.Standardise, None),
    "level": (options.Level, 0.95),
    "proportion_ci": (options.ProportionCi, ProportionInterval.LOGIT),
    "adjust": (options.Adjust, Adjustment.NONE),
    "matters": (options.Matters, None),
    "policy": (options.Policy, "default"),
    "review": (options.Review, None),
    "symbols": (options.Symbols, None),
    "digits": (options.Digits, None),
    "fragment": (options.Fragment, False),
    "output_format": (options.OutputFormat, None),
    "output": (options.OutputFiles, None),
    "color": (options.ColorWhen, options.Color.AUTO),
    "quiet": (options.Quiet, False),
    "verbose": (options.Verbose, False),
    "strict": (options.Strict, False),
    "show_values": (options.ShowValues, False),
}
"""Annotation and default of every option, in the order of the help."""


_SCREEN: Mapping[str, tuple[object, object]] = {
    "brief": (options.Brief, False),
    "pager": (options.Pager, False),
}
"""The same of what a screen shows, where a command has it."""


def table_command(
    work: Callable[..., Any],
    *,
    screen: int | None = None,
    without: Collection[str] = (),
    refuse: Callable[[Mapping[str, Any]], None] | None = None,
    deliver: Deliver | None = None,
) -> Callable[..., None]:
    """Give a command every option of a table; `work` gets the request, and options of its own by name.

    An option of its own is annotated with an alias of its module, and takes the place of a shared one of the
    same name. `screen`: it has `--brief` and `--pager`, and of more rows than this only what they say is
    printed, unless tables are asked for by name. `without`: shared options that say nothing here. `refuse`:
    what can't be asked for, before anything is computed. `deliver`: where what `work` makes goes, if it isn't
    the result table itself.
    """
    own = list(inspect.signature(work).parameters.values())[1:]
    names = work.__globals__

    usual = {name: _BUNDLES[name][1] for name in without}

    def command(**said: Any) -> None:  # noqa: ANN401
        given = {**usual, **said}
        extra = {one.name: given[one.name] for one in own}
        if refuse is not None:
            refuse(given)
        replaced = {name: _BUNDLES[name][1] for name in extra if name in _BUNDLES and name != "data"}
        request = _request({**given, **replaced}, str(work.__name__))
        with progress("computing", quiet=given["quiet"]):
            made = work(request, **extra)
        if deliver is None:
            _deliver(made, given, screen)
        else:
            deliver(made, given)

    shared = {
        **_BUNDLES,
        **({} if screen is None else _SCREEN),
        **{one.name: (names[one.annotation], one.default) for one in own},
    }
    parameters = [
        _parameter(name, annotation, default)
        for name, (annotation, default) in shared.items()
        if name not in without
    ]
    command.__name__ = work.__name__
    command.__doc__ = work.__doc__
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def said_again(given: Mapping[str, Any], leaving_out: Collection[str]) -> Iterator[str]:
    """The options that aren't as usual, as a command line has them; files without their folders."""
    for name, (_, usual) in _BUNDLES.items():
        if name in leaving_out or (value := given[name]) == usual:
            continue
        option = f"--{name.replace('_', '-')}"
        if value is True:
            yield option
        else:
            values = value if isinstance(value, list) else [value]
            yield from (f"{option} {shlex.quote(_without_folder(name, it))}" for it in values)


def _without_folder(name: str, value: object) -> str:
    from integrind.request import Reference

    if isinstance(value, Path) or name == "policy":
        return PurePath(str(value)).name
    return str(Reference.parse(str(value))) if name == "gap_from" else str(value)


def _parameter(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _request(given: Mapping[str, Any], command: str) -> Request:
    from integrind.render.files.outputs import check
    from integrind.request import Reference, Request

    several = given["data"] if isinstance(given["data"], list) else [given["data"]]
    data = survey_file(several[0], sample=given["sample"], command=command)
    review = given["review"]
    files = printing.formats_of(given["output"] or (), given["output_format"])
    if given["fragment"]:
        printing.refuse_fragment(files, given["output_format"])
    if given.get("brief") and (files or given["output_format"] not in {None, Format.TABLE}):
        raise UsageError(
            "--brief is what a screen shows of the table", "leave -o and --format out, or --brief"
        )
    if review is not None:
        from integrind.render.files.review import require

        require(review)
    request = Request.asked(data, {**given, "gap_from": Reference.parse(given["gap_from"])})
    written = [*files, *([review] if review else [])]
    refuse_replacing([request, *(replace(request, data=file) for file in several[1:])], written)
    check(written)
    return request


def _deliver(results: Results, given: Mapping[str, Any], most: int | None) -> None:
    """Write or print the results; then say what could not be computed, and what is doubtful."""
    refuse_doubtful(results, given)
    form = given["output_format"]
    files = printing.formats_of(given["output"] or (), form)
    if files or given["review"]:
        with progress("writing", quiet=given["quiet"]):
            printing.save(results, files, appearance(given), given["review"])
    if not files:
        is_long = form is None and most is not None and results.frame.height > most
        look = replace(appearance(given), brief=is_long or bool(given.get("brief")))
        printing.show(results, form or Format.TABLE, look, given["color"], pager=bool(given.get("pager")))
    table_said_it = not files and form in {None, Format.TABLE}
    say_the_rest(results, given, table_said_it=table_said_it)


def appearance(given: Mapping[str, Any]) -> Appearance:
    """How it is to look, whatever it is written to."""
    from integrind.render.publication import Appearance

    return Appearance(digits=given["digits"], fragment=given["fragment"], verbose=given["verbose"])


def refuse_doubtful(results: Results, given: Mapping[str, Any]) -> None:
    """Raise DataError for warnings under --strict."""
    if given["strict"] and results.warnings:
        raise DataError("\n".join(("--strict makes errors of warnings", *results.warnings)))


def say_the_rest(results: Results, given: Mapping[str, Any], *, table_said_it: bool) -> None:
    """Say what could not be computed, unless the table did, and what is doubtful."""
    from integrind.table.about import UNPROTECTED

    quiet, verbose = given["quiet"], given["verbose"]
    if not quiet and (verbose or not table_said_it):
        _name_unavailable(results, verbose=verbose)
    for warning in (*results.warnings, *(() if results.about.protected else (UNPROTECTED,))):
        printing.say(f"Warning: {warning}")


def _name_unavailable(results: Results, *, verbose: bool) -> None:
    """What could not be computed, in one line or, verbose, with the reason of each."""
    missing = results.unavailable
    if missing:
        reasons = "".join(f"\n  {indicator}: {why}" for indicator, why in missing.items())
        named = reasons if verbose else f" {', '.join(missing)}"
        printing.say(f"{counted(len(missing), 'indicator')} not in this survey:{named}")
