"""`integrind profile` as a shell sees it. The golden page is what it printed, read through and kept."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import in_process
import openpyxl
import polars as pl
import pytest
from in_process import Done

from integrind.profiles import COLUMNS
from integrind.profiles.associations import COLUMNS as PAIR_COLUMNS

from .survey import draw, write

GOLDEN = Path(__file__).parent / "golden"
DOCS = Path(__file__).parents[2] / "docs" / "profile.md"


def shell(*arguments: object, cwd: Path | None = None) -> Done:
    return in_process.shell("profile", *arguments, cwd=cwd)


def test_the_page_is_golden_and_fits_one_screen(tmp_path: Path):
    done = shell("--sample", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (GOLDEN / "community_survey.txt").read_text("utf-8")
    lines = done.stdout.splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 80
    assert "no single score" in done.stdout


def test_it_names_the_indicators_behind_each_count(tmp_path: Path):
    """Those of the result table, counted by hand."""
    write(draw(1), tmp_path)
    done = shell("people.csv", "--by", "group", "--verbose", cwd=tmp_path)
    table = in_process.shell("compute", "people.csv", "--by", "group", "--format", "csv", cwd=tmp_path)
    rows = [it for it in csv.DictReader(io.StringIO(table.stdout)) if it["group"] and it["status"] == "ok"]
    words = {"worse": "Behind", "better": "Ahead"}
    expected = Counter(words[it["finding"]] for it in rows if it["finding"] in words)
    named = re.findall(r"^    (Behind|Ahead): ((?:.|\n      )*)", done.stdout, re.MULTILINE)
    found = Counter(word for word, titles in named for _ in titles.split(";"))
    assert found == expected
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_brief_is_one_screen():
    done = shell("--sample", "--area", "region", "--brief")
    assert len(done.stdout.splitlines()) <= 40
    assert "30 groups more" in done.stdout


def test_the_page_tells_associations(tmp_path: Path):
    write(draw(1), tmp_path)
    done = shell("people.csv", "--by", "group", "--associations", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (GOLDEN / "associations.txt").read_text("utf-8")
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_one_indicator_has_nothing_to_go_with(tmp_path: Path):
    write(draw(1), tmp_path)
    arguments = ("people.csv", "--by", "group", "--indicator", "work", "--associations")
    done = shell(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nNo correlation of 0 pairs of indicators can be told.\n")


def test_formats_have_the_same_rows(tmp_path: Path):
    write(draw(1), tmp_path)
    names = ("p.csv", "p.tsv", "p.json", "p.jsonl")
    done = shell("people.csv", "--by", "group", "-q", *(f"-o{name}" for name in names), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text("utf-8"))))
    tabbed = io.StringIO((tmp_path / "p.tsv").read_text("utf-8"))
    assert rows == list(csv.DictReader(tabbed, delimiter="\t"))
    document = json.loads((tmp_path / "p.json").read_text("utf-8"))
    assert document["rows"] == [
        json.loads(it) for it in (tmp_path / "p.jsonl").read_text("utf-8").splitlines()
    ]
    assert "associations" not in document
    assert len(rows) == 9
    for flat, row in zip(rows, document["rows"], strict=True):
        assert list(flat) == list(row) == list(COLUMNS)
        assert flat["ahead"] == str(row["ahead"])
        assert flat["median_gap"] == ("" if row["median_gap"] is None else f"{row['median_gap']:.12g}")


def test_documents_and_workbooks_have_what_the_table_has(tmp_path: Path):
    write(draw(1), tmp_path)
    names = ("p.csv", "p.md", "p.html", "p.xlsx", "p.parquet")
    arguments = ("people.csv", "--by", "group", "--associations", "-q", *(f"-o{name}" for name in names))
    done = shell(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["Cover", "Contents", "Table 1", "Table 2"]
    header, *rows = (line for sheet in ("Table 1", "Table 2") for line in book[sheet].iter_rows(min_row=3))
    assert [cell.value for cell in header][: len(COLUMNS)] == list(COLUMNS)
    pairs = pl.read_parquet(tmp_path / "p.parquet")
    assert pairs.columns == list(PAIR_COLUMNS)
    assert pairs.height == len(csv_rows(tmp_path / "p.csv")) == 10
    assert len(rows) == 9 + 1 + 10
    for name in ("p.md", "p.html"):
        text = (tmp_path / name).read_text("utf-8")
        assert "no single score" in text
        for row in rows[:9]:
            ahead, behind = (str(row[list(COLUMNS).index(name)].value) for name in ("ahead", "behind"))
            assert ahead in text
            assert behind in text


def csv_rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))


def test_a_review_and_a_profile_are_written_together(tmp_path: Path):
    write(draw(1), tmp_path)
    arguments = ("people.csv", "--by", "group", "-q", "--review", "hidden.csv", "-o", "nowhere/p.csv")
    done = shell(*arguments, cwd=tmp_path)
    assert done.returncode == 5
    assert not (tmp_path / "hidden.csv").exists()


def test_associations_are_a_table_of_their_own(tmp_path: Path):
    write(draw(1), tmp_path)
    arguments = ("people.csv", "--by", "group", "--associations", "-q", "-oa.csv", "-oa.json")
    done = shell(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"))))
    document = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert [it["indicator"] for it in rows] == [it["indicator"] for it in document["associations"]]
    assert list(rows[0]) == list(PAIR_COLUMNS)
    assert len(rows) == 10
    assert len(document["rows"]) == 9


def test_the_page_of_docs_names_every_column():
    text = DOCS.read_text("utf-8")
    profile, _, pairs = text.partition("## Associations")
    for part, columns in ((profile, COLUMNS), (pairs, PAIR_COLUMNS)):
        named = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
        assert named == list(columns)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "integrind profile survey.csv"),
        (("people.csv",), 2, "name the variable: --by country_of_birth"),
        (("people.csv", "--by", "grup"), 2, "did you mean 'group'?"),
        (("people.csv", "--by", "group", "--format", "sdmx-csv"), 2, "profile has no format 'sdmx-csv'"),
        (("people.csv", "--by", "group", "-o", "people.csv"), 2, "the survey file itself"),
        (("missing.csv", "--by", "group"), 4, "missing.csv"),
        (("people.csv", "--by", "group", "-o", "no/folder.csv"), 5, "there is no folder"),
    ],
)
def test_what_goes_wrong_has_its_exit_code(
    arguments: tuple[str, ...], code: int, message: str, tmp_path: Path
):
    write(draw(2, 60), tmp_path)
    done = shell(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
