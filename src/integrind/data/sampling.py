"""The sample design's columns of a file, as codes and numbers by row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.arrays.chunks import RowCodes
from integrind.data import columns
from integrind.data.decimals import Decimals
from integrind.data.variables import Variables
from integrind.definitions.design import Design, Replicates, Units

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
    named = [design.weight, *_places(design)]
    if design.replicates is not None:
        named += design.replicates.names
    return tuple(column for column in named if column is not None)


def read_design(variables: Variables, design: Design, wave: RowCodes | None) -> DesignColumns:
    """Read strata, units and population sizes; independent waves are strata of their own."""
    file, fields = variables.table.name, _placed(variables, design)
    stratum = columns.labels(file, fields[design.strata], "stratum") if design.strata else None
    if wave is not None and design.waves == "independent":
        inner = np.zeros(len(wave), dtype=np.int32) if stratum is None else stratum
        pairs = (wave.astype(np.int64) + 1) * (int(inner.max()) + 1) + inner
        stratum = np.unique(pairs, return_inverse=True)[1].astype(np.int32)
    stages = []
    for unit, fpc in _stages(design):
        population = None if fpc is None else columns.finite(file, fields[fpc], "fpc")
        stages.append(
            StageColumns(
                None if unit is None else _units(file, fields[_column(unit)], unit),
                None if population is None else population.cast(pl.Float64).to_numpy(),
            )
        )
    return DesignColumns(stratum, tuple(stages))


def _stages(design: Design) -> list[tuple[str | Units | None, str | None]]:
    if design.stages:
        return [(stage.psu, stage.fpc) for stage in design.stages]
    return [(design.psu, design.fpc)]


def _column(unit: str | Units) -> str:
    return unit if isinstance(unit, str) else unit.column


def _places(design: Design) -> list[str]:
    """Columns that say where in the design a row is."""
    units = [it for unit, fpc in _stages(design) for it in (None if unit is None else _column(unit), fpc)]
    return [column for column in (design.strata, *units) if column is not None]


def _placed(variables: Variables, design: Design) -> dict[str, pl.Series]:
    """The columns of the design by name.

    A row of weight 0 that has no place in it, an interview of another mode say, is put where another row is:
    it adds nothing there. Where a module has a weight of its own, such a row may count, and stays.
    """
    fields = {column: variables.columns.fields(column) for column in _places(design)}
    alone = {_column(unit) for unit, _ in _stages(design) if isinstance(unit, Units)}
    blank = [columns.is_blank(it) for name, it in fields.items() if name not in alone]
    lacking = reduce(or_, blank) if blank else pl.Series([], dtype=pl.Boolean)
    own_weights = any(it.weight is not None for it in variables.survey.variables.values())
    if own_weights or design.weight is None or not lacking.any() or lacking.all():
        return fields
    outside = lacking & pl.Series(read_weights(variables, design) == 0)
    elsewhere = int((~lacking).arg_max() or 0)
    return {
        name: pl.select(pl.when(outside).then(pl.lit(it[elsewhere], it.dtype)).otherwise(it).alias(name))[
            name
        ]
        for name, it in fields.items()
    }


def _units(file: str, fields: pl.Series, unit: str | Units) -> RowCodes:
    """Codes of units; those of rows that are units of their own come last."""
    if isinstance(unit, str):
        return columns.labels(file, fields, "PSU")
    alone = columns.is_blank(fields).to_numpy()
    codes: RowCodes = np.empty(len(fields), dtype=np.int64)
    named = fields.filter(~alone)
    codes[~alone] = columns.labels(file, named, "PSU") if len(named) else 0
    codes[alone] = np.arange(int(alone.sum())) + (codes[~alone].max() + 1 if len(named) else 0)
    return codes


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


def _finite(variables: Variables, column: str, what: str) -> pl.Series:
    return columns.finite(variables.table.name, variables.columns.fields(column), what)
