"""Which indicators are asked for, and which of them the survey can compute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from integrind.data.variables import Variables
from integrind.definitions.codebook import Codebook
from integrind.definitions.indicator import Indicator
from integrind.definitions.library import Library
from integrind.definitions.quantiles import Part, divided
from integrind.definitions.survey import Survey
from integrind.errors import DataError, UsageError
from integrind.expressions import Variable, parse, values_asked_for
from integrind.expressions.bands import undecided
from integrind.expressions.tree import Name
from integrind.faults import counted, did_you_mean
from integrind.packaged import indicator_paths
from integrind.request import Reference, Request
from integrind.vocabulary import FRACTIONS, OF_SEVERAL_ROWS, Dimension, GapFrom, Measure

_NAMED = 4
"""Columns that a hint names."""


def definitions_of(request: Request) -> tuple[Path, ...]:
    """The files and folders of indicators that a request names, or means."""
    return indicator_paths(request.indicators, with_library=request.with_library)


def choose(
    library: Library,
    only: tuple[str, ...],
    dimensions: tuple[str, ...],
    measures: tuple[Measure, ...] = (),
    variant: str | None = None,
) -> tuple[Indicator, ...]:
    """Indicators by id, dimension and measure, all of them where none is given. Raises UsageError.

    ID@NAME is the indicator as a variant has it; it stands behind the one that it varies. With `variant`,
    every indicator that has a variant of this name is taken as that has it. Distributions, which have many
    rows, are only those that are asked for, unless there is nothing else.
    """
    for wanted in only:
        if library.find(wanted) is None:
            raise UsageError(f"there is no indicator {wanted!r}", did_you_mean(wanted, library.names))
    for dimension in dimensions:
        if dimension not in list(Dimension):
            raise UsageError(f"there is no dimension {dimension!r}", did_you_mean(dimension, Dimension))
    chosen = tuple(
        found
        for it in library.indicators
        if (not dimensions or it.dimension in dimensions) and (not measures or it.measure in measures)
        for found in (_asked_for(it, only) if only else (it,))
    )
    if not chosen:
        said = "--indicator, --dimension and --measure leave no indicator"
        raise UsageError(said, "integrind list names them all")
    single = tuple(it for it in chosen if it.measure not in OF_SEVERAL_ROWS)
    found = chosen if only or measures or not single else single
    return found if variant is None else _varied(found, variant)


def _varied(chosen: Sequence[Indicator], variant: str) -> tuple[Indicator, ...]:
    """Indicators as a variant has them, where they have it; raises UsageError where none has."""
    varied = [it.variant(variant) for it in chosen]
    if not any(varied):
        known = dict.fromkeys(name for it in chosen for name in it.variants)
        hint = did_you_mean(variant, known) or (f"there are {', '.join(known)}" if known else "")
        raise UsageError(f"--variant {variant}: no indicator that is asked for has such a variant", hint)
    # One that is asked for by ID@NAME too stands once.
    found = {it.id: it for plain, other in zip(chosen, varied, strict=True) for it in (other or plain,)}
    return tuple(found.values())


def _asked_for(indicator: Indicator, only: tuple[str, ...]) -> Iterator[Indicator]:
    """The indicator and its variants, as far as they are named."""
    if indicator.id in only:
        yield indicator
    for name in indicator.variants:
        varied = indicator.variant(name)
        if varied is not None and varied.id in only:
            yield varied


@dataclass(frozen=True)
class Selection:
    """The indicators chosen, in order, and why the survey can't compute some of them, by id.

    Several quantiles of one indicator are chosen as an indicator each.
    """

    chosen: tuple[Indicator, ...]
    unavailable: Mapping[str, str]
    parts: Mapping[str, Part] = field(default_factory=dict)
    """What those are, by their ids."""

    def published(self, indicator: str) -> tuple[str, str]:
        """The indicator and the category as whom a result table has it."""
        part = self.parts.get(indicator)
        return (indicator, "") if part is None else (part.of, part.category)

    def alike(self) -> list[list[Indicator]]:
        """The indicators with the same expressions, together: what they make of every row is the same."""
        found: dict[tuple[object, ...], list[Indicator]] = {}
        for indicator in self.chosen:
            of_categories = indicator.measure is Measure.DISTRIBUTION
            found.setdefault((of_categories, *indicator.expressions.items()), []).append(indicator)
        return list(found.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Every variable that the computable indicators use."""
        computable = (it for it in self.chosen if it.id not in self.unavailable)
        return tuple(dict.fromkeys(name for it in computable for name in names_of(it)))


def select(chosen: tuple[Indicator, ...], variables: Variables, only: tuple[str, ...]) -> Selection:
    """Find what the survey lacks; indicators asked for by id must be computable, or it is a DataError."""
    unavailable = {it.id: why for it in chosen if (why := why_not(it, variables))}
    if len(unavailable) == len(chosen) and not only:
        nothing = f"0 of {counted(len(chosen), 'indicator')} can be computed from its columns"
        hint = (
            next_step(chosen, variables)
            or f"{how_to_describe(variables.survey)}; integrind codebook lists what it may name"
        )
        raise DataError(f"{variables.table.name}: {nothing}", hint)
    named = [it for it in chosen if it.id in unavailable and {it.id, it.id.partition("@")[0]} & {*only}]
    if refused := [f"{it.id} can't be computed: {unavailable[it.id]}" for it in named]:
        lines = (f"{variables.table.name}: {it}" for it in refused)
        raise DataError("\n".join(lines), next_step(named, variables))
    each, parts = divided(chosen)
    missing = {it.id: unavailable[name] for it in each if (name := _whole(it.id, parts)) in unavailable}
    return Selection(each, missing, parts)


