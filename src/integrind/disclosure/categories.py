"""Categories of a distribution as cells of a table: they add up to the people of their group.

To the rules each is a share of its group; to the sums in which an intruder subtracts it is a group of its
own, crossed with the others. The base of the group, which every category shows, is the cell of all of them.
"""

from __future__ import annotations

import polars as pl

from integrind.disclosure.evidence import BASE, IS_CATEGORY
from integrind.disclosure.marginal_tables import CROSS, PLACE

OF_CATEGORIES = "of_categories"
"""Column: whether the row belongs to a distribution."""


def with_bases(levels: pl.DataFrame) -> pl.DataFrame:
    """Add to rows of levels one for the base of every distribution, without a place among the rows."""
    judged = levels.with_columns(IS_CATEGORY.alias(OF_CATEGORIES))
    categories = judged.filter(IS_CATEGORY)
    if categories.is_empty():
        return judged
    # A category that nobody in the file gave tells of nobody.
    somebody = pl.col("having").max().over(*BASE, "category") > 0
    judged = judged.with_columns(
        pl.when(IS_CATEGORY & ~somebody).then(None).otherwise(name).alias(name)
        for name in ("having", "without")
    )
    nothing = ("category", "having", "without", "row")
    bases = categories.unique([*BASE, *PLACE], keep="first", maintain_order=True)
    bases = bases.with_columns(pl.lit(None).cast(judged.schema[name]).alias(name) for name in nothing)
    return pl.concat([judged, bases])


def as_cells(judged: pl.DataFrame) -> pl.DataFrame:
    """Each category as a group of the people in it, crossed with the group that it is of."""
    of_indicator = pl.concat_str(pl.lit("category of "), "indicator")
    return judged.with_columns(
        pl.when(IS_CATEGORY)
        .then(pl.coalesce(pl.concat_str("group_by", of_indicator, separator=CROSS), of_indicator))
        .otherwise("group_by")
        .alias("group_by"),
        pl.when(IS_CATEGORY)
        .then(pl.coalesce(pl.concat_str("group", "category", separator=CROSS), "category"))
        .otherwise("group")
        .alias("group"),
        pl.when(IS_CATEGORY).then(pl.col("having").fill_null(0)).otherwise("people").alias("people"),
        *(pl.when(~IS_CATEGORY).then(name).alias(name) for name in ("having", "without")),
    )
