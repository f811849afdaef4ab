"""The weights that a description has made: by row of the file, and how they differ from those before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from integrind.arrays.exact import FloatArray
from integrind.definitions.library import load_library
from integrind.disclosure.counts import LEAST
from integrind.errors import UsageError
from integrind.opening.calibration import CalibratedWeights, read_weights_made, refuse_waves
from integrind.opening.described import read_variables
from integrind.opening.inputs import description
from integrind.opening.selection import definitions_of
from integrind.request import Request

_QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Total:
    """A known total, and what the weights said of it."""

    variables: str
    group: str
    total: float
    before: float | None
    """None where fewer people than may be counted are in the group, or in another that would tell it."""
    after: float


@dataclass(frozen=True)
class Spread:
    """How weights are distributed."""

    total: float
    effective: float
    """Kish's effective sample size: (sum of w)² / sum of w² (Kish 1965, Survey Sampling)."""

    @classmethod
    def of(cls, weight: FloatArray) -> Spread:
        """Of the weights of a file."""
        total = float(weight.sum())
        return cls(total, total**2 / float((weight**2).sum()))


@dataclass(frozen=True)
class Weights:
    """What `integrind weights` writes, and what it says of that."""

    survey: str
    margins: tuple[str, ...]
    method: str
    by_row: pl.DataFrame
    """Row of the file from 1, the weight, and each replicate weight, under their columns' names."""
    people: int
    totals: tuple[Total, ...]
    before: Spread
    after: Spread
    quartiles: tuple[float, float, float]
    """Of what weights were multiplied by, by people."""
    extremes: tuple[float, float] | None
    """The least and the most; None where few people are in a group, whose own it could be."""


def weights(request: Request) -> Weights:
    """Calibrate the weights of a survey. Raises DefinitionError, DataError and UsageError."""
    variables = read_variables(request, load_library(definitions_of(request)))
    survey = variables.survey
    refuse_waves(survey, survey.wave)
    made = read_weights_made(survey, variables, description(request))
    if made is None or survey.design.calibrate is None:
        raise UsageError(
            f"{variables.table.name}: its description makes no weights",
            "design: calibrate: {to: totals.csv, method: rake}",
        )
    columns = {"row": np.arange(1, len(made.before) + 1), survey.design.weight or "weight": made.after}
    weighed = made.before > 0
    lower, middle, upper = np.quantile(made.factor[weighed], _QUARTILES, method="inverted_cdf").tolist()
    totals = tuple(_totals(made))
    ends = float(made.factor[weighed].min()), float(made.factor[weighed].max())
    return Weights(
        variables.table.name,
        survey.design.calibrated_to,
        str(survey.design.calibrate.method),
        pl.DataFrame({**columns, **made.replicates}),
        int(weighed.sum()),
        totals,
        Spread.of(made.before),
        Spread.of(made.after),
        (lower, middle, upper),
        None if any(it.before is None for it in totals) else ends,
    )


def _totals(made: CalibratedWeights) -> Iterator[Total]:
    weighed = (made.before > 0).astype(np.float64)
    for target in made.targets:
        before, after = target.summed(made.before), target.summed(made.after)
        people = np.bincount(
            target.column[(weighed > 0) & (target.column >= 0)], minlength=len(target.totals)
        )
        # The sum of all less the others would tell the one.
        few = bool(((people > 0) & (people < LEAST)).any())
        for at, group in enumerate(target.labels):
            known = None if few else float(before[at])
            yield Total(target.name, group, float(target.totals[at]), known, float(after[at]))
