"""A first survey description of a data file: what can be guessed, and what has to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from integrind.data.metadata import NOTHING_SAID, Metadata
from integrind.data.resemblance import resembling
from integrind.data.roles import ColumnRole, replicate_pattern
from integrind.definitions.codebook import CodebookVariable
from integrind.inspection.columns import MOST_CODES, ColumnProfile, Content
from integrind.inspection.weights import weights

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
"""Words that some reader of YAML takes for something else than text."""

_TRUTH: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}
_UNITS = {"strata": ColumnRole.STRATUM, "psu": ColumnRole.PSU}
_OF_THE_DESIGN = frozenset({*_UNITS.values(), ColumnRole.WEIGHT, ColumnRole.REPLICATE_WEIGHT})
_LONELY = {"missing": "fail", "certainty": "certainty", "scaled": "average", "centered": "adjust"}
"""How a stratum with a single PSU is treated, by Stata's word."""


def draft(
    name: str,
    columns: Sequence[ColumnProfile],
    codebook: Mapping[str, CodebookVariable],
    metadata: Metadata = NOTHING_SAID,
) -> str:
    """Write a description that loads: what is doubtful is a comment.

    A variable is written where its column's values can be read as they are; where a person has to say what
    codes mean, a comment has the codes and the values to choose from.
    """
    by_name = {column.name: column for column in columns}
    asked = [column.name for column in columns if column.role not in _OF_THE_DESIGN]
    found = {variable: by_name[column] for variable, column in resembling(asked, codebook).items()}
    lines = [
        "# A draft by integrind init, from names and codes alone. Check every line;",
        "# integrind validate finds what is wrong, integrind coverage what is missing.",
        f"title: {_text(name)}  # its name, year and part",
        "# licence: under which the data may be used",
        "# source: where they come from",
        "",
        *_design(columns, metadata),
        "",
        *_missing(columns),
        "",
        *_variables(found, codebook, metadata),
        "",
        *_defaults(columns, found),
    ]
    return "\n".join([*lines, ""])


def _design(columns: Sequence[ColumnProfile], metadata: Metadata) -> Iterator[str]:
    """What nothing speaks against; what does, and what is one of several, is a comment with its reason."""
    yield "# How the sample was drawn. Without a weight every row counts 1, and every output says so."
    weight, said = weights(columns)
    replicates = replicate_pattern(column.name for column in columns)
    lines = [] if weight is None else [f"  weight: {_text(weight.name)}  # by its name"]
    others = {name: what for name, what in said.items() if weight is None or name != weight.name}
    comments = [
        f"  # {'weight: ' if weight is None else ''}{_text(name)}  # {what}" for name, what in others.items()
    ]
    if weight is None and len(others) > 1:
        comments.insert(0, "  # which of these is the weight? Its producer says what each is for")
    for key, role in _UNITS.items():
        named = [column for column in columns if column.role is role]
        free = [column for column in named if not column.empty]
        sure = len(free) == 1 and replicates is None
        lines += [f"  {key}: {_text(free[0].name)}  # by its name"] if sure else []
        for column in named:
            if not sure or column is not free[0]:
                why = "some rows have none" if column.empty else "by its name"
                comments.append(f"  # {key}: {_text(column.name)}  # {why}")
    if replicates is not None:
        comments.append(
            f"  # replicates: {{columns: {_text(replicates)}, method: METHOD}}  # as its producer says"
        )
    comments += [f"  # {it}" for it in _told(metadata)]
    yield "design:" if lines else "# design:"
    yield from lines
    yield from comments


def _told(metadata: Metadata) -> Iterator[str]:
    """What the file itself says of its design."""
    if metadata.weight is not None:
        yield f"weight: {_text(metadata.weight)}  # SPSS weighs by it: the file says so"
    keys = {"wvar": "weight", "strata1": "strata", "su1": "psu", "fpc1": "fpc"}
    for word, column in metadata.design.items():
        if word in keys:
            yield f"{keys[word]}: {_text(column)}  # svyset of Stata: the file says so"
        elif word == "singleunit":
            yield f"lonely_psu: {_LONELY.get(column, 'fail')}  # svyset of Stata, singleunit({_text(column)})"


