"""Parquet: every column with its type, the numbers those of the other machine formats."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import polars as pl

from integrind.render.formats.values import rounded
from integrind.render.publication import Writing


def written(table: pl.DataFrame, about: Mapping[str, str]) -> bytes:
    """Give one row group, and what it is about; the same version of polars writes the same bytes."""
    file = BytesIO()
    frame = table.rechunk().with_columns(map(rounded, table))
    frame.write_parquet(file, compression="zstd", row_group_size=max(1, frame.height), metadata=dict(about))
    return file.getvalue()


FORMAT = Writing(
    write=lambda it, _: written(it.frame(), it.about()),
    read=lambda content: pl.read_parquet(BytesIO(content)),
)
