"""The sample files as columns of text, and an estimator of shares that has nothing from the program."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
SAMPLE_DATA = ROOT / "sample_data"


class Table(dict[str, NDArray[np.str_]]):
    """Columns of text by name."""

    def number(self, name: str) -> NDArray[np.float64]:
        """NaN where empty."""
        return np.asarray([float(value) if value else np.nan for value in self[name]])

    def has(self, name: str, *codes: int | str) -> NDArray[np.bool_]:
        return np.isin(self[name], [str(code) for code in codes])

    def answered(self, name: str) -> NDArray[np.bool_]:
        return ~self.has(name, "", -1, -2, -7, -8, -9)


def read(name: str) -> Table:
    with (SAMPLE_DATA / name).open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return Table(zip(names, (np.asarray(column) for column in zip(*rows, strict=True)), strict=True))


@dataclass(frozen=True)
class Design:
    """Weighted shares, with standard errors from the sums of PSUs within strata (docs/statistics.md)."""

    weight: NDArray[np.float64]
    stratum: NDArray[np.str_]
    psu: NDArray[np.str_]

    def share(self, yes: NDArray[np.bool_], base: NDArray[np.bool_]) -> tuple[float, float]:
        whole = self.weight[base].sum()
        share = float(self.weight[base & yes].sum() / whole)
        return share, self.standard_error(np.where(base, self.weight * (yes - share) / whole, 0.0))

    def standard_error(self, score: NDArray[np.float64]) -> float:
        variance = 0.0
        for stratum in np.unique(self.stratum):
            here = self.stratum == stratum
            _, number = np.unique(self.psu[here], return_inverse=True)
            sums = np.bincount(number, score[here])
            variance += len(sums) / (len(sums) - 1) * float(((sums - sums.mean()) ** 2).sum())
        return variance**0.5
