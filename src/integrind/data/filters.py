"""Rows that a condition of the user's chooses."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from integrind.data.formulas import compile_at, parse_at
from integrind.data.variables import Variables
from integrind.definitions.survey import Survey
from integrind.errors import DataError, DefinitionError, UsageError
from integrind.expressions import Variable, parse, values_asked_for


def rows_where(variables: Variables, text: str, option: str) -> npt.NDArray[np.bool_]:
    """Rows for which a condition is true; one that can't be decided is not.

    Raises UsageError for the condition, with carets, and DataError where no row is left.
    """
    try:
        expression = parse_at(option, text)
        there = [name for name in expression.names if name in variables.names()]
        variables.load(there)
        others = dict.fromkeys(variables.names(), Variable("category"))
        scope = {**others, **{name: variables.get(name).variable for name in there}}
        condition = compile_at(option, expression, scope, "boolean")
    except DefinitionError as error:
        raise UsageError(str(error)) from None
    found = variables.frame(there).select(condition).to_series().fill_null(value=False)
    if not found.any():
        hint = "; ".join(asked_in_vain(variables.survey, text))
        raise DataError(f"{variables.table.name}: {option} {text!r} leaves no row", hint)
    return found.to_numpy()


def asked_in_vain(survey: Survey, text: str) -> list[str]:
    """Say of which values of a condition no code of the survey's description stands for them."""
    asked = dict.fromkeys(values_asked_for(parse(text).root))
    found = []
    for name, value in asked:
        described = survey.variables.get(name)
        given = [] if described is None or described.codes is None else [*map(str, described.codes.values())]
        if given and value not in given:
            its = ", ".join(dict.fromkeys(given))
            found.append(f'no code of this survey stands for {name} == "{value}": its codes give {its}')
    return found
