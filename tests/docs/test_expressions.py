"""docs/expressions.md: what it says of the language, the language does."""

import re

import pytest

from integrind.expressions import CATALOGUE, ExpressionError, Variable, check, evaluate, parse

from .pages import ROOT

PAGE = (ROOT / "docs" / "expressions.md").read_text("utf-8")
SCOPE = {
    "age": Variable("number"),
    "pay": Variable("number"),
    "status": Variable("category", ("employee", "self_employed", "unemployed")),
    "lonely": Variable("boolean"),
}
CELLS = re.compile(r"^\| (`[^|]+`) \|(.*)\|$", re.MULTILINE)
REFUSED = re.compile(r"^\| \[(E\d+)\]\(faults\.md#(e\d+)\) \| (?:`([^`]+)`)?(.*) \|$", re.MULTILINE)
MISSING = [
    (found[1].strip("`"), [cell.strip() for cell in found[2].split("|")])
    for found in CELLS.finditer(PAGE.partition("## Missing answers")[2])
]


def test_shown_forms_are_right():
    forms = PAGE.partition("| what | such as |")[2].partition("| function |")[0]
    shown = [
        text
        for row in re.findall(r"^\|.*\| (.*) \|$", forms, re.MULTILINE)
        for text in re.findall("`(.*?)`", row)
    ]
    assert len(shown) >= 12
    for text in shown:
        assert [it for it in check(parse(text), SCOPE) if it.code != "E112"] == []


@pytest.mark.parametrize(
    ("text", "cells"), MISSING, ids=lambda it: it if isinstance(it, str) else "|".join(it)
)
def test_missing_answers(text: str, cells: list[str]):
    *values, expected = cells
    row = {
        name: float(value) if SCOPE[name].type == "number" else value
        for name, value in zip(SCOPE, values, strict=True)
        if value
    }
    given = evaluate(parse(text), row)
    words = {None: "", True: "yes", False: "no"}
    assert (
        words[given] if given in (None, True, False) and not isinstance(given, float) else f"{given:g}"
    ) == expected


def test_there_are_examples_of_missing_answers():
    assert len(MISSING) >= 19


def codes(text: str) -> set[str]:
    try:
        expression = parse(text)
    except ExpressionError as error:
        return {it.code for it in error.problems}
    return {it.code for it in check(expression, SCOPE, "boolean")}


@pytest.mark.parametrize(("code", "anchor", "text", "rest"), REFUSED.findall(PAGE), ids=lambda it: it)
def test_what_is_refused(code: str, anchor: str, text: str, rest: str):
    assert anchor == code.casefold()
    assert text or rest
    if text:
        assert codes(text) == {code}


def test_every_code_is_shown():
    assert [found[0] for found in REFUSED.findall(PAGE)] == list(CATALOGUE)
