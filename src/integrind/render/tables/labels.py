"""Readable names for the codes of a result: groups, areas, waves, breakdowns, references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrind.labels import Labels, of_group, of_value
from integrind.render.safe import visible
from integrind.vocabulary import Dimension

DIMENSIONS: Mapping[str, str] = {
    Dimension.STRUCTURAL: "Structural",
    Dimension.SOCIAL: "Social",
    Dimension.CIVIC_POLITICAL: "Civic and political",
    Dimension.CULTURAL: "Cultural",
    Dimension.IDENTITY: "Identity",
}

PROPER = frozenset(
    {"British", "Christian", "English", "European", "Gaelic", "Irish", "Muslim", "Scottish", "Welsh"}
)
"""First words of titles that keep their capital in the middle of a sentence."""

POPULATION = "Population"
UNLABELLED = "Not known"
"""Those whose group isn't."""

REFERENCES: Mapping[str, str] = {
    "population": "the population",
    "rest": "the rest of the population",
    "whole": "all areas together",
}


def dimension(code: str) -> str:
    """Name a dimension."""
    return DIMENSIONS.get(code, visible(code))


def domain(code: str) -> str:
    """Name a domain of a framework: `health_and_social_care` is "Health and social care"."""
    return visible(_words(code)).capitalize()


def breakdown(group_by: str, titles: Mapping[str, str]) -> str:
    """Name a breakdown in the middle of a sentence: `sex+age_band` is "sex and age band"."""
    names = group_by.split("+")
    return visible(" and ".join(_inside(titles[name]) if name in titles else _words(name) for name in names))


def named_group(by: str | None, label: str | None, titles: Mapping[str, str], *, of_breakdown: bool) -> str:
    """Name a group by its label, and its breakdown where that has to be said; the population without one."""
    if by is None:
        return POPULATION
    named = visible(label or "")
    return f"{breakdown(by, titles)}: {named}" if of_breakdown else named


def _words(name: str) -> str:
    return name.replace("_", " ")


def _inside(title: str) -> str:
    """Take the capital from a title's first word, unless that word has it everywhere: "EU citizen"."""
    first = title.split(maxsplit=1)[0] if title.strip() else ""
    proper = first in PROPER or any(letter.isupper() for letter in first[1:])
    return title if proper else title[:1].lower() + title[1:]


def value(variable: str, code: str, labels: Labels) -> str:
    """Name one value of one variable; its code where nothing readable is known."""
    return visible(of_value(variable, code, labels))


def group(group_by: str, code: str, labels: Labels) -> str:
    """Name a group: `female+65+` of `sex+age_band` is "Female, 65 and over" where labels say so."""
    return visible(of_group(group_by, code, labels))


def reference(gap_from: str, labels: Labels) -> str:
    """Name what groups are compared with: `group=sex:male` is "Male"."""
    kind, _, what = gap_from.partition("=")
    if kind == "group":
        variable, colon, code = what.partition(":")
        return value(variable, code, labels) if colon else visible(what)
    if kind in ("target", "table"):
        return f"the {kind} {visible(what)}"
    return REFERENCES.get(gap_from, visible(gap_from))


def of_row(row: Mapping[str, Any]) -> str:
    """What a row is of: its indicator, and before that its category, which is told apart even if cut."""
    category = row["category_label"] or row["category"]
    return f"{category}: {row['title']}" if category else str(row["title"])


def indicator(title: str, unit: str) -> str:
    """Name an indicator with its unit: "Median hourly pay, £"."""
    return visible(f"{title}, {unit}" if unit else title)
