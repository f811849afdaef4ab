"""Commands about definitions: validate, test, list, explain, schema."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from integrind.errors import UsageError
from integrind.faults import Fault, did_you_mean
from integrind.vocabulary import Dimension, Direction, Role

WIDTH = 80
"""Of prose, everywhere: text in longer lines is hard to read."""


class FaultFormat(StrEnum):
    """How faults are printed."""

    TEXT = "text"
    JSON = "json"


class ListFormat(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Definitions = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...",
        exists=True,
        help="Files and folders of definitions; default ./indicators, else the library of integrind.",
        show_default=False,
    ),
]
Indicators = Annotated[
    list[Path] | None,
    typer.Option(
        "--indicators",
        metavar="PATH",
        exists=True,
        help="Files and folders of indicators; default ./indicators, else the library of integrind.",
        show_default=False,
    ),
]
FaultOutput = Annotated[FaultFormat, typer.Option("--format", help="How faults are printed.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("list")(list_)
    app.command()(explain)
    app.command()(validate)
    app.command()(test)
    app.command()(schema)


def validate(paths: Definitions = None, output: FaultOutput = FaultFormat.TEXT) -> None:
    """Check indicators, codebooks and survey descriptions; exit 1 if something is wrong."""
    from integrind.definitions.validate import validate as find_faults

    found = find_faults(_or_default(paths))
    looked_at = [
        _counted(len(found.files.indicators), "indicator"),
        _counted(len(found.files.codebooks), "codebook"),
        _counted(len(found.files.surveys), "survey description"),
    ]
    _report(found.faults, output, f"{', '.join(looked_at)}: {_counted(len(found.faults), 'fault')}")


def test(paths: Definitions = None, output: FaultOutput = FaultFormat.TEXT) -> None:
    """Run the examples in indicators; exit 1 if one of them doesn't hold."""
    from integrind.definitions.examples import failures
    from integrind.definitions.library import load_library

    library = load_library(_or_default(paths))
    failed = failures(library)
    examples = sum(len(indicator.examples) for indicator in library.indicators)
    hold = f"{examples - len(failed)} of {_counted(examples, 'example')} hold"
    _report(failed, output, f"{_counted(len(library.indicators), 'indicator')}: {hold}")


def list_(
    dimension: Annotated[
        list[Dimension] | None, typer.Option(help="Only this dimension; may be given several times.")
    ] = None,
    framework: Annotated[
        str | None, typer.Option(metavar="NAME[=DOMAIN]", help="Only what a framework has, or one domain of it.")
    ] = None,
    role: Annotated[Role | None, typer.Option(help="Only outcomes, or only effectors.")] = None,
    direction: Annotated[Direction | None, typer.Option(help="Only this direction.")] = None,
    search: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Only with this text in id, title, description or notes.")
    ] = None,
    indicators: Indicators = None,
    output: Annotated[ListFormat, typer.Option("--format", help="How the list is printed.")] = ListFormat.TABLE,
) -> None:
    """List the indicators of the library."""
    from integrind.cli import listing
    from integrind.definitions.library import load_library
    from integrind.definitions.search import Filter

    library = load_library(_or_default(indicators))
    wanted = Filter(frozenset(dimension or ()), framework, role, direction, search)
    found = wanted.select(library.indicators)
    typer.echo(getattr(listing, output.value)(found), nl=False)
    typer.echo(f"{len(found)} of {_counted(len(library.indicators), 'indicator')}", err=True)


def explain(
    indicator: Annotated[str, typer.Argument(metavar="ID", help="The indicator's id.")],
    indicators: Indicators = None,
) -> None:
    """Explain an indicator in words: who counts, what counts, where it comes from."""
    from integrind.definitions.explain import explain as in_sections
    from integrind.definitions.library import load_library
    from integrind.render.safe import visible

    library = load_library(_or_default(indicators))
    found = library.by_id.get(indicator)
    if found is None:
        hint = did_you_mean(indicator, library.by_id) or "integrind list names all of them"
        raise UsageError(f"there is no indicator {indicator!r}", hint)
    sections = in_sections(found, library.codebook)
    typer.echo(visible(f"{found.title} ({found.id}), {found.dimension.replace('_', ' and ')} dimension\n"))
