"""The step between engine and renderers: what may be published, and what was hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import polars as pl

from integrind.definitions.policy import Disclosure, Policy
from integrind.disclosure.apart import without_parts_of_hidden
from integrind.disclosure.evidence import (
    EVIDENCE,
    FLOWS,
    HAS_PEOPLE,
    HOLDER,
    HOLDER_BY,
    IN_A_TABLE,
    IS_CATEGORY,
    IS_SHOWN,
    IS_UNLABELLED,
    NOTICES,
    OWN_BASE,
    Contributed,
    with_evidence,
)
from integrind.disclosure.marginal_tables import CROSS
from integrind.disclosure.reliability import doubtful, few_in_a_category
from integrind.disclosure.rounding import rounded
from integrind.disclosure.sensitive import broken_rules, to_review
from integrind.disclosure.suppression import COMPLEMENTARY, NO_CONTEXT, Context, hidden_by
from integrind.evidence import CELL, CELL_BY, IMPUTATION, REFERENCE
from integrind.results import COLUMNS
from integrind.vocabulary import OF_ALL_CATEGORIES, GapFrom, Quantity, Status

KEYS = ("indicator", "quantity", "wave", "area_by", "area", "group_by", "group", "versus", "category")
"""What names a row."""

REVIEW: Mapping[str, type[pl.DataType]] = {
    **{name: COLUMNS[name] for name in (*KEYS, "status")},
    "action": pl.String,
    "kind": pl.String,
    "rule": pl.String,
}
"""Columns of the review: never a number of the row."""

_MISSING = ("n_missing", "n_undecided")
_ASKED = ("indicator", "wave")
"""What rows have in common that are about those who were asked the same."""
_OF_INTERVAL = ("se", "ci_low", "ci_high", "cv", "gap_se")
_OF_INTERVALS = ("gap_ci", "gap_p", "ratio_ci")
COUNTS = ("n", *_MISSING)
GAPS = tuple(name for name in COLUMNS if name == "reference" or name.startswith(("gap", "ratio")))
"""What a row says of its reference: gap_from among them."""

_PARTS = pl.col("quantity").is_in([str(Quantity.RATE_PART), str(Quantity.COMPOSITION_PART)])
"""Rows of gaps alone."""
_TEXTS = ("finding", "movement", "ci_method", "gap_from")
_NUMBERS = tuple(name for name, dtype in COLUMNS.items() if dtype != pl.String)
_KEPT_WHERE_UNRELIABLE = {*COUNTS, "n_weighted"}


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
    return release_together([(frame.select(*COLUMNS).with_columns(evidence), policy)])[0]


def release_together(
    tables: Sequence[tuple[pl.DataFrame, Policy]], context: Context = NO_CONTEXT
) -> list[Released]:
    """Release tables about the same people, so that none reveals what another one hides.

    Each has the columns of the result table and of `EVIDENCE`. Their policies may differ in what they doubt,
    not in what they hide.
    """
    rules = tables[0][1].disclosure
    noted = [with_evidence(frame).with_columns(_no_reasons()) for frame, _ in tables]
    if rules.hides:
        noted = _suppressed(noted, rules, context)
    return [_released(frame, policy) for frame, (_, policy) in zip(noted, tables, strict=True)]


def _released(noted: pl.DataFrame, policy: Policy) -> Released:
    rules = policy.disclosure
    noted = noted.filter(IS_SHOWN)
    noted = _without_few_beyond(_without_distances(_without_hidden_references(noted, rules)), rules)
    noted = _without_the_missing(_reliable(noted, policy))
    review = _review(noted, rules)
    if rules.round_counts_to is not None:
        noted = rounded(noted, rules.round_counts_to)
    return Released(noted.select(*COLUMNS), review)


def _no_reasons() -> list[pl.Expr]:
    why = [pl.lit("").alias(name) for name in ("hidden", "no_gap", "left_out")]
    return [*why, pl.lit(value=False).alias("untold")]


def _suppressed(tables: Sequence[pl.DataFrame], rules: Disclosure, context: Context) -> list[pl.DataFrame]:
    """Say in each table which of its rows are hidden, and take their numbers."""
    whole = pl.concat(tables).with_row_index("row")
    found = whole.select("row", *KEYS, "status", "n_missing", *EVIDENCE).filter(OWN_BASE & HAS_PEOPLE)
    found = found.with_columns(
        pl.when(~IN_A_TABLE).then("group_by").alias(HOLDER_BY),
        pl.when(~IN_A_TABLE).then("group").alias(HOLDER),
        _crossed("group_by", CELL_BY),
        _crossed("group", CELL),
    )
    hidden = hidden_by(found, rules, context)
    why = whole["hidden"].scatter(found["row"], hidden.rule)
    untold = whole["untold"].scatter(found["row"], pl.Series(hidden.untold))
    noted = _with_every_imputation(whole.drop("row").with_columns(why, untold))
    noted = _with_their_sides(_with_the_way_back(noted))
    noted = without_parts_of_hidden(_with_few_unlabelled(noted, rules), rules)
    noted = _emptied(noted).with_columns(_untold())
    heights = [frame.height for frame in tables]
    return [
        noted.slice(end - height, height) for height, end in zip(heights, accumulate(heights), strict=True)
    ]


def _crossed(one: str, other: str) -> pl.Expr:
    """Where two things are known, both: a group, and what is held constant."""
    both = pl.concat_str(one, other, separator=CROSS)
    return pl.coalesce(both, one, other).alias(one)


def _with_every_imputation(frame: pl.DataFrame) -> pl.DataFrame:
    """Hide a row where the counts of any imputation of it are to be hidden."""
    if frame[IMPUTATION].null_count() == frame.height:
        return frame
    keys = [*KEYS, CELL_BY, CELL]
    hidden = frame.filter(pl.col("hidden") != "").sort(IMPUTATION, nulls_last=False, maintain_order=True)
    rule = hidden.unique(keys, keep="first", maintain_order=True).select(
        *keys, pl.col("hidden").alias("rule")
    )
    joined = frame.join(rule, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.coalesce("rule", "hidden").alias("hidden")).drop("rule")


def _with_the_way_back(frame: pl.DataFrame) -> pl.DataFrame:
    """Hide entry with exit, and exit with entry: their difference is the change of the level."""
    names = ["indicator", "wave", "versus", "area_by", "area", "group_by", "group"]
    hidden = frame.filter(FLOWS & (pl.col("hidden") != "")).select(*names).unique().with_columns(gone=True)
    if hidden.is_empty():
        return frame
    is_new = FLOWS & pl.col("gone").fill_null(value=False) & (pl.col("hidden") == "")
    return (
        frame.join(hidden, on=names, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(pl.when(is_new).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden"))
        .drop("gone")
    )


def _with_their_sides(frame: pl.DataFrame) -> pl.DataFrame:
    """Hide every difference and every standardised row with any level that it is made of."""
    level = frame["quantity"] == str(Quantity.LEVEL)
    if level.all():
        return frame
    hidden = frame.filter(level & (frame["hidden"] != ""))
    of_population = hidden.filter(~IN_A_TABLE, pl.col("group").is_null())
    of_group = pl.col("gap_from").str.starts_with(f"{GapFrom.GROUP}=").fill_null(value=False)
    from_whole = (pl.col("gap_from") == str(GapFrom.WHOLE)).fill_null(value=False)
    made = (
        _made_of(frame, hidden.filter(IN_A_TABLE | pl.col("group").is_not_null()), "group_by", "group")
        | _made_of(frame, of_population)
        | (frame.select(from_whole).to_series() & _made_of(_of_everywhere(frame), of_population))
        | (frame.select(of_group).to_series() & _made_of(_of_reference(frame), hidden, "group_by", "group"))
    )
    is_new = ~level & made & (pl.col("hidden") == "")
    return frame.with_columns(pl.when(is_new).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden"))


def _with_few_unlabelled(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    """Hide rows of people without a label where they are few, and where any count beside them is hidden.

    They are what the groups leave of their population: no cell of its own, told where all of that is shown,
    and only then. A share tells the population's count, and is hidden with it.
    """
    of_population = pl.col("quantity") == str(Quantity.GROUP_SHARE)
    asked = frame.select(IS_UNLABELLED | of_population).to_series()
    if not asked.any():
        return frame
    unlabelled = frame.select(IS_UNLABELLED).to_series()
    broken = broken_rules(Contributed.of(frame), rules)["minimum_base"]
    hidden = frame.filter((pl.col("quantity") == str(Quantity.LEVEL)) & (pl.col("hidden") != ""))
    groups = unlabelled & _made_of(frame, hidden.filter(pl.col("group").is_not_null()), "group_by")
    beside = groups | (asked & _made_of(frame, hidden.filter(pl.col("group").is_null())))
    why = (
        pl.when(unlabelled & pl.Series(broken)).then(pl.lit("minimum_base"))
        .when(beside & (pl.col("hidden") == "")).then(pl.lit(COMPLEMENTARY))
        .otherwise("hidden").alias("hidden")
    )  # fmt: skip
    return frame.with_columns(why)


def _of_everywhere(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows, each in the whole."""
    nowhere = (pl.lit(None, dtype=pl.String).alias(name) for name in ("area_by", "area"))
    return frame.with_columns(*nowhere)


