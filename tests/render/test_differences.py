"""What the last screen says of areas and waves, counted again row by row; each number with its ±."""

from __future__ import annotations

import re

import pytest

from integrind import pipeline
from integrind.answer.differences import Differences, Ranked, differences_of
from integrind.formats import Format
from integrind.packaged import packaged_sample_data
from integrind.render import render
from integrind.render.publication import Appearance
from integrind.request import Request
from integrind.results import Results
from integrind.vocabulary import UNCLEAR
from render.samples import by_birth, results, waves

SAMPLE = str(packaged_sample_data() / "community_survey.csv")
ONE = Request(SAMPLE, only=("employment_rate", "median_hourly_pay"), by=("sex", "country_of_birth"))
NUMBER = r"[-+]?\d[\d,.]*"


@pytest.fixture(scope="module")
def areas() -> Results:
    return pipeline.compare(Request(**{**vars(ONE), "area": "region"}))


@pytest.fixture(scope="module")
def moved() -> Results:
    return pipeline.trend(Request(**{**vars(ONE), "wave": "wave"}))


@pytest.fixture(params=["areas", "moved"])
def made(request: pytest.FixtureRequest) -> Results:
    found: Results = request.getfixturevalue(request.param)
    return found


def said(made: Results) -> Differences:
    found = differences_of(made)
    assert found is not None
    return found


def page(made: Results, width: int | None, *, brief: bool = True) -> str:
    return render(made, Format.TABLE, Appearance(width=width, brief=brief)).decode()


def sizes(ranked: Ranked, size: str, error: str) -> list[float]:
    return [abs(row[size] / row[error]) for row in ranked.clear.to_dicts()]


def test_what_is_clear_is_clear_in_its_row(made: Results):
    found = said(made)
    rows = [it for it in made.frame.to_dicts() if it["status"] == "ok" and it["quantity"] != "level"]
    apart = [it for it in rows if it["ci_low"] is not None and it["ci_low"] * it["ci_high"] > 0]
    gaps = [it for it in rows if it["finding"]]
    for ranked, its in (
        (found.everyone, [it for it in apart if it["group"] is None]),
        (found.groups, [it for it in apart if it["group"]]),
        (found.gaps, [it for it in gaps if it["finding"] not in UNCLEAR]),
    ):
        assert sorted(map(str, ranked.clear.to_dicts())) == sorted(map(str, its))
    assert found.gaps.tested == len(gaps)
    assert found.everyone.tested + found.groups.tested == len([it for it in rows if it["ci_low"] is not None])


def test_the_clearest_come_first(made: Results):
    found = said(made)
    for ranked, size, error in (
        (found.everyone, "estimate", "se"),
        (found.gaps, "gap", "gap_se"),
        (found.groups, "estimate", "se"),
    ):
        order = sizes(ranked, size, error)
        assert order == sorted(order, reverse=True)


@pytest.mark.parametrize("width", [None, 40, 80, 120])
def test_it_fits_and_says_how_much_it_leaves_out(made: Results, width: int | None):
    text = page(made, width)
    assert max(map(len, text.splitlines())) <= (width or 80)
    assert len(text.splitlines()) <= 40 or width == 40
    assert f"All {made.frame.height} rows: -o results.csv; as tables: --format table." in " ".join(
        text.split()
    )
    found = said(made)
    for ranked in (found.everyone, found.gaps, found.groups):
        assert f"{ranked.clear.height} of {ranked.tested} clear" in " ".join(text.split())


@pytest.mark.parametrize("width", [60, 80, 120, 200, None])
@pytest.mark.parametrize("brief", [True, False])
def test_each_change_has_its_uncertainty_beside_it(made: Results, width: int | None, *, brief: bool):
    """Whatever begins with a sign of its own is followed by its margin."""
    numbers = re.findall(rf"(?<=\s)[-+]\d[\d,.]*(?:\s+±{NUMBER})?", page(made, width, brief=brief))
    assert numbers
    assert [it for it in numbers if "±" not in it] == []


@pytest.mark.parametrize("form", [Format.MARKDOWN, Format.HTML])
def test_so_has_each_in_files_for_people(made: Results, form: Format):
    text = re.sub(r"<[^>]+>|\\|\|", " ", render(made, form).decode())
    numbers = re.findall(rf"(?<=\s)[-+]\d[\d,.]*(?:\s+±{NUMBER})?", text)
    assert numbers
    assert [it for it in numbers if "±" not in it] == []


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_name_is_shortened_and_its_wave_is_not(width: int):
    """With the waves of the sample, `Juniper Coast 2024` is wider than its column."""
    text = page(pipeline.compare(Request(**{**vars(ONE), "area": "region", "wave": "wave"})), width)
    lists = text[text.index("Everyone") : text.index("Not counted")]
    found = re.findall(r"^(?!Everyone|Gaps|Groups)\S.*", lists, re.MULTILINE)
    assert any(it.startswith("Juniper") for it in found)
    assert [it for it in found if not re.match(r"[A-Z][a-z]+( Coast|…)? (2022|2024)\b", it)] == []


def test_a_table_of_levels_is_none_of_differences():
    assert differences_of(results(by_birth())) is None


def test_a_gap_that_moved_says_how():
    text = page(waves(), 100)
    assert "Gaps from the population, change from 2019 to 2024" in text
    assert "closing" in text
    assert "no clear change" not in text
