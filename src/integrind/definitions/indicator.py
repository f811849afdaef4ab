"""An indicator: who is asked, what counts, which way is better, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Annotated, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from integrind.definitions.frameworks import Frameworks
from integrind.definitions.host import Host, called, unfilled, unit_of
from integrind.definitions.measures import MEASURES, PARTS
from integrind.definitions.model import Definition, Identifier, Misfit, Model, refuse
from integrind.vocabulary import AskedOf, Dimension, Direction, Level, LineAmong, Measure, Role

Quantile = Annotated[float, Field(gt=0, lt=1)]


class PovertyThreshold(Model):
    """The poverty line as a share of a quantile of the whole population's values.

    Poverty of children is held against everyone's line, so `eligible` needn't draw it.
    """

    quantile: float = Field(default=0.5, gt=0, lt=1, description="Which quantile: 0.5 is the median.")
    share: float = Field(default=0.6, gt=0, le=1, description="Which share of it: 0.6 is 60%.")
    among: LineAmong = Field(
        default=LineAmong.ELIGIBLE, description="Whose values draw it: those who can be asked, or everyone."
    )


class Source(Model):
    """Where the indicator is asked or published."""

    survey: str = Field(min_length=1, description="The survey or publication.")
    question: str | None = Field(default=None, description="The question or the derived variable.")
    reference: str | None = Field(default=None, description="Where to read it.")


NO_VALUES = ("missing", "not_asked", "not_eligible", "undecided")
"""Why an example gives no value."""


class Example(Model):
    """One row of values and what the indicator makes of it."""

    given: Mapping[Identifier, str | int | float | bool | None] = Field(
        description="Values by variable; a variable that isn't given has no answer."
    )
    missing: Mapping[
        Identifier, Literal["refused", "dont_know", "no_answer", "not_applicable", "not_asked"]
    ] = Field(default_factory=dict, description="Why a variable has no value; default no_answer.")
    expect: (
        int
        | float
        | bool
        | tuple[float, float]
        | Literal["missing", "not_asked", "not_eligible", "undecided"]
        | str
    ) = Field(
        description="The row's value, of a ratio [numerator, denominator], of a distribution its category; "
        "or why it has none: missing, not_asked, not_eligible, undecided."
    )


class Variant(Model):
    """What a publisher does otherwise: the parts of the definition that it replaces, and its own tests."""

    used_by: str | None = Field(default=None, min_length=1, description="Who uses it.")
    eligible: str | None = Field(default=None, description="Who can be asked at all, instead.")
    value: str | None = Field(default=None, description="What is measured, instead.")
    numerator: str | None = Field(default=None, description="The upper part of a ratio, instead.")
    denominator: str | None = Field(default=None, description="The lower part of a ratio, instead.")
    q: float | None = Field(default=None, gt=0, lt=1, description="Which quantile, instead.")
    threshold: PovertyThreshold | None = Field(default=None, description="The poverty line, instead.")
    examples: tuple[Example, ...] = Field(default=(), description="Its own tests.")

    @property
    def replaced(self) -> Mapping[str, object]:
        """The parts that it replaces, by their key in the definition."""
        keys = ("eligible", "value", "numerator", "denominator", "q", "threshold")
        return {key: part for key in keys if (part := getattr(self, key)) is not None}


def _default_unit(data: dict[str, object]) -> str:
    measure = data.get("measure")
    return MEASURES[measure].unit if isinstance(measure, Measure) else ""


_NO_CATEGORIES: dict[str, JsonValue] = {
    "if": {"properties": {"measure": {"const": "distribution"}}},
    "else": {
        "properties": {
            "examples": {
                "items": {
                    "properties": {
                        "expect": {
                            "anyOf": [{"type": ["number", "boolean", "array"]}, {"enum": list(NO_VALUES)}]
                        }
                    }
                }
            }
        }
    },
}
"""For the schema: only what a distribution gives may be any text."""


class Indicator(Definition):
    """One indicator, as one YAML file says it."""

    model_config = ConfigDict(json_schema_extra=_NO_CATEGORIES)

    kind: ClassVar[str] = "indicator"
    called: ClassVar[str] = "an indicator"
    letter: ClassVar[str] = "D"

    id: Identifier = Field(description="Equal to the file's name.")
    title: str = Field(min_length=1, max_length=80, description="Its name in tables.")
    titles: Mapping[str, str] = Field(
        default_factory=dict,
        description="Its name by host country; `other` of all others, with {country} or {language}.",
    )
    dimension: Dimension = Field(description="Equal to the folder's name.")
    description: str = Field(min_length=1, description="The definition in one or two sentences.")
    measure: Measure = Field(description="What is estimated.")
    eligible: str | None = Field(default=None, description="Who can be asked at all; default everybody.")
    value: str | None = Field(default=None, description="What is measured; a proportion wants yes or no.")
    numerator: str | None = Field(default=None, description="The upper part of a ratio.")
    denominator: str | None = Field(default=None, description="The lower part of a ratio.")
    q: Quantile | Annotated[tuple[Quantile, ...], Field(min_length=2, max_length=20)] | None = Field(
        default=None, description="Which quantile; a list of them for the measure quantiles."
    )
    threshold: PovertyThreshold | None = Field(
        default=None, description="The poverty line, for at_risk_of_poverty; default 60% of the median."
    )
    direction: Direction = Field(description="Which way is better.")
    unit: str = Field(
        default_factory=_default_unit, description="Default by measure: percent for proportions."
    )
    role: Role = Field(default=Role.OUTCOME, description="Outcome of integration, or what effects it.")
    level: Level | None = Field(
        default=None, description="At which level it effects integration; an outcome alone has none."
    )
    asked_of: AskedOf = Field(default=AskedOf.EVERYONE, description="Whom surveys ask.")
    variants: Mapping[Identifier, Variant] = Field(
        default_factory=dict, description="What publishers do otherwise, by name: ID@NAME asks for it."
    )
    frameworks: Frameworks = Field(
        default_factory=Frameworks, description="Where published frameworks put the indicator."
    )
    sources: tuple[Source, ...] = Field(default=(), description="Where it is asked or published.")
    notes: str | None = Field(default=None, description="Cautions, differences between publishers.")
    examples: tuple[Example, ...] = Field(default=(), description="The definition's own tests.")

    @model_validator(mode="after")
    def _parts_fit_the_measure(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        facts = MEASURES[self.measure]
        for part in PARTS:
            given = getattr(self, part) is not None
            if part in facts.needs and not given:
                yield Misfit("D010", f"the measure {self.measure} needs {part!r}", ("measure",))
            if given and part not in facts.parts:
                yield Misfit("D011", f"the measure {self.measure} has no {part!r}", (part,), key=True)
        of_several = self.measure is Measure.QUANTILES
        if self.q is not None and "q" in facts.parts and isinstance(self.q, tuple) != of_several:
            wanted = "a list: [0.1, 0.5, 0.9]" if of_several else "one number: quantiles has several"
            yield Misfit("D010", f"the measure {self.measure} takes as 'q' {wanted}", ("q",))
        if self.quantiles != tuple(sorted(set(self.quantiles))):
            yield Misfit("D010", "the quantiles of 'q' aren't in their order, each once", ("q",))
        if self.level is not None and self.role is Role.OUTCOME:
            message = f"the role {self.role} has no 'level': only what effects integration has one"
            yield Misfit("D021", message, ("level",), key=True)
        yield from self._misfits_of_names()
        for number, example in enumerate(self.examples):
            for name in example.missing:
                if example.given.get(name) is not None:
                    message = f"{name!r} has a value, so it isn't missing"
                    yield Misfit("D012", message, ("examples", number, "missing", name), key=True)

    def _misfits_of_names(self) -> Iterator[Misfit]:
        """Of what hosts and publishers call it and have otherwise."""
        for country, message, hint in unfilled(self.titles):
            yield Misfit("D023", message, ("titles", country), hint)
        for name, variant in self.variants.items():
            for part in variant.replaced:
                if part not in self._parts:
                    message = f"there is no {part!r} that a variant could replace"
                    yield Misfit("D022", message, ("variants", name, part), key=True)

    def at(self, host: Host | None) -> Indicator:
        """The indicator as it is called in the host country, with its currency."""
        title, unit = called(self.title, self.titles, host), unit_of(self.unit, host)
        return (
            self
            if (title, unit) == (self.title, self.unit)
            else self.model_copy(update={"title": title, "unit": unit})
        )

    @property
    def quantiles(self) -> tuple[float, ...]:
        """Which quantiles are estimated; of all other measures none."""
        return self.q if isinstance(self.q, tuple) else () if self.q is None else (self.q,)

    @property
    def _parts(self) -> Set[str]:
        """The parts that the measure has, given or by default."""
        facts = MEASURES[self.measure]
        return {"eligible", *facts.parts} - {*facts.fixed}

    def variant(self, name: str) -> Indicator | None:
        """The indicator as a variant has it, under the name ID@NAME; None where there is no such variant."""
        found = self.variants.get(name)
        if found is None:
            return None
        said = f"{self.title} ({found.used_by or name.replace('_', ' ')})"
        own = {"id": f"{self.id}@{name}", "title": said, "variants": {}, "examples": found.examples}
        return self.model_copy(update={**own, **found.replaced})

    @property
    def expressions(self) -> Mapping[str, str]:
        """The expressions by key, in the order in which a reader meets them."""
        keys = ("eligible", "value", "numerator", "denominator")
        return {key: text for key in keys if (text := getattr(self, key)) is not None}
