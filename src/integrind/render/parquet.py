"""Results as Parquet: every column with its type, the numbers those of the other machine formats."""

from __future__ import annotations

from io import BytesIO

from integrind.render.values import rounded
from integrind.results import COLUMNS, Results


def render(results: Results) -> bytes:
    """Give one row group; the same version of polars writes the same bytes."""
    file = BytesIO()
    frame = rounded(results.frame.select(*COLUMNS).rechunk())
    frame.write_parquet(file, compression="zstd", row_group_size=max(1, frame.height))
    return file.getvalue()
