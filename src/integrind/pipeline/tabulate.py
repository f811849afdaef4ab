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
from integrind.estimation.tables.distribution import Distribution
from integrind.estimation.tables.imputed import ImputedDistribution, together
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.cell_totals import CellTotals, share_passes
from integrind.evidence import Told, Whom
from integrind.opening.notes import survey_notices, why_without_se
from integrind.opening.opened import Asked, Opened
from integrind.table.assembly import Labelled
from integrind.vocabulary import Measure, Status

Blocks = Callable[[Indicator, IndicatorTable, bool], Iterator[Block]]
"""The blocks of one indicator in one breakdown; population rows only where asked for."""
Together = Callable[[Indicator, Distribution], Iterator[Block]]
"""What a command says of all categories of a distribution together, beside the blocks of each."""

_OF_SUMS = SUMMED | {Measure.DISTRIBUTION}
_TOGETHER = 8
"""Indicators that share passes over replicate weights: as many have their columns in memory."""


def tabulate(opened: Opened, blocks: Blocks, together: Together) -> list[Labelled]:
    """Tabulate the chosen indicators, in their order."""

    def rows(several: Sequence[Sequence[Indicator]]) -> list[Labelled]:
        return list(_tabulated(several, opened, _Wanted(blocks, together)))

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
class _Made:
    """What is made of one indicator in a breakdown."""

    blocks: Iterator[Block]
    told: Mapping[Whom, Told]
    """Whom it counts, in the first breakdown."""
    deviations: Callable[[], Mapping[int, float]]
    """How much the population differs in it, by code of the wave; a distribution's categories have none."""


@dataclass(frozen=True)
class _Wanted:
    """What a command wants of every indicator."""

    blocks: Blocks
    together: Together

    def of(
        self,
        opened: Opened,
        indicator: Indicator,
        totals: Sequence[CellTotals],
        asked: Asked,
        cells: Cells,
        number: int,
    ) -> _Made:
        """Blocks of one indicator in a breakdown, and what is known beside them."""
        deviations: Callable[[], Mapping[int, float]] = dict
        imputations = list(zip(asked.questions, totals, strict=True))
        if asked.question.measure is Measure.DISTRIBUTION:
            categories = opened.observed(indicator)[0].categories
            each = [Distribution(*it, cells, opened.inference) for it in imputations]
            distribution = each[0] if len(each) == 1 else ImputedDistribution(each)
            tables = dict(zip(categories, distribution.tables, strict=True))
            made = self._of_categories(opened, indicator, distribution, number)
        else:
            inference = opened.inference_of(indicator)
            table = together([IndicatorTable(*it, cells, inference) for it in imputations])
            tables, made = {"": table}, self.blocks(indicator, table, number == 0)
            deviations = table.deviations
        first = tables.items() if number == 0 and opened.policy.disclosure.hides else ()
        told = {
            Whom(indicator.id, name, imputation): its.told
            for name, table in first
            for imputation, its in enumerate(table.imputations)
        }
        return _Made(made, told, deviations)

    def _of_categories(
        self, opened: Opened, indicator: Indicator, distribution: Distribution, number: int
    ) -> Iterator[Block]:
        categories = opened.observed(indicator)[0].categories
        labels = opened.labels_of(indicator)
        for category, table in zip(categories, distribution.tables, strict=True):
            said = {"category": category, "category_label": labels.get(category, category)}
            for block in self.blocks(indicator, table, number == 0):
                yield block.saying(**said)
        yield from self.together(indicator, distribution)


@dataclass(frozen=True)
class _Alike:
    """Indicators with the same expressions, and what is asked by each."""

    indicators: Sequence[Indicator]
    asked: Sequence[Asked]
    cells: Sequence[Cells]
    totals: deque[Sequence[CellTotals]]
    """Of each breakdown, in each imputation; all questions have the same."""

    @classmethod
    def of(
        cls, indicators: Sequence[Indicator], asked: Sequence[Asked], every: Sequence[Cells]
    ) -> Iterator[_Alike]:
        """Those of sums in cells that are made for sums, where these differ from what others need."""
        pairs = list(zip(indicators, asked, strict=True))
        summed = [pair for pair in pairs if pair[1].question.measure in _OF_SUMS]
        below = asked[0].question.responses.denominator is not None
        for_sums = [cells.of_sums(over_denominators=below) for cells in every] if summed else every
        if all(its is cells for its, cells in zip(for_sums, every, strict=True)):
            yield cls._in(every, pairs)
            return
        yield cls._in(for_sums, summed)
        if others := [pair for pair in pairs if pair[1].question.measure not in _OF_SUMS]:
            yield cls._in(every, others)

    @classmethod
    def _in(cls, every: Sequence[Cells], pairs: Sequence[tuple[Indicator, Asked]]) -> _Alike:
        indicators, asked = zip(*pairs, strict=True)
        totals = ([CellTotals(its, it.crossing) for its in asked[0].questions] for it in every)
        return cls(indicators, asked, every, deque(totals))

    @property
    def is_summed(self) -> bool:
        return any(it.question.measure in SUMMED for it in self.asked)


def _tabulated(several: Sequence[Sequence[Indicator]], opened: Opened, wanted: _Wanted) -> Iterator[Labelled]:
    """Rows of indicators that share passes over replicate weights, alike by alike."""
    answered: deque[_Alike] = deque()
    for indicators in several:
        asked = opened.ask(indicators)
        if isinstance(asked, str):
            yield from _unavailable(indicators, opened, asked)
        else:
            answered.extend(_Alike.of(indicators, asked, opened.domains.cells))
    if (replication := opened.domains.replication) is not None:
        for breakdown in zip(*(it.totals for it in answered if it.is_summed), strict=True):
            share_passes([cell_totals for each in breakdown for cell_totals in each], replication.weights)
    while answered:
        yield from _rows(answered.popleft(), opened, wanted)


def _unavailable(indicators: Sequence[Indicator], opened: Opened, why: str) -> Iterator[Labelled]:
    empty = empty_block(opened.domains.cells[0], Status.NOT_AVAILABLE)
    for indicator in indicators:
        yield Labelled(indicator, [(opened.domains.labels[0], 0, empty)], "", why, "")


def _rows(alike: _Alike, opened: Opened, wanted: _Wanted) -> Iterator[Labelled]:
    found: list[list[tuple[Mapping[str, Breakdown], int, Block]]] = [[] for _ in alike.indicators]
    told: list[Mapping[Whom, Told]] = [{} for _ in alike.indicators]
    deviations: list[Mapping[int, float]] = []
    held = opened.domains.constant
    constant = {} if held is None else {CELL: held}
    for number, (cells, labels) in enumerate(zip(alike.cells, opened.domains.labels, strict=True)):
        totals = alike.totals.popleft()
        made = [
            wanted.of(opened, indicator, totals, asked, cells, number)
            for indicator, asked in zip(alike.indicators, alike.asked, strict=True)
        ]
        if number == 0:
            told = [it.told for it in made]
        # Side by side, for what they share within a level is given up after it.
        for level in zip_longest(*(it.blocks for it in made)):
            for its, block in zip(found, level, strict=True):
                if block is not None:
                    its.append(({**labels, **constant}, number, block))
        if number == 0:
            deviations = [it.deviations() for it in made]
    notices, without_se = "; ".join(survey_notices(opened.survey)), why_without_se(opened.survey)
    each = zip(alike.indicators, found, alike.asked, told, deviations, strict=True)
    for indicator, its, asked, whom, spread in each:
        yield Labelled(indicator, its, notices, asked.notes, without_se, whom, spread)
