"""A profile as a page of text, 79 columns wide, to read or read aloud."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from integrind.faults import counted
from integrind.profiles import KEYS
from integrind.profiles.associations import comparable, medians, strongest
from integrind.render.pages.prose import mattering
from integrind.render.safe import visible
from integrind.render.tables import labels
from integrind.render.tables.numbers import count, percentage, rounded, signed
from integrind.render.tables.style import BOLD, DIM, ESCAPES, GREEN, LINES, RED, styled
from integrind.vocabulary import Direction

if TYPE_CHECKING:
    from integrind.profiles import Profile
    from integrind.render.publication import Appearance
    from integrind.results import About

_WIDTH = 79
DIGITS = 2
STRONGEST = 4
"""How many associations the page names."""

_HEAD = f"{'':<22}{'ahead':>6}{'unclear':>9}{'behind':>8}{'no result':>10}{'median':>8}   middle half"
_COUNTS: Mapping[str, tuple[int, int | None]] = {
    "ahead": (6, GREEN),
    "unclear": (9, None),
    "behind": (8, RED),
    "not_computable": (10, DIM),
}
"""Widths of the columns of counts, and their colour, which only repeats what the header says."""
_WORDS = {
    "behind": "Behind",
    "ahead": "Ahead",
    "unclear": "Unclear",
    "higher": "Higher",
    "lower": "Lower",
    "neither": "Neither higher nor lower",
}
"""Counts, as the indicators behind them are listed."""
_WHY_NO_SCORE = "There is no single score: an average would hide that dimensions move apart."

Row = Mapping[str, Any]


def page(profile: Profile, look: Appearance) -> str:
    """Give a page of text; briefly, as many groups as a screen has room for, and what must be said."""
    about, decimals = profile.results.about, DIGITS if look.digits is None else look.digits
    said = about.notices if look.brief else explained(profile)
    below = ["", *(line for it in said for line in _wrapped(visible(it)))]
    above = [*(styled(it, BOLD) for it in _wrapped(titled(about))), *_wrapped(measured(about)), ""]
    above.append(styled(_HEAD, BOLD))
    each = [list(_group(rows, profile, look, decimals)) for rows in groups(profile.frame)]
    shown = _fitting(each, LINES - len(above) - len(below) - 1) if look.brief else len(each)
    lines = [*above, *(line for group in each[:shown] for line in group)]
    if shown < len(each):
        lines.append(
            f"and {counted(len(each) - shown, 'group')} more: --pager --format table, or -o profile.csv"
        )
    lines += below
    if profile.associations is not None and not look.brief:
        lines += ["", *_associations(profile.associations, about, decimals)]
    text = "\n".join([*lines, ""])
    return text if look.color else ESCAPES.sub("", text)


def _fitting(each: Sequence[Sequence[str]], room: int) -> int:
    """How many groups have room; one in any case."""
    used = list(accumulate(len(it) for it in each))
    return max(1, sum(it <= room for it in used))


def titled(about: About) -> str:
    """Say whose profile it is."""
    return f"{visible(about.title)}{' · synthetic' if about.synthetic else ''}"


def measured(about: About) -> str:
    """Say what the numbers are."""
    return (
        f"Gaps from {labels.reference(about.gap_from, about.labels)}, tested at {percentage(about.level)};"
        " median and middle half in standard deviations of each indicator in the population, positive is"
        " better."
    )


def explained(profile: Profile) -> list[str]:
    """Say what isn't in the numbers, and what must be said with them."""
    notices = profile.results.about.notices
    every, absent = profile.results.frame["indicator"].n_unique(), len(profile.results.unavailable)
    return [
        f"Unclear: no clear difference, which isn't the same as none; equivalent: shown to be smaller than"
        f" {mattering(profile.results.about)}.",
        f"No result: not in this survey ({absent} of {counted(every, 'indicator')}), suppressed, doubtful, or"
        " without a gap that can be tested. Descriptive indicators, neither good nor bad, are counted apart;"
        " medians leave them out, and what has no standard deviation.",
        _WHY_NO_SCORE,
        *([visible(" ".join(notices))] if notices else []),
    ]


def groups(frame: pl.DataFrame) -> Iterator[list[Row]]:
    """Give the rows of each group."""
    for _, rows in groupby(frame.to_dicts(), lambda row: [row[key] for key in KEYS]):
        yield list(rows)


def _group(rows: list[Row], profile: Profile, look: Appearance, digits: int) -> Iterator[str]:
    """A line for each dimension, one on descriptive indicators, one on where dimensions diverge."""
    yield styled(heading(rows[0], profile.results.about), BOLD)
    for row in rows:
        counts = "".join(
            " " * (width - len(text := str(row[name]))) + styled(text, style if row[name] else None)
            for name, (width, style) in _COUNTS.items()
        )
        yield f"  {labels.dimension(row['dimension']):<20}{counts}{_gaps(row, digits)}".rstrip()
        if look.verbose:
            yield from _named(row, profile)
    higher, neither, lower = (sum(row[name] for row in rows) for name in ("higher", "neither", "lower"))
    if higher + neither + lower:
        yield f"  Descriptive: {higher} higher, {lower} lower, {neither} with no clear difference."
    if equivalent := sum(row["equivalent"] for row in rows):
        unclear = neither + sum(row["unclear"] for row in rows)
        yield f"  Equivalent, no gap that matters: {equivalent} of {unclear} with no clear difference."
    yield from _apart(rows, digits)


