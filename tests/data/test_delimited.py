"""Oracles: messages written by hand with the line that an editor shows, and Python's csv module."""

import bz2
import csv
import gzip
import io
import os
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from integrind.data import records
from integrind.data.delimited import DelimitedFile, open_delimited
from integrind.errors import DataError


@pytest.fixture(autouse=True)
def _fields_of_python_s_length() -> None:
    csv.field_size_limit(131_072)  # other libraries raise it for the whole process


@pytest.fixture
def file(tmp_path: Path):
    def write(content: bytes, name: str = "data.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write


def rows(table: DelimitedFile) -> list[tuple[str, ...]]:
    frame = table.read(table.columns)
    assert frame.height == table.rows
    return [table.columns, *frame.rows()]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", [("1", "2")]),
        (b"a,b\n1,2", [("1", "2")]),
        (b"a,b\r\n1,2\r\n3,4\r\n", [("1", "2"), ("3", "4")]),
        (b"\xef\xbb\xbfa,b\n1,2\n", [("1", "2")]),
        (b"a;b\n1,5;2\n", [("1,5", "2")]),
        (b"a\tb\n1,5\t2;3\n", [("1,5", "2;3")]),
        (b"a|b\n1|2\n", [("1", "2")]),
        (b"a,b\n001,\n", [("001", "")]),
        (b'a,b\n"1,5","x ""y"" z"\n', [("1,5", 'x "y" z')]),
        (b'a,b\n"one\ntwo","3\r\n4"\n5,6\n', [("one\ntwo", "3\r\n4"), ("5", "6")]),
        (b'a,b\n"",""\n', [("", "")]),
        (b"a,b\n1,2\n\n\n", [("1", "2")]),
        (b"a,b\r\n1,2\r\n\r\n\r\n", [("1", "2")]),
        ("a,b\n\N{EURO SIGN},\N{GRINNING FACE}\n".encode(), [("\N{EURO SIGN}", "\N{GRINNING FACE}")]),
        (b"a,b\n#1, 2 \n", [("#1", " 2 ")]),
        (b"a,b\nNA,null\n", [("NA", "null")]),
    ],
)
def test_reads_every_field_as_text(file, content: bytes, expected: list[tuple[str, str]]):
    assert rows(open_delimited(file(content))) == [("a", "b"), *expected]


def test_one_column(file):
    assert rows(open_delimited(file(b"a\n1\n2\n\n"))) == [("a",), ("1",), ("2",)]


def test_columns_come_in_the_order_in_which_they_are_asked_for(file):
    table = open_delimited(file(b"a,b,c\n1,2,3\n"))
    assert table.read(["c", "a"]).to_dict(as_series=False) == {"c": ["3"], "a": ["1"]}


