"""The result table: the only thing that a renderer sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

COLUMNS: Mapping[str, type[pl.DataType]] = {
    "indicator": pl.String,
    "title": pl.String,
    "dimension": pl.String,
    "measure": pl.String,
    "unit": pl.String,
    "quantity": pl.String,
    "wave": pl.String,
    "area_by": pl.String,
    "area": pl.String,
    "group_by": pl.String,
    "group": pl.String,
    "n": pl.Int64,
    "n_missing": pl.Int64,
    "n_undecided": pl.Int64,
    "n_weighted": pl.Float64,
    "estimate": pl.Float64,
    "se": pl.Float64,
    "ci_low": pl.Float64,
    "ci_high": pl.Float64,
    "ci_method": pl.String,
    "level": pl.Float64,
    "df": pl.Float64,
    "deff": pl.Float64,
    "cv": pl.Float64,
    "gap_from": pl.String,
    "versus": pl.String,
    "reference": pl.Float64,
    "gap": pl.Float64,
    "gap_se": pl.Float64,
    "gap_ci_low": pl.Float64,
    "gap_ci_high": pl.Float64,
    "gap_df": pl.Float64,
    "gap_p": pl.Float64,
    "gap_p_adjusted": pl.Float64,
    "comparisons": pl.Int64,
    "ratio": pl.Float64,
    "ratio_ci_low": pl.Float64,
    "ratio_ci_high": pl.Float64,
    "finding": pl.String,
    "movement": pl.String,
    "status": pl.String,
    "notes": pl.String,
    "direction": pl.String,
    "group_label": pl.String,
    "area_label": pl.String,
    "gap_sd": pl.Float64,
    "gap_detectable": pl.Float64,
    "category": pl.String,
    "category_label": pl.String,
}
"""Name and type of every column, in the order of every format. Text that is empty is null."""


@dataclass(frozen=True)
class IndicatorFacts:
    """What a renderer needs to know of an indicator beside its rows."""

    id: str
    title: str
    dimension: str
    direction: str
    domain: str = ""
    """Of a framework, where the definition names one."""


@dataclass(frozen=True)
class Design:
    """How the people of a file were drawn, as far as errors go by it."""

    strata: int | None = None
    psus: int | None = None
    """None where each row is a unit of its own."""
    replicates: int | None = None
    """Weights; they stand for strata and units."""


@dataclass(frozen=True)
class About:
    """What is said around the numbers, in every human format and in JSON."""

    title: str
    synthetic: bool
    rows: int
    weight: str | None
    level: float
    gap_from: str
    matters: float | None = None
    """The smallest gap that matters, in the unit that tables print; else a tenth of a standard deviation."""
    design: Design = Design()
    source: str | None = None
    licence: str | None = None
    contact: str | None = None
    """Whom readers may ask."""
    notices: tuple[str, ...] = ()
    """Sentences that must stand in the output itself: unweighted, synthetic, unprotected, approximated."""
    facts: Mapping[str, IndicatorFacts] = field(default_factory=dict)
    """By indicator id."""
    domains: tuple[str, ...] = ()
    """Those of the indicators, in the order of their frameworks."""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Readable labels of group and area values, by variable, where the codebook has them."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What variables are called, by name, where the codebook or the survey description says it."""
    likely_by: tuple[str, ...] = ()
    """Columns to suggest for --by where the table has no breakdown."""
    described_area: str | None = None
    """What makes areas, where the table shows none."""
    protected: bool = True
    """Whether any rule of disclosure control holds."""
    policy: str = "default"
    """The policy of the release: its name, or the name of its file."""
    symbols: str = "uk-af"
    """Whose signs stand where a number is missing or doubtful."""

    @property
    def briefly(self) -> Mapping[str, str]:
        """What a file has to say of itself, in a few words; what isn't known isn't there."""
        said = {"title": self.title, "source": self.source, "licence": self.licence}
        said |= {"synthetic": str(self.synthetic).lower(), "policy": self.policy}
        return {name: it for name, it in said.items() if it is not None}


@dataclass(frozen=True)
class Results:
    """Rows in the order of docs/results.md, and what is said around them."""

    frame: pl.DataFrame
    about: About
    unavailable: Mapping[str, str] = field(default_factory=dict)
    """Why, by id of each indicator that this survey cannot compute."""
    warnings: tuple[str, ...] = ()
    """What is doubtful about the data; for standard error, and under --strict a failure."""
    review: pl.DataFrame | None = None
    """What was hidden and by which rule; for the output checker alone, and in no format of the results."""
