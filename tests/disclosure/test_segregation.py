"""What is said of groups over areas is released by the group, its complement and its areas.

Oracle: the rules, by hand; and that no index stands beside a table which hides a part of it.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import yaml

import integrind
from integrind.definitions.plan import read_plan
from integrind.plans.run import make
from integrind.results import Results

Counts = dict[str, list[int]]
"""People of each group, area by area."""
LARGE = [30, 40, 20, 50, 35, 45]
OVER_20 = """\
id: over_20
title: Over 20
dimension: structural
description: Adults over 20.
measure: mean
eligible: age >= 16
value: age
unit: years
direction: descriptive
"""


def survey(counts: Counts, folder: Path) -> Path:
    rows = [
        (f"a{area}", f"d{area}", group, 10 if (group, area, number) == ("x", 1, 0) else 30)
        for group, its in counts.items()
        for area, people in enumerate(its)
        for number in range(people)
    ]
    file = folder / "it.csv"
    pl.DataFrame(rows, ["a", "district", "g", "age"], orient="row").write_csv(file)
    return file


def shown(frame: pl.DataFrame) -> set[str]:
    """Groups of which anything is said."""
    return set(frame.filter(pl.col("estimate").is_not_null())["group"])


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ({"f": LARGE, "m": LARGE, "x": LARGE}, {"f", "m", "x"}),
        ({"f": LARGE, "m": LARGE, "x": [1, 1, 2, 1, 2, 1]}, {"f"}),  # m goes with x, whom it would tell
        # What others are exposed to would tell of a group with too few areas: the smallest goes with it.
        ({"f": LARGE, "m": [20] * 6, "x": [30, 30, 30, 30, 0, 0]}, {"f"}),
        ({"f": LARGE, "m": [2, 1, 1, 1, 1, 1]}, set()),
    ],
    ids=["large", "few people", "few areas", "few others"],
)
def test_groups_are_judged_by_people_others_and_areas(
    counts: Counts, groups: set[str], tmp_path: Path
) -> None:
    frame = integrind.segregation(survey(counts, tmp_path), area=["a"], by=["g"]).frame
    assert shown(frame) == groups
    hidden = set(frame["group"]) - shown(frame)
    exposed = frame.filter(pl.col("estimate").is_not_null(), quantity="exposure")
    assert not hidden & set(exposed["versus"])
    numbers = frame.filter(status="suppressed").select("n", "n_weighted", "estimate", "se", "df")
    assert all(numbers[name].is_null().all() for name in numbers.columns)


def released(tables: list[dict[str, object]], folder: Path) -> list[pl.DataFrame]:
    """The tables of a plan as they may be published."""
    (folder / "integrind.yaml").write_text(yaml.safe_dump({"tables": tables}))
    made = make(read_plan(folder / "integrind.yaml"), folder, lambda _: None).tables
    return [its.frame for _, its in made if isinstance(its, Results)]


@pytest.mark.parametrize(
    "sizes",
    [
        {"area": "a", "by": ["g"]},
        {"by": ["g+a"]},
        {"area": "district", "by": ["g"]},
        {"by": ["g+district"]},
        {"area": "a", "by": ["g"], "command": "compute", "indicators": ["adults"]},
    ],
    ids=["areas", "crossed", "areas of another name", "crossed with another name", "nearly all people"],
)
def test_an_index_isn_t_shown_beside_a_table_that_hides_a_part(
    sizes: dict[str, object], tmp_path: Path
) -> None:
    (tmp_path / "adults" / "structural").mkdir(parents=True)
    (tmp_path / "adults" / "structural" / "over_20.yaml").write_text(OVER_20)
    survey({"f": LARGE, "m": LARGE, "x": [3, 40, 4, 30, 25, 35]}, tmp_path)
    apart = {"name": "apart", "command": "segregation", "data": "it.csv", "area": "a", "by": ["g"]}
    other = {"name": "sizes", "command": "sizes", "data": "it.csv", **sizes}
    tables = [{**it, "output": [f"{it['name']}.csv"]} for it in (apart, other)]
    alone, both = (released(its, tmp_path) for its in (tables[:1], tables))
    assert shown(alone[0]) == {"f", "m", "x"}
    beside, counts = both
    hidden = counts.filter((pl.col("status") == "suppressed") & pl.col("group").is_not_null())
    gone = {str(it).split("+")[0] for it in hidden["group"]}
    assert "x" in gone
    assert not shown(beside) & gone