def _of_reference(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows, each with the group that it is compared with in place of its own."""
    said = pl.col("gap_from").str.strip_prefix(f"{GapFrom.GROUP}=")
    by, group = said.str.extract(r"^([^:]*):"), said.str.replace(r"^[^:]*:", "")
    return frame.with_columns(group_by=pl.coalesce(by, "group_by"), group=group)


def _made_of(frame: pl.DataFrame, levels: pl.DataFrame, *groups: str) -> pl.Series:
    """Whether either side of each row is one of some levels, or is where one of them is."""
    names = ["indicator", "wave", "area_by", "area", *groups]
    found = levels.select(*names).unique().with_columns(gone=True)
    between_areas = pl.col("quantity") == Quantity.AREA_DIFFERENCE
    from_whole = between_areas & (pl.col("versus") == str(GapFrom.WHOLE))
    other_side = {
        "wave": pl.when((pl.col("quantity") == Quantity.CHANGE) | FLOWS).then("versus").otherwise("wave"),
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
        pl.when(shown).then("notes").otherwise(NOTICES).alias("notes"),
        pl.when(shown).then("status").otherwise(pl.lit(str(Status.SUPPRESSED))).alias("status"),
    )


def _without_hidden_references(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    """Take the gap from rows that are compared with one that is hidden: it would tell its estimate."""
    lost = _from_hidden_people(frame) | _from_hidden_group(frame, rules)
    return frame.with_columns(
        *(pl.when(~lost).then(name).alias(name) for name in (*GAPS, "finding", "movement")),
        pl.when(lost).then(pl.lit("reference")).otherwise(pl.lit("")).alias("no_gap"),
    )


def _from_hidden_people(frame: pl.DataFrame) -> pl.Series:
    """Rows that are compared with everybody of their place, or the rest of them, where these are hidden."""
    level = pl.col("quantity") == str(Quantity.LEVEL)
    hidden = frame.filter(level & (pl.col("hidden") != "") & pl.col("group").is_null())
    everybody = frame["gap_from"].is_in([str(GapFrom.POPULATION), str(GapFrom.REST)])
    whole = frame["gap_from"] == str(GapFrom.WHOLE)
    here, everywhere = (_made_of(it, hidden, "category") for it in (frame, _of_everywhere(frame)))
    return (everybody & here).fill_null(value=False) | (whole & everywhere).fill_null(value=False)


def _from_hidden_group(frame: pl.DataFrame, rules: Disclosure) -> pl.Series:
    """Rows that are compared with a hidden group; one that is in no row is judged by its people alone."""
    group = f"{GapFrom.GROUP}="
    by_group = frame["gap_from"].str.starts_with(group).fill_null(value=False)
    if not by_group.any():
        return by_group
    said = pl.col("gap_from").str.strip_prefix(group)
    place = ["indicator", "quantity", "wave", "area", "versus", "category"]
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
    broken = broken_rules(Contributed.of(frame, REFERENCE), rules)
    sensitive = frame.filter(pl.Series(np.logical_or.reduce([*broken.values()])))
    elsewhere = _made_of(frame, sensitive, "category")
    return by_group & (noted["gone"].fill_null(value=False) | elsewhere)


def _without_distances(frame: pl.DataFrame) -> pl.DataFrame:
    """Hide what is said of all categories together where one is hidden, its gap, or its population."""
    of_all = pl.col("quantity").is_in([str(it) for it in OF_ALL_CATEGORIES])
    level = (pl.col("quantity") == str(Quantity.LEVEL)) & IS_CATEGORY
    hidden = pl.col("hidden") != ""
    groups = frame.filter(level & (hidden | (pl.col("no_gap") != "")) & pl.col("group").is_not_null())
    populations = frame.filter(level & hidden & pl.col("group").is_null())
    gone = _made_of(frame, groups, "group_by", "group") | _made_of(frame, populations)
    why = pl.when(of_all & gone & ~hidden).then(pl.lit(COMPLEMENTARY)).otherwise("hidden").alias("hidden")
    return _emptied(frame.with_columns(why)) if gone.any() else frame


def _without_few_beyond(frame: pl.DataFrame, rules: Disclosure) -> pl.DataFrame:
    """Take the interval of a quantile where one of its ends is the answer of few."""
    few = pl.col("beyond_interval") < rules.minimum_beyond_quantile
    of_interval = [name for name in COLUMNS if name in _OF_INTERVAL or name.startswith(_OF_INTERVALS)]
    return frame.with_columns(
        pl.when(~few.fill_null(value=False)).then(name).alias(name) for name in of_interval
    )


def _untold() -> pl.Expr:
    """Where any row of the same people is hidden, or another indicator's would be told: few are missing."""
    return ((pl.col("hidden") != "") | pl.col("untold")).any().over(*_ASKED).alias("untold")


def _without_the_missing(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the counts of who gave no answer, where they mustn't be told and somebody didn't."""
    return frame.with_columns(
        pl.when(~(pl.col("untold") & (pl.col(name).max().over(*_ASKED) > 0))).then(name).alias(name)
        for name in _MISSING
    )


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
    classes = to_review(Contributed.of(frame), rules)
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
