"""Oracle of reading back: Python's json module."""

from __future__ import annotations

import dataclasses
import json
import unicodedata

import pytest
from hypothesis import given, settings

from integrind.formats import Format
from integrind.render import render
from integrind.results import COLUMNS, About, Results

from .samples import group_row, hostile, results
from .strategies import any_results


def written(form: Format, given_results: Results) -> str:
    return render(given_results, form).decode()


def rows_of(given_results: Results) -> list[dict[str, object]]:
    return [
        {name: float(f"{value:.11e}") if isinstance(value, float) else value for name, value in row.items()}
        for row in given_results.frame.to_dicts()
    ]


@settings(max_examples=40, deadline=None)
@given(any_results())
def test_reads_back(given_results: Results) -> None:
    text = written(Format.JSON, given_results)
    read = json.loads(text)
    assert list(read) == ["about", "rows", "unavailable"]
    assert read["rows"] == rows_of(given_results)
    assert read["unavailable"] == given_results.unavailable
    about = json.loads(json.dumps(dataclasses.asdict(given_results.about)))
    for names in ("facts", "labels", "titles"):
        assert read["about"][names].items() <= about[names].items()
    rest = about.keys() - {"facts", "labels", "titles"}
    assert {name: read["about"][name] for name in rest} == {name: about[name] for name in rest}
    assert list(read["about"]) == [field.name for field in dataclasses.fields(About)]
    assert {character for character in text if unicodedata.category(character) == "Cc"} == {"\n"}


@settings(max_examples=40, deadline=None)
@given(any_results())
def test_lines_read_back(given_results: Results) -> None:
    text = written(Format.JSONL, given_results)
    assert [json.loads(line) for line in text.split("\n")[:-1]] == rows_of(given_results)


def test_only_what_the_table_uses_is_said() -> None:
    made = results(
        [group_row("employment_rate", "birth", "uk")], titles={"birth": "Born", "sex": "Sex"}, likely_by=()
    )
    about = json.loads(written(Format.JSON, made))["about"]
    assert (list(about["facts"]), list(about["labels"]), list(about["titles"])) == (
        ["employment_rate"],
        ["birth"],
        ["birth"],
    )


def test_columns_keep_their_order() -> None:
    assert all(list(row) == list(COLUMNS) for row in json.loads(written(Format.JSON, hostile()))["rows"])


def test_a_row_is_a_line() -> None:
    rows = [group_row("employment_rate", "birth", group) for group in ("uk", "eu")]
    text = written(Format.JSON, results(rows))
    assert sum(line.startswith('{"indicator": ') for line in text.splitlines()) == 2


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        written(Format.JSON, results([group_row("employment_rate", "birth", "uk", gap=value)]))
