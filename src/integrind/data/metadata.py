"""What a data file says of its columns: labels, missing answers, the design. Never used unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Metadata:
    """Of a file of SPSS, Stata or SAS; empty for others."""

    labels: Mapping[str, str] = field(default_factory=dict)
    """What each column is, in the producer's words."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By column, what each code stands for in the producer's words."""
    missing: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """By column, ranges of codes that the file declares to be no answer, both ends included."""
    weight: str | None = None
    """The column that SPSS weighs by."""
    design: Mapping[str, str] = field(default_factory=dict)
    """What Stata's svyset says: a column, or a word, by `wvar`, `strata1`, `su1`, `fpc1`, `singleunit`."""


NOTHING_SAID = Metadata()
