"""Made-up results that look like real ones: every number here is invented."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import polars as pl

from integrind.formats import Format
from integrind.render import render
from integrind.render.publication import Appearance
from integrind.results import COLUMNS, About, IndicatorFacts, Results

Rows = list[dict[str, Any]]

INDICATORS = {
    # id: title, dimension, measure, unit, direction, level
    "employment_rate": ("Employment rate", "structural", "proportion", "percent", "higher_is_better", 0.731),
    "over_qualification": (
        "Over-qualification of graduates in work",
        "structural",
        "proportion",
        "percent",
        "lower_is_better",
        0.224,
    ),
    "median_hourly_pay": ("Median gross hourly pay", "structural", "median", "GBP", "higher_is_better", 14.2),
    "median_income": (
        "Median equivalised net household income",
        "structural",
        "median",
        "GBP",
        "higher_is_better",
        23_456.0,
    ),
    "weekly_hours": ("Usual weekly hours (mean)", "structural", "mean", "hours", "descriptive", 36.4),
    "gini_income": ("Inequality of income (Gini)", "structural", "gini", "index", "lower_is_better", 0.342),
    "loneliness_rate": (
        "Often or always lonely",
        "social",
        "proportion",
        "percent",
        "lower_is_better",
        0.061,
    ),
    "mixes_monthly": (
        "Mixes socially with other ethnic/religious backgrounds at least monthly",
        "social",
        "proportion",
        "percent",
        "higher_is_better",
        0.448,
    ),
    "trust_mean": (
        "Most people can be trusted (0-10)",
        "social",
        "mean",
        "points",
        "higher_is_better",
        5.314,
    ),
    "volunteering": (
        "Formal volunteering at least monthly",
        "civic_political",
        "proportion",
        "percent",
        "higher_is_better",
        0.163,
    ),
    "main_language": (
        "Main language is English",
        "cultural",
        "proportion",
        "percent",
        "descriptive",
        0.791,
    ),
    "belonging": (
        "Feels strongly they belong to the neighbourhood",
        "identity",
        "proportion",
        "percent",
        "higher_is_better",
        0.652,
    ),
}

BIRTH = {"uk": "UK-born", "eu": "Born elsewhere in the EU", "other": "Born outside the EU"}
SHIFTS = {"uk": 0.012, "eu": 0.064, "other": -0.118, "male": 0.031, "female": -0.029}
BASES = {"uk": 9812, "eu": 614, "other": 1416, "male": 5718, "female": 6124}
WORDS = {
    "higher_is_better": ("better", "worse"),
    "lower_is_better": ("worse", "better"),
    "descriptive": ("higher", "lower"),
}


def margin(level: float, n: int) -> float:
    """Give half the width of an interval as large as such samples have."""
    spread = math.sqrt(level * (1 - level)) if level < 1 else 0.6 * level
    return 1.96 * spread / math.sqrt(n)


def row(indicator: str, /, **values: Any) -> dict[str, Any]:
    """Give a row of the population, with whatever else is given in its place."""
    title, dimension, measure, unit, direction, level = INDICATORS[indicator]
    half = margin(level, 11_842)
    return {
        **dict.fromkeys(COLUMNS),
        "indicator": indicator,
        "title": title,
        "dimension": dimension,
        "measure": measure,
        "unit": unit,
        "quantity": "level",
        "n": 11_842,
        "n_missing": 31,
        "n_undecided": 0,
        "n_weighted": 11_790.25,
        "estimate": level,
        "se": half / 1.96,
        "ci_low": level - half,
        "ci_high": level + half,
        "ci_method": "logit",
        "level": 0.95,
        "df": 11_800,
        "gap_from": "population",
        "status": "ok",
        "direction": direction,
        **values,
    }


def group_row(indicator: str, group_by: str, group: str, /, **values: Any) -> dict[str, Any]:
    """Give a row of a group with a gap from the population."""
    place = list(INDICATORS).index(indicator)
    *_, direction, level = INDICATORS[indicator]
    n = BASES.get(group, 300) - 7 * place
    gap = level * SHIFTS.get(group, -0.05) * (-1) ** (place // 3) * (4 if level < 0.2 else 1)
    half = margin(level + gap, n)
    clear = abs(gap) > half
    return row(
        indicator,
        **{
            "group_by": group_by,
            "group": group,
            "n": n,
            "n_weighted": n * 0.998,
            "estimate": level + gap,
            "ci_low": level + gap - half,
            "ci_high": level + gap + half,
            "reference": level,
            "gap": gap,
            "gap_se": half / 1.96,
            "gap_ci_low": gap - half,
            "gap_ci_high": gap + half,
            "gap_df": 11_800.0,
            "gap_p": 0.03 if clear else 0.3,
            "ratio": (level + gap) / level,
            "finding": WORDS[direction][gap < 0] if clear else "no_clear_difference",
            "group_label": {**BIRTH, "male": "Male", "female": "Female"}.get(group, group),
            "gap_sd": gap / math.sqrt(level * (1 - level)) if level < 1 else None,
            **values,
        },
    )


def emptied(source: dict[str, Any], status: str) -> dict[str, Any]:
    """Take every number out of a row."""
    numbers = {name: None for name, kind in COLUMNS.items() if kind is not pl.String}
    return {**source, **numbers, "finding": None, "level": 0.95, "status": status}


def by_birth(names: Iterable[str] = tuple(INDICATORS), **values: Any) -> Rows:
    """Give the population and three groups of each indicator."""
    return [
        made
        for name in names
        for made in (row(name, **values), *(group_row(name, "birth", group, **values) for group in BIRTH))
    ]


def altered(rows: Rows, indicator: str, group: str, /, **values: Any) -> Rows:
    """Change one group's row of one indicator."""
    return [
        {**made, **values} if (made["indicator"], made["group"]) == (indicator, group) else made
        for made in rows
    ]


