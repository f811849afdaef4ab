"""A first survey description of a data file: what can be guessed, and what has to be checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from integrind.data.aliases import misleads
from integrind.data.metadata import NOTHING_SAID, Metadata
from integrind.data.roles import ColumnRole, replicate_pattern
from integrind.definitions.codebook import CodebookVariable
from integrind.definitions.indicator import Indicator
from integrind.inspection import as_yaml
from integrind.inspection.columns import ColumnProfile
from integrind.inspection.proposals import Proposal, proposals
from integrind.inspection.weights import weights
from integrind.opening.selection import names_of

_UNITS = {"strata": ColumnRole.STRATUM, "psu": ColumnRole.PSU}
_OF_THE_DESIGN = frozenset({*_UNITS.values(), ColumnRole.WEIGHT, ColumnRole.REPLICATE_WEIGHT})
_GROUPS = ("country_of_birth", "foreign_born", "citizenship", "generation", "ethnic_group")
_GROUP = re.compile(
    r"born|birthpl|(country|place|co).*birth|bpl|cob|origin|nativ|citi|nationality|ctz|ethn|race|raza|raca|hisp|migr"
    r"|foreign"
)
"""Words for origin, citizenship, ethnicity and race in the names of columns."""
_LONELY = {"missing": "fail", "certainty": "certainty", "scaled": "average", "centered": "adjust"}
"""How a stratum with a single PSU is treated, by Stata's word."""


def draft(
    name: str,
    columns: Sequence[ColumnProfile],
    codebook: Mapping[str, CodebookVariable],
    metadata: Metadata = NOTHING_SAID,
    indicators: Sequence[Indicator] = (),
) -> str:
    """Write a description that loads: what is doubtful is a comment.

    A variable is written where its column's values can be read as they are; where a person has to say what
    codes mean, a comment has the codes and the values to choose from. The head says which indicators of those
    given each decision adds.
    """
    asked = [column for column in columns if column.role not in _OF_THE_DESIGN]
    found = proposals(asked, codebook, metadata)
    lines = [
        "# A draft by integrind init, from names and codes alone. Check every line;",
        "# integrind validate finds what is wrong, integrind coverage what is missing.",
        *_decisions(found, indicators),
        f"title: {as_yaml.text(name)}  # its name, year and part",
        "# licence: under which the data may be used",
        "# source: where they come from",
        "",
        *_design(columns, metadata),
        "",
        *_missing(columns),
        "",
        *_variables(found),
        "",
        *_defaults(columns, found),
        *_look_alikes(asked, found),
    ]
    return "\n".join([*lines, ""])


def _decisions(found: Sequence[Proposal], indicators: Sequence[Indicator]) -> Iterator[str]:
    """What stands without a person, what a person has to decide, and what that adds."""
    if active := [it for it in found if not it.doubt]:
        yield "# Decided here: " + ", ".join(
            f"{it.variable} is {as_yaml.text(it.column)} {it.because}" for it in active
        )
    names = {it.variable for it in active}
    before = set(_computable(indicators, names))
    open_ = [it for it in found if it.doubt]
    if open_:
        yield "# To be decided, each a comment below, and the indicators that it adds:"
    for number, it in enumerate(open_, start=1):
        added = [id_ for id_ in _computable(indicators, {*names, it.variable}) if id_ not in before]
        yield f"#   {number}. {it.variable}: {', '.join(added) or 'none by itself'}"
    alone = {id_ for it in open_ for id_ in _computable(indicators, {*names, it.variable})}
    together = _computable(indicators, {it.variable for it in found})
    if more := [id_ for id_ in together if id_ not in alone | before]:
        yield f"#   several of them: {', '.join(more)}"


def _computable(indicators: Sequence[Indicator], names: Collection[str]) -> list[str]:
    return [it.id for it in indicators if names_of(it) and all(name in names for name in names_of(it))]


