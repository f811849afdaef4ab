"""The public functions. Their names and arguments are stable; everything else may move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Unpack

from integrind import arguments, inspection, pipeline
from integrind.arguments import (
    AdjustmentName,
    DimensionName,
    IntervalName,
    Options,
    PathLike,
    PeopleOptions,
    SizesOptions,
    request_of,
)
from integrind.definitions.library import Library
from integrind.definitions.library import load_library as _load_library
from integrind.errors import UsageError
from integrind.frames import Frame, in_a_file
from integrind.notebook import Covered, Report, Table
from integrind.opening.inputs import Inputs
from integrind.packaged import indicator_paths
from integrind.pipeline import segregation as groups_apart
from integrind.pipeline import sizes as of_people
from integrind.request import Request

Data = PathLike | Frame


def compute(
    data: Data,
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
    proportion_ci: IntervalName = "logit",
    adjust: AdjustmentName = "none",
    matters: float | None = None,
    policy: str = "default",
) -> Table:
    """Compute indicators from a survey: one row per indicator, wave, area and group.

    Parameters
    ----------
    data
        A file, a folder of files, or a frame of polars, pandas or pyarrow.
    survey, indicators, with_library, indicator, dimension, measure, variant, by, area, wave, where, gap_from,
    standardise, level, proportion_ci, adjust, matters, policy
        The options of `integrind compute` under their own names; None means as the survey description says.

    Returns
    -------
    Table
        Its `frame` has the columns and units of docs/results.md: proportions are fractions.

    Raises
    ------
    DefinitionError
        For definitions and descriptions.
    DataError
        For data.
    UsageError
        For arguments.
    """
    given = Options(
        survey=survey,
        indicators=indicators,
        with_library=with_library,
        indicator=indicator,
        dimension=dimension,
        measure=measure,
        variant=variant,
        by=by,
        area=area,
        wave=wave,
        where=where,
        gap_from=gap_from,
        standardise=standardise,
        level=level,
        proportion_ci=proportion_ci,
        adjust=adjust,
        matters=matters,
        policy=policy,
    )
    with _requested(data, given) as request:
        return Table(pipeline.compute(request), Inputs.of([request]))


def compare(data: Data, *, between: tuple[str, str] | None = None, **options: Unpack[Options]) -> Table:
    """Compare areas: how each group's estimate and gap differ from the whole's, or from another area's.

    Parameters
    ----------
    data
        As of `compute`.
    between
        Area A and area B: A minus B. Every area minus the whole without it.
    **options
        The arguments of `compute`; `area` unless the survey description has one.

    Returns
    -------
    Table
    """
    sides = None if between is None else arguments.texts("between", between)
    if sides is not None and len(sides) != 2:
        raise UsageError(f"between takes two areas, not {len(sides)}", 'between=("North", "South")')
    with _requested(data, options) as request:
        return Table(pipeline.compare(request, sides and (sides[0], sides[1])), Inputs.of([request]))


def trend(data: Data | Sequence[PathLike], *, panel: str | None = None, **options: Unpack[Options]) -> Table:
    """Follow change between waves of one survey, or between several files in their order.

    Parameters
    ----------
    data
        As of `compute`, or a list of files, a wave each.
    panel
        The column of people's ids: also entry and exit of the same people.
    **options
        The arguments of `compute`; `wave` unless the survey description has one.

    Returns
    -------
    Table
    """
    ids = None if panel is None else arguments.text("panel", panel)
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        files = arguments.paths("data", data)
        if not files:
            raise UsageError("data is an empty list", 'name the files: data=["2022.csv", "2024.csv"]')
        if len(files) > 1:
            if ids is not None:
                raise UsageError("panel needs both waves in one file", "put the files together, with a wave")
            requests = [request_of(file, options, Options.__optional_keys__) for file in files]
            return Table(pipeline.trend_of_files(requests), Inputs.of(requests))
        (data,) = files
    with _requested(data, options) as request:
        return Table(pipeline.trend(request, ids), Inputs.of([request]))


def profile(data: Data, *, associations: bool = False, **options: Unpack[Options]) -> Table:
    """Find where groups are ahead or behind in each dimension, and how far the dimensions diverge.

    Parameters
    ----------
    data
        As of `compute`.
    associations
        Also how indicators go together among respondents: then in `made.associations`.
    **options
        The arguments of `compute`.

    Returns
    -------
    Table
        Its `frame` has the columns of docs/profile.md.
    """
    wanted = arguments.truth("associations", associations)
    with _requested(data, options) as request:
        return Table(pipeline.profile(request, associations=wanted), Inputs.of([request]))


def report(data: Data, **options: Unpack[Options]) -> Report:
    """Compute what a report shows, and the page that `integrind report` writes.

    Parameters
    ----------
    data
        As of `compute`.
    **options
        The arguments of `compute`.

    Returns
    -------
    Report
        Its `html` is the page, and `write` writes it.
    """
    with _requested(data, options) as request:
        made, moved = pipeline.report(request)
        return Report(made, Inputs.of([request]), moved)


def coverage(
    data: Data,
    *,
    survey: PathLike | None = None,
    indicators: Sequence[PathLike] = (),
    with_library: bool = False,
    indicator: Sequence[str] = (),
    dimension: Sequence[DimensionName] = (),
) -> Covered:
    """Tell which dimensions, framework domains and indicators a survey can speak to, and what it lacks.

    Parameters
    ----------
    data, survey, indicators, with_library, indicator, dimension
        As of `compute`; no answer is looked at.

    Returns
    -------
    Covered
        Its `frame` has the columns of docs/coverage.md.
    """
    given = Options(
        survey=survey,
        indicators=indicators,
        with_library=with_library,
        indicator=indicator,
        dimension=dimension,
    )
    with _requested(data, given) as request:
        return Covered(inspection.coverage(request))


def sizes(data: Data, **options: Unpack[SizesOptions]) -> Table:
    """Count the people of each group: in the sample, weighted, and as a share of everybody in the same place.

    Parameters
    ----------
    data
        As of `compute`.
    **options
        The arguments of `compute` that say nothing of indicators; `indicators` is where a codebook is.

    Returns
    -------
    Table
    """
    with _requested(data, options, SizesOptions.__optional_keys__) as request:
        return Table(of_people.sizes(request), Inputs.of([request]))


def segregation(data: Data, *, area: Sequence[str] = (), **options: Unpack[PeopleOptions]) -> Table:
    """Find how far groups live apart over areas: dissimilarity, isolation, exposure, and their changes.

    Parameters
    ----------
    data
        As of `compute`.
    area
        Variables of areas, one or several that nest.
    **options
        The arguments of `sizes`.

    Returns
    -------
    Table
    """
    areas = arguments.texts("area", area)
    with _requested(data, options, PeopleOptions.__optional_keys__) as request:
        return Table(groups_apart.segregation(request, areas), Inputs.of([request]))


def load_library(*paths: PathLike, with_library: bool = False) -> Library:
    """Load indicators and their codebook; default `./indicators`, else the library that comes with integrind.

    Parameters
    ----------
    *paths
        Files and folders of definitions.
    with_library
        Load the packaged library beside them.

    Raises
    ------
    DefinitionError
        With every fault of every file.
    """
    return _load_library(
        indicator_paths(
            arguments.paths("paths", paths), with_library=arguments.truth("with_library", with_library)
        )
    )


@contextmanager
def _requested(
    data: Data, options: Mapping[str, Any], known: Iterable[str] = Options.__optional_keys__
) -> Iterator[Request]:
    """A request, a frame for its time in a file: every step reads one, and goes by its types."""
    if not hasattr(data, "__arrow_c_stream__"):
        yield request_of(arguments.path("data", data), options, known)
        return
    with in_a_file(data) as file:
        yield request_of(file, options, known)
