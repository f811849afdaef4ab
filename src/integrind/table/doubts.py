"""What is doubtful about the data, though it keeps nothing from being computed."""

from __future__ import annotations

from collections.abc import Iterator

from integrind.data.filters import asked_in_vain
from integrind.data.variables import Variables
from integrind.estimation.domains.cells import WAVE
from integrind.faults import counted
from integrind.opening.domains import Domains
from integrind.opening.opened import Opened
from integrind.paths import said


def doubts(opened: Opened) -> tuple[str, ...]:
    """Warnings: for standard error, and under --strict a failure."""
    variables = opened.variables
    of_data = (f"{said(variables.table.name)}: {doubt}" for doubt in _doubts(variables, opened.domains))
    where = opened.request.where
    in_vain = () if where is None else asked_in_vain(opened.survey, where)
    return (*of_data, *(f"--where: {it}" for it in in_vain), *without_reference(opened))


def without_reference(opened: Opened) -> tuple[str, ...]:
    """Say of which indicators the table that groups are compared with has no estimate, if of any."""
    if not opened.published:
        return ()
    wave = opened.domains.labels[0].get(WAVE)
    waves = {""} if wave is None else {*wave.labels}
    known = {indicator for indicator, its_wave, _ in opened.published if its_wave in waves}
    selection = opened.selection
    asked = dict.fromkeys(
        selection.published(it.id)[0] for it in selection.chosen if it.id not in selection.unavailable
    )
    lacking = [it for it in asked if it not in known]
    if not lacking:
        return ()
    when = "" if wave is None else f" in any {wave.by} of these"
    name = said(str(opened.request.gap_from).partition("=")[2])
    return (f"table {name} has no estimate of {', '.join(lacking)}{when}: there is no gap from it",)


def _doubts(variables: Variables, domains: Domains) -> Iterator[str]:
    described = [column for it in variables.survey.variables.values() for column in it.columns]
    if lacking := [column for column in dict.fromkeys(described) if column not in variables.table.columns]:
        yield f"the survey description names columns that aren't there: {', '.join(lacking)}"
    if (weightless := int((domains.weight == 0).sum())) > 0:
        weight = variables.survey.design.weight
        yield f"weight {weight!r} is 0 in {counted(weightless, 'row')}, which count in no estimate"
    wave = domains.labels[0].get(WAVE)
    if wave is not None and (without := int((wave.code < 0).sum())) > 0:
        yield f"{wave.by!r} has no value in {counted(without, 'row')}, which are in no wave of this table"
