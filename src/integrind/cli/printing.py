"""Where output goes: results to standard output or files, everything else to standard error."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from integrind.cli.options import Color
from integrind.errors import OutputError, UsageError
from integrind.formats import Format

if TYPE_CHECKING:
    from integrind.render import Made
    from integrind.render.publication import Appearance
    from integrind.results import Results

STANDARD_OUTPUT = Path("-")


def say(text: str) -> None:
    """A note, warning or error: to standard error, where it can do no harm and nobody may be listening."""
    from integrind.render.safe import visible

    with suppress(OSError):
        typer.echo("\n".join(visible(line) for line in text.split("\n")), err=True)


def formats_of(files: Iterable[Path], form: Format | None) -> Mapping[Path, Format]:
    """The format of each file: the one that is asked for, else by its suffix; `-` alone is standard output.

    Raises UsageError and OutputError, before anything is computed, for what cannot be written.
    """
    from integrind.render import format_of, require

    named = tuple(files)
    if STANDARD_OUTPUT in named:
        if len(set(named)) > 1:
            raise UsageError("-o -: standard output or files, not both", "write a file, and print that")
        named = ()
    if form is not None:
        for file in named:
            _refuse_other_suffix(file, form)
    formats = {file: form or format_of(file) for file in named}
    if not formats and form and form.traits.is_binary and _standard_output().isatty():
        raise UsageError(f"--format {form} is nothing for a terminal", f"write a file: -o results.{form}")
    for wanted in {*formats.values(), *((form,) if form else ())}:
        require(wanted)
    return formats


def _refuse_other_suffix(file: Path, form: Format) -> None:
    """Raise UsageError for a name that says another format: whoever opens the file would go by it."""
    ours = form.traits.suffix
    said = next((it for it in Format if file.name.lower().endswith(it.traits.suffix)), form)
    if said is not form and not ours.endswith(said.traits.suffix):
        raise UsageError(
            f"-o {file}: its suffix says {said}, and --format {form}",
            f"leave --format out, or end it with {ours}",
        )


def refuse_fragment(files: Mapping[Path, Format], form: Format | None) -> None:
    """Raise UsageError where no output is HTML: of all else there is no piece to embed."""
    if Format.HTML not in {*files.values(), form}:
        raise UsageError("--fragment is a piece of HTML, and no output is HTML", "-o table.html --fragment")


def save(results: Results, files: Mapping[Path, Format], look: Appearance, review: Path | None) -> None:
    """Write results to every file, and what was hidden to the review; all of them or none."""
    from integrind.render import render

    contents = {file: render(results, form, look) for file, form in files.items()}
    write_all(contents, results, review)


def write_all(contents: Mapping[Path, bytes], results: Results, review: Path | None) -> None:
    """Write files, and what was hidden of the results to the review; all of them or none."""
    from integrind.render.files.outputs import write
    from integrind.render.files.review import render as render_review

    files = dict(contents)
    if review is not None and results.review is not None:
        if review.resolve() in {file.resolve() for file in files}:
            raise UsageError(f"--review {review}: this is an output already", "name another file")
        files[review] = render_review(results.review, review)
    write(files)


def show(made: Made, form: Format, look: Appearance, color: Color, *, pager: bool) -> None:
    """Write it to standard output, as wide as the terminal if it is one, and page by page if wanted."""
    from integrind.render import render

    output = _standard_output()
    terminal = output.isatty()
    width = os.get_terminal_size(output.fileno()).columns if terminal else None
    seen = replace(look, width=width, color=_colored(color, terminal=terminal))
    content = render(made, form, seen)
    if pager and terminal:
        _page(content)
    else:
        print_bytes(content)


def _page(content: bytes) -> None:
    """Let a pager show it, which goes by the terminal's own settings; print it where there is none."""
    try:
        command = shlex.split(os.environ.get("PAGER", "")) or ["less", "-R"]
        subprocess.run(command, input=content, check=False)  # noqa: S603 the user's own choice of a pager
    except (OSError, ValueError):  # there is no such program, or its quotation marks don't pair
        print_bytes(content)


def print_bytes(content: bytes) -> None:
    """Write to standard output as UTF-8, whatever the locale; a reader that has read enough is no error."""
    rest, output = memoryview(content), _standard_output().buffer
    try:
        while rest:  # unbuffered, as in many containers, a write may be of a part
            rest = rest[output.write(rest) :]
        output.flush()
    except BrokenPipeError:
        leave_standard_output()
    except OSError as error:
        leave_standard_output()
        raise OutputError(f"cannot write to standard output: {error.strerror}") from None


def _standard_output() -> TextIO:
    """Where results go; raises OutputError where whoever started the program closed it."""
    if sys.stdout is None:
        raise OutputError("cannot write to standard output: it is closed")
    return sys.stdout


def leave_standard_output() -> None:
    """Nothing more can be written: what is left goes nowhere, else Python would complain when it ends."""
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
