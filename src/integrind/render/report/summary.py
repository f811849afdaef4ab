"""What a report says in plain words, and the overview of it: never more than was tested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from operator import attrgetter
from statistics import median
from typing import Any

import polars as pl

from integrind.answer import ORIENTED, Answer, Group
from integrind.charts.overview import Bar, Overview
from integrind.faults import counted
from integrind.render.pages.prose import nowhere, unclear
from integrind.render.report.table import Number, Value, Written, folded, table
from integrind.render.tables import labels
from integrind.render.tables.cells import numbers_of
from integrind.render.tables.marks import STATUS_WORDS
from integrind.render.tables.numbers import count, signed
from integrind.results import About, Results
from integrind.vocabulary import Direction, Finding, Movement, Status

_NAMED = 3
"""Gaps that a sentence names."""
_STEPS = (0.1, 0.3, 0.6)
"""Standard deviations from which a cell of the heat table is darker."""


def summary(found: Answer, results: Results, moved: Results | None) -> Iterator[str]:
    """Sentences from findings."""
    about = results.about
    written = Written.of(results)
    when = f" in wave {found.wave}" if found.wave is not None else ""
    where = " of all areas together" if found.areas else ""
    reference = labels.reference(about.gap_from, about.labels)
    yield f"<p>Compared with {escape(reference)}{escape(where)}{escape(when)}:</p><ul>"
    for group in found.groups:
        yield f"<li>{escape(_of_group(found, group, about))}"
        for word, named in _furthest(found, group, written):
            yield f"<br><b>{word}</b>: {escape(named)}."
        yield "</li>"
    yield "</ul>"
    for sentence in (*_diverging(found, about), *_moved(moved), *_not_said(found, results)):
        yield f"<p>{escape(sentence)}</p>"
    yield from _by_domain(found, written)


def _by_domain(found: Answer, written: Written) -> Iterator[str]:
    """Who is furthest behind in what, by how much and how sure."""
    about = written.results.about

    def line(row: Mapping[str, Any]) -> Sequence[Value]:
        facts, cell = about.facts.get(row["indicator"]), written.cell(row)
        domain = labels.domain(facts.domain) if facts and facts.domain else "Other"
        numbers = (cell.estimate, cell.gap, cell.margin, signed(row["gap_sd"]))
        return domain, written.group(row), written.title(row), *map(Number, numbers)

    rows = found.leading(Finding.WORSE, about)
    if rows:
        header = ("Domain", "Group", "Indicator", "Estimate", "Gap", "±", "sd")
        yield from table("Furthest behind in each domain: its largest clear gap", header, map(line, rows))


def _of_group(found: Answer, group: Group, about: About) -> str:
    its = [it for (of, _), it in found.counts.items() if of == group]
    behind, unclear, ahead = (sum(map(of, its)) for of in map(attrgetter, ("behind", "unclear", "ahead")))
    every = counted(behind + unclear + ahead, "indicator")
    said = f"{name_of(group, found, about)}: of {every} clearly behind in {behind}, clearly ahead in {ahead}"
    return f"{said}, without clear difference in {unclear}."


def _furthest(found: Answer, group: Group, written: Written) -> Iterator[tuple[str, str]]:
    """The largest clear gaps of a group, behind and ahead."""
    for finding, words in ((Finding.WORSE, "Furthest behind"), (Finding.BETTER, "Furthest ahead")):
        its = found.clear.filter(
            pl.col("finding") == str(finding),
            pl.col("group_by").eq_missing(pl.lit(group.by)),
            pl.col("group").eq_missing(pl.lit(group.code)),
        )
        if its.height:
            yield words, "; ".join(_gap(row, written) for row in its.head(_NAMED).iter_rows(named=True))


def _gap(row: Mapping[str, Any], written: Written) -> str:
    """A gap with its ±, in its unit and in standard deviations."""
    cell = written.cell(row)
    said, unit, points = written.title(row), "", ""
    if written.figures[numbers_of(row)].percent:
        said, unit, points = labels.indicator(labels.of_row(row), ""), "%", " points"
    sd = signed(row["gap_sd"])
    return f"{said}: {cell.estimate}{unit} ({cell.gap} {cell.margin}{points}, {sd} sd)"


def _diverging(found: Answer, about: About) -> Iterator[str]:
    """Which dimension stands apart: by medians, which are of what was asked and have no errors."""
    each = []
    for group in found.groups:
        counts = {it: found.counts[group, it] for it in found.dimensions if (group, it) in found.counts}
        known = {it: count.median for it, count in counts.items() if count.median is not None}
        if len(known) > 1:
            low, high = (choose(known, key=known.__getitem__) for choose in (min, max))
            names = (f"{labels.dimension(it).lower()} ({signed(known[it])})" for it in (low, high))
            each.append(f"{name_of(group, found, about)} from {' to '.join(names)}")
    if each:
        said = "Median gaps of the dimensions, in standard deviations without a margin of error"
        yield f"{said}: {'; '.join(each)}."


def _moved(moved: Results | None) -> Iterator[str]:
    if moved is None:
        return
    words = {Movement.CLOSING: "closing", Movement.WIDENING: "widening", Movement.OVERSHOT: "overshot"}
    usable = moved.frame.filter(pl.col("status") == str(Status.OK))
    counts = {word: usable.filter(pl.col("movement") == str(it)).height for it, word in words.items()}
    every = usable["movement"].drop_nulls().len()
    said = ", ".join(f"{count(number)} clearly {word}" for word, number in counts.items())
    yield f"Of {counted(every, 'gap')} followed between waves: {said}; the others have no clear change."


def _not_said(found: Answer, results: Results) -> Iterator[str]:
    if found.withheld:
        each = ", ".join(f"{count(it)} {STATUS_WORDS[status]}" for status, it in found.withheld.items())
        yield f"Not counted, of {count(found.rows)} rows of groups: {each}."
    if missing := nowhere(results):
        every = len({*results.frame["indicator"], *missing})
        yield f"{count(len(missing))} of {counted(every, 'indicator')} can't be computed from this survey."
    yield from unclear(found, results.about)
    clear, descriptive = found.descriptive
    if descriptive:
        gaps = counted(descriptive, "gap")
        yield f"{count(clear)} of {gaps} of descriptive indicators are clear, which is neither good nor bad."


def name_of(group: Group, found: Answer, about: About) -> str:
    """Its label, with its breakdown where there are several."""
    several = len({it.by for it in found.groups} - {None}) > 1
    return labels.named_group(group.by, group.label or group.code, about.titles, of_breakdown=several)


def overview(found: Answer, about: About) -> Iterator[str]:
    """Numbers of indicators by dimension and group, as bars and as a table."""
    parts = tuple(
        (
            labels.dimension(dimension),
            tuple(
                Bar(name_of(group, found, about), (it.behind, it.unclear, it.ahead))
                for group in found.groups
                if (it := found.counts.get((group, dimension))) is not None
            ),
        )
        for dimension in found.dimensions
    )
    title = "Indicators behind, without clear difference and ahead"
    said = (
        "A bar for each group under each dimension, from the left: behind, without clear difference, ahead."
    )
    yield f'<p class="said">{said}</p>'
    yield f'<div class="narrow">{Overview(parts, title, said).drawing().written("overview-chart")}</div>'
    rows: list[Sequence[Value]] = [
        (heading, bar.label, *(Number(str(it)) for it in bar.counts))
        for heading, bars in parts
        for bar in bars
    ]
    header = ("Dimension", "Group", "Behind", "No clear difference", "Ahead")
    yield from folded("The numbers of this chart", table(title, header, rows))


def heat(found: Answer, results: Results) -> Iterator[str]:
    """The median gap of each domain and group, with its sign, darker the larger it is."""
    about = results.about
    values: dict[tuple[str, str], dict[Group, list[float]]] = defaultdict(lambda: defaultdict(list))
    judged = pl.col("gap_sd").is_not_null() & (pl.col("direction") != str(Direction.DESCRIPTIVE))
    for row in found.tested.filter(judged).with_columns(ORIENTED).iter_rows(named=True):
        if (facts := about.facts.get(row["indicator"])) is not None:
            group = Group(row["group_by"], row["group"], row["group_label"])
            values[facts.dimension, facts.domain][group].append(row["oriented"])
    if not values:
        return
    order = {it: at for at, it in enumerate(about.domains)}
    places = sorted(values, key=lambda it: (found.dimensions.index(it[0]), order.get(it[1], len(order))))
    header = "".join(f'<th scope="col">{escape(name_of(it, found, about))}</th>' for it in found.groups)
    caption = "Median gap of each domain, in standard deviations, positive is better"
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{caption}"><table class="heat">'
    yield f'<caption>{caption}</caption><thead><tr><th scope="col">Domain</th>{header}</tr></thead><tbody>'
    for dimension, domain in places:
        cells = "".join(_heated(values[dimension, domain].get(group, [])) for group in found.groups)
        named = f"{labels.dimension(dimension)}: {labels.domain(domain).lower() or 'other'}"
        yield f'<tr><th scope="row">{escape(named)}</th>{cells}</tr>'
    yield "</tbody></table></div>"
    yield '<p class="said">Medians of tested gaps, clear or not, and how many; without a margin of error.</p>'


def _heated(gaps: list[float]) -> str:
    if not gaps:
        return "<td>–</td>"
    middle = median(gaps)
    step = sum(abs(middle) >= it for it in _STEPS)
    kind = f' class="{"b" if middle < 0 else "a"}{step}"' if step else ""
    return f"<td{kind}>{signed(middle)} <span>({count(len(gaps))})</span></td>"
