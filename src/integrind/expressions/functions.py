"""The functions of the language: their names and how many arguments each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """How a function is written, and how many arguments it takes at least and at most."""

    usage: str
    least: int
    most: int | None = None

    @property
    def arity(self) -> str:
        """The number of arguments in words."""
        if self.most == self.least:
            return "one argument" if self.least == 1 else f"{self.least} arguments"
        return "at least one argument" if self.least == 1 else f"at least {self.least} arguments"

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        return self.least <= count and (self.most is None or count <= self.most)


FUNCTIONS: Mapping[str, Function] = {
    "missing": Function("missing(x)", 1, 1),
    "coalesce": Function("coalesce(first, second, ...)", 2),
    "min": Function("min(x, y, ...)", 2),
    "max": Function("max(x, y, ...)", 2),
    "abs": Function("abs(x)", 1, 1),
    "count": Function("count(condition, ...)", 1),
    "mean_of": Function("mean_of(2, x, y, z)", 2),
}

ELSEWHERE: Mapping[str, str] = {
    "not": "write not (...)",
    "and": "write a and b",
    "or": "write a or b",
    "if": "write a if condition else b",
    "ifelse": "write a if condition else b",
    "if_else": "write a if condition else b",
    "iif": "write a if condition else b",
    "isnull": "write missing(x)",
    "is_null": "write missing(x)",
    "isna": "write missing(x)",
    "is_na": "write missing(x)",
    "isnan": "write missing(x)",
    "is_missing": "write missing(x)",
    "ifnull": "write coalesce(x, y)",
    "nvl": "write coalesce(x, y)",
    "sum": "write x + y, or count(...) for how many are true",
    "mean": "write mean_of(k, x, y, ...), k being how many answers are enough",
    "avg": "write mean_of(k, x, y, ...), k being how many answers are enough",
    "average": "write mean_of(k, x, y, ...), k being how many answers are enough",
    "any": "write a or b",
    "all": "write a and b",
    "least": "write min(x, y)",
    "greatest": "write max(x, y)",
}
"""What to write for the functions of spreadsheets, SQL, R and Python."""
