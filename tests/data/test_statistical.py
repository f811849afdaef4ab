"""Files of SPSS, Stata and SAS. Oracles: the same data as CSV, and values by hand.

The files are made here, by pyreadstat's writers; what those can't write is put into the bytes by hand.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from random import Random
from subprocess import DEVNULL, PIPE

import polars as pl
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrind import pipeline
from integrind.data import child, stat_child, statistical
from integrind.data.producers import spss_weight, stata_design
from integrind.data.stat_dates import clock_of
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


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt"])
@pytest.mark.parametrize("change", ["cut", "rewritten"])
def test_a_file_that_changes_after_it_was_opened(tmp_path: Path, suffix: str, change: str):
    path = written(tmp_path, suffix)
    table = open_statistical(str(path))
    if change == "cut":
        os.truncate(path, path.stat().st_size // 2)
    else:
        os.utime(path, ns=(1, 1))
    with pytest.raises(DataError, match="changed while it was read") as caught:
        table.read(table.columns[:1])
    assert caught.value.exit_code == 4


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
    """With breakdowns of its description, and labels that say what codes stand for."""
    frame = pl.read_csv(SAMPLE, infer_schema_length=None)
    path = tmp_path / f"sample{suffix}"
    whole = [it for it in frame.columns if frame.schema[it] == pl.Int64][:100]  # it writes no more to Stata
    labels = {
        "column_labels": {it: f"Label of {it}" for it in frame.columns},
        "variable_value_labels": {it: {1: "the first"} for it in whole},
    }
    (pyreadstat.write_sav if suffix == ".sav" else pyreadstat.write_dta)(frame, str(path), **labels)
    asked = {
        "survey": SAMPLE.with_suffix("").with_suffix(".survey.yaml"),
        "only": ("employment_rate", "median_hourly_pay"),
        "by": ("sex",),
    }
    from_csv, from_it = (
        render(pipeline.compute(Request(str(data), **asked)), Format.CSV) for data in (SAMPLE, path)
    )
    assert from_it == from_csv


def test_rows_in_blocks_are_the_rows_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Also where a column is numbers in one block and has a letter, a fraction or nothing in the next."""
    values = [1.0, 2.0, 300.0, 4.5, None, None, "a", 8.0, 9.0, 10.0]
    frame = pl.DataFrame({"x": pl.Series(values, dtype=pl.Object), "y": [*"ab", "", *"1234567"]})
    path = str(tmp_path / "tagged.dta")
    pyreadstat.write_dta(frame, path, missing_user_values={"x": ["a"]})
    as_one = open_table(path).read(["x", "y"])
    monkeypatch.setattr(child, "_said", lambda _, request: stat_child.answered(request))
    monkeypatch.setattr(stat_child, "_MOST_VALUES", 4)
    assert open_table(path).read(["x", "y"]).equals(as_one)
    assert as_one["x"].to_list() == ["1", "2", "300", "4.5", "", "", ".a", "8", "9", "10"]
    assert open_table(path).take(["y"])["y"].to_list() == as_one["y"].to_list()


def clock(kind: str, numbers: list[float | None], suffix: str = ".sav") -> list[str]:
    found = clock_of(kind, suffix)
    assert found is not None
    return found.written(pl.Series("x", numbers, dtype=pl.Float64)).to_list()


def test_times_that_are_no_time_of_a_day_are_told():
    """-5400 seconds before midnight are an hour and a half; a stretch of time may be longer than a day."""
    assert clock("TIME8", [-5400, 0, 86_399.5, 93_784, None]) == [
        "-01:30:00",
        "00:00:00",
        "23:59:59.500000",
        "26:03:04",
        "",
    ]
    assert clock("%tcHH:MM:SS", [-1000, 61_000], ".dta") == ["-00:00:01", "00:01:01"]


def test_dates_are_counted_from_the_program_s_own_first_day():
    """The days of the calendar by Python; a number that is no date is left a number."""
    assert clock("%tdDD_Mon_CCYY", [0, -1, 23_741], ".dta") == ["1960-01-01", "1959-12-31", "2024-12-31"]
    assert clock("DATETIME20", [0, 0.25, 12_219_379_200]) == [
        "1582-10-14 00:00:00",
        "1582-10-14 00:00:00.250000",
        "1970-01-01 00:00:00",
    ]
    assert clock("DATE9", [1e18, 1e300], ".xpt") == ["1e+18", "1e+300"]
    assert clock_of("F8.2", ".sav") is clock_of("%9.0g", ".dta") is clock_of(None, ".xpt") is None


