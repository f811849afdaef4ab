"""An indicator in one survey: which columns and codes it is made of, and how many rows answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from integrind.data.observation import observe
from integrind.data.variables import KIND_CODES, Variables
from integrind.definitions.explain import Section
from integrind.definitions.indicator import Indicator
from integrind.definitions.survey import Missing, SurveyVariable
from integrind.disclosure.counts import safely
from integrind.expressions import parse
from integrind.opening.selection import names_of, next_step, why_not
from integrind.vocabulary import MissingKind, State

_NON_RESPONSE = {
    MissingKind.REFUSED: "refused",
    MissingKind.DONT_KNOW: "doesn't know",
    MissingKind.NO_ANSWER: "no answer",
}


def answers(indicator: Indicator, variables: Variables, *, least: int) -> tuple[Section, ...]:
    """Say where an indicator comes from in a survey, and how many rows answered; no count below `least`.

    Raises DataError for codes that are neither described nor missing.
    """
    survey = variables.survey
    title = f"{survey.title} (synthetic)" if survey.synthetic else survey.title
    sections = [Section("Survey", (title,))]
    names = tuple(_with_origins(names_of(indicator), variables))
    sections.append(Section("Columns", tuple(_origin(name, variables) for name in names)))
    if why := why_not(indicator, variables):
        sections.append(Section("Rows", (f"can't be computed: {why}",)))
        step = next_step([indicator], variables)
        return (*sections, Section("Next", (step,))) if step else tuple(sections)
    variables.load(names)
    counts = _counts(indicator, variables)
    said = safely(list(counts.values()), least)
    lines = [f"{what}: {number}" for (what, count), number in zip(counts.items(), said, strict=True) if count]
    lines.append(f"of {variables.table.rows:,} rows, whatever their weight")
    return (*sections, Section("Rows", tuple(lines)))


def _counts(indicator: Indicator, variables: Variables) -> dict[str, int]:
    """Every row of the file once, by what it is to the indicator."""
    states = observe(indicator, variables).states
    texts = (text for key, text in indicator.expressions.items() if key != "eligible")
    measured = dict.fromkeys(name for text in texts for name in parse(text).names)
    why = variables.why_missing(measured).to_numpy() if measured else np.zeros(variables.table.rows)
    unanswered = states == State.UNANSWERED
    missing = {
        said: int((unanswered & (why == KIND_CODES[kind])).sum()) for kind, said in _NON_RESPONSE.items()
    }
    return {
        "answered, the base": int((states == State.ANSWERED).sum()),
        **{f"missing, {said}": count for said, count in missing.items()},
        "missing, no number from answers that are all there": int(unanswered.sum()) - sum(missing.values()),
        "undecided whether eligible": int((states == State.UNDECIDED).sum()),
        "not asked": int((states == State.NOT_ASKED).sum()),
        "not eligible": int((states == State.NOT_ELIGIBLE).sum()),
    }


def _with_origins(names: Iterable[str], variables: Variables) -> dict[str, None]:
    """The variables and, behind each, those that it is made of."""
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        described = variables.survey.variables.get(name)
        if described is not None:
            found.update(_with_origins(described.made_of, variables))
    return found


def _origin(name: str, variables: Variables) -> str:
    described = variables.survey.variables.get(name)
    if not variables.has_columns(name):
        return f"{name}: not in this survey"
    if why := variables.why_not(name):
        return f"{name}: {why}"
    if described is None:
        return f"{name}: the column of that name, which the description leaves out"
    return f"{name}: {_made(name, described, variables)}"


def _made(name: str, described: SurveyVariable, variables: Variables) -> str:
    if described.expression is not None:
        return f"computed, {described.expression}"
    if described.household is not None:
        return f"made of everybody with the same {described.household.id}"
    if described.source is not None:
        return f"bands of {described.source}, {', '.join(described.band_labels)}"
    if described.at_least is not None:
        return f"at least {described.at_least:g} for everybody, and no more is known"
    return ". ".join(_column(name, described, variables))


def _column(name: str, described: SurveyVariable, variables: Variables) -> Iterator[str]:
    several = "imputations, of which the rows here are the first: " if described.imputations else "column "
    yield several + ", ".join(described.columns)
    if described.codes:
        yield "Codes: " + ", ".join(f"{code} = {value}" for code, value in described.codes.items())
    if described.bands_by_code:
        yield "Bands: " + ", ".join(f"{code} = {band}" for code, band in described.bands_by_code.items())
    known = variables.codebook.variables.get(name) if variables.codebook is not None else None
    by_default = (
        {} if (described.type or (known and known.type)) == "number" else variables.survey.missing.kinds
    )
    stated = {**by_default, **(described.missing or Missing()).kinds}
    missing = [
        f"{code or 'empty'} = {kind}" for code, kind in stated.items() if code not in (described.codes or {})
    ]
    if missing:
        yield f"Missing: {', '.join(missing)}"
    if described.weight is not None:
        yield f"Weight: {described.weight}"
