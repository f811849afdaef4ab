"""What the weights of a file were calibrated to, by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.arrays.chunks import RowCodes
from integrind.data.breakdown import CROSS, break_down
from integrind.data.variables import Variables
from integrind.errors import DataError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CalibratedCells:
    """Cells of a variable, or of several crossed; -1 for a row without a value."""

    name: str
    cell: RowCodes
    labels: tuple[str, ...]
    """Empty where a message may not name them."""


@dataclass(frozen=True)
class CalibratedNumber:
    """A number by row; NaN for a row without a value."""

    name: str
    value: FloatArray


def read_calibrated(variables: Variables, name: str) -> CalibratedCells | CalibratedNumber:
    """Read one margin. Raises DataError where crossed variables leave a cell empty."""
    found = read_margin(variables, name)
    if CROSS in name:
        cells = break_down(variables, name)
        _refuse_empty(variables, name, cells.labels, may_be_named=cells.may_be_named)
    return found


def read_margin(variables: Variables, name: str) -> CalibratedCells | CalibratedNumber:
    """Read one margin, with the cells that anybody is in."""
    if CROSS not in name:
        found = variables.brief(name).variable
        if found.type == "number" and not found.bands:
            values = variables.get(name).values.cast(pl.Float64).fill_null(np.nan)
            return CalibratedNumber(name, values.to_numpy())
    cells = break_down(variables, name)
    labels = cells.labels if cells.may_be_named else ("",) * len(cells.labels)
    return CalibratedCells(name, cells.code, labels)


def _refuse_empty(variables: Variables, name: str, held: tuple[str, ...], *, may_be_named: bool) -> None:
    """Refuse cells that a person could be in, and nobody is."""
    every = [""]
    for part in name.split(CROSS):
        labels = break_down(variables, part.strip()).labels
        every = [f"{before}{CROSS}{it}" if before else it for before in every for it in labels]
    if empty := [it for it in every if it not in set(held)]:
        which = f": {', '.join(empty[:3])}{', ...' * (len(empty) > 3)}" if may_be_named else ""
        raise DataError(
            f"{variables.table.name}: calibrated_to: {len(empty)} of {len(every)} cells of {name} are empty"
            f"{which}",
            "merge them with a neighbour, as whoever calibrated the weights must have",
        )
