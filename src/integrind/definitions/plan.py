"""A plan: the tables of a publication, each a command with its options and the files that it becomes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, ClassVar, Self

from pydantic import Field, JsonValue, model_validator

from integrind.definitions.load import load_model
from integrind.definitions.model import Definition, Identifier, Misfit, Model, refuse
from integrind.definitions.yaml import read_document
from integrind.formats import Format
from integrind.vocabulary import Adjustment, Measure, ProportionInterval, SymbolProfile


class PlanCommand(StrEnum):
    """Commands whose result is a table."""

    COMPUTE = "compute"
    COMPARE = "compare"
    TREND = "trend"
    PROFILE = "profile"
    COVERAGE = "coverage"
    SIZES = "sizes"
    SEGREGATION = "segregation"


_NOT_EMPTY: dict[str, JsonValue] = {"minItems": 1}
"""For the schema; pydantic's own check would call a list empty whose only item is wrong."""

_OWN = {
    "between": PlanCommand.COMPARE,
    "panel": PlanCommand.TREND,
    "associations": PlanCommand.PROFILE,
}
"""Options that only one command has."""

_OF_INDICATORS = frozenset(
    {"indicator", "dimension", "variant", "measure", "gap_from", "standardise", "adjust", "matters"}
)
"""Options that say nothing where people are counted."""
_OF_PEOPLE = frozenset({PlanCommand.SIZES, PlanCommand.SEGREGATION})
_OF_COVERAGE = frozenset(
    {
        "name",
        "command",
        "data",
        "survey",
        "indicators",
        "with_library",
        "indicator",
        "dimension",
        "format",
        "fragment",
        "output",
    }
)


class PlannedTable(Model):
    """One table: a command, its data, its options under their own names, and the files that it becomes."""

    name: Identifier = Field(description="Its name in messages and in the manifest.")
    command: PlanCommand = Field(
        description="compute, compare, trend, profile, coverage, sizes or segregation."
    )
    data: str | tuple[str, ...] = Field(
        description="The survey file, or a folder of them; for trend also a list, a wave each, in order."
    )
    output: tuple[str, ...] = Field(
        json_schema_extra=_NOT_EMPTY, description="Files to write; the suffix says the format."
    )
    survey: str | None = Field(default=None, description="Survey description; default beside the data.")
    indicators: tuple[str, ...] = Field(default=(), description="Files and folders of indicators.")
    with_library: bool = Field(default=False, description="The library of integrind beside them.")
    indicator: tuple[str, ...] = Field(default=(), description="Only these indicators, by id.")
    dimension: tuple[str, ...] = Field(default=(), description="Only these dimensions.")
    variant: str | None = Field(default=None, description="As a publisher defines it, where it does.")
    measure: tuple[Measure, ...] = Field(default=(), description="Only indicators of these measures.")
    where: str | None = Field(default=None, description="Only rows for which this holds.")
    by: tuple[str, ...] | None = Field(default=None, description="Breakdowns: a variable, or crossed a+b.")
    area: str | tuple[str, ...] | None = Field(
        default=None, description="The whole, and each area of it; for segregation also a list that nests."
    )
    wave: str | None = Field(default=None, description="Each wave by itself.")
    gap_from: str = Field(default="population", description="What groups are compared with.")
    standardise: str | None = Field(default=None, description="Variables held constant: sex+age_band.")
    level: float = Field(default=0.95, gt=0, lt=1, description="Confidence level.")
    proportion_ci: ProportionInterval = Field(
        default=ProportionInterval.LOGIT, description="Interval of proportions."
    )
    adjust: Adjustment = Field(default=Adjustment.NONE, description="Adjust p values for several tests.")
    matters: float | None = Field(
        default=None, gt=0, description="Smallest gap that matters, in the unit of the table."
    )
    policy: str = Field(default="default", description="Release policy: a name, or a .yaml file.")
    review: str | None = Field(default=None, description="What was hidden, for the output checker.")
    symbols: SymbolProfile | None = Field(default=None, description="Signs where a number is missing.")
    digits: int | None = Field(default=None, ge=0, le=6, description="Decimals in tables for people.")
    fragment: bool = Field(default=False, description="Of HTML a piece to embed, not a whole page.")
    format: Format | None = Field(default=None, description="Format where no suffix says it.")
    strict: bool = Field(default=False, description="Warnings about the data are errors.")
    show_values: bool = Field(default=False, description="Let messages name data values.")
    between: tuple[str, str] | None = Field(default=None, description="compare: area A minus area B.")
    panel: str | None = Field(default=None, description="trend: column of people's ids.")
    associations: bool = Field(default=False, description="profile: also how indicators go together.")

    @model_validator(mode="after")
    def _options_are_of_the_command(self) -> Self:
        refuse(self._misfits())
        return self

    @property
    def files(self) -> tuple[str, ...]:
        """The data files, one or several."""
        return (self.data,) if isinstance(self.data, str) else self.data

    @property
    def areas(self) -> tuple[str, ...]:
        """The variables of areas, none, one or several."""
        return (self.area,) if isinstance(self.area, str) else self.area or ()

    @property
    def read(self) -> tuple[str, ...]:
        """Every file of the user's that it reads, folders of indicators aside."""
        others = (self.survey, self.policy_file, self.published_table)
        return (*self.files, *(file for file in others if file is not None))

    @property
    def written(self) -> tuple[str, ...]:
        """Every file that it becomes."""
        return self.output if self.review is None else (*self.output, self.review)

    @property
    def policy_file(self) -> str | None:
        """The policy, where it is a file of the user's."""
        return self.policy if PurePosixPath(self.policy).suffix in {".yaml", ".yml"} else None

    @property
    def published_table(self) -> str | None:
        """The result table that groups are compared with, where they are."""
        kind, _, file = self.gap_from.partition("=")
        return file if kind == "table" and file else None

    def options(self) -> dict[str, Any]:
        """Give what the plan says, as it is written."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"name"})

    def _misfits(self) -> Iterator[Misfit]:
        for option in sorted(self.model_fields_set):
            only = _OWN.get(option)
            foreign = self.command is PlanCommand.COVERAGE and option not in _OF_COVERAGE
            foreign |= self.command in _OF_PEOPLE and option in _OF_INDICATORS
            if foreign or (only is not None and only is not self.command):
                hint = f"{option!r} belongs to {only}" if only is not None else ""
                yield Misfit("R010", f"{self.command} has no option {option!r}", (option,), hint, key=True)
        if not isinstance(self.data, str) and self.command is not PlanCommand.TREND:
            yield Misfit("R011", f"{self.command} reads one data file", ("data",), "trend reads several")
        if self.area is not None and len(self.areas) > 1 and self.command is not PlanCommand.SEGREGATION:
            yield Misfit("R015", f"{self.command} has one area", ("area",), "segregation has several")
        for option, paths in (("data", self.files), ("output", self.output)):
            if not paths:
                yield Misfit("R006", f"{option!r} is empty", (option,))
        yield from self._strangers()

    def _strangers(self) -> Iterator[Misfit]:
        """Paths that would mean something else on another machine."""
        several = {"indicators": self.indicators, "output": self.output}
        if not isinstance(self.data, str):
            several["data"] = self.data
        one = {"survey": self.survey, "review": self.review, "policy": self.policy_file}
        one |= {"data": self.data} if isinstance(self.data, str) else {}
        one["gap_from"] = self.published_table
        paths = [((option, at), path) for option, found in several.items() for at, path in enumerate(found)]
        for steps, path in [*paths, *(((option,), path) for option, path in one.items() if path)]:
            if path == "-":
                stream = "output" if steps[0] in {"output", "review"} else "input"
                yield Misfit("R014", f"standard {stream} is no file", steps, "name a file")
            else:
                yield from _not_relative(path, steps)


class DataPackage(Model):
    """A description of the result tables in a folder for programs: `datapackage.json` in it."""

    folder: str = Field(min_length=1, description="The folder; result tables outside it aren't described.")
    title: str = Field(min_length=1, description="What the folder holds, in a few words.")

    @property
    def file(self) -> str:
        """The file that it becomes."""
        return str(PurePosixPath(self.folder) / "datapackage.json")

    def within(self, file: str) -> PurePosixPath | None:
        """Give a file's path in the folder; None where it is elsewhere."""
        path, folder = PurePosixPath(file), PurePosixPath(self.folder)
        return path.relative_to(folder) if path.is_relative_to(folder) else None

    @model_validator(mode="after")
    def _is_within_reach(self) -> Self:
        refuse(_not_relative(self.folder, ("folder",)))
        return self


