"""`integrind run`: the tables of a plan, regenerated or compared with what was published."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from integrind.cli import options
from integrind.cli.printing import formats_of, print_bytes, say
from integrind.errors import OutputError, UsageError
from integrind.faults import counted

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
_CLEAR_LINE = "\r\x1b[K"


@dataclass(frozen=True)
class Output:
    """A file of a table: as the plan names it, in which format, and its bytes."""

    file: str
    form: str
    content: bytes
    about: About | None = None
    """What a result table is about; nothing of any other file."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(run)


def run(plan: PlanFile = DEFAULT, check: Check = False, quiet: options.Quiet = False) -> None:
    """Regenerate every table of a plan, all of them or none; or check that what is there is current."""
    from integrind.definitions.plan import read_plan
    from integrind.plans import manifest
    from integrind.plans.run import jobs

    planned, folder = read_plan(plan), plan.parent
    _refuse_unwritable(planned)
    outputs = _outputs(planned, folder, quiet=quiet)
    if planned.datapackage is not None:
        outputs[planned.datapackage.file] = [_package(planned.datapackage, outputs)]
    contents = {name: {it.file: it.content for it in its} for name, its in outputs.items()}
    about = manifest.manifest(planned, jobs(planned, folder), folder, contents)
    beside = plan.with_suffix(manifest.SUFFIX)
    if check:
        _report(_stale(outputs, folder, beside, about), planned, quiet=quiet)
        return
    files = {folder / file: content for its in contents.values() for file, content in its.items()}
    _make_folders(files)
    if beside in files:
        raise UsageError(f"{beside.name} is the manifest of the plan", "give the output another name")
    from integrind.render.outputs import write

    write({**files, beside: manifest.text(about)})
    if not quiet:
        say(f"{counted(len(planned.tables), 'table')} made, {counted(len(files), 'file')} written")


def _refuse_unwritable(plan: Plan) -> None:
    """Raise for a suffix that says no format, before anything is computed."""
    from integrind.plans.run import naming
    from integrind.render.review import require

    for table in plan.tables:
        with naming(table):
            _forms(table)
            if table.review is not None:
                require(Path(table.review))


def _forms(table: PlannedTable) -> Mapping[Path, str]:
    form = None if table.format is None else options.Format(table.format)
    return formats_of(map(Path, table.output), form)


def _outputs(plan: Plan, folder: Path, *, quiet: bool) -> dict[str, list[Output]]:
    """Make every table, with progress where somebody is watching."""
    from integrind.plans.run import make, naming, warnings_of
    from integrind.table.about import UNPROTECTED

    watched = sys.stderr.isatty() and not quiet
    outputs: dict[str, list[Output]] = {}

    def tell(name: str) -> None:
        if watched:
            sys.stderr.write(f"{_CLEAR_LINE}{len(outputs) + 1}/{len(plan.tables)} {name}")
            sys.stderr.flush()

    warnings: dict[str, None] = {}
    try:
        for table, made in make(plan, folder, tell):
            with naming(table):
                outputs[table.name] = list(_rendered(table, made))
            unprotected = (UNPROTECTED,) if _is_unprotected(made) else ()
            warnings |= {f"table {table.name}: {it}": None for it in (*warnings_of(made), *unprotected)}
    finally:
        if watched:
            sys.stderr.write(_CLEAR_LINE)
            sys.stderr.flush()
    for warning in warnings:
        say(f"Warning: {warning}")
    return outputs


def _is_unprotected(made: Made) -> bool:
    from integrind.profile import Profile
    from integrind.results import Results

    results = made.results if isinstance(made, Profile) else made
    return isinstance(results, Results) and not results.about.protected


def _rendered(table: PlannedTable, made: Made) -> Iterator[Output]:
    from integrind.profile import Profile
    from integrind.render import review
    from integrind.results import Results

    render = _renderer(table, made)
    for file, form in zip(table.output, _forms(table).values(), strict=True):
        yield Output(file, form, render(form), made.about if isinstance(made, Results) else None)
    results = made.results if isinstance(made, Profile) else made
    if table.review is not None and isinstance(results, Results) and results.review is not None:
        path = Path(table.review)
        yield Output(table.review, path.suffix[1:].lower(), review.render(results.review, path))


def _renderer(table: PlannedTable, made: Made) -> Callable[[str], bytes]:
    from integrind.coverage import Coverage
    from integrind.profile import Profile
    from integrind.render import Appearance, coverage, profile, render

    match made:
        case Coverage():
            return lambda form: coverage.render(made, form)
        case Profile():
            return lambda form: profile.render(made, form, table.digits)
        case _:
            return lambda form: render(made, form, Appearance(digits=table.digits))


def _package(described: DataPackage, outputs: Mapping[str, list[Output]]) -> Output:
    from integrind.render import datapackage

    tables = [
        datapackage.Output(path, it.form, it.content, it.about)
        for its in outputs.values()
        for it in its
        if it.about is not None and (path := described.within(it.file)) is not None
    ]
    name = Path(described.folder).name
    return Output(described.file, "json", datapackage.package(name, described.title, tables))


def _make_folders(files: Mapping[Path, bytes]) -> None:
    """A fresh copy of a plan lacks the folders of its outputs."""
    for folder in {file.parent for file in files}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error


def _stale(
    outputs: Mapping[str, list[Output]], folder: Path, beside: Path, about: Mapping[str, object]
) -> Iterator[str]:
    """Lines about what isn't current: why, then table by table in words and line by line."""
    from integrind.plans import manifest
    from integrind.render.changes import READABLE, difference, in_words

    old = manifest.read(beside)
    if old is None:
        yield f"{beside.name}: missing, so nothing tells why a table is stale"
    else:
        yield from manifest.reasons(old, about, folder)
    for its in outputs.values():
        there = {it.file: _content(folder / it.file) for it in its}
        changed = [it for it in its if there[it.file] != it.content]
        readable = [
            (it, was) for it in changed if it.form in READABLE and (was := there[it.file]) is not None
        ]
        for it, was in readable[:1]:
            yield from in_words(it.form, was, it.content)
        for it in changed:
            yield from difference(it.file, it.form, there[it.file], it.content)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _report(stale: Iterator[str], plan: Plan, *, quiet: bool) -> None:
    lines = list(stale)
    if lines:
        from integrind.render.safe import visible

        print_bytes(("\n".join(map(visible, lines)) + "\n").encode())
        raise typer.Exit(1)
    if not quiet:
        say(f"{counted(len(plan.tables), 'table')}: all current")
