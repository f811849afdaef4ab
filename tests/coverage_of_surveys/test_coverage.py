"""What a survey can speak to: counted again from the definitions, and properties that must always hold."""

from __future__ import annotations

from functools import cache
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrind.coverages import COLUMNS, Coverage, cover
from integrind.coverages.reach import Reach, next_steps
from integrind.data.roles import ColumnRole, replicate_pattern, role_of, roles_of
from integrind.definitions.frameworks import HomeOfficeDomain
from integrind.definitions.library import Library, load_library
from integrind.definitions.survey import Survey
from integrind.opening.selection import names_of
from integrind.packaged import packaged_indicators
from integrind.vocabulary import Answer, AskedOf, Dimension, Role


@cache
def library() -> Library:
    return load_library([packaged_indicators()])


def variables() -> list[str]:
    return sorted({name for it in library().indicators for name in names_of(it)})


def covered(*available: str, survey: Survey | None = None) -> Coverage:
    book = library().codebook
    return cover(library().indicators, survey or Survey(title="A survey"), frozenset(available), book, {})


def answers(*available: str, survey: Survey | None = None) -> dict[str, tuple[Answer, str]]:
    found = covered(*available, survey=survey).questions
    return {it.item: (it.answer, it.said) for it in found}


some = st.lists(st.sampled_from(variables()), unique=True)
few = settings(max_examples=12, deadline=None)


@few
@given(some)
def test_every_indicator_is_computable_or_not_and_in_one_dimension(available: list[str]):
    found = covered(*available)
    can, cannot = [it.id for it in found.reach.computable], found.reach.not_computable
    assert sorted([*can, *cannot]) == sorted(library().by_id)
    of_dimensions = [it.id for topic in found.dimensions for it in topic.reach.indicators]
    assert of_dimensions == [it.id for it in library().indicators]
    assert can == [it.id for it in library().indicators if set(names_of(it)) <= set(available)]


@few
@given(some, st.sampled_from(variables()))
def test_one_variable_more_never_makes_less_computable(available: list[str], more: str):
    before = {it.id for it in covered(*available).reach.computable}
    assert before <= {it.id for it in covered(*available, more).reach.computable}


@few
@given(some)
def test_the_steps_together_unlock_everything_once_and_keep_what_they_promise(available: list[str]):
    reach = Reach.of(library().indicators, frozenset(available), Survey(title="A survey"), None)
    steps = next_steps(reach)
    unlocked = [id_ for step in steps for id_ in step.unlocks]
    assert sorted(unlocked) == sorted(reach.not_computable)
    have: set[str] = set()
    for step in steps:
        assert not have & set(step.variables)
        open_before = {id_ for id_, names in reach.lacking_by_id.items() if not set(names) <= have}
        have |= set(step.variables)
        open_after = {id_ for id_, names in reach.lacking_by_id.items() if not set(names) <= have}
        assert open_before - open_after == set(step.unlocks) != set()


@few
@given(some)
def test_the_table_counts_what_it_names(available: list[str]):
    frame = covered(*available).frame
    assert dict(frame.schema) == COLUMNS
    for row in frame.iter_rows(named=True):
        assert row["indicators"] == row["computable"] + len(row["not_computable"])
        if row["part"] not in {"question", "next"}:
            assert (row["answer"] == "yes") == (not row["lacking"] and row["indicators"] > 0)
    rows = frame.filter(frame["part"] == "indicator")
    assert rows["item"].to_list() == [it.id for it in library().indicators]


def test_the_step_that_unlocks_most_for_each_variable_comes_first():
    first = next_steps(Reach.of(library().indicators, frozenset(), Survey(title="A survey"), None))[0]
    alone: dict[str, int] = {}
    for it in library().indicators:
        if len(names_of(it)) == 1:
            alone[names_of(it)[0]] = alone.get(names_of(it)[0], 0) + 1
    assert len(first.unlocks) / len(first.variables) >= max(alone.values())


def test_every_domain_of_the_home_office_is_there_even_where_nothing_is_asked_about_it():
    only = [it for it in library().indicators if it.dimension is Dimension.SOCIAL]
    found = cover(only, Survey(title="A survey"), frozenset(), library().codebook, {})
    home_office = found.frameworks[0]
    assert tuple(it.item for it in home_office.domains) == get_args(HomeOfficeDomain)
    by_domain = {it.item: it.reach.answer for it in home_office.domains}
    assert by_domain["digital_skills"] is Answer.NO_INDICATOR
    assert by_domain["bonds"] is Answer.NO


