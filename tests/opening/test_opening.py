"""A survey opened: what is read of it, and which group its words mean. Oracles are small files made here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import integrind
from integrind.data.delimited import DelimitedFile
from integrind.data.table import Table, open_table
from integrind.errors import DataError, DefinitionError, UsageError
from integrind.opening import batches
from integrind.opening.opened import open_survey
from integrind.request import Reference, Request

INDICATOR = """\
id: pay
title: Pay
dimension: structural
description: A made-up indicator.
measure: mean
value: pay
direction: descriptive
"""
COLUMNS = {
    "pay": [1.0, 2.0, 4.0, 8.0, 3.0, 5.0],
    "group": ["EU: old", "EU: new", "UK", "EU: old", "UK", "EU: new"],
    "EU": ["yes", "yes", "no", "yes", "no", "yes"],
    "a:b": ["x", "y", "x", "y", "x", "y"],
    "area": ["N", "S", "N", "S", "N", "S"],
    "year": ["1", "1", "1", "2", "2", "2"],
    "stratum": ["1", "1", "1", "1", "1", "2"],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "structural").mkdir()
    (tmp_path / "structural" / "pay.yaml").write_text(INDICATOR)
    pl.DataFrame(COLUMNS).write_csv(tmp_path / "data.csv")
    return tmp_path / "data.csv"


def references(data: Path, gap_from: str, by: Sequence[str]) -> dict[str, float | None]:
    """What each group is compared with."""
    frame = integrind.compute(
        data, indicators=[data.parent / "structural"], by=by, gap_from=gap_from, policy="none"
    ).frame
    return {row["group"]: row["reference"] for row in frame.to_dicts() if row["group"] is not None}


def mean(column: str, label: str) -> float:
    paid = [pay for pay, it in zip(COLUMNS["pay"], COLUMNS[column], strict=True) if it == label]
    return sum(map(float, paid)) / len(paid)


@pytest.mark.parametrize(
    ("said", "column", "label"),
    [
        ("group=group:UK", "group", "UK"),
        ("group=UK", "group", "UK"),
        ("group=group:EU: old", "group", "EU: old"),
        ("group=a:b:x", "a:b", "x"),
    ],
)
def test_a_label_and_a_column_may_have_colons(data: Path, said: str, column: str, label: str) -> None:
    """The variable ends at the first colon that a column of the file stands before."""
    found = references(data, said, ["group"])
    assert found["EU: new"] == pytest.approx(mean(column, label))


def test_a_label_with_a_colon_needs_no_variable(data: Path) -> None:
    """Where no column is called like what stands before the colon."""
    renamed = pl.read_csv(data).rename({"EU": "member"})
    renamed.write_csv(data)
    assert references(data, "group=EU: old", ["group"])["UK"] == pytest.approx(mean("group", "EU: old"))


def test_an_unknown_variable_of_a_reference_is_named(data: Path) -> None:
    with pytest.raises(
        UsageError, match="--gap-from group=grop:EU: old: there is no variable or column 'grop'"
    ):
        references(data, "group=grop:EU: old", ["group"])


class Watched:
    """A table that tells which columns are asked of it."""

    def __init__(self, table: Table, asked: list[list[str]]) -> None:
        self._table = table
        self._asked = asked

    def __getattr__(self, name: str) -> object:
        found = getattr(self._table, name)
        return found if not callable(found) else lambda columns: self._reading(found, columns)

    def _reading(self, read: Callable[[Sequence[str]], pl.DataFrame], columns: Sequence[str]) -> pl.DataFrame:
        self._asked.append(sorted(columns))
        return read(columns)


def test_every_variable_is_read_in_one_pass(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indicators' variables, breakdowns and the group compared with: the file is gone through once."""
    asked: list[list[str]] = []
    monkeypatch.setattr("integrind.opening.tables.open_table", lambda *of: Watched(open_table(*of), asked))
    open_survey(
        Request(
            str(data),
            indicators=(data.parent / "structural",),
            by=("group", "a:b+group"),
            area="area",
            wave="year",
            gap_from=Reference.parse("group=EU:yes"),
        )
    )
    assert asked == [["EU", "a:b", "area", "group", "pay", "year"]]


