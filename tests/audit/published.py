"""Small result tables, written down by hand: what an audit is given."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from integrind.audit import Published
from integrind.results import COLUMNS

HIDDEN = {"status": "suppressed"}


def row(group: str | None = None, n: int | None = None, **more: Any) -> dict[str, Any]:
    """A row of a level, hidden if it has no base; `by` names the variable of the group."""
    by = more.pop("by", "origin")
    return {
        "indicator": "work",
        "measure": "mean",
        "quantity": "level",
        "group_by": by if group else None,
        "group": group,
        "area_by": "region" if more.get("area") else None,
        "n": n,
        "n_missing": None if n is None else 0,
        "status": "suppressed" if n is None else "ok",
        **more,
    }


def share(group: str | None, n: int, having: int, **more: Any) -> dict[str, Any]:
    """A shown row of an unweighted share."""
    return row(group, n, measure="proportion", estimate=having / n, n_weighted=float(n), **more)


def hidden(group: str | None = None, **more: Any) -> dict[str, Any]:
    """A hidden row of a share."""
    return row(group, measure="proportion", **more)


def table(rows: Iterable[dict[str, Any]], name: str = "table.csv") -> Published:
    """A file with some rows."""
    its = [*rows]
    frame = pl.DataFrame(
        {key: pl.Series([one.get(key) for one in its], dtype=dtype) for key, dtype in COLUMNS.items()}
    )
    return Published(name, frame)
