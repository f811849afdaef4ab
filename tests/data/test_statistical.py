"""Files of SPSS, Stata and SAS. Oracles: the same data as CSV, and values by hand.

The files are made here, by pyreadstat's writers; what those can't write is put into the bytes by hand.
"""

from __future__ import annotations

import struct
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrind import pipeline
from integrind.data.producers import spss_weight, stata_design
from integrind.data.statistical import StatisticalFile, open_statistical
from integrind.data.table import open_table
from integrind.errors import DataError
from integrind.formats import Format
from integrind.packaged import packaged_sample_data
from integrind.render import render
from integrind.request import Request

SAMPLE = packaged_sample_data() / "community_survey.csv"
FRAME = pl.DataFrame(
    {
        "id": ["a", "", "ccc"],
        "respondent_weight": [1.5, None, 2.0],
        "sex": [1.0, 2.0, -9.0],
        "born": pl.Series(["2001-02-03", None, "1950-12-31"]).str.to_date(),
    }
)
LABELS = {
    "column_labels": {"sex": "Sex of respondent"},
    "variable_value_labels": {"sex": {1: "Male", 2: "Female", -9: "Refused"}},
}


def written(folder: Path, suffix: str) -> Path:
    path = folder / f"made{suffix}"
    if suffix == ".zsav":
        pyreadstat.write_sav(FRAME, str(path), compress=True, **LABELS)
    elif suffix == ".sav":
        pyreadstat.write_sav(FRAME, str(path), missing_ranges={"sex": [{"lo": -9, "hi": -7}]}, **LABELS)
    elif suffix == ".dta":
        pyreadstat.write_dta(FRAME, str(path), **LABELS)
    elif suffix == ".xpt":
        pyreadstat.write_xport(FRAME.rename({"respondent_weight": "weight"}), str(path))
    else:
        frame = FRAME.rename({"respondent_weight": "WEIGHT", "id": "ID", "sex": "SEX", "born": "BORN"})
        pyreadstat.write_por(frame, str(path))
    return path


@pytest.mark.parametrize("suffix", [".sav", ".zsav", ".por", ".dta", ".xpt"])
def test_values_read_as_those_of_a_csv(tmp_path: Path, suffix: str):
    table = open_table(str(written(tmp_path, suffix)))
    assert table.rows == 3
    found = dict(zip((it.lower() for it in table.columns), table.read(table.columns), strict=True))
    weight = found.get("respondent_weight", found.get("weight"))
    assert found["id"].to_list() == ["a", "", "ccc"]
    assert weight is not None
    assert weight.to_list() == ["1.5", "", "2"]
    assert found["sex"].to_list() == ["1", "2", "-9"]
    assert found["born"].to_list() == ["2001-02-03", "", "1950-12-31"]
    sex = next(it for it in table.columns if it.lower() == "sex")
    assert table.take([sex])[sex].to_list() == [1, 2, -9]


def test_labels_and_declared_missing_come_with_a_file(tmp_path: Path):
    table = open_table(str(written(tmp_path, ".sav")))
    assert isinstance(table, StatisticalFile)
    assert table.metadata.labels == {"sex": "Sex of respondent"}
    assert table.metadata.values == {"sex": {"1": "Male", "2": "Female", "-9": "Refused"}}
    assert table.metadata.missing == {"sex": [("-9", "-7")]}


def test_missing_values_with_a_letter_are_codes(tmp_path: Path):
    frame = pl.DataFrame({"x": pl.Series([1.0, "a", None, 2.5], dtype=pl.Object)})
    path = tmp_path / "tagged.dta"
    pyreadstat.write_dta(
        frame, str(path), missing_user_values={"x": ["a"]}, variable_value_labels={"x": {"a": "Refused"}}
    )
    table = open_statistical(str(path))
    assert table.read(["x"])["x"].to_list() == ["1", ".a", "", "2.5"]
    assert table.metadata.values == {"x": {".a": "Refused"}}


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_the_sample_survey_gives_the_same_bytes(tmp_path: Path, suffix: str):
    frame = pl.read_csv(SAMPLE, infer_schema_length=None)
    path = tmp_path / f"sample{suffix}"
    (pyreadstat.write_sav if suffix == ".sav" else pyreadstat.write_dta)(frame, str(path))
    survey = SAMPLE.with_suffix("").with_suffix(".survey.yaml")
    asked = {"survey": survey, "only": ("employment_rate",), "by": ("sex",), "area": "none", "wave": "none"}
    from_csv, from_it = (
        render(pipeline.compute(Request(str(data), **asked)), Format.CSV) for data in (SAMPLE, path)
    )
    assert from_it == from_csv


