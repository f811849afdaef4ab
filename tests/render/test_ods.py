"""Oracles: the workbook itself, read back by expressions of our own, and the rules of the container."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import polars as pl
import pytest
from hypothesis import given, settings

from integrind.formats import Format
from integrind.render.formats import ods
from integrind.render.pages.results_workbook import workbook
from integrind.render.safe import one_line
from integrind.render.tables.workbook import Number
from integrind.results import COLUMNS, Results

from .samples import community, hostile, population, waves, written
from .strategies import any_results


def content(made: Results) -> str:
    with ZipFile(BytesIO(written(made, Format.ODS))) as book:
        return book.read("content.xml").decode()


def sheets(made: Results) -> dict[str, list[list[str]]]:
    """Texts of the cells of every sheet."""
    found = {}
    for name, body in re.findall(
        r'<table:table table:name="(.*?)".*?>(.*?)</table:table>', content(made), re.DOTALL
    ):
        rows = re.findall(r"<table:table-row .*?>(.*?)</table:table-row>", body, re.DOTALL)
        cells = [
            re.findall(r"<table:table-cell(?:/>|.*?</table:table-cell>)", row, re.DOTALL) for row in rows
        ]
        found[name] = [[_shown(cell) for cell in row] for row in cells]
    return found


def _shown(cell: str) -> str:
    blank = re.sub(r'<text:s text:c="(\d+)"/>', lambda it: " " * int(it[1]), cell)
    return unescape(re.sub(r"<[^>]*>", "", blank))


@pytest.mark.parametrize("make", [community, population, waves, hostile])
def test_has_the_sheets_of_the_workbook(make):
    made = make()
    expected, found = workbook(made, None), sheets(made)
    assert list(found) == ["Cover", "Contents", *(it.name for it in expected.sheets)]
    for sheet in expected.sheets:
        rows = found[sheet.name][-len(sheet.rows) :]
        for row, cells in zip(sheet.rows, rows, strict=True):
            texts = [it for it in zip(row, cells, strict=True) if isinstance(it[0], str)]
            assert [one_line(value) for value, _ in texts] == [shown for _, shown in texts]


def test_numbers_are_numbers():
    made = community()
    expected = [it for sheet in workbook(made, None).sheets for row in sheet.rows for it in row]
    numbers = [it for it in expected if isinstance(it, Number | int | float)]
    assert content(made).count('office:value-type="float"') == len(numbers)


def test_the_container_is_one_of_open_document():
    with ZipFile(BytesIO(written(community(), Format.ODS))) as book:
        first, *others = book.infolist()
        assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", ZIP_STORED, 0)
        assert book.read("mimetype").decode() == Format.ODS.traits.media_type
        listed = re.findall(r'full-path="([^"/]+)"', book.read("META-INF/manifest.xml").decode())
        assert {it.filename for it in others} == {*listed, "META-INF/manifest.xml"}
        for name in listed:
            ElementTree.fromstring(book.read(name))


def test_every_name_of_a_style_is_one():
    found = content(hostile())
    used = set(re.findall(r'table:style-name="(.*?)"', found))
    assert used <= set(re.findall(r'style:name="(.*?)"', found))


@settings(max_examples=5, deadline=None)
@given(any_results())
def test_reads_back(drawn: Results):
    """But for shares that are none: in percent they are beyond what a number can be."""
    made = replace(drawn, frame=drawn.frame.with_columns(pl.col(pl.Float64).clip(-1e300, 1e300)))
    frame = ods.read(written(made, Format.ODS))
    rows = made.frame.height
    assert (frame.columns, frame.height) == (list(COLUMNS) if rows else [], rows)
