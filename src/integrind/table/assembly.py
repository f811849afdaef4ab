"""From blocks of arrays to the result table: labels, order, and what is known of every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import FloatArray, IntArray
from integrind.concurrently import concurrently, evenly
from integrind.data.breakdown import Breakdown
from integrind.definitions.indicator import Indicator
from integrind.disclosure.evidence import COMPARED_WITH, EVIDENCE, NOTICES
from integrind.estimation.domains.cells import AREA, CELL, GROUP, WAVE
from integrind.estimation.inference.intervals import TTests
from integrind.estimation.tables.blocks import Block
from integrind.evidence import CELL_BY, Told, Whom
from integrind.results import COLUMNS

_KEYS = (WAVE, AREA, GROUP)
_TESTED_TOGETHER = 8_192
_REMARK = "remark"
"""Column of blocks: what is said of a row in its notes."""


Placed = tuple[Mapping[str, Breakdown], int, Block]
"""Keys by name, number of the breakdown, and the block."""


@dataclass(frozen=True)
class Labelled:
    """Blocks of one indicator and the keys that their codes are of."""

    indicator: Indicator
    blocks: Sequence[Placed]
    notices: str
    """Of every row of the survey."""
    notes: str
    """Of every row of the indicator, beside those."""
    without_se: str
    """Why a row may have an estimate and no standard error."""
    told: Mapping[Whom, Told] = field(default_factory=dict)
    """Whom it counts, for other indicators tell of them."""
    deviations: Mapping[int, float] = field(default_factory=dict)
    """How much the population differs in it, by code of the wave."""


def assemble(parts: Iterable[Labelled], *, level: float, gap_from: str) -> pl.DataFrame:
    """Put the rows of all indicators together, in the order of docs/results.md, with their evidence."""
    pieces = [
        _Piece(order, part, keys, number, block)
        for order, part in enumerate(parts)
        for keys, number, block in part.blocks
    ]
    if not pieces:
        return pl.DataFrame(schema={**COLUMNS, **EVIDENCE})
    rows = _Rows(pieces)
    columns = rows.columns()
    labels = {key: rows.labels(key) for key in (*_KEYS, CELL)}
    whole = pl.DataFrame(columns | labels | rows.said() | {"notes": rows.notes(columns)})
    has_gap = pl.col("gap").is_not_null() if "gap" in whole.columns else pl.lit(value=False)
    has_ratio = pl.col("ratio").is_not_null() if "ratio" in whole.columns else pl.lit(value=False)
    if unknown := set(columns) - {*COLUMNS, *EVIDENCE, _REMARK}:
        raise TypeError(f"columns that no table has: {', '.join(sorted(unknown))}")
    whole = whole.with_columns(
        (pl.col("quantity").fill_null("level") if "quantity" in whole.columns else pl.lit("level")).alias(
            "quantity"
        ),
        pl.lit(level).alias("level"),
        pl.lit(gap_from).alias(COMPARED_WITH),
        pl.when(has_gap | has_ratio).then(pl.lit(gap_from)).alias("gap_from"),
    )
    if "ci_method" in whole.columns:
        has_interval = pl.col("ci_low").is_not_null() | pl.col("ci_high").is_not_null()
        whole = whole.with_columns(pl.when(has_interval).then("ci_method").alias("ci_method"))
    return whole.select(
        (pl.col(name) if name in whole.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in {**COLUMNS, **EVIDENCE}.items()
    )


@dataclass(frozen=True)
class _Piece:
    """A block of the table and what its rows have in common."""

    order: int
    part: Labelled
    keys: Mapping[str, Breakdown]
    number: int
    block: Block

    @property
    def rows(self) -> int:
        return len(next(iter(self.block.columns.values())))

    @property
    def without_se(self) -> str:
        return self.part.without_se if "se" in self.block.columns else ""

    def by(self, key: str) -> str:
        return self.keys[key].by if key in self.block.codes else ""


class _Rows:
    """The rows of all blocks in the order of the table, a column at a time.

    A frame for each block would cost more than its numbers.
    """

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self._pieces = pieces
        piece = np.repeat(np.arange(len(pieces)), [it.rows for it in pieces])
        indicator = np.array([it.order for it in pieces])[piece]
        breakdown = np.array([it.number if GROUP in it.block.codes else -1 for it in pieces])[piece]
        codes = {key: self._codes(key) for key in _KEYS}
        wave, area, group = codes.values()
        codes[CELL] = self._codes(CELL)
        # Those whose group isn't known come last.
        last = np.where((breakdown >= 0) & (group < 0), group.max(initial=0) + 1, group)
        self._order = np.argsort(_as_one(indicator, wave, area, breakdown, last), kind="stable")
        self._piece = piece[self._order]
        self._code = {key: its[self._order] for key, its in codes.items()}

    def columns(self) -> dict[str, pl.Series]:
        """Columns of the blocks; null where a block lacks them, for NaN and for no text."""
        names = dict.fromkeys(name for piece in self._pieces for name in piece.block.columns)
        return {name: self._column(name) for name in names}

    def labels(self, key: str) -> pl.Series:
        """Labels of a key's codes: those of all breakdowns in one list, each from its own offset on."""
        known: list[str | None] = [None]
        offsets: dict[Breakdown, int] = {}
        shift = np.zeros(len(self._pieces), dtype=np.int64)
        for at, piece in enumerate(self._pieces):
            if key in piece.block.codes:
                breakdown = piece.keys[key]
                if breakdown not in offsets:
                    offsets[breakdown] = len(known)
                    known += breakdown.labels
                shift[at] = offsets[breakdown]
        code = self._code[key]
        return pl.Series(known, dtype=pl.String).gather(np.where(code < 0, 0, code + shift[self._piece]))

    def said(self) -> dict[str, pl.Series]:
        """What is the same for all rows of a block."""
        indicators = [piece.part.indicator for piece in self._pieces]
        told = {
            "indicator": [it.id for it in indicators],
            "title": [it.title for it in indicators],
            "dimension": [str(it.dimension) for it in indicators],
            "measure": [str(it.measure) for it in indicators],
            "unit": [it.unit or "" for it in indicators],
            NOTICES: [piece.part.notices for piece in self._pieces],
            "area_by": [piece.by(AREA) for piece in self._pieces],
            "group_by": [piece.by(GROUP) for piece in self._pieces],
            CELL_BY: [piece.by(CELL) for piece in self._pieces],
        }
        return {name: _texts(Categorical(tuple(known), self._piece)) for name, known in told.items()}

    def notes(self, columns: Mapping[str, pl.Series]) -> pl.Series:
        """What is said of all rows of a block and of single ones, and why an estimate has no interval."""
        parts = [piece.part for piece in self._pieces]
        notes = Categorical(
            tuple("; ".join(filter(None, (it.notices, it.notes))) for it in parts), self._piece
        )
        if _REMARK in columns:
            notes = notes.beside(self._words(_REMARK), "; ")
        if "se" in columns:
            reason = Categorical(tuple(piece.without_se for piece in self._pieces), self._piece)
            known = columns["estimate"].is_not_null().to_numpy() & ~reason.are("")
            few = known & (columns["df"] < 1).fill_null(value=False).to_numpy()
            why = Categorical.first({"fewer than one degree of freedom: no interval": few}, "")
            without = known & columns["se"].is_null().to_numpy()
            notes = notes.beside(why.replaced(without, reason), "; ")
        return _texts(notes)

    def _column(self, name: str) -> pl.Series:
        found = [piece.block.columns.get(name) for piece in self._pieces]
        first = next(values for values in found if values is not None)
        if isinstance(first, Categorical):
            return _texts(self._words(name))
        if isinstance(first, TTests):
            return pl.Series(_p_values(self._tests(name))[self._order], nan_to_null=True)
        rows = (
            np.zeros(piece.rows, first.dtype) if values is None else values
            for piece, values in zip(self._pieces, found, strict=True)
        )
        series = pl.Series(np.concatenate([*rows])[self._order], nan_to_null=True)
        given = np.array([values is not None for values in found])
        return series if given.all() else series.set(pl.Series(~given[self._piece]), None)

    def _tests(self, name: str) -> TTests:
        """A column of tests; none where a block lacks it."""
        found = ((piece.block.columns.get(name), piece.rows) for piece in self._pieces)
        return TTests.joined([it if isinstance(it, TTests) else TTests.none(rows) for it, rows in found])

    def _words(self, name: str) -> Categorical:
        """A column of words; none where a block lacks it."""
        known: list[str] = []
        codes = []
        for piece in self._pieces:
            words = piece.block.columns.get(name)
            if not isinstance(words, Categorical):
                words = Categorical.repeated("", piece.rows)
            codes.append(words.code + len(known))
            known += words.known
        return Categorical(tuple(known), np.concatenate(codes)[self._order])

    def _codes(self, key: str) -> IntArray:
        """Codes of a key by row as the blocks come, -1 where a block is of all of them."""
        return np.concatenate(
            [piece.block.codes.get(key, np.full(piece.rows, -1)) for piece in self._pieces]
        ).astype(np.int64, copy=False)


def _p_values(tests: TTests) -> FloatArray:
    """The p of every test, as many together as stay in a processor's cache."""
    runs = evenly(range(len(tests)), _TESTED_TOGETHER)
    return np.concatenate(concurrently(lambda run: tests.at(np.array(run)).p(), runs))


def _as_one(*codes: IntArray) -> IntArray:
    """Codes of several keys, none below -1, as one with their order; as grids are full, it stays small."""
    found = np.zeros_like(codes[0])
    for code in codes:
        found = found * (int(code.max()) + 2) + code + 1
    return found


def _texts(words: Categorical) -> pl.Series:
    """The word of each row; null for no text."""
    return pl.Series([str(it) or None for it in words.known], dtype=pl.String).gather(words.code)
