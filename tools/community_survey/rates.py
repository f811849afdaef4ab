"""The rates that answers are drawn around: published figures, and our assumptions where none was found.

`published.csv` quotes each figure with its source; `assumed.csv` is ours, and may split a published rate.
A rate has the name of its indicator where it is one. Proportions are in percent, means in points.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from community_survey.people import WAVES

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Published:
    """A figure, whom and when it describes, and the group and wave drawn around it; no group is everybody."""

    indicator: str
    by: str
    group: str
    wave: int
    percent: float
    published_for: str
    source: str


@dataclass(frozen=True)
class Rate:
    """One rate by wave number and group."""

    by: str
    values: Mapping[tuple[int, str], float]


def read_published() -> Iterator[Published]:
    """Give every figure quoted, in the file's order."""
    with (FOLDER / "published.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Published(
                indicator=row["indicator"],
                by=row["by"],
                group=row["group"],
                wave=int(row["wave"]),
                percent=float(row["percent"]),
                published_for=row["published_for"],
                source=row["source"],
            )


def read_rates() -> dict[str, Rate]:
    """Give the rates by name: the breakdown is that of the assumptions where there are any."""
    assumed: dict[str, dict[tuple[int, str], float]] = {}
    breakdown: dict[str, str] = {}
    with (FOLDER / "assumed.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            breakdown[row["rate"]] = row["by"]
            for number, wave in enumerate(WAVES):
                if text := row[str(wave)]:
                    assumed.setdefault(row["rate"], {})[number, row["group"]] = float(text)
    values: dict[str, dict[tuple[int, str], float]] = {}
    for figure in read_published():
        by = breakdown.setdefault(figure.indicator, figure.by)
        if figure.by == by:
            values.setdefault(figure.indicator, {})[WAVES.index(figure.wave), figure.group] = figure.percent
    return {name: Rate(by, values.get(name, {}) | assumed.get(name, {})) for name, by in breakdown.items()}
