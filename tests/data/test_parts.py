"""Oracles: the same rows in one file, and messages written by hand."""

import bz2
import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from integrind.data.parts import called, data_files
from integrind.data.table import open_table
from integrind.errors import DataError

from .test_narrow import COLUMNS

Rows = list[tuple[str, str]]
Folder = Callable[..., str]
HEADER = "a,b\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Write files of a survey into a folder, and give its name."""

    def write(**files: str | bytes) -> str:
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_bytes(
                content.encode() if isinstance(content, str) else content
            )
        return str(tmp_path)

    return write


def refusal(path: str) -> DataError:
    with pytest.raises(DataError) as caught:
        open_table(path)
    return caught.value


def as_csv(path: Path, rows: Rows) -> Path:
    path.write_text("".join(["a,b\n", *(f"{a},{b}\n" for a, b in rows)]), encoding="utf-8")
    return path


def as_tsv_gz(path: Path, rows: Rows) -> Path:
    path = path.with_suffix(".tsv.gz")
    path.write_bytes(gzip.compress("".join(["b\ta\n", *(f"{b}\t{a}\n" for a, b in rows)]).encode()))
    return path


def as_parquet(path: Path, rows: Rows) -> Path:
    path = path.with_suffix(".parquet")
    pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row").write_parquet(path)
    return path


WRITERS = st.lists(st.sampled_from([as_csv, as_tsv_gz, as_parquet]), min_size=1, max_size=4)


@given(COLUMNS, COLUMNS, WRITERS, st.randoms(use_true_random=False))
def test_parts_lose_nothing_that_one_file_has(tmp_path_factory, first, second, writers, random):
    """As text the same, whatever the cuts and formats; narrowed, whole numbers as the one file has them."""
    rows = [(a, b) for a, b in zip(first, second, strict=False) if a or b]
    if not rows:
        return
    base = tmp_path_factory.getbasetemp()
    folder = base / "parts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    cuts = sorted(random.sample(range(1, len(rows)), min(len(writers), len(rows)) - 1))
    pieces = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    for number, (write, piece) in enumerate(zip(writers, pieces, strict=False)):
        write(folder / f"{number}.csv", piece)
    one, parts = open_table(str(as_csv(base / "one.csv", rows))), open_table(str(folder))
    assert (parts.rows, set(parts.columns)) == (one.rows, set(one.columns))
    text = one.read(["b", "a"])
    assert parts.read(["b", "a"]).equals(text)
    for column, whole in zip(parts.take(["b", "a"]), one.take(["b", "a"]), strict=True):
        as_read = text[column.name].to_list()
        if column.dtype.is_integer() or whole.dtype.is_integer():
            assert (column.to_list(), column.dtype) == (whole.to_list(), whole.dtype)
        elif column.dtype.is_float():
            assert column.to_list() == [float(it) if it else None for it in as_read]
        else:
            assert column.to_list() == as_read


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        (["1", ""], ["300", "-2"], pl.Series([1, None, 300, -2], dtype=pl.Int16)),
        (["1", "2"], ["0.50", ""], pl.Series([1, 2, 0.5, None], dtype=pl.Float64)),
        (["", ""], ["0.5", "1"], pl.Series([None, None, 0.5, 1], dtype=pl.Float64)),
        (["", ""], ["x", "y"], pl.Series(["", "", "x", "y"])),
        (["0.50", "", "7"], ["x", "007"], pl.Series(["0.50", "", "7", "x", "007"])),
        (["1", ""], ["x", "-"], pl.Series(["1", "", "x", "-"])),
    ],
)
def test_types_of_parts_together(folder, first: list[str], second: list[str], taken: pl.Series):
    parts = {
        f"{name}_csv": "k,a\n" + "".join(f"k,{it}\n" for it in its)
        for name, its in (("x", first), ("y", second))
    }
    assert open_table(folder(**parts)).take(["a"])["a"].equals(taken, check_dtypes=True)


