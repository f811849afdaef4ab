"""What may be said of how far groups live apart: it is made of how many of each are in every area.

No table of its own shows those, so a group is judged as a whole. Another table may show all of them but
some that it hides: then an index is one equation more about these, and isn't shown.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray
from integrind.definitions.policy import Disclosure
from integrind.disclosure.marginal_tables import CROSS
from integrind.disclosure.suppression import COMPLEMENTARY
from integrind.evidence import AREAS
from integrind.vocabulary import GapFrom, Quantity

FEWEST_AREAS = 5
"""In which there must be somebody of a group: an index of fewer is nearly the share of one."""
_OF_AREAS = pl.col(AREAS).is_not_null()
_CHANGES = (Quantity.GROUP_SHARE_CHANGE, Quantity.DISSIMILARITY_CHANGE, Quantity.ISOLATION_CHANGE)
_HIDDEN = pl.col("hidden") != ""
_GROUP = ["wave", "area_by", "group_by", "group"]
"""Keys of a group of which indices are told."""


def without_parts_of_hidden(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    """Hide indices of few people or areas, and those that something hidden is a part of.

    `frame` has the rows of all tables, and of their levels which are `hidden`. Whom an indicator counts, and
    which areas are parts of which, isn't looked at: what is hidden of a group in any area hides its indices.
    """
    rows = frame.with_row_index("row")
    apart = rows.filter(_OF_AREAS).with_columns(_few(rules).alias("hidden"))
    if apart.is_empty():
        return frame
    levels = rows.filter((pl.col("quantity") == str(Quantity.LEVEL)) & _HIDDEN)
    gone = np.zeros(frame.height, dtype=bool)
    for on, hidden in _parts(levels, apart.filter(_HIDDEN)):
        gone |= _made_of(apart, on, hidden, frame.height)
    gone |= _made_of(
        apart, _GROUP, _company(apart.with_columns(gone=pl.Series(gone)[apart["row"]])), frame.height
    )
    why = frame["hidden"].scatter(apart["row"], apart["hidden"])
    complementary = pl.lit(pl.Series(gone)) & ~_HIDDEN
    return frame.with_columns(why).with_columns(
        pl.when(complementary).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden")
    )


def _made_of(apart: pl.DataFrame, on: list[str], hidden: pl.DataFrame, height: int) -> BoolArray:
    """Which rows something hidden is a part of: by their group, by another beside it, by their waves.

    What is of all waves has each of them as a part, and is a part of what is told of each.
    """
    found = np.zeros(height, dtype=bool)
    of_all, other = pl.col("wave").is_null(), [it for it in on if it != "wave"]
    for side in _sides(apart):
        for its, its_hidden, keys in (
            (side, hidden, on),
            (side, hidden.filter(of_all), other),
            (side.filter(of_all), hidden, other),
        ):
            if keys:
                met = its.join(its_hidden, on=keys, how="semi", nulls_equal=True)
            else:
                met = its if its_hidden.height else its.clear()
            found[met["row"].to_numpy()] = True
    return found


def _company(apart: pl.DataFrame) -> pl.DataFrame:
    """The smallest group beside one that alone is hidden: everybody, less the others, would tell it."""
    of_groups = apart.filter(pl.col("people") > 0, pl.col("quantity") == str(Quantity.GROUP_SHARE))
    groups = of_groups.select(*_GROUP, "people", gone=_HIDDEN | pl.col("gone"))
    alone = groups.filter(pl.col("gone").sum().over(_GROUP[:-1]) == 1, ~pl.col("gone"))
    return alone.sort("people", "group").unique(_GROUP[:-1], keep="first", maintain_order=True)


def _few(rules: Disclosure) -> pl.Expr:
    """The rule that a row breaks by itself; nobody is no secret."""
    people = pl.col("people")
    return (
        pl.when(people == 0).then(pl.lit(""))
        .when(people < rules.minimum_base).then(pl.lit("minimum_base"))
        .when(pl.col("without") < rules.minimum_complement).then(pl.lit("minimum_complement"))
        .when(pl.col(AREAS) < FEWEST_AREAS).then(pl.lit("minimum_areas"))
        .otherwise(pl.lit(""))
    )  # fmt: skip


def _sides(apart: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows by their group and wave, by an exposure's other group, and by a change's other wave."""
    to_group = (pl.col("quantity") == str(Quantity.EXPOSURE)) & (pl.col("versus") != str(GapFrom.REST))
    yield apart
    yield apart.filter(to_group).with_columns(group="versus")
    yield apart.filter(pl.col("quantity").is_in(_CHANGES)).with_columns(wave="versus")


def _parts(levels: pl.DataFrame, few: pl.DataFrame) -> Iterator[tuple[list[str], pl.DataFrame]]:
    """What is hidden, by the columns in which a row is made of it: groups and everybody, wherever."""
    yield ["wave", "group_by", "group"], levels
    yield ["wave"], levels.filter(pl.col("group_by").is_null())
    # Groups that are crossed with areas or with others: which of them is whose isn't looked at.
    crossed = levels.filter(pl.col("group_by").str.contains(CROSS, literal=True))
    each = crossed.with_columns(group_by=pl.col("group_by").str.split(CROSS))
    yield ["wave", "group_by"], each.explode("group_by", empty_as_null=False)
    yield _GROUP, few
