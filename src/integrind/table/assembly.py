"""From blocks of arrays to the result table: labels, order, and what is known of every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl

from integrind.data.breakdown import Breakdown
from integrind.definitions.indicator import Indicator
from integrind.disclosure.evidence import EVIDENCE
from integrind.estimation.blocks import Block
from integrind.estimation.cells import AREA, GROUP, WAVE
from integrind.estimation.exact import IntArray
from integrind.estimation.words import Words
from integrind.results import COLUMNS

_KEYS = (WAVE, AREA, GROUP)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Labelled:
    """Blocks of one indicator and the keys that their codes are of."""

    indicator: Indicator
    blocks: Sequence[tuple[Mapping[str, Breakdown], int, Block]]
    """Keys by name, number of the breakdown, and the block."""
    notes: str
    """Of every row."""
    without_se: str
    """Why a row may have an estimate and no standard error."""


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
    columns = dict.fromkeys(name for piece in pieces for name in piece.block.columns)
    whole = pl.DataFrame(
        {name: rows.column(name) for name in columns}
        | {f"{key} code": rows.code(key) for key in _KEYS}
        | {key: rows.labels(key) for key in _KEYS}
        | rows.said()
    )
    order = ("order", f"{WAVE} code", f"{AREA} code", "place", f"{GROUP} code")
    whole = _remarked(whole).sort(order, maintain_order=True)
    has_gap = pl.col("gap").is_not_null() if "gap" in whole.columns else pl.lit(value=False)
    has_ratio = pl.col("ratio").is_not_null() if "ratio" in whole.columns else pl.lit(value=False)
    whole = whole.with_columns(
        (pl.col("quantity").fill_null("level") if "quantity" in whole.columns else pl.lit("level")).alias(
            "quantity"
        ),
        pl.lit(level).alias("level"),
        pl.when(has_gap | has_ratio).then(pl.lit(gap_from)).alias("gap_from"),
    )
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
    def without_se(self) -> str | None:
        return self.part.without_se if "se" in self.block.columns else None

    def by(self, key: str) -> str | None:
        return self.keys[key].by if key in self.block.codes else None


class _Rows:
    """The rows of all blocks, a column at a time: a frame for each block would cost more than its numbers."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self._pieces = pieces
        self._rows = np.array([piece.rows for piece in pieces])

    def column(self, name: str) -> pl.Series:
        """A column of the blocks; null where a block lacks it, for NaN and for no text."""
        found = [piece.block.columns.get(name) for piece in self._pieces]
        first = next(values for values in found if values is not None)
        if isinstance(first, Words):
            return _labelled(
                words if isinstance(words, Words) else Words.repeated("", rows)
                for words, rows in self._beside(found)
            )
        given = np.array([values is not None for values in found])
        numbers = np.concatenate(
            [
                np.zeros(rows, first.dtype) if values is None else values
                for values, rows in self._beside(found)
            ]
        )
        series = pl.Series(numbers, nan_to_null=True)
        return series if given.all() else series.set(pl.Series(~np.repeat(given, self._rows)), None)

    def code(self, key: str) -> IntArray:
        """Codes of a key, -1 where a block is of all of them."""
        return np.concatenate(
            [piece.block.codes.get(key, np.full(piece.rows, -1)) for piece in self._pieces]
        ).astype(np.int64)

    def labels(self, key: str) -> pl.Series:
        """Labels of a key's codes: those of all breakdowns in one list, each from its own offset on."""
        known: list[str | None] = [None]
        offsets: dict[int, int] = {}
        shift = np.zeros(len(self._pieces), dtype=np.int64)
        for at, piece in enumerate(self._pieces):
            if key in piece.block.codes:
                breakdown = piece.keys[key]
                if id(breakdown) not in offsets:
                    offsets[id(breakdown)] = len(known)
                    known += breakdown.labels
                shift[at] = offsets[id(breakdown)]
        code = self.code(key)
        place = np.where(code < 0, 0, code + np.repeat(shift, self._rows))
        return pl.Series(known, dtype=pl.String).gather(place)

    def said(self) -> dict[str, pl.Series]:
        """What is the same for all rows of a block."""
        told = {
            "order": [piece.order for piece in self._pieces],
            "place": [piece.number if GROUP in piece.block.codes else -1 for piece in self._pieces],
            "indicator": [piece.part.indicator.id for piece in self._pieces],
            "title": [piece.part.indicator.title for piece in self._pieces],
            "dimension": [str(piece.part.indicator.dimension) for piece in self._pieces],
            "measure": [str(piece.part.indicator.measure) for piece in self._pieces],
            "unit": [piece.part.indicator.unit or None for piece in self._pieces],
            "notes": [piece.part.notes or None for piece in self._pieces],
            "without_se": [piece.without_se for piece in self._pieces],
            "area_by": [piece.by(AREA) for piece in self._pieces],
            "group_by": [piece.by(GROUP) for piece in self._pieces],
        }
        at = np.repeat(np.arange(len(self._pieces)), self._rows)
        texts = dict.fromkeys(("unit", "notes", "without_se", "area_by", "group_by"), pl.String)
        return pl.DataFrame(told, schema_overrides=texts)[at].to_dict()

    def _beside(self, found: list[_T]) -> Iterator[tuple[_T, int]]:
        return zip(found, self._rows.tolist(), strict=True)


def _labelled(parts: Iterable[Words]) -> pl.Series:
    """The words of all parts, one after the other; null for no text."""
    known: list[str | None] = []
    codes = []
    for words in parts:
        codes.append(words.code + len(known))
        known += [str(word) or None for word in words.known]
    return pl.Series(known, dtype=pl.String).gather(np.concatenate(codes))


def _remarked(frame: pl.DataFrame) -> pl.DataFrame:
    """Add to the notes what is said of single rows, and why an estimate has no interval."""
    remarks = [pl.col("remark")] if "remark" in frame.columns else []
    if "se" in frame.columns:
        known = pl.col("estimate").is_not_null() & pl.col("without_se").is_not_null()
        remarks.append(
            pl.when(known & pl.col("se").is_null()).then("without_se")
            .when(known & (pl.col("df") < 1)).then(pl.lit("fewer than one degree of freedom: no interval"))
        )  # fmt: skip
    said = pl.concat_str("notes", *remarks, separator="; ", ignore_nulls=True)
    return frame.with_columns(notes=pl.when(said != "").then(said))
