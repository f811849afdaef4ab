"""Tables of one plan that are about the same people, or nearly.

The oracle is subtraction; linear programming is that of `test_protection.py`. Every number is invented.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import polars as pl
import pytest
import yaml
from typer.testing import CliRunner, Result

from integrind.cli import app
from integrind.definitions.policy import Disclosure
from integrind.disclosure.differencing import differences
from integrind.disclosure.evidence import EVIDENCE
from integrind.results import COLUMNS
from integrind.vocabulary import ClassDisclosure

from .test_release import Rows, row

INDICATOR = """\
id: has_it
title: Has it
dimension: structural
description: Whether somebody has it.
measure: proportion
value: has
direction: higher_is_better
examples:
  - {given: {has: true}, expect: 1}
  - {given: {has: false}, expect: 0}
  - {given: {has: null}, expect: missing}
"""
CODEBOOK = "title: Words\nvariables:\n  has: {title: Has it, type: boolean}\n"
SURVEY = 'title: Invented\nvariables:\n  has: {column: has, codes: {"1": true, "0": false}}\n'
CELLS = {
    ("old", "north"): 60, ("old", "south"): 70, ("new", "north"): 40, ("new", "south"): 30,
    ("rare", "north"): 14, ("rare", "south"): 4,
}  # fmt: skip
"""People by group and region; in the whole, nobody is few."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "indicators" / "structural").mkdir(parents=True)
    (tmp_path / "indicators" / "structural" / "has_it.yaml").write_text(INDICATOR)
    (tmp_path / "indicators" / "codebook.yaml").write_text(CODEBOOK)
    (tmp_path / "people.survey.yaml").write_text(SURVEY)
    lines = ["origin,region,age,has"]
    for (group, region), people in CELLS.items():
        lines += [f"{group},{region},{17 + (at > 2)},{at % 2}" for at in range(people)]
    (tmp_path / "people.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def run(folder: Path, *options: str, **tables: dict[str, object]) -> Result:
    written = [
        {"name": name, "command": "compute", "data": "people.csv", "output": [f"{name}.csv"]} | table
        for name, table in tables.items()
    ]
    (folder / "integrind.yaml").write_text(yaml.safe_dump({"tables": written}))
    return CliRunner().invoke(app, ["run", str(folder / "integrind.yaml"), *options])


def shown(file: Path) -> dict[tuple[str, str], str]:
    """The base by area and group; empty where it is hidden."""
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return {(row["area"], row["group"]): row["n"] for row in rows}


def test_what_one_table_hides_no_other_shows(folder: Path) -> None:
    """Four in the south: with the north shown, the whole less the north gives them away."""
    of_regions = {"by": ["origin"], "area": "region"}
    north = {"by": ["region+origin", "region"]}
    run(folder, whole={"by": ["origin"]}, regions=of_regions)
    assert shown(folder / "regions.csv")["south", "rare"] == ""
    done = run(folder, whole={"by": ["origin"]}, regions=of_regions, crossed=north)
    assert done.exit_code == 0, done.output
    cells = shown(folder / "regions.csv")
    crossed = shown(folder / "crossed.csv")
    for group, region in CELLS:
        assert crossed["", f"{region}+{group}"] == cells[region, group]
    assert crossed["", "north"] == cells["north", ""] == "114"
    hidden = [group for group in ("old", "new", "rare") if shown(folder / "whole.csv")["", group] == ""]
    for group in {"old", "new", "rare"} - set(hidden):
        assert [cells[region, group] for region in ("north", "south")].count("") != 1


def test_a_table_says_what_it_hides_for_others(folder: Path) -> None:
    alone = run(folder, crossed={"by": ["origin+region"]})
    assert "Warning" not in alone.stderr
    done = run(folder, crossed={"by": ["origin+region"]}, regions={"area": "region", "by": ["none"]})
    hidden = list(shown(folder / "crossed.csv").values()).count("")
    run(folder, crossed={"by": ["origin+region"]})
    before = list(shown(folder / "crossed.csv").values()).count("")
    assert hidden > before
    rows = "1 row" if hidden - before == 1 else f"{hidden - before} rows"
    assert f"Warning: table crossed: {rows} hidden for what other tables of the plan show" in done.stderr


def test_tables_that_differ_by_few_people(folder: Path) -> None:
    """Three in each cell are minors, one of whom has it: 18 in the whole, 6 with it, and 6 of the old.

    The rare are too few, and the new their company.
    """
    tables = {
        "all": {"by": ["origin"], "review": "all.json"},
        "adults": {"by": ["origin"], "where": "age >= 18", "review": "adults.json"},
    }
    done = run(folder, **tables)
    assert done.exit_code == 0, done.output
    bases = [shown(folder / f"{name}.csv") for name in ("all", "adults")]
    assert [{key for key, n in base.items() if n} for base in bases] == [{("", ""), ("", "old")}] * 2
    assert [int(bases[0][key]) - int(bases[1][key]) for key in (("", ""), ("", "old"))] == [18, 6]
    warning = "tables all and adults differ in 2 rows by so few people that subtracting tells of them"
    assert done.stderr.startswith(f"Warning: {warning}\n")
    for name, other in (("all", "adults"), ("adults", "all")):
        review = json.loads((folder / f"{name}.json").read_text())
        noted = [it["group"] for it in review if it["rule"] == f"differencing: {other}"]
        assert noted == [None, "old"]
    check = run(folder, "--check", **tables)
    assert (check.exit_code, check.stderr.startswith(f"Warning: {warning}\n")) == (0, True)


def test_the_same_people_said_in_other_words(folder: Path) -> None:
    """Filters that select the same rows are no two bases."""
    done = run(
        folder,
        regions={"area": "region", "by": ["origin"], "where": "age >= 17"},
        whole={"by": ["origin+region", "origin"]},
    )
    assert "differ" not in done.stderr
    assert " shows " not in done.stderr
    cells, crossed = shown(folder / "regions.csv"), shown(folder / "whole.csv")
    assert all(crossed["", f"{group}+{region}"] == cells[region, group] for group, region in CELLS)


def test_policies_that_hide_differently(folder: Path) -> None:
    done = run(
        folder,
        safe={"by": ["origin+region"]},
        bare={"by": ["origin+region"], "policy": "none"},
    )
    hidden = list(shown(folder / "safe.csv").values()).count("")
    assert hidden > 0
    assert f"Warning: tables safe and bare: bare shows {hidden} rows that safe hides" in done.stderr
    numbers = set(re.findall(r"\d+", done.stderr)) - {str(hidden), "2"}
    assert not numbers, done.stderr


def frame(rows: Rows, hidden: tuple[str, ...] = ()) -> pl.DataFrame:
    found = pl.DataFrame(rows, schema={**COLUMNS, **EVIDENCE})
    return found.with_columns(shown=~pl.col("group").is_in(hidden).fill_null(value=False))


RULES = Disclosure(
    minimum_base=10,
    minimum_numerator=5,
    minimum_complement=5,
    class_disclosure=ClassDisclosure.SUPPRESS,
    protection=10,
)


@pytest.mark.parametrize(
    ("n", "having", "tells"),
    [(100, 40, False), (97, 40, True), (80, 30, False), (80, 40, True), (80, 38, True), (80, 22, True)],
)
def test_what_subtraction_leaves_is_a_cell(n: int, having: int, tells: bool) -> None:
    """Of 100, 40 have it. Left: nobody; 3; 20 with 10; 20 with none; 20 with 2; 20 of whom 2 don't."""
    found = differences(frame([row("a", 100, 40)]), frame([row("a", n, having)]), RULES)
    assert found.small.to_list() == ([0] if tells else [])
    assert found.seen.is_empty()
    assert found.unseen.is_empty()


def test_a_hidden_number_that_another_table_nearly_shows() -> None:
    one = frame([row("a", 100, 40), row("b", 100, 40), row("c", 100, 40)], hidden=("a", "b"))
    other = frame([row("a", 98, 39), row("b", 60, 20), row("c", 99, 40)], hidden=("c",))
    found = differences(one, other, RULES)
    assert (found.small.to_list(), found.seen.to_list(), found.unseen.to_list()) == ([], [2], [0])


def test_crossed_in_another_order_is_the_same_cell() -> None:
    one = frame([row("x+y", 100, 40, group_by="g+k")])
    other = frame([row("y+x", 97, 40, group_by="k+g")])
    assert differences(one, other, RULES).small.to_list() == [0]
