"""Which column a draft may weigh by: one that nothing speaks against, and never one of several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from integrind.data.roles import ColumnRole
from integrind.inspection.columns import ColumnProfile, Content

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_OF_BODIES = frozenset({"kg", "kgs", "kilo", "kilos", "lb", "lbs", "pounds", "body", "birth", "baby", "bmi"})
_BESIDE_BODIES = re.compile(r".*(height|stature|bmi|waist).*|ht|htcm|htin", re.IGNORECASE)
_PLAIN = frozenset({"weight", "weights", "wt", "wght"})

_PURPOSES: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"an(weight|wght|wt)|.*analysis.*"), "for analysis, by its name"),
    (re.compile(r"psp?(weight|wght|wt)|.*(post|cal|rak).*"), "post-stratified, by its name"),
    (re.compile(r"d(weight|wght|wt)|.*(design|base).*"), "corrects for selection alone, by its name"),
    (
        re.compile(r"p(weight|wght)|.*(pop|gross|expan).*"),
        "brings samples to the size of populations, by its name",
    ),
    (re.compile(r".*(hh|hous|fam).*|wgtp"), "of households, by its name"),
    (re.compile(r".*(long|panel|lw|wave).*"), "of a panel, by its name"),
    (
        re.compile(r".*(ftf|web|self|mode|mail|phone|module|boost|shared|sub|piwt).*"),
        "of a part of the sample, by its name",
    ),
)
"""What weights are for by their name, the first that fits; a guess, and said as one."""
_NOT_OF_ALL = frozenset({"of households, by its name", "of a part of the sample, by its name"})


def weights(columns: Sequence[ColumnProfile]) -> tuple[ColumnProfile | None, Mapping[str, str]]:
    """Give the weight that a draft may use, if any, and what to say of every column called like one."""
    called = [column for column in columns if column.role is ColumnRole.WEIGHT]
    against = {column.name: "; ".join(_objections(column, columns)) for column in called}
    free = [column for column in called if not against[column.name]]
    said = {name: found or purpose(name) or "nothing speaks against it" for name, found in against.items()}
    return (free[0] if len(free) == 1 else None), said


def purpose(name: str) -> str:
    """What a weight is for, by its name; empty where that says nothing."""
    return next((said for pattern, said in _PURPOSES if pattern.fullmatch(name.lower())), "")


def _objections(column: ColumnProfile, columns: Sequence[ColumnProfile]) -> Iterator[str]:
    words = {word.lower() for word in _WORD.findall(column.name)}
    body = any(_BESIDE_BODIES.fullmatch(it.name) for it in columns if it is not column)
    if words & _OF_BODIES or (body and column.name.lower() in _PLAIN):
        yield "how heavy people are, by the columns beside it or its name"
    if column.content is not Content.NUMBERS:
        yield "not all of it is a number"
    elif column.below_zero:
        yield "some are below 0"
    if column.empty:
        yield "some rows have none"
    if 2 * column.zero >= column.rows:
        yield "0 for half of the rows or more"
    if (said := purpose(column.name)) in _NOT_OF_ALL:
        yield said
