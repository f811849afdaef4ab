"""A first survey description of a data file: what can be guessed, and what has to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from integrind.data.resemblance import resembling
from integrind.data.roles import ColumnRole, replicate_pattern
from integrind.definitions.codebook import CodebookVariable
from integrind.inspection.columns import MOST_CODES, ColumnProfile, Content

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
"""Words that some reader of YAML takes for something else than text."""

_TRUTH: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}
_DESIGN = {
    "weight": ColumnRole.WEIGHT,
    "strata": ColumnRole.STRATUM,
    "psu": ColumnRole.PSU,
}
_OF_THE_DESIGN = frozenset({*_DESIGN.values(), ColumnRole.REPLICATE_WEIGHT})


def draft(name: str, columns: Sequence[ColumnProfile], codebook: Mapping[str, CodebookVariable]) -> str:
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
        *_design(columns),
        "",
        *_missing(columns),
        "",
        *_variables(found, codebook),
        "",
        *_defaults(columns, found),
    ]
    return "\n".join([*lines, ""])


def _design(columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """The first column of each role; a second weight may be a module's own."""
    yield "# How the sample was drawn. Without a weight every row counts 1, and every output says so."
    found = {key: [column.name for column in columns if column.role is role] for key, role in _DESIGN.items()}
    replicates = replicate_pattern(column.name for column in columns)
    lines = [f"  {key}: {_text(names[0])}  # by its name" for key, names in found.items() if names]
    if replicates is not None:
        lines = [line for line in lines if line.startswith("  weight")]
        lines.append(
            f"  # replicates: {{columns: {_text(replicates)}, method: METHOD}}  # as its producer says"
        )
    more = [name for names in found.values() for name in names[1:]]
    if more:
        lines.append(f"  # also called like a weight, a stratum or a unit: {', '.join(map(_text, more))}")
    written = any(not line.lstrip().startswith("#") for line in lines)
    yield "design:" if written else "# design:"
    yield from lines


def _missing(columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """Negative codes of categories are answers in few surveys only; which kind they are, nobody can guess."""
    negative = {code for column in columns for code in column.codes if re.fullmatch(r"-[0-9]+", code)}
    yield "# Codes that are no answer, in every category: which kind is each?"
    if negative:
        yield f"# Negative codes that many rows hold: {', '.join(sorted(negative, key=int, reverse=True))}"
    yield "# missing:"
    for kind in ("refused", "dont_know", "not_applicable", "not_asked", "no_answer"):
        yield f"#   {kind}: []"


def _variables(found: Mapping[str, ColumnProfile], codebook: Mapping[str, CodebookVariable]) -> Iterator[str]:
    blocks = [_variable(name, column, codebook[name]) for name, column in found.items()]
    yield "# The codebook's variables whose names are like a column's. integrind coverage names the others."
    yield "variables:" if any(sure for _, sure in blocks) else "# variables:"
    for lines, sure in blocks:
        yield from (f"  {line}" if sure else f"  # {line}" for line in lines)


def _variable(name: str, column: ColumnProfile, known: CodebookVariable) -> tuple[list[str], bool]:
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
