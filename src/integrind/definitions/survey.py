"""A survey description: how one file has the harmonised variables, and how its sample was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from integrind.definitions.codebook import VariableType
from integrind.definitions.model import Code, Identifier, Model
from integrind.vocabulary import LonelyPsu, ReplicateMethod


def _one_or_many(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(value)
    return (value,)


Codes = Annotated[tuple[Code, ...], BeforeValidator(_one_or_many)]


class Missing(Model):
    """Codes that are no answer, by kind. The first two kinds take a row out of the base uncounted."""

    not_applicable: Codes = ()
    not_asked: Codes = ()
    refused: Codes = ()
    dont_know: Codes = ()
    no_answer: Codes = ()

    @property
    def kinds(self) -> Mapping[str, str]:
        """Kind by code."""
        return {code: kind for kind in type(self).model_fields for code in getattr(self, kind)}


class Stage(Model):
    """One stage of sampling: its units, and how many of them the population has."""

    psu: str
    fpc: str | None = None


class Replicates(Model):
    """Replicate weights, instead of strata and PSUs."""

    columns: str | tuple[str, ...] = Field(description="Column names, or a pattern: repw{1..80}.")
    method: ReplicateMethod
    rho: float | None = Field(default=None, ge=0, lt=1, description="Of Fay's method.")
    scale: float | None = Field(default=None, gt=0, description="Where the producer states its own.")
    rscales: float | tuple[float, ...] | None = None
    mse: bool | None = Field(
        default=None, description="Centre at the full-sample estimate; default by method."
    )

    @model_validator(mode="after")
    def _method_has_its_parameters(self) -> Self:
        if self.method is ReplicateMethod.FAY and self.rho is None:
            raise ValueError("fay needs rho")
        if self.method is ReplicateMethod.JKN and self.rscales is None:
            raise ValueError("jkn needs rscales")
        if self.method is ReplicateMethod.OTHER and self.scale is None:
            raise ValueError("a method of the producer's own needs scale")
        return self


class Design(Model):
    """How the sample was drawn and weighted. Columns are the file's own."""

    weight: str | None = None
    weight_scale: float = Field(default=1.0, gt=0)
    strata: str | None = None
    psu: str | None = None
    fpc: str | None = Field(default=None, description="PSUs of the stratum in the population, or a fraction.")
    stages: tuple[Stage, ...] = ()
    lonely_psu: LonelyPsu = LonelyPsu.FAIL
    replicates: Replicates | None = None
    waves: Literal["independent", "overlapping"] = "independent"

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        if self.stages and (self.psu is not None or self.fpc is not None):
            raise ValueError("stages stand instead of psu and fpc")
        if self.replicates is not None and (self.strata or self.psu or self.fpc or self.stages):
            raise ValueError("replicates stand instead of strata, psu, fpc and stages")
        return self


class SurveyVariable(Model):
    """How one harmonised variable comes from the file."""

    column: str | None = None
    codes: Mapping[Code, Code] | None = Field(default=None, description="Harmonised value by code.")
    missing: Missing | None = None
    type: VariableType | None = Field(
        default=None, description="Default: the codebook's, or by what is given."
    )
    weight: str | None = Field(default=None, description="A module's own weight.")
    source: Identifier | None = Field(default=None, alias="from", description="A number to cut into bands.")
    bands: tuple[float, ...] | None = Field(default=None, description="Lower limits, half-open.")
    expression: str | None = None
    title: str | None = None

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Self:
        origins = [name for name in ("column", "source", "expression") if getattr(self, name) is not None]
        if len(origins) != 1:
            raise ValueError("a variable has exactly one of column, from and expression")
        if (self.source is not None) != (self.bands is not None):
            raise ValueError("from and bands belong together")
        if self.bands is not None and list(self.bands) != sorted(set(self.bands)):
            raise ValueError("bands rise")
        if self.column is None and (self.codes is not None or self.missing is not None):
            raise ValueError("codes and missing belong to a column")
        return self


class Survey(Model):
    """`<stem>.survey.yaml`: a data file in the words of the codebook."""

    title: str = Field(min_length=1)
    licence: str | None = None
    source: str | None = None
    notes: str | None = None
    synthetic: bool = False
    design: Design = Design()
    missing: Missing = Missing()
    comparison_sample: str | None = None
    variables: Mapping[Identifier, SurveyVariable] = Field(default_factory=dict)
    by: tuple[str, ...] = ()
    area: str | None = None
    wave: str | None = None
    breaks: Mapping[Identifier, Codes] = Field(default_factory=dict)
