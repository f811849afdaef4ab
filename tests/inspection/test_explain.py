"""`explain ID DATA`: counts are those that a reader can count in the file, and small ones are not given."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import in_process
import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import Done

from integrind.disclosure.counts import safely
from integrind.packaged import packaged_sample_data

SAMPLE = packaged_sample_data() / "community_survey.csv"
DESCRIPTION = """\
title: A made-up survey
missing: {refused: [-2], dont_know: [-1], not_asked: [-7], not_applicable: [-8]}
variables:
  age: {column: AGE, missing: {refused: -2}}
  economic_status: {column: ES, codes: {1: employee, 3: unemployed}, missing: {no_answer: -9}, weight: w}
"""


def shell(*arguments: object, cwd: Path | None = None) -> Done:
    return in_process.shell("explain", *arguments, cwd=cwd)


def rows_said(text: str) -> dict[str, str]:
    """The lines of the section Rows, what by number."""
    section = text[text.index("\nRows") :].replace("\nRows", "\n    ")
    return dict(re.findall(r"^ +([^:\n]+): (.+)$", section, re.MULTILINE))


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """80 answers, 3 refused, 12 don't know, 15 not asked, 20 too old, 4 whose age is refused."""
    rows = [("30", "1")] * 50 + [("30", "3")] * 30 + [("30", "-2")] * 3 + [("30", "-1")] * 12
    rows += [("30", "-7")] * 15 + [("70", "1")] * 20 + [("-2", "1")] * 4
    text = "AGE,ES,w\n" + "".join(f"{age},{status},1\n" for age, status in rows)
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    (tmp_path / "s.survey.yaml").write_text(DESCRIPTION, encoding="utf-8")
    return tmp_path


def test_small_counts_are_not_given_and_cannot_be_subtracted(survey: Path):
    done = shell("employment_rate", "s.csv", cwd=survey)
    assert (done.returncode, done.stderr) == (0, "")
    assert rows_said(done.stdout) == {
        "answered, the base": "69 to 85",
        "missing, refused": "fewer than 10",
        "missing, doesn't know": "12",
        "undecided whether eligible": "fewer than 10",
        "not asked": "15",
        "not eligible": "20",
    }
    assert "of 134 rows, whatever their weight" in done.stdout


def test_without_a_policy_every_count_is_given(survey: Path):
    said = rows_said(shell("employment_rate", "s.csv", "--policy", "none", cwd=survey).stdout)
    assert [said[what] for what in said] == ["80", "3", "12", "4", "15", "20"]


def test_columns_and_codes(survey: Path):
    text = " ".join(shell("employment_rate", "s.csv", cwd=survey).stdout.split())
    assert "A made-up survey" in text
    assert "age: column AGE. Missing: -2 = refused" in text
    assert "economic_status: column ES. Codes: 1 = employee, 3 = unemployed. Missing: " in text
    assert "-7 = not_asked" in text
    assert "-9 = no_answer. Weight: w" in text


def test_the_sample_survey_is_counted_again():
    """Oracle: csv and Counter, on a question without eligibility beyond age."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        codes = Counter(row["self_rated_health"] for row in csv.DictReader(file) if int(row["age"]) >= 16)
    said = rows_said(shell("good_health_rate", "--sample", "--policy", "none").stdout)
    assert said["answered, the base"] == f"{sum(codes[code] for code in '12345'):,}"
    assert said["missing, refused"] == f"{codes['-2']:,}"


def test_a_variable_made_of_others_names_them():
    text = " ".join(shell("host_citizenship_share", "--sample").stdout.split())
    assert 'foreign_born: computed, country_of_birth != "uk"' in text
    assert "country_of_birth: column country_of_birth. Codes: 1 = uk" in text


def test_what_is_not_there_is_said():
    done = shell("civic_activism", "--sample")
    assert done.returncode == 0
    assert "served_as_councillor: not in this survey" in done.stdout
    assert "can't be computed: the survey has no served_as_councillor" in done.stdout


def test_without_data_nothing_is_said_of_a_survey():
    done = shell("civic_activism")
    assert done.returncode == 0
    assert "\nRows" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("employment_rate", "none.csv"), 4, "none.csv"),
        (("employment_rate", "s.csv", "--sample"), 2, "name one survey file"),
        (("employment_rate", "s.csv", "--policy", "nonsense"), 2, "there is no such policy"),
        (("emploment_rate", "s.csv"), 2, "did you mean 'employment_rate'?"),
        (("good_health_rate", "t.csv"), 4, "self_rated_health"),
    ],
)
def test_what_goes_wrong_names_no_value(arguments: tuple[str, ...], code: int, message: str, survey: Path):
    (survey / "t.csv").write_text("age,self_rated_health\n40,canary-77\n", encoding="utf-8")
    done = shell(*arguments, cwd=survey)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "canary" not in done.stderr


@given(st.lists(st.integers(0, 60), min_size=1, max_size=7), st.sampled_from([0, 10, 30]))
def test_no_count_below_the_least_can_be_had_by_subtraction(counts: list[int], least: int):
    total = sum(counts)
    known = [_told(text, least, total) for text in safely(counts, least)]
    assert all(low <= count <= high for count, (low, high) in zip(counts, known, strict=True))
    if max(counts) < least:
        return  # nobody else to hide behind
    for at, (low, high) in enumerate(known):
        others = [it for other, it in enumerate(known) if other != at]
        least_of_it = max(low, total - sum(high for _, high in others))
        most_of_it = min(high, total - sum(low for low, _ in others))
        if 0 < counts[at] < least:
            assert most_of_it - least_of_it >= least - 2


def _told(text: str, least: int, total: int) -> tuple[int, int]:
    """The smallest and the largest count that a text leaves to somebody who knows the threshold."""
    if text == "none":
        return 0, 0
    if text == "not given":
        return 1, total
    if text.startswith("fewer than"):
        return 1, least - 1
    low, _, high = text.partition(" to ")
    return (max(int(low), least), int(high)) if high else (int(low), int(low))
