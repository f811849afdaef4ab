"""What is said of two versions of a table. The oracle is what the test changed."""

from __future__ import annotations

from typing import Any

import pytest

from integrind.formats import Format
from integrind.render import render
from integrind.render.files.changes import difference, in_words
from integrind.render.files.reading import is_readable

from .samples import Rows, altered, by_birth, community, emptied, group_row, results, row

READABLE = [*filter(is_readable, Format)]
NAMES = ["employment_rate", "median_hourly_pay"]


def said(old: Rows, new: Rows, form: Format = Format.CSV) -> list[str]:
    return list(in_words(form, render(results(old), form), render(results(new), form)))


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({"gap": -0.0911}, ["employment_rate, other: gap -8.6 to -9.1 pp"]),
        ({"estimate": 0.8, "n": 9}, ["employment_rate, other: estimate 64.5 to 80.0%, n 1,416 to 9"]),
        ({"gap": -0.0862581}, ["employment_rate, other: gap -8.62580 to -8.62581 pp"]),
        ({"finding": None}, ["employment_rate, other: finding worse to none"]),
        ({"status": "low_reliability"}, ["employment_rate, other: ok to low_reliability"]),
        ({"se": 0.1, "notes": "so"}, ["employment_rate: se, notes changed"]),
    ],
    ids=["nothing", "gap", "level and base", "the sixth digit", "finding", "status", "error"],
)
def test_a_row_that_changed(form: Format, change: dict[str, Any], words: list[str]) -> None:
    old = by_birth(NAMES)
    assert said(old, altered(old, "employment_rate", "other", **change), form) == words


def test_a_row_that_is_hidden_now_has_no_numbers_to_compare() -> None:
    old = by_birth(NAMES)
    hidden = emptied(group_row("employment_rate", "birth", "eu", gap_from=None), "suppressed")
    assert said(old, altered(old, "employment_rate", "eu", **hidden)) == [
        "employment_rate, eu: ok to suppressed"
    ]


def test_rows_that_come_and_go() -> None:
    old, new = by_birth(NAMES)[:-1], by_birth(NAMES)[1:]
    assert said(old, new) == ["employment_rate: gone", "median_hourly_pay, other: new"]


def test_the_same_of_many_rows_is_said_once() -> None:
    old = by_birth(NAMES)
    new = [{**made, "title": "Pay"} if made["indicator"] == NAMES[1] else made for made in old]
    assert said(old, new) == ["median_hourly_pay: title changed (4 rows)"]


def test_many_changes_are_cut_and_counted() -> None:
    old = [row("employment_rate", group_by="area", group=f"a{number}") for number in range(50)]
    new = [{**made, "estimate": 0.5} for made in old]
    words = said(old, new)
    assert len(words) == 41
    assert words[-1] == "and 10 more rows"


@pytest.mark.parametrize("form", READABLE)
def test_of_what_is_no_table_nothing_is_said(form: Format) -> None:
    assert list(in_words(form, b"what,is\nthis,\n", render(results(by_birth()), form))) == []


@pytest.mark.parametrize("column", ["finding", "estimate"])
def test_of_a_table_that_somebody_broke_nothing_is_said(column: str) -> None:
    new = render(results(by_birth(NAMES)), Format.CSV)
    other = new.replace(column.encode(), b"other", 1)
    words = new.replace(b",0.731,", b",much,", 1)
    assert list(in_words(Format.CSV, other.replace(b"0.731", b"0.732", 1), new)) == []
    assert list(in_words(Format.CSV, words, new)) == []


def test_line_ends_alone_are_said_to_differ() -> None:
    new = render(community(), Format.MARKDOWN)
    assert list(difference("a.md", Format.MARKDOWN, new.replace(b"\n", b"\r\n"), new)) == [
        "a.md: differs in line ends alone"
    ]


def test_a_label_cannot_move_the_terminal() -> None:
    old = [group_row("employment_rate", "birth", "\x1b[2J")]
    (words,) = said(old, [{**old[0], "gap": 0.0}])
    assert "\x1b" not in words
