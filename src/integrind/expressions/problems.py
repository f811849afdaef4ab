"""What is wrong in an expression: values with a place in its text, and the stable codes.

A problem knows offsets only; whoever has the file turns it into a `faults.Fault` with line and caret.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `start` and `end` count characters of the expression's text from 0."""

    code: str
    message: str
    start: int
    end: int
    hint: str = ""


class ExpressionError(Exception):
    """The text is not an expression; carries every problem found, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(
            sorted(problems, key=lambda problem: (problem.start, problem.end, problem.code))
        )
        super().__init__("; ".join(problem.message for problem in self.problems))


CATALOGUE: Mapping[str, str] = {
    "E001": "The expression is empty.",
    "E002": "The expression is longer than 2,000 characters.",
    "E003": "The expression is nested deeper than 30 levels.",
    "E004": "A character has no meaning in an expression.",
    "E005": "A text is not closed.",
    "E006": "A text is written in a form that expressions don't have: a prefix, three quotes, an escape.",
    "E007": "A number is not written as a plain decimal number.",
    "E008": "A number is too large to be held exactly.",
    "E009": "A bracket is not opened, or not closed.",
    "E010": "A sign or word of another language stands where Python has its own.",
    "E011": "A value or an operator is missing, or something is out of place.",
    "E012": "A construct of Python that expressions don't have.",
    "E013": "An operator that expressions don't have.",
    "E014": "None is not a value; a missing answer is asked for with missing(x).",
    "E015": "`in` stands by itself and wants fixed values in round brackets.",
    "E016": "A list of values stands elsewhere than after `in`.",
    "E017": "The function is unknown.",
    "E018": "The function wants another number of arguments.",
    "E101": "The variable is unknown.",
    "E102": "Values of different types are compared.",
    "E103": "The category doesn't have this value.",
    "E104": "Categories and booleans have no order.",
    "E105": "Arithmetic wants numbers.",
    "E106": "`and`, `or`, `not` and the condition of an `if` want booleans.",
    "E107": "The function's argument has the wrong type.",
    "E108": "The first argument of mean_of says how many answers are enough, and is within reach.",
    "E109": "The alternatives of `if` or of coalesce have different types.",
    "E110": "The result has the wrong type for its use.",
    "E111": "A boolean is compared with True or False.",
    "E112": "The expression uses no variable, so it is the same for everybody.",
    "E113": "A number is known in bands, and the result isn't the same for all of a band; found with data.",
}
"""What each code means, in one line. E0 is found while parsing, E1 while checking against the variables."""
