"""Any text as an expression, wherever a command takes one.

What the parser, the check and polars do with it by themselves is `tests/expressions/test_properties.py`.
"""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from .command import keeps_the_contract, outcome, share
from .survey import DEFINITIONS, DESCRIPTION, INDICATOR, csv

PIECES = (
    "sex", "employed", "income", "place", "weight", "year", '"female"', "'male'", "1", "0.5", "1e308",
    "1e999", "True", "None", "and", "or", "not", "in", "not in", "is", "if", "else", "lambda", "for", "(",
    ")", "[", "]", "{", ",", ":", ".", "=", "==", "!=", "<", "<=", ">", "+", "-", "*", "/", "**", ":=", ";",
    "#", "\\", "f'", "missing(", "count(", "mean_of(", "min(", "max(", "abs(", "coalesce(",
    "__import__('os')", "open('data.csv')", "é", "“", "\n", "\t", "\u202e", "\x1b[2J",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=40)
FILES = {"data.csv": b"".join(csv()), "data.survey.yaml": DESCRIPTION.encode()}


@share(20)
@given(TEXTS.filter(lambda it: "\0" not in it))
@example("")
@example("income > 1e308 * 1e308")
@example("income / (income - income) > 0")
@example("-" * 1999 + "1")
@example("(" * 300 + "income" + ")" * 300)
def test_any_text_as_a_condition(text):
    keeps_the_contract(outcome(DEFINITIONS | FILES, "compute", "data.csv", f"--where={text}"))


@share(20)
@given(TEXTS, st.sampled_from(("proportion", "mean", "total", "median", "gini", "distribution")))
def test_any_text_as_what_is_measured(text, measure):
    indicator = INDICATOR.format(id="rate", measure=measure, value=json.dumps(text))
    files = (
        DEFINITIONS | FILES | {"indicators/structural/rate.yaml": indicator.encode("utf-8", "surrogatepass")}
    )
    keeps_the_contract(outcome(files, "compute", "data.csv", "--indicator", "rate"))
