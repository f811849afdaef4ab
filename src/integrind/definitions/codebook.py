"""The common language between indicators and surveys: harmonised variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from integrind.definitions.host import Host, called, unfilled
from integrind.definitions.model import Code, Definition, Identifier, Misfit, Model, refuse, reserved_names

VariableType = Literal["number", "category", "boolean"]


class CodebookVariable(Model):
    """A harmonised variable that indicators may use and surveys may supply."""

    title: str = Field(min_length=1, description="What the variable is, in a few words.")
    type: VariableType = Field(description="number, category or boolean.")
    values: Mapping[Code, str] | None = Field(
        default=None, description="A category's allowed values, in their order, each with its label."
    )
    one_of: Mapping[Code, tuple[Code, ...]] = Field(
        default_factory=dict,
        description="By value that stands for one of several others: those, which a survey can't tell.",
    )
    labels: Mapping[Code, Mapping[str, str]] = Field(
        default_factory=dict,
        description="By value, its label by host country; `other` of all others, with {country}.",
    )
    unit: str | None = Field(default=None, description="A number's unit: years, hours, GBP.")
    notes: str | None = Field(default=None, description="Sources, conventions, cautions.")

    def at(self, host: Host | None) -> CodebookVariable:
        """The variable with the labels of the host country."""
        if host is None or not self.labels or not self.values:
            return self
        own = {value: called(self.values[value], names, host) for value, names in self.labels.items()}
        return self.model_copy(update={"values": {**self.values, **own}})

    @model_validator(mode="after")
    def _values_belong_to_categories(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        if self.type == "category" and not self.values:
            yield Misfit("C010", "a category needs values", ("type",))
        if self.type != "category" and self.values is not None:
            yield Misfit("C011", f"a {self.type} has no values", ("values",), key=True)
        for value, names in self.labels.items():
            if value not in (self.values or {}):
                yield Misfit("C015", f"{value!r} is no value", ("labels", value), key=True)
            for country, message, hint in unfilled(names):
                yield Misfit("C016", message, ("labels", value, country), hint)
        values = (self.values or {}).keys() - self.one_of.keys()
        for value, members in self.one_of.items():
            if value not in (self.values or {}):
                yield Misfit("C017", f"{value!r} is no value", ("one_of", value), key=True)
            if len(set(members)) < 2 or not values.issuperset(members):
                message = f"{value!r} has to be one of two or more values that stand for themselves"
                yield Misfit("C017", message, ("one_of", value))
        by_label: dict[str, str] = {}
        for value, label in (self.values or {}).items():
            if label in by_label:
                yield Misfit("C012", f"{by_label[label]!r} has the same label", ("values", value))
            by_label.setdefault(label, value)


class Codebook(Definition):
    """`codebook.yaml`: the variables that indicators and surveys share."""

    kind: ClassVar[str] = "codebook"
    called: ClassVar[str] = "a codebook"
    letter: ClassVar[str] = "C"

    title: str | None = Field(default=None, description="What this codebook covers.")
    variables: Mapping[Identifier, CodebookVariable] = Field(
        description="Harmonised variables by name, in the order in which tables show them."
    )

    @model_validator(mode="after")
    def _can_be_named_in_expressions(self) -> Self:
        refuse(reserved_names("C013", self.variables, ("variables",)))
        return self
