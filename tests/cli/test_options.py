"""Values of options that are none are refused in our words. Oracle: the contract (usage ends with 2)."""

from __future__ import annotations

import pytest

from .conftest import PEOPLE, Integrind

REFUSED = {
    ("--format", "xls"): "'xls' is not known; did you mean 'xlsx'?",
    ("--adjust", "bonferroni"): "'bonferroni' is not known; it is one of none, holm, bh",
    ("--symbols", "uk_af"): "'uk_af' is not known; did you mean 'uk-af'?",
    ("--color", ""): "'' is not known; it is one of auto, always, never",
    ("--proportion-ci", "korn"): "'korn' is not known; did you mean 'korn-graubard'?",
    ("--level", "high"): "'high' is not a number: write 0.95, say",
    ("--level", "nan"): "'nan' is not a number: write 0.95, say",
    ("--digits", "7"): "'7' is not a whole number from 0 to 6",
    ("--digits", "-1"): "'-1' is not a whole number from 0 to 6",
    ("--digits", "²"): "'²' is not a whole number from 0 to 6",
}


@pytest.mark.parametrize(("option", "value"), REFUSED)
def test_a_value_that_is_none_is_refused(option: str, value: str, in_process: Integrind):
    done = in_process("compute", PEOPLE / "people.csv", option, value)
    assert done.exit == 2
    assert done.out == b""
    assert done.err.endswith(f"Error: Invalid value for '{option}': {REFUSED[option, value]}\n")


def test_lists_refuse_in_the_same_words(in_process: Integrind):
    done = in_process("list", "--dimension", "civic")
    assert done.exit == 2
    assert done.err.endswith("'civic' is not known; did you mean 'civic_political'?\n")
