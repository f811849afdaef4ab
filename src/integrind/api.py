"""The public functions. Their names and arguments are stable; everything else may move."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from integrind import pipeline
from integrind.definitions.library import Library
from integrind.definitions.library import load_library as _load_library
from integrind.opening.selection import indicator_paths
from integrind.request import Reference, Request
from integrind.vocabulary import Adjustment, ProportionInterval

PathLike = str | Path


def compute(
    data: PathLike,
    *,
    survey: PathLike | None = None,
    indicators: Sequence[PathLike] = (),
    indicator: Sequence[str] = (),
    dimension: Sequence[str] = (),
    by: Sequence[str] | None = None,
    area: str | None = None,
    wave: str | None = None,
    where: str | None = None,
    gap_from: str = "population",
    standardise: str | None = None,
    level: float = 0.95,
    proportion_ci: str = "logit",
    adjust: str = "none",
    policy: str = "default",
) -> pl.DataFrame:
    """Compute indicators from a survey file: one row per indicator, wave, area and group.

    Arguments are the options of `integrind compute` under their own names; None means as the survey
    description says. Columns and units are those of docs/results.md: proportions are fractions.

    Raises DefinitionError for definitions and descriptions, DataError for data, UsageError for arguments.
    """
    request = Request(
        data=str(data),
        survey=None if survey is None else Path(survey),
        indicators=tuple(Path(path) for path in indicators),
        only=tuple(indicator),
        dimensions=tuple(dimension),
        by=None if by is None else tuple(by),
        area=area,
        wave=wave,
        where=where,
        gap_from=Reference.parse(gap_from),
        standardise=standardise,
        level=level,
        proportion_interval=ProportionInterval(proportion_ci),
        adjust=Adjustment(adjust),
        policy=policy,
    )
    return pipeline.compute(request).frame


def load_library(*paths: PathLike) -> Library:
    """Load indicators and their codebook; default `./indicators`, else the library that comes with integrind.

    Raises DefinitionError with every fault of every file.
    """
    return _load_library(indicator_paths(tuple(Path(path) for path in paths)))
