"""Oracle: codes and labels by hand."""

from pathlib import Path

import pytest

from integrind.data import breakdown
from integrind.data.breakdown import Breakdown, break_down
from integrind.errors import DataError, UsageError

from .build import build, column

PEOPLE = "sex,birth,gor\nmale,eu,10\nfemale,non_eu,9\n,uk,2\nmale,uk,\nfemale,,2\n"


def by_row(found: Breakdown) -> list[str | None]:
    return [found.labels[code] if code >= 0 else None for code in found.code]


def test_labels_come_in_the_order_of_the_codebook(tmp_path: Path):
    found = break_down(build(tmp_path, PEOPLE), "birth")
    assert (found.by, found.labels) == ("birth", ("uk", "eu", "non_eu"))
    assert by_row(found) == ["eu", "non_eu", "uk", "uk", None]


def test_or_of_the_description(tmp_path: Path):
    survey = "variables: {place: {column: gor, codes: {2: west, 9: north, 10: east, 11: south}}}"
    found = break_down(build(tmp_path, PEOPLE, survey), "place")
    assert found.labels == ("west", "north", "east")
    assert by_row(found) == ["east", "north", "west", None, "west"]


def test_or_of_bands(tmp_path: Path):
    survey = "variables: {band: {from: age, bands: [5, 16, 100]}}"
    found = break_down(build(tmp_path, column("age", 120, 20, 6, 1), survey), "band")
    assert found.labels == ("5-15", "16-99", "100+")
    assert by_row(found) == ["100+", "16-99", "5-15", None]


def test_or_by_size_where_all_are_numbers(tmp_path: Path):
    assert break_down(build(tmp_path, PEOPLE), "gor").labels == ("2", "9", "10")
    found = break_down(build(tmp_path, column("code", "010", "9", "-1", "2.50", "9.0")), "code")
    assert found.labels == ("-1", "2.50", "9", "9.0", "010")
    survey = "variables: {code: {column: code, type: category}}"
    assert break_down(build(tmp_path, column("code", 10, 9), survey), "code").labels == ("9", "10")


def test_else_by_text(tmp_path: Path):
    found = break_down(build(tmp_path, column("code", "10", "9", "b", "B", "nan", "inf")), "code")
    assert found.labels == ("10", "9", "B", "b", "inf", "nan")


def test_a_described_number_is_named_without_needless_decimals(tmp_path: Path):
    survey = "variables: {children: {column: children, type: number, missing: {refused: [-9]}}}"
    found = break_down(build(tmp_path, column("children", "2.0", "10", "0", "-9", "1.5"), survey), "children")
    assert found.labels == ("0", "1.5", "2", "10")
    assert by_row(found) == ["2", "10", "0", None, "1.5"]


def test_booleans(tmp_path: Path):
    survey = "variables: {works: {column: works, type: boolean, codes: {1: true, 2: false}}}"
    assert break_down(build(tmp_path, column("works", 1, 2), survey), "works").labels == ("false", "true")


def test_crossed_labels_are_those_that_the_file_holds(tmp_path: Path):
    found = break_down(build(tmp_path, PEOPLE), "sex + birth")
    assert found.by == "sex+birth"
    assert found.labels == ("female+non_eu", "male+uk", "male+eu")
    assert by_row(found) == ["male+eu", "female+non_eu", None, "male+uk", None]


def test_three_may_be_crossed(tmp_path: Path):
    found = break_down(build(tmp_path, PEOPLE), "sex+birth+gor")
    assert found.labels == ("female+non_eu+9", "male+eu+10")


@pytest.mark.parametrize("by", ["brth", "sex+brth", "", "sex+", "income"])
def test_an_unknown_variable(tmp_path: Path, by: str):
    with pytest.raises(UsageError, match="there is no variable or column") as caught:
        break_down(build(tmp_path, PEOPLE), by)
    assert caught.value.hint == ("did you mean 'birth'?" if "brth" in by else "")


def test_a_variable_without_any_value(tmp_path: Path):
    with pytest.raises(DataError, match=r"data.csv: 'sex' has no value in any row"):
        break_down(build(tmp_path, column("sex", "", "")), "sex")
    with pytest.raises(DataError, match=r"'sex\+birth' has no value in any row"):
        break_down(build(tmp_path, "sex,birth\nmale,\n,uk\n"), "sex+birth")


def test_too_many_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(breakdown, "_MOST_LABELS", 3)
    variables = build(tmp_path, "a,b\n1,1\n2,2\n3,3\n1,4\n")
    assert len(break_down(variables, "a").labels) == 3
    for by in ("b", "a+b"):
        with pytest.raises(UsageError, match="has 4 values; at most 3 make groups"):
            break_down(variables, by)


@pytest.mark.parametrize(
    ("by", "named"), [("birth", True), ("gor", False), ("birth+gor", False), ("described", False)]
)
def test_labels_are_named_in_messages_where_a_description_names_them(tmp_path: Path, by: str, named: bool):
    survey = "variables: {described: {column: gor, type: number}}"
    assert break_down(build(tmp_path, PEOPLE, survey), by).may_be_named is named
    assert break_down(build(tmp_path, PEOPLE, survey, show_values=True), by).may_be_named


@pytest.mark.parametrize(("one", "other"), [("a+b,c", "a,b+c"), ("x+,y", "x,+y"), ("a++b,c", "a,+b+c")])
def test_groups_whose_names_would_be_the_same_are_refused(tmp_path: Path, one: str, other: str):
    variables = build(tmp_path, f"g,h\n{one}\n{other}\n")
    with pytest.raises(DataError) as caught:
        break_down(variables, "g+h")
    said = f"{variables.table.name}: groups of 'g+h' can't be told apart: labels have + in them"
    assert caught.value.message == said  # and none of the labels


def test_a_label_may_hold_what_joins_labels(tmp_path: Path):
    found = break_down(build(tmp_path, "g,h\na+b,c\na,d\n"), "g+h")
    assert found.labels == ("a+d", "a+b+c")
