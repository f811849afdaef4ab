"""`integrind weights`: weights calibrated to known totals, and how they differ from those before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from integrind.cli import options, printing
from integrind.cli.inputs import named_file, refuse_replacing
from integrind.cli.progress import progress
from integrind.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from integrind.pipeline.weights import Weights


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(weights)


def weights(
    data: options.Data = None,
    survey: options.SurveyFile = None,
    indicators: options.IndicatorPaths = None,
    with_library: options.WithLibrary = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the weights by row: a .csv, or - to print."
        ),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Calibrate the weights as the survey description says, and tell how they changed."""
    from integrind.pipeline.weights import weights as calibrated
    from integrind.render.files.outputs import check, write
    from integrind.request import Request

    prints = output == printing.STANDARD_OUTPUT
    if output is not None and not prints and output.suffix != ".csv":
        raise UsageError(f"-o {output}: weights are written as .csv", "name a file that ends in .csv")
    request = Request(
        named_file(data, "weights"),
        survey=survey,
        indicators=tuple(indicators or ()),
        with_library=with_library,
    )
    files = [] if output is None or prints else [output]
    refuse_replacing([request], files)
    check(files)
    with progress("calibrating", quiet=quiet):
        found = calibrated(request)
    text = "\n".join(_report(found)) + "\n"
    if output is None:
        printing.print_bytes(text.encode())
        return
    content = found.by_row.write_csv().encode()
    if prints:
        printing.print_bytes(content)
    else:
        write({output: content})
    if not quiet:
        printing.say(text.removesuffix("\n"))


def _report(found: Weights) -> Iterator[str]:
    from integrind.render.safe import visible

    margins = ", ".join(found.margins)
    yield visible(
        f"{found.survey}: {found.people:,} weights calibrated to {margins} (method: {found.method})"
    )
    yield ""
    rows = [("variables", "group", "total", "before", "after")]
    for it in found.totals:
        before = "[c]" if it.before is None else _number(it.before)
        rows.append((visible(it.variables), visible(it.group), _number(it.total), before, _number(it.after)))
    yield from _aligned(rows, 2)
    yield ""
    spreads = (found.before, found.after)
    sizes = [
        ("", "before", "after"),
        ("sum of the weights", *(_number(it.total) for it in spreads)),
        ("effective sample size", *(_number(it.effective) for it in spreads)),
    ]
    yield from _aligned(sizes, 1)
    yield ""
    lower, middle, upper = (f"{it:.3f}" for it in found.quartiles)
    yield f"multiplied by {middle} in the middle, by {lower} to {upper} for half of the people"
    if found.extremes is None:
        yield "[c] not said: a group of few people would be told"
    else:
        least, most = (f"{it:.3f}" for it in found.extremes)
        yield f"and by {least} to {most} for all"


def _aligned(rows: Sequence[Sequence[str]], words: int) -> Iterator[str]:
    """Columns, the first of words to the left and the others of numbers to the right."""
    width = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(size) if at < words else cell.rjust(size)
            for at, (cell, size) in enumerate(zip(row, width, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _number(value: float) -> str:
    return f"{value:,.1f}"
