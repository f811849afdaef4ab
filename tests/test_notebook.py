"""What the Python functions give. Oracle: the command line's own pipeline, and other libraries' frames."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import integrind
from integrind import pipeline
from integrind.errors import UsageError
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
    with pytest.raises(UsageError, match="between takes two areas"):
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
