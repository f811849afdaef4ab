"""What a table of differences says, on one screen: those that are clear, ranked, and the others counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from integrind.answer.differences import Differences, Ranked
from integrind.faults import counted
from integrind.render.safe import visible
from integrind.render.tables import labels
from integrind.render.tables.cells import Cell, Numbers, Row, figures_of, numbers_of
from integrind.render.tables.marks import LOWER_IS_BETTER, STATUS_WORDS
from integrind.render.tables.numbers import Figures, count, percentage
from integrind.render.tables.style import BOLD, styled
from integrind.render.tables.terminal.lines import WIDTH, cut, titled
from integrind.render.tables.terminal.parts import Ink, fold, marks, widest
from integrind.results import Results
from integrind.vocabulary import Direction, GapFrom, Movement

_PLACE, _AREA, _WAVES, _GROUP = 14, 8, 20, 20
"""Widest columns of areas with waves and of groups; between: the least of an area, and the widest waves."""
_RANKED = "Ranked by how clear they are, in standard errors, not by how large."


@dataclass(frozen=True)
class _Part:
    """A list under its heading."""

    title: str
    ranked: Ranked
    is_of_gaps: bool = False


def differences(found: Differences, results: Results, lines: int, width: int) -> list[str]:
    """Say where areas differ, or what has moved, in about so many lines."""
    page = _Page(found, results, width)
    parts, not_said = page.parts(), list(page.not_said())
    around = sum(len(page.heading(it, 0)) + 1 for it in parts) + len(not_said)
    shares = _shares([it.ranked.clear.height for it in parts], lines - around)
    told = [line for part, share in zip(parts, shares, strict=True) for line in page.told(part, share)]
    return [*told, *not_said]


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """How many lines each gets: as many as it wants where all fit, and else no less than the others."""
    given = [0] * len(wanted)
    left = max(room, len(wanted))
    for done, at in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[at] = min(wanted[at], left // (len(wanted) - done))
        left -= given[at]
    return given


@dataclass(frozen=True)
class _Page:
    found: Differences
    results: Results
    width: int

    def parts(self) -> list[_Part]:
        """Everyone, the gaps of groups, and their own estimates."""
        reference = labels.reference(self.results.about.gap_from, self.results.about.labels)
        named = {
            "Everyone": (self.found.everyone, False),
            f"Gaps from {reference}": (self.found.gaps, True),
            "Groups' own estimates": (self.found.groups, False),
        }
        return [
            _Part(f"{name}, {self._what}", ranked, is_of_gaps)
            for name, (ranked, is_of_gaps) in named.items()
            if ranked.tested
        ]

    @property
    def _what(self) -> str:
        """What the numbers are."""
        pairs = self.found.pairs
        if self.found.of_waves:
            (before, now), *others = pairs
            return "change between waves" if others else f"change from {_text(before)} to {_text(now)}"
        whom = list(dict.fromkeys(before for before, _ in pairs))
        if whom == [str(GapFrom.WHOLE)]:
            return "difference from all areas together"
        return f"difference from {' and '.join(map(_text, whom))}"

    def heading(self, part: _Part, most: int) -> list[str]:
        """What is listed, how many there are, and how many are shown of them."""
        clear = part.ranked.clear.height
        first = f", the {count(most)} clearest" if most < clear else ""
        return self._folded(f"{part.title}: {count(clear)} of {count(part.ranked.tested)} clear{first}")

    def told(self, part: _Part, most: int) -> Iterator[str]:
        """A heading that counts, and the clearest."""
        clear = part.ranked.clear
        yield from (styled(line, BOLD) for line in self.heading(part, most))
        rows = clear.head(most).to_dicts()
        named = set(clear.head(most)["indicator"])
        columns = ("indicator", "measure", "unit", "estimate", "reference", "quantity")
        frame = self.results.frame
        its = frame.filter(frame["indicator"].is_in(list(named))).select(columns)
        figures = figures_of(its.to_dicts(), None)
        yield from (
            self._in_columns(rows, figures, part)
            if self.width >= WIDTH and widest(map(self._when, rows)) <= _WAVES
            else self._in_sentences(rows, figures, part)
        )
        yield ""

    def _in_columns(
        self, rows: Sequence[Row], figures: Mapping[Numbers, Figures], part: _Part
    ) -> Iterator[str]:
        cells = [self._cell(row, figures) for row in rows]
        numbers = [_number(cell, of_gap=part.is_of_gaps) for cell in cells]
        found = [marks(cell) if part.is_of_gaps else Ink() for cell in cells]
        places, groups = [self._place(row) for row in rows], [self._group(row) for row in rows]
        waves = widest([self._when(row) for row in rows])
        place = min(widest(places), max(_PLACE, _AREA + 1 + waves))
        group = min(widest(groups), _GROUP)
        number, mark = widest(numbers), max([ink.width for ink in found], default=0)
        before = sum(it + 1 for it in (place, group) if it)
        room = self.width - before - (number + 1) - (mark + 1 if mark else 0)
        units = [figures[numbers_of(row)].unit for row in rows]
        full = [
            f"{labels.indicator(row['title'], unit)} {_lower(row)}"
            for row, unit in zip(rows, units, strict=True)
        ]
        room = min(room, widest(full))
        for at, row in enumerate(rows):
            columns = ((self._place(row, place), place), (cut(groups[at], group), group))
            start = "".join(f"{text} " for text, its in columns if its)
            title = titled(labels.of_row(row), units[at], room, _lower(row))
            blanks = " " * (number - cell_len(numbers[at]))
            yield f"{start}{title} {blanks}{numbers[at]} {found[at].text}".rstrip()

    def _in_sentences(
        self, rows: Sequence[Row], figures: Mapping[Numbers, Figures], part: _Part
    ) -> Iterator[str]:
        for row in rows:
            cell = self._cell(row, figures)
            title = labels.indicator(labels.of_row(row), figures[numbers_of(row)].unit)
            where = ", ".join(
                filter(None, (self._place(row), self._group(row), f"{title} {_lower(row)}".strip()))
            )
            number = _number(cell, of_gap=part.is_of_gaps)
            yield from self._folded(f"{where}: {number} {cell.mark if part.is_of_gaps else ''}".rstrip())

    def _cell(self, row: Row, figures: Mapping[Numbers, Figures]) -> Cell:
        """A change that is clear can turn a gap round and leave neither side clear: then no word says how."""
        cell = Cell.of(row, figures[numbers_of(row)], self.results.about.symbols)
        return replace(cell, movement=None) if cell.movement is Movement.NO_CLEAR_CHANGE else cell

    def _place(self, row: Row, width: int | None = None) -> str:
        """The area, and the waves where they aren't the same everywhere; so wide, the waves are never cut."""
        area, when = _text(row["area_label"] or row["area"]), self._when(row)
        if width is None or not area or not when:
            text = " ".join(filter(None, (area, when)))
            return text if width is None else cut(text, width)
        return titled(area, "", width, when)

    def _when(self, row: Row) -> str:
        if len(self.found.pairs) < 2:
            return ""
        return _text(f"{row['versus']}–{row['wave']}" if self.found.of_waves else row["wave"])

    def _group(self, row: Row) -> str:
        if row["group"] is None:
            return ""
        label = row["group_label"] or row["group"]
        several = self.results.frame["group_by"].drop_nulls().n_unique() > 1
        return labels.named_group(row["group_by"], label, self.results.about.titles, of_breakdown=several)

    def not_said(self) -> Iterator[str]:
        """What isn't counted, and what chance does."""
        if self.found.withheld:
            each = ", ".join(
                f"{count(it)} {STATUS_WORDS[status]}" for status, it in self.found.withheld.items()
            )
            yield from self._folded(
                f"Not counted, of {counted(self.found.compared.height, 'difference')}: {each}."
            )
        if self.found.others:
            yield from self._folded(f"{counted(self.found.others, 'row')} of other quantities aren't ranked.")
        chance = percentage(round(1 - self.results.about.level, 10))
        further = "" if self.found.adjusted else "; --adjust bh allows for that in gaps"
        yield from self._folded(
            f"{_RANKED} Where nothing differs, {chance} look clear all the same{further}."
        )

    def _folded(self, text: str) -> list[str]:
        return fold(text, self.width).split("\n")


def _text(text: str | None) -> str:
    return visible(text or "")


def _number(cell: Cell, *, of_gap: bool) -> str:
    parts = (cell.gap, cell.margin) if of_gap else (cell.estimate, cell.estimate_margin)
    return " ".join(filter(None, parts))


def _lower(row: Row) -> str:
    return LOWER_IS_BETTER if row["direction"] == Direction.LOWER_IS_BETTER else ""