def test_a_transport_file_that_was_cut_short_is_refused(tmp_path: Path):
    """Its reader leaves out the row that isn't whole."""
    frame = pl.DataFrame({"id": [f"person {n:03d}" for n in range(50)], "x": [float(n) for n in range(50)]})
    path = tmp_path / "cut.xpt"
    pyreadstat.write_xport(frame, str(path))
    content = path.read_bytes()
    assert open_table(str(path)).rows == 50
    for cut in (1, 79, 80, 160):
        path.write_bytes(content[:-cut])
        with pytest.raises(DataError, match="or a damaged one"):
            open_table(str(path))


def test_the_description_gives_the_encoding_that_a_file_lacks(tmp_path: Path):
    """Stata's formats before 118 say none: Latin-1's e with an acute is a Cyrillic letter by another."""
    path = tmp_path / "old.dta"
    pyreadstat.write_dta(pl.DataFrame({"x": ["caf@"]}), str(path), version=13)
    path.write_bytes(path.read_bytes().replace(b"caf@", b"caf\xe9"))
    assert open_table(str(path)).read(["x"])["x"].to_list() == ["caf\u00e9"]
    assert open_table(str(path), "windows-1251").read(["x"])["x"].to_list() == ["caf\u0439"]
    with pytest.raises(DataError, match="the description gives an encoding"):
        open_table(str(SAMPLE), "windows-1252")


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


class Worker:
    """Another process that answers one request after the other, and is started again where one ended it."""

    def __init__(self) -> None:
        self.ended = 0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", WORK], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, encoding="utf-8"
        )

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()

    def answer(self, request: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{request}\n")
        self.process.stdin.flush()
        found = self.process.stdout.readline()
        if not found:
            self.ended += 1
            self.stop()
            self.start()
        return found


WORK = """\
import sys
from integrind.data.stat_child import answered
for request in sys.stdin:
    print(answered(request), flush=True)
"""


def damaged(content: bytes, drawn: Random) -> bytes:
    """Bytes overwritten, most near the head where they say most; some cut out, put in, or cut off."""
    found = bytearray(content)
    for _ in range(drawn.randint(1, 8)):
        at = min(drawn.randrange(len(found)), drawn.randrange(len(found)))
        match drawn.randrange(5):
            case 0:
                del found[at : at + drawn.randint(1, 16)]
            case 1:
                found[at:at] = drawn.randbytes(drawn.randint(1, 16))
            case 2 if drawn.randrange(4) == 0:
                del found[max(at, 1) :]
            case _:
                found[at] = drawn.choice([0, 1, 0x7F, 0x80, 0xFF, drawn.randrange(256)])
        if not found:
            return b"\0"
    return bytes(found)


MUTATIONS = 100 * int(os.environ.get("INTEGRIND_EXAMPLES_TIMES", "1"))


@pytest.mark.parametrize("suffix", [".sav", ".zsav", ".por", ".dta", ".xpt"])
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str):
    """Whatever ends the process that reads it ends that one alone, and no message has a value of the file."""
    drawn, worker = Random(20_261_201), Worker()
    monkeypatch.setattr(child, "_said", lambda _, request: worker.answer(request))
    content, path = written(tmp_path, suffix).read_bytes(), tmp_path / f"damaged{suffix}"
    says = []
    try:
        for _ in range(MUTATIONS):
            path.write_bytes(damaged(content, drawn))
            try:
                table = open_table(str(path))
                table.read(table.columns)
                table.take(table.columns)
            except DataError as error:
                says.append(error.message.removeprefix(str(path)))
    finally:
        worker.stop()
    assert set(says) <= SAYS[suffix]
    assert len(says) > MUTATIONS // 10


SAYS = {
    suffix: {f": this is no file of {whose}, or a damaged one", ": the file has no rows"}
    for suffix, whose in statistical.STATISTICAL.items()
}


@pytest.mark.parametrize("answer", ["", "{", "null]", '{"damaged": "PyreadstatError"}'])
def test_a_process_that_ends_early_is_a_damaged_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str
):
    path = written(tmp_path, ".sav")
    monkeypatch.setattr(child, "_said", lambda *_: answer)
    with pytest.raises(DataError, match="or a damaged one"):
        open_table(str(path))


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
