"""Descriptions of well-known surveys. Oracle: files made of the codes that each names, and by hand."""

import re
from itertools import cycle, islice
from pathlib import Path

import pytest
from typer.testing import CliRunner

import integrind
from integrind.cli import app
from integrind.definitions.known_surveys import KnownSurvey, known_survey, known_surveys
from integrind.definitions.library import load_library
from integrind.definitions.survey import Missing
from integrind.definitions.surveys import load_survey
from integrind.errors import DataError, UsageError
from integrind.packaged import packaged_indicators, packaged_surveys

CODEBOOK = load_library([packaged_indicators()]).codebook
KNOWN = {it.name: it for it in known_surveys(CODEBOOK)}
ROWS = 400
NOTHING_BEFORE_A_DECISION = {"anes-2024"}
"""Of its questions only one on education makes indicators, and that asks for a decision."""


def run(*arguments: object):
    return CliRunner().invoke(app, [str(it) for it in arguments])


def codes_of(known: KnownSurvey) -> dict[str, list[str]]:
    """Every code that a column has in a description, numbers where it has none; weights and waves are 1."""
    columns: dict[str, list[str]] = {}
    for described in known.survey.variables.values():
        if described.column is not None:
            meant = described.codes or described.bands_by_code or dict.fromkeys(map(str, range(20, 60)))
            firsts = [re.sub(r"^([0-9]+)-[0-9]+$", r"\1", code) for code in meant]
            missing = [code for code in (described.missing or Missing()).kinds if described.codes]
            columns.setdefault(described.column, []).extend(it for it in (*firsts, *missing) if it)
    design = known.survey.design
    replicates = design.replicates.names if design.replicates else ()
    modules = (described.weight for described in known.survey.variables.values())
    others = filter(None, (design.weight, known.survey.wave, *modules))
    editions = re.findall(r"# Only beside ([^,:]*)", known.text)
    alike = [*others, *replicates, *(re.sub(r"(\[0-9\])?\*", "22", it) for it in editions)]
    units = {design.strata: ["1", "2"], design.psu: [str(it) for it in range(20)]}
    return (
        columns
        | {name: ["1"] for name in alike}
        | {name: codes for name, codes in units.items() if isinstance(name, str)}
    )


