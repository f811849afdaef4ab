"""What a user asks of one table, whoever asks: the command line, a plan or a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from math import isfinite
from pathlib import Path, PurePath
from typing import Any, Self

from integrind.errors import UsageError
from integrind.faults import did_you_mean
from integrind.paths import STANDARD_INPUT
from integrind.vocabulary import Adjustment, GapFrom, Measure, ProportionInterval, SymbolProfile

OFF = "none"
"""Switches off what the survey description would choose."""

_VALUES = {GapFrom.GROUP: "VARIABLE:LABEL", GapFrom.TARGET: "NUMBER", GapFrom.TABLE: "FILE"}
_FORMS = tuple(f"{kind}={_VALUES[kind]}" if kind in _VALUES else str(kind) for kind in GapFrom)


@dataclass(frozen=True)
class Reference:
    """What groups are compared with, as --gap-from says it.

    `population`, `rest`, `whole`, `group=VAR:LABEL`, `target=NUMBER` or `table=FILE`. A variable ends at the
    first colon here; only the data tell whether that is one.
    """

    kind: GapFrom = GapFrom.POPULATION
    variable: str | None = None
    label: str | None = None
    target: float = 0.0
    table: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises UsageError for what isn't a reference."""
        word, _, rest = text.partition("=")
        if word not in list(GapFrom):
            hint = did_you_mean(word, GapFrom) or f"one of: {', '.join(_FORMS)}"
            raise UsageError(f"--gap-from {text}: there is no such reference", hint)
        kind = GapFrom(word)
        match kind:
            case GapFrom.GROUP if rest:
                variable, colon, label = rest.partition(":")
                return cls(kind, variable, label) if colon else cls(kind, label=rest)
            case GapFrom.TARGET:
                with suppress(ValueError):
                    if isfinite(target := float(rest)):
                        return cls(kind, target=target)
                raise UsageError(f"--gap-from {text}: a target is a number: target=0.75")
            case GapFrom.TABLE if rest:
                return cls(kind, table=rest)
            case GapFrom.GROUP:
                raise UsageError(f"--gap-from {text}: name the group: group=country_of_birth:uk")
            case GapFrom.TABLE:
                raise UsageError(f"--gap-from {text}: name the result table: table=national.csv")
            case _ if rest:
                raise UsageError(f"--gap-from {text}: {kind} takes no value")
            case _:
                return cls(kind)

    def __str__(self) -> str:
        match self.kind:
            case GapFrom.GROUP:
                return f"group={self.variable}:{self.label}" if self.variable else f"group={self.label}"
            case GapFrom.TARGET:
                return f"target={self.target:g}"
            case GapFrom.TABLE:
                return f"table={PurePath(self.table).name}"
            case kind:
                return str(kind)


CALLED: Mapping[str, str] = {
    "only": "indicator",
    "dimensions": "dimension",
    "measures": "measure",
    "proportion_interval": "proportion_ci",
}
"""What users call a field that has another name here."""


@dataclass(frozen=True)
class Request:
    """One table. None means: as the survey description says."""

    data: str
    survey: Path | None = None
    indicators: tuple[Path, ...] = ()
    """Files and folders of definitions; default `./indicators`, else the packaged library."""
    with_library: bool = False
    """Whether the packaged library stands beside the indicators that are named."""
    only: tuple[str, ...] = ()
    """Indicators by id; one that can't be computed is an error."""
    dimensions: tuple[str, ...] = ()
    variant: str | None = None
    """Whose definition is taken, where an indicator has a variant of this name."""
    measures: tuple[Measure, ...] = ()
    by: tuple[str, ...] | None = None
    area: str | None = None
    wave: str | None = None
    where: str | None = None
    gap_from: Reference = Reference()
    standardise: str | None = None
    """Variables held constant, crossed with `+`."""
    level: float = 0.95
    proportion_interval: ProportionInterval = ProportionInterval.LOGIT
    adjust: Adjustment = Adjustment.NONE
    matters: float | None = None
    """The smallest gap that matters, in the unit of tables; default a tenth of a standard deviation."""
    policy: str = "default"
    """A policy's name, or its file."""
    symbols: SymbolProfile | None = None
    """Default: as the policy says."""
    show_values: bool = False

    @classmethod
    def asked(cls, data: str, options: Mapping[str, Any]) -> Self:
        """A request of options by the names that users know. None is as usual; others' options are left."""
        called = {it.name: CALLED.get(it.name, it.name) for it in fields(cls) if it.name != "data"}
        given = {field: options.get(option) for field, option in called.items()}
        wanted: dict[str, Any] = {
            field: tuple(value) if isinstance(value, list) else value
            for field, value in given.items()
            if value is not None
        }
        return cls(data, **wanted)

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise UsageError(f"--level {self.level:g}: a confidence level lies between 0 and 1: 0.95")
        if self.matters is not None and not (isfinite(self.matters) and self.matters > 0):
            raise UsageError(f"--matters {self.matters:g}: the smallest gap that matters is above 0: 3, say")
        if self.data == self.gap_from.table == STANDARD_INPUT:
            raise UsageError(
                f"--gap-from table={STANDARD_INPUT}: standard input is the survey already", "save one of them"
            )
