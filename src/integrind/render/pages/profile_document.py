"""A profile as headed tables, for what people read in a browser or an editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from integrind.profiles.associations import comparable, medians, strongest
from integrind.render.pages.documents import Document, Table, plain_table
from integrind.render.pages.profile_page import (
    DIGITS,
    STRONGEST,
    Row,
    correlated,
    explained,
    groups,
    heading,
    measured,
    oriented,
    said_of,
    titled,
    triangle,
)
from integrind.render.tables import labels
from integrind.render.tables.numbers import count, percentage, rounded, signed

if TYPE_CHECKING:
    import polars as pl

    from integrind.profiles import Profile
    from integrind.results import About

_COUNTS = {
    "ahead": "Ahead",
    "unclear": "No clear difference",
    "behind": "Behind",
    "higher": "Descriptive: higher",
    "neither": "Descriptive: neither",
    "lower": "Descriptive: lower",
    "equivalent": "Equivalent",
    "not_computable": "No result",
}
"""Columns of counts, and their headers."""


def document(profile: Profile, digits: int | None) -> Document:
    """Give a table for each group, and those of the associations if they were asked for."""
    about, decimals = profile.results.about, DIGITS if digits is None else digits
    sections: list[tuple[str, tuple[Table, ...]]]
    sections = [(heading(rows[0], about), (_group(rows, about, decimals),)) for rows in groups(profile.frame)]
    if profile.associations is not None:
        sections.append(("Associations", tuple(_associations(profile.associations, about, decimals))))
    return Document(titled(about), measured(about), tuple(sections), (), tuple(explained(profile)))


def _group(rows: list[Row], about: About, digits: int) -> Table:
    header = ("Dimension", *_COUNTS.values(), "Median", "Middle half", "Furthest from")
    return plain_table(heading(rows[0], about), header, [_dimension(row, digits) for row in rows])


def _dimension(row: Row, digits: int) -> list[str]:
    median, low, high = (
        "" if row[name] is None else signed(row[name], digits)
        for name in ("median_gap", "lower_quartile", "upper_quartile")
    )
    furthest = row["furthest_from"] and f"{labels.dimension(row['furthest_from'])}"
    return [
        labels.dimension(row["dimension"]),
        *(count(row[name]) for name in _COUNTS),
        median,
        f"{low} to {high}" if low and high else "",
        furthest or "",
    ]


def _associations(pairs: pl.DataFrame, about: About, digits: int) -> Iterator[Table]:
    if comparable(pairs).height:
        names, rows = triangle(medians(pairs))
        cells = [["" if it is None else rounded(it, digits) for it in row] for row in rows]
        lines = [
            [labels.dimension(name), *row, *[""] * (len(names) - len(row))]
            for name, row in zip(names, cells, strict=True)
        ]
        yield plain_table(correlated(pairs), ("Median size", *map(labels.dimension, names)), lines)
    if found := strongest(pairs, STRONGEST).to_dicts():
        caption = f"Strongest between dimensions, clear at {percentage(about.level)}"
        said = [[said_of(row, about), oriented(row, digits)] for row in found]
        yield plain_table(caption, (caption, "Correlation and its interval"), said)
