"""Survey descriptions: their variables against each other and the codebook."""

from pathlib import Path

import pytest

from integrind.definitions.codebook import Codebook
from integrind.definitions.design import Replicates
from integrind.definitions.library import load_library
from integrind.definitions.survey import Survey, SurveyVariable
from integrind.definitions.surveys import load_survey
from integrind.errors import DefinitionError
from integrind.packaged import packaged_indicators, packaged_sample_data
from integrind.vocabulary import ReplicateMethod

CODEBOOK = Codebook.model_validate_json(
    """{"variables": {
    "age": {"title": "Age", "type": "number"},
    "lonely": {"title": "Lonely", "type": "boolean"},
    "sex": {"title": "Sex", "type": "category", "values": {"female": "Female", "male": "Male"}}
    }}"""
)


@pytest.fixture
def survey_file(tmp_path: Path) -> Path:
    return tmp_path / "data.survey.yaml"


def load(file: Path, variables: str, codebook: Codebook | None = CODEBOOK) -> Survey:
    file.write_text(f"title: A survey\n{variables}", encoding="utf-8")
    return load_survey(file, codebook)


def codes(file: Path, variables: str, codebook: Codebook | None = CODEBOOK) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load(file, variables, codebook)
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize(
    "file", sorted(packaged_sample_data().glob("*.survey.yaml")), ids=lambda file: file.name
)
def test_the_packaged_descriptions_are_right(file: Path):
    assert load_survey(file, load_library([packaged_indicators()]).codebook).title


@pytest.mark.parametrize(
    "variables",
    [
        "variables:\n  sex: {column: S, codes: {1: female, 2: male}}\n",
        "variables:\n  lonely: {column: L, codes: {1: true, 2: false, 3: TRUE}}\n",
        "variables:\n  own: {column: O, codes: {1: anything, 2: else}}\n  has: {expression: own == 'else'}\n",
        # in any order, and a variable that the codebook has and the description hasn't
        "variables:\n  old: {expression: very > 1}\n  very: {expression: age / 10}\n",
        "variables:\n  band: {from: age, bands: [16, 25]}\n  young: {expression: band == '16-24'}\n",
        # what a column is that nobody describes is known from the data
        "variables:\n  own: {column: O}\n  twice: {expression: own * 2}\n  band: {from: own, bands: [1]}\n",
        "comparison_sample: lonely or age > 3\n",
        # a description's own missing codes stand instead of the file's
        "missing: {refused: 9}\nvariables:\n  sex: {column: S, codes: {1: female, 9: male}}\n",
    ],
)
def test_descriptions_that_are_right(survey_file: Path, variables: str):
    assert load(survey_file, variables).title == "A survey"


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ("comparison_sample: age\n", ["E110"]),
        ("comparison_sample: a ==\n", ["E011"]),
        ("variables:\n  old: {expression: aeg > 60}\n", ["E101"]),
        ("variables:\n  own: {column: O, codes: {1: yes}}\n  has: {expression: own == 'no'}\n", ["E103"]),
        ("variables:\n  own: {column: O, type: number}\n  has: {expression: own == 'no'}\n", ["E102"]),
        ("variables:\n  sex: {expression: lonely}\n", ["S021"]),
        ("variables:\n  own: {expression: age > 3, type: category}\n", ["S021"]),
        ("variables:\n  own: {from: age, bands: [1], type: number}\n", ["S021"]),
        ("variables:\n  age: {column: A, type: boolean, codes: {1: true}}\n", ["S021", "S028"]),
        # a cycle is one fault, where it closes, and what hangs on it is none
        (
            "variables:\n  a: {expression: b + 1}\n  b: {expression: c + 1}\n  c: {expression: a + 1}\n",
            ["S025"],
        ),
        ("variables:\n  a: {expression: a + 1}\n  d: {expression: a > 1}\n", ["S025"]),
        # a faulty variable is reported once, not in each that uses it
        (
            "variables:\n  a: {expression: age + sex}\n  b: {expression: a > 1}\n  c: {expression: b}\n",
            ["E105"],
        ),
    ],
)
def test_descriptions_with_faults(survey_file: Path, variables: str, found: list[str]):
    assert codes(survey_file, variables) == found


def test_a_value_that_another_variable_brings_in_is_seen(survey_file: Path):
    text = (
        "variables:\n  own: {column: O, codes: {1: female, 2: other}}\n"
        "  sex: {expression: 'own if age > 3 else \"male\"'}\n"
    )
    assert codes(survey_file, text) == ["S022"]


def test_without_a_codebook_only_the_description_counts(survey_file: Path):
    text = "variables:\n  sex: {column: S, codes: {1: w, 2: m}}\n  woman: {expression: sex == 'w'}\n"
    assert load(survey_file, text, None).title
    assert codes(survey_file, "variables:\n  old: {expression: age > 60}\n", None) == ["E101"]


def test_every_fault_is_found_at_once(survey_file: Path):
    text = (
        "comparison_sample: nobody == 1\nvariables:\n  sex: {column: S, codes: {1: femal, 2: mal}}\n"
        "  old: {expression: aeg > 60}\n  age_band: {from: sex, bands: [1]}\n"
    )
    assert codes(survey_file, text) == ["E101", "S022", "S022", "E101", "S024"]


# What the models spell out


@pytest.mark.parametrize(
    ("limits", "labels"),
    [
        ((16.0, 25.0, 35.0, 50.0, 65.0), ("16-24", "25-34", "35-49", "50-64", "65+")),
        ((16.0, 17.0, 18.0), ("16", "17", "18+")),
        ((0.0, 0.5, 2.0), ("0-<0.5", "0.5-<2", "2+")),
        ((0.0,), ("0+",)),
    ],
)
def test_labels_of_bands(limits: tuple[float, ...], labels: tuple[str, ...]):
    assert SurveyVariable.model_validate({"from": "age", "bands": limits}).band_labels == labels


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ("repw{1..3}", ("repw1", "repw2", "repw3")),
        ("w{08..10}x", ("w08x", "w09x", "w10x")),
        ("single", ("single",)),
        (("a", "b"), ("a", "b")),
    ],
)
def test_names_of_replicates(columns: str | tuple[str, ...], names: tuple[str, ...]):
    assert Replicates(columns=columns, method=ReplicateMethod.SDR).names == names
