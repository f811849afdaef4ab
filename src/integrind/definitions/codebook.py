"""The common language between indicators and surveys: harmonised variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from integrind.definitions.model import Code, Identifier, Model

VariableType = Literal["number", "category", "boolean"]


class CodebookVariable(Model):
    """A harmonised variable that indicators may use and surveys may supply."""

    title: str = Field(min_length=1, description="What the variable is, in a few words.")
    type: VariableType = Field(description="number, category or boolean.")
    values: Mapping[Code, str] | None = Field(
        default=None, description="A category's allowed values, in their order, each with its label."
    )
    unit: str | None = Field(default=None, description="A number's unit: years, hours, GBP.")
    notes: str | None = Field(default=None, description="Sources, conventions, cautions.")

    @model_validator(mode="after")
    def _values_belong_to_categories(self) -> Self:
        if (self.values is not None) != (self.type == "category"):
            raise ValueError(
                "a category needs values" if self.type == "category" else f"a {self.type} has no values"
            )
        return self


class Codebook(Model):
    """`codebook.yaml`: the variables that indicators and surveys share."""

    title: str | None = Field(default=None, description="What this codebook covers.")
    variables: Mapping[Identifier, CodebookVariable] = Field(
        description="Harmonised variables by name, in the order in which tables show them."
    )