def results(
    rows: Iterable[dict[str, Any]], unavailable: dict[str, str] | None = None, **about: Any
) -> Results:
    """Give rows as results."""
    facts = {
        name: IndicatorFacts(name, title, dimension, direction)
        for name, (title, dimension, _, _, direction, _) in INDICATORS.items()
    }
    said = {
        "title": "Anytown community survey 2024",
        "synthetic": True,
        "rows": 11_842,
        "weight": "wt_adult",
        "level": 0.95,
        "gap_from": "population",
        "facts": facts,
        "labels": {
            "birth": BIRTH,
            "sex": {"male": "Male", "female": "Female"},
            "age_band": {"16-24": "16 to 24", "65+": "65 and over"},
            "region": {f"r{number}": f"Region {number}" for number in range(1, 20)},
        },
        **about,
    }
    return Results(pl.DataFrame(list(rows), schema=dict(COLUMNS)), About(**said), unavailable or {})


def community() -> Results:
    """Give one breakdown over five dimensions, with every status."""
    rows = by_birth()
    rows = altered(rows, "gini_income", "eu", status="low_reliability", finding=None)
    rows = altered(rows, "trust_mean", "other", status="low_reliability")
    for indicator, group, status in (
        ("volunteering", "eu", "suppressed"),
        ("volunteering", "other", "suppressed"),
        ("main_language", "uk", "not_applicable"),
        ("belonging", "eu", "no_sample"),
    ):
        empty = emptied(group_row(indicator, "birth", group), status)
        rows = altered(rows, indicator, group, **empty)
    return results(
        [*rows, emptied(row("mixes_monthly", indicator="voted", title="Voted"), "not_available")],
        {
            "voted": "needs the variable voted",
            **{f"language_{number}": "needs the variable first_language" for number in range(8)},
        },
        notices=("Synthetic data: no number describes a real place.",),
        source="invented for tests",
        licence="public domain",
    )


def population() -> Results:
    """Give no breakdown at all."""
    return results(map(row, INDICATORS), likely_by=("birth", "sex"))


def regions(*names: str) -> Results:
    """Give the whole and nine regions, one of them with withheld groups."""
    rows = []
    for name in names:
        rows += by_birth([name])
        for region in range(1, 10):
            here = {"area_by": "region", "area": f"r{region}"}
            whole = by_birth([name], **here)
            rows += [
                emptied(made, "suppressed")
                if region == 4 and made["group"] in ("eu", "other")
                else {**made, "n": made["n"] // (8 + region)}
                for made in whole
            ]
    return results(rows)


def crossed() -> Results:
    """Give two breakdowns, one of them crossed."""
    groups = ("male+16-24", "male+65+", "female+16-24", "female+65+")
    return results(
        made
        for name in list(INDICATORS)[:3]
        for made in (
            row(name),
            group_row(name, "sex", "male"),
            group_row(name, "sex", "female"),
            *(group_row(name, "sex+age_band", group) for group in groups),
        )
    )


def waves() -> Results:
    """Give two waves and the change between them."""
    names = list(INDICATORS)[:3]
    movements = {"uk": "no_clear_change", "eu": "closing", "other": "overshot"}
    changes = []
    for made in by_birth(names, wave="2024", versus="2019", quantity="change"):
        part = {key: made[key] * 0.1 for key in ("gap", "gap_ci_low", "gap_ci_high") if made[key] is not None}
        level = made["estimate"]
        changes.append(
            {
                **made,
                **part,
                "estimate": -0.02 * level,
                "ci_low": -0.05 * level,
                "ci_high": 0.01 * level,
                "movement": movements.get(made["group"]),
            }
        )
    levels = [made for name in names for wave in ("2019", "2024") for made in by_birth([name], wave=wave)]
    return results([*levels, *changes])


HOSTILE = (
    "\x1b[31mred\x1b[0m\x07",
    "[bold]not markup[/bold] :smile: [/]",
    '=cmd|" /C calc"!A0',
    "turned \u202eround\u202c and \u200bnothing",
    "two\nlines\tand\rmore\u2028",
    "<b>bold</b> & 'a' \"b\" | `code` *it* [a](b)",
    "名前の長いグループ",
    "A label that goes on and on: " + "somewhere else in the world, " * 4,
)


def hostile() -> Results:
    """Give labels from a file that nobody should trust."""
    title = INDICATORS["employment_rate"][0]
    rows = [
        row("employment_rate"),
        *(group_row("employment_rate", "x\x1b]0;y\x07", text) for text in HOSTILE),
    ]
    return results(
        [{**made, "title": f"=1+1 {title} \x1b[2J[red] <b>|"} for made in rows],
        {"\x1b[1mbad": "because\n\x1b[2Kof that"},
        title="Survey \x1b]8;;http://example.org\x07link",
        notices=("careful\r\x1b[A",),
        source="\u202e",
        weight="w\x9b1m",
    )


def written(made: Results, form: Format, digits: int | None = None) -> bytes:
    return render(made, form, Appearance(digits=digits))


def as_text(made: Results, form: Format, digits: int | None = None) -> str:
    return written(made, form, digits).decode()
