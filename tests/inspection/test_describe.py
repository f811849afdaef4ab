"""`describe`: what it says of columns, and that it never names what few people have."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import shell

from integrind.data.table import open_table
from integrind.inspection.columns import MOST_CODES, Content, profile
from integrind.packaged import packaged_sample_data

SAMPLES = packaged_sample_data()


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A name that one person has, a code that nine have, one that ten have, and an empty column."""
    rows = [("common", "", f"{number}", "5") for number in range(40)]
    rows += [("ten", "", "7", "")] * 10 + [("canary-nine", "", "8", "5")] * 9 + [("canary-one", "", "9", "5")]
    lines = [",".join(row) for row in (("sort", "hollow", "wt", "score"), *rows)]
    (tmp_path / "s.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def records(*arguments: str, cwd: Path | None = None) -> dict[str, dict[str, object]]:
    done = shell("describe", *arguments, "--format", "json", cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    return {record["column"]: record for record in json.loads(done.stdout)["columns"]}


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_codes_that_few_rows_hold_are_never_named(form: str, survey: Path):
    done = shell("describe", "s.csv", "--format", form, cwd=survey)
    assert done.returncode == 0
    assert "canary" not in done.stdout + done.stderr
    assert "common" in done.stdout
    assert "ten" in done.stdout


def test_a_draft_names_none_of_them_either(survey: Path):
    (survey / "s.csv").rename(survey / "t.csv")
    text = (survey / "t.csv").read_text("utf-8").replace("sort,", "tenure,")
    (survey / "t.csv").write_text(text, encoding="utf-8")
    assert shell("init", "t.csv", cwd=survey).returncode == 0
    drafted = (survey / "t.survey.yaml").read_text("utf-8")
    assert "common: VALUE" in drafted
    assert "canary" not in drafted
    assert "and 2 more that few rows hold" in drafted


def test_they_are_named_where_it_is_asked_for(survey: Path):
    assert "canary-one" in shell("describe", "s.csv", "--show-values", "--format", "json", cwd=survey).stdout


def test_columns(survey: Path):
    found = records("s.csv", cwd=survey)
    assert found["sort"]["codes"] == ["common", "ten"]
    assert (found["sort"]["distinct"], found["sort"]["not_listed"]) == (4, 2)
    assert (found["hollow"]["content"], found["hollow"]["empty"]) == ("nothing", "all")
    assert (found["wt"]["likely"], found["wt"]["content"]) == ("weight", "numbers")
    assert found["wt"]["codes"] == []
    assert (found["score"]["distinct"], found["score"]["empty"]) == (1, "17%")


def test_a_share_that_would_tell_of_a_few_is_in_words(tmp_path: Path):
    empty = {"few": 9, "share": 10, "most": 21, "nearly": 22, "none": 0, "all": 31}
    rows = [",".join("" if row < count else "1" for count in empty.values()) + ",x" for row in range(31)]
    (tmp_path / "s.csv").write_text("\n".join([",".join(empty) + ",x", *rows]) + "\n", encoding="utf-8")
    said = {name: record["empty"] for name, record in records("s.csv", cwd=tmp_path).items()}
    assert said == {
        "few": "few", "share": "32%", "most": "68%", "nearly": "nearly all", "none": "none", "all": "all",
        "x": "none",
    }  # fmt: skip


def test_the_sample_survey():
    found = records("--sample")
    with (SAMPLES / "community_survey.csv").open(encoding="utf-8", newline="") as file:
        assert list(found) == next(csv.reader(file))
    assert found["psu"]["likely"] == "psu"
    assert found["stratum"]["likely"] == "stratum"
    assert found["region"]["variable"] == "region"
    assert found["satisfaction_with_area"]["likely"] is None
    assert found["age"]["codes"] == []


def test_harmonised_variables_stand_beside_their_columns():
    found = records(str(SAMPLES / "acs2012.csv"))
    assert found["gender"]["variable"] == "sex"
    assert found["birth_qrtr"]["variable"] is None


def test_table_and_csv_have_every_column(survey: Path):
    rows = list(csv.DictReader(io.StringIO(shell("describe", "s.csv", "--format", "csv", cwd=survey).stdout)))
    assert [row["column"] for row in rows] == ["sort", "hollow", "wt", "score"]
    assert rows[0]["codes"] == "common|ten"
    table = shell("describe", "s.csv", cwd=survey).stdout
    assert table.startswith("s.csv: 60 rows, 4 columns\n")
    assert "Codes that fewer than 10 rows hold are not named; --show-values names them.\n" in table


def test_names_that_would_repaint_a_terminal_are_made_visible(tmp_path: Path):
    (tmp_path / "s.csv").write_text("a\x1b[31m,b\n" + "x\x1b[2J,1\n" * 10, encoding="utf-8")
    done = shell("describe", "s.csv", cwd=tmp_path)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert shell("init", "s.csv", cwd=tmp_path).returncode == 0
    assert "\x1b" not in (tmp_path / "s.survey.yaml").read_text("utf-8")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["", "1", "2.5", "-1", "a", "b"]), min_size=1, max_size=60))
def test_a_profile_is_what_counting_gives(values: list[str]):
    table = _Table(values)
    (column,) = profile(table, least=10)
    filled = [value for value in values if value]
    assert column.empty == values.count("")
    assert column.distinct == len(set(filled)) <= MOST_CODES
    assert set(column.codes) == {value for value in set(filled) if filled.count(value) >= 10}
    letters = {"a", "b"} & set(filled)
    assert column.content is (Content.TEXT if letters else Content.NUMBERS if filled else Content.NOTHING)
    assert column.below_zero == ("-1" in filled)


class _Table:
    """A file of one column."""

    name, columns = "s.csv", ("x",)

    unreadable: frozenset[str] = frozenset()

    def __init__(self, values: list[str]) -> None:
        self.values = values
        self.rows = len(values)

    def read(self, columns: object):
        import polars as pl

        return pl.DataFrame({"x": self.values})


def test_tables_of_files_fit(survey: Path):
    """The stand-in above is read as a file is."""
    assert [it.name for it in profile(open_table(str(survey / "s.csv")), least=10)] == [
        "sort", "hollow", "wt", "score",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["describe", "init"])
def test_a_file_that_cannot_be_read(command: str, tmp_path: Path):
    done = shell(command, "none.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert "none.csv" in done.stderr
    assert list(tmp_path.iterdir()) == []
