"""`integrind run`: the tables of a plan, regenerated or compared with what was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from integrind.cli import options
from integrind.cli.inputs import refuse_replacing
from integrind.cli.printing import formats_of, print_bytes, refuse_fragment, say
from integrind.cli.progress import progress
from integrind.errors import UsageError
from integrind.faults import counted
from integrind.formats import Format
from integrind.interruption import deferred

if TYPE_CHECKING:
    from integrind.definitions.plan import DataPackage, Plan, PlannedTable
    from integrind.plans.run import Made
    from integrind.results import About

PlanFile = Annotated[Path, typer.Argument(metavar="[PLAN]", help="The plan.")]
Check = Annotated[
    bool,
    typer.Option("--check", help="Write nothing; say what is stale and why, and exit with 1 if anything is."),
]
DEFAULT = Path("integrind.yaml")


@dataclass(frozen=True)
class Output:
    """A file of a table: as the plan names it, in which format, and its bytes."""

    file: str
    form: Format
    content: bytes
    about: About | None = None
    """What a result table is about; nothing of any other file."""


Stale = Mapping[str, list[tuple[Output, bytes | None]]]
"""By table, the files that would change, each with what is there now."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(run)


def run(plan: PlanFile = DEFAULT, check: Check = False, quiet: options.Quiet = False) -> None:
    """Regenerate every table of a plan, all of them or none; or check that what is there is current."""
    from integrind.definitions.plan import read_plan
    from integrind.plans import manifest
    from integrind.plans.run import jobs
    from integrind.render.files.outputs import making_folders, write

    planned, folder = read_plan(plan), plan.parent
    beside = plan.with_suffix(manifest.SUFFIX)
    _refuse_unwritable(planned, beside.name)
    asked = jobs(planned, folder)
    written = [folder / file for file in planned.written]
    requests = [request for job in asked for request in job.requests]
    refuse_replacing(requests, [*written, beside], {"plan": [plan]})
    outputs = _outputs(planned, folder, quiet=quiet)
    if planned.datapackage is not None:
        outputs[planned.datapackage.file] = [_package(planned.datapackage, outputs)]
    contents = {name: {it.file: it.content for it in its} for name, its in outputs.items()}
    about = manifest.manifest(planned, asked, folder, contents)
    if check:
        _report(_stale(outputs, folder), _reasons(folder, beside, about), planned, quiet=quiet)
        return
    files = {folder / file: content for its in contents.values() for file, content in its.items()}
    with deferred(), making_folders(files):
        write({**files, beside: manifest.text(about)})
    if not quiet:
        say(f"{counted(len(planned.tables), 'table')} made, {counted(len(files), 'file')} written")


def _refuse_unwritable(plan: Plan, beside: str) -> None:
    """Raise for a suffix that says no format, and for the manifest's name, before anything is computed."""
    from integrind.plans.run import naming
    from integrind.render.files.review import require

    for table in plan.tables:
        with naming(table):
            _require(table)
            if table.review is not None:
                require(Path(table.review))
            if any(PurePosixPath(file) == PurePosixPath(beside) for file in table.written):
                raise UsageError(f"{beside} is the manifest of the plan", "give the output another name")


def _require(table: PlannedTable) -> None:
    """Raise for a format that the table cannot have."""
    from integrind.definitions.plan import PlanCommand
    from integrind.render import require

    own = {PlanCommand.COVERAGE, PlanCommand.PROFILE}
    if table.fragment:
        refuse_fragment(_forms(table), None)
    for form in _forms(table).values():
        require(form, table.command if table.command in own else "results")


def _forms(table: PlannedTable) -> Mapping[Path, Format]:
    return formats_of(map(Path, table.output), table.format)


