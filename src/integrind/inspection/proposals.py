"""Which column may be which variable of the codebook, and whether that can stand without a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from integrind.data.aliases import Alias, alias_of, misleads
from integrind.data.candidates import candidates
from integrind.data.metadata import Metadata
from integrind.data.resemblance import resembling
from integrind.definitions.codebook import CodebookVariable
from integrind.inspection import as_yaml
from integrind.inspection.columns import MOST_CODES, ColumnProfile, Content
from integrind.inspection.kinds import kind_of

_TRUTH: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}
_SCORE = re.compile(r"score ([0-9]+)-([0-9]+)")


@dataclass(frozen=True)
class Proposal:
    """A variable, and how a column may be described as it."""

    variable: str
    column: str
    because: str
    lines: tuple[str, ...]
    doubt: str
    """Why a person has to decide; empty where the lines can stand as they are."""


def proposals(
    columns: Sequence[ColumnProfile], codebook: Mapping[str, CodebookVariable], metadata: Metadata
) -> tuple[Proposal, ...]:
    """For every variable that a column is called like, or has the label of: how it may be described."""
    by_name = {column.name: column for column in columns}
    found = candidates(by_name, codebook, metadata.labels)
    return tuple(
        _proposal(name, by_name[found[name]], known, alias_of(found[name]), metadata)
        for name, known in codebook.items()
        if name in found
    )


def _proposal(
    name: str, column: ColumnProfile, known: CodebookVariable, alias: Alias | None, metadata: Metadata
) -> Proposal:
    alias = alias if alias is not None and alias.variable == name else None
    named = name in resembling([column.name], [name])
    because = "by its name" if named else f"as in {alias.family}" if alias is not None else "by its label"
    if known.type == "number":
        lines, doubt = _number(name, column, known, alias)
        doubt = doubt or ("" if alias is None or named else alias.elsewhere)
    else:
        lines, doubt = _category(name, column, known, alias, metadata)
    return Proposal(name, column.name, because, tuple(lines), doubt or misleads(column.name))


def _number(
    name: str, column: ColumnProfile, known: CodebookVariable, alias: Alias | None
) -> tuple[list[str], str]:
    missing = alias.no_answer if alias is not None else ()
    stated = f", missing: {{no_answer: {as_yaml.codes(missing)}}}" if missing else ""
    title = as_yaml.printable(known.title)
    line = f"{name}: {{column: {as_yaml.text(column.name)}{stated}}}  # {title}"
    return [line], _doubt(column, known, missing)


def _doubt(column: ColumnProfile, known: CodebookVariable, missing: Sequence[str]) -> str:
    """Why a column may be no number, or not all of it; empty where nothing says so."""
    if column.content is not Content.NUMBERS:
        return "not all of it is a number: missing: {KIND: [CODE]}"
    if column.below_zero:
        return "some numbers are below 0: if they are no answers, missing: {KIND: [CODE]}"
    if (score := _SCORE.fullmatch(known.unit or "")) is not None:
        low, high = float(score[1]), float(score[2])
        outside = [it for it in column.codes if it not in missing and not low <= float(it) <= high]
        return f"codes beside a {known.unit}: missing: {{KIND: [CODE]}}" if outside else ""
    if known.unit == "years" and not column.whole:
        return "some have fractions: are they years?"
    measured = known.unit is not None and not any(char.isdigit() for char in known.unit)
    if measured and column.distinct <= MOST_CODES:
        return f"only {column.distinct} different values: a number of {known.unit}, or codes of bands?"
    return ""


def _category(
    name: str, column: ColumnProfile, known: CodebookVariable, alias: Alias | None, metadata: Metadata
) -> tuple[list[str], str]:
    labels = metadata.values.get(column.name, {})
    said = _meanings(dict.fromkeys((*column.codes, *labels)), labels, known)
    meaning = {**alias.codes, **said} if alias is not None else said
    missing = dict.fromkeys(alias.no_answer, "no_answer") if alias is not None else {}
    by_label = {it: kind for it, label in labels.items() if (kind := kind_of(label)) and it not in missing}
    rare = [it for it in labels if it not in column.codes] if column.not_listed else []
    asked = [it for it in (*column.codes, *rare) if it not in missing and it not in by_label]
    codes = {it: meaning.get(it, "VALUE") for it in asked} or {"CODE": "VALUE"}
    lines = [
        f"{name}:  # {as_yaml.printable(known.title)}",
        f"  column: {as_yaml.text(column.name)}",
        f"  codes: {as_yaml.pairs(codes)}",
        *_missing(missing | by_label),
    ]
    if column.not_listed or not asked or any(it not in meaning for it in asked):
        return [*lines, *_to_choose_from(column, known, labels)], "what do its codes mean?"
    if by_label:
        return lines, "are the codes under missing no answers, as their labels say?"
    unsaid = any(it not in said for it in asked)
    return lines, alias.elsewhere if alias is not None and unsaid else ""


def _missing(kinds: Mapping[str, str]) -> Iterator[str]:
    """Codes that are no answer, together by kind."""
    if kinds:
        by_kind = {kind: [it for it, said in kinds.items() if said == kind] for kind in kinds.values()}
        listed = [f"{kind}: {as_yaml.codes(them)}" for kind, them in by_kind.items()]
        yield f"  missing: {{{', '.join(listed)}}}"


def _to_choose_from(
    column: ColumnProfile, known: CodebookVariable, labels: Mapping[str, str]
) -> Iterator[str]:
    for it, label in labels.items():
        yield f"  # {as_yaml.code(it)}: {as_yaml.printable(label)}, in the file's words"
    if column.codes and column.not_listed:
        yield f"  # and {column.not_listed} more that few rows hold: integrind describe --show-values"
    yield f"  # VALUE: {', '.join(known.values or ('true', 'false'))}"


def _meanings(codes: Iterable[str], labels: Mapping[str, str], known: CodebookVariable) -> dict[str, str]:
    """Codes that are, or are labelled as, the codebook's values or labels in any case, or yes and no."""
    if known.type == "boolean":
        values = {word: str(truth).lower() for word, truth in _TRUTH.items()}
    else:
        values = {label.casefold(): value for value, label in (known.values or {}).items()}
        values |= {value.casefold(): value for value in known.values or {}}
    words = {it: labels.get(it, it).casefold().strip() for it in codes}
    return {it: values[word] for it, word in words.items() if word in values}
