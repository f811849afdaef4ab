"""What is wrong with an argument is said by its type. Oracle: a value that no message may hold."""

from __future__ import annotations

from dataclasses import fields
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

import integrind
from integrind.arguments import Options
from integrind.cli import app
from integrind.definitions.plan import PlannedTable
from integrind.errors import UsageError
from integrind.request import CALLED, Request

CANARY = "Quillfeather"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"data": {"name": [CANARY]}}, "data takes a path.*type dict"),
        ({"data": b"survey.csv"}, "data takes a path.*type bytes"),
        ({"data": "a\0.csv"}, "data takes a path.*zero byte"),
        ({"data": None}, "data takes a path.*NoneType"),
        ({"survey": 1}, "survey takes a path.*type int"),
        ({"indicators": "indicators"}, r"indicators takes a list.*\n.*indicators=\["),
        ({"indicators": Path("indicators")}, "indicators takes a list.*Path"),
        ({"indicators": [1]}, "each of indicators takes a path.*type int"),
        ({"indicator": "employment_rate"}, "indicator takes a list"),
        ({"dimension": "structural"}, "dimension takes a list"),
        ({"by": "sex"}, r"by takes a list.*\n.*by=\["),
        ({"by": [None]}, "each of by takes text"),
        ({"area": ["region"]}, "area takes text.*type list"),
        ({"where": 1}, "where takes text"),
        ({"level": "0.95"}, "level takes a number.*type str"),
        ({"level": True}, "level takes a number"),
        ({"level": float("nan")}, "level nan"),
        ({"proportion_ci": "logitt"}, "proportion_ci: there is no 'logitt'.*\n.*'logit'"),
        ({"adjust": "bonferroni"}, "adjust: there is no 'bonferroni'"),
        ({"policy": 3}, "policy takes text"),
        ({"gap_from": 0.5}, "gap_from takes text"),
    ],
)
def test_an_argument_of_another_type(given: dict[str, Any], said: str):
    with pytest.raises(UsageError, match=f"(?s){said}") as caught:
        integrind.compute(**{"data": "survey.csv"} | given)
    assert CANARY not in str(caught.value)


def test_paths_of_a_library():
    with pytest.raises(UsageError, match="each of paths takes a path"):
        integrind.load_library(["indicators"])  # type: ignore[arg-type] # that is what it refuses


FUNCTIONS = (
    integrind.compare,
    integrind.trend,
    integrind.profile,
    integrind.report,
    integrind.sizes,
    integrind.segregation,
)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_argument_that_isn_t_there_is_never_passed_over(function: Any):
    """One that is misspelt would leave out a condition, or a policy, without a word."""
    with pytest.raises(UsageError, match="there is no argument 'polcy'") as caught:
        function("survey.csv", polcy="default")
    assert caught.value.hint == "did you mean 'policy'?"


@pytest.mark.parametrize("function", [integrind.sizes, integrind.segregation])
def test_what_says_nothing_of_people_is_refused_where_they_are_counted(function: Any):
    with pytest.raises(UsageError, match="there is no argument 'gap_from'"):
        function("survey.csv", gap_from="rest")


def test_a_request_is_asked_for_by_the_same_names_everywhere():
    """Oracle: the fields of a request, each of which every door leads to."""
    options = {CALLED.get(it.name, it.name) for it in fields(Request)} - {"data"}
    (compute,) = (it.callback for it in app.registered_commands if it.callback.__name__ == "compute")
    assert options <= set(signature(compute).parameters)
    assert options <= set(PlannedTable.model_fields)
    assert options - {"symbols", "show_values"} == set(Options.__optional_keys__)
    assert Request.asked("survey.csv", dict.fromkeys(options)) == Request("survey.csv")
