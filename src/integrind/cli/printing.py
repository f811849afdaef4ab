"""Where output goes: results to standard output or files, everything else to standard error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from integrind.cli.options import Color, Format

if TYPE_CHECKING:
    from integrind.results import Results


def say(text: str) -> None:
    """A note, warning or error: to standard error."""
    print(text, file=sys.stderr)  # noqa: T201


def deliver(
    results: Results, form: Format | None, files: tuple[Path, ...], color: Color, digits: int | None
) -> None:
    """Write results to every file, all of them or none, else to standard output."""
    from integrind.render import Appearance, format_of, render
    from integrind.render.outputs import write

    if files:
        appearance = Appearance(None, False, digits)
        write({file: render(results, form or format_of(file), appearance) for file in files})
        return
    terminal = sys.stdout.isatty()
    width = os.get_terminal_size(sys.stdout.fileno()).columns if terminal else None
    print_bytes(
        render(results, form or Format.TABLE, Appearance(width, _colored(color, terminal=terminal), digits))
    )


def print_bytes(content: bytes) -> None:
    """Write to standard output as UTF-8, whatever the locale; a reader that has read enough is no error."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _colored(color: Color, *, terminal: bool) -> bool:
    """https://no-color.org: NO_COLOR holds unless colour is asked for on the command line."""
    match color:
        case Color.ALWAYS:
            return True
        case Color.NEVER:
            return False
        case Color.AUTO:
            wanted = bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
            return wanted and not os.environ.get("NO_COLOR")
