"""The command line: parse, call the pipeline, render, map an error to its exit code. No maths.

Nothing heavy is imported here: `--help` must not wait for polars.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import copy
from inspect import getdoc
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from integrind.cli import (
    audit,
    codebook,
    comparisons,
    compute,
    coverage,
    definitions,
    describe,
    plans,
    profile,
    report,
    segregation,
    sizes,
    weights,
)
from integrind.cli.command import Command
from integrind.cli.printing import leave_standard_output, say
from integrind.errors import DataError, IntegrindError, OutputError, UsageError

BUG = 70

app = typer.Typer(
    name="integrind",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Integration indicators: how far groups are from the population in five dimensions of integration.",
)


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"integrind {version('integrind')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Integration indicators: how far groups are from the population in five dimensions of integration."""


compute.register(app)
sizes.register(app)
segregation.register(app)
comparisons.register(app)
profile.register(app)
report.register(app)
plans.register(app)
audit.register(app)
coverage.register(app)
definitions.register(app)
describe.register(app)
codebook.register(app)
weights.register(app)
for each in app.registered_commands:
    each.cls = Command
    each.short_help = (getdoc(each.callback) or "").partition("\n\n")[0]  # whole: it would be cut


def with_only(asked: Sequence[str]) -> typer.Typer:
    """The application with the command that is asked for: only its options are prepared, not those of all."""
    names = [it.name or getattr(it.callback, "__name__", "") for it in app.registered_commands]
    named = [it for it, name in zip(app.registered_commands, names, strict=True) if name in asked]
    if not named:
        return app
    alone = copy(app)
    alone.registered_commands = named
    return alone


def run() -> None:
    """Run a command; end with the exit code of the contract."""
    try:
        with_only(sys.argv[1:2])()
    except IntegrindError as error:
        _end(error)
    except MemoryError:
        _end(DataError("there isn't enough memory for this survey", "ask for fewer indicators or groups"))
    except OSError as error:
        _end(_refused_by_the_system(error))
    except Exception as error:  # noqa: BLE001
        _report_bug(error)
    except BaseException as error:
        # polars reports a panic of its own as a BaseException.
        if type(error).__name__ != "PanicException":
            raise
        _report_bug(error)


def _end(error: IntegrindError) -> NoReturn:
    say(f"Error: {error}")
    sys.exit(error.exit_code)


def _refused_by_the_system(error: OSError) -> IntegrindError:
    """What no command expects: a current folder that is gone, and help that can't be written."""
    reason = error.strerror or type(error).__name__
    try:
        Path.cwd()
    except OSError:
        return UsageError("the current folder isn't there any more", "go to one that is, or name whole paths")
    if error.filename is not None:
        return UsageError(f"{error.filename}: {reason}")
    leave_standard_output()
    return OutputError(f"cannot write to standard output: {reason}")


def _report_bug(error: BaseException) -> NoReturn:
    """Say where it broke, and no more: a message or a local variable could hold somebody's data."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "integrind" in frame.filename] or frames
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "an unknown place"
    say(f"Error: integrind has a bug: {type(error).__name__} at {where}. Please report it with this line.")
    sys.exit(BUG)
