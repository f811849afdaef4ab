"""The rows of a survey: those of its file, with what its description joins to them."""

from __future__ import annotations

from pathlib import Path

from integrind.data.joined import join
from integrind.data.table import Table, open_table
from integrind.definitions.survey import Join, Survey


def open_described(data: str, survey: Survey, description: Path | None) -> Table:
    """Open a survey's file, and the one of households that its description names. Raises DataError."""
    table = open_table(data, survey.encoding)
    if survey.join is None or description is None:
        return table
    other = open_table(households(description, survey.join), survey.encoding)
    return join(table, other, survey.join.on, all_have_one=survey.join.otherwise is None)


def households(description: Path, described: Join) -> str:
    """The file of households that a description names."""
    return str(description.parent / described.data)