def write(folder: Path, columns: dict[str, list[str]]) -> Path:
    fields = [list(islice(cycle(codes), ROWS)) for codes in columns.values()]
    lines = [",".join(columns), *(",".join(row) for row in zip(*fields, strict=True))]
    (folder / "d.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "d.csv"


def drafted(file: Path) -> str:
    done = run("init", file)
    assert done.exit_code == 0, done.output
    return (file.parent / "d.survey.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", KNOWN)
def test_init_writes_what_computes_at_once_and_decides_nothing(name: str, tmp_path: Path):
    known = KNOWN[name]
    file = write(tmp_path, codes_of(known))
    text = drafted(file)
    assert text.startswith(f"# A draft by integrind init: {name}, told by its columns and codes.")
    described = load_survey(tmp_path / "d.survey.yaml", CODEBOOK)
    assert set(described.variables) == set(known.blocks) - set(known.choices)
    assert all(f". {choice}: " in text for choice in known.choices)
    if name in NOTHING_BEFORE_A_DECISION:
        with pytest.raises(DataError, match="0 of"):
            integrind.compute(file)
    else:
        assert (integrind.compute(file).frame["status"] != "not_available").any()


@pytest.mark.parametrize("name", KNOWN)
def test_every_choice_can_be_made(name: str, tmp_path: Path):
    file = write(tmp_path, codes_of(KNOWN[name]))
    assert integrind.compute(file, survey=packaged_surveys() / f"{name}.survey.yaml").frame.height


@pytest.mark.parametrize("name", KNOWN)
def test_the_printed_text_makes_no_choice(name: str, tmp_path: Path):
    (tmp_path / "d.survey.yaml").write_text(KNOWN[name].without_choices(), encoding="utf-8")
    described = load_survey(tmp_path / "d.survey.yaml", CODEBOOK)
    assert set(described.variables) == set(KNOWN[name].blocks) - set(KNOWN[name].choices)
    assert described.source
    assert described.licence


def test_a_description_is_printed_by_its_name():
    assert run("describe", "--survey", "ess").stdout == KNOWN["ess"].without_choices()


def test_they_are_listed_and_a_wrong_name_leads_to_the_right_one():
    assert [line for line in run("describe", "--known").stdout.splitlines() if line[0] != " "] == [*KNOWN]
    with pytest.raises(UsageError, match="there is no packaged description 'acs-pum'"):
        known_survey("acs-pum", CODEBOOK)


@pytest.mark.parametrize("command", ["compute", "coverage", "describe"])
def test_their_names_are_no_files(command: str, tmp_path: Path):
    name, file = next(iter(KNOWN)), tmp_path / "people.csv"
    file.write_text("AGEP\n20\n")
    done = run(command, file, "--survey", name)
    assert isinstance(done.exception, UsageError)
    assert f"integrind describe --survey {name} >" in str(done.exception)
    assert done.stdout == ""


def test_codes_of_another_edition_are_asked_about(tmp_path: Path):
    columns = codes_of(KNOWN["acs-pums"]) | {"TEN": ["1", "2", "5"]}
    text = drafted(write(tmp_path, columns))
    (line,) = (it for it in text.splitlines() if "tenure (TEN holds codes that it doesn't know): " in it)
    assert "home_ownership_rate" in line
    assert "tenure" not in load_survey(tmp_path / "d.survey.yaml", CODEBOOK).variables


def test_what_hangs_on_codes_of_another_edition_is_a_comment_too(tmp_path: Path):
    text = drafted(write(tmp_path, codes_of(KNOWN["acs-pums"]) | {"ESR": ["1", "3", "8"]}))
    assert "economic_status" not in load_survey(tmp_path / "d.survey.yaml", CODEBOOK).variables
    (line,) = (it for it in text.splitlines() if "several of them: " in it)
    assert "activity_rate" in line


def test_without_replicate_weights_households_are_the_units(tmp_path: Path):
    columns = codes_of(KNOWN["acs-pums"]) | {"SERIALNO": [str(it) for it in range(100)]}
    drafted(write(tmp_path, {name: it for name, it in columns.items() if name != "PWGTP7"}))
    design = load_survey(tmp_path / "d.survey.yaml", CODEBOOK).design
    assert (design.psu, design.replicates) == ("SERIALNO", None)
    (tmp_path / "d.survey.yaml").unlink()
    drafted(write(tmp_path, columns))
    design = load_survey(tmp_path / "d.survey.yaml", CODEBOOK).design
    assert (design.psu, design.replicates is not None) == (None, True)


@pytest.mark.parametrize("columns", [["AGE", "SEX", "EDUCATION"], ["agea", "gndr", "vote", "q1", "q2"]])
def test_a_few_columns_in_common_are_no_well_known_survey(columns: list[str], tmp_path: Path):
    assert "from names and codes alone" in drafted(write(tmp_path, {it: ["1", "2"] for it in columns}))


def test_columns_alike_with_other_codes_are_no_well_known_survey(tmp_path: Path):
    columns = {name: ["101", "102"] for name in codes_of(KNOWN["ons-census-2011-teaching"])}
    assert "from names and codes alone" in drafted(write(tmp_path, columns))


def test_codes_that_hang_on_the_edition_are_asked_about_where_nothing_tells_it(tmp_path: Path):
    columns = codes_of(KNOWN["eu-silc-2021"])
    newer = ("RB211", "RB280", "RB290", "PE041", "PL141", "PL145")
    text = drafted(write(tmp_path, {name: it for name, it in columns.items() if name not in newer}))
    (line,) = (it for it in text.splitlines() if "activity (another edition, perhaps): " in it)
    assert "#   several of them: " in text
    assert line.startswith("#   ")
    described = load_survey(tmp_path / "d.survey.yaml", CODEBOOK).variables
    assert not {"activity", "economic_status"} & described.keys()


def test_the_design_is_what_every_row_has(tmp_path: Path):
    columns = codes_of(KNOWN["gss"]) | {"wtssps": ["1", ""], "vstrat": ["", "1"]}
    text = drafted(write(tmp_path, columns))
    design = load_survey(tmp_path / "d.survey.yaml", CODEBOOK).design
    assert (design.weight, design.strata, design.psu) == (None, None, "vpsu")
    assert "  # weight: wtssps  # some rows have none" in text
    assert "  # strata: vstrat  # some rows have none" in text
    assert "every row counts 1" in text
    assert "lonely_psu" not in text


def test_a_weight_that_is_named_by_year_is_taken_where_there_is_one(tmp_path: Path):
    columns = codes_of(KNOWN["uk-lfs"]) | {"PIWT22": ["1"]}
    drafted(write(tmp_path, columns))
    assert load_survey(tmp_path / "d.survey.yaml", CODEBOOK).design.weight == "PWT22"
    (tmp_path / "d.survey.yaml").unlink()
    text = drafted(write(tmp_path, columns | {"PWT24": ["1"]}))
    assert load_survey(tmp_path / "d.survey.yaml", CODEBOOK).design.weight is None
    assert "  # weight: PWT24  # " in text


def test_one_column_means_two_things_in_two_surveys(tmp_path: Path):
    """26 is inactive in one and under 16 in the other: the weight tells which it is, else nothing does."""
    columns = codes_of(KNOWN["uk-aps"]) | {"INECAC05": [str(it) for it in range(1, 27)]}
    for weight, meant in (("PWT22", "inactive"), ("PWTA22", None), ("W", None)):
        folder = tmp_path / weight
        folder.mkdir()
        others = {name: it for name, it in columns.items() if not name.startswith("PWT")}
        drafted(write(folder, others | {weight: ["1"]}))
        described = load_survey(folder / "d.survey.yaml", CODEBOOK).variables.get("economic_status")
        assert (described is None) == (weight == "W")
        if described is not None:
            codes = described.codes or {}
            assert (codes.get("6-33") or codes.get("26")) == meant


def test_columns_that_begin_with_the_letter_of_the_wave_are_known_in_every_wave(tmp_path: Path):
    columns = {name.replace("w_", "n_"): it for name, it in codes_of(KNOWN["understanding-society"]).items()}
    drafted(write(tmp_path, columns))
    described = load_survey(tmp_path / "d.survey.yaml", CODEBOOK)
    assert described.design.weight == "n_inding2_xw"
    assert described.variables["age"].column == "n_age_dv"
    assert described.variables["left_out"].weight == "n_indscg2_xw"
    assert described.variables["foreign_born"].column == "bornuk_dv"


def test_empty_fields_that_it_says_nothing_of_are_asked_about(tmp_path: Path):
    file = write(tmp_path, codes_of(KNOWN["ces"]) | {"educ": ["1", "5", ""]})
    text = drafted(file)
    assert "highest_qualification (educ has empty fields, and it doesn't say what they are): " in text
    assert "highest_qualification" not in load_survey(tmp_path / "d.survey.yaml", CODEBOOK).variables
    assert integrind.compute(file).frame.height