def _missing(columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """Negative codes of categories are answers in few surveys only; which kind they are, nobody can guess."""
    negative = {code for column in columns for code in column.codes if re.fullmatch(r"-[0-9]+", code)}
    yield "# Codes that are no answer, in every category: which kind is each?"
    if negative:
        yield f"# Negative codes that many rows hold: {', '.join(sorted(negative, key=int, reverse=True))}"
    yield "# missing:"
    for kind in ("refused", "dont_know", "not_applicable", "not_asked", "no_answer"):
        yield f"#   {kind}: []"


def _variables(
    found: Mapping[str, ColumnProfile], codebook: Mapping[str, CodebookVariable], metadata: Metadata
) -> Iterator[str]:
    blocks = [_variable(name, column, codebook[name], metadata) for name, column in found.items()]
    yield "# The codebook's variables whose names are like a column's. integrind coverage names the others."
    yield "variables:" if any(sure for _, sure in blocks) else "# variables:"
    for lines, sure in blocks:
        yield from (f"  {line}" if sure else f"  # {line}" for line in lines)


def _variable(
    name: str, column: ColumnProfile, known: CodebookVariable, metadata: Metadata
) -> tuple[list[str], bool]:
    """Lines of a variable, and whether they can stand as they are."""
    title = _printable(known.title)
    if known.type == "number":
        doubt = _doubt(column, known)
        lines = [f"{name}: {{column: {_text(column.name)}}}  # {title}"]
        return ([*lines, f"  # {doubt}"], False) if doubt else (lines, True)
    meaning = _meanings(column.codes, known)
    codes = ", ".join(f"{_code(code)}: {meaning.get(code, 'VALUE')}" for code in column.codes)
    lines = [
        f"{name}:  # {title}",
        f"  column: {_text(column.name)}",
        f"  codes: {{{codes or 'CODE: VALUE'}}}",
    ]
    if len(meaning) == column.distinct > 0:
        return lines, True
    lines += [
        f"  # {_code(code)}: {_printable(label)}, in the file's words"
        for code, label in metadata.values.get(column.name, {}).items()
    ]
    if column.codes and column.not_listed:
        lines.append(f"  # and {column.not_listed} more that few rows hold: integrind describe --show-values")
    return [*lines, f"  # VALUE: {', '.join(known.values or ('true', 'false'))}"], False


def _doubt(column: ColumnProfile, known: CodebookVariable) -> str:
    """Why a column may be no number, or not all of it; empty where nothing says so."""
    if column.content is not Content.NUMBERS:
        return "not all of it is a number: missing: {KIND: [CODE]}"
    if column.below_zero:
        return "some numbers are below 0: if they are no answers, missing: {KIND: [CODE]}"
    measured = known.unit is not None and not any(char.isdigit() for char in known.unit)
    if measured and column.distinct <= MOST_CODES:
        return f"only {column.distinct} different values: a number of {known.unit}, or codes of bands?"
    return ""


def _meanings(codes: Sequence[str], known: CodebookVariable) -> dict[str, str]:
    """Codes that are the codebook's values or labels, whatever their case, or yes and no."""
    if known.type == "boolean":
        return {code: str(_TRUTH[code.casefold()]).lower() for code in codes if code.casefold() in _TRUTH}
    values = {label.casefold(): value for value, label in (known.values or {}).items()}
    values |= {value.casefold(): value for value in known.values or {}}
    return {code: values[code.casefold()] for code in codes if code.casefold() in values}


def _defaults(columns: Sequence[ColumnProfile], found: Mapping[str, ColumnProfile]) -> Iterator[str]:
    taken = {column.name for column in found.values()}
    yield "# What tables are broken down by where nothing else is asked."
    groups = [column.name for column in columns if column.role is None and 1 < len(column.codes) <= 10]
    if groups:
        yield f"# by: [{', '.join(map(_text, groups[:3]))}]"
    for key, role in (("area", ColumnRole.AREA), ("wave", ColumnRole.WAVE)):
        names = [column.name for column in columns if column.role is role and column.name not in taken]
        yield from (f"# {key}: {_text(name)}" for name in names)


def _code(code: str) -> str:
    return code if _WHOLE_NUMBER.fullmatch(code) else _text(code)


def _text(text: str) -> str:
    """As YAML: plain where that is text without doubt, else quoted."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_printable(escaped)}"'


def _printable(text: str) -> str:
    """What cannot be seen is escaped, as YAML allows between quotes."""
    return "".join(char if char.isprintable() else f"\\U{ord(char):08X}" for char in text)