def test_what_is_no_such_file_is_refused(tmp_path: Path):
    for suffix in (".sav", ".por", ".dta", ".sas7bdat", ".xpt"):
        path = tmp_path / f"text{suffix}"
        path.write_text("age,sex\n8675309,1\n")
        with pytest.raises(DataError, match="or a damaged one"):
            open_table(str(path))
    with pytest.raises(DataError, match="there is no such file"):
        open_table(str(tmp_path / "nowhere.sav"))


@pytest.mark.parametrize("suffix", [".rda", ".rds", ".RData"])
def test_r_s_own_files_are_refused_with_a_way_out(tmp_path: Path, suffix: str):
    (tmp_path / f"survey{suffix}").write_bytes(b"\x1f\x8b")
    with pytest.raises(DataError) as caught:
        open_table(str(tmp_path / f"survey{suffix}"))
    assert "haven::write_sav" in caught.value.hint


@pytest.mark.parametrize(("suffix", "seed"), [(it, n) for it in (".sav", ".dta") for n in range(6)])
def test_a_damaged_file_ends_another_process_alone(tmp_path: Path, suffix: str, seed: int):
    """It is read, or refused as damaged: nothing else comes of it."""
    content = bytearray(written(tmp_path, suffix).read_bytes())
    for number in range(12):
        at = (seed * 7919 + number * 104_729) % len(content)
        content[at] = (content[at] + seed * 37 + number * 11 + 1) % 256
    path = tmp_path / f"damaged{suffix}"
    path.write_bytes(content[: len(content) - 13 * (seed % 3)])
    try:
        table = open_table(str(path))
        table.read(table.columns)
    except DataError as error:
        says = error.message
    else:
        return
    assert "damaged" in says or "no rows" in says


def with_weight(content: bytes, index: int) -> bytes:
    """The file's header names the variable at a place of its dictionary: 8 bytes of text take one."""
    return content[:76] + struct.pack("<i", index) + content[80:]


def test_the_weight_that_spss_uses(tmp_path: Path):
    path = written(tmp_path, ".sav")
    assert spss_weight(path) is None
    path.write_bytes(with_weight(path.read_bytes(), 2))
    assert spss_weight(path) == "respondent_weight"
    path.write_bytes(with_weight(path.read_bytes(), 99))
    assert spss_weight(path) is None


def characteristic(name: bytes, text: bytes) -> bytes:
    content = b"_dta".ljust(129, b"\0") + name.ljust(129, b"\0") + text + b"\0"
    return b"<ch>" + struct.pack("<I", len(content)) + content + b"</ch>"


def designed(content: bytes) -> bytes:
    """A file of Stata's with what svyset writes into it; places further on aren't needed to read it."""
    said = characteristic(b"_svy_wvar", b"respondent_weight") + characteristic(b"_svy_su1", b"id")
    said += characteristic(b"note1", b"_svy_strata1 is no design") + characteristic(b"_svy_strata1", b"")
    return content.replace(b"<characteristics>", b"<characteristics>" + said)


def test_the_design_that_stata_was_told(tmp_path: Path):
    path = written(tmp_path, ".dta")
    assert stata_design(path) == {}
    path.write_bytes(designed(path.read_bytes()))
    assert stata_design(path) == {"wvar": "respondent_weight", "su1": "id"}


@pytest.fixture(scope="module")
def heads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("heads")
    sav, dta = (written(folder, suffix).read_bytes() for suffix in (".sav", ".dta"))
    return {".sav": with_weight(sav, 2), ".dta": designed(dta)}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([".sav", ".dta"]),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 5_000),
)
def test_a_damaged_head_says_something_or_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    heads: dict[str, bytes],
    suffix: str,
    changes: list[tuple[int, int]],
    cut: int,
):
    content = bytearray(heads[suffix])
    for at, byte in changes:
        content[at % len(content)] = byte
    path = tmp_path_factory.mktemp("head") / f"x{suffix}"
    path.write_bytes(content[: len(content) - cut % len(content)])
    weight = spss_weight(path)
    assert weight is None or isinstance(weight, str)
    assert set(map(type, stata_design(path).values())) <= {str}
