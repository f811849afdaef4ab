"""Oracle: openpyxl, another reader than the one that wrote, and the checklist of the Analysis Function.

https://analysisfunction.civilservice.gov.uk/policy-store/making-spreadsheets-accessible-a-brief-checklist-of-the-basics/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from integrind.errors import OutputError
from integrind.formats import Format
from integrind.render.safe import one_line, visible
from integrind.results import COLUMNS, Results

from .samples import (
    HOSTILE,
    altered,
    by_birth,
    community,
    crossed,
    emptied,
    group_row,
    hostile,
    population,
    regions,
    results,
    row,
    waves,
    written,
)
from .strategies import any_results

SAMPLES = [community, population, crossed, waves, hostile, lambda: regions("employment_rate", "gini_income")]


def read(given_results: Results, digits: int | None = None) -> Workbook:
    return openpyxl.load_workbook(BytesIO(written(given_results, Format.XLSX, digits)))


def tables(book: Workbook) -> Iterator[tuple[Worksheet, tuple[str, ...], list[tuple[object, ...]]]]:
    """Each sheet with a table, its header and its rows."""
    for sheet in book:
        for table in sheet.tables.values():
            header, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
            yield sheet, tuple(header), [tuple(row) for row in rows]


def shown(book: Workbook) -> list[dict[str, object]]:
    """The rows of the tables for people."""
    return [
        dict(zip(header, row, strict=True))
        for sheet, header, rows in tables(book)
        if sheet.title.startswith("Table")
        for row in rows
    ]


def links(sheet: Worksheet) -> list[str | None]:
    """Where the cells of a sheet lead to; nothing may lead out of the book."""
    found = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [it.target for it in found if it.target] == []
    return [it.location for it in found]


@pytest.fixture(params=SAMPLES)
def book(request: pytest.FixtureRequest) -> Workbook:
    make: Callable[[], Results] = request.param
    return read(make())


def test_has_cover_contents_and_notes_before_the_tables(book: Workbook) -> None:
    first, *names, last = [name for name in book.sheetnames if name != "Notes"]
    assert (first, names.pop(0), last) == ("Cover", "Contents", "Data")
    assert names == [f"Table {number}" for number in range(1, len(names) + 1)]
    assert book.sheetnames[2] in ("Notes", "Table 1")


def test_there_are_notes_only_where_there_is_something_to_explain() -> None:
    assert "Notes" not in read(population()).sheetnames
    assert "Notes" in read(community()).sheetnames


def test_contents_name_every_sheet_behind_them_and_lead_there(book: Workbook) -> None:
    sheet = book["Contents"]
    (_, rows) = next((header, rows) for found, header, rows in tables(book) if found is sheet)
    assert [name for name, _ in rows] == book.sheetnames[2:]
    assert links(sheet) == [f"'{name}'!A1" for name in book.sheetnames[2:]]


def test_every_sheet_has_a_title_in_a1_and_at_most_one_table_below_it(book: Workbook) -> None:
    for sheet in book:
        assert sheet["A1"].value
        assert sheet["A1"].font.bold
        assert len(sheet.tables) == (sheet.title != "Cover")
        for table in sheet.tables.values():
            left, top, _, bottom = openpyxl.utils.range_boundaries(table.ref)
            assert left == 1
            assert top > 1
            assert bottom == sheet.max_row
            above = [sheet.cell(number, 1).value for number in range(1, top)]
            assert all(above)
            assert all(cell.value is None for row in sheet.iter_rows(1, top - 1, 2) for cell in row)


def test_no_cell_for_people_is_empty(book: Workbook) -> None:
    for sheet, header, rows in tables(book):
        assert all(header)
        if sheet.title != "Data":
            assert all(value not in (None, "") for row in rows for value in row)


def test_nothing_is_merged_hidden_frozen_filtered_or_filled(book: Workbook) -> None:
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.sheet_state == "visible"
        assert not any(
            it.hidden for it in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        )
        assert all(table.autoFilter is None for table in sheet.tables.values())
        assert {cell.fill.fill_type for row in sheet.iter_rows(max_row=9) for cell in row} == {None}


def explained(book: Workbook) -> dict[str, str]:
    """The signs on the sheet of notes, with what they mean."""
    return {
        str(sign): str(meaning)
        for sheet, _, rows in tables(book)
        if sheet.title == "Notes"
        for sign, meaning in rows
    }


def test_exactly_the_signs_of_the_tables_are_explained_on_the_notes(book: Workbook) -> None:
    cells = [
        value
        for row in shown(book)
        for name, value in row.items()
        if name not in ("Indicator", "Group", "Breakdown")
    ]
    used = {sign for value in cells if isinstance(value, str) for sign in re.findall(r"\[[^]]+\]", value)}
    assert used == set(explained(book))


@pytest.mark.parametrize(
    ("profile", "signs"),
    [
        ("uk-af", {"[u]", "[c]", "[z]", "[x]", "[w]"}),
        ("eurostat", {"u", ":c", ":z", ":"}),
        ("statcan", {"E", "x", "...", ".."}),
    ],
)
def test_signs_are_those_of_the_profile(profile: str, signs: set[str]) -> None:
    """What is asked for, as docs/disclosure.md has it, and no sign of another office."""
    made = community()
    book = read(replace(made, about=replace(made.about, symbols=profile)))
    assert set(explained(book)) == signs
    suppressed = [row for row in shown(book) if "suppressed to protect people" in str(row["Status"])]
    (sign,) = {row["Estimate, in the unit"] for row in suppressed}
    assert explained(book)[str(sign)] == "suppressed to protect people"
    assert {row["Status"] for row in suppressed} == {f"suppressed to protect people {sign}"}


def test_a_number_left_out_has_a_sign_of_its_own_where_the_office_has_one() -> None:
    """Eurostat and Statistics Canada tell what is marked from what is left out."""
    withheld = emptied(group_row("employment_rate", "birth", "eu"), "low_reliability")
    rows = altered(by_birth(["employment_rate"]), "employment_rate", "eu", **withheld)
    for profile, sign in (("eurostat", ":u"), ("statcan", "F")):
        assert explained(read(results(rows, symbols=profile)))[sign] == "too unreliable to be shown"
    assert explained(read(results(rows)))["[u]"] == "low reliability"


def test_numbers_are_rounded_as_in_every_table_for_people() -> None:
    rows = {row["Group"]: row for row in shown(read(results(by_birth(["employment_rate"]))))}
    other = rows["Born outside the EU"]
    assert other["Estimate, in the unit"] == 64.5
    assert other["Gap, percentage points where the unit is %"] == -8.6
    assert other["Unit"] == "%"
    assert rows["Population"]["Gap, percentage points where the unit is %"] == "[z]"


def test_digits_are_obeyed() -> None:
    sheet = read(results(by_birth(["employment_rate"])), digits=3)["Table 1"]
    numbers = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)]
    assert {cell.number_format for cell in numbers} == {"#,##0.000"}


def test_a_suppressed_row_has_no_number() -> None:
    hidden = [row for row in shown(read(community())) if "[c]" in str(row["Status"])]
    assert len(hidden) == 2
    assert {value for row in hidden for value in row.values() if isinstance(value, (int, float))} == set()


def test_notes_of_a_row_are_signs_for_sentences_on_the_notes() -> None:
    rows = altered(
        by_birth(["employment_rate"]), "employment_rate", "eu", notes="fewer than one degree of freedom"
    )
    book = read(results(rows))
    assert [row["Notes"] for row in shown(book)] == ["none", "none", "[note 1]", "none"]
    assert ("[note 1]", "Fewer than one degree of freedom.") in list(book["Notes"].values)


@settings(max_examples=15, deadline=None)
@given(any_results())
def test_everything_reads_back_from_the_last_sheet(drawn: Results) -> None:
    what_excel_can_hold = drawn.frame.with_columns(pl.col(pl.Float64).clip(-1e300, 1e300))
    found = [
        rows
        for sheet, _, rows in tables(read(replace(drawn, frame=what_excel_can_hold)))
        if sheet.title == "Data"
    ]
    assert (found[0] if found else []) == [
        tuple(
            None if value is None else one_line(value) if kind is pl.String else float(f"{value:.11e}")
            for value, kind in zip(row, COLUMNS.values(), strict=True)
        )
        for row in what_excel_can_hold.rows()
    ]


def test_no_label_is_a_formula_a_number_or_a_link() -> None:
    labels = [*HOSTILE, "=1+1", "+1", "-1", "@SUM(A1)", "007", "https://example.org", "mailto:a@example.org"]
    book = read(
        results([row("employment_rate"), *(group_row("employment_rate", "birth", it) for it in labels)])
    )
    groups = [cell for cell in book["Table 1"]["D"] if cell.value in set(map(visible, labels))]
    assert len(groups) == len(labels)
    assert {cell.data_type for cell in groups} == {"s"}
    assert [it for sheet in book if sheet.title != "Contents" for it in links(sheet)] == []
    archive = ZipFile(BytesIO(written(hostile(), Format.XLSX)))
    assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_a_label_that_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(OutputError, match="longer than a cell"):
        written(results([group_row("employment_rate", "birth", "x" * 40_000)]), Format.XLSX)


def test_there_is_no_clock_in_it() -> None:
    archive = ZipFile(BytesIO(written(community(), Format.XLSX)))
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")
    assert re.findall(rb"20\d\d-\d\d-\d\dT", archive.read("docProps/core.xml")) == []


def test_all_of_a_text_is_seen() -> None:
    """Cells are as wide as their text, or their rows as high as it needs; the oracle counts letters."""
    for sheet in read(community()):
        its = sheet.column_dimensions.values()
        width = {at: it.width for it in its for at in range(it.min, it.max + 1)}
        for cells in sheet.iter_rows(min_row=2):
            high = (sheet.row_dimensions[cells[0].row].height or 15) / 15
            for cell in cells:
                assert len(str(cell.value or "")) <= width[cell.column] * high


def test_it_prints_on_its_side() -> None:
    for sheet in read(community()):
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert bool(sheet.tables) == bool(sheet.print_title_rows)


def test_whom_to_ask_stands_on_the_cover() -> None:
    cover = read(results(by_birth(["employment_rate"]), contact="statistics@example.org"))["Cover"]
    assert "Contact: statistics@example.org" in [cell.value for row in cover.iter_rows() for cell in row]
