"""The variables of a survey file as its description, or nothing, says how to read them."""

from __future__ import annotations

from pathlib import Path

from integrind.data.content import readable
from integrind.data.parts import called
from integrind.data.variables import Variables
from integrind.definitions.known_surveys import known_names
from integrind.definitions.library import Library
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import load_survey
from integrind.errors import UsageError
from integrind.opening.calibration import with_calibrated
from integrind.opening.inputs import description
from integrind.opening.tables import open_described
from integrind.paths import is_file
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
        _refuse_name(path)
        return with_calibrated(load_survey(path, library.codebook), path)
    with readable(request.data):  # a name that is no text is no title
        return Survey(title=called(request.data))


def _refuse_name(path: Path) -> None:
    """A packaged description holds choices that an analyst makes: it is used from a file of theirs."""
    if not is_file(path) and str(path) in known_names():
        raise UsageError(
            f"--survey {path}: there is no such file, but a description of that name comes with integrind",
            f"integrind describe --survey {path} > my.survey.yaml writes it to a file, to be checked",
        )
