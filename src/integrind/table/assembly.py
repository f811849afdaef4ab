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
_KEYS = (WAVE, AREA, GROUP)


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
    """Build the columns at once: a table has a block for each indicator, level and breakdown."""
    indicator, columns = part.indicator, {name: _column(values) for name, values in block.columns.items()}
    said: dict[str, str | None] = {
        "indicator": indicator.id,
        "title": indicator.title,
        "dimension": str(indicator.dimension),
        "measure": str(indicator.measure),
        "unit": indicator.unit or None,
        "area_by": keys[AREA].by if AREA in block.codes else None,
        "group_by": keys[GROUP].by if GROUP in block.codes else None,
    }
    for key, codes in block.codes.items():
        columns[key] = pl.Series(keys[key].labels, dtype=pl.String).gather(codes)
        columns[f"{key} code"] = pl.Series(codes, dtype=pl.Int64)
    return pl.DataFrame(columns).with_columns(
        *(pl.lit(text, dtype=pl.String).alias(name) for name, text in said.items()),
        *(pl.lit(-1).cast(pl.Int64).alias(f"{key} code") for key in _KEYS if key not in block.codes),
        pl.lit(number if GROUP in block.codes else -1).alias(_PLACE),
        _notes(part, columns).alias("notes"),
    )


def _notes(part: Labelled, columns: Mapping[str, pl.Series]) -> pl.Expr:
    """What is said of the indicator, of the row, and why an estimate has no interval."""
    notes = [pl.lit(part.notes or None, dtype=pl.String)]
    if "remark" in columns:
        notes.append(pl.col("remark"))
    if "se" in columns:
        known = pl.col("estimate").is_not_null()
        notes.append(
            pl.when(known & pl.col("se").is_null()).then(pl.lit(part.without_se))
            .when(known & (pl.col("df") < 1)).then(pl.lit("fewer than one degree of freedom: no interval"))
        )  # fmt: skip
    return pl.concat_str(notes, separator="; ", ignore_nulls=True)


def _column(values: FloatArray | IntArray | list[str]) -> pl.Series:
    if isinstance(values, list):
        return pl.Series([str(value) or None for value in values], dtype=pl.String)
    series = pl.Series(values)
    return series.fill_nan(None) if series.dtype.is_float() else series
