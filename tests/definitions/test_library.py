"""Many files as one library: found, ordered, checked against each other and against the codebook."""

from pathlib import Path

import pytest

from integrind import packaged
from integrind.definitions.files import find_files, nearest_codebook
from integrind.definitions.library import Library, load_library
from integrind.errors import DefinitionError
from integrind.expressions import Variable
from integrind.vocabulary import Dimension

CODEBOOK = """\
variables:
  age: {title: Age, type: number}
  lonely: {title: Lonely, type: boolean}
  sex: {title: Sex, type: category, values: {female: Female, male: Male}}
"""


def write_indicator(folder: Path, id_: str, value: str = "lonely", more: str = "", **parts: str) -> Path:
    said = {
        "id": id_,
        "title": f"Title of {id_}",
        "dimension": "social",
        "description": "Words.",
        "measure": "proportion",
        "value": value,
        "direction": "descriptive",
        **parts,
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{id_}.yaml"
    file.write_text("".join(f"{key}: {text}\n" for key, text in said.items()) + more, encoding="utf-8")
    return file


def write_codebook(folder: Path, text: str = CODEBOOK) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "codebook.yaml").write_text(text, encoding="utf-8")


def codes(*paths: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load_library(paths)
    return [fault.code for fault in caught.value.faults]


def test_the_packaged_library_is_right():
    library = load_library([packaged.packaged_indicators()])
    assert library.codebook is not None
    assert not library.unchecked
    assert {indicator.dimension for indicator in library.indicators} == set(Dimension)
    assert all(indicator.examples for indicator in library.indicators)


def test_indicators_are_in_the_order_of_dimensions_then_ids(tmp_path: Path):
    for id_, dimension in (("b", "identity"), ("c", "social"), ("a", "social"), ("d", "structural")):
        write_indicator(tmp_path, id_, dimension=dimension)
    library = load_library([tmp_path])
    assert [indicator.id for indicator in library.indicators] == ["d", "a", "c", "b"]
    assert list(library.by_id) == ["d", "a", "c", "b"]
    assert library.by_id["c"].title == "Title of c"
    assert library.documents["c"].file == str(tmp_path / "c.yaml")


def test_a_file_reached_by_two_paths_is_read_once(tmp_path: Path):
    file = write_indicator(tmp_path, "a")
    assert len(load_library([tmp_path, file, tmp_path / ".." / tmp_path.name]).indicators) == 1


class TestOnly:
    """Indicators by name: of others nothing is read, so that nothing is told of them."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        write_codebook(tmp_path)
        write_indicator(tmp_path / "social", "a")
        write_indicator(tmp_path / "social", "b", more="notes: [\n")
        write_indicator(tmp_path / "c", "c", more="variants: {old: {value: not lonely}}\n")
        return tmp_path

    @pytest.mark.parametrize(("only", "found"), [(["a"], ["a"]), (["c@old", "a"], ["a", "c"])])
    def test_others_are_left(self, folder: Path, only: list[str], found: list[str]):
        library = load_library([folder], only)
        assert [it.id for it in library.indicators] == found
        assert library.codebook is not None

    @pytest.mark.parametrize("only", [["b"], [], ["nobody"], ["a", "nobody"]])
    def test_a_fault_is_told_where_it_is_asked_for_or_all_are_read(self, folder: Path, only: list[str]):
        with pytest.raises(DefinitionError) as caught:
            load_library([folder], only)
        assert [fault.code for fault in caught.value.faults] == ["Y009"]

    def test_a_dimension_s_folder_tells_whose_it_is(self, folder: Path):
        write_indicator(folder / "identity", "d", dimension="identity")
        write_indicator(folder / "anywhere", "e", dimension="identity")
        found = load_library([folder], dimensions=["identity"]).indicators
        assert [it.id for it in found] == ["c", "d", "e"]
        for dimensions in (["identity", "social"], ["identiti"]):
            with pytest.raises(DefinitionError) as caught:
                load_library([folder], dimensions=dimensions)
            assert [fault.code for fault in caught.value.faults] == ["Y009"]

    def test_another_name_than_the_file_s_is_told(self, folder: Path):
        (folder / "social" / "b.yaml").rename(folder / "social" / "b.txt")
        (folder / "social" / "a.yaml").rename(folder / "social" / "d.yaml")
        for name in ("a", "d"):
            with pytest.raises(DefinitionError) as caught:
                load_library([folder], [name])
            assert [fault.code for fault in caught.value.faults] == ["D013"]

    def test_two_of_one_name_are_told(self, folder: Path):
        write_indicator(folder / "c", "a")
        with pytest.raises(DefinitionError) as caught:
            load_library([folder], ["a"])
        assert [fault.code for fault in caught.value.faults] == ["D015", "D016"]


def test_hidden_files_surveys_and_plans_are_no_indicators(tmp_path: Path):
    write_indicator(tmp_path, "a")
    for name in (".hidden.yaml", ".git/config.yaml", "data.survey.yaml", "integrind.yaml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("whatever: 1\n")
    files = find_files([tmp_path])
    assert [file.name for file in files.indicators] == ["a.yaml"]
    assert [file.name for file in files.surveys] == ["data.survey.yaml"]


def test_the_codebook_is_the_nearest_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_codebook(tmp_path)
    write_codebook(tmp_path / "inner")
    deep = write_indicator(tmp_path / "inner" / "social", "a")
    assert nearest_codebook(deep) == tmp_path / "inner" / "codebook.yaml"
    assert nearest_codebook(tmp_path / "other" / "b.yaml") == tmp_path / "codebook.yaml"
    monkeypatch.chdir(deep.parent)
    found = nearest_codebook(Path("a.yaml"))
    assert found is not None
    assert found.resolve() == (tmp_path / "inner" / "codebook.yaml").resolve()


def test_expressions_are_checked_against_the_nearest_codebook(tmp_path: Path):
    write_codebook(tmp_path)
    write_indicator(tmp_path / "social", "a", value='sex == "femal"')
    assert codes(tmp_path / "social") == ["E103"]


def test_several_codebooks_are_used_as_one(tmp_path: Path):
    write_codebook(tmp_path / "one")
    write_codebook(
        tmp_path / "two",
        "variables:\n  lonely: {title: Once more, type: boolean}\n  z: {title: Z, type: number}\n",
    )
    write_indicator(tmp_path / "one", "a")
    write_indicator(tmp_path / "two", "b", eligible="z > 1")
    codebook = load_library([tmp_path]).codebook
    assert codebook is not None
    assert list(codebook.variables) == ["age", "lonely", "sex", "z"]
    assert codebook.variables["lonely"].title == "Lonely"


def test_an_indicator_sees_its_own_codebook_only(tmp_path: Path):
    write_codebook(tmp_path / "one")
    write_codebook(tmp_path / "two", "variables:\n  z: {title: Z, type: number}\n")
    write_indicator(tmp_path / "two", "a", value="lonely")
    assert codes(tmp_path) == ["E101"]


def test_a_faulty_codebook_is_not_held_against_the_indicators(tmp_path: Path):
    write_codebook(tmp_path, CODEBOOK.replace("type: number", "type: numeric"))
    write_indicator(tmp_path, "a", value='sex == "anything"')
    write_indicator(tmp_path, "b", value="sex ==")
    assert codes(tmp_path) == ["E011", "C004"]


def test_all_faults_of_all_files(tmp_path: Path):
    write_codebook(tmp_path)
    write_indicator(tmp_path, "a", value="lonly", direction="up")
    write_indicator(tmp_path, "b", more="notes: [\n")
    write_indicator(tmp_path, "c", value="age")
    assert codes(tmp_path) == ["E101", "D004", "Y009", "E110"]


@pytest.mark.parametrize(
    ("measure", "parts", "code"),
    [
        ("proportion", {"value": "lonely"}, None),
        ("proportion", {"value": "age"}, "E110"),
        ("proportion", {"value": "sex"}, "E110"),
        ("mean", {"value": "age"}, None),
        ("mean", {"value": "lonely"}, "E110"),
        ("gini", {"value": "sex"}, "E110"),
        ("ratio", {"numerator": "lonely", "denominator": "age"}, None),
        ("ratio", {"numerator": "sex", "denominator": "age"}, "E110"),
        ("mean", {"value": "age", "eligible": "age"}, "E110"),
        ("mean", {"value": "age", "eligible": "lonely"}, None),
    ],
)
def test_the_result_of_an_expression_fits_the_measure(
    tmp_path: Path, measure: str, parts: dict[str, str], code: str | None
):
    write_codebook(tmp_path)
    file = write_indicator(tmp_path, "a", measure=measure, **parts)
    if "numerator" in parts:
        file.write_text(file.read_text().replace("value: lonely\n", ""))
    if code is None:
        assert len(load_library([tmp_path]).indicators) == 1
    else:
        assert codes(tmp_path) == [code]


# Without a codebook


def unchecked(tmp_path: Path, value: str, more: str = "") -> Library:
    write_indicator(tmp_path, "a", value=value, more=more)
    return load_library([tmp_path])


def test_without_a_codebook_names_are_left_until_the_data_are_known(tmp_path: Path):
    library = unchecked(tmp_path, 'sex == "femal"')
    assert library.codebook is None
    assert library.unchecked == {"a"}
    library.check_against({"sex": Variable("category")})
    with pytest.raises(DefinitionError) as caught:
        library.check_against({"sex": Variable("category", ("female", "male"))})
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.line, fault.place.column) == ("E103", 6, 15)
    library.check_against({"age": Variable("number")})  # data without sex: not available, but no fault


def test_without_a_codebook_the_examples_tell_the_types(tmp_path: Path):
    write_indicator(tmp_path, "a", value="age", more="examples: [{given: {age: 5}, expect: 1}]\n")
    assert codes(tmp_path) == ["E110"]


def test_without_a_codebook_examples_agree_with_each_other(tmp_path: Path):
    examples = "examples:\n  - {given: {age: 5}, expect: 0}\n  - {given: {age: five}, expect: 0}\n"
    write_indicator(tmp_path, "a", value="age > 5", more=examples)
    assert codes(tmp_path) == ["D018"]


# Where the library is


def test_default_indicators_are_those_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert packaged.default_indicators() == packaged.packaged_indicators()
    (tmp_path / "indicators").mkdir()
    assert packaged.default_indicators() == Path("indicators")


def test_in_a_wheel_the_library_is_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "site-packages" / "integrind"
    (package / "_library" / "indicators").mkdir(parents=True)
    monkeypatch.setattr(packaged, "_PACKAGE", package)
    assert packaged.packaged_indicators() == package / "_library" / "indicators"


def test_in_a_checkout_the_library_is_beside_the_source():
    root = Path(__file__).parents[2]
    assert packaged.packaged_indicators() == root / "indicators"
    assert packaged.packaged_sample_data() == root / "sample_data"
