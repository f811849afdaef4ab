"""A survey description: how one file has the harmonised variables, and how its sample was drawn."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from integrind.definitions.codebook import VariableType
from integrind.definitions.design import Design
from integrind.definitions.host import Host
from integrind.definitions.household import Household
from integrind.definitions.model import (
    Code,
    Definition,
    Identifier,
    Misfit,
    Model,
    refuse,
    reserved_names,
)
from integrind.definitions.series import PATTERN, written_out
from integrind.expressions import Band, parse

_BAND = re.compile(r"(under )?([0-9]{1,9})(?:-([0-9]{1,9})|(\+))?")


def _one_or_many(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(value)
    return (value,)


Codes = Annotated[
    tuple[Code, ...],
    BeforeValidator(_one_or_many, json_schema_input_type=Code | tuple[Code, ...]),
]


def _as_written(value: object) -> object:
    return f"{value:.15g}" if isinstance(value, float) else value


Value = Annotated[Code, BeforeValidator(_as_written, json_schema_input_type=str | int | float | bool)]
"""What a code stands for: text, true or false, or a number."""


class Missing(Model):
    """Codes that are no answer, by kind. The first two kinds take a row out of the base uncounted."""

    not_applicable: Codes = Field(default=(), description="The question doesn't apply: not eligible.")
    not_asked: Codes = Field(default=(), description="The question wasn't asked: out of the base.")
    refused: Codes = Field(default=(), description="Item non-response: refused.")
    dont_know: Codes = Field(default=(), description="Item non-response: doesn't know.")
    no_answer: Codes = Field(default=(), description="Item non-response of any other kind.")

    @model_validator(mode="after")
    def _one_kind_for_a_code(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        kinds: dict[str, str] = {}
        for kind in type(self).model_fields:
            for number, code in enumerate(getattr(self, kind)):
                if kinds.setdefault(code, kind) != kind:
                    yield Misfit("S018", f"code {code!r} is in {kinds[code]!r} already", (kind, number))

    @property
    def kinds(self) -> Mapping[str, str]:
        """Kind by code."""
        return {code: kind for kind in type(self).model_fields for code in getattr(self, kind)}


class SurveyVariable(Model):
    """How one harmonised variable comes from the file."""

    column: str | None = Field(default=None, description="The file's column.")
    imputations: str | tuple[str, ...] | None = Field(
        default=None,
        min_length=1,
        description="Instead of a column: those of each imputation, or of each plausible value, as names or "
        "a pattern: inc_{1..5}. Indicators are computed in each, and combined.",
    )
    codes: Mapping[Code, Value] | None = Field(
        default=None,
        description="Harmonised value by code, or by a range of whole numbers: 0-499. A number's codes stand "
        "for numbers, and its other numbers for themselves.",
    )
    missing: Missing | None = Field(
        default=None,
        description="This column's codes that are no answer. They win over the survey's, which hold for the "
        "codes that aren't named here, but not for a number.",
    )
    type: VariableType | None = Field(
        default=None, description="Default: the codebook's, or by what is given."
    )
    weight: str | None = Field(default=None, description="A module's own weight.")
    source: Identifier | None = Field(default=None, alias="from", description="A number to cut into bands.")
    bands: tuple[float, ...] | Mapping[Code, Code] | None = Field(
        default=None,
        min_length=1,
        description="Of 'from': lower limits, half-open. Of a column: the whole numbers that each code is, "
        "such as 16-24, 75+, under 16.",
    )
    at_least: float | None = Field(
        default=None, description="All that is known of a number: that nobody has less than this."
    )
    expression: str | None = Field(default=None, description="A value computed from other variables.")
    household: Household | None = Field(
        default=None, description="A number made of everybody in the household: people, or an income."
    )
    title: str | None = Field(default=None, description="What it is, where the codebook doesn't say.")

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        origins = {
            "column": self.column,
            "imputations": self.imputations,
            "from": self.source,
            "expression": self.expression,
            "at_least": self.at_least,
            "household": self.household,
        }
        given = [key for key, origin in origins.items() if origin is not None]
        if not given:
            which = "'column', 'imputations', 'from', 'expression', 'at_least' and 'household'"
            yield Misfit("S010", f"a variable needs one of {which}")
        for key in given[1:]:
            yield Misfit("S010", f"a variable with {given[0]!r} has no {key!r}", (key,), key=True)
        if not self.columns:
            for key in ("codes", "missing"):
                if getattr(self, key) is not None:
                    yield Misfit("S011", f"{key!r} belongs to a column", (key,), key=True)
        yield from self._misfits_of_imputations()
        yield from self._misfits_of_bands()
        for code, kind in (self.missing.kinds if self.missing is not None else {}).items():
            if code in (self.codes or {}):
                message = f"code {code!r} is missing ({kind}), so it has no value"
                yield Misfit("S019", message, ("codes", code), key=True)

    def _misfits_of_imputations(self) -> Iterator[Misfit]:
        if self.imputations is None:
            return
        if isinstance(self.imputations, str) and not self.columns:
            yield Misfit("S031", "this pattern names no columns", ("imputations",), f"{PATTERN}inc_{{1..5}}")
        elif len(self.columns) == 1:
            hint = "how imputations differ tells how much is not known; with a single one name it by 'column'"
            yield Misfit("S031", "one imputation is none", ("imputations",), hint)
        for number, column in enumerate(self.columns):
            if column in self.columns[:number]:
                message = f"{column!r} is named twice, and would count twice"
                yield Misfit("S032", message, ("imputations", number))

    def _misfits_of_bands(self) -> Iterator[Misfit]:
        if self.source is not None and self.bands is None:
            yield Misfit("S011", "'from' needs 'bands'", ("from",), key=True)
        if isinstance(self.bands, Mapping):
            if not self.columns:
                yield Misfit("S011", "bands by code belong to a column", ("bands",), key=True)
            if self.codes is not None:
                yield Misfit("S011", "a variable with 'bands' by code has no 'codes'", ("codes",), key=True)
            for code, text in self.bands.items():
                if (band := band_of(text)) is None or band.low > band.high:
                    hint = "whole numbers, both ends included: 16-24, 75+, under 16"
                    yield Misfit("S029", f"{text!r} is no band", ("bands", code), hint)
        elif self.bands is not None:
            if self.source is None:
                hint = 'of a column they are written by code: {1: "16-24"}'
                yield Misfit("S011", "'bands' needs 'from'", ("bands",), hint, key=True)
            for number, (lower, upper) in enumerate(pairwise(self.bands), start=1):
                if upper <= lower:
                    yield Misfit(
                        "S017", "each limit of bands must be above the one before", ("bands", number)
                    )

    @property
    def columns(self) -> tuple[str, ...]:
        """The file's columns: several of a variable that is imputed, none of one that is made of others."""
        if self.imputations is not None:
            return written_out(self.imputations)
        return () if self.column is None else (self.column,)

    def imputation(self, number: int) -> SurveyVariable:
        """The variable as one of its imputations has it; itself where it has none."""
        if self.imputations is None:
            return self
        return self.model_copy(update={"column": self.columns[number], "imputations": None})

    @property
    def read(self) -> tuple[str, ...]:
        """The file's columns that it needs by itself: of its values, and of who shares a household."""
        return self.columns if self.household is None else (self.household.id,)

    @property
    def text(self) -> str | None:
        """The expression that it is computed by, of each row or to be counted, where there is one."""
        return self.expression if self.household is None else self.household.count

    @property
    def made_of(self) -> tuple[str, ...]:
        """The variables that it is made of."""
        if self.source is not None:
            return (self.source,)
        if self.household is not None:
            return self.household.made_of
        return parse(self.expression).names if self.expression is not None else ()

    @property
    def limits(self) -> tuple[float, ...]:
        """Lower limits of the bands that another number is cut into."""
        return self.bands if isinstance(self.bands, tuple) else ()

    @property
    def bands_by_code(self) -> Mapping[str, str]:
        """The band that each code of a number stands for, where it is known in bands only."""
        return self.bands if isinstance(self.bands, Mapping) else {}

    @cached_property
    def known_bands(self) -> tuple[Band, ...]:
        """The bands of a number that is known in bands only, else none."""
        if self.at_least is not None:
            return (Band(self.at_least, inf),)
        bands = map(band_of, self.bands_by_code.values())
        return tuple(dict.fromkeys(band for band in bands if band is not None))

    @property
    def band_labels(self) -> tuple[str, ...]:
        """The categories that `bands` makes, in their order: 16-24, 25, 26-64, 65+."""
        return _band_labels(self.limits)