def test_nothing_available_answers_no():
    found = answers()
    assert {item for item, (answer, _) in found.items() if answer is not Answer.NO} == {"everybody"}
    assert found["everybody"][0] is Answer.NO_INDICATOR
    assert "none" in found["left_out"][1]


def test_everything_available_is_untouched_nowhere():
    found = answers(*variables(), "country_of_birth", "years_since_arrival")
    assert found["left_out"] == (Answer.YES, "Untouched: 0 of 5 dimensions, 0 of 67 domains.")
    assert {found[item][0] for item in ("both_sides", "effectors", "described", "newcomers")} == {Answer.YES}
    everyone = sum(it.asked_of is AskedOf.EVERYONE for it in library().indicators)
    assert f"everyone is asked for {everyone} indicators" in found["everybody"][1]
    effectors = sum(it.role is not Role.OUTCOME for it in library().indicators)
    assert found["effectors"][1].startswith(f"{effectors} of {effectors} indicators")


def test_questions_of_one_group_alone_are_not_asked_of_everybody():
    only = [it for it in library().indicators if it.asked_of is AskedOf.GROUP_ONLY]
    found = cover(only, Survey(title="A survey"), frozenset(variables()), library().codebook, {})
    by_item = {it.item: it.answer for it in found.questions}
    assert by_item["everybody"] is Answer.NO
    assert by_item["compared"] is Answer.NO


@pytest.mark.parametrize(
    ("available", "answer"),
    [
        (("country_of_birth", "years_since_arrival"), Answer.YES),
        (("citizenship",), Answer.PARTLY),
        (("ethnic_group",), Answer.PARTLY),
        (("years_since_arrival",), Answer.NO),
    ],
)
def test_newcomers(available: tuple[str, ...], answer: Answer):
    assert answers(*available)["newcomers"][0] is answer


def test_shared_questions_need_a_comparison_sample():
    names = ("country_of_birth", *variables())
    described = Survey.model_validate({"title": "A survey", "comparison_sample": "sex == 'male'"})
    assert answers(*names)["compared"][0] is Answer.PARTLY
    assert answers(*names, survey=described)["compared"][0] is Answer.YES


@pytest.mark.parametrize(
    ("available", "described", "process", "areas"),
    [
        ((), {}, Answer.NO, Answer.NO),
        (("wave",), {}, Answer.YES, Answer.NO),
        (("year", "PUMA"), {}, Answer.PARTLY, Answer.PARTLY),
        (("year", "lad"), {"wave": "year", "area": "lad"}, Answer.YES, Answer.YES),
        ((), {"wave": "year", "area": "lad"}, Answer.NO, Answer.NO),
        (("region",), {"variables": {"region": {"column": "R"}}}, Answer.NO, Answer.YES),
        (("satisfaction_with_area",), {}, Answer.NO, Answer.NO),
    ],
)
def test_waves_and_areas(
    available: tuple[str, ...], described: dict[str, object], process: Answer, areas: Answer
):
    found = answers(*available, survey=Survey.model_validate({"title": "A survey", **described}))
    assert found["process"][0] is process
    assert found["areas"][0] is areas


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("weight", ColumnRole.WEIGHT),
        ("PWGTP", ColumnRole.WEIGHT),
        ("wt_selfcompletion", ColumnRole.WEIGHT),
        ("stratum", ColumnRole.STRATUM),
        ("SDMVSTRA", ColumnRole.STRATUM),
        ("sdmvpsu", ColumnRole.PSU),
        ("local_area", ColumnRole.AREA),
        ("PUMA", ColumnRole.AREA),
        ("year", ColumnRole.WAVE),
        ("Person ID", ColumnRole.PERSON),
        ("SERIALNO", ColumnRole.HOUSEHOLD),
        ("year_of_birth", None),
        ("household_size", None),
        ("warehouse", None),
        ("sex", None),
    ],
)
def test_roles_by_name(name: str, role: ColumnRole | None):
    assert role_of(name) is role


def test_replicate_weights_are_a_run_of_numbers():
    columns = ["PWGTP", *(f"PWGTP{number}" for number in range(1, 81)), "age"]
    assert replicate_pattern(columns) == "PWGTP{1..80}"
    assert roles_of(columns)["PWGTP"] is ColumnRole.WEIGHT
    assert roles_of(columns)["PWGTP7"] is ColumnRole.REPLICATE_WEIGHT
    assert replicate_pattern([f"rw{number:02d}" for number in range(1, 21)]) is None
    assert replicate_pattern([f"repw{number:02d}" for number in range(1, 21)]) == "repw{01..20}"
    assert replicate_pattern([f"PWGTP{number}" for number in range(2, 82)]) is None
