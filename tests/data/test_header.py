"""Oracle: messages written by hand. What may be somebody's answer is in none of them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.data.delimited import open_delimited
from integrind.errors import DataError


def opened(folder: Path, content: str):
    (folder / "data.csv").write_text(content)
    return open_delimited(str(folder / "data.csv"))


def refusal(folder: Path, content: str) -> str:
    with pytest.raises(DataError) as caught:
        opened(folder, content)
    return str(caught.value).removeprefix(str(folder / "data.csv"))


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ('"","age","sex"', ("row_names", "age", "sex")),
        (",age,row_names", ("row_names_", "age", "row_names")),
        (" \tage\tsex", ("row_names", "age", "sex")),
        ("id,2011,q", ("id", "2011", "q")),
        ("sex,What is your age,k", ("sex", "What is your age", "k")),
    ],
)
def test_names_of_columns(tmp_path: Path, header: str, columns: tuple[str, ...]):
    delimiter = "\t" if "\t" in header else ","
    rows = "".join(delimiter.join((str(row), "30", "k")) + "\n" for row in range(3))
    assert opened(tmp_path, f"{header}\n{rows}").columns == columns


def test_a_first_column_without_a_name_is_read_under_its_own(tmp_path: Path):
    table = opened(tmp_path, ",age\n1,30\n2,40\n")
    assert table.read(["age", "row_names"]).to_dict(as_series=False) == {
        "age": ["30", "40"],
        "row_names": ["1", "2"],
    }


def test_names_of_rows_that_the_header_leaves_out(tmp_path: Path):
    """As `write.table` of R writes them by default."""
    table = opened(tmp_path, '"age"\t"sex"\r\n"1"\t30\t"k"\r\n"12"\t4\t""\r\n')
    assert table.columns == ("row_names", "age", "sex")
    assert table.read(table.columns).rows() == [("1", "30", "k"), ("12", "4", "")]


@pytest.mark.parametrize(
    "rows",
    [
        '"age","name"\n"1",Smith, John\n30,Brown, Ann\n',
        'age,name\n"1",Smith, John\n"2",Brown, Ann\n',
        '"age","sex"\n"1",30,"k"\n"1",40,"k"\n',
        '"age","sex"\n"1",30,"k"\n"",40,"k"\n',
        '"age","sex"\n"1",30,"k"\n',
        '"age","sex"\n"1",30,"k"\n"2",40\n',
    ],
)
def test_a_field_too_many_is_no_name_of_a_row(tmp_path: Path, rows: str):
    assert refusal(tmp_path, rows) == ":2: this row has 3 fields, the header has 2"


@pytest.mark.parametrize(
    "lines",
    [
        ["41,5969.5,x,Q756250", "45,8845.5,y,Q094476"],
        ["41,male,yes", "30,male,no", "30,female,yes"],
        ["employee\tNorth", "inactive\tNorth", "employee\tSouth"],
        ["7731", "7732"],
        ["41,3,1, 7731.25", "30,2,2,1"],
        ["7731,7731,x", "1,2,y"],
    ],
)
def test_a_line_of_answers_names_no_columns(tmp_path: Path, lines: list[str]):
    message = refusal(tmp_path, "\n".join(lines) + "\n")
    assert message.startswith(":1: the first line looks like answers, and should name the columns")
    assert not [it for it in lines[0].replace("\t", ",").split(",") if it.strip() in message and len(it) > 1]


def test_a_number_is_not_named_where_it_is_no_name(tmp_path: Path):
    padded = refusal(tmp_path, "a,b,c, 7731\n1,2,3,4\n")
    assert padded == ":1: the name of column 4 begins or ends with a blank"
    twice = refusal(tmp_path, "a,b,c,7731,d,7731\n1,2,3,4,5,6\n")
    assert twice == ":1: columns 4 and 6 have the same name"


def test_a_line_that_comes_again_may_still_be_the_names(tmp_path: Path):
    """Two files put one behind the other: the code that is no code is told when it is read."""
    assert opened(tmp_path, "age,sex\n30,1\nage,sex\n40,2\n").columns == ("age", "sex")


@pytest.mark.parametrize(
    "lines",
    [
        ["2017229  082714003  879.460   1", "2017436  275191100  499.443   0"],
        ["2017 1 34 5", "2017 12 4"],
        ["A12B0034X1", "A13B0035Y1", "A14B0036X2"],
        ["GB  0034  x", "DE  35  yes"],
    ],
)
def test_records_of_fixed_width_are_not_one_column(tmp_path: Path, lines: list[str]):
    message = refusal(tmp_path, "\n".join(lines) + "\n")
    assert message.startswith(": no character separates columns in its first line")
    assert not any(word in message for word in lines[0].split() if len(word) > 1)


@pytest.mark.parametrize("header", ["age", "Age in years", "q1", "answer_to_question_1"])
def test_one_column_can_be_a_survey(tmp_path: Path, header: str):
    assert opened(tmp_path, f"{header}\n30\n4\n35\n").columns == (header,)


def test_a_byte_order_mark_alone_is_an_empty_file(tmp_path: Path):
    assert refusal(tmp_path, "\ufeff") == ": the file is empty but for a byte order mark"


numbers = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers().map(str)


@given(st.lists(numbers, min_size=1, max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_a_line_of_numbers_is_never_printed(
    tmp_path_factory: pytest.TempPathFactory, fields: list[str], delimiter: str
):
    line = delimiter.join(fields)
    message = refusal(tmp_path_factory.mktemp("data"), f"{line}\n{line}\n")
    assert "looks like answers" in message or "no character separates" in message
    assert not [it for it in fields if len(it) > 2 and it in message]
