"""What is doubtful about the data, though it keeps nothing from being computed."""

from __future__ import annotations

from collections.abc import Iterator

from integrind.data.variables import Variables
from integrind.estimation.domains.cells import WAVE
from integrind.faults import counted
from integrind.opening.domains import Domains
from integrind.paths import said


def doubts(variables: Variables, domains: Domains) -> tuple[str, ...]:
    """Warnings: for standard error, and under --strict a failure."""
    return tuple(f"{said(variables.table.name)}: {doubt}" for doubt in _doubts(variables, domains))


def _doubts(variables: Variables, domains: Domains) -> Iterator[str]:
    described = [it.column for it in variables.survey.variables.values() if it.column is not None]
    if lacking := [column for column in dict.fromkeys(described) if column not in variables.table.columns]:
        yield f"the survey description names columns that aren't there: {', '.join(lacking)}"
    if (weightless := int((domains.weight == 0).sum())) > 0:
        weight = variables.survey.design.weight
        yield f"weight {weight!r} is 0 in {counted(weightless, 'row')}, which count in no estimate"
    wave = domains.labels[0].get(WAVE)
    if wave is not None and (without := int((wave.code < 0).sum())) > 0:
        yield f"{wave.by!r} has no value in {counted(without, 'row')}, which are in no wave of this table"
