"""Rows of several tables find each other. The oracle: cells written down by hand."""

from __future__ import annotations

import polars as pl
import pytest

from integrind.disclosure.marginal_tables import NO_CELL, marginal_tables_of

Row = tuple[str | None, str | None, str | None, str | None]


def cells(*rows: Row) -> list[int]:
    """The cell of each row, by area_by, area, group_by and group."""
    names = ("area_by", "area", "group_by", "group")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return marginal_tables_of(frame).of_row.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((None, None, "sex+age", "f+old"), (None, None, "age+sex", "old+f")),
        ((None, None, "region", "north"), ("region", "north", None, None)),
        ((None, None, "region+sex", "north+f"), ("region", "north", "sex", "f")),
        (("region", "north", "sex+age", "f+old"), (None, None, "age+region+sex", "old+north+f")),
    ],
)
def test_the_same_people_are_one_cell(one: Row, other: Row) -> None:
    everybody: Row = (None, None, None, None)
    first, second, third = cells(one, everybody, other)
    assert first == third != second


def test_a_label_may_have_a_plus_sign() -> None:
    """75+ is an age: what the age's own rows say decides where a crossed label is cut."""
    alone, crossed, other, turned = cells(
        (None, None, "age", "75+"),
        (None, None, "age+sex", "75++f"),
        (None, None, "age+sex", "75++m"),
        (None, None, "sex+age", "f+75+"),
    )
    assert crossed == turned
    assert len({alone, crossed, other}) == 3


def test_an_area_within_itself() -> None:
    """By region, with areas of regions: the north is in the north, and nobody of the south is."""
    north, same, contradiction = cells(
        ("region", "north", None, None),
        ("region", "north", "region", "north"),
        ("region", "north", "region", "south"),
    )
    assert north == same
    assert contradiction == NO_CELL


def test_a_crossing_that_stands_alone_is_a_variable() -> None:
    frame = pl.DataFrame(
        {"area_by": None, "area": None, "group_by": "sex+age", "group": ["f+old", "m+young"]},
        schema_overrides={"area_by": pl.String, "area": pl.String},
    )
    assert marginal_tables_of(frame).labels == {"sex+age": ["f+old", "m+young"]}
