"""A well-known survey told by its columns and codes, and its packaged description fitted to a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from integrind.data.recoding import within
from integrind.data.table import Table
from integrind.data.variables import Variables
from integrind.definitions.known_surveys import KnownSurvey, as_comment
from integrind.definitions.library import Library
from integrind.definitions.survey import Missing, Survey, SurveyVariable
from integrind.inspection.columns import ColumnProfile
from integrind.inspection.known_design import design_of
from integrind.opening.selection import why_not

_FEWEST_COLUMNS = 4
"""Fewer columns in common may be so by chance: many surveys have an AGE and a SEX."""
_MOST_STRANGE = 0.25
"""Of the columns with codes, how many may hold others than the description knows."""


@dataclass(frozen=True)
class Fit:
    """A packaged description and how a file's columns and codes are like its own."""

    known: KnownSurvey
    columns: int
    """Columns of its variables that the file has."""
    doubts: Mapping[str, str]
    """What speaks against using a variable as it is described."""


def best_fit(known: Sequence[KnownSurvey], columns: Sequence[ColumnProfile]) -> Fit | None:
    """The description that the file is like most, if it is like one."""
    by_name = {column.name: column for column in columns}
    fits = [fit for it in known if (fit := _fit(it.as_named_in(by_name), by_name))]
    return max(fits, key=_likeness, default=None)


def _likeness(fit: Fit) -> tuple[int, int]:
    """Columns first; then what speaks against the edition."""
    return fit.columns, -len(fit.doubts)


def _fit(known: KnownSurvey, columns: Mapping[str, ColumnProfile]) -> Fit | None:
    described = known.survey.variables
    named = {column for it in described.values() for column in it.columns}
    there = named & columns.keys()
    if len(there) < _FEWEST_COLUMNS or 2 * len(there) < len(named):
        return None
    coded = {
        name: columns[it.column]
        for name, it in described.items()
        if it.column in there and (it.codes or it.bands_by_code)
    }
    doubts = dict.fromkeys(known.of_another_edition(columns), "another edition, perhaps")
    for name, column in coded.items():
        if column.empty and not _knows(described[name], known.survey, ""):
            doubts[name] = f"{column.name} has empty fields, and it doesn't say what they are"
    unknown = {
        name: f"{column.name} holds codes that it doesn't know"
        for name, column in coded.items()
        if not all(_knows(described[name], known.survey, code) for code in column.codes)
    }
    told = {name for name, column in coded.items() if column.codes} - {*known.choices}
    if len(told & unknown.keys()) > _MOST_STRANGE * len(told):
        return None
    return Fit(known, len(there), doubts | unknown)


def _knows(described: SurveyVariable, survey: Survey, code: str) -> bool:
    meanings = {
        **survey.missing.kinds,
        **(described.missing or Missing()).kinds,
        **described.bands_by_code,
        **(described.codes or {}),
    }
    return code in meanings or bool(within(code, meanings))


def fitted(fit: Fit, columns: Sequence[ColumnProfile], table: Table, library: Library) -> str:
    """The description of what the file has; choices, and codes of another edition perhaps, are comments."""
    known, survey = fit.known, fit.known.survey
    variables = Variables(table, survey, library.codebook)
    usable = [
        name
        for name in known.blocks
        if variables.has_columns(name) and {*variables.weights_of([name])} <= {*table.columns}
    ]
    open_ = {*known.choices, *fit.doubts}
    active = _without(usable, open_, survey)
    asked = [name for name in usable if name not in active]
    lines = [
        f"# A draft by integrind init: {known.name}, told by its columns and codes. Check every line against",
        "# the edition that you have; integrind coverage says what can be computed.",
        *known.head,
        "",
        *_decisions(fit, asked, active, table, library),
        *design_of(known, columns),
        "variables:",
        *_blocks(fit, usable, active),
        *_defaults(survey, active, table),
        *_not_there(known, usable),
    ]
    return "\n".join([*lines, ""])


def _without(usable: Sequence[str], open_: set[str], survey: Survey) -> tuple[str, ...]:
    """Variables that hang on nothing open."""
    out = set(open_)
    while more := {it for it in usable if it not in out and out & set(survey.variables[it].made_of)}:
        out |= more
    return tuple(name for name in usable if name not in out)


def _decisions(
    fit: Fit, asked: Sequence[str], active: Sequence[str], table: Table, library: Library
) -> Iterator[str]:
    if not asked:
        return
    yield "# To be decided, each a comment below, and the indicators that it adds:"
    said = set(before := _computable(fit.known.survey, active, table, library))
    for number, name in enumerate(asked, start=1):
        after = _computable(fit.known.survey, (*active, name), table, library)
        added = [it for it in after if it not in before]
        why = f" ({fit.doubts[name]})" if name in fit.doubts else ""
        said.update(added)
        yield f"#   {number}. {name}{why}: {', '.join(added) or 'none by itself'}"
    together = _computable(fit.known.survey, (*active, *asked), table, library)
    if more := [it for it in together if it not in said]:
        yield f"#   several of them: {', '.join(more)}"
    yield ""


def _computable(survey: Survey, names: Sequence[str], table: Table, library: Library) -> tuple[str, ...]:
    kept = survey.model_copy(update={"variables": {name: survey.variables[name] for name in names}})
    variables = Variables(table, kept, library.codebook)
    return tuple(it.id for it in library.indicators if not why_not(it, variables))


def _blocks(fit: Fit, usable: Sequence[str], active: Sequence[str]) -> Iterator[str]:
    for name in usable:
        block = fit.known.blocks[name]
        if name in fit.doubts:
            yield f"  # To be asked of your edition: {fit.doubts[name]}."
        yield from (block if name in active else as_comment(block)).splitlines()
        yield ""


def _defaults(survey: Survey, active: Sequence[str], table: Table) -> Iterator[str]:
    if names := [name for name in survey.by if name in active]:
        yield f"by: [{', '.join(names)}]"
    if survey.wave in table.columns:
        yield f"wave: {survey.wave}"


def _not_there(known: KnownSurvey, usable: Sequence[str]) -> Iterator[str]:
    if lacking := [name for name in known.blocks if name not in usable]:
        yield "# Of its variables these are not in this file:"
        yield from (f"#   {name}" for name in lacking)
