"""A definition's own tests: each example is computed by the slow evaluator and compared.

The rules are those of the estimates. Whoever isn't eligible is out; where eligibility or the value comes to
nothing, the missing variables say why: a question that doesn't apply makes the row not eligible, one that
wasn't asked takes it out of the base, and every other reason is item non-response.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from integrind.definitions.document import Steps
from integrind.definitions.formulas import scope_of
from integrind.definitions.indicator import Example, Indicator
from integrind.definitions.library import Library
from integrind.expressions import Expression, Scope, evaluate, parse
from integrind.faults import Fault
from integrind.vocabulary import Measure, MissingKind

NoValue: TypeAlias = Literal["missing", "not_asked", "not_eligible", "undecided"]
Value: TypeAlias = float | tuple[float, ...] | str
"""A number, true and false being 1 and 0; a ratio's numerator and denominator; or why there is none."""

_TOLERANCE = 1e-12


@dataclass(frozen=True)
class Outcome:
    """What an example expects and what came out; `index` counts an indicator's examples from 0."""

    indicator: str
    index: int
    expected: Value
    got: Value

    @property
    def holds(self) -> bool:
        """Whether the two are the same, numbers up to rounding."""
        if isinstance(self.expected, str) or isinstance(self.got, str):
            return self.expected == self.got
        expected, got = _numbers(self.expected), _numbers(self.got)
        return len(expected) == len(got) and all(map(_same, expected, got))


def run_examples(indicator: Indicator, scope: Scope) -> tuple[Outcome, ...]:
    """Compute every example of an indicator whose definition holds."""
    expressions = {key: parse(text) for key, text in indicator.expressions.items()}
    eligible = expressions.pop("eligible", None)
    measured = tuple(expressions.values())
    make = _label if indicator.measure is Measure.DISTRIBUTION else float
    return tuple(
        Outcome(
            indicator.id, index, _plain(example.expect), _outcome(eligible, measured, example, make, scope)
        )
        for index, example in enumerate(indicator.examples)
    )


def failures(library: Library) -> list[Fault]:
    """Run every example of a library and its variants; give a fault for each that doesn't hold."""
    scope = scope_of(library.codebook) if library.codebook is not None else {}
    return [
        Fault(
            library.documents[indicator.id].place((*steps, "examples", outcome.index, "expect")),
            "T001",
            f"this example of {outcome.indicator} gives {_said(outcome.got)}, not {_said(outcome.expected)}",
        )
        for indicator in library.indicators
        for steps, tested in _versions(indicator)
        for outcome in run_examples(tested, scope)
        if not outcome.holds
    ]


def number_of_examples(library: Library) -> int:
    """How many examples the indicators and their variants have."""
    return sum(len(tested.examples) for it in library.indicators for _, tested in _versions(it))


def _versions(indicator: Indicator) -> Iterator[tuple[Steps, Indicator]]:
    """The indicator, and it as each of its variants has it, with the way to their part of the file."""
    yield (), indicator
    for name in indicator.variants:
        if (varied := indicator.variant(name)) is not None:
            yield ("variants", name), varied


def _outcome(
    eligible: Expression | None,
    measured: tuple[Expression, ...],
    example: Example,
    make: Callable[[bool | float | str], float | str],
    scope: Scope,
) -> Value:
    """What comes out, of which `make` makes what the measure needs: numbers, or a category."""
    if eligible is not None:
        decision = evaluate(eligible, example.given, scope)
        if decision is None:
            return _why([eligible], example, otherwise="undecided")
        if decision is False:
            return "not_eligible"
    values = [evaluate(expression, example.given, scope) for expression in measured]
    undefined = [expression for expression, value in zip(measured, values, strict=True) if value is None]
    if undefined:
        return _why(undefined, example, otherwise="missing")
    made = tuple(make(value) for value in values if value is not None)
    return made[0] if len(made) == 1 else tuple(it for it in made if isinstance(it, float))


def _label(value: bool | float | str) -> str:
    """A category as tables name it."""
    return str(value).lower() if isinstance(value, bool) else _said(value)


def _why(undefined: Iterable[Expression], example: Example, otherwise: NoValue) -> NoValue:
    """Give the reason that wins among all variables that the expressions use."""
    kinds = {
        example.missing.get(name, MissingKind.NO_ANSWER)
        for expression in undefined
        for name in expression.names
        if example.given.get(name) is None
    }
    if MissingKind.NOT_APPLICABLE in kinds:
        return "not_eligible"
    return "not_asked" if MissingKind.NOT_ASKED in kinds else otherwise


def _plain(expected: float | bool | tuple[float, float] | str) -> Value:
    return float(expected) if isinstance(expected, int | float) else expected


def _said(value: Value) -> str:
    if isinstance(value, str):
        return value
    numbers = ", ".join(f"{number:.12g}" for number in _numbers(value))
    return f"[{numbers}]" if isinstance(value, tuple) else numbers


def _numbers(value: float | tuple[float, ...]) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (value,)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=0.0)
