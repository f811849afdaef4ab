"""What a single indicator must hold beyond its model: its file's name, its expressions, its examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from integrind.definitions.document import Document, Steps
from integrind.definitions.formulas import check_at, parse_at
from integrind.definitions.indicator import NO_VALUES, Example, Indicator
from integrind.definitions.measures import MEASURES, Gives
from integrind.expressions import Expression, Scope, ValueType, Variable
from integrind.expressions.scope import type_of, values_of
from integrind.expressions.tree import Name
from integrind.faults import Fault, did_you_mean
from integrind.paths import located
from integrind.vocabulary import Dimension, Measure

_EXPRESSIONS = ("eligible", "value", "numerator", "denominator")


def check_name(document: Document, indicator: Indicator, file: Path) -> Iterator[Fault]:
    """Compare the id with the file's name, and the dimension with the folder's where it is named like one."""
    if indicator.id != file.stem:
        message = f"the id {indicator.id!r} differs from the file's name"
        yield Fault(document.place(("id",)), "D013", message, f"the file is called {file.name}")
    folder = located(file).parent.name
    if folder in set(Dimension) and folder != indicator.dimension:
        message = f"the dimension {indicator.dimension.value!r} differs from the folder's name"
        yield Fault(document.place(("dimension",)), "D014", message, f"the folder is called {folder}")


def check_expressions(document: Document, scope: Scope, *, complete: bool = True) -> Iterator[Fault]:
    """Check the expressions, even of an indicator that its model refuses for another reason.

    Unless the scope is complete, a name that it doesn't have is left for later.
    """
    for steps in _expressions(document):
        expression, faults = parse_at(document, steps)
        yield from faults
        if expression is not None:
            wanted = _wanted(document, str(steps[-1]), expression, scope)
            undecided = () if complete else expression.names
            yield from check_at(document, steps, expression, scope, wanted, undecided=undecided)


def check_examples(document: Document, indicator: Indicator, scope: Scope) -> Iterator[Fault]:
    """Check what the examples, also of variants, give and expect; they are not run."""
    used = used_names(document)
    categories = _categories(document, indicator, scope)
    for steps, example in _examples(indicator):
        for part in ("given", "missing"):
            for name in getattr(example, part):
                if name not in used:
                    place = document.place((*steps, part, name), key=True)
                    message = f"the indicator doesn't use {name!r}"
                    yield Fault(place, "D017", message, did_you_mean(name, used))
        yield from _check_values(document, steps, example, scope)
        if not _fits(example.expect, indicator.measure):
            place = document.place((*steps, "expect"))
            gives = MEASURES[indicator.measure].gives
            message = f"the measure {indicator.measure} gives {gives}"
            known = () if gives is Gives.CATEGORY else NO_VALUES
            yield Fault(place, "D020", message, did_you_mean(str(example.expect), known))
        elif categories and example.expect not in (*categories, *NO_VALUES):
            place = document.place((*steps, "expect"))
            message = f"the value has no category {example.expect!r}"
            yield Fault(place, "D020", message, did_you_mean(str(example.expect), categories))


def _categories(document: Document, indicator: Indicator, scope: Scope) -> tuple[str, ...]:
    """Of a distribution, where they are known."""
    value, _ = parse_at(document, ("value",))
    of_categories = indicator.measure is Measure.DISTRIBUTION and value is not None
    return (values_of(value.root, scope) or ()) if of_categories and value is not None else ()


def used_names(document: Document) -> set[str]:
    """Give the variables of all expressions."""
    expressions = [parse_at(document, steps)[0] for steps in _expressions(document)]
    return {name for expression in expressions if expression is not None for name in expression.names}


def _expressions(document: Document) -> Iterator[Steps]:
    """Where expressions may stand: in the definition, and in each of its variants."""
    yield from ((key,) for key in _EXPRESSIONS)
    variants = document.at(("variants",))
    if isinstance(variants, Mapping):
        yield from (("variants", name, key) for name in variants for key in _EXPRESSIONS)


def _examples(indicator: Indicator) -> Iterator[tuple[Steps, Example]]:
    for number, example in enumerate(indicator.examples):
        yield ("examples", number), example
    for name, variant in indicator.variants.items():
        for number, example in enumerate(variant.examples):
            yield ("variants", name, "examples", number), example


def scope_of_examples(indicator: Indicator) -> Scope:
    """Give the variables' types as the first example has them, for an indicator without a codebook."""
    scope: dict[str, Variable] = {}
    for _, example in _examples(indicator):
        for name, value in example.given.items():
            if value is not None:
                scope.setdefault(name, Variable(_type(value)))
    return scope


def _wanted(
    document: Document, key: str, expression: Expression, scope: Scope
) -> Literal["boolean", "number", "category"] | None:
    """A ratio may count: a boolean is 1 or 0 there. A variable of any type may be a distribution."""
    if key == "eligible":
        return "boolean"
    if key != "value":
        return None if type_of(expression.root, scope) == "boolean" else "number"
    named = next((it for it in Measure if it == document.at(("measure",))), None)
    match MEASURES[named].gives if named is not None else None:
        case Gives.CATEGORY:
            return None if isinstance(expression.root, Name) else "category"
        case Gives.TRUTH:
            return "boolean"
        case None:
            return None
        case _:
            return "number"


def _check_values(document: Document, at: Steps, example: Example, scope: Scope) -> Iterator[Fault]:
    for name, value in example.given.items():
        variable = scope.get(name)
        if variable is None or value is None:
            continue
        steps = (*at, "given", name)
        if _type(value) != variable.type:
            hint = "put it in quotes" if variable.type == "category" else ""
            yield Fault(document.place(steps), "D018", f"{name!r} is a {variable.type}", hint)
        elif variable.values is not None and value not in variable.values:
            message = f"{name!r} has no value {value!r}"
            hint = did_you_mean(str(value), variable.values)
            yield Fault(document.place(steps), "D019", message, hint)


def _type(value: str | int | float | bool) -> ValueType:
    if isinstance(value, bool):
        return "boolean"
    return "category" if isinstance(value, str) else "number"


def _fits(expected: object, measure: Measure) -> bool:
    gives = MEASURES[measure].gives
    if isinstance(expected, str):
        return gives is Gives.CATEGORY or expected in NO_VALUES
    match gives:
        case Gives.TRUTH:
            return expected in (0, 1)
        case Gives.PAIR:
            return isinstance(expected, tuple)
        case Gives.NUMBER:
            return isinstance(expected, int | float) and not isinstance(expected, bool)
        case Gives.CATEGORY:
            return False
