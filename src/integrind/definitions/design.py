"""How a sample was drawn and weighted, in the columns of its file."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Literal, Self

from pydantic import Field, model_validator

from integrind.definitions.model import Misfit, Model, refuse
from integrind.definitions.series import PATTERN, written_out
from integrind.vocabulary import CalibrationMethod, LonelyPsu, ReplicateMethod


class Units(Model):
    """Sampling units where some people were drawn one by one."""

    column: str = Field(description="Column of the units.")
    otherwise: Literal["row"] = Field(
        alias="else", description="row: where the column is empty, each row is a unit of its own."
    )


class Stage(Model):
    """One stage of sampling: its units, and how many of them the population has."""

    psu: str | Units = Field(description="Column of the units of this stage; see the design's psu.")
    fpc: str | None = Field(
        default=None, description="Column of their number in the population, or a fraction."
    )


class Replicates(Model):
    """Replicate weights, instead of strata and PSUs."""

    columns: str | tuple[str, ...] = Field(description="Column names, or a pattern: repw{1..80}.")
    method: ReplicateMethod = Field(description="How the producer made them.")
    rho: float | None = Field(default=None, ge=0, lt=1, description="Of Fay's method.")
    scale: float | None = Field(default=None, gt=0, description="Where the producer states its own.")
    rscales: float | tuple[float, ...] | None = Field(
        default=None, description="Factor of each replicate, or one for all; jkn needs it."
    )
    mse: bool | None = Field(
        default=None, description="Centre at the full-sample estimate; default by method."
    )

    @model_validator(mode="after")
    def _method_has_its_parameters(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        needed = {ReplicateMethod.FAY: "rho", ReplicateMethod.JKN: "rscales", ReplicateMethod.OTHER: "scale"}
        parameter = needed.get(self.method)
        if parameter is not None and getattr(self, parameter) is None:
            yield Misfit("S013", f"the method {self.method} needs {parameter!r}", ("method",))
        if self.rho is not None and self.method is not ReplicateMethod.FAY:
            yield Misfit("S014", f"the method {self.method} has no 'rho'", ("rho",), key=True)
        for number, column in enumerate(self.names):
            if not isinstance(self.columns, str) and column in self.names[:number]:
                yield Misfit("S027", f"{column!r} is named twice, and would count twice", ("columns", number))
        if isinstance(self.columns, str) and not self.names:
            hint = f"{PATTERN}repw{{1..80}}"
            yield Misfit("S015", "this pattern names no columns", ("columns",), hint)
        elif isinstance(self.rscales, tuple) and len(self.rscales) != len(self.names):
            message = f"{len(self.rscales)} rscales for {len(self.names)} columns"
            yield Misfit("S016", message, ("rscales",), "give one for each column")

    @property
    def names(self) -> tuple[str, ...]:
        """Every column's name, the pattern written out."""
        return written_out(self.columns)


class Calibrate(Model):
    """Known totals that the weights are made to have."""

    to: str = Field(
        min_length=1,
        description="File of totals, as seen from the description's folder: variables,group,total.",
    )
    method: CalibrationMethod = Field(
        description="post_stratify: one variable, or several crossed; rake: several; linear: numbers, too."
    )
    bounds: tuple[float, float] | None = Field(
        default=None, description="Of what a weight is multiplied by: [0.3, 3]."
    )

    @model_validator(mode="after")
    def _bounds_leave_room(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        if self.bounds is None:
            return
        low, high = self.bounds
        if not 0 <= low < 1 < high < inf:
            hint = "a weight that fits is multiplied by 1: [0.3, 3]"
            yield Misfit("S034", "bounds stand below and above 1, none below 0", ("bounds",), hint)
        if self.method is CalibrationMethod.POST_STRATIFY:
            message = "post_stratify has no bounds: each cell has its own factor"
            yield Misfit("S034", message, ("bounds",), "method: rake", key=True)


class Design(Model):
    """How the sample was drawn and weighted. Columns are the file's own."""

    weight: str | None = Field(default=None, description="Column of the weight; default every row counts 1.")
    weight_scale: float = Field(default=1.0, gt=0, description="For implied decimals: 0.0001.")
    strata: str | None = Field(default=None, description="Column of the strata.")
    psu: str | Units | None = Field(
        default=None,
        description="Column of the primary sampling units; {column: psu, else: row} where some people were "
        "drawn one by one.",
    )
    fpc: str | None = Field(default=None, description="PSUs of the stratum in the population, or a fraction.")
    stages: tuple[Stage, ...] = Field(default=(), description="Several stages, instead of psu and fpc.")
    lonely_psu: LonelyPsu = Field(
        default=LonelyPsu.FAIL, description="What a stratum with a single PSU adds to the variance."
    )
    replicates: Replicates | None = Field(
        default=None, description="Replicate weights, instead of strata and PSUs."
    )
    waves: Literal["independent", "overlapping"] = Field(
        default="independent", description="overlapping: a panel, or the same PSUs again."
    )
    calibrated_to: tuple[str, ...] = Field(
        default=(),
        description="What the producer calibrated the weights to, beside their sum: variables or columns; a "
        "number as itself, all else as its cells; a+b crosses two.",
    )

    calibrate: Calibrate | None = Field(
        default=None, description="Totals that the weights are made to have, replicates each by itself."
    )

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[Misfit]:
        if self.calibrate is not None and self.calibrated_to:
            message = "calibrate says it already: weights are calibrated to what the file of totals has"
            yield Misfit("S012", message, ("calibrated_to",), "leave calibrated_to out", key=True)
        if self.calibrated_to and self.weight is None:
            message = "without a weight there is none that was calibrated"
            yield Misfit("S030", message, ("calibrated_to",), "name its column: weight: COLUMN", key=True)
        if self.replicates is not None:
            if self.calibrated_to:
                message = "replicate weights show by themselves what they were calibrated to"
                yield Misfit("S012", message, ("calibrated_to",), "leave calibrated_to out", key=True)
            for part in ("strata", "psu", "fpc", "stages"):
                if getattr(self, part):
                    yield Misfit("S012", f"replicates stand instead of {part!r}", (part,), key=True)
        elif self.stages:
            for part in ("psu", "fpc"):
                if getattr(self, part):
                    yield Misfit("S012", f"stages stand instead of {part!r}", (part,), key=True)
