"""A cell of a table from the formulas of docs/statistics.md, in numpy: shares no line with integrind.

Reads the file itself, and has polars sum the rows to PSUs, so that a file of any size can be checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from generate import FAY
from scipy import stats

FloatArray = npt.NDArray[np.float64]
DOMAINS = ("group", "everybody")


@dataclass(frozen=True)
class Cell:
    """A measure of a variable for a group, in an area or the whole file; its gap is from everybody there."""

    indicator: str
    variable: str
    group: int
    area: int | None
    q: float | None

    def people(self, file: Path) -> pl.LazyFrame:
        """Everybody in the file, with the variable as `y` and who of them is in which domain."""
        scan = pl.scan_csv(file, schema_overrides={self.variable: pl.Float64, "weight": pl.Float64})
        there = pl.lit(value=True) if self.area is None else pl.col("area") == self.area
        everybody = pl.col(self.variable).is_not_null() & there
        return scan.with_columns(
            everybody=everybody, group=everybody & (pl.col("group") == self.group), y=self.variable
        )


@dataclass(frozen=True)
class Estimate:
    """An estimate in a domain, and its scores."""

    value: float
    se: float
    df: float
    scores: FloatArray
    """One for each PSU of the file, zero where the domain has no row."""


@dataclass(frozen=True)
class Psus:
    """All PSUs of the file, by stratum."""

    stratum: npt.NDArray[np.int64]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Psus:
        """Number the strata."""
        return cls(np.unique(frame["stratum"].to_numpy(), return_inverse=True)[1])

    def se(self, scores: FloatArray) -> float:
        """Of a total of scores: between the PSUs of each stratum, those without a row in the domain too."""
        n = np.bincount(self.stratum)
        deviations = scores - (np.bincount(self.stratum, scores) / n)[self.stratum]
        return float(np.sqrt((n / (n - 1) * np.bincount(self.stratum, deviations**2)).sum()))

    def df(self, rows: npt.NDArray[np.int64]) -> float:
        """PSUs minus strata, both counted where the domain has a row."""
        there = self.stratum[rows > 0]
        return float(len(there) - len(np.unique(there)))


def linearised(file: Path, cell: Cell) -> dict[str, float]:
    """A cell whose standard errors come from PSUs in strata."""
    return _linearised(cell.people(file), cell)


def singly(file: Path, cell: Cell) -> dict[str, float]:
    """A cell whose standard errors come from rows in strata, each a PSU of its own."""
    return _linearised(cell.people(file).drop("psu").with_row_index("psu"), cell)


def _linearised(people: pl.LazyFrame, cell: Cell) -> dict[str, float]:
    psus, group, everybody = _means(people) if cell.q is None else _quantiles(people, cell.q)
    return {
        "estimate": group.value,
        "se": group.se,
        "df": group.df,
        "gap": group.value - everybody.value,
        "gap_se": psus.se(group.scores - everybody.scores),
        "gap_df": everybody.df,
    }


def _means(people: pl.LazyFrame) -> tuple[Psus, Estimate, Estimate]:
    weight = pl.col("weight")
    sums = [
        column
        for domain in DOMAINS
        for column in (
            weight.filter(domain).sum().alias(f"w_{domain}"),
            (weight * pl.col("y")).filter(domain).sum().alias(f"wy_{domain}"),
            pl.col(domain).sum().alias(f"rows_{domain}"),
        )
    ]
    summed = people.group_by("stratum", "psu").agg(sums).sort("stratum", "psu").collect(engine="streaming")
    psus = Psus.of(summed)

    def estimate(domain: str) -> Estimate:
        w, wy, rows = (summed[f"{name}_{domain}"].to_numpy() for name in ("w", "wy", "rows"))
        theta = wy.sum() / w.sum()
        scores = (wy - theta * w) / w.sum()
        return Estimate(theta, psus.se(scores), psus.df(rows), scores)

    return psus, estimate("group"), estimate("everybody")


def _quantiles(people: pl.LazyFrame, q: float) -> tuple[Psus, Estimate, Estimate]:
    frame = people.select("stratum", "psu").unique().sort("stratum", "psu").with_row_index("at").collect()
    rows = people.filter("everybody").select("stratum", "psu", "weight", "y", "group").collect()
    rows = rows.join(frame, on=["stratum", "psu"], how="left")
    psus = Psus.of(frame)

    def estimate(domain: pl.DataFrame) -> Estimate:
        y, w, at = (domain[name].to_numpy() for name in ("y", "weight", "at"))
        df = psus.df(np.bincount(at, minlength=frame.height))
        theta = _quantile(y, w, q)
        share = float(w[y <= theta].sum() / w.sum())
        scores: FloatArray = w * ((y <= theta) - share) / w.sum()
        of_share = np.bincount(at, scores, minlength=frame.height).astype(np.float64)
        t, se_of_share = float(stats.t.ppf(0.975, df)), psus.se(of_share)
        low, high = (_quantile(y, w, share + sign * t * se_of_share) for sign in (-1, 1))
        se = (high - low) / (2 * t)
        return Estimate(theta, se, df, -of_share * se / se_of_share)

    return psus, estimate(rows.filter("group")), estimate(rows)


def _quantile(y: FloatArray, w: FloatArray, q: float) -> float:
    """Smallest y up to which there is the share q of the weights."""
    order = np.argsort(y, kind="stable")
    reached = np.cumsum(w[order]) >= q * w.sum() * (1 - 1e-12)
    return float(y[order][np.argmax(reached)])


def replicated(file: Path, cell: Cell) -> dict[str, float]:
    """A mean whose standard errors come from replicate weights by Fay's method."""
    people = cell.people(file)
    columns = people.collect_schema().names()
    weights = ["weight", *(name for name in columns if re.fullmatch(r"r\d+", name))]
    sums = [
        (value.filter(domain).sum()).alias(f"{kind}_{domain}_{name}")
        for domain in DOMAINS
        for name in weights
        for kind, value in (("w", pl.col(name)), ("wy", pl.col(name) * pl.col("y")))
    ]
    summed = people.select(sums).collect(engine="streaming").row(0, named=True)
    group, everybody = (
        np.array([summed[f"wy_{domain}_{name}"] / summed[f"w_{domain}_{name}"] for name in weights])
        for domain in DOMAINS
    )
    return {
        "estimate": group[0],
        "se": _fay(group[1:]),
        "df": _rank(people.filter("group").select(weights[1:])) - 1,
        "gap": group[0] - everybody[0],
        "gap_se": _fay(group[1:] - everybody[1:]),
        "gap_df": _rank(people.filter("everybody").select(weights[1:])) - 1,
    }


def _fay(estimates: FloatArray) -> float:
    return float(np.sqrt(((estimates - estimates.mean()) ** 2).sum() / len(estimates)) / (1 - FAY))


def _rank(weights: pl.LazyFrame) -> float:
    """Of the first rows: with as many as there are columns it is that of all."""
    sizes = np.linalg.svd(weights.head(20_000).collect().to_numpy(), compute_uv=False)
    return float((sizes > 1e-5 * sizes[0]).sum())
