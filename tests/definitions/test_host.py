"""Titles, labels and units follow the host country that a description names. Oracle: words written out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from integrind.cli import app
from integrind.definitions.host import Host, called, unit_of
from integrind.definitions.library import Library, load_library
from integrind.packaged import packaged_indicators

NORWAY = Host(country="Norway", language="Norwegian", nationality="Norwegian", currency="NOK")
UK = Host(country="the UK", language="English", nationality="British", currency="GBP")
OF_THE_UK = ("British", "Britain", "English", "UK")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library([packaged_indicators()])


def titles(library: Library, host: Host | None) -> dict[str, str]:
    return {it.id: it.title for it in library.at(host).indicators}


@pytest.mark.parametrize("host", [None, NORWAY, Host(country="Norway")])
def test_no_title_names_the_uk_elsewhere(library: Library, host: Host | None):
    assert not [it for it in titles(library, host).values() if any(word in it for word in OF_THE_UK)]


def test_titles_take_the_words_of_the_host(library: Library):
    found = titles(library, NORWAY)
    assert found["english_proficient_share"] == "Proficient in Norwegian"
    assert found["belong_to_britain"] == "Feels they belong to Norway"
    assert found["british_national_identity"] == "Norwegian national identity"


def test_the_uk_keeps_its_own_names(library: Library):
    found = titles(library, UK)
    assert found["belong_to_britain"] == "Feels they belong to Britain"
    assert found["any_uk_national_identity"] == "Has a UK national identity"
    assert found["english_proficient_share"] == "Proficient in English"


def test_titles_stay_apart_and_short_enough(library: Library):
    for host in (None, NORWAY, UK):
        found = list(titles(library, host).values())
        assert len(set(found)) == len(found)
        assert max(map(len, found)) <= 80


def test_labels_and_units_follow(library: Library):
    hosted = library.at(NORWAY)
    assert hosted.codebook is not None
    assert (hosted.codebook.variables["country_of_birth"].values or {})["uk"] == "Born in Norway"
    assert hosted.by_id["median_hourly_pay"].unit == "NOK"
    assert library.by_id["median_hourly_pay"].unit == "currency"


def test_what_a_host_does_not_say_leaves_the_neutral_title():
    names = {"other": "Speaks {language}", "the UK": "Speaks English"}
    assert called("Speaks it", names, None) == "Speaks it"
    assert called("Speaks it", names, Host(country="Norway")) == "Speaks it"
    assert called("Speaks it", names, NORWAY) == "Speaks Norwegian"
    assert called("Speaks it", names, Host(country="the UK")) == "Speaks English"
    assert unit_of("currency per hour", NORWAY) == "NOK per hour"
    assert unit_of("currency", Host(country="Norway")) == "currency"


def test_results_have_the_words_of_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text("age,l,p\n30,1,200\n40,2,300\n50,1,250\n", encoding="utf-8")
    (tmp_path / "s.survey.yaml").write_text(
        "title: Survey\nhost: {country: Norway, language: Norwegian, currency: NOK}\nvariables:\n"
        "  age: {column: age}\n  hourly_pay: {column: p}\n"
        "  economic_status: {column: l, codes: {1: employee, 2: self_employed}}\n"
        "  main_language: {column: l, codes: {1: english, 2: other_language}}\n"
        "  english_proficiency: {column: l, codes: {1: very_well, 2: not_well}}\n",
        encoding="utf-8",
    )
    ids = ("--indicator", "english_proficient_share", "--indicator", "median_hourly_pay")
    done = CliRunner().invoke(app, ["compute", "s.csv", *ids, "--policy", "none", "--format", "csv"])
    assert done.exit_code == 0, done.output
    rows = pl.read_csv(done.stdout.encode())
    assert rows["title"].to_list() == ["Median gross hourly pay", "Proficient in Norwegian"]
    assert rows["unit"].to_list() == ["NOK", "percent"]
