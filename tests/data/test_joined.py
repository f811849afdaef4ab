"""People with the columns of their households. Oracle: the file that somebody merged by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrind import pipeline
from integrind.cli.inputs import refuse_replacing
from integrind.data.joined import Joined, join
from integrind.data.table import open_table
from integrind.errors import DataError, UsageError
from integrind.request import Request

PEOPLE = "hh,person,age\n1,1,40\n1,2,9\n03,1,70\n2,1,30\n"
HOUSEHOLDS = "income,hh,tenure\n100,2,rent\n2.5,1,own\n,03,\n7,9,rent\n"
MERGED = "hh,person,age,income,tenure\n1,1,40,2.5,own\n1,2,9,2.5,own\n03,1,70,,\n2,1,30,100,rent\n"


def joined(folder: Path, people: str, households: str, *, all_have_one: bool = True) -> Joined:
    (folder / "p.csv").write_text(people)
    (folder / "h.csv").write_text(households)
    one, other = open_table(str(folder / "p.csv")), open_table(str(folder / "h.csv"))
    return join(one, other, ["hh"], all_have_one=all_have_one)


def test_people_have_what_their_household_has(tmp_path: Path):
    found = joined(tmp_path, PEOPLE, HOUSEHOLDS)
    (tmp_path / "m.csv").write_text(MERGED)
    merged = open_table(str(tmp_path / "m.csv"))
    assert (found.columns, found.rows) == (merged.columns, merged.rows)
    assert found.read(merged.columns).equals(merged.read(merged.columns))
    assert found.take(merged.columns).equals(merged.take(merged.columns))
    assert found.read(["tenure", "age"]).equals(merged.read(["tenure", "age"]))
    assert set(found.widths(merged.columns)) == set(merged.columns)


@pytest.mark.parametrize(
    ("people", "households", "says"),
    [
        (PEOPLE, HOUSEHOLDS + "5,1,rent\n", "h.csv: 'hh' says the same in 1 row as in others"),
        (PEOPLE, HOUSEHOLDS + "5,,rent\n", "h.csv: 'hh' is empty in 1 row"),
        (PEOPLE + "4,1,20\n", HOUSEHOLDS, "p.csv: 1 row of 5 have no row in .*h.csv"),
        (PEOPLE.replace("age", "tenure"), HOUSEHOLDS, "h.csv: 'tenure' is a column of .*p.csv too"),
        (PEOPLE, HOUSEHOLDS.replace("hh", "id"), "h.csv: there is no column 'hh' to join on"),
        ("hh,age\n5,1\n6,2\n", HOUSEHOLDS, "p.csv: no row has a row in .*h.csv"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, people: str, households: str, says: str):
    with pytest.raises(DataError, match=says):
        joined(tmp_path, people, households)


def test_people_may_be_without_a_household(tmp_path: Path):
    found = joined(tmp_path, PEOPLE + ",1,20\n4,1,21\n", HOUSEHOLDS, all_have_one=False)
    assert found.read(["tenure"])["tenure"].to_list() == ["own", "own", "", "rent", "", ""]


INDICATOR = """\
id: renting
title: Renting
dimension: structural
description: People who rent.
measure: proportion
value: tenure == "rent"
direction: descriptive
examples: []
"""


def test_a_survey_that_joins_gives_the_bytes_of_the_merged_file(tmp_path: Path):
    joined(tmp_path, PEOPLE, HOUSEHOLDS)
    (tmp_path / "m.csv").write_text(MERGED)
    (tmp_path / "renting.yaml").write_text(INDICATOR)
    (tmp_path / "p.survey.yaml").write_text("title: T\njoin: {data: h.csv, on: [hh]}\n")
    (tmp_path / "m.survey.yaml").write_text("title: T\n")
    asked = {"indicators": (tmp_path / "renting.yaml",), "policy": "none"}
    of_people, of_both = (Request(str(tmp_path / name), **asked) for name in ("p.csv", "m.csv"))
    assert pipeline.compute(of_people).frame.equals(pipeline.compute(of_both).frame)
    with pytest.raises(UsageError, match="this run reads that file, as its data"):
        refuse_replacing([of_people], [tmp_path / "h.csv"])
