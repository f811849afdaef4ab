"""What a table of differences says: where areas differ or waves have moved, the clearest first.

From the released rows alone, and never beyond what was tested: a row is spoken of where it is reliable, and
is clear where its interval, or the test of its gap, says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from integrind.answer import CLEAR, withheld_of
from integrind.results import Results
from integrind.vocabulary import Movement, Quantity, Status

OF_DIFFERENCES = (Quantity.AREA_DIFFERENCE, Quantity.CHANGE, Quantity.DISSIMILARITY_CHANGE)
"""Quantities that compare areas or waves."""


@dataclass(frozen=True)
class Ranked:
    """Differences of one kind."""

    clear: pl.DataFrame
    """Those that are clear, the largest in standard errors first; of equals, in the order of the table."""
    tested: int


@dataclass(frozen=True)
class Differences:
    """What is said of areas compared, or of waves."""

    compared: pl.DataFrame
    """Every difference, clear or not."""
    everyone: Ranked
    """Of the population's own estimates."""
    gaps: Ranked
    groups: Ranked
    """Of the groups' own estimates."""
    withheld: Mapping[Status, int]
    """Differences without a number, or with a doubtful one, by why."""
    others: int
    """Rows that are no differences: entry and exit."""
    adjusted: bool
    """Whether tests of gaps allow for how many they are."""

    @property
    def of_waves(self) -> bool:
        """Whether waves are compared, and not areas."""
        return not self.compared.filter(quantity=str(Quantity.CHANGE)).is_empty()

    @property
    def pairs(self) -> Sequence[tuple[str | None, str | None]]:
        """What is compared with what: waves, or the other areas in each wave."""
        return self.compared.select("versus", "wave").unique(maintain_order=True).rows()


def differences_of(results: Results) -> Differences | None:
    """Say what a table of differences says; nothing of any other table."""
    is_difference = pl.col("quantity").is_in([str(it) for it in OF_DIFFERENCES])
    compared, others = results.frame.filter(is_difference), results.frame.filter(~is_difference)
    if compared.is_empty():
        return None
    reliable = compared.filter(pl.col("status") == str(Status.OK))
    moved = pl.col("movement").is_in([str(it) for it in Movement if it is not Movement.NO_CLEAR_CHANGE])
    apart = (pl.col("ci_low") > 0) | (pl.col("ci_high") < 0)
    estimates = reliable.drop_nulls(["estimate", "se", "ci_low", "ci_high"])
    return Differences(
        compared=compared,
        everyone=_ranked(estimates.filter(pl.col("group").is_null()), apart, "estimate", "se"),
        gaps=_ranked(
            reliable.drop_nulls(["finding", "gap", "gap_se"]),
            pl.col("finding").is_in(CLEAR) | moved,
            "gap",
            "gap_se",
        ),
        groups=_ranked(estimates.filter(pl.col("group").is_not_null()), apart, "estimate", "se"),
        withheld=withheld_of(compared),
        others=others.filter(pl.col("status") != str(Status.NOT_AVAILABLE)).height,
        adjusted=bool((compared["gap_p_adjusted"] != compared["gap_p"]).any()),
    )


def _ranked(tested: pl.DataFrame, is_clear: pl.Expr, size: str, error: str) -> Ranked:
    placed = tested.with_row_index("place").filter(is_clear, pl.col(error) > 0)
    order = (pl.col(size) / pl.col(error)).abs()
    return Ranked(placed.sort(order, "place", descending=[True, False]).drop("place"), tested.height)
