"""Commands about definitions: list, explain, validate, test, schema."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from integrind.cli import completion
from integrind.cli.inputs import survey_file
from integrind.cli.options import Data, IndicatorPaths, Policy, Sample, SurveyFile, WithLibrary
from integrind.cli.printing import print_bytes, say
from integrind.cli.progress import progress
from integrind.cli.values import one_of
from integrind.errors import DefinitionError, UsageError
from integrind.faults import Fault, did_you_mean
from integrind.vocabulary import Dimension, Direction, Role


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
        metavar="PATH",
        exists=True,
        help="Files and folders of definitions; default ./indicators, else integrind's own.",
        show_default=False,
    ),
]
FaultOutput = Annotated[
    FaultFormat, typer.Option("--format", **one_of(FaultFormat), help="How faults are printed.")
]
ListOutput = Annotated[
    ListFormat, typer.Option("--format", **one_of(ListFormat), help="How the list is printed.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("list")(list_)
    app.command("explain")(explain)
    app.command("validate")(validate)
    app.command("test")(run_examples)
    app.command("schema")(schema)


def list_(
    *,
    dimension: Annotated[
        list[Dimension] | None, typer.Option(**one_of(Dimension), help="Only of these dimensions.")
    ] = None,
    framework: Annotated[
        str | None, typer.Option(metavar="NAME[=DOMAIN]", help="Only of a framework, or of one domain of it.")
    ] = None,
    role: Annotated[Role | None, typer.Option(**one_of(Role), help="Only of this role.")] = None,
    direction: Annotated[
        Direction | None, typer.Option(**one_of(Direction), help="Only of this direction.")
    ] = None,
    search: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Only with this text in id, title, description or notes."),
    ] = None,
    indicators: IndicatorPaths = None,
    with_library: WithLibrary = False,
    output: ListOutput = ListFormat.TABLE,
) -> None:
    """List the indicators of the library."""
    from integrind.cli import definition_text
    from integrind.definitions.library import load_library
    from integrind.definitions.search import Filter

    library = load_library(_paths(indicators, with_library=with_library))
    wanted = Filter(frozenset(dimension or ()), framework, role, direction, search)
    found = wanted.select(library.indicators)
    forms = {
        ListFormat.TABLE: definition_text.list_table,
        ListFormat.JSON: definition_text.list_json,
        ListFormat.CSV: definition_text.list_csv,
    }
    text = forms[output](found)
    if framework and output is ListFormat.TABLE and "=" not in framework:
        text += definition_text.published_lines(framework, library.indicators)
    print_bytes(text.encode())
    say(f"{len(found)} of {_counted(len(library.indicators), 'indicator')}")


def explain(
    indicator: Annotated[
        str,
        typer.Argument(metavar="ID", help="The indicator's id.", autocompletion=completion.indicators),
    ],
    data: Data = None,
    sample: Sample = False,
    survey: SurveyFile = None,
    indicators: IndicatorPaths = None,
    with_library: WithLibrary = False,
    policy: Policy = "default",
) -> None:
    """Explain an indicator in words; with a survey also its columns, codes and how many answered."""
    from integrind.cli.definition_text import explanation
    from integrind.definitions.explain import explain as sections_of
    from integrind.definitions.library import load_library

    library = load_library(_paths(indicators, with_library=with_library), [indicator])
    found = library.find(indicator)
    if found is None:
        hint = did_you_mean(indicator, library.names) or "integrind list names all of them"
        raise UsageError(f"there is no indicator {indicator!r}", hint)
    sections = sections_of(found, library.codebook)
    if data is not None or sample:
        from integrind import inspection
        from integrind.request import Request

        source = survey_file(data, sample=sample, command="explain ID")
        request = Request(source, survey=survey, policy=policy)
        with progress("reading"):
            sections += inspection.answers_of(found, request, library)
    print_bytes(explanation(found, sections).encode())


def validate(
    paths: Definitions = None, with_library: WithLibrary = False, output: FaultOutput = FaultFormat.TEXT
) -> None:
    """Check indicators, codebooks, surveys, policies and plans; exit with 1 if something is wrong."""
    from integrind.definitions.validate import validate as find_faults

    found = find_faults(_paths(paths, with_library=with_library))
    looked_at = (
        _counted(len(found.files.indicators), "indicator"),
        _counted(len(found.files.codebooks), "codebook"),
        _counted(len(found.files.surveys), "survey description"),
        _counted(len(found.files.policies), "policy", "policies"),
        _counted(len(found.files.plans), "plan"),
    )
    _report(found.faults, output, f"{', '.join(looked_at)}: {_counted(len(found.faults), 'fault')}")


def run_examples(
    paths: Definitions = None, with_library: WithLibrary = False, output: FaultOutput = FaultFormat.TEXT
) -> None:
    """Run the examples that indicators hold; exit with 1 if one gives something else."""
    from integrind.definitions.examples import failures, number_of_examples
    from integrind.definitions.files import find_files
    from integrind.definitions.library import read_library

    library, faults = read_library(find_files(_paths(paths, with_library=with_library)))
    if faults:
        raise DefinitionError(faults)
    failed = failures(library)
    examples = number_of_examples(library)
    hold = f"{examples - len(failed)} of {_counted(examples, 'example')} hold"
    _report(failed, output, f"{_counted(len(library.indicators), 'indicator')}: {hold}")


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="indicator, codebook, survey, policy or plan.",
            autocompletion=completion.kinds,
        ),
    ],
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from integrind.definitions.schema import KINDS, schema_text

    if kind not in KINDS:
        raise UsageError(
            f"there is no schema of {kind!r}", did_you_mean(kind, KINDS) or f"one of: {', '.join(KINDS)}"
        )
    print_bytes(schema_text(kind).encode())


def _paths(paths: list[Path] | None, *, with_library: bool) -> tuple[Path, ...]:
    from integrind.packaged import indicator_paths

    return indicator_paths(paths or (), with_library=with_library)


def _report(faults: Sequence[Fault], output: FaultFormat, summary: str) -> None:
    """Print the faults, which are the command's result, and what it comes to on stderr."""
    from integrind.cli.definition_text import faults_json, faults_text

    text = faults_json(faults) if output is FaultFormat.JSON else faults_text(faults)
    print_bytes(text.encode())
    say(summary)
    if faults:
        raise typer.Exit(1)


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or f'{noun}s'}"