def test_what_people_could_be_grouped_by_is_no_answer_of_any_indicator(data: Path) -> None:
    """Whichever indicators are read."""
    cost = INDICATOR.replace("pay", "cost").replace("Pay", "Cost")
    cost = cost.replace("value: cost", "value: 1 if eu == 'yes' else 0")
    (data.parent / "structural" / "cost.yaml").write_text(cost)
    described = (
        "title: A survey\nvariables:\n"
        "  eu: {column: EU, codes: {yes: yes, no: no}}\n  area: {column: area, codes: {N: north, S: south}}\n"
    )
    (data.parent / "data.survey.yaml").write_text(described)
    every = Request(str(data), indicators=(data.parent / "structural",))
    for request in (every, replace(every, only=("pay",))):
        assert open_survey(request).likely_by == ("area",)
    assert open_survey(replace(every, by=("area",))).likely_by == ()


def test_a_fault_of_the_design_names_its_file(data: Path) -> None:
    """Among several files, which one?"""
    description = "title: A survey\ndesign: {strata: stratum}\n"
    (data.parent / "data.survey.yaml").write_text(description)
    with pytest.raises(DataError, match=r"data\.csv: 1 of 2 strata have a single PSU"):
        open_survey(Request(str(data), indicators=(data.parent / "structural",)))


class TestBatches:
    """Oracle: what is read at once."""

    @pytest.fixture
    def several(self, data: Path) -> Path:
        for name in ("cost", "gain", "loss"):
            indicator = INDICATOR.replace("pay", name).replace("Pay", name)
            (data.parent / "structural" / f"{name}.yaml").write_text(indicator)
        rows = pl.DataFrame(COLUMNS).with_columns(
            cost=pl.col("pay") / 3, gain=pl.lit("7"), loss=pl.col("pay")
        )
        rows.write_csv(data)
        return data

    def computed(self, data: Path) -> pl.DataFrame:
        return integrind.compute(
            data, indicators=[data.parent / "structural"], by=["group"], policy="none"
        ).frame

    def test_give_what_one_gives(self, several: Path, monkeypatch: pytest.MonkeyPatch):
        expected = self.computed(several)
        taken: list[set[str]] = []
        take = DelimitedFile.take

        def seen(file: DelimitedFile, columns: Sequence[str]) -> pl.DataFrame:
            taken.append(set(columns))
            return take(file, columns)

        monkeypatch.setattr(DelimitedFile, "take", seen)
        monkeypatch.setattr(batches, "ROOM", 60)
        assert self.computed(several).equals(expected)
        assert taken == [{"group", "cost"}, {"gain", "loss"}, {"pay"}]

    def test_are_checked_before_anything_comes_of_them(self, several: Path, monkeypatch: pytest.MonkeyPatch):
        survey = "title: Test\nvariables: {pay: {column: pay, type: number}}\n"
        several.with_suffix(".survey.yaml").write_text(survey)
        several.write_text(several.read_text().replace("\n2.0,", "\nx,"))
        monkeypatch.setattr(batches, "ROOM", 1)
        with pytest.raises(DataError, match="column 'pay': not a number: 1 code in 1 row"):
            self.computed(several)


def test_a_misspelt_area_of_a_description_is_refused_also_where_no_areas_are_shown(tmp_path: Path):
    (tmp_path / "d.csv").write_text("age,region\n20,north\n")
    (tmp_path / "d.survey.yaml").write_text("title: T\narea: regoin\n")
    with pytest.raises(DefinitionError, match="no variable or column 'regoin' to break down by"):
        integrind.compute(tmp_path / "d.csv")
