"""Oracle: what each code means, by hand, as the survey description says it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from integrind.data import columns
from integrind.errors import DataError, DefinitionError, IntegrindError
from integrind.expressions import Variable

from .build import build, column, seen


def refusal(folder: Path, name: str, data: str, survey: str = "", *, show_values: bool = False) -> str:
    with pytest.raises(DataError) as caught:
        build(folder, data, survey, show_values=show_values).get(name)
    return str(caught.value).removeprefix(f"{folder}/data.csv: ")


class TestCategories:
    def test_codes_are_text(self, tmp_path: Path):
        survey = "variables: {region: {column: gor, codes: {'001': north, 1: south, '01': east}}}"
        variables = build(tmp_path, column("gor", "001", "1", "01"), survey)
        assert seen(variables, "region") == ["north", "south", "east"]

    def test_a_column_in_the_words_of_the_codebook_needs_no_description(self, tmp_path: Path):
        variables = build(tmp_path, column("sex", "female", "male", "", "  "))
        assert seen(variables, "sex") == ["female", "male", "<no_answer>", "<no_answer>"]
        assert variables.get("sex").variable == Variable("category", ("female", "male"))

    def test_several_codes_may_mean_one_value(self, tmp_path: Path):
        survey = "variables: {birth: {column: cob, codes: {1: uk, 2: uk, 3: eu}}}"
        assert seen(build(tmp_path, column("cob", 1, 2, 3), survey), "birth") == ["uk", "uk", "eu"]

    def test_missing_codes_of_the_survey(self, tmp_path: Path):
        survey = """
            missing: {not_applicable: [-8], not_asked: [-7], refused: [-2], dont_know: [-1], no_answer: [-9]}
            variables: {sex: {column: sex, codes: {1: male}}}
        """
        found = seen(build(tmp_path, column("sex", 1, -8, -7, -2, -1, -9, ""), survey), "sex")
        kinds = ["not_applicable", "not_asked", "refused", "dont_know", "no_answer", "no_answer"]
        assert found == ["male", *(f"<{kind}>" for kind in kinds)]

    def test_a_variable_says_otherwise_code_by_code(self, tmp_path: Path):
        survey = """
            missing: {refused: [-2], dont_know: [-1, ""]}
            variables: {sex: {column: sex, codes: {1: male, -2: female}, missing: {not_asked: ["", 7]}}}
        """
        found = seen(build(tmp_path, column("sex", 1, -2, "", 7, -1), survey), "sex")
        assert found == ["male", "female", "<not_asked>", "<not_asked>", "<dont_know>"]

    def test_a_known_value_is_no_missing_code_of_the_survey(self, tmp_path: Path):
        survey = "missing: {refused: [uk, '-1']}"
        assert seen(build(tmp_path, column("birth", "uk", -1), survey), "birth") == ["uk", "<refused>"]

    def test_a_variable_may_call_a_known_value_missing(self, tmp_path: Path):
        survey = "variables: {birth: {column: birth, missing: {dont_know: [uk]}}}"
        assert seen(build(tmp_path, column("birth", "uk", "eu"), survey), "birth") == ["<dont_know>", "eu"]

    def test_with_codes_a_value_no_longer_stands_for_itself(self, tmp_path: Path):
        survey = "variables: {sex: {column: sex, codes: {1: male}}}"
        assert "1 code in 1 row" in refusal(tmp_path, "sex", column("sex", 1, "male"), survey)

    def test_a_category_without_known_values_takes_every_code(self, tmp_path: Path):
        survey = "missing: {refused: [-2]}\nvariables: {district: {column: lad, type: category}}"
        variables = build(tmp_path, column("lad", "E06", 7, -2, ""), survey)
        assert seen(variables, "district") == ["E06", "7", "<refused>", "<no_answer>"]
        assert variables.get("district").variable == Variable("category")

    def test_booleans(self, tmp_path: Path):
        survey = """
            missing: {refused: [-2]}
            variables: {works: {column: works, type: boolean, codes: {1: true, 2: false}}}
        """
        variables = build(tmp_path, column("works", 1, 2, -2), survey)
        assert seen(variables, "works") == [True, False, "<refused>"]
        variables = build(tmp_path, column("employed", "true", "false", ""))
        assert seen(variables, "employed") == [True, False, "<no_answer>"]


class TestUndescribedCodes:
    def test_are_counted_and_not_named(self, tmp_path: Path):
        data = column("sex", "female", "xyz", "xyz", "abc")
        assert refusal(tmp_path, "sex", data) == (
            "column 'sex': neither described nor missing: 2 codes in 3 rows\n"
            "  describe them under variables: sex: codes or missing; --show-values names them here"
        )

    def test_are_named_where_values_may_be_shown(self, tmp_path: Path):
        data = column("sex", "female", "xyz", "xyz", "abc")
        assert refusal(tmp_path, "sex", data, show_values=True) == (
            "column 'sex': neither described nor missing: 2 codes in 3 rows: 'abc', 'xyz'\n"
            "  describe them under variables: sex: codes or missing"
        )
        many = refusal(tmp_path, "sex", column("sex", *range(10, 30)), show_values=True)
        assert "20 codes in 20 rows: '10', '11'" in many
        assert ", '19', ...\n" in many

    def test_name_the_column_and_the_variable(self, tmp_path: Path):
        survey = "variables: {sex: {column: SEX, codes: {1: male}}}"
        found = refusal(tmp_path, "sex", column("SEX", 1, 2), survey)
        assert found.startswith("column 'SEX' (sex): neither described nor missing: 1 code in 1 row\n")

    @pytest.mark.parametrize("text", ["yes", "1", "True", "TRUE"])
    def test_of_a_boolean(self, tmp_path: Path, text: str):
        assert "1 code in 1 row" in refusal(tmp_path, "employed", column("employed", "true", text))

    def test_of_a_number(self, tmp_path: Path):
        survey = "variables: {age: {column: AGEP, missing: {refused: [X]}}}"
        found = refusal(tmp_path, "age", column("AGEP", 1, "X", "young", "1.5.", "old", "old"), survey)
        assert found == (
            "column 'AGEP' (age): not a number: 3 codes in 4 rows\n"
            "  under variables: age: missing has those that are no answer, codes those that "
            "stand for a number; --show-values names them here"
        )


class TestNumbers:
    def test_minus_one_and_minus_nine_are_numbers(self, tmp_path: Path):
        variables = build(tmp_path, column("income", -1, -9, 0, "1e3"), "missing: {refused: [-1, -9]}")
        assert seen(variables, "income") == [-1.0, -9.0, 0.0, 1000.0]

    def test_their_own_missing_codes(self, tmp_path: Path):
        survey = "variables: {income: {column: income, missing: {refused: [-9, NA], not_asked: ['']}}}"
        variables = build(tmp_path, column("income", -9, "NA", "", 5), survey)
        assert seen(variables, "income") == ["<refused>", "<refused>", "<not_asked>", 5.0]

    @pytest.mark.parametrize(
        "amounts", [[5, 7], [5.5, 7.25], range(30_000)], ids=["few", "fractions", "many whole numbers"]
    )
    def test_an_empty_field_of_numbers_may_have_a_meaning(self, tmp_path: Path, amounts: Sequence[float]):
        survey = "variables: {income: {column: income, missing: {not_asked: ['']}}}"
        variables = build(tmp_path, column("income", *amounts, ""), survey)
        assert seen(variables, "income") == [*map(float, amounts), "<not_asked>"]

    def test_a_missing_code_may_be_written_with_decimals_or_blanks(self, tmp_path: Path):
        survey = "variables: {income: {column: income, missing: {refused: [-9], not_asked: ['']}}}"
        variables = build(tmp_path, column("income", "-9.00", " -9 ", "  ", " 5 "), survey)
        assert seen(variables, "income") == ["<refused>", "<refused>", "<not_asked>", 5.0]

    @pytest.mark.parametrize("text", ["", "NaN", "inf", "-inf", "1e999"])
    def test_what_is_empty_or_not_finite_is_no_answer(self, tmp_path: Path, text: str):
        assert seen(build(tmp_path, column("income", 5, text)), "income") == [5.0, "<no_answer>"]


class TestBands:
    SURVEY = "variables: {age_band: {from: age, bands: [16, 25, 65]}}"

    def test_are_half_open(self, tmp_path: Path):
        variables = build(tmp_path, column("age", 16, 24, 25, 64.9, 65, 99), self.SURVEY)
        assert seen(variables, "age_band") == ["16-24", "16-24", "25-64", "25-64", "65+", "65+"]

    def test_below_the_first_is_missing(self, tmp_path: Path):
        assert seen(build(tmp_path, column("age", 15.9, -1, 16), self.SURVEY), "age_band") == [
            "<no_answer>",
            "<no_answer>",
            "16-24",
        ]

    def test_keep_the_kind_of_missing(self, tmp_path: Path):
        survey = (
            "variables: {age: {column: age, missing: {not_asked: [-7]}}, age_band: {from: age, bands: [16]}}"
        )
        variables = build(tmp_path, column("age", -7, "", 16), survey)
        assert seen(variables, "age_band") == ["<not_asked>", "<no_answer>", "16+"]


class TestExpressions:
    def test_give_booleans_numbers_and_categories(self, tmp_path: Path):
        survey = """
            variables:
              foreign_born: {expression: 'birth != "uk"', type: boolean}
              decade: {expression: age / 10}
              where: {expression: '"here" if birth == "uk" else "there"'}
        """
        data = "birth,age\nuk,20\neu,35\n,40\nuk,\n"
        variables = build(tmp_path, data, survey)
        assert seen(variables, "foreign_born") == [False, True, "<no_answer>", False]
        assert seen(variables, "decade") == [2.0, 3.5, 4.0, "<no_answer>"]
        assert seen(variables, "where") == ["here", "there", "<no_answer>", "here"]

    def test_keep_the_kind_of_missing_that_wins(self, tmp_path: Path):
        survey = """
            missing: {not_asked: [-7], refused: [-2]}
            variables:
              sex: {column: sex, codes: {1: male}}
              age: {column: age, missing: {not_applicable: [-8]}}
              old_man: {expression: 'sex == "male" and age > 60', type: boolean}
        """
        data = "sex,age\n-7,70\n-2,70\n-2,-8\n-7,-8\n-7,20\n1,70\n"
        assert seen(build(tmp_path, data, survey), "old_man") == [
            "<not_asked>",
            "<refused>",
            "<not_applicable>",
            "<not_applicable>",
            False,
            True,
        ]

    def test_a_division_by_zero_is_no_answer(self, tmp_path: Path):
        survey = "variables: {share: {expression: income / age}}"
        found = seen(build(tmp_path, "income,age\n1,0\n0,0\n1,2\n", survey), "share")
        assert found == ["<no_answer>", "<no_answer>", 0.5]

    def test_types_that_only_the_data_tell_are_checked(self, tmp_path: Path):
        survey = "variables: {score: {column: score}, high: {expression: score > 3, type: boolean}}"
        assert seen(build(tmp_path, column("score", 1, 5), survey), "high") == [False, True]
        with pytest.raises(DefinitionError) as caught:
            build(tmp_path, column("score", "low", "high"), survey).get("high")
        assert str(caught.value).splitlines()[:3] == [
            "variables: high: expression:1:1: E102: a category is compared with a number",
            "  1 | score > 3",
            "    | ^^^^^^^^^",
        ]

    def test_a_value_that_the_codebook_does_not_know(self, tmp_path: Path):
        survey = """
            variables:
              text: {column: text, type: category}
              birth: {expression: 'coalesce(text, "uk")'}
        """
        assert seen(build(tmp_path, column("text", "eu", ""), survey), "birth") == ["eu", "uk"]
        found = refusal(tmp_path, "birth", column("text", "eu", "xyz", "xyz"), survey)
        assert found == "birth, by its expression: not a value of the codebook in 2 rows"


class TestColumnsThatNobodyDescribes:
    def test_a_number_where_all_of_it_reads_as_one(self, tmp_path: Path):
        variables = build(tmp_path, column("gor", "01", "2.50", "", " 3"))
        assert seen(variables, "gor") == [1.0, 2.5, "<no_answer>", 3.0]
        assert variables.get("gor").variable == Variable("number")
        assert variables.get("gor").labels.to_list() == ["01", "2.50", None, " 3"]

    @pytest.mark.parametrize("text", ["x", "NaN", "inf", "1_000", "0x10"])
    def test_text_where_something_does_not(self, tmp_path: Path, text: str):
        variables = build(tmp_path, column("gor", "01", text, ""))
        assert seen(variables, "gor") == ["01", text, "<no_answer>"]

    def test_missing_codes_of_the_survey_are_no_labels(self, tmp_path: Path):
        variables = build(tmp_path, column("gor", "01", "-9"), "missing: {refused: [-9]}")
        assert seen(variables, "gor") == [1.0, -9.0]
        assert variables.get("gor").labels.to_list() == ["01", None]

    def test_a_description_may_name_missing_codes_alone(self, tmp_path: Path):
        survey = "variables: {gor: {column: gor, missing: {refused: [-9]}}}"
        variables = build(tmp_path, column("gor", "1", "-9"), survey)
        assert seen(variables, "gor") == [1.0, "<refused>"]
        assert variables.get("gor").labels.to_list() == ["1", None]
        variables = build(tmp_path, column("gor", "N", "-9"), survey)
        assert seen(variables, "gor") == ["N", "<refused>"]

    def test_an_empty_column_is_text(self, tmp_path: Path):
        assert build(tmp_path, column("gor", "", "")).get("gor").variable == Variable("category")


class TestWhatTheFileHas:
    SURVEY = """
        variables:
          age: {column: AGEP}
          age_band: {from: age, bands: [16]}
          old: {expression: age > 60, type: boolean}
          sex: {column: sex, codes: {1: male}}
    """

    def test_a_variable_needs_its_column_and_all_that_it_is_made_of(self, tmp_path: Path):
        variables = build(tmp_path, column("sex", 1), self.SURVEY)
        asked = ["age", "age_band", "old", "sex", "birth", "row", "nothing"]
        assert [name for name in asked if variables.has(name)] == ["sex", "row"]
        assert variables.scope(asked).keys() == {"sex", "row"}

    @pytest.mark.parametrize("name", ["age", "age_band", "old"])
    def test_a_column_that_is_not_there_is_named(self, tmp_path: Path, name: str):
        found = refusal(tmp_path, name, "AGE,sex\n1,1\n", self.SURVEY)
        assert found == "there is no column 'AGEP'\n  did you mean 'AGE'?"

    def test_names(self, tmp_path: Path):
        variables = build(tmp_path, column("sex", 1), self.SURVEY)
        assert variables.names() == ("age", "age_band", "old", "sex", "row")

    def test_is_read_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        variables = build(tmp_path, "sex,AGEP,w\n1,20,1\n", self.SURVEY)
        variables.load(["age_band", "old", "sex"], ["w"])
        monkeypatch.setattr(type(variables.table), "read", None)
        assert seen(variables, "age_band") == ["16+"]
        assert seen(variables, "sex") == ["male"]
        assert variables.columns.text("w").to_list() == ["1"]


class TestWeightsOfModules:
    SURVEY = """
        variables:
          sex: {column: sex}
          lonely: {column: lonely, weight: w1}
          isolated: {expression: lonely > 2, type: boolean}
          very: {expression: isolated and sex == "male", type: boolean}
          band: {from: lonely, bands: [0, 2]}
          other: {column: other, weight: w2}
    """

    def test_reach_what_is_made_of_the_variable(self, tmp_path: Path):
        variables = build(tmp_path, "sex,lonely,other,w1,w2\nmale,1,1,1,1\n", self.SURVEY)
        for name in ("lonely", "isolated", "very", "band"):
            assert variables.weights_of([name]) == ("w1",)
        assert variables.weights_of(["sex"]) == ()
        assert variables.weights_of(["very", "other"]) == ("w1", "w2")


class TestWeights:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ((1, -2, -3), "weight 'w' is negative in 2 rows"),
            ((1, "", " "), "weight 'w' is empty in 2 rows"),
            ((1, "x"), "weight 'w' is not a finite number in 1 row"),
            ((1, "inf", "NaN"), "weight 'w' is not a finite number in 2 rows"),
            (("", "x", 1), "weight 'w' is empty in 1 row and not a finite number in 1 row"),
            ((0, 0.0), "weight 'w' is 0 in every row"),
        ],
    )
    def test_refused(self, tmp_path: Path, values: tuple[object, ...], expected: str):
        text = build(tmp_path, column("w", *values)).columns.text("w")
        with pytest.raises(IntegrindError) as caught:
            columns.weights("data.csv", text, 1.0)
        assert (str(caught.value), caught.value.exit_code) == (f"data.csv: {expected}", 4)

    def test_zero_is_a_weight_and_the_scale_counts(self, tmp_path: Path):
        text = build(tmp_path, column("w", 0, " 25000", "1e4")).columns.text("w")
        assert columns.weights("data.csv", text, 0.0001).tolist() == [0.0, 2.5, 1.0]

    def test_of_a_module_are_empty_only_where_nobody_answered(self, tmp_path: Path):
        text = build(tmp_path, column("w", 2, "", " ", 3)).columns.text("w")
        answered = [True, False, False, True]
        assert columns.module_weights("data.csv", text, 0.5, answered).tolist() == [1.0, 0.0, 0.0, 1.5]
        with pytest.raises(DataError, match="weight 'w' is empty in 2 rows with an answer"):
            columns.module_weights("data.csv", text, 0.5, [True] * 4)


def test_the_first_kind_that_occurs_wins(tmp_path: Path):
    survey = """
        missing: {not_applicable: [-8], not_asked: [-7], refused: [-2], dont_know: [-1]}
        variables: {sex: {column: sex, codes: {1: male}}, birth: {column: birth, codes: {1: uk}}}
    """
    variables = build(tmp_path, "sex,birth\n1,1\n1,-1\n-2,-1\n-7,-2\n-7,-8\n,-1\n", survey)
    kinds = ["", "not_applicable", "not_asked", "refused", "dont_know", "no_answer"]
    found = [kinds[code] for code in variables.why_missing(["sex", "birth"])]
    assert found == ["", "dont_know", "refused", "not_asked", "not_applicable", "dont_know"]
