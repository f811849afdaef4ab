"""The rules of compare, trend, --panel and --standardise, on hand-made files and on the sample data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml
from polars.testing import assert_frame_equal

from integrind import pipeline
from integrind.errors import DataError, UsageError
from integrind.estimation.tables import differences
from integrind.request import Reference, Request

SAMPLE = str(Path(__file__).parents[2] / "sample_data" / "community_survey.csv")
INDICATORS = (Path(__file__).parents[2] / "indicators",)
DEFINITION = {
    "id": "has_it",
    "title": "Has it",
    "dimension": "structural",
    "description": "A made-up indicator.",
    "measure": "proportion",
    "value": 'v == "yes"',
    "direction": "higher_is_better",
}
Counts = Mapping[str, tuple[int, int]]
"""How many have it and how many not, by group."""


def written(
    folder: Path, people: Sequence[Mapping[str, object]], name: str = "people", **described: object
) -> Request:
    """A file, its description and one indicator."""
    pl.DataFrame(people).write_csv(folder / f"{name}.csv")
    (folder / f"{name}.survey.yaml").write_text(yaml.safe_dump({"title": "Made up", **described}))
    (folder / "structural").mkdir(exist_ok=True)
    (folder / "structural" / "has_it.yaml").write_text(yaml.safe_dump(DEFINITION))
    return Request(str(folder / f"{name}.csv"), indicators=(folder,), by=("g",), wave="t", policy="none")


def wave(label: str, counts: Counts) -> list[dict[str, str]]:
    return [
        {"t": label, "g": group, "v": answer}
        for group, (yes, no) in counts.items()
        for answer in ["yes"] * yes + ["no"] * no
    ]


def movements(frame: pl.DataFrame, group: str) -> list[str]:
    return frame.filter(pl.col("group") == group)["movement"].to_list()


EVEN: Counts = {"a": (200, 200), "b": (200, 200)}
AHEAD: Counts = {"a": (300, 100), "b": (100, 300)}
FAR_AHEAD: Counts = {"a": (380, 20), "b": (20, 380)}
BEHIND: Counts = {"a": (100, 300), "b": (300, 100)}


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (AHEAD, EVEN, "closing"),
        (FAR_AHEAD, AHEAD, "closing"),
        (AHEAD, FAR_AHEAD, "widening"),
        (EVEN, BEHIND, "widening"),
        (AHEAD, BEHIND, "overshot"),
        (AHEAD, AHEAD, "no_clear_change"),
    ],
)
def test_movement_says_which_way_a_gap_moved(tmp_path: Path, before: Counts, now: Counts, word: str) -> None:
    request = written(tmp_path, wave("1", before) + wave("2", now))
    frame = pipeline.trend(request).frame
    assert movements(frame, "a") == movements(frame, "b") == [word]
    files = [written(tmp_path, wave(name, counts), name) for name, counts in (("one", before), ("two", now))]
    assert movements(pipeline.trend_of_files(files).frame, "a") == [word]


def test_a_group_in_few_psus_has_no_movement(tmp_path: Path) -> None:
    """Four PSUs are three degrees of freedom: too few to test a gap, and so too few for its change."""
    few = {"1": (30, 10), "2": (10, 30)}
    people = [
        {"t": label, "g": group, "v": answer, "p": number % psus}
        for label, counts in few.items()
        for group, psus in (("a", 4), ("b", 20))
        for number, answer in enumerate(["yes"] * counts[group == "b"] + ["no"] * counts[group == "a"])
    ]
    design = {"psu": "p"}
    request = replace(written(tmp_path, people, design=design), policy="default")
    parts = [[row for row in people if row["t"] == label] for label in few]
    files = [written(tmp_path, part, f"w{at}", design=design) for at, part in enumerate(parts)]
    several = pipeline.trend_of_files([replace(file, policy="default") for file in files])
    for frame in (pipeline.trend(request).frame, several.frame):
        rows = {row["group"]: row for row in frame.to_dicts()}
        assert rows["a"]["gap_se"] > 0
        assert rows["a"]["gap_p"] is rows["a"]["movement"] is rows["a"]["finding"] is None
        assert rows["a"]["status"] == "low_reliability"
        assert rows["b"]["movement"] == "overshot"


def test_three_waves_are_each_against_the_one_before_and_the_first(tmp_path: Path) -> None:
    waves = [wave(label, counts) for label, counts in (("1", EVEN), ("2", AHEAD), ("3", BEHIND))]
    expected = [("2", "1"), ("3", "1"), ("3", "2")]
    one_file = pipeline.trend(written(tmp_path, [row for rows in waves for row in rows])).frame
    files = [written(tmp_path, rows, f"w{number}") for number, rows in enumerate(waves, start=1)]
    several = pipeline.trend_of_files(files).frame
    for frame, prefix in ((one_file, ""), (several, "w")):
        pairs = frame.select("wave", "versus").unique().sort("wave", "versus").rows()
        assert pairs == [(prefix + later, prefix + earlier) for later, earlier in expected]
    ours, theirs = (it.sort("group", "wave", "versus").drop_nulls("gap") for it in (one_file, several))
    assert ours.height == 6
    for column in ("estimate", "se", "gap", "gap_se", "gap_df"):
        assert ours[column].to_list() == pytest.approx(theirs[column].to_list(), rel=1e-12, abs=1e-14)
    assert ours["movement"].to_list() == theirs["movement"].to_list()


def test_no_change_is_computed_across_a_break(tmp_path: Path) -> None:
    people = [*wave("1", EVEN), *wave("2", AHEAD), *wave("3", BEHIND)]
    request = written(tmp_path, people, breaks={"has_it": [2]})
    frame = pipeline.trend(request).frame
    statuses = {pair[:2]: pair[2] for pair in frame.select("wave", "versus", "status").rows()}
    assert statuses == {("2", "1"): "not_available", ("3", "1"): "not_available", ("3", "2"): "ok"}
    broken = frame.filter(pl.col("status") == "not_available")
    assert broken.height == 2
    assert broken["estimate"].null_count() == broken["gap"].null_count() == 2
    assert all("break in the series at 2" in note for note in broken["notes"])


def test_a_difference_is_that_of_the_levels(tmp_path: Path) -> None:
    request = Request(SAMPLE, indicators=INDICATORS, only=("employment_rate",), area="region", policy="none")
    levels = {(row["area"], row["group"]): row for row in pipeline.compute(request).frame.to_dicts()}
    for row in pipeline.compare(request).frame.to_dicts():
        here, whole = levels[row["area"], row["group"]], levels[None, row["group"]]
        assert row["versus"] == "whole"
        assert row["estimate"] == pytest.approx(here["estimate"] - whole["estimate"], abs=1e-12)
        if row["group"] is not None:
            assert row["gap"] == pytest.approx(here["gap"] - whole["gap"], abs=1e-12)


def test_the_other_way_round_is_the_negative() -> None:
    request = Request(SAMPLE, indicators=INDICATORS, only=("employment_rate",), area="region", policy="none")
    one, other = (
        pipeline.compare(request, pair).frame
        for pair in (("Amberland", "Ironvale"), ("Ironvale", "Amberland"))
    )
    assert one["versus"].unique().to_list() == ["Ironvale"]
    for column, sign in (("estimate", -1), ("gap", -1), ("se", 1), ("gap_se", 1)):
        ours, theirs = (it[column].drop_nulls().to_list() for it in (one, other))
        assert ours == pytest.approx([sign * it for it in theirs], rel=1e-12)


@pytest.mark.parametrize("gap_from", ["population", "rest", "whole", "group=uk"])
def test_groups_in_turn_have_the_numbers_that_they_have_together(
    gap_from: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request(
        SAMPLE,
        indicators=INDICATORS,
        only=("employment_rate", "life_satisfaction_mean"),
        area="region",
        policy="none",
        gap_from=Reference.parse(gap_from),
    )

    def found() -> pl.DataFrame:
        changes = pipeline.trend(replace(request, area=None, wave="wave")).frame
        return pl.concat([pipeline.compare(request, None).frame, changes], how="diagonal_relaxed")

    together = found()
    monkeypatch.setattr(differences, "_TOGETHER", 0)
    assert_frame_equal(found(), together, check_exact=True)


# Panels

PANEL = [
    {"id": f"{group}{number}", "t": label, "g": group, "v": answer}
    for group, moves in {"a": "yn yn yy nn nn ny y- n-", "b": "yy yy nn ny ny ny -y yn"}.items()
    for number, move in enumerate(moves.split() * 10)
    for label, answer in zip("12", ({"y": "yes", "n": "no"}.get(it, "") for it in move), strict=True)
    if answer
]


def test_entry_and_exit_are_shares_of_those_seen_in_both_waves(tmp_path: Path) -> None:
    request = written(tmp_path, PANEL, design={"waves": "overlapping"})
    frame = pipeline.trend(request, panel="id").frame
    rows = {(row["quantity"], row["group"]): row for row in frame.to_dicts()}
    by_hand = {  # who has it later of those without; who lost it; and who was not seen again
        ("entry", "a"): (10 / 30, 30, 10),
        ("entry", "b"): (30 / 40, 40, 0),
        ("exit", "a"): (20 / 30, 30, 10),
        ("exit", "b"): (10 / 30, 30, 0),
    }
    for key, (share, n, lost) in by_hand.items():
        assert rows[key]["estimate"] == pytest.approx(share, rel=1e-12)
        assert (rows[key]["n"], rows[key]["n_missing"]) == (n, lost)
        assert (rows[key]["wave"], rows[key]["versus"]) == ("2", "1")
    assert rows["entry", None]["estimate"] == pytest.approx(40 / 70, rel=1e-12)
    assert rows["exit", "a"]["gap"] == pytest.approx(20 / 30 - 30 / 60, rel=1e-12)


def test_losing_more_of_what_is_good_is_worse(tmp_path: Path) -> None:
    request = written(tmp_path, PANEL, design={"waves": "overlapping"})
    frame = pipeline.trend(request, panel="id").frame
    found = {(row["quantity"], row["group"]): row["finding"] for row in frame.to_dicts()}
    assert found["entry", "a"] == "worse"
    assert found["entry", "b"] == "better"
    assert found["exit", "a"] == "worse"
    assert found["exit", "b"] == "better"


def test_a_person_is_once_in_a_wave(tmp_path: Path) -> None:
    request = written(tmp_path, [*PANEL, PANEL[0]])
    with pytest.raises(DataError, match="'id' has 1 ids more than once in a wave"):
        pipeline.trend(request, panel="id")


def test_small_transitions_are_hidden(tmp_path: Path) -> None:
    few = [dict(row, id=f"c{at // 2}", g="c") for at, row in enumerate(PANEL[:8])]
    request = written(tmp_path, [*PANEL, *few], design={"waves": "overlapping"})
    shown, frame = (
        pipeline.trend(replace(request, policy=policy), panel="id").frame for policy in ("none", "default")
    )
    moved = pl.col("quantity").is_in(["entry", "exit"])
    small = shown.filter(moved & (pl.col("group") == "c"))
    assert small["n"].max() < 10
    hidden = frame.filter(moved).join(small.select("quantity", "group"), on=["quantity", "group"])
    assert hidden["status"].to_list() == ["suppressed", "suppressed"]
    assert hidden["estimate"].null_count() == hidden["n"].null_count() == 2


# Like with like


@pytest.mark.parametrize(("by", "area"), [("country_of_birth", None), ("ethnic_group", "region")])
def test_parts_sum_to_the_gap(by: str, area: str | None) -> None:
    frame = pipeline.compute(
        Request(
            SAMPLE,
            indicators=INDICATORS,
            dimensions=("civic_political",),
            by=(by,),
            area=area,
            standardise="sex",
            policy="none",
        )
    ).frame
    key = ["indicator", "area", "group"]
    gaps = frame.filter(pl.col("group").is_not_null()).pivot("quantity", index=key, values="gap")
    complete = gaps.drop_nulls(["rate_part", "composition_part"])
    assert complete.height > 40
    assert complete["level"].null_count() == 0
    sums = complete["rate_part"] + complete["composition_part"]
    assert (sums - complete["level"]).abs().max() < 1e-12


def test_an_empty_cell_is_named(tmp_path: Path) -> None:
    people = [dict(row, k="young" if at % 3 else "old") for at, row in enumerate(wave("1", AHEAD))]
    people = [row for row in people if (row["g"], row["k"]) != ("b", "old")]
    request = replace(written(tmp_path, people), wave=None, standardise="k")
    rows = pipeline.compute(request).frame.filter((pl.col("group") == "b") & (pl.col("quantity") != "level"))
    assert rows["status"].to_list() == ["not_available"] * 3
    assert rows["gap"].null_count() == 3
    assert all("nobody in old: merge it with a neighbour" in note for note in rows["notes"])


# What can't be compared


def test_what_compare_and_trend_need() -> None:
    request = Request(SAMPLE, indicators=INDICATORS, only=("employment_rate",))
    with pytest.raises(UsageError, match="compare needs areas"):
        pipeline.compare(request)
    with pytest.raises(UsageError, match="trend needs two waves or more"):
        pipeline.trend(request)
    with pytest.raises(UsageError, match="files with different names"):
        pipeline.trend_of_files([request, request])
