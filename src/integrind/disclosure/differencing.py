"""What two tables tell by subtraction: one about more people than the other, or under other rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from integrind.definitions.policy import Disclosure
from integrind.disclosure.evidence import BASE
from integrind.disclosure.marginal_tables import marginal_tables_of
from integrind.disclosure.sensitive import is_sensitive_count

_NO_PLACE = pl.when(pl.col("area").is_not_null()).then("area_by").alias("area_by")
"""What is said of people over all areas of a variable is of no area."""


@dataclass(frozen=True)
class Differences:
    """Rows of one table, by number, that tell something together with rows of another."""

    small: pl.Series
    """Both are shown, and who is in one of them alone would be hidden."""
    seen: pl.Series
    """It is shown, and hidden in the other, about the same people or nearly."""
    unseen: pl.Series
    """It is hidden, and shown in the other."""


def differences(one: pl.DataFrame, other: pl.DataFrame, rules: Disclosure) -> Differences:
    """Subtract what the same cells of two tables show.

    Each has the keys of a row, the columns of `evidence`, and `shown`. Either is about all the people of the
    other, and more.
    """
    both = _in_both(one, other)
    people, having = (
        (both[name] - both[f"{name} there"]).abs().fill_null(0).to_numpy() for name in ("people", "having")
    )
    of_share = both["having"].is_not_null().to_numpy()
    few = pl.Series(is_sensitive_count(people, rules, np.where(of_share, having, -1)))
    near = pl.Series(people < max(rules.protection, 1))
    here, there = both["shown"], both["shown there"]
    return Differences(
        both["row"].filter(here & there & few),
        both["row"].filter(here & ~there & near),
        both["row"].filter(~here & there & near),
    )


def _in_both(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Rows about people that both have, whatever the order of their breakdowns. Nobody tells nothing."""
    levels = pl.concat(
        part.with_row_index("row")
        .with_columns(_NO_PLACE, is_here=pl.lit(at == 0))
        .filter(pl.col("people") > 0)
        for at, part in enumerate((one, other))
    )
    keys = (*BASE, "cell")
    cell = pl.Series(marginal_tables_of(levels).of_row)
    levels = levels.with_columns(cell=cell).filter(pl.col("cell") >= 0)
    levels = levels.select(*keys, "row", "people", "having", "shown", "is_here")
    here, there = (
        levels.filter(pl.col("is_here") == side).unique(keys, maintain_order=True) for side in (True, False)
    )
    return here.join(there, on=keys, suffix=" there", nulls_equal=True, maintain_order="left")
