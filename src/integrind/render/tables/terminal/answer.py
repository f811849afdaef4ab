"""What a table says, in few enough lines to stay on the screen: counts, largest gaps, what can't be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.cells import cell_len

from integrind.answer import Answer, Count, Group
from integrind.faults import counted
from integrind.render.pages.prose import nowhere, unclear
from integrind.render.safe import visible
from integrind.render.tables import labels
from integrind.render.tables.cells import figures_of, numbers_of
from integrind.render.tables.marks import FINDINGS, STATUS_WORDS
from integrind.render.tables.numbers import SD_DIGITS, Figures, count, rounded, signed
from integrind.render.tables.style import BOLD, styled
from integrind.render.tables.terminal.lines import WIDTH, cut, titled
from integrind.render.tables.terminal.parts import fold
from integrind.results import About, Results
from integrind.vocabulary import Finding

_GROUPS = 6
"""With more groups than this, each has a line without its medians."""
_MOST_GROUPS = 12
_LABEL, _CELL = 25, 11
"""Columns of the counts: five dimensions fit."""
_SHORT: Mapping[str, str] = {"civic_political": "Civic"}
_WORDS: Mapping[Finding, str] = {
    Finding.WORSE: "behind",
    Finding.NO_CLEAR_DIFFERENCE: "without clear difference",
    Finding.BETTER: "ahead",
}
_AHEAD = 4
"""Largest gaps ahead that are named; those behind have the lines that are left."""


def answer(found: Answer, results: Results, lines: int, width: int) -> list[str]:
    """Say what the table says, in about so many lines of 80 columns, or of fewer where there are no more."""
    page = _Page(found, results, min(width, WIDTH))
    counts, not_said = list(page.counts()), list(page.not_said())
    return [*counts, *page.gaps(lines - len(counts) - len(not_said) - 2), *not_said]


@dataclass(frozen=True)
class _Page:
    found: Answer
    results: Results
    width: int

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for columns: each line then says all by itself."""
        return self.width < WIDTH

    def folded(self, text: str) -> list[str]:
        """The lines of a sentence."""
        return fold(text, self.width).split("\n")

    @property
    def about(self) -> About:
        return self.results.about

    def counts(self) -> Iterator[str]:
        """Groups down, dimensions across."""
        reference = labels.reference(self.about.gap_from, self.about.labels)
        when = [] if self.found.wave is None else [f"wave {visible(self.found.wave)}"]
        where = ["all areas together"] if self.found.areas else []
        said = ", ".join(f"{word} {FINDINGS[finding]}" for finding, word in _WORDS.items())
        heading = " · ".join([f"Indicators {said} (of {reference})", *when, *where])
        yield from (styled(line, BOLD) for line in self.folded(heading))
        shown = self.found.groups[:_MOST_GROUPS]
        yield from self._in_sentences(shown) if self.is_narrow else self._in_columns(shown)
        if more := len(self.found.groups) - len(shown):
            yield f"and {counted(more, 'group')} more"

    def _in_columns(self, groups: Sequence[Group]) -> Iterator[str]:
        dimensions = self.found.dimensions
        numbers = [
            it for count in self.found.counts.values() for it in (count.behind, count.unclear, count.ahead)
        ]
        width = max(len(str(it)) for it in [0, *numbers])
        yield styled(_columns("", (_SHORT.get(it, labels.dimension(it)) for it in dimensions)), BOLD)
        signs = _apart([FINDINGS[finding] for finding in _WORDS], width)
        yield _columns("", [signs] * len(dimensions))
        for group in groups:
            each = [self.found.counts.get((group, it)) for it in dimensions]
            yield _columns(self.group(group), [_three(it, width) for it in each])
            medians = ["" if it is None or it.median is None else signed(it.median) for it in each]
            if len(groups) <= _GROUPS and any(medians):
                yield _columns("  median gap, sd", medians)

    def _in_sentences(self, groups: Sequence[Group]) -> Iterator[str]:
        for group in groups:
            for dimension in self.found.dimensions:
                if (it := self.found.counts.get((group, dimension))) is not None:
                    median = "" if it.median is None else f", median gap {signed(it.median)} sd"
                    counts = f"{it.behind} ▼ {it.unclear} · {it.ahead} ▲"
                    yield from self.folded(
                        f"{self.group(group)}, {labels.dimension(dimension)}: {counts}{median}"
                    )

    def gaps(self, lines: int) -> Iterator[str]:
        """The largest clear gaps, those behind first."""
        behind, ahead = (self.found.leading(it, self.about) for it in (Finding.WORSE, Finding.BETTER))
        used = [row for rows in (behind, ahead) for row in rows]
        if not used:
            yield from ("", "No clear gap that can be ranked.")
            return
        named = {row["indicator"] for row in used}
        frame = self.results.frame.filter(pl.col("indicator").is_in(list(named)))
        columns = ("indicator", "measure", "unit", "estimate", "reference")
        figures = figures_of(frame.select(columns).to_dicts(), None)
        few = min(_AHEAD, len(ahead), max(lines - 3, 0))
        parts = {Finding.WORSE: behind[: max(lines - few - 3, 1)], Finding.BETTER: ahead[:few]}
        yield ""
        for finding, rows in parts.items():
            if rows:
                every = (self.found.clear["finding"] == str(finding)).sum()
                said = f"Furthest {_WORDS[finding]}: the largest clear gap of each domain, of {every}"
                heading = said if self.is_narrow else f"{said:<{WIDTH - 16}}{'gap':>4}{'sd':>8}"
                yield from (styled(line, BOLD) for line in self.folded(heading))
                for row in rows:
                    yield from self._gap(row, figures[numbers_of(row)])

    def _gap(self, row: Mapping[str, Any], figures: Figures) -> Iterator[str]:
        """A gap in the indicator's unit and in standard deviations, each with half its interval."""
        facts = self.about.facts.get(row["indicator"])
        domain = labels.domain(facts.domain if facts else "")
        gap = f"{figures.difference(row['gap'])} {_margin(row, figures)}".strip()
        spread = f"{signed(row['gap_sd'])} {_spread_margin(row)}".strip()
        group = self.group(Group(row["group_by"], row["group"], row["group_label"]))
        short = domain.split()[0] if domain else ""
        if self.is_narrow:
            title = labels.indicator(labels.of_row(row), figures.unit)
            yield from self.folded(f"{group}, {title}: {gap}, {spread} sd")
            return
        numbers = f"{gap:>13} {spread:>12}"
        start = f"{short:<9} {cut(group, 20)} "
        room = WIDTH - cell_len(numbers) - 1 - cell_len(start)
        yield f"{start}{titled(labels.of_row(row), figures.unit, room)} {numbers}"

    @property
    def _indicators(self) -> int:
        return len({*self.results.frame["indicator"], *nowhere(self.results)})

    def group(self, group: Group) -> str:
        """Its label, and of which breakdown it is, where another has the same label."""
        again = any(it.by != group.by and it.label == group.label for it in self.found.groups)
        return labels.named_group(group.by, group.label or group.code, self.about.titles, of_breakdown=again)

    def not_said(self) -> Iterator[str]:
        """What is hidden or doubtful, and why; what has no place in the lists."""
        yield ""
        rows = self.found.rows
        if self.found.withheld:
            each = ", ".join(
                f"{count(it)} {STATUS_WORDS[status]}" for status, it in self.found.withheld.items()
            )
            yield from self.folded(f"Not counted, of {count(rows)} rows of groups: {each}.")
        if missing := nowhere(self.results):
            indicators = counted(self._indicators, "indicator")
            yield from self.folded(f"{count(len(missing))} of {indicators} not computed: integrind coverage.")
        clear, every = self.found.descriptive
        if every:
            judged = (
                f"{clear} of {counted(every, 'gap')} of descriptive indicators clear, neither good nor bad."
            )
            yield from self.folded(judged)
        for sentence in unclear(self.found, self.about):
            yield from self.folded(sentence)
        if self.found.unmeasured:
            many = counted(self.found.unmeasured, "clear gap")
            yield from self.folded(f"{many} of medians, ratios and the like can't be ranked: no sd.")
        yield from self.folded("sd: in standard deviations of people in the population; medians have no ±.")


def _columns(label: str, cells: Iterable[str]) -> str:
    """A line of the counts."""
    return cut(label, _LABEL) + "".join(f"{it:>{_CELL}}" for it in cells)


def _three(it: Count | None, width: int) -> str:
    return "–" if it is None else _apart([str(number) for number in (it.behind, it.unclear, it.ahead)], width)


def _apart(texts: Iterable[str], width: int) -> str:
    return " ".join(f"{text:>{width}}" for text in texts)


def _margin(row: Mapping[str, Any], figures: Figures) -> str:
    ends = row["gap_ci_low"], row["gap_ci_high"]
    return "" if None in ends else figures.margin(*ends)


def _spread_margin(row: Mapping[str, Any]) -> str:
    """Half the gap's interval, in the unit of `gap_sd`."""
    low, high = row["gap_ci_low"], row["gap_ci_high"]
    if low is None or high is None or not row["gap"]:
        return ""
    return "±" + rounded((high - low) / 2 * abs(row["gap_sd"] / row["gap"]), SD_DIGITS)
