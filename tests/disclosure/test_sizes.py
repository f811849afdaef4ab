"""Sizes of groups are released as every count of people is, and those of no known group tell nothing more.

Oracle: the audit's intruder for groups; for the others subtraction.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import integrind
from integrind.audit import Published, audit_counts
from integrind.definitions.policies import load_policy

DEFAULT = load_policy("default").disclosure
PLACE = ["area_by", "area"]
people = st.integers(0, 40) | st.integers(0, 12)
counts = st.lists(st.lists(people, min_size=3, max_size=3), min_size=2, max_size=4)
"""By area, people of two groups and of none."""


def sizes(by_area: list[list[int]], folder: Path) -> pl.DataFrame:
    rows = [
        (f"a{area}", group)
        for area, its in enumerate(by_area)
        for group, number in zip(("f", "m", None), its, strict=True)
        for _ in range(number)
    ]
    pl.DataFrame(rows, ["a", "g"], orient="row").write_csv(folder / "it.csv")
    return integrind.sizes(folder / "it.csv", by=["g"], area="a").frame


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(counts.filter(lambda its: all(sum(it[group] for it in its) for group in (0, 1))))
def test_no_hidden_size_is_told(by_area: list[list[int]]) -> None:
    with TemporaryDirectory() as folder:
        frame = sizes(by_area, Path(folder))
    found = audit_counts([Published("it", frame)], DEFAULT, None, intervals=False)
    assert not found.findings
    shown = frame.filter(pl.col("n").is_not_null())
    assert (shown.filter(pl.col("n") > 0)["n"] >= DEFAULT.minimum_base).all()
    unlabelled = shown.filter(pl.col("group_by").is_not_null() & pl.col("group").is_null())
    hidden = frame.filter((pl.col("status") == "suppressed") & pl.col("group").is_not_null())
    populations = frame.filter((pl.col("status") == "suppressed") & pl.col("group_by").is_null())
    shares = shown.filter(quantity="group_share")
    for told, by in ((unlabelled, hidden), (unlabelled, populations), (shares, populations)):
        assert told.join(by.select(PLACE), on=PLACE, nulls_equal=True).is_empty()


def test_a_hidden_size_hides_the_share_and_what_is_left(tmp_path: Path) -> None:
    frame = sizes([[30, 4, 15], [30, 40, 15], [30, 20, 15]], tmp_path)
    by = frame.group_by("area", "group_by", "group", maintain_order=True)
    assert all(its["status"].eq("suppressed").n_unique() == 1 for _, its in by)
    hidden = frame.filter(status="suppressed", quantity="group_total")
    places = set(hidden.select("area", "group").rows())
    assert ("a0", "m") in places
    assert len({area for area, group in places if group == "m"}) > 1
    assert {(area, None) for area, group in places if group == "m"} <= places


@pytest.mark.parametrize("rounded", [5, 10])
def test_rounded_sizes_tell_no_more_than_their_base(rounded: int, tmp_path: Path) -> None:
    (tmp_path / "it.policy.yaml").write_text(
        f"title: it\nsource: made up\ndisclosure: {{minimum_base: 10, round_counts_to: {rounded}}}\n"
    )
    rows = [{"g": "f"}] * 37 + [{"g": "m"}] * 61
    pl.DataFrame(rows).write_csv(tmp_path / "it.csv")
    frame = integrind.sizes(tmp_path / "it.csv", by=["g"], policy=str(tmp_path / "it.policy.yaml")).frame
    totals = frame.filter(quantity="group_total")
    assert (totals["estimate"] % rounded == 0).all()
    assert frame["df"].null_count() == frame.height