def test_the_separator_is_sought_outside_quotation_marks(file):
    table = open_delimited(file(b'"a,b";"c,d,e";f\n1;2;3\n'))
    assert rows(table) == [("a,b", "c,d,e", "f"), ("1", "2", "3")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ": the file is empty"),
        (b"a,b\n", ": the file has a header and no rows"),
        (b"a,b", ": the file has a header and no rows"),
        (b"a,b\n\n\n", ": the file has a header and no rows"),
        (b"a,b\n1,2\n3\n", ":3: this row has 1 field, the header has 2"),
        (b"a,b\n1,2\n3,4,5\n", ":3: this row has 3 fields, the header has 2"),
        (b'a,b\n"1\n\n1",2\n3\n', ":5: this row has 1 field, the header has 2"),
        (b"a,b\r\n1,2\r\n3\r\n", ":3: this row has 1 field, the header has 2"),
        (b"a,b\n1,2\n  \n", ":3: this row has 1 field, the header has 2"),
        (b"a,b\n1,2\n\n3,4\n", ":4: a blank line before this row"),
        (b"a,b\n\n\n3,4\n\n", ":4: a blank line before this row"),
        (b"a\n1\n\n2\n", ":4: a blank line before this row"),
        (b"a,b\n1,2\n,\n", ":3: every field of this row is empty"),
        (b"a,b\r\n,\r\n1,2\r\n", ":2: every field of this row is empty"),
        (b"a,a\n1,2\n", ":1: two columns are called 'a'"),
        (b"a,\n1,2\n", ":1: column 2 has no name"),
        (b'"a"," "\n1,2\n', ":1: column 2 has no name"),
        (b"a, b\n1,2\n", ":1: the name of column 2, ' b', begins or ends with a blank"),
        (b"\na,b\n1,2\n", ":1: the first line is blank, and should name the columns"),
        (b"a," + b"x" * 200_000 + b"\n1,2\n", ":1: the header doesn't read as a list of columns"),
        (b'a,b\n1,"2\n3,4\n5,6\n', ":2: quotation marks don't pair in this row"),
        (b'a,b\n1,2\n3,"4" x\n', ":3: quotation marks don't pair in this row"),
        (b'a,b\n1,5" pipe\n3,4\n5,6" pipe\n7,8\n', ":2: quotation marks don't pair in this row"),
        (b'a,b\n1, "x,y"\n', ":2: quotation marks don't pair in this row"),
        (b'a,b\n1,"x\\",y"\n', ":2: quotation marks don't pair in this row"),
        (b'a,"b\n1,2\n', ":1: quotation marks don't pair in the header"),
        (b'a"x,b\n1,2"\n3,4\n', ":1: quotation marks don't pair in this row"),
        (b"a,b\r1,2\r3,4\r", ": lines end in a carriage return alone"),
        (b'"a","b"\r"1","2"\r', ": lines end in a carriage return alone"),
        ("a,b\n1,2\n".encode("utf-16"), ": this is UTF-16, not UTF-8 text"),
        ("a,b\n1,2\n".encode("utf-16-be"), ":1: a NUL character: this isn't UTF-8 text"),
        (b"a,b\n1,2\n3,\x004\n", ":3: a NUL character: this isn't UTF-8 text"),
        ("a,b\n1,2\n3,\N{LATIN SMALL LETTER E WITH ACUTE}\n".encode("latin-1"), ":3: this isn't UTF-8 text"),
        ("a,\N{LATIN SMALL LETTER E WITH ACUTE}\n1,2\n".encode("latin-1"), ":1: the header isn't UTF-8 text"),
        (b"PK\x03\x04zip", ": this is a zip file or a spreadsheet, not UTF-8 text"),
        (b"PAR1parquet", ": this is Parquet, not UTF-8 text"),
        (b"$FL2spss", ": this is SPSS, not UTF-8 text"),
        (gzip.compress(b"a,b\n1,2\n" * 99, mtime=0)[:30], ": the compressed file is damaged or cut short"),
        (
            gzip.compress(b"a,b\n1,2\n", mtime=0)[:12] + b"z" * 20,
            ": the compressed file is damaged or cut short",
        ),
        (gzip.compress(b"a,b\n1\n", mtime=0), ":2: this row has 1 field, the header has 2"),
    ],
)
def test_says_what_is_wrong_and_in_which_line(file, content: bytes, expected: str):
    path = file(content)
    with pytest.raises(DataError) as caught:
        rows(open_delimited(path))
    assert caught.value.message == f"{path}{expected}"


def test_of_several_faults_the_first_row_is_named(file):
    with pytest.raises(DataError, match=r":3: this row has 1 field"):
        open_delimited(file(b"a,b\n1,2\n3\n\n5,6\n,\n"))


def test_a_file_is_of_one_encoding_whatever_is_read_of_it(file):
    with pytest.raises(DataError, match=":3: this isn't UTF-8 text"):
        open_delimited(file("a,b\n1,2\n1,\N{POUND SIGN}\n".encode("latin-1")))


@pytest.mark.parametrize("name", ["data.csv.gz", "data.csv"])
def test_gzip_is_known_by_its_content(file, name: str):
    assert rows(open_delimited(file(gzip.compress(b"a,b\n1,2\n"), name))) == [("a", "b"), ("1", "2")]