def _whole(indicator: str, parts: Mapping[str, Part]) -> str:
    return parts[indicator].of if indicator in parts else indicator


def next_step(wanted: Iterable[Indicator], variables: Variables) -> str:
    """Which columns may be what some indicators lack, and what to do then; empty where none may."""
    lacking = {name for it in wanted for name in names_of(it) if not variables.has_columns(name)}
    if incomplete := {it: columns for it in sorted(lacking) if (columns := variables.partly_lacking(it))}:
        named = "; ".join(f"{name} has no column {', '.join(its)}" for name, its in incomplete.items())
        return f"{named}: name under 'imputations' those that are there"
    likely = [f"{column} looks like {name}" for name, column in variables.likely().items() if name in lacking]
    if not likely:
        return ""
    more = f" and {len(likely) - _NAMED} more" if len(likely) > _NAMED else ""
    return f"{', '.join(likely[:_NAMED])}{more}: {how_to_describe(variables.survey)}"


def how_to_describe(survey: Survey) -> str:
    """How columns become variables. A draft of which nothing is decided yet has none either."""
    drafted = "" if survey.variables else " of a description, which integrind init drafts"
    return f"describe them under variables{drafted}"


def why_not(indicator: Indicator, variables: Variables) -> str:
    """Why a survey can't compute an indicator; empty where it can."""
    names = names_of(indicator)
    survey = variables.survey
    if lacking := [name for name in names if not variables.has_columns(name)]:
        return f"the survey has no {', '.join(lacking)}"
    if split := dict.fromkeys(why for name in names if (why := variables.why_not(name))):
        return "; ".join(split)
    if wide := open_in_bands(indicator, survey):
        return "; ".join(wide.values())
    without = without_code(indicator, survey, variables.codebook)
    return "; ".join(f"no code of {name} gives {' or '.join(values)}" for name, values in without.items())


def check_target(reference: Reference, chosen: Iterable[Indicator]) -> None:
    """Refuse a target that no share can reach: 50 is meant in percent, and all others are fractions."""
    if reference.kind is not GapFrom.TARGET or 0 <= reference.target <= 1:
        return
    if of_share := next((it for it in chosen if it.measure in FRACTIONS), None):
        percent = reference.target / 100
        hint = f"as a fraction: target={percent:g}" if 0 <= percent <= 1 else ""
        found = f"{of_share.id} lies between 0 and 1"
        raise UsageError(f"--gap-from {reference}: {found}", hint)


def without_code(
    indicator: Indicator, survey: Survey, codebook: Codebook | None
) -> dict[str, tuple[str, ...]]:
    """Variables of which a description gives no code to any value that is measured, and those values.

    What no answer can come to is not a share of 0 or of 1: the question was asked in other words.
    """
    found = {}
    for name, wanted in _measured(indicator).items():
        described = survey.variables.get(name)
        known = codebook.variables.get(name) if codebook is not None else None
        given = set((described.codes or {}).values()) if described is not None else set()
        one_of = {value: it for value, it in (known.one_of if known else {}).items() if value in given}
        if given and (lacking := _not_given(wanted, given, list(one_of.values()))):
            found[name] = lacking
    return found


def _measured(indicator: Indicator) -> dict[str, tuple[str, ...]]:
    """Variables that are compared with values, and those; none of one that is measured as it is."""
    asked: dict[str, dict[str, None]] = {}
    for key, text in indicator.expressions.items():
        root = parse(text).root
        if key != "eligible" and isinstance(root, Name):
            asked.setdefault(root.name, {})
        for name, value in values_asked_for(root) if key != "eligible" else ():
            asked.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in asked.items()}


def _not_given(
    wanted: tuple[str, ...], given: set[str], one_of: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    """Values that are wanted and that no code gives, where that leaves nothing to measure.

    What a code leaves to be one of several gives them where all of these are wanted. Where only some are, and
    no other code tells which it is, whoever has it would be missing from a share of the others.
    """
    decided = given.union(*(members for members in one_of if {*members} <= {*wanted}))
    if wanted and decided.isdisjoint(wanted):
        return wanted
    untold = [members for members in one_of if decided.isdisjoint(members)]
    return tuple(it for members in untold for it in members if it in wanted or not wanted)


def open_in_bands(indicator: Indicator, survey: Survey) -> dict[str, str]:
    """Numbers that a survey knows in bands which leave an indicator open, and which bands would do."""
    if not survey.bands:
        return {}
    scope = {name: Variable("number", bands=bands) for name, bands in survey.bands.items()}
    parsed = (parse(text) for text in indicator.expressions.values())
    problems = [(it, problem) for it in parsed for problem in undecided(it, scope)]
    return {it.text[problem.start : problem.end]: problem.message for it, problem in problems}


def names_of(indicator: Indicator) -> tuple[str, ...]:
    """The variables of an indicator's expressions."""
    parsed = (parse(text) for text in indicator.expressions.values())
    return tuple(dict.fromkeys(name for expression in parsed for name in expression.names))
