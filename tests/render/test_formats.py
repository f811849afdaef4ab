"""The formats by name and by suffix."""

from __future__ import annotations

import subprocess
import sys
from decimal import InvalidOperation
from pathlib import Path

import pytest

from integrind.errors import OutputError, UsageError
from integrind.render import BINARY, FORMATS, SUFFIXES, Appearance, format_of, render

from .samples import community, group_row, results


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_the_same_bytes_again(form: str) -> None:
    assert render(community(), form) == render(community(), form)


@pytest.mark.parametrize("form", sorted(set(FORMATS) - BINARY))
def test_text_ends_its_last_line(form: str) -> None:
    assert render(community(), form).decode("utf-8").endswith("\n")


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"jsonl"}))
def test_nothing_at_all_can_be_written(form: str) -> None:
    assert render(results([]), form)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_finite_is_never_written(form: str) -> None:
    with pytest.raises((ValueError, InvalidOperation)):
        render(results([group_row("employment_rate", "birth", "uk", gap=float("inf"))]), form)


@pytest.mark.parametrize(
    "form", sorted(set(FORMATS) - {"csv", "tsv", "jsonl", "parquet", "sdmx-csv", "xlsx"})
)
@pytest.mark.parametrize(
    "notice", ["Unweighted: every row counts 1.", "No disclosure control: small groups are shown."]
)
def test_notices_are_in_the_output_itself(form: str, notice: str) -> None:
    assert (
        notice
        in render(results([group_row("employment_rate", "birth", "uk")], notices=(notice,)), form).decode()
    )


def test_people_are_told_how_numbers_are_rounded() -> None:
    for form in ("table", "markdown", "html"):
        assert "rounded half away from zero" in render(community(), form).decode()


def test_appearance_is_for_people() -> None:
    look = Appearance(width=80, color=True, digits=3)
    assert render(community(), "table", look) != render(community(), "table")
    for form in set(FORMATS) - {"table", "markdown", "html", "xlsx"}:
        assert render(community(), form, look) == render(community(), form)


def test_suffixes_name_formats() -> None:
    assert set(SUFFIXES.values()) == set(FORMATS)
    assert format_of(Path("tables/regions.CSV")) == "csv"
    assert format_of(Path("tables/regions.sdmx.csv")) == "sdmx-csv"


@pytest.mark.parametrize(("name", "hint"), [("a.cvs", "did you mean '.csv'?"), ("a", ".txt, .csv")])
def test_an_unknown_suffix_is_a_usage_error(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_of(Path(name))
    assert hint in caught.value.hint


def test_a_format_without_its_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrind.render.find_spec", lambda name: None)
    with pytest.raises(OutputError, match="xlsx needs a package") as caught:
        render(community(), "xlsx")
    assert caught.value.hint == "pip install 'integrind[xlsx]'"


def test_naming_the_formats_loads_no_renderer() -> None:
    code = "import sys, integrind.render; sys.exit(bool({'polars', 'rich', 'xlsxwriter'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_page_of_formats_names_them_all() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    for suffix, form in SUFFIXES.items():
        assert f"`{form}`" in page
        assert f"`{suffix}`" in page