def test_a_file_that_was_unpacked_and_kept_its_name(file):
    assert rows(open_delimited(file(b"a,b\n1,2\n", "data.csv.gz"))) == [("a", "b"), ("1", "2")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    table = open_delimited("-")
    assert rows(table) == [("a", "b"), ("1", "2")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1\n")))
    with pytest.raises(DataError, match=r"^standard input:2: this row has 1 field"):
        open_delimited("-")


def test_a_pipe(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a,b\n1,2\n",))
    writer.start()
    assert rows(open_delimited(str(pipe))) == [("a", "b"), ("1", "2")]
    writer.join()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("nowhere.csv", "nowhere.csv: there is no such file"),
        ("data.csv/x", "data.csv/x: cannot be read (Not a directory)"),
        ("a\0b.csv", "a\0b.csv: the name of this file isn't UTF-8 text"),
        ("\udcff.csv", "\udcff.csv: the name of this file isn't UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_opened(file, monkeypatch: pytest.MonkeyPatch, path: str, expected: str):
    monkeypatch.chdir(Path(file(b"a\n1\n")).parent)
    with pytest.raises(DataError) as caught:
        open_delimited(path)
    assert caught.value.message == expected


@pytest.mark.parametrize("name", ["~", "*.csv", "[ab].csv", "https:", "a b\n.csv"])
def test_odd_names_are_names(file, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.chdir(Path(file(b"a\n1\n", name)).parent)
    assert rows(open_delimited(name)) == [("a",), ("1",)]


_STRADDLING = [
    b"a,b\n" + b"".join(b"%d,%d\n" % (number, number * 7) for number in range(40)) + b"\n\n\n",
    b'a,b\n"one\n\n""two""",2\r\n3,"4\r\n,"\r\n5,6\r\n7,""\r\n',
    b'\xef\xbb\xbf"a\nb",b\n1,"2\n\n\n3"',
]


@pytest.mark.parametrize("size", [*range(1, 30), 64, 200])
@pytest.mark.parametrize("content", _STRADDLING)
def test_records_may_straddle_pieces(file, monkeypatch: pytest.MonkeyPatch, content: bytes, size: int):
    path = file(content)
    whole = open_delimited(path)
    monkeypatch.setattr(records, "PIECE", size)
    found = open_delimited(path)
    assert (found.records.count, found.records.lengths) == (whole.records.count, whole.records.lengths)
    assert rows(found) == rows(whole)


@pytest.mark.parametrize("size", [1, 2, 5, 8, 16, 1000])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n" + b'"1\n2",3\n' * 9 + b"4\n" + b"5,6\n" * 9, ":20: this row has 1 field"),
        (b"a,b\n" + b"1,2\n" * 9 + b"\n\n\n" + b"5,6\n" * 9, ":14: a blank line"),
        (b"a,b\n" + b"1,2\n" * 9 + b",\r\n", ":11: every field"),
        (b"a,b\n" + b"1,2\n" * 9 + b'3,"4\n' + b"5,6\n" * 9, ":11: quotation marks"),
    ],
)
def test_the_line_is_right_in_every_piece(
    file, monkeypatch: pytest.MonkeyPatch, content: bytes, expected: str, size: int
):
    monkeypatch.setattr(records, "PIECE", size)
    with pytest.raises(DataError, match=expected):
        open_delimited(file(content))


@st.composite
def _tables(draw: st.DrawFn) -> tuple[list[list[str]], bytes]:
    """A table and the file that Python's csv module makes of it."""
    width = draw(st.integers(1, 4))
    field = st.lists(st.sampled_from([*"a1é€ ,;\t|\"'\n\\#", "\r\n"]), max_size=4).map("".join)
    row = st.lists(field, min_size=width, max_size=width).filter(lambda fields: width == 1 or any(fields))
    table = [[f"c{number}" for number in range(width)], *draw(st.lists(row, min_size=1, max_size=6))]
    stream, line_end = io.StringIO(), draw(st.sampled_from(["\n", "\r\n"]))
    csv.writer(
        stream,
        delimiter=draw(st.sampled_from(",;\t|" if width > 1 else ",")),
        lineterminator=line_end,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
    ).writerows(table)
    content = stream.getvalue().encode()
    return table, content if draw(st.booleans()) else content.removesuffix(line_end.encode())


@settings(max_examples=300)
@given(_tables(), st.integers(1, 60))
def test_reads_what_the_csv_module_writes(
    tmp_path_factory, written: tuple[list[list[str]], bytes], size: int
):
    table, content = written
    path = tmp_path_factory.getbasetemp() / "property.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "PIECE", size)
        found = open_delimited(str(path))
    assert [list(row) for row in rows(found)] == table


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("pack", [bz2.compress, zstd.compress, lambda content: zipped(survey=content)])
def test_what_is_packed_reads_as_what_it_holds(file, pack):
    assert rows(open_delimited(file(pack(b"a,b\n1,2\n")))) == [("a", "b"), ("1", "2")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bz2.compress(b"a,b\n1,2\n" * 99)[:30], "the compressed file is damaged or cut short"),
        (b"BZh9 8675309", "the compressed file is damaged or cut short"),
        (zipped(one=b"a,b\n1,2\n", two=b"a,b\n1,2\n"), "this is a zip file or a spreadsheet"),
        (b"\x28\xb5\x2f\xfd\x00", "the compressed file is damaged or cut short"),
        (b"\x28\xb5\x2f\xfd8675309", "the compressed file is damaged or cut short"),
        (zstd.compress(b"a,b\n1,2\n" * 99)[:-3], "the compressed file is damaged or cut short"),
    ],
)
def test_what_cannot_be_unpacked_is_refused(file, content: bytes, says: str):
    with pytest.raises(DataError, match=says):
        open_delimited(file(content))


def test_without_its_reader_zstandard_is_refused_with_a_way(file, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "backports", None)
    with pytest.raises(DataError, match=r"needs backports\.zstd\n.*integrind\[zst\]"):
        open_delimited(file(zstd.compress(b"a,b\n1,2\n")))