def _named(row: Row, profile: Profile) -> Iterator[str]:
    """The indicators behind each count."""
    of = [pl.col(name).eq_missing(pl.lit(row[name])) for name in (*KEYS, "dimension")]
    its = profile.counted.filter(*of)
    for name, word in _WORDS.items():
        titles = its.filter(counted=name)["title"].to_list()
        if titles:
            yield from _wrapped(f"{word}: {visible('; '.join(titles))}", indent="    ")


def heading(row: Row, about: About) -> str:
    """Name a group, where and when."""
    by = labels.breakdown(row["group_by"], about.titles)
    area = labels.value(row["area_by"], row["area"], about.labels) if row["area"] is not None else None
    wave = visible(row["wave"]) if row["wave"] is not None else None
    group = f"{by[:1].upper()}{by[1:]}: {labels.group(row['group_by'], row['group'], about.labels)}"
    return ", ".join(it for it in (group, area, wave) if it is not None)


def _gaps(row: Row, digits: int) -> str:
    if row["median_gap"] is None:
        return ""
    median = f"{signed(row['median_gap'], digits):>8}"
    if row["spread"] is None:
        return median
    low, high = (signed(row[name], digits) for name in ("lower_quartile", "upper_quartile"))
    return f"{median}   {low} to {high}"


def _apart(rows: list[Row], digits: int) -> Iterator[str]:
    """The two dimensions whose medians are furthest apart, the better one first."""
    known = [row for row in rows if row["divergence"] is not None]
    if not known:
        return
    widest = max(known, key=lambda row: row["divergence"])
    medians_of = {row["dimension"]: row["median_gap"] for row in rows}
    ends = [
        f"{labels.dimension(it).lower()} ({signed(medians_of[it], digits)})"
        for it in (widest["dimension"], widest["furthest_from"])
    ]
    yield f"  Furthest apart: {ends[0]} and {ends[1]}."


def _associations(pairs: pl.DataFrame, about: About, digits: int) -> Iterator[str]:
    told = comparable(pairs).height
    if told == 0:
        yield f"No correlation of {counted(pairs.height, 'pair')} of indicators can be told."
        return
    yield from _wrapped(correlated(pairs))
    yield from _triangle(medians(pairs), digits)
    found = strongest(pairs, STRONGEST).to_dicts()
    if found:
        yield f"Strongest between dimensions, clear at {percentage(about.level)}:"
    for row in found:
        yield from _wrapped(f"{oriented(row, digits)}: {said_of(row, about)}", indent="  ")


def correlated(pairs: pl.DataFrame) -> str:
    """Say what the correlations of dimensions are."""
    return (
        f"Correlations of indicators among respondents: {count(comparable(pairs).height)} of"
        f" {counted(pairs.height, 'pair')}, without those that share an answer or are hidden. Median size"
        " within and between dimensions:"
    )


def _triangle(found: Mapping[tuple[str, str], float], digits: int) -> Iterator[str]:
    """Dimensions × dimensions, each pair once."""
    names, rows = triangle(found)
    heads = "".join(f"{labels.dimension(name).split()[0]:>11}" for name in names)
    yield f"{'':<22}{heads}"
    for name, known in zip(names, rows, strict=True):
        cells = (" " * 11 if it is None else f"{rounded(it, digits):>11}" for it in known)
        yield f"  {labels.dimension(name):<20}{''.join(cells)}".rstrip()


def triangle(found: Mapping[tuple[str, str], float]) -> tuple[list[str], list[list[float | None]]]:
    """Give the dimensions, and for each its numbers with itself and those before it."""
    names = list(dict.fromkeys(it for pair in found for it in pair))
    return names, [[found.get((before, name)) for before in names[: at + 1]] for at, name in enumerate(names)]


def oriented(row: Row, digits: int) -> str:
    """Write the correlation and its interval, turned so that their sign is of what is said."""
    turned = row["oriented"] != row["correlation"]
    ends = (-row["ci_high"], -row["ci_low"]) if turned else (row["ci_low"], row["ci_high"])
    low, high = (signed(it, digits) for it in ends)
    return f"{signed(row['oriented'], digits)} ({low} to {high})"


def said_of(row: Row, about: About) -> str:
    """Say what goes with what: better where there is a better, higher where there isn't."""
    ours, theirs = (
        about.facts[row[name]].direction == Direction.DESCRIPTIVE for name in ("indicator", "other_indicator")
    )
    first = "higher" if ours else "better"
    turned = row["oriented"] < 0
    second = ("lower" if turned else "higher") if theirs else ("worse" if turned else "better")
    return f"{first} on “{visible(row['title'])}” goes with {second} on “{visible(row['other_title'])}”."


def _wrapped(text: str, indent: str = "") -> list[str]:
    then = f"{indent}  " if indent else ""
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=then, break_on_hyphens=False)