def _outputs(plan: Plan, folder: Path, *, quiet: bool) -> dict[str, list[Output]]:
    """Make every table."""
    from integrind.plans.run import make, naming, warnings_of
    from integrind.table.about import UNPROTECTED

    outputs: dict[str, list[Output]] = {}
    numbers = count(1)
    with progress(quiet=quiet) as tell:
        made = make(plan, folder, lambda name: tell(f"{next(numbers)}/{len(plan.tables)} {name}"))
        warnings: dict[str, None] = {}
        for table, its in made.tables:
            with naming(table):
                outputs[table.name] = list(_rendered(table, its))
            unprotected = (UNPROTECTED,) if _is_unprotected(its) else ()
            warnings |= {f"table {table.name}: {it}": None for it in (*warnings_of(its), *unprotected)}
    for warning in (*warnings, *made.warnings):
        say(f"Warning: {warning}")
    return outputs


def _is_unprotected(made: Made) -> bool:
    from integrind.profiles import Profile
    from integrind.results import Results

    results = made.results if isinstance(made, Profile) else made
    return isinstance(results, Results) and not results.about.protected


def _rendered(table: PlannedTable, made: Made) -> Iterator[Output]:
    from integrind.profiles import Profile
    from integrind.render import format_of, render
    from integrind.render.files import review
    from integrind.render.publication import Appearance
    from integrind.results import Results

    appearance = Appearance(digits=table.digits, fragment=table.fragment)
    for file, form in zip(table.output, _forms(table).values(), strict=True):
        about = made.about if isinstance(made, Results) else None
        yield Output(file, form, render(made, form, appearance), about)
    results = made.results if isinstance(made, Profile) else made
    if table.review is not None and isinstance(results, Results) and results.review is not None:
        path = Path(table.review)
        yield Output(table.review, format_of(path), review.render(results.review, path))


def _package(described: DataPackage, outputs: Mapping[str, list[Output]]) -> Output:
    from integrind.render.formats import datapackage

    tables = [
        datapackage.Output(path, it.form, it.content, it.about)
        for its in outputs.values()
        for it in its
        if it.about is not None and (path := described.within(it.file)) is not None
    ]
    name = Path(described.folder).name
    return Output(described.file, Format.JSON, datapackage.package(name, described.title, tables))


def _stale(outputs: Mapping[str, list[Output]], folder: Path) -> Stale:
    """Find the files of each table that aren't what it is now."""
    there = {it.file: _content(folder / it.file) for its in outputs.values() for it in its}
    differing = {
        name: [(it, there[it.file]) for it in its if there[it.file] != it.content]
        for name, its in outputs.items()
    }
    return {name: its for name, its in differing.items() if its}


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _reasons(folder: Path, beside: Path, about: Mapping[str, object]) -> list[str]:
    """Say what changed since the run, by its manifest."""
    from integrind.plans import manifest

    old = manifest.read(beside)
    if old is None:
        return [f"{beside.name}: missing, so nothing tells what changed"]
    return list(manifest.reasons(old, about, folder))


def _words(stale: Stale) -> Iterator[str]:
    """Say in words what changed in each table, by the first of its files that can be read back."""
    from integrind.render.files.changes import in_words
    from integrind.render.files.reading import is_readable

    for name, its in stale.items():
        readable = ((it, was) for it, was in its if is_readable(it.form) and was is not None)
        for it, was in islice(readable, 1):
            if said := list(in_words(it.form, was, it.content)):
                yield f"table {name}:"
                yield from (f"  {row}" for row in said)


def _report(stale: Stale, reasons: list[str], plan: Plan, *, quiet: bool) -> None:
    """Say why something is stale, what changed in words, and then line by line."""
    from integrind.render.files.changes import difference
    from integrind.render.safe import visible

    if not stale and not reasons:
        if not quiet:
            say(f"{counted(len(plan.tables), 'table')}: all current")
        return
    diffs = (difference(it.file, it.form, was, it.content) for its in stale.values() for it, was in its)
    lines = [*reasons, *_words(stale), *chain.from_iterable(diffs)]
    print_bytes(("\n".join(map(visible, lines)) + "\n").encode())
    if not quiet:
        files = sum(map(len, stale.values()))
        what = counted(files, "stale file") if files else "all tables are current, the manifest isn't"
        say(f"{what}; to bring all up to date: integrind run")
    raise typer.Exit(1)
