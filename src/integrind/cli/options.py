"""Options in bundles, so that every command has the same ones under the same words."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from integrind.cli import completion
from integrind.cli.values import number, one_by_one, one_of, whole
from integrind.formats import Format
from integrind.vocabulary import Adjustment, Measure, ProportionInterval, SymbolProfile

_what = partial(typer.Option, rich_help_panel="What")
_cells = partial(typer.Option, rich_help_panel="Cells")
_inference = partial(typer.Option, rich_help_panel="Inference")
_release = partial(typer.Option, rich_help_panel="Release")
_output = partial(typer.Option, rich_help_panel="Output")


class Color(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Data = Annotated[
    str | None,
    typer.Argument(
        metavar="DATA",
        help="Survey file: CSV, TSV, gzipped or not, Parquet; a folder of them; - for standard input.",
    ),
]

Sample = Annotated[bool, _what("--sample", help="Use the synthetic sample survey of integrind.")]
SurveyFile = Annotated[
    Path | None,
    _what("--survey", metavar="FILE", help="Survey description; default DATA's name with .survey.yaml."),
]
IndicatorPaths = Annotated[
    list[Path] | None,
    _what(
        "--indicators",
        metavar="PATH",
        help="Files and folders of indicators; default ./indicators, else the library of integrind.",
    ),
]
WithLibrary = Annotated[
    bool, _what("--with-library", help="The library of integrind beside --indicators or ./indicators.")
]
IndicatorIds = Annotated[
    list[str] | None,
    _what(
        "--indicator",
        metavar="ID",
        parser=one_by_one("--indicator"),
        autocompletion=completion.indicators,
        help="Only this indicator; repeatable.",
    ),
]
Dimensions = Annotated[
    list[str] | None,
    _what(
        "--dimension",
        metavar="NAME",
        parser=one_by_one("--dimension"),
        autocompletion=completion.dimensions,
        help="Only this dimension; repeatable.",
    ),
]
VariantName = Annotated[
    str | None,
    _what("--variant", metavar="NAME", help="As a publisher has it, where a definition has this variant."),
]
Measures = Annotated[
    list[Measure] | None,
    _what("--measure", **one_of(Measure), help="Only indicators of this measure; repeatable."),
]
Where = Annotated[
    str | None, _what("--where", metavar="EXPR", help="Only rows for which this holds: 'age >= 16'.")
]

By = Annotated[
    list[str] | None,
    _cells(
        "--by",
        metavar="VAR",
        autocompletion=completion.columns,
        help="Break down by a variable, or crossed: sex+age_band; repeatable. none: by nothing.",
    ),
]
Area = Annotated[
    str | None,
    _cells(
        "--area",
        metavar="VAR",
        autocompletion=completion.columns,
        help="The whole, and each area of it. none: no areas.",
    ),
]
Wave = Annotated[
    str | None,
    _cells(
        "--wave",
        metavar="VAR",
        autocompletion=completion.columns,
        help="Each wave by itself. none: all as one.",
    ),
]

GapFromText = Annotated[
    str,
    _inference(
        "--gap-from",
        metavar="WHAT",
        help="population, rest, whole, group=VAR:LABEL, target=NUMBER or table=FILE, a result table.",
    ),
]
Standardise = Annotated[
    str | None,
    _inference("--standardise", metavar="VAR", help="Hold variables constant: sex+age_band."),
]
Level = Annotated[float, _inference("--level", **number(0.95), help="Confidence level.")]
ProportionCi = Annotated[
    ProportionInterval,
    _inference("--proportion-ci", **one_of(ProportionInterval), help="Interval of proportions."),
]
Adjust = Annotated[
    Adjustment,
    _inference("--adjust", **one_of(Adjustment), help="Adjust p values for the number of tests."),
]

Matters = Annotated[
    float | None,
    _inference(
        "--matters",
        **number(3),
        help="Smallest gap that matters, in the unit of the table; default a tenth of a standard deviation.",
    ),
]

Policy = Annotated[
    str,
    _release(
        "--policy",
        metavar="NAME|FILE",
        autocompletion=completion.policies,
        help="What may be shown: default, none or another name, or a file.",
    ),
]
Review = Annotated[
    Path | None,
    _release("--review", metavar="FILE", help="What was hidden, for the output checker: .csv or .json."),
]
Symbols = Annotated[
    SymbolProfile | None,
    _release(
        "--symbols",
        **one_of(SymbolProfile),
        help="Signs where a number is missing or doubtful; default by the policy.",
    ),
]

Digits = Annotated[int | None, _output("--digits", **whole(0, 6), help="Decimals in tables for people.")]
Fragment = Annotated[bool, _output("--fragment", help="Of HTML a piece to embed, not a whole page.")]
OutputFormat = Annotated[
    Format | None, _output("--format", **one_of(Format), help="Default by -o's suffix, else table.")
]
OutputFiles = Annotated[
    list[Path] | None, _output("--output", "-o", metavar="FILE", help="Write to a file; repeatable.")
]
Brief = Annotated[bool, _output("--brief", help="Only what the table says, on one screen.")]
Pager = Annotated[bool, _output("--pager", help="Page through it, with $PAGER or less.")]
ColorWhen = Annotated[Color, _output("--color", **one_of(Color), help="When to colour.")]
Quiet = Annotated[bool, _output("--quiet", "-q", help="No notes on standard error.")]
Verbose = Annotated[
    bool,
    _output(
        "--verbose",
        "-v",
        help="Say more: in tables how small a gap could be seen, and on standard error why.",
    ),
]
Strict = Annotated[bool, _output("--strict", help="Warnings end with exit code 4.")]
ShowValues = Annotated[bool, _output("--show-values", help="Let messages name data values.")]
