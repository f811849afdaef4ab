"""The public functions. Their names and arguments are stable; everything else may move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

from integrind import arguments, inspection, pipeline
from integrind.definitions.library import Library
from integrind.definitions.library import load_library as _load_library
from integrind.errors import UsageError
from integrind.frames import Frame, in_a_file
from integrind.notebook import Covered, Report, Table
from integrind.opening.inputs import Inputs
from integrind.packaged import indicator_paths
from integrind.pipeline import segregation as groups_apart
from integrind.pipeline import sizes as of_people
from integrind.request import Reference, Request
from integrind.vocabulary import Adjustment, Measure, ProportionInterval

PathLike = str | Path
DimensionName = Literal["structural", "social", "civic_political", "cultural", "identity"]
IntervalName = Literal["logit", "korn-graubard", "wilson", "wald"]
AdjustmentName = Literal["none", "holm", "bh"]
Data = PathLike | Frame


class Options(TypedDict, total=False):
    """The arguments of `compute` beside the data, for the functions that have the same."""

    survey: PathLike | None
    indicators: Sequence[PathLike]
    with_library: bool
    indicator: Sequence[str]
    dimension: Sequence[DimensionName]
    measure: Sequence[str]
    variant: str | None
    by: Sequence[str] | None
    area: str | None
    wave: str | None
    where: str | None
    gap_from: str
    standardise: str | None
    level: float
    proportion_ci: IntervalName
    adjust: AdjustmentName
    matters: float | None
    policy: str


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
            requests = [_request(file, options) for file in files]
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


def sizes(
    data: Data,
    *,
    survey: PathLike | None = None,
    indicators: Sequence[PathLike] = (),
    by: Sequence[str] | None = None,
    area: str | None = None,
    wave: str | None = None,
    where: str | None = None,
    level: float = 0.95,
    proportion_ci: IntervalName = "logit",
    policy: str = "default",
) -> Table:
    """Count the people of each group: in the sample, weighted, and as a share of everybody in the same place.

    Parameters
    ----------
    data, survey, by, area, wave, where, level, proportion_ci, policy
        As of `compute`.
    indicators
        Where a codebook is.

    Returns
    -------
    Table
    """
    given = Options(
        survey=survey,
        indicators=indicators,
        by=by,
        area=area,
        wave=wave,
        where=where,
        level=level,
        proportion_ci=proportion_ci,
        policy=policy,
    )
    with _requested(data, given) as request:
        return Table(of_people.sizes(request), Inputs.of([request]))


def segregation(
    data: Data,
    *,
    area: Sequence[str] = (),
    survey: PathLike | None = None,
    indicators: Sequence[PathLike] = (),
    by: Sequence[str] | None = None,
    wave: str | None = None,
    where: str | None = None,
    level: float = 0.95,
    proportion_ci: IntervalName = "logit",
    policy: str = "default",
) -> Table:
    """Find how far groups live apart over areas: dissimilarity, isolation, exposure, and their changes.

    Parameters
    ----------
    data, survey, by, wave, where, level, proportion_ci, policy
        As of `compute`.
    area
        Variables of areas, one or several that nest.
    indicators
        Where a codebook is.

    Returns
    -------
    Table
    """
    given = Options(
        survey=survey,
        indicators=indicators,
        by=by,
        wave=wave,
        where=where,
        level=level,
        proportion_ci=proportion_ci,
        policy=policy,
    )
    with _requested(data, given) as request:
        return Table(groups_apart.segregation(request, arguments.texts("area", area)), Inputs.of([request]))


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
def _requested(data: Data, options: Options) -> Iterator[Request]:
    """A request, a frame for its time in a file: every step reads one, and goes by its types."""
    if not hasattr(data, "__arrow_c_stream__"):
        yield _request(arguments.path("data", data), options)
        return
    with in_a_file(data) as file:
        yield _request(file, options)


def _request(data: Path, options: Options) -> Request:
    """What is asked for, of arguments that are looked at one by one. Raises UsageError."""
    arguments.refuse_unknown(options, Options.__optional_keys__)

    def named(name: str) -> str | None:
        found: Any = options.get(name)
        return None if found is None else arguments.text(name, found)

    survey, by = options.get("survey"), options.get("by")
    matters = options.get("matters")
    measures = arguments.texts("measure", options.get("measure", ()))
    return Request(
        data=str(data),
        survey=None if survey is None else arguments.path("survey", survey),
        indicators=arguments.paths("indicators", options.get("indicators", ())),
        with_library=arguments.truth("with_library", options.get("with_library", False)),
        only=arguments.texts("indicator", options.get("indicator", ())),
        dimensions=arguments.texts("dimension", options.get("dimension", ())),
        variant=named("variant"),
        measures=tuple(arguments.word("measure", it, Measure) for it in measures),
        by=None if by is None else arguments.texts("by", by),
        area=named("area"),
        wave=named("wave"),
        where=named("where"),
        gap_from=Reference.parse(arguments.text("gap_from", options.get("gap_from", "population"))),
        standardise=named("standardise"),
        level=arguments.number("level", options.get("level", 0.95)),
        proportion_interval=arguments.word(
            "proportion_ci", options.get("proportion_ci", "logit"), ProportionInterval
        ),
        matters=None if matters is None else arguments.number("matters", matters),
        adjust=arguments.word("adjust", options.get("adjust", "none"), Adjustment),
        policy=arguments.text("policy", options.get("policy", "default")),
    )
