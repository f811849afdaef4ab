"""An indicator in words: what a reader wants to know before using its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from integrind.definitions.codebook import Codebook, CodebookVariable
from integrind.definitions.frameworks import Frameworks
from integrind.definitions.indicator import Example, Indicator, PovertyThreshold
from integrind.definitions.measures import MEASURES
from integrind.expressions import VariableLabel, in_words, parse
from integrind.vocabulary import AskedOf, Direction, Level, LineAmong, MissingKind, Role

_DIRECTIONS: Mapping[Direction, str] = {
    Direction.HIGHER_IS_BETTER: "higher",
    Direction.LOWER_IS_BETTER: "lower",
    Direction.DESCRIPTIVE: "neither: the indicator describes",
}
_ROLES: Mapping[Role, str] = {
    Role.OUTCOME: "an outcome of integration",
    Role.EFFECTOR: "something that effects integration",
    Role.BOTH: "an outcome of integration and something that effects it",
}
_LEVELS: Mapping[Level, str] = {
    Level.INDIVIDUAL: "the individual",
    Level.FAMILY_AND_NETWORKS: "family and networks",
    Level.OPPORTUNITY_STRUCTURES: "opportunity structures",
    Level.POLICY: "policy",
    Level.TRANSNATIONAL: "transnational ties",
}
_ASKED_OF: Mapping[AskedOf, str] = {
    AskedOf.EVERYONE: "everyone",
    AskedOf.COMPARISON_SAMPLE: "some groups and a comparison sample, which stands for the population",
    AskedOf.GROUP_ONLY: "one group only, so there is no gap from the population",
}


@dataclass(frozen=True)
class Section:
    """A heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def explain(indicator: Indicator, codebook: Codebook | None) -> tuple[Section, ...]:
    """Give what there is to say about an indicator, in the order of reading; nothing empty."""
    variables = codebook.variables if codebook is not None else {}
    sections = (
        Section("Measure", (_measure(indicator),)),
        *_expressions(indicator, variables),
        Section("Variants", tuple(_variants(indicator, variables))),
        Section("Better", (_DIRECTIONS[indicator.direction],)),
        Section("Role", (_role(indicator),)),
        Section("Asked of", (_ASKED_OF[indicator.asked_of],)),
        Section("Frameworks", tuple(_frameworks(indicator.frameworks))),
        Section("Sources", tuple(_sources(indicator))),
        Section("Notes", (indicator.notes,) if indicator.notes else ()),
        Section("Variables", tuple(_variables(indicator, variables))),
        Section("Examples", tuple(_example(example) for example in indicator.examples)),
    )
    return tuple(section for section in sections if section.paragraphs)


def _role(indicator: Indicator) -> str:
    at = f", at the level of {_LEVELS[indicator.level]}" if indicator.level is not None else ""
    return _ROLES[indicator.role] + at


def _measure(indicator: Indicator) -> str:
    unit = f" (unit: {indicator.unit})" if indicator.unit else ""
    q, line = (f"{it:g}" for it in indicator.quantiles), _line(indicator.threshold or PovertyThreshold())
    said = MEASURES[indicator.measure].said.format(q=", ".join(q), line=line)
    return f"{indicator.measure}: {said}{unit}"


def _line(line: PovertyThreshold) -> str:
    level = "median" if line.quantile == 0.5 else f"quantile at {line.quantile:g}"
    all_of_them = "everyone with a value" if line.among is LineAmong.EVERYONE else "all who count"
    return f"{line.share:.12g} times the {level} of {all_of_them}"


def _expressions(indicator: Indicator, variables: Mapping[str, CodebookVariable]) -> Iterator[Section]:
    labels = {name: VariableLabel(it.title, it.values or {}) for name, it in variables.items()}
    headings = {"value": "What counts", "numerator": "Numerator", "denominator": "Denominator"}
    yield (
        Section("Who counts", ("everybody",))
        if indicator.eligible is None
        else Section("Who counts", (in_words(parse(indicator.eligible), labels),))
    )
    for key, text in indicator.expressions.items():
        if key in headings:
            yield Section(headings[key], (in_words(parse(text), labels),))


def _variants(indicator: Indicator, variables: Mapping[str, CodebookVariable]) -> Iterator[str]:
    """What each variant says otherwise, and that nothing is varied unless it is asked for."""
    if indicator.variants:
        yield f"{indicator.id} is as said above; with @NAME after it, as others have it:"
    for name, variant in indicator.variants.items():
        varied = indicator.model_copy(update=dict(variant.replaced))
        said = [_measure(varied)] if {"q", "threshold"} & variant.replaced.keys() else []
        said += [
            f"{section.heading.lower()}: {' '.join(section.paragraphs)}"
            for section in _expressions(varied, variables)
            if section not in tuple(_expressions(indicator, variables))
        ]
        used = f" ({variant.used_by})" if variant.used_by else ""
        yield f"{name}{used}: {'; '.join(said)}"


def _frameworks(frameworks: Frameworks) -> Iterator[str]:
    for key, field in type(frameworks).model_fields.items():
        if domains := getattr(frameworks, key):
            yield f"{field.title}: {', '.join(domain.replace('_', ' ') for domain in domains)}"


def _sources(indicator: Indicator) -> Iterator[str]:
    for source in indicator.sources:
        yield ". ".join(part for part in (source.survey, source.question, source.reference) if part)


def _variables(indicator: Indicator, variables: Mapping[str, CodebookVariable]) -> Iterator[str]:
    names = (name for text in indicator.expressions.values() for name in parse(text).names)
    for name in dict.fromkeys(names):
        variable = variables.get(name)
        if variable is None:
            yield name
        elif variable.values is not None:
            yield f"{name}: {variable.title}. {', '.join(_value(it, variable) for it in variable.values)}"
        else:
            unit = f" of {variable.unit}" if variable.unit and variable.type == "number" else ""
            yield f"{name}: {variable.title}. A {variable.type}{unit}"


def _value(value: str, variable: CodebookVariable) -> str:
    others = variable.one_of.get(value)
    return value if others is None else f"{value} (one of {', '.join(others)})"


def _example(example: Example) -> str:
    given = [f"{name} {_plain(value)}" for name, value in example.given.items() if value is not None]
    empty = dict.fromkeys(
        name for name in (*example.given, *example.missing) if example.given.get(name) is None
    )
    missing = [f"no {name} ({example.missing.get(name, MissingKind.NO_ANSWER)})" for name in empty]
    return f"{', '.join([*given, *missing])}: {_plain(example.expect)}"


def _plain(value: str | float | bool | tuple[float, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:.12g}"
