"""The sample design's columns of a file, as codes and numbers by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.arrays.chunks import RowCodes
from integrind.data import columns
from integrind.data.decimals import Decimals
from integrind.data.variables import Variables
from integrind.definitions.survey import Design, Replicates, Stage

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class StageColumns:
    """Units of one stage (None where each row is one) and their number in the population, by row."""

    unit: RowCodes | None
    population: FloatArray | None


@dataclass(frozen=True)
class DesignColumns:
    """Strata and stages by row."""

    stratum: RowCodes | None
    stages: tuple[StageColumns, ...]


def design_columns(design: Design) -> tuple[str, ...]:
    """The file's columns that the design names."""
    named = [design.weight, design.strata, design.psu, design.fpc]
    for stage in design.stages:
        named += [stage.psu, stage.fpc]
    if design.replicates is not None:
        named += design.replicates.names
    return tuple(column for column in named if column is not None)


def read_design(variables: Variables, design: Design, wave: RowCodes | None) -> DesignColumns:
    """Read strata, units and population sizes; independent waves are strata of their own."""
    stratum = _labels(variables, design.strata, "stratum") if design.strata else None
    if wave is not None and design.waves == "independent":
        inner = np.zeros(len(wave), dtype=np.int32) if stratum is None else stratum
        pairs = (wave.astype(np.int64) + 1) * (int(inner.max()) + 1) + inner
        stratum = np.unique(pairs, return_inverse=True)[1].astype(np.int32)
    if design.stages:
        return DesignColumns(stratum, tuple(_stage(variables, stage) for stage in design.stages))
    unit = _labels(variables, design.psu, "PSU") if design.psu else None
    return DesignColumns(stratum, (StageColumns(unit, _population(variables, design.fpc)),))


def read_weights(variables: Variables, design: Design) -> FloatArray:
    """Weights of the rows, 1 each where the description names none. Raises DataError."""
    if design.weight is None:
        return np.ones(variables.table.rows)
    return columns.weights(variables.table.name, variables.columns.fields(design.weight), design.weight_scale)


def read_replicates(variables: Variables, replicates: Replicates) -> Decimals:
    """Replicate weights, a column for each, without their scale; may be negative. Raises DataError."""
    variables.load((), replicates.names)
    weights = (_finite(variables, column, "replicate weight") for column in replicates.names)
    return Decimals.of(pl.DataFrame(list(weights)))


def _stage(variables: Variables, stage: Stage) -> StageColumns:
    return StageColumns(_labels(variables, stage.psu, "PSU"), _population(variables, stage.fpc))


def _population(variables: Variables, column: str | None) -> FloatArray | None:
    return None if column is None else _finite(variables, column, "fpc").cast(pl.Float64).to_numpy()


def _labels(variables: Variables, column: str, what: str) -> RowCodes:
    return columns.labels(variables.table.name, variables.columns.fields(column), what)


def _finite(variables: Variables, column: str, what: str) -> pl.Series:
    return columns.finite(variables.table.name, variables.columns.fields(column), what)
