"""What the rules need to know of a row beside its columns in the result table. Never leaves the house."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

EVIDENCE: Mapping[str, type[pl.DataType]] = {
    "people": pl.Int64,
    "numerator": pl.Int64,
    "largest_share": pl.Float64,
    "nested": pl.Int64,
    "own_df": pl.Float64,
    "cell_base": pl.Float64,
    "reference_people": pl.Int64,
    "reference_numerator": pl.Int64,
    "reference_largest_share": pl.Float64,
}
"""`people`: the unweighted base, so that what was hidden once is hidden again; null for differences.
`numerator`: how many people, unweighted, have what a share is of; null for other measures.
`largest_share`: what part of a mean or total is one respondent's; null for other measures.
`nested`: 1 where the groups are parts of the population row, 0 where a comparison sample stands for it.
`own_df`: of a difference, the smaller degrees of freedom of the two sides themselves; null for levels.
`cell_base`: of what is standardised, the people in the smallest category of either side; null for all else.
`reference_people` and the next: the same of the group that this one is compared with."""
