"""Readable labels of groups and areas, where the codebook has them; their codes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

Labels = Mapping[str, Mapping[str, str]]
"""By variable and code."""


def of_value(variable: str, code: str, labels: Labels) -> str:
    """Name one value of one variable; its code where nothing readable is known."""
    return labels.get(variable, {}).get(code, code)


def of_group(group_by: str, code: str, labels: Labels) -> str:
    """Name a group: `female+65+` of `sex+age_band` is "Female, 65 and over" where labels say so."""
    variables = group_by.split("+")
    parts = next(_splits(code, variables, labels), None)
    if parts is None:
        return code
    return ", ".join(
        of_value(variable, part, labels) for variable, part in zip(variables, parts, strict=True)
    )


def _splits(code: str, variables: Sequence[str], labels: Labels) -> Iterator[list[str]]:
    """Split at as many plus signs as there are between the variables; a value such as `65+` has its own."""
    signs = [place for place, character in enumerate(code) if character == "+"]
    for chosen in combinations(signs, len(variables) - 1):
        parts = [code[start + 1 : end] for start, end in pairwise((-1, *chosen, len(code)))]
        known = (
            part in labels.get(variable, {part}) for variable, part in zip(variables, parts, strict=True)
        )
        if all(parts) and all(known):
            yield parts
