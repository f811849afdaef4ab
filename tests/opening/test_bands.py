"""Ages known in bands, from the description to the table. Oracle: the same file with an age of each band."""

from pathlib import Path

import pytest

import integrind
from integrind.errors import DataError, UsageError

BANDS = {1: "under 16", 2: "16-24", 3: "25-34", 4: "35-64", 5: "65+"}
AGE_OF_BAND = {1: 15, 2: 20, 3: 25, 4: 64, 5: 90}
ROWS = [(band, status, born) for band in (*BANDS, -9) for status in (1, 2, 3) for born in (1, 2)] * 7
SURVEY = """\
title: T
missing: {{no_answer: [-9]}}
variables:
  age: {age}
  age_group: {{from: age, bands: [16, 25, 65]}}
  economic_status: {{column: eco, codes: {{1: employee, 2: unemployed, 3: inactive}}}}
  tenure: {{column: eco, codes: {{1: owned_outright, 2: rented, 3: rented}}}}
  grown_up: {{expression: age >= 16}}
  eighteen: {{expression: age >= 18}}
"""


def table(folder: Path, age: str, ages: dict[int, int], **options: object):
    folder.mkdir(exist_ok=True)
    rows = "".join(f"{ages.get(band, band)},{status},{born}\n" for band, status, born in ROWS)
    (folder / "d.csv").write_text(f"A,eco,born\n{rows}")
    (folder / "d.survey.yaml").write_text(SURVEY.format(age=age))
    return integrind.compute(folder / "d.csv", policy="none", **options).frame


def in_bands(folder: Path, **options: object):
    age = "{column: A, bands: {" + ", ".join(f"{code}: {band}" for code, band in BANDS.items()) + "}}"
    return table(folder, age, {}, **options)


@pytest.mark.parametrize("options", [{"by": ["born"]}, {"by": ["age_group"]}, {"where": "grown_up"}])
def test_what_is_decided_is_what_any_age_of_each_band_gives(tmp_path: Path, options: dict[str, object]):
    only = ["employment_rate", "activity_rate", "unemployment_rate"]
    found = in_bands(tmp_path / "bands", indicator=only, **options)
    known = "{column: A, missing: {no_answer: -9}}"
    assert found.equals(table(tmp_path / "ages", known, AGE_OF_BAND, indicator=only, **options))
    assert (found["status"] == "ok").any()


def test_the_bands_are_the_groups(tmp_path: Path):
    found = in_bands(tmp_path, by=["age"], indicator=["unemployment_rate"])
    assert found["group"].to_list() == [None, *BANDS.values()]


def test_what_a_band_leaves_open_is_not_available(tmp_path: Path):
    found = in_bands(tmp_path)
    reason = dict(zip(found["indicator"], found["notes"], strict=True))["home_ownership_rate"]
    assert reason == "age is known in bands only, and a band would have to begin at 18"
    with pytest.raises(DataError, match="home_ownership_rate can't be computed: age is known in bands only"):
        in_bands(tmp_path, indicator=["home_ownership_rate"])
    with pytest.raises(UsageError, match="E113: age is known in bands only"):
        in_bands(tmp_path, where="age >= 18")


def test_adults_are_at_least_18(tmp_path: Path):
    found = table(tmp_path, "{at_least: 18}", {}, where="A != 1")
    status = dict(zip(found["indicator"], found["status"], strict=True))
    assert (status["home_ownership_rate"], status["employment_rate"]) == ("ok", "not_available")
