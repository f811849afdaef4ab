"""A survey looked at before anything is computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from integrind.coverages import Coverage, cover
from integrind.data.parts import called
from integrind.data.table import open_table
from integrind.definitions.explain import Section
from integrind.definitions.indicator import Indicator
from integrind.definitions.known_surveys import known_surveys
from integrind.definitions.library import Library, load_library
from integrind.definitions.policies import load_policy
from integrind.disclosure.counts import LEAST
from integrind.inspection.answers import answers
from integrind.inspection.columns import ColumnProfile, Content, profile
from integrind.inspection.draft import draft
from integrind.inspection.known import best_fit, fitted
from integrind.opening.described import read_variables
from integrind.opening.selection import choose, definitions_of
from integrind.request import Request


def coverage(request: Request) -> Coverage:
    """Find what a survey can speak to: from its variables alone, without looking at any answer.

    Raises DefinitionError, DataError and UsageError.
    """
    library = load_library(definitions_of(request))
    variables = read_variables(request, library)
    library = library.at(variables.survey.host)
    chosen = choose(library, request.only, request.dimensions, request.measures)
    available = {name for name in variables.names() if variables.has(name)}
    return cover(chosen, variables.survey, available, library.codebook, variables.likely())


def answers_of(indicator: Indicator, request: Request, library: Library) -> tuple[Section, ...]:
    """Say where an indicator comes from in a survey, and how many answered. Raises as `coverage`."""
    least = load_policy(request.policy).disclosure.minimum_base
    return answers(indicator, read_variables(request, library), least=least)


@dataclass(frozen=True)
class Description:
    """The columns of a file, and the harmonised variables that come from them."""

    columns: tuple[ColumnProfile, ...]
    variables: Mapping[str, str]
    """By column."""
    likely: Mapping[str, str]
    """By column, the variable that it may be, where the survey has none of that name."""
    least: int
    """Codes that fewer rows hold are not listed."""
    known: str
    """The well-known survey that a file without a description is like; empty where it is like none."""


def describe(request: Request) -> Description:
    """Look at every column of a file. Raises DefinitionError and DataError."""
    library = load_library(definitions_of(request))
    variables = read_variables(request, library)
    codebook = library.codebook.variables if library.codebook is not None else {}
    described = variables.survey.variables.items()
    by_column = {it: it for it in variables.table.columns if it in codebook}
    by_column |= {column: name for name, it in described for column in it.columns}
    likely = {column: name for name, column in variables.likely().items()}
    least = 1 if request.show_values else LEAST
    columns = profile(variables.table, least=least)
    fit = None if described else best_fit(known_surveys(library.codebook), columns)
    return Description(columns, by_column, likely, least, fit.known.name if fit is not None else "")


def draft_of(request: Request) -> str:
    """Write a first description of a file, whatever others it has: of a well-known survey the packaged one.

    Raises DefinitionError and DataError.
    """
    library = load_library(definitions_of(request))
    table = open_table(request.data)
    columns = profile(table, least=1 if request.show_values else LEAST)
    if fit := best_fit(known_surveys(library.codebook), columns):
        return fitted(fit, columns, table, library)
    columns = tuple(it for it in columns if it.content is not Content.UNREADABLE)
    known = library.codebook.variables if library.codebook is not None else {}
    return draft(called(request.data), columns, known, table.metadata, library.indicators)
