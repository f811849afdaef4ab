"""The formats by name and by suffix."""

from __future__ import annotations

import csv
import subprocess
import sys
import unicodedata
from decimal import InvalidOperation
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from integrind.errors import OutputError, UsageError
from integrind.formats import Format
from integrind.render import format_of, render
from integrind.render.publication import Appearance, Writing, writing

from .samples import community, group_row, hostile, results

TEXT = [form for form in Format if not form.traits.is_binary]


@pytest.mark.parametrize("form", Format)
def test_every_format_is_the_same_bytes_again(form: Format) -> None:
    assert render(community(), form) == render(community(), form)


@pytest.mark.parametrize("form", TEXT)
def test_text_ends_its_last_line(form: Format) -> None:
    assert render(community(), form).decode("utf-8").endswith("\n")


@pytest.mark.parametrize("form", sorted(set(Format) - {Format.JSONL}))
def test_nothing_at_all_can_be_written(form: Format) -> None:
    assert render(results([]), form)


@pytest.mark.parametrize("form", Format)
def test_what_is_not_finite_is_never_written(form: Format) -> None:
    with pytest.raises((ValueError, InvalidOperation)):
        render(results([group_row("employment_rate", "birth", "uk", gap=float("inf"))]), form)


@pytest.mark.parametrize("form", [Format.TABLE, Format.JSON, Format.MARKDOWN, Format.HTML])
@pytest.mark.parametrize(
    "notice", ["Unweighted: every row counts 1.", "No disclosure control: small groups are shown."]
)
def test_notices_are_in_the_output_itself(form: Format, notice: str) -> None:
    assert (
        notice
        in render(results([group_row("employment_rate", "birth", "uk")], notices=(notice,)), form).decode()
    )


def test_people_are_told_how_numbers_are_rounded() -> None:
    for form in (Format.TABLE, Format.MARKDOWN, Format.HTML):
        assert "rounded half away from zero" in render(community(), form).decode()
    cover = openpyxl.load_workbook(BytesIO(render(community(), Format.XLSX)))["Cover"]
    assert any("rounded half away from zero" in str(line) for (line,) in cover.values)


@pytest.mark.parametrize("form", [Format.CSV, Format.TSV, Format.SDMX_CSV])
def test_no_title_and_no_label_is_a_formula(form: Format) -> None:
    """And every number is as it was, the negative ones too."""
    delimiter = "\t" if form is Format.TSV else ","
    reader = csv.reader(StringIO(render(hostile(), form).decode()), delimiter=delimiter)
    fields = [field for line in reader for field in line]
    starting = [field for field in fields if field[:1] in {"=", "+", "-", "@"}]
    assert all(map(float, starting))
    assert "-0.03655" in starting
    assert {field for field in fields if field[:1] == "'"} == {
        "'=1+1 Employment rate \\x1b[2J[red] <b>|",
        '\'=cmd|" /C calc"!A0',
    }


@pytest.mark.parametrize("form", TEXT)
def test_no_format_has_a_character_that_moves_the_terminal(form: Format) -> None:
    written = render(hostile(), form).decode()
    assert {it for it in written if unicodedata.category(it) == "Cc"} <= {"\n", "\t"}


def test_appearance_is_for_people() -> None:
    look = Appearance(width=80, color=True, digits=3)
    assert render(community(), Format.TABLE, look) != render(community(), Format.TABLE)
    of_people = {Format.TABLE, Format.MARKDOWN, Format.HTML, Format.XLSX, Format.ODS, Format.DOCX}
    for form in set(Format) - of_people:
        assert render(community(), form, look) == render(community(), form)


@pytest.mark.parametrize("form", Format)
def test_every_format_says_how_it_is_written(form: Format) -> None:
    assert isinstance(writing(form), Writing)


def test_suffixes_name_formats() -> None:
    assert [format_of(Path(f"a{form.traits.suffix}")) for form in Format] == [*Format]
    assert format_of(Path("tables/regions.CSV")) == "csv"
    assert format_of(Path("tables/regions.sdmx.csv")) == "sdmx-csv"


@pytest.mark.parametrize(("name", "hint"), [("a.cvs", "did you mean '.csv'?"), ("a", ".txt, .csv")])
def test_an_unknown_suffix_is_a_usage_error(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_of(Path(name))
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", [".", "..", "folder.csv"])
def test_a_folder_is_no_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="it is a folder") as caught:
        format_of(Path(name))
    assert caught.value.hint == "name a file in it"


def test_a_format_without_its_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrind.render.find_spec", lambda name: None)
    with pytest.raises(OutputError, match="xlsx needs a package") as caught:
        render(community(), Format.XLSX)
    assert caught.value.hint == "pip install 'integrind[xlsx]'"


def test_naming_the_formats_loads_no_renderer() -> None:
    code = "import sys, integrind.render; sys.exit(bool({'polars', 'rich', 'xlsxwriter'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_page_of_formats_names_them_all() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    for form in Format:
        assert f"`{form}`" in page
        assert f"`{form.traits.suffix}`" in page
