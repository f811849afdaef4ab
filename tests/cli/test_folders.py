"""A folder of data files as one survey. Oracle: the same command for the one file that they were cut from."""

from pathlib import Path

import pytest

from .conftest import PEOPLE, Integrind, rows

OPTIONS = ("--indicators", PEOPLE / "indicators", "--policy", "none", "--quiet")
HEADER, *LINES = (PEOPLE / "people.csv").read_text("utf-8").splitlines(keepends=True)


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """The small survey in four files."""
    folder = tmp_path / "people"
    folder.mkdir()
    for part in range(4):
        (folder / f"part_{part}.csv").write_text("".join([HEADER, *LINES[part * 70 : (part + 1) * 70]]))
    return folder


@pytest.fixture
def description(tmp_path: Path) -> Path:
    """Its description, beside the folder."""
    path = tmp_path / "people.survey.yaml"
    path.write_bytes((PEOPLE / "people.survey.yaml").read_bytes())
    return path


@pytest.mark.parametrize("named", ["people", "people/"])
def test_is_the_survey_that_its_files_make(in_process: Integrind, survey, description, named: str):
    one = in_process("compute", PEOPLE / "people.csv", *OPTIONS)
    assert (one.exit, in_process("compute", named, *OPTIONS)) == (0, one)


def test_its_description_is_in_it_or_beside_it_or_named(in_process: Integrind, survey, description: Path):
    beside = in_process("compute", "people", *OPTIONS)
    assert in_process("compute", ".", *OPTIONS, cwd=survey) == beside
    inside = description.rename(survey / "any.survey.yaml")
    assert in_process("compute", "people", *OPTIONS) == beside
    assert in_process("compute", ".", *OPTIONS, cwd=survey) == beside
    inside.write_text("title: Another\n")
    description.write_bytes((PEOPLE / "people.survey.yaml").read_bytes())
    assert in_process("compute", "people", *OPTIONS) == beside
    named = in_process("compute", "people", "--survey", inside, *OPTIONS)
    assert (named.exit, "'lonely'" in named.err) == (4, True)  # which Another says nothing about


@pytest.mark.parametrize(("named", "inside"), [("people", False), (".", True)])
def test_without_a_description_its_name_is_the_title(in_process: Integrind, survey: Path, named, inside):
    cwd = survey if inside else survey.parent
    for part in survey.iterdir():
        part.write_text("sex,birth,age,employed\nfemale,uk,30,true\nmale,eu,40,false\n")
    found = in_process("compute", named, *OPTIONS, "--by", "sex", cwd=cwd)
    assert (found.exit, found.text.splitlines()[0]) == (0, "people"), found.err


def test_waves_in_folders_of_their_own(in_process: Integrind, survey: Path, description: Path):
    survey.rename(survey.with_name("before"))
    description.rename(description.with_name("before.survey.yaml"))
    after = survey.with_name("after.csv")
    after.write_bytes((PEOPLE / "people.csv").read_bytes())
    after.with_suffix(".survey.yaml").write_bytes((PEOPLE / "people.survey.yaml").read_bytes())
    found = in_process("trend", "before/", "after.csv", *OPTIONS, "--format", "csv")
    assert found.exit == 0, found.err
    assert {(it["versus"], it["wave"]) for it in rows(found.text)} == {("before", "after")}


def test_it_can_be_looked_at_before_it_is_described(in_process: Integrind, survey: Path):
    options = ("--survey", PEOPLE / "people.survey.yaml", *OPTIONS[:2])
    one = in_process("describe", PEOPLE / "people.csv", *options)
    found = in_process("describe", "people", *options)
    assert (found.exit, found.text) == (0, one.text.replace("people.csv", "people"))
    assert in_process("init", "people").exit == 0
    drafted = survey.with_name("people.survey.yaml")
    assert "\ntitle: people  #" in drafted.read_text()
    drafted.rename(survey.with_name("first.yaml"))
    assert in_process("init", ".", cwd=survey).exit == 0
    assert drafted.read_text() == survey.with_name("first.yaml").read_text()


def test_no_output_comes_between_its_files(in_process: Integrind, survey: Path, description: Path):
    before = {it.name: it.read_bytes() for it in survey.iterdir()}
    for command in ("compute", "coverage"):
        for output in ("people/part_0.csv", "people/table.csv"):
            found = in_process(command, "people", "--indicators", PEOPLE / "indicators", "-o", output)
            assert (found.exit, found.err) == (
                2,
                f"Error: -o {output}: the files of this folder are the survey\n"
                "  name a file in another folder\n",
            )
    assert {it.name: it.read_bytes() for it in survey.iterdir()} == before


def test_no_wave_is_overwritten(in_process: Integrind, tmp_path: Path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes((PEOPLE / "people.csv").read_bytes())
    found = in_process("trend", "a.csv", "b.csv", *OPTIONS, "-o", "b.csv")
    assert (found.exit, found.err.splitlines()[0]) == (2, "Error: -o b.csv: this is the survey file itself")
