"""`integrind codebook`: the harmonised variables and their values, for whoever describes a survey."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from integrind.cli.options import IndicatorPaths, WithLibrary
from integrind.cli.printing import print_bytes, say
from integrind.errors import UsageError
from integrind.render.safe import visible

if TYPE_CHECKING:
    from integrind.definitions.codebook import CodebookVariable

_WIDTH = 80


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(codebook)


def codebook(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Only variables with all of these words.", show_default=False),
    ] = None,
    indicators: IndicatorPaths = None,
    with_library: WithLibrary = False,
) -> None:
    """List the harmonised variables that a survey description may name, and their values."""
    from integrind.definitions.library import load_library
    from integrind.packaged import indicator_paths

    found = load_library(indicator_paths(indicators or (), with_library=with_library)).codebook
    if found is None:
        hint = "it is codebook.yaml in their folder or above it"
        raise UsageError("these indicators have no codebook", hint)
    wanted = [word.casefold() for word in words or ()]
    chosen = {
        name: it for name, it in found.variables.items() if all(word in _said(name, it) for word in wanted)
    }
    print_bytes("\n".join(_lines(chosen)).encode() + b"\n" * bool(chosen))
    say(f"{len(chosen)} of {len(found.variables)} variables")


def _said(name: str, variable: CodebookVariable) -> str:
    """All that words are looked for in."""
    values = variable.values or {}
    texts = (name, variable.title, variable.notes, variable.unit, *values, *values.values())
    return " ".join(filter(None, texts)).casefold()


def _lines(variables: Mapping[str, CodebookVariable]) -> Iterator[str]:
    for name, variable in variables.items():
        unit = f", {visible(variable.unit)}" if variable.unit else ""
        yield f"{name}: {visible(variable.title)} ({variable.type}{unit})"
        width = max(map(len, variable.values or ()), default=0)
        for value, label in (variable.values or {}).items():
            yield f"  {visible(value):{width}}  {visible(label)}"
        for value, others in variable.one_of.items():
            yield f"  {visible(value)} stands for one of {visible(', '.join(others))}"
        if variable.notes:
            yield textwrap.fill(visible(variable.notes), _WIDTH, initial_indent="  ", subsequent_indent="  ")
