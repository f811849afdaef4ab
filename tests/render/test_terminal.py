"""Golden files of realistic results, looked at by eye; properties for everything else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from integrind.render.publication import Appearance
from integrind.render.tables.terminal import render
from integrind.render.tables.terminal.parts import fold
from integrind.results import Results

from .samples import (
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
)
from .strategies import any_results

SGR = re.compile(r"\x1b\[[0-9;]*m")


def plain(given_results: Results, width: int | None = 110) -> str:
    return render(given_results, Appearance(width, False, None))


@pytest.mark.parametrize("width", [80, 110, 200, None])
@pytest.mark.parametrize("make", [community, population, crossed, waves, hostile])
def test_looks_as_it_did(make: Callable[[], Results], width: int | None, golden) -> None:
    assert plain(make(), width) == golden


@pytest.mark.parametrize("width", [80, 110, 200])
def test_areas_go_down_where_there_are_more_of_them(width: int, golden) -> None:
    assert plain(regions("employment_rate", "over_qualification"), width) == golden


@pytest.mark.parametrize("width", [80, 110, 200])
@pytest.mark.parametrize("make", [community, population, crossed, waves, hostile])
def test_stays_in_the_terminal(make: Callable[[], Results], width: int) -> None:
    assert max(map(cell_len, plain(make(), width).split("\n"))) <= width


@settings(max_examples=60, deadline=None)
@given(any_results(), st.sampled_from([40, 80, 110, None]), st.booleans())
def test_never_moves_a_terminal(given_results: Results, width: int | None, color: bool) -> None:
    text = SGR.sub("", render(given_results, Appearance(width, color, None)))
    assert {character for character in text if unicodedata.category(character) in ("Cc", "Zl", "Zp")} == {
        "\n"
    }
    assert not {character for character in text if unicodedata.category(character) == "Cf"} - {"\u0600"}


@pytest.mark.parametrize("make", [community, waves, hostile])
def test_colour_only_adds(make: Callable[[], Results]) -> None:
    coloured = render(make(), Appearance(110, True, None))
    assert SGR.search(coloured)
    assert [line.rstrip() for line in SGR.sub("", coloured).split("\n")] == plain(make()).split("\n")


def test_better_and_worse_differ_without_colour_too() -> None:
    text = plain(community())
    assert "▲" in text
    assert "▼" in text


@pytest.mark.parametrize(
    "environment",
    [{"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"COLUMNS": "20"}, {"TERM": "dumb"}, {"JUPYTER_COLUMNS": "20"}],
)
def test_the_environment_changes_nothing(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [render(community(), Appearance(110, color, None)) for color in (False, True)]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert [render(community(), Appearance(110, color, None)) for color in (False, True)] == before


@pytest.mark.parametrize("width", [80, 110, 200, None])
def test_every_base_estimate_and_gap_is_there(width: int | None) -> None:
    text = plain(results(by_birth(["employment_rate"])), width)
    for shown in ("73.1", "74.0", "77.8", "64.5", "+0.9", "+4.7", "-8.6", "±0.9", "±3.3", "±2.5"):
        assert shown in text
    for base in ("11,842", "9,812", "614", "1,416"):
        assert base in text


def test_explains_the_marks_that_are_used_and_no_other() -> None:
    legend = plain(population()).split("\n\n")[-2]
    assert "lower is better" in legend
    assert not re.search(r"[▲▼·↑↓]|\[[a-z]\]|±", legend)


def test_a_suppressed_cell_shows_nothing_but_its_sign() -> None:
    hidden = emptied(group_row("employment_rate", "birth", "eu"), "suppressed")
    text = plain(results(altered(by_birth(["employment_rate"]), "employment_rate", "eu", **hidden)), 60)
    line = next(line for line in text.split("\n") if "Born elsewhere" in line)
    assert line.split() == ["Born", "elsewhere", "in", "the", "EU", "[c]"]
    assert "[c] suppressed" in text


def test_group_only_has_no_gap() -> None:
    nothing = dict.fromkeys(("gap", "gap_ci_low", "gap_ci_high", "finding"))
    text = plain(results([group_row("main_language", "birth", "eu", **nothing)]))
    assert "±" not in text
    assert "gaps from" not in text


def test_names_likely_breakdowns() -> None:
    assert "No breakdown. Likely ones: --by birth, --by sex" in plain(population())


def test_counts_what_it_does_not_name() -> None:
    reasons = {f"a{number}": f"reason {number}" for number in range(6)} | {
        f"b{number}": "same" for number in range(9)
    }
    text = plain(results([row("employment_rate")], reasons))
    assert "15 of 16 indicators could not be computed:" in text
    assert "All that could not be computed: --verbose" in text
    assert "  other reasons: 11 more" in text


def test_an_indicator_that_is_nowhere_available_is_named_below() -> None:
    text = plain(results([row("employment_rate"), emptied(row("gini_income"), "not_available")]))
    assert "1 of 2 indicators could not be computed:\n  not available: gini_income" in text
    assert "Gini" not in text


def test_an_indicator_that_one_wave_lacks_says_so_there() -> None:
    rows = [row("gini_income", wave="2024"), emptied(row("gini_income", wave="2019"), "not_available")]
    text = plain(results([*rows, row("employment_rate", wave="2019"), row("employment_rate", wave="2024")]))
    assert re.search(r"Inequality of income \(Gini\) \(−\) +\[x\]", text)


def test_nothing_at_all() -> None:
    text = plain(results([], {"a": "no variable age"}, synthetic=False, weight=None))
    assert text.startswith("Anytown community survey 2024\n11,842 rows, unweighted · 95% intervals\n")
    assert "1 of 1 indicators could not be computed:\n  no variable age: a" in text


def test_digits_are_obeyed() -> None:
    text = render(results(by_birth(["employment_rate"])), Appearance(110, False, 3))
    assert "73.100" in text
    assert "-8.626" in text


@pytest.mark.parametrize("width", range(20, 60))
def test_a_unit_never_begins_a_line(width: int) -> None:
    """By hand: signs, units and notes stay with the word before them."""
    lines = fold("Part-time because no full-time job found, % (−) [1]", width).split("\n")
    assert " ".join(map(str.strip, lines)) == "Part-time because no full-time job found, % (−) [1]"
    assert all(any(map(str.isalpha, line)) for line in lines)
