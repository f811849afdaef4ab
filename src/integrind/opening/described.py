"""The variables of a survey file as its description, or nothing, says how to read them."""

from __future__ import annotations

from integrind.data.content import readable
from integrind.data.parts import called
from integrind.data.variables import Variables
from integrind.definitions.library import Library
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import load_survey
from integrind.opening.inputs import description
from integrind.opening.tables import open_described
from integrind.request import Request


def read_variables(request: Request, library: Library) -> Variables:
    """The variables of a file by the description given, else by the one beside it, else as they stand.

    Raises DefinitionError and DataError.
    """
    survey = _survey(request, library)
    table = open_described(request.data, survey, description(request))
    return Variables(table, survey, library.codebook, show_values=request.show_values)


def _survey(request: Request, library: Library) -> Survey:
    """The description given, else the one beside the data, else one that says nothing."""
    path = description(request)
    if path is not None:
        return load_survey(path, library.codebook)
    with readable(request.data):  # a name that is no text is no title
        return Survey(title=called(request.data))
