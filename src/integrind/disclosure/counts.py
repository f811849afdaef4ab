"""Counts in words that tell of no few people: for pages that say how many answered, beside any table."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 10
"""Codes that fewer people have are not named; the threshold of UK trusted research environments."""


def safely(counts: Sequence[int], least: int) -> list[str]:
    """Say counts that add up to a known total. Nobody is no secret.

    Where one is below `least`, the smallest of the others is rounded to a multiple of it: the total would
    give it away.
    """
    few = [0 < count < least for count in counts]
    others = [at for at, count in enumerate(counts) if count >= least > 0]
    rounded = min(others, key=lambda at: counts[at]) if any(few) and others else None
    return [
        f"fewer than {least}" if few[at] else _about(count, least) if at == rounded else _exactly(count)
        for at, count in enumerate(counts)
    ]


def _exactly(count: int) -> str:
    return f"{count:,}" if count else "none"


def _about(count: int, least: int) -> str:
    return f"about {round(count / least) * least:,}"
