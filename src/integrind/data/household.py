"""What the people of a household make together, for each of its rows."""

from __future__ import annotations

import polars as pl

from integrind.arrays.chunks import RowCodes
from integrind.data.harmonised import NO_ANSWER, Harmonised
from integrind.definitions.household import Scale
from integrind.errors import DataError
from integrind.expressions import Variable
from integrind.faults import counted

_CHILD = 14
"""In the modified OECD scale children are under 14 (Hagenaars, de Vos and Zaidi 1994; Eurostat)."""
_OTHERS, _CHILDREN = 0.5, 0.3
_HOME, _HOLDS = "home", "holds"


def refuse_alone(file: str, column: str, home: RowCodes) -> None:
    """Raise DataError where everybody is alone in a household: others were left out of the file."""
    if len(home) > 1 and pl.Series(home).is_unique().all():
        raise DataError(
            f"{file}: no two rows have the same {column!r}, so households aren't in it",
            "a number of the household needs a row for each of its people",
        )


def people(name: str, home: RowCodes, holds: pl.Series) -> Harmonised:
    """How many of each row's household something holds of; missing where it isn't known of one of them."""
    frame = pl.DataFrame({_HOME: home, _HOLDS: holds})
    known = pl.col(_HOLDS).is_not_null().all().over(_HOME)
    number = pl.col(_HOLDS).sum().over(_HOME).cast(pl.Float64)
    return _number(frame.select(pl.when(known).then(number).alias(name)).to_series())


def equivalised(
    file: str, name: str, home: RowCodes, income: Harmonised, ages: pl.Series | None, scale: Scale
) -> Harmonised:
    """An income of each row's household, divided by how many single adults it counts for.

    `ages` are those of all people, where the scale tells adults from children: it is missing where one is.
    Raises DataError where the people of a household have several incomes.
    """
    _refuse_several(file, home, income.values)
    frame = pl.DataFrame({_HOME: home, "income": income.values})
    size = pl.len().over(_HOME).cast(pl.Float64)
    if scale is Scale.SQUARE_ROOT:
        units = size.sqrt()
    else:
        frame = frame.with_columns(ages if ages is None else ages.alias("age"))
        children = (pl.col("age") < _CHILD).sum().over(_HOME)
        first_is_child = (children == size).cast(pl.Float64)
        known = pl.col("age").is_not_null().all().over(_HOME)
        units = (
            1.0 + _OTHERS * (size - children - 1.0 + first_is_child) + _CHILDREN * (children - first_is_child)
        )
        units = pl.when(known).then(units)
    return _number(frame.select((pl.col("income") / units).alias(name)).to_series(), income.kinds)


def _refuse_several(file: str, home: RowCodes, incomes: pl.Series) -> None:
    frame = pl.DataFrame({_HOME: home, "income": incomes}).drop_nulls().unique()
    if several := frame.height - frame[_HOME].n_unique():
        raise DataError(
            f"{file}: {incomes.name!r} differs within households, in {counted(several, 'row')} or more",
            "it has to be the income of the whole household",
        )


def _number(values: pl.Series, kinds: pl.Series | None = None) -> Harmonised:
    """A number; where it is missing as something else is, for the same reason, else without an answer."""
    stated = pl.Series([NO_ANSWER], dtype=pl.UInt8).new_from_index(0, len(values))
    if kinds is not None:
        stated = pl.select(pl.when(kinds > 0).then(kinds).otherwise(stated)).to_series()
    why = pl.select(pl.when(values.is_not_null()).then(pl.lit(0, pl.UInt8)).otherwise(stated)).to_series()
    return Harmonised(values, why, Variable("number"))
