"""Whose values draw the poverty line. Oracle: `--where`, which never moves it, in place of `eligible`."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import integrind

ESTIMATES = ("estimate", "se", "ci_low", "ci_high", "df", "gap", "gap_se", "gap_p")
ALIKE = ("group", "wave", "n", *ESTIMATES)
ROW = st.tuples(
    st.sampled_from(["a", "b", "b", "c"]),
    st.sampled_from([1, 2]),
    st.sampled_from([10, 17, 18, 40, 70, None]),
    st.sampled_from([None, -2, 0, 1, 2, 3, 5, 8, 8, 13, 21.5]),
    st.sampled_from([0.5, 1.0, 2.25]),
    st.sampled_from([0.0, 0.5, 1.0]),
)
DESIGNS = {
    "people": "{weight: w, lonely_psu: adjust}",
    "units": "{weight: w, psu: p, lonely_psu: adjust}",
    "replicates": "{weight: w, replicates: {columns: 'r{1..2}', method: bootstrap}}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("line")


def table(
    folder: Path, rows: pl.DataFrame, design: str, asked: str = "", where: str | None = None
) -> pl.DataFrame:
    (folder / "people.survey.yaml").write_text(f"title: People\nsynthetic: true\ndesign: {design}\n")
    rows.write_csv(folder / "people.csv")
    (folder / "structural").mkdir(exist_ok=True)
    about = "id: poor\ntitle: Poor\ndimension: structural\ndescription: Made up.\ndirection: lower_is_better"
    (folder / "structural" / "poor.yaml").write_text(
        f"{about}\nmeasure: at_risk_of_poverty\nvalue: income\n{asked}\n"
    )
    found = integrind.compute(
        folder / "people.csv",
        indicators=[folder / "structural"],
        by=["g"],
        wave="t",
        where=where,
        policy="none",
    ).frame
    return found.select(ALIKE)


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(ROW, min_size=6, max_size=40), design=st.sampled_from(sorted(DESIGNS)))
def test_eligible_leaves_everyone_s_line_where_it_is(
    folder: Path, rows: list[tuple[object, ...]], design: str
) -> None:
    names = ("g", "t", "age", "income", "w", "r1")
    poor = [("b", 1, 5, 3.0, 1.0, 1.0), ("c", 2, 7, 2.0, 1.0, 0.5)]  # somebody is eligible
    drawn = pl.DataFrame([*rows, *poor], schema=names, orient="row", infer_schema_length=None)
    people = drawn.with_columns(
        p=pl.int_range(pl.len()) // 2, r2=pl.col("w").cast(float) * 2 - pl.col("r1").cast(float)
    )
    asked = "eligible: age < 18\nthreshold: {share: 0.7, among: everyone}"
    children = table(folder, people, DESIGNS[design], asked)
    everybody = table(folder, people, DESIGNS[design], "threshold: {share: 0.7}", where="age < 18")
    assert children.equals(everybody)


def test_by_hand(tmp_path: Path) -> None:
    """Children have 1, adults 2 or 9: of everyone's median of 2 the line is 1.2, of children's own 0.6."""
    people = pl.DataFrame(
        {
            "g": ["a", "b"] * 15,
            "t": 1,
            "age": [5] * 10 + [40] * 20,
            "income": [1] * 10 + [2] * 10 + [9] * 10,
            "w": 1,
        }
    )
    of_everyone = table(tmp_path, people, "{weight: w}", "eligible: age < 18\nthreshold: {among: everyone}")
    of_children = table(tmp_path, people, "{weight: w}", "eligible: age < 18")
    assert of_everyone["estimate"].to_list() == [1.0] * 3
    assert of_children["estimate"].to_list() == [0.0] * 3
    assert of_everyone["n"].to_list() == of_children["n"].to_list() == [10, 5, 5]
