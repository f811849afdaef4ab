"""An indicator: who is asked, what counts, which way is better, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from integrind.definitions.model import Identifier, Model
from integrind.vocabulary import AskedOf, Dimension, Direction, Measure, Role


class PovertyThreshold(Model):
    """The poverty line as a share of a quantile of the whole population's values."""

    quantile: float = Field(default=0.5, gt=0, lt=1)
    share: float = Field(default=0.6, gt=0)


class Source(Model):
    """Where the indicator is asked or published."""

    survey: str = Field(min_length=1)
    question: str | None = None
    reference: str | None = None


class Frameworks(Model):
    """Where published frameworks put the indicator; many to many."""

    home_office_2019: tuple[
        Literal[
            "work", "housing", "education", "health_and_social_care", "leisure",
            "bonds", "bridges", "links",
            "language_and_communication", "culture", "digital_skills", "safety", "stability",
            "rights_and_responsibilities",
        ], ...
    ] = ()  # fmt: skip
    appg_2017: tuple[Literal["economic", "social", "civic"], ...] = ()
    zaragoza_2010: tuple[
        Literal["employment", "education", "social_inclusion", "active_citizenship", "welcoming_society"], ...
    ] = ()
    oecd_settling_in: tuple[Identifier, ...] = ()


class Example(Model):
    """One row of values and what the indicator makes of it."""

    given: Mapping[Identifier, str | int | float | bool | None]
    missing: Mapping[
        Identifier, Literal["refused", "dont_know", "no_answer", "not_applicable", "not_asked"]
    ] = Field(default_factory=dict, description="Why a null in `given` is missing; default no_answer.")
    expect: (
        int
        | float
        | bool
        | tuple[float, float]
        | Literal["missing", "not_asked", "not_eligible", "undecided"]
    )


DEFAULT_UNITS: Mapping[Measure, str] = {
    Measure.PROPORTION: "percent",
    Measure.AT_RISK_OF_POVERTY: "percent",
    Measure.GINI: "index",
    Measure.QUINTILE_SHARE: "ratio",
    Measure.RATIO: "ratio",
}


def _default_unit(data: dict[str, object]) -> str:
    measure = data.get("measure")
    return DEFAULT_UNITS.get(measure, "") if isinstance(measure, Measure) else ""


class Indicator(Model):
    """One indicator, as one YAML file says it."""

    id: Identifier = Field(description="Equal to the file's name.")
    title: str = Field(min_length=1, max_length=80)
    dimension: Dimension
    description: str = Field(min_length=1, description="The definition in one or two sentences.")
    measure: Measure
    eligible: str | None = Field(default=None, description="Who can be asked at all; default everybody.")
    value: str | None = Field(default=None, description="What is measured; a proportion wants yes or no.")
    numerator: str | None = Field(default=None, description="Of a ratio.")
    denominator: str | None = Field(default=None, description="Of a ratio.")
    q: float | None = Field(default=None, gt=0, lt=1, description="Of a quantile.")
    threshold: PovertyThreshold | None = Field(default=None, description="Of at_risk_of_poverty.")
    direction: Direction
    unit: str = Field(
        default_factory=_default_unit, description="Default by measure: percent for proportions."
    )
    role: Role = Role.OUTCOME
    asked_of: AskedOf = AskedOf.EVERYONE
    frameworks: Frameworks = Frameworks()
    sources: tuple[Source, ...] = ()
    notes: str | None = None
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _parts_fit_the_measure(self) -> Self:
        ratio = self.measure is Measure.RATIO
        wanted = {
            "value": not ratio,
            "numerator": ratio,
            "denominator": ratio,
            "q": self.measure is Measure.QUANTILE,
        }
        for part, needed in wanted.items():
            given = getattr(self, part) is not None
            if needed and not given:
                raise ValueError(f"a {self.measure} needs {part}")
            if given and not needed:
                raise ValueError(f"a {self.measure} has no {part}")
        if self.threshold is not None and self.measure is not Measure.AT_RISK_OF_POVERTY:
            raise ValueError(f"a {self.measure} has no threshold")
        return self

    @property
    def expressions(self) -> Mapping[str, str]:
        """The expressions by key, in the order in which a reader meets them."""
        keys = ("eligible", "value", "numerator", "denominator")
        return {key: text for key in keys if (text := getattr(self, key)) is not None}
