"""From blocks of arrays to the result table: labels, order, and what is known of every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from integrind.data.breakdown import Breakdown
from integrind.definitions.indicator import Indicator
from integrind.disclosure.evidence import EVIDENCE
from integrind.estimation.blocks import Block
from integrind.estimation.cells import AREA, GROUP, WAVE
from integrind.estimation.exact import FloatArray, IntArray
from integrind.results import COLUMNS

_PLACE = "breakdown"


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
    frames = [
        _block(part, keys, number, block).with_columns(pl.lit(order).alias("order"))
        for order, part in enumerate(parts)
        for keys, number, block in part.blocks
    ]
    if not frames:
        return pl.DataFrame(schema={**COLUMNS, **EVIDENCE})
    whole = pl.concat(frames, how="diagonal").sort(
        "order", f"{WAVE} code", f"{AREA} code", _PLACE, f"{GROUP} code", maintain_order=True
    )
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


def _block(part: Labelled, keys: Mapping[str, Breakdown], number: int, block: Block) -> pl.DataFrame:
    rows = len(next(iter(block.columns.values())))
    frame = pl.DataFrame({name: _column(values) for name, values in block.columns.items()})
    indicator = part.indicator
    frame = frame.with_columns(
        indicator=pl.lit(indicator.id),
        title=pl.lit(indicator.title),
        dimension=pl.lit(str(indicator.dimension)),
        measure=pl.lit(str(indicator.measure)),
        unit=pl.lit(indicator.unit or None, dtype=pl.String),
        notes=pl.lit(part.notes or None, dtype=pl.String),
        breakdown=pl.lit(number if GROUP in block.codes else -1),
    )
    for key in (WAVE, AREA, GROUP):
        codes = (
            pl.Series(block.codes[key])
            if key in block.codes
            else pl.repeat(-1, rows, dtype=pl.Int64, eager=True)
        )
        frame = frame.with_columns(codes.cast(pl.Int64).alias(f"{key} code"))
        if key in block.codes:
            frame = frame.with_columns(pl.Series(keys[key].labels, dtype=pl.String).gather(codes).alias(key))
    if AREA in block.codes:
        frame = frame.with_columns(area_by=pl.lit(keys[AREA].by))
    if GROUP in block.codes:
        frame = frame.with_columns(group_by=pl.lit(keys[GROUP].by))
    if "remark" in frame.columns:
        frame = frame.with_columns(notes=pl.concat_str("notes", "remark", separator="; ", ignore_nulls=True))
    return _remarked(frame, part.without_se) if "se" in frame.columns else frame


def _remarked(frame: pl.DataFrame, without_se: str) -> pl.DataFrame:
    """Say in the notes why an estimate has no interval."""
    known = pl.col("estimate").is_not_null()
    remark = (
        pl.when(known & pl.col("se").is_null()).then(pl.lit(without_se))
        .when(known & (pl.col("df") < 1)).then(pl.lit("fewer than one degree of freedom: no interval"))
    )  # fmt: skip
    return frame.with_columns(notes=pl.concat_str("notes", remark, separator="; ", ignore_nulls=True))


def _column(values: FloatArray | IntArray | list[str]) -> pl.Series:
    if isinstance(values, list):
        return pl.Series([str(value) or None for value in values], dtype=pl.String)
    series = pl.Series(values)
    return series.fill_nan(None) if series.dtype.is_float() else series