def test_parts_come_by_name_and_other_files_not_at_all(folder, tmp_path: Path):
    path = folder(b_CSV=HEADER + "3,4\n", a_tsv="b\ta\n2\t1\n", c_csv_gz=gzip.compress(b"a;b\n5;6\n"))
    pl.DataFrame({"a": [7], "b": [8]}).write_parquet(tmp_path / "d.parquet")
    (tmp_path / "sub.csv").mkdir()
    for other in (".hidden.csv", "a.survey.yaml", "README.txt", "_SUCCESS", "a.csv.bak", "book.xlsx"):
        (tmp_path / other).write_text("other")
    table = open_table(path)
    assert [Path(it).name for it in data_files(path)] == ["a.tsv", "b.CSV", "c.csv.gz", "d.parquet"]
    assert (table.name, table.columns, table.rows) == (path, ("b", "a"), 4)
    assert table.read(["a", "b"]).rows() == [("1", "2"), ("3", "4"), ("5", "6"), ("7", "8")]


def test_a_folder_without_data(folder):
    error = refusal(path := folder(readme_txt="nothing"))
    assert error.message == f"{path}: this folder holds no data files"
    assert error.hint.endswith("end in .csv, .tsv, .parquet, .sav, .dta")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("a", "other columns than in {}: it lacks 'b'"),
        ("b,a,c", "other columns than in {}: it adds 'c'"),
        ("a,B", "other columns than in {}: it lacks 'b' and adds 'B'"),
        ("a,b,c,d,e,f,g,h,i", "other columns than in {}: it adds 'c', 'd', 'e', 'f', 'g' and 2 more"),
        ("x,y", "it has none of the columns of {}"),
    ],
)
def test_parts_with_other_columns(folder, columns: str, says: str):
    path = folder(x_csv=HEADER + "1,2\n", y_csv=f"{columns}\n{columns}\n")
    assert refusal(path).message == f"{path}/y.csv: {says.format(f'{path}/x.csv')}"


def test_a_fault_names_the_part_and_the_line(folder):
    path = folder(x_csv=HEADER + "1,2\n", y_csv=HEADER + "1,2\n3\n")
    assert refusal(path).message == f"{path}/y.csv:3: this row has 1 field, the header has 2"


def test_a_part_without_rows(folder):
    path = folder(x_csv=HEADER + "1,2\n", y_csv=HEADER)
    assert refusal(path).message == f"{path}/y.csv: the file has a header and no rows"


def test_a_part_that_a_broken_link_names(folder, tmp_path: Path):
    path = folder(x_csv=HEADER + "1,2\n")
    (tmp_path / "y.csv").symlink_to("nowhere.csv")
    assert refusal(path).message == f"{path}/y.csv: there is no such file"


def test_the_same_rows_in_two_formats(folder):
    path = folder(x_csv=HEADER + "1,2\n", x_TSV_gz=gzip.compress(b"a\tb\n1\t2\n"))
    assert refusal(path).message == (
        f"{path}/x.csv: this has the name of {path}/x.TSV.gz, and would count the same rows twice"
    )


def test_what_a_survey_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "wave7" / "old").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "wave7" / "old")
    names = ("s.csv.gz", "../s.csv", "x/wave6/", ".", "..", "-", "/")
    assert [called(it) for it in names] == [
        "s.csv.gz", "s.csv", "wave6", "old", "wave7", "standard input", "/"
    ]  # fmt: skip


def test_a_pattern_is_the_files_that_match_it(tmp_path: Path):
    """The same rows as those files in a folder; a file that is called like a pattern is itself."""
    for name, value in (("w1.csv", 1), ("w2.csv", 2), ("x.csv", 3)):
        (tmp_path / name).write_text(f"a,b\n{value},0\n")
    assert open_table(str(tmp_path / "w*.csv")).read(["a"])["a"].to_list() == ["1", "2"]
    (tmp_path / "w[12].csv").write_text("a,b\n4,0\n")
    assert open_table(str(tmp_path / "w[12].csv")).read(["a"])["a"].to_list() == ["4"]
    with pytest.raises(DataError, match="no file matches this"):
        open_table(str(tmp_path / "v*.csv"))
    (tmp_path / "w3.csv").write_text("a,c\n1,0\n")
    with pytest.raises(DataError, match=r"w3\.csv: other columns"):
        open_table(str(tmp_path / "w?.csv"))


@pytest.mark.parametrize("name", ["a.tab", "a.dat", "a.csv.bz2", "a.csv.zst"])
def test_a_folder_s_text_has_any_of_its_names(tmp_path: Path, name: str):
    content = b"a\tb\n1\t2\n"
    pack = {".bz2": bz2.compress, ".zst": zstd.compress}.get(Path(name).suffix, bytes)
    (tmp_path / name).write_bytes(pack(content))
    assert open_table(str(tmp_path)).read(["b"])["b"].to_list() == ["2"]
