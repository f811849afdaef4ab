"""Numbers that are made of all who share a household: its size, its children, its income equivalised."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from integrind.definitions.model import Identifier, Misfit, Model, refuse
from integrind.expressions import parse

AGE = "age"
"""The variable by which a scale tells adults from children."""


class Scale(StrEnum):
    """How many single adults a household counts for."""

    OECD_MODIFIED = "oecd_modified"
    SQUARE_ROOT = "square_root"


class Household(Model):
    """Everybody whose row has the same household; all of them have to be in the file."""

    id: str = Field(min_length=1, description="The column that tells a household.")
    count: str | None = Field(
        default=None, description="Expression: whom to count; default everybody in the household."
    )
    income: Identifier | None = Field(
        default=None, description="The income of the whole household, to be divided by its scale."
    )
    scale: Scale | None = Field(
        default=None,
        description="oecd_modified: 1, 0.5 for every other person of 14 and over, 0.3 for every child; "
        "square_root: of the number of people.",
    )

    @property
    def made_of(self) -> tuple[str, ...]:
        """The variables that it is made of."""
        if self.income is not None:
            return (self.income, AGE) if self.scale is Scale.OECD_MODIFIED else (self.income,)
        return parse(self.count).names if self.count is not None else ()

    @model_validator(mode="after")
    def _counts_or_divides(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        if self.income is not None and self.count is not None:
            yield Misfit("S036", "an income isn't counted: leave 'count' out", ("count",), key=True)
        if (self.income is None) != (self.scale is None):
            given, lacking = ("income", "scale") if self.scale is None else ("scale", "income")
            hint = f"scale: {' or '.join(Scale)}" if lacking == "scale" else ""
            yield Misfit("S036", f"{given!r} needs {lacking!r}", (given,), hint, key=True)
