"""A policy: what may be published, and what can bear a reading. Each office has its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import Field, model_validator

from integrind.definitions.model import Definition, Misfit, Model, refuse
from integrind.vocabulary import ClassDisclosure, MissingGroups, SymbolProfile


class Disclosure(Model):
    """What could tell something about a person. A rule that isn't given doesn't hold."""

    minimum_base: int = Field(
        default=0, ge=0, description="Fewer people in the base than this are hidden; nobody is no secret."
    )
    minimum_numerator: int = Field(
        default=0, ge=0, description="A share of fewer people than this is hidden; of none: class_disclosure."
    )
    minimum_complement: int = Field(
        default=0, ge=0, description="A share that leaves fewer people out is hidden; none: class_disclosure."
    )
    class_disclosure: ClassDisclosure = Field(
        default=ClassDisclosure.ALLOW,
        description="Shares of 0 and 100%, which tell of everybody in a group: suppress, review or allow.",
    )
    dominance: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="A mean or total of which one respondent has more than this share is hidden.",
    )
    two_largest: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="A mean or total of which the two largest together have more than this share is hidden.",
    )
    p_percent: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="A total from which the second largest could tell the largest so closely (0.1: to 10%).",
    )
    minimum_beyond_quantile: int = Field(
        default=0,
        ge=0,
        description="A quantile with fewer people on either side, itself among them, is hidden.",
    )
    missing_groups: MissingGroups = Field(
        default=MissingGroups.RESIDUAL,
        description="People whose group or area isn't known: residual, of whom nobody speaks, or protect.",
    )
    round_counts_to: int | None = Field(
        default=None,
        ge=2,
        description="Counts of people are rounded to multiples of this number, and what would tell them too.",
    )
    protection: int = Field(
        default=0,
        ge=0,
        description="From all that is shown, no hidden count can be bounded more closely than this.",
    )

    @model_validator(mode="after")
    def _what_is_shown_can_protect(self) -> Self:
        if self.protection > 2 * self.minimum_base:
            hint = "one hidden number is protected by others, which have at least the minimum base"
            message = f"more protection than twice the minimum_base of {self.minimum_base}"
            refuse([Misfit("P010", message, ("protection",), hint)])
        return self

    def said(self, rows: int) -> str:
        """A count by itself, in words where it is small. Nobody is no secret."""
        return f"fewer than {self.minimum_base}" if 0 < rows < self.minimum_base else f"{rows:,}"

    @property
    def hides(self) -> bool:
        """Whether any rule hides anything."""
        minimum = self.minimum_base or self.minimum_numerator or self.minimum_complement
        classes = self.class_disclosure is ClassDisclosure.SUPPRESS
        values = self.dominance or self.two_largest or self.p_percent or self.minimum_beyond_quantile
        return bool(minimum or classes or values)


class MinimumCount(Model):
    """Below `flag` numbers are marked as unreliable, below `withhold` they are left out."""

    flag: int | None = Field(default=None, ge=0, description="Marked below this.")
    withhold: int | None = Field(default=None, ge=0, description="Left out below this.")

    @model_validator(mode="after")
    def _flag_comes_first(self) -> Self:
        if self.flag is not None and self.withhold is not None and self.flag < self.withhold:
            refuse([_wrong_way_round("lower", self.flag)])
        return self


class MaximumShare(Model):
    """Above `flag` numbers are marked as unreliable, above `withhold` they are left out."""

    flag: float | None = Field(default=None, ge=0, description="Marked above this.")
    withhold: float | None = Field(default=None, ge=0, description="Left out above this.")

    @model_validator(mode="after")
    def _flag_comes_first(self) -> Self:
        if self.flag is not None and self.withhold is not None and self.flag > self.withhold:
            refuse([_wrong_way_round("higher", self.flag)])
        return self


def _wrong_way_round(where: str, flag: float) -> Misfit:
    message = f"the flag of {flag:g} is {where} than this, so nothing would be marked"
    return Misfit("P011", message, ("withhold",))


class Reliability(Model):
    """What says too little to be read. What is left out for this reason keeps its base."""

    minimum_base: MinimumCount = Field(default=MinimumCount(), description="People in the base.")
    minimum_weighted_base: MinimumCount = Field(
        default=MinimumCount(),
        description="Weighted people in the base: with grossing weights, people of the population.",
    )
    minimum_df: MinimumCount = Field(
        default=MinimumCount(),
        description="Degrees of freedom of a group: below flag its gap has no test, then no interval.",
    )
    minimum_cell_base: MinimumCount = Field(
        default=MinimumCount(),
        description="People in the smallest category of what is standardised: 6 marks, 3 leaves out.",
    )
    maximum_cv: MaximumShare = Field(
        default=MaximumShare(), description="Coefficient of variation of levels that are no shares."
    )
    maximum_interval_width: MaximumShare = Field(
        default=MaximumShare(), description="Width of the interval of shares, and of gaps between them: 0.3."
    )
    maximum_missing_share: MaximumShare = Field(
        default=MaximumShare(), description="Item non-response, as a share of those who were asked."
    )


class Policy(Definition):
    """A release policy: thresholds of disclosure control and of reliability, kept apart."""

    kind: ClassVar[str] = "policy"
    called: ClassVar[str] = "a policy"
    letter: ClassVar[str] = "P"

    title: str = Field(min_length=1, description="Whose rules these are, in a few words.")
    source: str = Field(min_length=1, description="Where the numbers come from, and what wasn't verified.")
    disclosure: Disclosure = Field(default=Disclosure(), description="What is hidden to protect people.")
    reliability: Reliability = Field(default=Reliability(), description="What is marked or left out.")
    symbols: SymbolProfile = Field(
        default=SymbolProfile.UK_AF, description="Signs in tables for people: uk-af, eurostat or statcan."
    )

    @model_validator(mode="after")
    def _marks_have_effect(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        shown, marked = self.disclosure.minimum_base, self.reliability.minimum_base.flag
        if marked is not None and 0 < marked <= shown:
            message = f"the disclosure rules hide everything below {shown} already"
            yield Misfit("P012", message, ("reliability", "minimum_base", "flag"))
