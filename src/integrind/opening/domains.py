"""What all indicators of a table share: the sample, each breakdown's cells, who is compared with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from integrind.arrays.chunks import RowCodes
from integrind.data import columns
from integrind.data.breakdown import CROSS, Breakdown, break_down
from integrind.data.calibration import CalibratedCells, CalibratedNumber, read_calibrated, read_margin
from integrind.data.filters import rows_where
from integrind.data.sampling import read_design, read_replicates, read_weights
from integrind.data.variables import Variables
from integrind.definitions.survey import Survey
from integrind.errors import DataError, UsageError
from integrind.estimation.design.margins import Margins, of_cells, of_number, of_weights
from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.estimation.design.sample import DrawnStage, Sample, draw, undivided
from integrind.estimation.domains.cells import AREA, CELL, COMPARISON, GROUP, REFERENCE, WAVE, Cells
from integrind.estimation.totals.responses import Responses
from integrind.estimation.variance.regression import Regression
from integrind.estimation.variance.replication import Replication, replication
from integrind.expressions import ExpressionError, parse
from integrind.opening.calibration import CalibratedWeights, read_weights_made, refuse_waves
from integrind.opening.inputs import description
from integrind.request import OFF, Reference, Request
from integrind.vocabulary import GapFrom, State

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Domains:
    """Cells and labels of each breakdown (one without groups where there is none), and which rows count."""

    cells: tuple[Cells, ...]
    labels: tuple[Mapping[str, Breakdown], ...]
    weight: FloatArray
    replication: Replication | None
    inside: BoolArray
    """Rows that pass --where."""
    has_comparison_sample: bool
    constant: Breakdown | None
    """The variables held constant in standardised estimates."""

    def counted(self, weight: FloatArray) -> BoolArray:
        """Rows that pass --where and have a positive weight."""
        return self._inside if weight is self.weight else self.inside & (weight > 0)

    @cached_property
    def _inside(self) -> BoolArray:
        return self.inside & (self.weight > 0)


def breaking_down(request: Request, survey: Survey) -> tuple[str, ...]:
    """Every variable that makes cells, or says who is in them."""
    crossed = (*_shared(request, survey).values(), *_by(request, survey), request.standardise)
    named = (*crossed, request.gap_from.variable, *survey.design.calibrated_to)
    names = [name.strip() for it in named if it is not None for name in it.split(CROSS)]
    for condition in (request.where, survey.comparison_sample):
        with suppress(ExpressionError):  # said with its place when rows are chosen by it
            names += () if condition is None else parse(condition).names
    return tuple(dict.fromkeys(names))


def read_domains(request: Request, survey: Survey, variables: Variables) -> Domains:
    """Read design, weights and breakdowns. Raises DataError and UsageError."""
    _refuse_imputed(request, survey, variables)
    shared = {key: _asked_for(variables, f"--{key} {by}", by) for key, by in _shared(request, survey).items()}
    groups = [_asked_for(variables, f"--by {one}", one) for one in _by(request, survey)]
    labels = tuple({**shared, GROUP: group} for group in groups) or (shared,)
    refuse_waves(survey, shared.get(WAVE))
    made = read_weights_made(survey, variables, description(request))
    sample = _sample(survey, variables, shared.get(WAVE), made)
    reference = _resolved(request.gap_from, groups, variables)
    flags = _flags(reference, survey, variables, groups)
    constant = _held_constant(request.standardise, groups, variables)
    if constant is not None:
        flags[CELL] = constant.code
    weight = read_weights(variables, survey.design) if made is None else made.after
    cells = tuple(_cells(sample, keys, flags, reference) for keys in labels)
    if sample.margins is not None:
        _check_calibrated(cells[0].of_sums(over_denominators=False).sample, weight, variables)
    return Domains(
        cells,
        labels,
        weight,
        _replication(survey, variables, made),
        rows_where(variables, request.where, "--where")
        if request.where is not None
        else np.ones(variables.table.rows, dtype=bool),
        COMPARISON in flags,
        constant,
    )


def weight_of(
    indicator: str, names: tuple[str, ...], responses: Responses, variables: Variables, domains: Domains
) -> FloatArray:
    """The weight of an indicator that uses some variables: a module's own where they have one.

    Raises UsageError where they have two, DataError where an answer has none.
    """
    own = variables.weights_of(names)
    if len(own) > 1:
        raise UsageError(
            f"{indicator}: its variables have different weights: {' and '.join(own)}",
            f"the survey description gives weights of their own to some of: {', '.join(names)}",
        )
    if not own:
        return domains.weight
    scale = variables.survey.design.weight_scale
    return columns.module_weights(
        variables.table.name,
        variables.columns.fields(own[0]),
        scale,
        responses.rows_of(State.ANSWERED) & domains.inside,
    )


def _refuse_imputed(request: Request, survey: Survey, variables: Variables) -> None:
    """Refuse groups, areas and conditions that each imputation would have its own of."""
    known = set(variables.names())
    for name in breaking_down(request, survey):
        if name in known and variables.is_imputed(name):
            raise UsageError(
                f"{name} is imputed, so each imputation would put people in other groups",
                "the variable of one imputation may be described beside it, by its column alone",
            )


def _shared(request: Request, survey: Survey) -> dict[str, str]:
    """The variables of waves and of areas, where there are any."""
    wave = survey.wave if request.wave is None else request.wave
    area = survey.area if request.area is None else request.area
    return {key: by for key, by in ((WAVE, wave), (AREA, area)) if by is not None and by != OFF}


def _by(request: Request, survey: Survey) -> tuple[str, ...]:
    by = survey.by if request.by is None else request.by
    return tuple(it for it in dict.fromkeys(by) if it != OFF)


def _asked_for(variables: Variables, option: str, by: str) -> Breakdown:
    """Break rows down by what an option names; what is wrong with that is said of the option."""
    try:
        return break_down(variables, by)
    except UsageError as error:
        raise UsageError(f"{option}: {error.message}", error.hint) from None


def _held_constant(
    standardise: str | None, groups: Sequence[Breakdown], variables: Variables
) -> Breakdown | None:
    """What is held constant. Raises UsageError where each group would be alone in its cells."""
    if standardise is None:
        return None
    constant = _asked_for(variables, f"--standardise {standardise}", standardise)
    held = set(constant.by.split(CROSS))
    shared = [name for group in groups for name in group.by.split(CROSS) if name in held]
    if groups and all(held.intersection(group.by.split(CROSS)) for group in groups):
        raise UsageError(
            f"--standardise {standardise}: {shared[0]!r} makes the groups, so it can't be held constant",
            "hold constant what may differ within them, as age",
        )
    return constant


def _cells(
    sample: Sample, keys: Mapping[str, Breakdown], flags: Mapping[str, RowCodes], reference: Reference
) -> Cells:
    codes = {key: breakdown.code for key, breakdown in keys.items()}
    groups = keys.get(GROUP)
    own = groups is not None and reference.variable in {None, groups.by} and reference.label in groups.labels
    return Cells(
        sample,
        {**codes, **flags},
        {key: len(it.labels) for key, it in keys.items()},
        groups.labels.index(reference.label) if groups and own and reference.label else None,
    )


def _sample(
    survey: Survey, variables: Variables, wave: Breakdown | None, made: CalibratedWeights | None
) -> Sample:
    if survey.design.replicates is not None:
        return undivided(variables.table.rows)
    found = read_design(variables, survey.design, None if wave is None else wave.code)
    stages = [DrawnStage(stage.unit, stage.population) for stage in found.stages]
    margins = _margins(survey, variables, wave, made)
    try:
        sample = draw(found.stratum, stages, variables.table.rows, survey.design.lonely_psu)
        return sample if margins is None else sample.calibrated(margins)
    except DataError as error:  # a design knows no file
        raise DataError(f"{variables.table.name}: {error.message}", error.hint) from None


def _margins(
    survey: Survey, variables: Variables, wave: Breakdown | None, made: CalibratedWeights | None
) -> Margins | None:
    """What the weights were calibrated to, in each wave by itself."""
    if not survey.design.calibrated_to:
        return None
    of_wave = np.zeros(variables.table.rows, dtype=np.int8) if wave is None else wave.code
    parts = [of_weights(of_wave)]
    for name in survey.design.calibrated_to:
        match read_calibrated(variables, name) if made is None else read_margin(variables, name):
            case CalibratedCells(name, cell, labels):
                parts.append(of_cells(name, cell, labels, of_wave))
            case CalibratedNumber(name, value):
                parts.append(of_number(name, value, of_wave))
    return Margins(tuple(parts), None if made is None else made.factor)


def _check_calibrated(sample: Sample, weight: FloatArray, variables: Variables) -> None:
    """Refuse what the weights can't have been calibrated to before anything is computed."""
    try:
        Regression.of(sample, weight)
    except DataError as error:
        raise DataError(f"{variables.table.name}: {error.message}", error.hint) from None


