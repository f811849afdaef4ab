"""`init`: the draft loads without faults, says what can be known, and never takes the place of a file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import shell

from integrind.data.metadata import Metadata
from integrind.data.resemblance import resembling
from integrind.data.roles import role_of
from integrind.definitions.library import load_library
from integrind.definitions.surveys import load_survey
from integrind.inspection.columns import ColumnProfile, Content
from integrind.inspection.draft import draft
from integrind.inspection.weights import weights
from integrind.packaged import packaged_indicators, packaged_sample_data

LIBRARY = load_library([packaged_indicators()])
SAMPLES = packaged_sample_data()


def drafted(folder: Path, header: str, *rows: str) -> str:
    (folder / "s.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    done = shell("init", "s.csv", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert "s.survey.yaml: a draft" in done.stderr
    return (folder / "s.survey.yaml").read_text("utf-8")


@pytest.mark.parametrize("stem", ["community_survey", "acs2012"])
def test_drafts_of_the_sample_data_load_and_map_what_they_can(stem: str, tmp_path: Path):
    done = shell("init", str(SAMPLES / f"{stem}.csv"), "-o", "d.survey.yaml", "-q", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    survey = load_survey(tmp_path / "d.survey.yaml", LIBRARY.codebook)
    assert survey.variables["age"].column == "age"
    if stem == "acs2012":
        assert survey.variables["disability"].codes == {"no": "false", "yes": "true"}
        assert survey.design.weight is None
    else:
        assert (survey.design.weight, survey.design.strata, survey.design.psu) == ("weight", "stratum", "psu")
        assert "sex" not in survey.variables
        assert "usual_hours" not in survey.variables
        text = (tmp_path / "d.survey.yaml").read_text("utf-8")
        assert "#   codes: {1: VALUE, 2: VALUE}\n  #   # VALUE: female, male\n" in text


def test_a_draft_can_be_computed_from_at_once(tmp_path: Path):
    rows = [f"{20 + number % 40},{status}" for number, status in enumerate(["Employee", "unemployed"] * 30)]
    text = drafted(tmp_path, "AGE,EconomicStatus", *rows)
    assert "codes: {Employee: employee, unemployed: unemployed}" in text
    done = shell("compute", "s.csv", "--indicator", "employment_rate", "--format", "csv", cwd=tmp_path)
    assert done.returncode == 0
    assert next(csv.DictReader(done.stdout.splitlines()))["estimate"] == "0.5"


def test_what_may_be_no_number_is_left_to_a_person(tmp_path: Path):
    rows = [f"{number % 8 + 1},{number - 9},{'x' if number else 3}" for number in range(40)]
    text = drafted(tmp_path, "age,usual_hours,hourly_pay", *rows)
    assert "  # age: {column: age}" in text
    assert "only 8 different values" in text
    assert "some numbers are below 0" in text
    assert "not all of it is a number" in text
    assert not load_survey(tmp_path / "s.survey.yaml", LIBRARY.codebook).variables


def test_replicate_weights_are_named_and_their_method_is_asked_for(tmp_path: Path):
    header = ",".join(["PWGTP", "stratum", *(f"PWGTP{number}" for number in range(1, 81))])
    text = drafted(tmp_path, header, *[",".join(["5"] * 82)] * 12)
    assert '  # replicates: {columns: "PWGTP{1..80}", method: METHOD}' in text
    survey = load_survey(tmp_path / "s.survey.yaml", LIBRARY.codebook)
    assert (survey.design.weight, survey.design.strata) == ("PWGTP", None)


def test_a_description_that_is_there_stays(tmp_path: Path):
    (tmp_path / "s.csv").write_text("sex\n1\n", encoding="utf-8")
    (tmp_path / "s.survey.yaml").write_text("title: mine\n", encoding="utf-8")
    done = shell("init", "s.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (5, "")
    assert "is there already" in done.stderr
    assert (tmp_path / "s.survey.yaml").read_text("utf-8") == "title: mine\n"


def test_standard_input_needs_a_name(tmp_path: Path):
    done = shell("init", "-", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "-o" in done.stderr


def test_columns_go_to_one_variable_and_the_same_name_comes_first():
    found = resembling(["Age", "age_at_arival", "wave", "xyz"], ["age_at_arrival", "age", "waves"])
    assert found == {"age_at_arrival": "age_at_arival", "age": "Age", "waves": "wave"}
    assert resembling(["region"], ["religion"]) == {}


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ["weight", "psu", "stratum", "age", "sex", "tenure", "wave", "region", "true", "1", "a: b", "{", "#", "'"]
)
codes = st.lists(names, max_size=5, unique=True)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, codes, min_size=1, max_size=6), st.sampled_from(list(Content)))
def test_every_draft_loads(
    tmp_path_factory: pytest.TempPathFactory, file: dict[str, list[str]], what: Content
):
    columns = [
        ColumnProfile(name, what, len(found), 0, 100, tuple(found), below_zero=False, role=role_of(name))
        for name, found in file.items()
    ]
    assert LIBRARY.codebook is not None
    path = tmp_path_factory.mktemp("draft") / "s.survey.yaml"
    path.write_text(draft("s.csv", columns, LIBRARY.codebook.variables), encoding="utf-8")
    survey = load_survey(path, LIBRARY.codebook)
    for variable in survey.variables.values():
        assert variable.column in file
    assert survey.design.weight is None or survey.design.weight in file


def columns_of(rows: int = 100, **found: dict[str, object]) -> list[ColumnProfile]:
    """Columns of numbers without empty fields, each with what is different about it."""
    plain = {"content": Content.NUMBERS, "distinct": 50, "empty": 0, "rows": rows, "codes": ()}
    return [
        ColumnProfile(**{"name": name, **plain, "below_zero": False, "role": role_of(name), **other})
        for name, other in found.items()
    ]


@pytest.mark.parametrize(
    ("found", "weight"),
    [
        ({"wt": {}}, "wt"),
        ({"weight": {}, "height": {}}, None),
        ({"weight_kg": {}}, None),
        ({"dweight": {}, "pspwght": {}, "anweight": {}}, None),
        ({"weight_ftf": {"zero": 60}, "weight_full": {}}, "weight_full"),
        ({"weight_a": {"empty": 1}, "weight_b": {}}, "weight_b"),
        ({"wt": {"empty": 1}}, None),
        ({"wt": {"below_zero": True}}, None),
        ({"wt": {"content": Content.TEXT}}, None),
        ({"hhweight": {}}, None),
        ({"WGTP": {}, "PWGTP": {}}, "PWGTP"),
    ],
)
def test_a_weight_is_taken_where_nothing_speaks_against_it(found: dict, weight: str | None):
    columns = columns_of(**found)
    taken, said = weights(columns)
    assert (None if taken is None else taken.name) == weight
    assert all(said.values())
    text = draft("s.csv", columns, {})
    assert [line.split()[1] for line in text.splitlines() if line.startswith("  weight:")] == (
        [weight] if weight else []
    )
    assert all(name in text for name in said)


def test_what_a_file_says_of_its_design_is_proposed_with_its_origin():
    said = Metadata(weight="w1", design={"wvar": "w2", "strata1": "s", "singleunit": "centered"})
    text = draft("s.sav", columns_of(age={}), {}, said)
    assert "  # weight: w1  # SPSS weighs by it: the file says so" in text
    assert "  # weight: w2  # svyset of Stata" in text
    assert "  # strata: s  # svyset of Stata" in text
    assert "  # lonely_psu: adjust  # svyset of Stata, singleunit(centered)" in text


def test_names_that_one_family_of_surveys_has_are_used_and_others_suggested():
    assert LIBRARY.codebook is not None
    few = {"content": Content.NUMBERS, "distinct": 2, "codes": ("1", "2")}
    columns = columns_of(agea={}, gndr=few, SEX=few, brncntr=few, TEN=few, NATIVITY=few, hinctnta={})
    text = draft("s.csv", columns, LIBRARY.codebook.variables, indicators=LIBRARY.indicators)
    assert "  age: {column: agea, missing: {no_answer: [999]}}" in text
    assert "    column: gndr\n    codes: {1: male, 2: female}\n    missing: {no_answer: [9]}" in text
    assert "\nby: [foreign_born]\n" in text
    assert "  #   column: TEN\n  #   codes: {1: owned_with_mortgage, 2: owned_outright}" in text
    assert "  # # 1 is with a mortgage in the ACS, outright in most others" in text
    assert "#   1. tenure: " in text
    assert "#   hinctnta: a decile, not an income" in text
    assert "SEX" not in text


@pytest.mark.parametrize(
    ("name", "found", "doubt"),
    [
        ("age", {"whole": False}, "some have fractions: are they years?"),
        ("trust_in_people", {"distinct": 3, "codes": ("0", "10", "77")}, "codes beside a score 0-10"),
        ("Q262", {}, "a question's number alone"),
    ],
)
def test_numbers_that_may_be_something_else_are_left_to_a_person(name: str, found: dict, doubt: str):
    assert LIBRARY.codebook is not None
    text = draft("s.csv", columns_of(**{name: found}), LIBRARY.codebook.variables)
    assert doubt in text
    assert "\nvariables:" not in text


def test_labels_of_a_file_are_used_and_its_missing_answers_only_suggested():
    assert LIBRARY.codebook is not None
    few = {"content": Content.NUMBERS, "distinct": 2, "codes": ("1", "2")}
    told = Metadata(
        labels={"q1": "Sex", "q2": "Citizenship"},
        values={
            "q1": {"1": "Female", "2": "Male"},
            "q2": {"1": "National", "2": "-2. Refused"},
            "sex": {"1": "Female", "2": "Male"},
        },
    )
    text = draft("s.sav", columns_of(q1=few, q2=few), LIBRARY.codebook.variables, told)
    assert "    column: q1\n    codes: {1: female, 2: male}" in text
    assert "#   missing: {refused: [2]}" in text
    assert "are the codes under missing no answers" in text
    named = {"SEX": few}
    other = Metadata(values={"SEX": {"1": "Female", "2": "Male"}})
    text = draft("s.sav", columns_of(**named), LIBRARY.codebook.variables, other)
    assert "codes: {1: female, 2: male}" in text


def test_codes_that_few_rows_hold_are_asked_about_where_the_file_has_labels_of_them():
    """Else whoever fills the draft in is told of them once the table is to be computed."""
    assert LIBRARY.codebook is not None
    some = {"content": Content.NUMBERS, "distinct": 3, "codes": ("1", "2")}
    told = Metadata(values={"tenure": {"1": "Own", "2": "Rented privately", "3": "Lives rent-free"}})
    text = draft("s.sav", columns_of(tenure=some), LIBRARY.codebook.variables, told)
    assert "codes: {1: VALUE, 2: private_rented, 3: rent_free}" in text
    every = {**some, "distinct": 2}
    text = draft("s.sav", columns_of(tenure=every), LIBRARY.codebook.variables, told)
    assert "codes: {1: VALUE, 2: private_rented}" in text
