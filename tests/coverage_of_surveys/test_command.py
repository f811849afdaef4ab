"""`integrind coverage` as a shell sees it. The golden pages are what it printed, read through and kept."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from itertools import pairwise
from pathlib import Path

import in_process
import openpyxl
import polars as pl
import pytest
from in_process import Done
from markdown_it import MarkdownIt

from integrind.packaged import packaged_sample_data

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = packaged_sample_data()


def shell(*arguments: object, cwd: Path | None = None) -> Done:
    return in_process.shell("coverage", *arguments, cwd=cwd)


@pytest.mark.parametrize("stem", ["community_survey", "acs2012"])
def test_the_page_is_golden_and_fits_one_screen(stem: str, tmp_path: Path):
    done = shell(str(SAMPLES / f"{stem}.csv"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (GOLDEN / f"{stem}.txt").read_text("utf-8")
    lines = done.stdout.splitlines()
    assert len(lines) < 50
    assert max(map(len, lines)) < 80


def test_csv_and_json_have_the_same_rows(tmp_path: Path):
    files = [tmp_path / name for name in ("c.csv", "c.tsv", "c.json", "c.jsonl")]
    done = shell(str(SAMPLES / "acs2012.csv"), *(f"-o{file}" for file in files), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "6 of 167 indicators can be computed\n"
    assert files[0].read_text("utf-8") == (GOLDEN / "acs2012.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(files[0].read_text("utf-8"))))
    assert rows == list(csv.DictReader(io.StringIO(files[1].read_text("utf-8")), delimiter="\t"))
    document = json.loads(files[2].read_text("utf-8"))
    assert document["about"]["title"] == "American Community Survey 2012, sample of 2,000"
    assert document["rows"] == [json.loads(line) for line in files[3].read_text("utf-8").splitlines()]
    for flat, row in zip(rows, document["rows"], strict=True):
        assert list(flat) == list(row)
        assert flat["lacking"].split() == row["lacking"]
        assert flat["computable"] == str(row["computable"])


def test_documents_and_workbooks_have_what_the_table_has(tmp_path: Path):
    files = [tmp_path / name for name in ("c.csv", "c.md", "c.html", "c.xlsx", "c.parquet")]
    done = shell(str(SAMPLES / "acs2012.csv"), "-q", *(f"-o{file}" for file in files), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO(files[0].read_text("utf-8"))))
    book = openpyxl.load_workbook(files[3])
    header, *lines = book["Table 1"].iter_rows(min_row=3, values_only=True)
    assert [dict(zip(header, map(str, line), strict=True)) for line in lines] == [
        {name: value or "None" for name, value in row.items()} for row in rows
    ]
    assert pl.read_parquet(files[4])["item"].to_list() == [row["item"] for row in rows]
    page = MarkdownIt("commonmark").enable("table").parse(files[1].read_text("utf-8"))
    inside = [after.content for token, after in pairwise(page) if token.type == "td_open"]
    html = files[2].read_text("utf-8")
    for row in rows:
        if row["part"] == "question":
            assert row["title"] in inside
            assert f"<td>{escape(row['said'])}</td>" in html


def test_a_format_that_it_cannot_have_is_refused_before_anything_is_read(tmp_path: Path):
    done = shell("nothing.csv", "--format", "sdmx-csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "coverage has no format 'sdmx-csv'" in done.stderr


def test_a_file_that_nobody_described_is_covered_as_it_stands(tmp_path: Path):
    (tmp_path / "bare.csv").write_text("lonely,q\n1,2\n", encoding="utf-8")
    done = shell("bare.csv", "--dimension", "social", "--format", "json", "-q", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row["item"]: row for row in json.loads(done.stdout)["rows"] if row["part"] == "indicator"}
    assert len(rows) == 28
    assert "lonely" not in rows["lonely_often_or_always"]["lacking"]


def test_it_says_nothing_about_answers(tmp_path: Path):
    """The same variables with other answers give the same bytes."""
    pages = []
    for number, answer in enumerate(("1", "canary-77")):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "s.csv").write_text(f"lonely,sex\n{answer},{answer}\n", encoding="utf-8")
        pages.append(shell("s.csv", cwd=tmp_path / f"{number}").stdout)
    assert pages[0] == pages[1] != ""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "integrind coverage survey.csv"),
        (("missing.csv",), 4, "missing.csv"),
        (("--sample", "--dimension", "econmic"), 2, "there is no dimension 'econmic'"),
        (("--sample", "--indicator", "emploment_rate"), 2, "did you mean 'employment_rate'?"),
        (("s.csv", "--survey", "faulty.survey.yaml"), 3, "S001"),
        (("s.csv", "-o", "s.csv"), 2, "the survey file itself"),
        (("s.csv", "-o", "no/folder.csv"), 5, "there is no folder"),
    ],
)
def test_what_goes_wrong_has_its_exit_code(
    arguments: tuple[str, ...], code: int, message: str, tmp_path: Path
):
    (tmp_path / "s.csv").write_text("sex\n1\n", encoding="utf-8")
    (tmp_path / "faulty.survey.yaml").write_text("title: A survey\nvariabels: {}\n", encoding="utf-8")
    done = shell(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
