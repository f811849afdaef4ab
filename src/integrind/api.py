"""The public functions. Their names and arguments are stable; everything else may move."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from integrind import arguments, pipeline
from integrind.definitions.library import Library
from integrind.definitions.library import load_library as _load_library
from integrind.opening.selection import indicator_paths
from integrind.pipeline import sizes as of_people
from integrind.request import Reference, Request
from integrind.vocabulary import Adjustment, Measure, ProportionInterval

PathLike = str | Path
DimensionName = Literal["structural", "social", "civic_political", "cultural", "identity"]


def compute(
    data: PathLike,
    *,
    survey: PathLike | None = None,
    indicators: Sequence[PathLike] = (),
    with_library: bool = False,
    indicator: Sequence[str] = (),
    dimension: Sequence[DimensionName] = (),
    measure: Sequence[str] = (),
    variant: str | None = None,
    by: Sequence[str] | None = None,
    area: str | None = None,
    wave: str | None = None,
    where: str | None = None,
    gap_from: str = "population",
    standardise: str | None = None,
    level: float = 0.95,
    proportion_ci: Literal["logit", "korn-graubard", "wilson", "wald"] = "logit",
    adjust: Literal["none", "holm", "bh"] = "none",
    policy: str = "default",
) -> pl.DataFrame:
    """Compute indicators from a survey file: one row per indicator, wave, area and group.

    Arguments are the options of `integrind compute` under their own names; None means as the survey
    description says. Columns and units are those of docs/results.md: proportions are fractions.

    Raises DefinitionError for definitions and descriptions, DataError for data, UsageError for arguments.
    """
    request = Request(
        data=str(arguments.path("data", data)),
        survey=None if survey is None else arguments.path("survey", survey),
        indicators=arguments.paths("indicators", indicators),
        with_library=arguments.truth("with_library", with_library),
        only=arguments.texts("indicator", indicator),
        dimensions=arguments.texts("dimension", dimension),
        variant=None if variant is None else arguments.text("variant", variant),
        measures=tuple(arguments.word("measure", it, Measure) for it in arguments.texts("measure", measure)),
        by=None if by is None else arguments.texts("by", by),
        area=None if area is None else arguments.text("area", area),
        wave=None if wave is None else arguments.text("wave", wave),
        where=None if where is None else arguments.text("where", where),
        gap_from=Reference.parse(arguments.text("gap_from", gap_from)),
        standardise=None if standardise is None else arguments.text("standardise", standardise),
        level=arguments.number("level", level),
        proportion_interval=arguments.word("proportion_ci", proportion_ci, ProportionInterval),
        adjust=arguments.word("adjust", adjust, Adjustment),
        policy=arguments.text("policy", policy),
    )
    return pipeline.compute(request).frame


def sizes(
    data: PathLike,
    *,
    survey: PathLike | None = None,
    indicators: Sequence[PathLike] = (),
    by: Sequence[str] | None = None,
    area: str | None = None,
    wave: str | None = None,
    where: str | None = None,
    level: float = 0.95,
    proportion_ci: Literal["logit", "korn-graubard", "wilson", "wald"] = "logit",
    policy: str = "default",
) -> pl.DataFrame:
    """Count the people of each group: in the sample, weighted, and as a share of everybody in the same place.

    Arguments are the options of `integrind sizes`; `indicators` is where a codebook is. Columns are those of
    docs/results.md. Raises as `compute`.
    """
    request = Request(
        data=str(arguments.path("data", data)),
        survey=None if survey is None else arguments.path("survey", survey),
        indicators=arguments.paths("indicators", indicators),
        by=None if by is None else arguments.texts("by", by),
        area=None if area is None else arguments.text("area", area),
        wave=None if wave is None else arguments.text("wave", wave),
        where=None if where is None else arguments.text("where", where),
        level=arguments.number("level", level),
        proportion_interval=arguments.word("proportion_ci", proportion_ci, ProportionInterval),
        policy=arguments.text("policy", policy),
    )
    return of_people.sizes(request).frame


def load_library(*paths: PathLike, with_library: bool = False) -> Library:
    """Load indicators and their codebook; default `./indicators`, else the library that comes with integrind.

    `with_library` loads that beside the others. Raises DefinitionError with every fault of every file.
    """
    return _load_library(
        indicator_paths(
            arguments.paths("paths", paths), with_library=arguments.truth("with_library", with_library)
        )
    )