def _replication(survey: Survey, variables: Variables, made: CalibratedWeights | None) -> Replication | None:
    described = survey.design.replicates
    if described is None:
        return None
    rscales = described.rscales
    if isinstance(rscales, float):
        rscales = (rscales,) * len(described.names)
    if made is None:
        read = read_replicates(variables, described)
        weights = ReplicateWeights(read.number, read.per_unit, survey.design.weight_scale)
    else:
        weights = ReplicateWeights(np.stack([*made.replicates.values()], axis=1))
    return replication(
        weights,
        described.method,
        rho=described.rho,
        scale=described.scale,
        rscales=None if rscales is None else np.array(rscales),
        mse=described.mse,
        waves_apart=survey.design.waves == "independent",
    )


def _flags(
    reference: Reference, survey: Survey, variables: Variables, groups: Sequence[Breakdown]
) -> dict[str, RowCodes]:
    flags = {}
    if survey.comparison_sample is not None:
        inside = rows_where(variables, survey.comparison_sample, "comparison_sample")
        flags[COMPARISON] = inside.astype(np.int8)
    if reference.kind is GapFrom.GROUP:
        flags[REFERENCE] = _reference(reference, groups, variables)
    return flags


def _resolved(said: Reference, groups: Sequence[Breakdown], variables: Variables) -> Reference:
    """The reference, its variable ending at the first colon that a variable or column stands before.

    Labels may have colons, and so may columns. Where no colon does, the whole may be a label.
    """
    if said.variable is None:
        return said
    parts = f"{said.variable}:{said.label}".split(":")
    for end in range(1, len(parts)):
        variable = ":".join(parts[:end])
        if all(name.strip() in variables.names() for name in variable.split(CROSS)):
            return replace(said, variable=variable, label=":".join(parts[end:]))
    whole = ":".join(parts)
    is_label = len(groups) == 1 and whole in groups[0].labels
    return replace(said, variable=None, label=whole) if is_label else said


def _reference(reference: Reference, groups: Sequence[Breakdown], variables: Variables) -> RowCodes:
    """1 for the rows of the group that others are compared with."""
    if reference.variable is not None:
        found = _asked_for(variables, f"--gap-from {reference}", reference.variable)
    elif len(groups) == 1:
        found = groups[0]
    else:
        hint = f"say which variable has the group: group=VARIABLE:{reference.label}"
        raise UsageError(f"--gap-from {reference}: the table has not one breakdown, but {len(groups)}", hint)
    if reference.label not in found.labels:
        raise _no_group(reference, found, variables)
    inside: RowCodes = (found.code == found.labels.index(reference.label)).astype(np.int8)
    return inside


def _no_group(reference: Reference, found: Breakdown, variables: Variables) -> UsageError:
    label = reference.label or ""
    instead = found.instead_of(label)
    if reference.variable is None:
        variable = label if label in variables.names() else "VARIABLE"
        other = f"a group of another variable: group={variable}:LABEL"
        instead = instead if instead.startswith("did") else "; ".join(filter(None, (instead, other)))
    return UsageError(f"--gap-from {reference}: {found.by} has no group {label!r}", instead)
