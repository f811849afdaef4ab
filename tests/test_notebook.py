"""What the Python functions give. Oracle: the command line's own pipeline, and other libraries' frames."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import integrind
from integrind import pipeline
from integrind.errors import DataError, UsageError
from integrind.notebook import Table
from integrind.packaged import packaged_sample_data
from integrind.request import Request

SAMPLE = packaged_sample_data() / "community_survey.csv"
DESCRIPTION = packaged_sample_data() / "community_survey.survey.yaml"


@pytest.fixture(scope="module")
def table() -> Table:
    return integrind.compute(SAMPLE, by=["sex"], indicator=["employment_rate"])


def test_a_table_is_what_the_pipeline_made(table: Table):
    made = pipeline.compute(Request(str(SAMPLE), by=("sex",), only=("employment_rate",)))
    assert_frame_equal(table.frame, made.frame)
    assert (table.about, table.warnings, table.unavailable) == (made.about, made.warnings, made.unavailable)


def test_a_notebook_shows_tables_and_a_chart(table: Table):
    shown = table._repr_html_()
    assert '<section class="integrind"' in shown
    assert shown.count('<img alt="') == 1
    assert "Employment rate" in repr(table)


def test_a_frame_is_data_as_its_file_is(table: Table):
    for frame in (
        pl.read_csv(SAMPLE, infer_schema=False),
        pl.read_csv(SAMPLE, infer_schema=False).to_arrow(),
    ):
        found = integrind.compute(frame, survey=DESCRIPTION, by=["sex"], indicator=["employment_rate"])
        assert_frame_equal(found.frame, table.frame)


def test_differences_and_files(tmp_path: Path):
    areas = integrind.compare(
        SAMPLE, area="region", between=("Amberland", "Ironvale"), by=["sex"], indicator=["employment_rate"]
    )
    assert set(areas.frame["versus"]) == {"Ironvale"}
    areas.write(tmp_path / "areas.csv")
    assert pl.read_csv(tmp_path / "areas.csv").height == areas.frame.height
    with pytest.raises(UsageError, match="between takes two areas, not 1"):
        integrind.compare(SAMPLE, area="region", between=("Amberland",))  # type: ignore[arg-type]


def test_a_report_is_a_page_in_a_frame(tmp_path: Path):
    made = integrind.report(SAMPLE, by=["sex"], indicator=["employment_rate"])
    made.write(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8") == made.html
    assert made._repr_html_().startswith("<iframe")
    with pytest.raises(UsageError, match="a report is HTML"):
        made.write(tmp_path / "report.csv")


def test_coverage_says_what_it_is_of():
    made = integrind.coverage(SAMPLE, dimension=["identity"])
    assert made.about["synthetic"] == "true"
    assert made.frame.height
    assert "<table>" in made._repr_html_()


def test_names_that_are_promised_are_there():
    assert set(integrind.__all__) <= set(dir(integrind))
    assert all(getattr(integrind, name).__doc__ for name in integrind.__all__)
    assert integrind.__version__


def test_what_was_read_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As the command line refuses it, by any name of the file and from any folder."""
    survey, described = (tmp_path / it.name for it in (SAMPLE, DESCRIPTION))
    shutil.copy(SAMPLE, survey)
    shutil.copy(DESCRIPTION, described)
    os.link(survey, tmp_path / "hard.csv")
    (tmp_path / "soft.csv").symlink_to(survey)
    (tmp_path / "codebook.csv").symlink_to(described)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    made = integrind.sizes(survey.name, by=["sex"])
    national = tmp_path / "national.csv"
    made.write(national)
    before = survey.read_bytes()
    monkeypatch.chdir(tmp_path / "sub")
    for name in (survey, "../community_survey.csv", "../sub/../soft.csv", "../hard.csv"):
        with pytest.raises(UsageError, match=r"^[^-].*: this "):
            made.write(name)
    with pytest.raises(UsageError, match="as its description"):
        made.write("../codebook.csv")
    assert survey.read_bytes() == before
    made.write(national)


def test_what_a_frame_is_read_with_is_not_replaced_either(tmp_path: Path, table: Table):
    described, national = tmp_path / "s.survey.yaml", tmp_path / "national.csv"
    shutil.copy(DESCRIPTION, described)
    (tmp_path / "s.csv").symlink_to(described)
    table.write(national)
    made = integrind.compute(
        pl.read_csv(SAMPLE, infer_schema=False),
        survey=described,
        by=["sex"],
        indicator=["employment_rate"],
        gap_from=f"table={national}",
    )
    with pytest.raises(UsageError, match="as its description"):
        made.write(tmp_path / "s.csv")
    with pytest.raises(UsageError, match="as its data"):
        made.write(national)


def test_a_report_replaces_nothing_that_was_read(tmp_path: Path):
    shutil.copy(DESCRIPTION, tmp_path / "s.survey.yaml")
    (tmp_path / "report.html").symlink_to(tmp_path / "s.survey.yaml")
    made = integrind.report(
        SAMPLE, survey=tmp_path / "s.survey.yaml", by=["sex"], indicator=["employment_rate"]
    )
    with pytest.raises(UsageError, match="as its description"):
        made.write(tmp_path / "report.html")


def test_a_path_of_another_type(table: Table):
    with pytest.raises(UsageError, match=r"path takes a path.*type int"):
        table.write(3)  # type: ignore[arg-type] # that is what it refuses


def test_a_list_of_files():
    asked = integrind.api.Options(wave="wave", by=["sex"], indicator=["employment_rate"])
    one = integrind.trend([SAMPLE], **asked)
    assert_frame_equal(one.frame, integrind.trend(SAMPLE, **asked).frame)
    with pytest.raises(UsageError, match="data is an empty list"):
        integrind.trend([], **asked)
    with pytest.raises(UsageError, match="panel needs both waves in one file"):
        integrind.trend([SAMPLE, "other.csv"], panel="person", **asked)


def test_tables_are_printed_where_nothing_was_tested(table: Table):
    """Of sizes and of segregation the numbers are all there is; a table of gaps has its one screen."""
    for made in (
        integrind.sizes(SAMPLE, by=["sex"]),
        integrind.segregation(SAMPLE, area=["region"], by=["sex"]),
    ):
        assert "Female" in repr(made)
        assert "Every row: -o results.csv" in repr(made)
    assert "as tables: --format table" in repr(table)


def test_a_frame_is_called_so():
    frame = pl.DataFrame({"a": ["1", "2"], "w": ["1", "x"]})
    assert integrind.coverage(frame).about["title"] == "the frame"
    for empty, where in ((frame.head(0), None), (frame, "a == 3")):
        with pytest.raises(DataError, match=r"^the frame: ") as caught:
            integrind.sizes(empty, where=where)
        assert "parquet" not in str(caught.value)
    lacking = pl.read_csv(SAMPLE, infer_schema=False).drop("lonely")
    (warning,) = integrind.sizes(lacking, survey=DESCRIPTION, by=["sex"]).warnings
    assert warning.startswith("the frame: the survey description names columns")
