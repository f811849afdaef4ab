"""The public functions. Their names and arguments are stable; everything else may move."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from integrind import pipeline
from integrind.definitions.library import Library
from integrind.definitions.library import load_library as _load_library
from integrind.request import Reference, Request
from integrind.selection import indicator_paths
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
        str(data),
        None if survey is None else Path(survey),
        tuple(Path(path) for path in indicators),
        tuple(indicator),
        tuple(dimension),
        None if by is None else tuple(by),
        area,
        wave,
        where,
        Reference.parse(gap_from),
        level,
        ProportionInterval(proportion_ci),
        Adjustment(adjust),
        policy,
    )
    return pipeline.compute(request).frame


def load_library(*paths: PathLike) -> Library:
    """Load indicators and their codebook; default `./indicators`, else the library that comes with integrind.

    Raises DefinitionError with every fault of every file.
    """
    return _load_library(indicator_paths(tuple(Path(path) for path in paths)))
