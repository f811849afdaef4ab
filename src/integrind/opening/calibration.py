"""Weights calibrated as a description says: to the totals of its file, the replicates each by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from integrind.data.breakdown import CROSS, break_down
from integrind.data.calibration import CalibratedNumber, read_margin
from integrind.data.sampling import read_replicates, read_weights
from integrind.data.totals import KnownTotals, read_totals
from integrind.data.variables import Variables
from integrind.definitions.design import Calibrate
from integrind.definitions.survey import Survey
from integrind.errors import DataError, UsageError
from integrind.estimation.design.calibrating import Calibrator, Target
from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.faults import counted, did_you_mean
from integrind.vocabulary import CalibrationMethod

FloatArray = npt.NDArray[np.float64]

_APART = 1e-6
"""Part of their sum by which the totals of two variables may differ, for being rounded."""


@dataclass(frozen=True)
class CalibratedWeights:
    """The weights of a file before and after, and what they were calibrated to."""

    before: FloatArray
    factor: FloatArray
    targets: Sequence[Target]
    replicates: Mapping[str, FloatArray]
    """By column."""

    @property
    def after(self) -> FloatArray:
        """The calibrated weights."""
        return self.before * self.factor


def totals_file(description: Path, calibrate: Calibrate) -> str:
    """The file of totals that a description names."""
    return str(description.parent / calibrate.to)


def with_calibrated(survey: Survey, description: Path | None) -> Survey:
    """A survey whose weights are made here: variances take that into account. Raises DataError."""
    calibrate = survey.design.calibrate
    if calibrate is None or description is None:
        return survey
    names = tuple(it.name for it in read_totals(totals_file(description, calibrate)))
    return survey.model_copy(update={"design": survey.design.model_copy(update={"calibrated_to": names})})


def read_weights_made(
    survey: Survey, variables: Variables, description: Path | None
) -> CalibratedWeights | None:
    """The weights that a description has made; None where it takes them as they are. Raises DataError."""
    calibrate = survey.design.calibrate
    if calibrate is None or description is None:
        return None
    file = totals_file(description, calibrate)
    before = read_weights(variables, survey.design)
    targets = [_target(it, variables, before > 0, file) for it in read_totals(file)]
    _refuse(targets, calibrate, file)
    calibrator = Calibrator(targets, calibrate.method, calibrate.bounds)
    try:
        factor = calibrator.factors(before)
        replicates = dict(_replicates(survey, variables, calibrator))
    except DataError as error:  # a calibration knows no file
        raise DataError(f"{variables.table.name}: {error.message}", error.hint) from None
    if (negative := int((factor[before > 0] < 0).sum())) > 0:
        raise DataError(
            f"{variables.table.name}: calibrate: {counted(negative, 'row')} would have a negative weight",
            "bounds: [0.3, 3] hold the factors, and method: rake has none below 0",
        )
    return CalibratedWeights(before, factor, targets, replicates)


def _replicates(survey: Survey, variables: Variables, calibrator: Calibrator) -> Mapping[str, FloatArray]:
    described = survey.design.replicates
    if described is None:
        return {}
    read = read_replicates(variables, described)
    each = ReplicateWeights(read.number, read.per_unit, survey.design.weight_scale)
    found = {}
    for name, weight in zip(described.names, each, strict=True):
        try:
            found[name] = weight * calibrator.factors(weight)
        except DataError as error:
            raise DataError(f"{error.message} (replicate {name})", error.hint) from None
    return found


def _target(known: KnownTotals, variables: Variables, weighed: npt.NDArray[np.bool_], file: str) -> Target:
    for part in known.name.split(CROSS):
        if part.strip() not in variables.names():
            near = did_you_mean(part.strip(), variables.names())
            raise DataError(f"{file}: there is no variable or column {part.strip()!r}", near)
        if variables.is_imputed(part.strip()):
            raise DataError(f"{file}: {part.strip()} is imputed: nobody knows who is in which group")
    found = read_margin(variables, known.name)
    if isinstance(found, CalibratedNumber) != known.is_of_number:
        wanted = "is a number: its total has an empty group" if known.by_group else "has no group"
        said = wanted if isinstance(found, CalibratedNumber) else "has groups: each has a total of its own"
        raise DataError(f"{file}: {known.name} {said}")
    if isinstance(found, CalibratedNumber):
        _refuse_missing(known.name, np.isnan(found.value) & weighed, variables)
        column = np.zeros(len(found.value), dtype=np.int64)
        totals = np.array(list(known.by_group.values()))
        return Target(known.name, column, np.nan_to_num(found.value), ("",), totals)
    _refuse_missing(known.name, (found.cell < 0) & weighed, variables)
    held = break_down(variables, known.name).labels
    labels = (*held, *(it for it in known.by_group if it not in held))
    if lacking := [it for it in held if it not in known.by_group]:
        which = f": {', '.join(lacking[:3])}{', ...' * (len(lacking) > 3)}" if any(found.labels) else ""
        raise DataError(f"{file}: {counted(len(lacking), 'group')} of {known.name} without a total{which}")
    totals = np.array([known.by_group[it] for it in labels])
    return Target(known.name, found.cell.astype(np.int64), None, labels, totals)


def _refuse_missing(name: str, lacking: npt.NDArray[np.bool_], variables: Variables) -> None:
    if rows := int(lacking.sum()):
        raise DataError(
            f"{variables.table.name}: calibrate: {name} has no value in {counted(rows, 'row')} with a weight",
            "everybody whose weight is calibrated is in one of its cells: describe the code that is missing",
        )


def _refuse(targets: Sequence[Target], calibrate: Calibrate, file: str) -> None:
    """Refuse totals that a method can't use, and those that contradict each other."""
    numbers = [it.name for it in targets if it.value is not None]
    if numbers and (calibrate.method is not CalibrationMethod.LINEAR or len(numbers) == len(targets)):
        why = "has no cells" if len(numbers) < len(targets) else "doesn't say how many people there are"
        hint = "method: linear takes numbers, beside the totals of a category"
        raise DataError(f"{file}: {calibrate.method}: {numbers[0]} {why}", hint)
    if calibrate.method is CalibrationMethod.POST_STRATIFY and len(targets) > 1:
        hint = "cross them (sex+age_band), or method: rake"
        raise DataError(
            f"{file}: post_stratify takes the totals of one variable, not of {len(targets)}", hint
        )
    first, *others = (it for it in targets if it.value is None)
    for other in others:
        mine, its = float(first.totals.sum()), float(other.totals.sum())
        if abs(mine - its) > _APART * max(mine, its):
            raise DataError(
                f"{file}: the totals of {first.name} and of {other.name} don't add up to the same",
                f"they differ by {abs(mine - its) / max(mine, its):.2%}: take them of the same population",
            )


def refuse_waves(survey: Survey, wave: object) -> None:
    """Refuse to calibrate waves together: each has totals of its own."""
    if survey.design.calibrate is not None and wave is not None:
        hint = "calibrate each wave's file, or weigh by a column that integrind weights wrote for each"
        raise UsageError("calibrate is of one wave, and this file has several", hint)
