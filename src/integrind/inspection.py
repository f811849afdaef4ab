"""A survey looked at before anything is computed from it."""

from __future__ import annotations

from pathlib import Path

from integrind.coverage import Coverage, cover
from integrind.data.table import open_table
from integrind.data.variables import Variables
from integrind.definitions.library import Library, load_library
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import load_survey, survey_beside
from integrind.request import Request
from integrind.selection import choose, indicator_paths


def coverage(request: Request) -> Coverage:
    """Find what a survey can speak to: from its variables alone, without looking at any answer.

    Raises DefinitionError, DataError and UsageError.
    """
    library = load_library(indicator_paths(request.indicators))
    chosen = choose(library, request.only, request.dimensions)
    variables = read_variables(request, library)
    available = {name for name in variables.names() if variables.has(name)}
    return cover(chosen, variables.survey, available, library.codebook)


def read_variables(request: Request, library: Library) -> Variables:
    """The variables of a file by the description given, else by the one beside it, else as they stand."""
    path = request.survey or survey_beside(request.data)
    survey = Survey(title=Path(request.data).name) if path is None else load_survey(path, library.codebook)
    table = open_table(request.data)
    return Variables(table, survey, library.codebook, show_values=request.show_values)