class Plan(Definition):
    """The tables of a publication: `integrind run` regenerates them, `run --check` says what is stale."""

    kind: ClassVar[str] = "plan"
    called: ClassVar[str] = "a plan"
    letter: ClassVar[str] = "R"

    tables: tuple[PlannedTable, ...] = Field(
        json_schema_extra=_NOT_EMPTY, description="The tables, in order."
    )

    datapackage: DataPackage | None = Field(
        default=None, description="Describe the result tables in a folder to programs."
    )

    @property
    def written(self) -> tuple[str, ...]:
        """Every file that its tables become, and what describes them."""
        package = () if self.datapackage is None else (self.datapackage.file,)
        return (*(file for table in self.tables for file in table.written), *package)

    @model_validator(mode="after")
    def _names_and_outputs_differ(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        if not self.tables:
            yield Misfit("R006", "'tables' is empty", ("tables",))
        inputs = {_plain(file) for table in self.tables for file in table.read}
        names: set[str] = set()
        written = {self.datapackage.file} if self.datapackage is not None else set()
        for at, table in enumerate(self.tables):
            if table.name in names:
                yield Misfit("R012", f"another table is called {table.name!r}", ("tables", at, "name"))
            names.add(table.name)
            places = [("tables", at, "output", number) for number in range(len(table.output))]
            for steps, file in zip([*places, ("tables", at, "review")], table.written, strict=False):
                path = _plain(file)
                if path in inputs:
                    yield Misfit(
                        "R013", "an output would take the place of a file that the plan reads", steps
                    )
                elif str(PurePosixPath(path).parent) in inputs:
                    yield Misfit(
                        "R013", "an output would lie among the files of a survey", steps, "put it elsewhere"
                    )
                elif path in written:
                    yield Misfit(
                        "R013", "another output has the same file", steps, "give it a name of its own"
                    )
                written.add(path)


def _not_relative(path: str, steps: tuple[str | int, ...]) -> Iterator[Misfit]:
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive:
        hint = "write it as seen from the plan's folder, ../data/survey.csv say"
        yield Misfit("R014", "the path isn't relative to the plan", steps, hint)


def _plain(path: str) -> str:
    """The path without dots, as far as text tells; where links are, only the files can."""
    return posixpath.normpath(path)


def read_plan(path: Path) -> Plan:
    """Read a file; raises DefinitionError with every fault."""
    return load_model(read_document(path), Plan)
