"""Oracle: values by hand; and, for ranges, every number of them written out as a code of its own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.errors import DataError

from .build import build, column, seen


def described(codes: str, *, missing: str = "", type_: str = "") -> str:
    kind = f", type: {type_}" if type_ else ""
    given = f", missing: {missing}" if missing else ""
    return f"variables: {{q: {{column: q, codes: {codes}{given}{kind}}}}}"


def test_a_range_is_the_codes_within_it(tmp_path: Path):
    survey = described("{0-9: low, 10-99: high, 7: lucky}", missing="{refused: [900-999], dont_know: 998}")
    data = column("q", 0, 9, 10, "007", 7, 99, 950, 998, "")
    values = ["low", "low", "high", "low", "lucky", "high", "<refused>", "<dont_know>", "<no_answer>"]
    assert seen(build(tmp_path, data, survey), "q") == values


def test_a_code_that_looks_like_a_range_is_one_first(tmp_path: Path):
    survey = described('{16-24: young, 25-64: old, "2020-01": january}')
    data = column("q", "16-24", "25-64", "2020-01", 20)
    assert seen(build(tmp_path, data, survey), "q") == ["young", "old", "january", "young"]


def test_a_number_beyond_the_ranges_is_no_code(tmp_path: Path):
    with pytest.raises(DataError, match="neither described nor missing: 1 code in 1 row"):
        build(tmp_path, column("q", 5, 10), described("{0-9: low}")).get("q")


def test_ranges_that_differ_where_they_meet(tmp_path: Path):
    survey = described("{0-9: low, 9-20: high}")
    assert seen(build(tmp_path, column("q", 8, 10), survey), "q") == ["low", "high"]
    with pytest.raises(DataError, match="column 'q': a number lies within two ranges of codes"):
        build(tmp_path, column("q", 8, 9), survey).get("q")
    with pytest.raises(DataError, match="a number lies within two ranges of codes"):
        build(tmp_path, column("q", 8, 9.5), described("{0-10: 1, 9-20: 2}", type_="number")).get("q")


def test_words_stand_for_numbers(tmp_path: Path):
    survey = described("{Nobody: 0, Everybody: 10, 77: 7.5}", missing="{refused: 88}", type_="number")
    data = column("q", "Nobody", 5, "Everybody", 88, "", "77.0")
    assert seen(build(tmp_path, data, survey), "q") == [0, 5, 10, "<refused>", "<no_answer>", 7.5]


def test_numbers_stand_for_others(tmp_path: Path):
    survey = described("{1-3: 2, 9: 0}", type_="number")
    assert seen(build(tmp_path, column("q", 1, 3, 4, 9, 2.5), survey), "q") == [2, 2, 4, 0, 2]


def test_words_that_stand_for_nothing_are_told_both_ways(tmp_path: Path):
    with pytest.raises(DataError) as caught:
        build(tmp_path, column("q", "None", 5), "variables: {q: {column: q, type: number}}").get("q")
    assert "missing has those that are no answer, codes those that stand for a number" in caught.value.hint
    assert "None" not in str(caught.value)


@given(
    st.integers(-30, 30),
    st.integers(1, 20),
    st.lists(st.integers(-60, 60), min_size=1, max_size=30, unique=True),
)
def test_a_range_is_as_all_its_numbers(
    tmp_path_factory: pytest.TempPathFactory, low: int, size: int, numbers: list[int]
):
    folder = tmp_path_factory.mktemp("data")
    inside = [it for it in numbers if low <= it <= low + size]
    outside = ", ".join(f"{it}: out" for it in numbers if it not in inside)
    written = ", ".join(f"{it}: in" for it in inside)
    one = build(folder, column("q", *numbers), described(f"{{{low}-{low + size}: in, {outside}}}"))
    found = seen(one, "q")
    other = build(
        folder, column("q", *numbers), described(f"{{no: in, {written}{', ' if written else ''}{outside}}}")
    )
    assert found == seen(other, "q")
