"""The step between engine and renderers: what may be published, and what was hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from integrind.definitions.policy import Disclosure, Policy
from integrind.disclosure.evidence import EVIDENCE
from integrind.disclosure.reliability import doubtful
from integrind.disclosure.sensitive import Counts, to_review
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
_LEVELS = {Status.OK, Status.LOW_RELIABILITY, Status.SUPPRESSED, Status.NOT_APPLICABLE, Status.NO_SAMPLE}


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
    rules = policy.disclosure
    noted = frame.select(*COLUMNS).with_columns(evidence.select(*EVIDENCE)).with_columns(_no_reasons())
    if rules.hides:
        noted = _suppressed(noted, rules)
    noted = _without_hidden_references(noted)
    noted = _reliable(noted, policy)
    review = _review(noted, rules)
    if rules.round_counts_to is not None:
        noted = noted.with_columns(_rounded(rules.round_counts_to))
    return Released(noted.select(*COLUMNS), review)


def _no_reasons() -> list[pl.Expr]:
    return [pl.lit("").alias(name) for name in ("hidden", "no_gap", "left_out")]


def _suppressed(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    is_level = (pl.col("quantity") == Quantity.LEVEL) & pl.col("status").is_in([*map(str, _LEVELS)])
    found = frame.with_row_index("row").filter(is_level)
    nested = (found["nested"].fill_null(1) == 1).to_numpy()
    hidden = hidden_by(found, _counts(found), nested, rules)
    why = found.select("row").with_columns(pl.Series("hidden", hidden, dtype=pl.String))
    noted = (
        frame.with_row_index("row")
        .drop("hidden")
        .join(why, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("hidden").fill_null(""))
    )
    return _emptied(_with_their_sides(noted).drop("row"))


def _counts(frame: pl.DataFrame) -> Counts:
    return Counts(
        frame["people"].fill_null(0).to_numpy(),
        frame["numerator"].fill_null(-1).to_numpy(),
        frame["largest_share"].fill_null(np.nan).to_numpy(),
    )


def _with_their_sides(frame: pl.DataFrame) -> pl.DataFrame:
    """Hide every difference and every standardised row with any level that it is made of."""
    level = pl.col("quantity") == Quantity.LEVEL
    names = ["indicator", "wave", "area", "group_by", "group"]
    hidden = frame.filter(level & (pl.col("hidden") != "")).select(*names).unique().with_columns(gone=True)
    derived = frame
    other_side = {
        "wave": pl.when(pl.col("quantity").is_in([str(Quantity.CHANGE)])).then("versus").otherwise("wave"),
        "area": pl.when(pl.col("quantity") == Quantity.AREA_DIFFERENCE)
        .then(pl.when(pl.col("versus") != str(GapFrom.WHOLE)).then("versus"))
        .otherwise("area"),
    }
    gone = pl.lit(value=False)
    for number, sides in enumerate(({}, other_side)):
        keys = [sides.get(name, pl.col(name)).alias(f"{name} {number}") for name in names]
        derived = derived.with_columns(keys).join(
            hidden.rename({"gone": f"gone {number}"}),
            left_on=[f"{name} {number}" for name in names],
            right_on=names,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        gone = gone | pl.col(f"gone {number}").fill_null(value=False)
    return derived.with_columns(
        pl.when(~level & gone).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden")
    ).select(frame.columns)


def _emptied(frame: pl.DataFrame) -> pl.DataFrame:
    shown = pl.col("hidden") == ""
    return frame.with_columns(
        *(pl.when(shown).then(name).alias(name) for name in (*_NUMBERS, *_TEXTS)),
        pl.when(shown).then("status").otherwise(pl.lit(str(Status.SUPPRESSED))).alias("status"),
    )


def _without_hidden_references(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the gap from groups that are compared with one that is hidden: it would tell its estimate."""
    group = f"{GapFrom.GROUP}="
    by_group = pl.col("gap_from").str.starts_with(group)
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
    lost = (by_group & pl.col("gone").fill_null(value=False)).fill_null(value=False)
    return noted.with_columns(
        *(pl.when(~lost).then(name).alias(name) for name in (*GAPS, "finding", "movement")),
        pl.when(lost).then(pl.lit("reference")).otherwise(pl.lit("")).alias("no_gap"),
    ).select(frame.columns)


def _reliable(frame: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Mark doubtful rows, and leave the numbers of hopeless ones out, all but the base."""
    shown = pl.col("estimate").is_not_null()
    rules = doubtful(policy.reliability)
    flagged = pl.any_horizontal([flag for flag, _ in rules.values()]) & shown
    why = pl.coalesce(*(pl.when(out & shown).then(pl.lit(name)) for name, (_, out) in rules.items()))
    frame = frame.with_columns(flagged=flagged, left_out=why.fill_null(""))
    out = pl.col("left_out") != ""
    low = pl.lit(str(Status.LOW_RELIABILITY))
    emptied = [name for name in (*_NUMBERS, *_TEXTS) if name not in _KEPT_WHERE_UNRELIABLE]
    return frame.with_columns(
        *(pl.when(~out).then(name).alias(name) for name in emptied),
        pl.when(out | pl.col("flagged")).then(low).otherwise("status").alias("status"),
    ).drop("flagged")


def _review(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    classes = to_review(_counts(frame), rules)
    looked_at = frame.with_columns(to_review=pl.Series(classes) & (pl.col("hidden") == ""))
    parts = [
        looked_at.filter(condition).select(
            *KEYS, "status", pl.lit(action).alias("action"), kind.alias("kind"), rule.alias("rule")
        )
        for condition, action, kind, rule in _actions()
    ]
    return pl.concat(parts).select(pl.col(name).cast(dtype) for name, dtype in REVIEW.items())


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
