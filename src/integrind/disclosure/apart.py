"""What may be said of how far groups live apart: it is made of how many of each are in every area.

No table of its own shows those, so a group is judged as a whole. Another table may show all of them but
some that it hides: then an index is one equation more about these, and isn't shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from integrind.definitions.policy import Disclosure
from integrind.disclosure.faces import CROSS
from integrind.disclosure.suppression import COMPLEMENTARY
from integrind.evidence import AREAS, Told, Whom
from integrind.vocabulary import GapFrom, Quantity

FEWEST_AREAS = 5
"""In which there must be somebody of a group: an index of fewer is nearly the share of one."""
_OF_AREAS = pl.col(AREAS).is_not_null()
_CHANGES = (Quantity.GROUP_SHARE_CHANGE, Quantity.DISSIMILARITY_CHANGE, Quantity.ISOLATION_CHANGE)
_HIDDEN = pl.col("hidden") != ""


def without_parts_of_hidden(
    frame: pl.DataFrame, rules: Disclosure, told: Mapping[Whom, Told], counts: str
) -> pl.DataFrame:
    """Hide indices of few people or areas, and those that something hidden is a part of.

    `frame` has the rows of all tables, and of their levels which are `hidden`; `counts` names the indicator
    that counts people.
    """
    rows = frame.with_row_index("row")
    apart = rows.filter(_OF_AREAS).with_columns(_few(rules).alias("hidden"))
    if apart.is_empty():
        return frame
    levels = rows.filter((pl.col("quantity") == str(Quantity.LEVEL)) & _HIDDEN)
    levels = levels.filter(pl.col("indicator").is_in(_counting_alike(levels, told, counts)))
    gone = np.zeros(frame.height, dtype=bool)
    for side in _sides(apart):
        for on, hidden in _parts(levels, apart.filter(_HIDDEN)):
            found = side.with_columns(_units()).join(hidden, on=on, how="semi", nulls_equal=True)
            gone[found["row"].to_numpy()] = True
    why = frame["hidden"].scatter(apart["row"], apart["hidden"])
    complementary = pl.lit(pl.Series(gone)) & ~_HIDDEN
    return frame.with_columns(why).with_columns(
        pl.when(complementary).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden")
    )


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
    """What is hidden, by the columns in which a row is made of it: groups, everybody, either in an area."""
    everywhere, everybody = pl.col("area_by").is_null(), pl.col("group_by").is_null()
    yield ["wave", "group_by", "group"], levels.filter(everywhere)
    yield ["wave"], levels.filter(everywhere, everybody)
    yield ["wave", "area_by", "group_by", "group"], levels
    yield ["wave", "area_by"], levels.filter(everybody)
    # Areas that are crossed with groups as groups are: which of them is whose isn't looked at.
    yield ["wave", "units"], levels.with_columns(_units()).filter(everywhere)
    yield ["wave", "area_by", "group_by", "group"], few


def _counting_alike(levels: pl.DataFrame, told: Mapping[Whom, Told], counts: str) -> list[str]:
    """Indicators that count the same people; one of which nothing is known may do so."""
    everybody = told.get(Whom(counts))
    its = {str(name): told.get(Whom(str(name))) for name in levels["indicator"].unique()}
    return [
        name
        for name, one in its.items()
        if one is None or everybody is None or everybody.people in {one.people, one.asked}
    ]


def _units() -> pl.Expr:
    """The variables that a row is of, areas among them, in one order."""
    both = pl.concat_str("area_by", "group_by", separator=CROSS, ignore_nulls=True)
    return both.str.split(CROSS).list.sort().list.join(CROSS).alias("units")
