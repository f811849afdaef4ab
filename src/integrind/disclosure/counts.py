"""Counts in words that tell of no few people: for pages that say how many answered, beside any table."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 10
"""Codes that fewer people have are not named; the threshold of UK trusted research environments."""


def safely(counts: Sequence[int], least: int) -> list[str]:
    """Say counts that add up to a known total. Nobody is no secret.

    Where some are below `least`, the largest of the others is said as the range that follows from that alone:
    with the total, it tells no more of the few than that they are few. Where more could be told, neither
    it nor the few are given.
    """
    few = [0 < count < least for count in counts]
    others = [at for at, count in enumerate(counts) if count >= least > 0]
    wide = max(others, key=lambda at: counts[at]) if any(few) and others else None
    together, number = sum(counts[at] for at in range(len(counts)) if few[at] or at == wide), sum(few)
    low = together - number * (least - 1)
    tells = wide is not None and low < least
    return [
        "not given"
        if tells and (few[at] or at == wide)
        else f"fewer than {least}"
        if few[at]
        else f"{low:,} to {together - number:,}"
        if at == wide
        else _exactly(count)
        for at, count in enumerate(counts)
    ]


def _exactly(count: int) -> str:
    return f"{count:,}" if count else "none"
