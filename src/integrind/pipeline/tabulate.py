"""Rows of every indicator, in every breakdown: many at a time, and what they share is found once.

What is shared is as long as the file, so it is given up as soon as nobody needs it any more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from integrind.concurrently import concurrently, evenly
from integrind.data.breakdown import Breakdown
from integrind.definitions.indicator import Indicator
from integrind.estimation.domains.cells import CELL, Cells
from integrind.estimation.estimators.linear import MEASURES as SUMMED
from integrind.estimation.tables.blocks import Block, empty_block
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.question import Question
from integrind.estimation.totals.tally import Tally, share_passes
from integrind.evidence import Told
from integrind.opening.notes import survey_notices, why_without_se
from integrind.opening.opened import Opened
from integrind.table.assembly import Labelled
from integrind.vocabulary import Status

Blocks = Callable[[Indicator, IndicatorTable, bool], Iterator[Block]]
"""The blocks of one indicator in one breakdown; population rows only where asked for."""

_TOGETHER = 8
"""Indicators that share passes over replicate weights: as many have their columns in memory."""


def tabulate(opened: Opened, blocks: Blocks) -> list[Labelled]:
    """Tabulate the chosen indicators, in their order."""

    def rows(several: Sequence[Sequence[Indicator]]) -> list[Labelled]:
        return list(_tabulated(several, opened, blocks))

    most = 1 if opened.domains.replication is None else _TOGETHER
    made = (
        labelled
        for batch in opened.batches()
        for several in concurrently(rows, evenly(batch.alike(), most))
        for labelled in several
    )
    by_id = {it.indicator.id: it for it in made}
    return [by_id[it.id] for it in opened.selection.chosen]


@dataclass(frozen=True)
class _Alike:
    """Indicators with the same expressions, and what is asked by each."""

    indicators: Sequence[Indicator]
    asked: Sequence[tuple[Question, str]]
    cells: Sequence[Cells]
    tallies: deque[Tally]
    """Of each breakdown; all questions have the same."""

    @classmethod
    def of(
        cls, indicators: Sequence[Indicator], asked: Sequence[tuple[Question, str]], every: Sequence[Cells]
    ) -> Iterator[_Alike]:
        """Those of sums in cells that are made for sums, where these differ from what others need."""
        pairs = list(zip(indicators, asked, strict=True))
        summed = [pair for pair in pairs if pair[1][0].measure in SUMMED]
        below = asked[0][0].responses.denominator is not None
        for_sums = [cells.of_sums(over_denominators=below) for cells in every] if summed else every
        if all(its is cells for its, cells in zip(for_sums, every, strict=True)):
            yield cls._in(every, pairs)
            return
        yield cls._in(for_sums, summed)
        if others := [pair for pair in pairs if pair[1][0].measure not in SUMMED]:
            yield cls._in(every, others)

    @classmethod
    def _in(cls, every: Sequence[Cells], pairs: Sequence[tuple[Indicator, tuple[Question, str]]]) -> _Alike:
        indicators, asked = zip(*pairs, strict=True)
        return cls(indicators, asked, every, deque(Tally(asked[0][0], it.crossing) for it in every))

    @property
    def is_summed(self) -> bool:
        return any(question.measure in SUMMED for question, _ in self.asked)


def _tabulated(several: Sequence[Sequence[Indicator]], opened: Opened, blocks: Blocks) -> Iterator[Labelled]:
    """Rows of indicators that share passes over replicate weights, alike by alike."""
    answered: deque[_Alike] = deque()
    for indicators in several:
        asked = opened.ask(indicators)
        if isinstance(asked, str):
            yield from _unavailable(indicators, opened, asked)
        else:
            answered.extend(_Alike.of(indicators, asked, opened.domains.cells))
    if (replication := opened.domains.replication) is not None:
        for breakdown in zip(*(it.tallies for it in answered if it.is_summed), strict=True):
            share_passes(breakdown, replication.weights)
    while answered:
        yield from _rows(answered.popleft(), opened, blocks)


def _unavailable(indicators: Sequence[Indicator], opened: Opened, why: str) -> Iterator[Labelled]:
    empty = empty_block(opened.domains.cells[0], Status.NOT_AVAILABLE)
    for indicator in indicators:
        yield Labelled(indicator, [(opened.domains.labels[0], 0, empty)], "", why, "")


def _rows(alike: _Alike, opened: Opened, blocks: Blocks) -> Iterator[Labelled]:
    found: list[list[tuple[Mapping[str, Breakdown], int, Block]]] = [[] for _ in alike.indicators]
    told: list[Told | None] = [None for _ in alike.indicators]
    deviations: list[Mapping[int, float]] = []
    held = opened.domains.constant
    constant = {} if held is None else {CELL: held}
    for number, (cells, labels) in enumerate(zip(alike.cells, opened.domains.labels, strict=True)):
        tally = alike.tallies.popleft()
        tables = [IndicatorTable(question, tally, cells, opened.inference) for question, _ in alike.asked]
        if number == 0 and opened.policy.disclosure.hides and len(opened.selection.chosen) > 1:
            told = [table.contributions.told for table in tables]
        made = (blocks(*it, number == 0) for it in zip(alike.indicators, tables, strict=True))
        # Side by side, for what they share within a level is given up after it.
        for level in zip_longest(*made):
            for its, block in zip(found, level, strict=True):
                if block is not None:
                    its.append(({**labels, **constant}, number, block))
        if number == 0:
            deviations = [table.deviations() for table in tables]
    notices, without_se = "; ".join(survey_notices(opened.survey)), why_without_se(opened.survey)
    each = zip(alike.indicators, found, alike.asked, told, deviations, strict=True)
    for indicator, its, (_, notes), whom, spread in each:
        yield Labelled(indicator, its, notices, notes, without_se, whom, spread)
