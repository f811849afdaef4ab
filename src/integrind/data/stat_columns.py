"""Columns of SPSS, Stata and SAS as they come from their reader, in the narrowest form that loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from integrind.data.stat_dates import Clock, clock_of
from integrind.data.typed import as_text, narrowed_as_text


def write_block(
    to: Path, columns: dict[str, Sequence[object]], formats: Mapping[str, str | None], suffix: str
) -> None:
    """Write some rows of the columns that have these formats; what is written is given back at once."""
    block = [_narrowed(it, columns.pop(it), clock_of(format_, suffix)) for it, format_ in formats.items()]
    pl.DataFrame(block).write_ipc(to, compression="uncompressed")


def read_blocks(folder: Path) -> pl.DataFrame:
    """All rows of blocks that were written into a folder; a column that is text in one is text in all."""
    files = sorted(folder.iterdir(), key=lambda it: int(it.stem))
    blocks = [pl.read_ipc(it) for it in files]
    text = {it.name for block in blocks for it in block if it.dtype == pl.String}
    alike = (block.with_columns(as_text(block.schema[it], it) for it in text) for block in blocks)
    return pl.concat(alike, how="vertical_relaxed")


def _narrowed(name: str, values: Sequence[object], clock: Clock | None) -> pl.Series:
    """A column as numbers where all of it is, else as text; `.a` is a missing value of Stata's or SAS's."""
    types = set(map(type, values)) - {type(None)}
    if types == {str}:
        return narrowed_as_text(pl.Series(name, values, dtype=pl.String))
    if str not in types:
        numbers = pl.Series(name, values, dtype=pl.Float64, strict=False)
        return narrowed_as_text(numbers) if clock is None else clock.written(numbers)
    tags = pl.Series(name, [f".{it}" if isinstance(it, str) else None for it in values], dtype=pl.String)
    numbers = pl.Series(name, [None if isinstance(it, str) else it for it in values], dtype=pl.Float64)
    if clock is not None:
        return tags.fill_null(clock.written(numbers))
    return tags.fill_null(numbers.to_frame().select(as_text(numbers.dtype, name)).to_series())