def _design(columns: Sequence[ColumnProfile], metadata: Metadata) -> Iterator[str]:
    """What nothing speaks against; what does, and what is one of several, is a comment with its reason."""
    yield "# How the sample was drawn. Without a weight every row counts 1, and every output says so."
    weight, said = weights(columns)
    replicates = replicate_pattern(column.name for column in columns)
    lines = [] if weight is None else [f"  weight: {as_yaml.text(weight.name)}  # by its name"]
    others = {name: what for name, what in said.items() if weight is None or name != weight.name}
    comments = [
        f"  # {'weight: ' if weight is None else ''}{as_yaml.text(name)}  # {what}"
        for name, what in others.items()
    ]
    if weight is None and len(others) > 1:
        comments.insert(0, "  # which of these is the weight? Its producer says what each is for")
    for key, role in _UNITS.items():
        named = [column for column in columns if column.role is role]
        free = [column for column in named if not column.empty]
        sure = len(free) == 1 and replicates is None
        lines += [f"  {key}: {as_yaml.text(free[0].name)}  # by its name"] if sure else []
        for column in named:
            if not sure or column is not free[0]:
                why = "some rows have none" if column.empty else "by its name"
                comments.append(f"  # {key}: {as_yaml.text(column.name)}  # {why}")
    if replicates is not None:
        comments.append(
            f"  # replicates: {{columns: {as_yaml.text(replicates)}, method: METHOD}}  # as its producer says"
        )
    comments += [f"  # {it}" for it in _told(metadata)]
    yield "design:" if lines else "# design:"
    yield from lines
    yield from comments


def _told(metadata: Metadata) -> Iterator[str]:
    """What the file itself says of its design."""
    if metadata.weight is not None:
        yield f"weight: {as_yaml.text(metadata.weight)}  # SPSS weighs by it: the file says so"
    keys = {"wvar": "weight", "strata1": "strata", "su1": "psu", "fpc1": "fpc"}
    for word, column in metadata.design.items():
        if word in keys:
            yield f"{keys[word]}: {as_yaml.text(column)}  # svyset of Stata: the file says so"
        elif word == "singleunit":
            lonely = _LONELY.get(column, "fail")
            yield f"lonely_psu: {lonely}  # svyset of Stata, singleunit({as_yaml.text(column)})"


def _missing(columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """Negative codes of categories are answers in few surveys only; which kind they are, nobody can guess."""
    negative = {code for column in columns for code in column.codes if re.fullmatch(r"-[0-9]+", code)}
    yield "# Codes that are no answer, in every category: which kind is each?"
    if negative:
        yield f"# Negative codes that many rows hold: {', '.join(sorted(negative, key=int, reverse=True))}"
    yield "# missing:"
    for kind in ("refused", "dont_know", "not_applicable", "not_asked", "no_answer"):
        yield f"#   {kind}: []"


def _variables(found: Sequence[Proposal]) -> Iterator[str]:
    yield "# The codebook's variables that columns are called like. integrind coverage names the others."
    yield "variables:" if any(not it.doubt for it in found) else "# variables:"
    for it in found:
        lines = [*it.lines, *([f"# {it.doubt}"] if it.doubt else [])]
        yield from (f"  # {line}" if it.doubt else f"  {line}" for line in lines)


def _defaults(columns: Sequence[ColumnProfile], found: Sequence[Proposal]) -> Iterator[str]:
    taken = {it.column for it in found}
    yield "# What tables are broken down by where nothing else is asked."
    if active := [it.variable for it in found if it.variable in _GROUPS and not it.doubt]:
        yield f"by: [{', '.join(active)}]"
    groups = [column.name for column in columns if _may_be_a_group(column) and column.name not in taken]
    if groups and not active:
        yield f"# by: [{', '.join(map(as_yaml.text, groups[:3]))}]"
    elif groups:
        yield f"# by these as well? {', '.join(map(as_yaml.text, groups[:3]))}"
    for key, role in (("area", ColumnRole.AREA), ("wave", ColumnRole.WAVE)):
        names = [column.name for column in columns if column.role is role and column.name not in taken]
        yield from (f"# {key}: {as_yaml.text(name)}" for name in names)


def _may_be_a_group(column: ColumnProfile) -> bool:
    """Whether it is called like what makes a group of integration: origin, citizenship, ethnicity, race."""
    return column.role is None and len(column.codes) > 1 and _GROUP.search(column.name.lower()) is not None


def _look_alikes(columns: Sequence[ColumnProfile], found: Sequence[Proposal]) -> Iterator[str]:
    said = {column.name: misleads(column.name) for column in columns}
    told = {it.column for it in found if it.doubt}
    if marked := {name: what for name, what in said.items() if what and name not in told}:
        yield "# Columns that may mislead by their names:"
        yield from (f"#   {as_yaml.text(name)}: {what}" for name, what in marked.items())
