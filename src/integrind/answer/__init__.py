"""What a result table says: where groups are behind or ahead, how far, and what can't be said.

From the released rows alone, and never beyond what was tested: a row counts where it is reliable and its gap
has a finding. Of several waves it is the last, and of several areas all together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from integrind.relevance import margin
from integrind.results import About, Results
from integrind.vocabulary import UNCLEAR, Dimension, Direction, Finding, Quantity, Status

JUDGED: Mapping[str, Sequence[Finding]] = {
    "behind": (Finding.WORSE,),
    "unclear": UNCLEAR,
    "ahead": (Finding.BETTER,),
}
"""What is counted of indicators with a direction."""

ORIENTED = (
    pl.when(pl.col("direction") == str(Direction.LOWER_IS_BETTER))
    .then(-pl.col("gap_sd"))
    .otherwise("gap_sd")
    .alias("oriented")
)
"""Gaps in standard deviations of indicators that have a direction, positive is better."""

CLEAR = [str(it) for it in Finding if it not in UNCLEAR]
"""Findings of clear gaps."""


class Unclear(NamedTuple):
    """Tested gaps without clear difference, by what else is known of them."""

    missed: int
    """The survey may have missed one that matters: it would see this only if it were larger still."""
    seen: int
    """It would have seen one that matters."""
    equivalent: int
    """None that matters, shown by a test."""
    unknown: int
    """Nothing says what matters: there is no standard deviation."""


class Group(NamedTuple):
    """A group of one breakdown; None for the population, where that is compared with something."""

    by: str | None
    code: str | None
    label: str | None


@dataclass(frozen=True)
class Count:
    """Indicators of one group and dimension."""

    behind: int
    unclear: int
    ahead: int
    median: float | None
    """Of all tested gaps in standard deviations, positive is better."""


@dataclass(frozen=True)
class Answer:
    """What is said of the rows that are spoken of."""

    wave: str | None
    """The one that is spoken of, where there are several."""
    areas: int
    """How many areas are not spoken of."""
    groups: tuple[Group, ...]
    dimensions: tuple[str, ...]
    counts: Mapping[tuple[Group, str], Count]
    tested: pl.DataFrame
    """Rows that anything is said of."""
    clear: pl.DataFrame
    """Rows of clear gaps that have standard deviations, the largest first."""
    unmeasured: int
    """Clear gaps of measures that have none."""
    unclear: Unclear
    descriptive: tuple[int, int]
    """Tested gaps of descriptive indicators that are clear, and all."""
    withheld: Mapping[Status, int]
    """Rows of groups without a number, or with a doubtful one, by why."""
    rows: int
    """Rows of groups; those of indicators that the survey hasn't are not among them."""

    def leading(self, finding: Finding, about: About) -> list[Mapping[str, object]]:
        """The largest clear gap of each domain, those of indicators without a domain each by itself."""
        found: dict[str, Mapping[str, object]] = {}
        for row in self.clear.filter(pl.col("finding") == str(finding)).iter_rows(named=True):
            facts = about.facts.get(row["indicator"])
            found.setdefault(facts.domain if facts and facts.domain else row["indicator"], row)
        return list(found.values())


def answer_of(results: Results) -> Answer | None:
    """Say what a table says; nothing where no gap was tested in it."""
    levels = results.frame.filter(pl.col("quantity") == str(Quantity.LEVEL))
    waves = waves_of(levels)
    last = waves[-1] if waves else None
    whole = levels.filter(pl.col("area").is_null(), pl.col("wave").eq_missing(pl.lit(last)))
    there = whole.filter(pl.col("status") != str(Status.NOT_AVAILABLE))
    spoken = there.filter(pl.col("group").is_not_null() | pl.col("finding").is_not_null())
    tested = spoken.filter(pl.col("status") == str(Status.OK), pl.col("finding").is_not_null())
    if tested.is_empty():
        return None
    groups = [Group(*it) for it in tested.select("group_by", "group", "group_label").unique().iter_rows()]
    order = {Group(*it): at for at, it in enumerate(_distinct(spoken, "group_by", "group", "group_label"))}
    rank = {str(it): at for at, it in enumerate(Dimension)}
    clear = tested.filter(pl.col("finding").is_in(CLEAR))
    descriptive = tested.filter(pl.col("direction") == str(Direction.DESCRIPTIVE))
    return Answer(
        wave=last if len(waves) > 1 else None,
        areas=levels["area"].drop_nulls().n_unique(),
        groups=tuple(sorted(groups, key=order.__getitem__)),
        dimensions=tuple(sorted(set(tested["dimension"]), key=lambda it: (rank.get(it, len(rank)), it))),
        counts=dict(_counted(tested.filter(pl.col("direction") != str(Direction.DESCRIPTIVE)))),
        tested=tested,
        clear=_largest_first(clear.drop_nulls(["gap", "gap_sd"])),
        unmeasured=clear["gap_sd"].null_count(),
        unclear=_unclear(tested, results.about.matters),
        descriptive=(descriptive.filter(pl.col("finding").is_in(CLEAR)).height, descriptive.height),
        withheld=withheld_of(spoken),
        rows=spoken.height,
    )


def waves_of(levels: pl.DataFrame) -> list[str]:
    """The waves of some rows, in their order; the last is the one that is spoken of."""
    found: list[str] = levels["wave"].drop_nulls().unique(maintain_order=True).to_list()
    return found


def _counted(judged: pl.DataFrame) -> Iterator[tuple[tuple[Group, str], Count]]:
    numbers = [pl.col("finding").is_in(list(map(str, its))).sum().alias(name) for name, its in JUDGED.items()]
    median = ORIENTED.median().alias("median")
    by = ["group_by", "group", "group_label", "dimension"]
    for *names, dimension, behind, unclear, ahead, middle in (
        judged.group_by(by, maintain_order=True).agg(*numbers, median).iter_rows()
    ):
        yield (Group(*names), dimension), Count(behind, unclear, ahead, middle)


def _unclear(tested: pl.DataFrame, matters: float | None) -> Unclear:
    """A gap of exactly 0 doesn't tell how large a standard deviation is: one that matters may be missed."""
    spread = pl.when(pl.col("gap") != 0).then(pl.col("gap") / pl.col("gap_sd"))
    its = tested.filter(pl.col("finding") == str(Finding.NO_CLEAR_DIFFERENCE)).select(
        known=pl.lit(matters is not None) | pl.col("gap_sd").is_not_null(),
        seen=(pl.col("gap_detectable") <= margin(spread, matters)).fill_null(value=False),
    )
    known, seen = (int(its[name].sum()) for name in ("known", "seen"))
    equivalent = tested.filter(pl.col("finding") == str(Finding.EQUIVALENT)).height
    return Unclear(known - seen, seen, equivalent, its.height - known)


def withheld_of(spoken: pl.DataFrame) -> dict[Status, int]:
    """Rows by why they are withheld or doubtful, the most first; as many in the order of the statuses."""
    numbers = {it: spoken.filter(status=str(it)).height for it in Status if it is not Status.OK}
    return {it: many for it, many in sorted(numbers.items(), key=lambda pair: -pair[1]) if many}


def _largest_first(clear: pl.DataFrame) -> pl.DataFrame:
    place = clear.with_row_index("place")
    size = pl.col("gap_sd").abs()
    return place.sort(size, "place", descending=[True, False]).drop("place")


def _distinct(frame: pl.DataFrame, *names: str) -> Sequence[tuple[str | None, ...]]:
    return frame.select(*names).unique(maintain_order=True).rows()