def band_of(text: str) -> Band | None:
    """Read a band as a description writes it, 16-24, 75+, under 16; None where it is none."""
    if (found := _BAND.fullmatch(text)) is None:
        return None
    under, low, high, more = found.groups()
    if under:
        return None if high or more else Band(-inf, float(low) - 1)
    return Band(float(low), inf if more else float(high or low))


class Join(Model):
    """A file of households, whose columns are given to each of their people."""

    data: str = Field(min_length=1, description="The file, as seen from the description's folder.")
    on: tuple[str, ...] = Field(min_length=1, description="Columns that tell a household, in both files.")
    otherwise: Literal["empty"] | None = Field(
        default=None, alias="else", description="empty: people may be without a household; default refused."
    )


class Survey(Definition):
    """`<stem>.survey.yaml`: a data file in the words of the codebook."""

    kind: ClassVar[str] = "survey"
    called: ClassVar[str] = "a survey description"
    letter: ClassVar[str] = "S"

    title: str = Field(min_length=1, description="The survey's name, year and part.")
    contact: str | None = Field(default=None, description="Whom readers may ask: an address or a page.")
    licence: str | None = Field(default=None, description="Under which the data may be used.")
    source: str | None = Field(default=None, description="Where the data come from.")
    notes: str | None = Field(default=None, description="Cautions.")
    synthetic: bool = Field(default=False, description="Made-up data; said in every output.")
    host: Host | None = Field(default=None, description="The country that the survey is of.")
    encoding: str | None = Field(
        default=None, description="Of a file of SPSS, Stata or SAS that doesn't say its own: windows-1252."
    )
    join: Join | None = Field(
        default=None, description="A household's columns, from another file, for each of its people."
    )
    design: Design = Field(default_factory=Design, description="How the sample was drawn and weighted.")
    missing: Missing = Field(
        default_factory=Missing,
        description="Codes that are no answer in every category that doesn't say otherwise.",
    )
    comparison_sample: str | None = Field(
        default=None, description="Expression: who stands for the population where a boost sample was asked."
    )
    variables: Mapping[Identifier, SurveyVariable] = Field(
        default_factory=dict, description="How this file has each harmonised variable."
    )
    by: tuple[str, ...] = Field(default=(), description="Default breakdowns; a+b crosses two.")
    area: str | None = Field(default=None, description="Default area variable.")
    wave: str | None = Field(default=None, description="Default wave variable.")
    breaks: Mapping[Identifier, Codes] = Field(
        default_factory=dict, description="By indicator, the waves across which no change is computed."
    )

    @cached_property
    def bands(self) -> Mapping[str, tuple[Band, ...]]:
        """The numbers that are known in bands only, and their bands."""
        return {name: it.known_bands for name, it in self.variables.items() if it.known_bands}

    @model_validator(mode="after")
    def _can_be_named_in_expressions(self) -> Self:
        refuse(reserved_names("S020", self.variables, ("variables",)))
        return self

    @property
    def imputations(self) -> int:
        """How many imputations each variable has that is imputed; one where none is."""
        return max(
            (len(it.columns) for it in self.variables.values() if it.imputations is not None), default=1
        )

    def imputation(self, number: int) -> Survey:
        """The survey with every imputed variable as one imputation has it: they go together by number."""
        described = {name: it.imputation(number) for name, it in self.variables.items()}
        return self.model_copy(update={"variables": described})

    @model_validator(mode="after")
    def _every_weight_is_calibrated(self) -> Self:
        own = (name for name, it in self.variables.items() if it.weight is not None)
        if self.design.calibrate is not None and (name := next(own, None)) is not None:
            message = "a module's own weight, and calibrate makes only the design's"
            refuse([Misfit("S035", message, ("variables", name, "weight"), "leave one of them out")])
        return self

    @model_validator(mode="after")
    def _imputations_go_together(self) -> Self:
        refuse(self._misfits_of_imputations())
        return self

    def _misfits_of_imputations(self) -> Iterator[Misfit]:
        imputed = {name: it for name, it in self.variables.items() if it.imputations is not None}
        for name, it in imputed.items():
            first = next(iter(imputed))
            if len(it.columns) != len(imputed[first].columns):
                message = f"{len(it.columns)} imputations, and {first!r} has {len(imputed[first].columns)}"
                hint = "variables with imputations go together by number"
                yield Misfit("S033", message, ("variables", name, "imputations"), hint)

    @model_validator(mode="after")
    def _encoding_is_known(self) -> Self:
        refuse(self._unknown_encodings())
        return self

    def _unknown_encodings(self) -> Iterator[Misfit]:
        try:
            codecs.lookup(self.encoding or "utf-8")
        except LookupError:
            hint = "old files from Windows are often windows-1252"
            yield Misfit("S040", f"there is no encoding {self.encoding!r}", ("encoding",), hint)


def _band_labels(limits: Sequence[float]) -> tuple[str, ...]:
    whole = all(limit.is_integer() for limit in limits)
    name = _whole_band if whole else _band
    return (*(name(*band) for band in pairwise(limits)), *(f"{_number(limit)}+" for limit in limits[-1:]))


def _whole_band(lower: float, upper: float) -> str:
    last = upper - 1
    return _number(lower) if last == lower else f"{_number(lower)}-{_number(last)}"


def _band(lower: float, upper: float) -> str:
    return f"{_number(lower)}-<{_number(upper)}"


def _number(limit: float) -> str:
    return str(int(limit)) if limit.is_integer() else repr(limit)
