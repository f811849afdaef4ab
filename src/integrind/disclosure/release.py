"""The step between engine and renderers: what may be published, and what was hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import polars as pl

from integrind.definitions.policy import Disclosure, Policy
from integrind.disclosure.evidence import EVIDENCE
from integrind.disclosure.reliability import doubtful, few_in_a_category
from integrind.disclosure.sensitive import Counts, is_sensitive, to_review
from integrind.disclosure.suppression import COMPLEMENTARY, hidden_by
from integrind.results import COLUMNS
from integrind.vocabulary import GapFrom, Quantity, Status

KEYS = ("indicator", "quantity", "wave", "area_by", "area", "group_by", "group", "versus")
"""What names a row."""

REVIEW: Mapping[str, type[pl.DataType]] = {
    **{name: COLUMNS[name] for name in (*KEYS, "status")},
    "action": pl.String,
    "kind": pl.String,
    "rule": pl.String,
}
"""Columns of the review: never a number of the row."""

COUNTS = ("n", "n_missing", "n_undecided")
GAPS = tuple(name for name in COLUMNS if name == "reference" or name.startswith(("gap", "ratio")))
"""What a row says of its reference: gap_from among them."""

_TEXTS = ("finding", "movement", "ci_method", "gap_from")
_NUMBERS = tuple(name for name, dtype in COLUMNS.items() if dtype != pl.String)
_KEPT_WHERE_UNRELIABLE = {*COUNTS, "n_weighted"}
_HAS_PEOPLE = (pl.col("status") != str(Status.NOT_AVAILABLE)) | (pl.col("people").fill_null(0) > 0)
_PARTS = pl.col("quantity").is_in([str(Quantity.RATE_PART), str(Quantity.COMPOSITION_PART)])
_FLOWS = pl.col("quantity").is_in([str(Quantity.ENTRY), str(Quantity.EXIT)])
_OWN_BASE = (pl.col("quantity") == str(Quantity.LEVEL)) | _FLOWS
"""Rows that are about people; all others are made of those."""


@dataclass(frozen=True)
class Released:
    """The result table as it may be published, and what it took."""

    frame: pl.DataFrame
    review: pl.DataFrame
    """What was hidden, left out or is to be looked at, and by which rule; for the output checker alone."""


def release(frame: pl.DataFrame, evidence: pl.DataFrame, policy: Policy) -> Released:
    """Hide what a policy doesn't let be shown, mark what it doubts.

    `frame` has every row of the levels that differences between them are made of; `evidence` the columns of
    `EVIDENCE` for each row. A suppressed row loses every number, its base too.
    """
    return release_together([(frame.select(*COLUMNS).with_columns(evidence.select(*EVIDENCE)), policy)])[0]


def release_together(tables: Sequence[tuple[pl.DataFrame, Policy]]) -> list[Released]:
    """Release tables about the same people, so that none reveals what another one hides.

    Each has the columns of the result table and of `EVIDENCE`. Their policies may differ in what they doubt,
    not in what they hide.
    """
    rules = tables[0][1].disclosure
    noted = [frame.select(*COLUMNS, *EVIDENCE).with_columns(_no_reasons()) for frame, _ in tables]
    if rules.hides:
        noted = _suppressed(noted, rules)
    return [_released(frame, policy) for frame, (_, policy) in zip(noted, tables, strict=True)]


def _released(noted: pl.DataFrame, policy: Policy) -> Released:
    rules = policy.disclosure
    noted = _reliable(_without_hidden_references(noted, rules), policy)
    review = _review(noted, rules)
    if rules.round_counts_to is not None:
        noted = noted.with_columns(_rounded(rules.round_counts_to))
    return Released(noted.select(*COLUMNS), review)


def _no_reasons() -> list[pl.Expr]:
    return [pl.lit("").alias(name) for name in ("hidden", "no_gap", "left_out")]


def _suppressed(tables: Sequence[pl.DataFrame], rules: Disclosure) -> list[pl.DataFrame]:
    """Say in each table which of its rows are hidden, and take their numbers."""
    whole = pl.concat(tables).with_row_index("row")
    found = whole.select("row", *KEYS, "status", *EVIDENCE).filter(_OWN_BASE & _HAS_PEOPLE)
    nested = (found["nested"].fill_null(1) == 1).to_numpy()
    why = whole["hidden"].scatter(found["row"], hidden_by(found, _counts(found), nested, rules))
    noted = _emptied(_with_their_sides(_with_the_way_back(whole.drop("row").with_columns(why))))
    heights = [frame.height for frame in tables]
    return [
        noted.slice(end - height, height) for height, end in zip(heights, accumulate(heights), strict=True)
    ]


def _with_the_way_back(frame: pl.DataFrame) -> pl.DataFrame:
    """Hide entry with exit, and exit with entry: their difference is the change of the level."""
    names = ["indicator", "wave", "versus", "area_by", "area", "group_by", "group"]
    hidden = frame.filter(_FLOWS & (pl.col("hidden") != "")).select(*names).unique().with_columns(gone=True)
    if hidden.is_empty():
        return frame
    is_new = _FLOWS & pl.col("gone").fill_null(value=False) & (pl.col("hidden") == "")
    return (
        frame.join(hidden, on=names, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(pl.when(is_new).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden"))
        .drop("gone")
    )


def _counts(frame: pl.DataFrame, of: str = "") -> Counts:
    return Counts(
        frame[f"{of}people"].fill_null(0).to_numpy(),
        frame[f"{of}numerator"].fill_null(-1).to_numpy(),
        frame[f"{of}largest_share"].fill_null(np.nan).to_numpy(),
    )


def _with_their_sides(frame: pl.DataFrame) -> pl.DataFrame:
    """Hide every difference and every standardised row with any level that it is made of."""
    level = frame["quantity"] == str(Quantity.LEVEL)
    if level.all():
        return frame
    hidden = frame.filter(level & (frame["hidden"] != ""))
    is_new = ~level & _made_of(frame, hidden, "group_by", "group") & (pl.col("hidden") == "")
    return frame.with_columns(pl.when(is_new).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden"))


def _made_of(frame: pl.DataFrame, levels: pl.DataFrame, *groups: str) -> pl.Series:
    """Whether either side of each row is one of some levels, or is where one of them is."""
    names = ["indicator", "wave", "area_by", "area", *groups]
    found = levels.select(*names).unique().with_columns(gone=True)
    between_areas = pl.col("quantity") == Quantity.AREA_DIFFERENCE
    from_whole = between_areas & (pl.col("versus") == str(GapFrom.WHOLE))
    other_side = {
        "wave": pl.when((pl.col("quantity") == Quantity.CHANGE) | _FLOWS).then("versus").otherwise("wave"),
        "area_by": pl.when(~from_whole).then("area_by"),
        "area": pl.when(between_areas).then(pl.when(~from_whole).then("versus")).otherwise("area"),
    }
    gone = pl.zeros(frame.height, dtype=pl.Boolean, eager=True)
    for sides in ({}, other_side):
        keys = frame.select(sides.get(name, pl.col(name)).alias(name) for name in names)
        joined = keys.join(found, on=names, how="left", nulls_equal=True, maintain_order="left")
        gone |= joined["gone"].fill_null(value=False)
    return gone


def _emptied(frame: pl.DataFrame) -> pl.DataFrame:
    shown = pl.col("hidden") == ""
    return frame.with_columns(
        *(pl.when(shown).then(name).alias(name) for name in (*_NUMBERS, *_TEXTS)),
        pl.when(shown).then("status").otherwise(pl.lit(str(Status.SUPPRESSED))).alias("status"),
    )


def _without_hidden_references(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    """Take the gap from groups that are compared with one that is hidden: it would tell its estimate.

    One that is in no row is judged by its people alone.
    """
    group = f"{GapFrom.GROUP}="
    by_group = frame["gap_from"].str.starts_with(group)
    if not by_group.any():
        return frame
    said = pl.col("gap_from").str.strip_prefix(group)
    place = ["indicator", "quantity", "wave", "area", "versus"]
    hidden = (
        frame.filter(pl.col("hidden") != "", pl.col("group").is_not_null())
        .select(*place, said=pl.concat_str("group_by", pl.lit(":"), "group"), bare=pl.col("group"))
        .unique()
    )
    one = frame["group_by"].drop_nulls().n_unique() == 1
    known = hidden.select(*place, "said", gone=True)
    if one:
        bare = hidden.select(*place, pl.col("bare").alias("said"), gone=True)
        known = pl.concat([known, bare]).unique()
    noted = frame.with_columns(said=said).join(
        known, on=[*place, "said"], how="left", nulls_equal=True, maintain_order="left"
    )
    sensitive = frame.filter(pl.Series(is_sensitive(_counts(frame, "reference_"), rules)))
    elsewhere = _made_of(frame, sensitive)
    lost = (by_group & (pl.col("gone").fill_null(value=False) | elsewhere)).fill_null(value=False)
    return noted.with_columns(
        *(pl.when(~lost).then(name).alias(name) for name in (*GAPS, "finding", "movement")),
        pl.when(lost).then(pl.lit("reference")).otherwise(pl.lit("")).alias("no_gap"),
    ).select(frame.columns)


def _reliable(frame: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Mark doubtful rows, and leave the numbers of hopeless ones out, all but the base."""
    shown = pl.coalesce("estimate", pl.when(_PARTS).then("gap")).is_not_null()
    rules = doubtful(policy.reliability)
    flagged = pl.any_horizontal([flag for flag, _ in rules.values()]) & shown
    why = pl.coalesce(*(pl.when(out & shown).then(pl.lit(name)) for name, (_, out) in rules.items()))
    frame = frame.with_columns(flagged=flagged, left_out=why.fill_null(""))
    out = frame["left_out"] != ""
    few = pl.when(shown).then(few_in_a_category(policy.reliability))
    notes = pl.concat_str("notes", few, separator="; ", ignore_nulls=True)
    frame = frame.with_columns(pl.when(few.is_null()).then("notes").otherwise(notes).alias("notes"))
    low = pl.lit(str(Status.LOW_RELIABILITY))
    emptied = [name for name in (*_NUMBERS, *_TEXTS) if name not in _KEPT_WHERE_UNRELIABLE]
    return frame.with_columns(
        *(pl.when(~out).then(name).alias(name) for name in emptied if out.any()),
        pl.when(out | pl.col("flagged")).then(low).otherwise("status").alias("status"),
    ).drop("flagged")


