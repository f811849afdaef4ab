"""The page of all commands, from the very declarations that the command line is made of.

Not from the text of `--help`: how typer wraps and words that differs between its versions.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import groupby
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from integrind.cli import app

_ABOUT = """\
What each command and option does. Results go to standard output, everything else to standard error. Exit
codes are in the [README](../README.md#exit-codes).

`integrind --version` shows the version, `integrind COMMAND --help` this page's part, and
`integrind --install-completion` completes commands and options in your shell."""
_NUMBERS = {int: "N", float: "NUMBER"}


def command_page() -> str:
    """Give the whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("# Commands", "", _ABOUT)
    for command in app.registered_commands:
        assert command.callback is not None
        yield from _command(command.name or command.callback.__name__, command.callback)


def _command(name: str, callback: Callable[..., object]) -> Iterator[str]:
    hints = get_type_hints(callback, include_extras=True)
    parameters = [
        (parameter, *get_args(hints[it])) for it, parameter in inspect.signature(callback).parameters.items()
    ]
    arguments = [it for it in parameters if isinstance(it[2], ArgumentInfo)]
    words = " ".join(_argument(*it) for it in arguments)
    yield from ("", f"## {name}", "", f"`{f'integrind {name} {words}'.strip()}`", "")
    yield inspect.cleandoc(callback.__doc__ or "")
    if arguments:
        yield ""
    for argument in arguments:
        yield f"- `{_argument(*argument)}`: {argument[2].help}"
    options = [it for it in parameters if isinstance(it[2], OptionInfo)]
    for panel, members in groupby(options, key=lambda it: it[2].rich_help_panel):
        yield ""
        if panel:
            yield from (f"**{panel}**", "")
        for parameter, kind, about in members:
            yield f"- {_option(parameter, kind, about)}"


def _argument(parameter: inspect.Parameter, kind: object, about: ArgumentInfo) -> str:
    """Its name; with dots if there may be several, in brackets if there may be none."""
    several = "..." if any(get_origin(it) is list for it in (kind, *get_args(kind))) else ""
    name = f"{_value(kind, about).strip('[]')}{several}"
    return name if parameter.default in {inspect.Parameter.empty, ...} else f"[{name}]"


def _option(parameter: inspect.Parameter, kind: object, about: OptionInfo) -> str:
    names = _names(about) or (f"--{parameter.name.replace('_', '-')}",)
    value = "" if kind is bool else f" {_value(kind, about)}"
    unsaid = parameter.default in {None, False, inspect.Parameter.empty}
    default = "" if unsaid else f" Default: `{parameter.default}`."
    return f"`{', '.join(names)}{value}`: {about.help}{default}"


def _names(about: OptionInfo) -> tuple[str, ...]:
    """Names declared; where annotated, typer keeps the first of them in the place of a default."""
    first = (about.default,) if isinstance(about.default, str) else ()
    return (*first, *(about.param_decls or ()))


def _value(kind: Any, about: ArgumentInfo | OptionInfo) -> str:  # noqa: ANN401
    """What stands for the value: the name given to it, else the words to choose from, else its type."""
    if about.metavar:
        return about.metavar
    inner = [it for it in get_args(kind) if it is not type(None)]
    if get_origin(kind) in {UnionType, list} and inner:
        return _value(inner[0], about)
    if inspect.isclass(kind) and issubclass(kind, StrEnum):
        return "|".join(kind)
    return _NUMBERS.get(kind, "TEXT")