def of_review(rows: pl.DataFrame, action: str, kind: str | pl.Expr, rule: str | pl.Expr) -> pl.DataFrame:
    """Say of some rows what was done to them, and by which rule."""
    said = {"action": action, "kind": kind, "rule": rule}
    words = {name: pl.lit(it) if isinstance(it, str) else it for name, it in said.items()}
    return rows.select(*KEYS, "status", *(word.alias(name) for name, word in words.items())).select(
        pl.col(name).cast(dtype) for name, dtype in REVIEW.items()
    )


def _review(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    classes = to_review(_counts(frame), rules)
    looked_at = frame.select(
        *KEYS,
        "status",
        "hidden",
        "no_gap",
        "left_out",
        to_review=pl.Series(classes) & (pl.col("hidden") == ""),
    )
    return pl.concat(
        of_review(looked_at.filter(condition), action, kind, rule)
        for condition, action, kind, rule in _actions()
    )


def _actions() -> Iterator[tuple[pl.Expr, str, pl.Expr, pl.Expr]]:
    """Say for each action which rows it took, of what kind it was, and by which rule."""
    secondary = pl.col("hidden") == COMPLEMENTARY
    kind = pl.when(secondary).then(pl.lit("secondary")).otherwise(pl.lit("primary"))
    yield pl.col("hidden") != "", "suppressed", kind, pl.col("hidden")
    yield pl.col("no_gap") != "", "gap_withheld", pl.lit("secondary"), pl.col("no_gap")
    yield pl.col("left_out") != "", "left_out", pl.lit("reliability"), pl.col("left_out")
    yield pl.col("to_review"), "shown", pl.lit("review"), pl.lit("class_disclosure")


def _rounded(base: int) -> list[pl.Expr]:
    """Round to multiples, half away from zero."""
    whole = [((pl.col(name) + base // 2) // base * base).alias(name) for name in COUNTS]
    weighted = (pl.col("n_weighted") / base).round(0, mode="half_away_from_zero") * base
    return [*whole, weighted.alias("n_weighted")]
