"""Static checks: each code with the very words under the caret, and what passes."""

import pytest

from integrind.expressions import CATALOGUE, Variable, check, parse

from .test_parse import PROBLEMS as PARSE_PROBLEMS

SCOPE = {
    "age": Variable("number"),
    "âge": Variable("number"),
    "hours": Variable("number"),
    "status": Variable("category", ("employee", "self_employed", "inactive")),
    "esr": Variable("category", ("1", "2")),
    "region": Variable("category"),
    "lonely": Variable("boolean"),
    "citizen": Variable("boolean"),
}

PROBLEMS = [
    # text, expected type, code, what stands under the caret, part of the hint
    ("agee > 3", None, "E101", "agee", "'age'"),
    ("Age > 3", None, "E101", "Age", "'age'"),
    ("status == employee", None, "E101", "employee", '"employee" (of status)'),
    ("age == null", None, "E101", "null", "missing(x)"),
    ("lonely == true", None, "E101", "true", "only its name"),
    ("count > 3", None, "E101", "count", "count is a function"),
    ("zzz", "boolean", "E101", "zzz", ""),
    ('âge > 1 and status == "a" or agee', None, "E101", "agee", ""),
    ('age == "employee"', None, "E102", 'age == "employee"', ""),
    ('âge == "16"', None, "E102", 'âge == "16"', "without quotes: 16"),
    ('16 <= "age"', None, "E102", '16 <= "age"', "without quotes: age"),
    ("status == 1", None, "E102", "status == 1", "its values are employee"),
    ("esr == 1", None, "E102", "esr == 1", 'in quotes: "1"'),
    ("3 == region", None, "E102", "3 == region", 'in quotes: "3"'),
    ("esr in ('1', 2.5)", None, "E102", "2.5", "its values are 1, 2"),
    ("lonely == 1", None, "E102", "lonely == 1", "not lonely"),
    ('lonely == "yes"', None, "E102", 'lonely == "yes"', "not lonely"),
    ('16 <= age <= "x"', None, "E102", 'age <= "x"', ""),
    ("age == status", None, "E102", "age == status", ""),
    ('status == "emploee"', None, "E103", '"emploee"', "'employee'"),
    ('"zz" != status', None, "E103", '"zz"', "its values are employee, self_employed, inactive"),
    ('âge > 1 and status in ("inactive", "Employee")', None, "E103", '"Employee"', "'employee'"),
    ('coalesce(status, "other") == "othr"', None, "E103", '"othr"', "'other'"),
    ('status < "inactive"', None, "E104", 'status < "inactive"', "in ("),
    ("lonely >= citizen", None, "E104", "lonely >= citizen", ""),
    ("lonely + age", None, "E105", "lonely", "count(...)"),
    ("-status", None, "E105", "status", "1 if status"),
    ('"2" * age', None, "E105", '"2"', "without quotes: 2"),
    ("age and lonely", None, "E106", "age", "age > 0"),
    ("lonely or status", None, "E106", "status", 'status == "employee"'),
    ("not (age + 1)", None, "E106", "age + 1", "x > 0"),
    ("1 if region else 2", None, "E106", "region", 'region == "..."'),
    ("count(lonely, hours)", None, "E107", "hours", "hours > 0"),
    ("max(age, lonely)", None, "E107", "lonely", "count(...)"),
    ("abs(status)", None, "E107", "status", ""),
    ("mean_of(1, age, lonely)", None, "E107", "lonely", ""),
    ("mean_of(0, age)", None, "E108", "0", "mean_of(2, x, y, z)"),
    ("mean_of(-1, age)", None, "E108", "-1", ""),
    ("mean_of(1.5, age, hours)", None, "E108", "1.5", ""),
    ("mean_of(3, age, hours)", None, "E108", "3", ""),
    ("mean_of(âge, age)", None, "E108", "âge", ""),
    ("mean_of(True, age)", None, "E108", "True", ""),
    ("age if lonely else status", None, "E109", "age if lonely else status", "one type"),
    ("coalesce(age, lonely) == 1", None, "E109", "coalesce(age, lonely)", "one type"),
    ("age", "boolean", "E110", "age", "age > 0"),
    ("status", "boolean", "E110", "status", 'status == "employee"'),
    ("lonely", "number", "E110", "lonely", "1 if"),
    ("status", "number", "E110", "status", "1 if status"),
    ("lonely == True", None, "E111", "lonely == True", "write lonely, or not lonely"),
    ("False != (age > 1)", None, "E111", "False != (age > 1", "by itself"),
    ("lonely in (False,)", None, "E111", "False", "not lonely"),
    ("1", "number", "E112", "1", ""),
    ("True", "boolean", "E112", "True", ""),
    ("16 < 64", "number", "E110", "16 < 64", ""),
    ('"a" == "b"', "boolean", "E112", '"a" == "b"', ""),
]


@pytest.mark.parametrize(("text", "expected", "code", "under_caret", "hint"), PROBLEMS)
def test_problem(text, expected, code, under_caret, hint):
    found = [problem for problem in check(parse(text), SCOPE, expected) if problem.code == code]
    assert [text[problem.start : problem.end] for problem in found] == [under_caret]
    assert hint in found[0].hint


def test_values_are_named_whole_where_they_are_few():
    for count, ending in ((12, "v11"), (13, "v11, ...")):
        scope = {"status": Variable("category", tuple(f"v{number}" for number in range(count)))}
        (problem,) = check(parse("status == 1"), scope, None)
        assert problem.hint.endswith(ending)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16 <= age <= 64", "boolean"),
        ('status in ("employee", "self_employed")', "boolean"),
        ('region == "anywhere"', "boolean"),
        ("status != region", "boolean"),
        ("lonely == citizen", "boolean"),
        ("lonely", "boolean"),
        ("age / hours", "number"),
        ("count(lonely, citizen, age > 3) + 1", "number"),
        ("mean_of(2, age, hours, min(age, hours))", "number"),
        ("1 if lonely else 0", "number"),
        ('"uk" if citizen else region', None),
        ('coalesce(status, "other") == "other"', "boolean"),
        ("True if lonely else missing(status)", "boolean"),
    ],
)
def test_what_is_right_has_no_problem(text, expected):
    assert check(parse(text), SCOPE, expected) == []


def test_all_problems_come_in_one_run_and_in_the_order_of_the_text():
    text = 'agee > 1 and status == "emploee" or lonely == 1 or hours'
    found = check(parse(text), SCOPE, "boolean")
    assert [problem.code for problem in found] == ["E101", "E103", "E102", "E106"]


def test_one_slip_is_one_problem():
    assert [problem.code for problem in check(parse("agee + 1 > 3 and not agee"), SCOPE)] == ["E101", "E101"]
    assert [problem.code for problem in check(parse("(lonely + 1) * 2 > 3"), SCOPE, "boolean")] == ["E105"]


def test_a_long_list_of_values_is_not_told_in_full():
    scope = {"country": Variable("category", tuple(f"c{number:03}" for number in range(200)))}
    (problem,) = check(parse('country == "nowhere"'), scope)
    assert len(problem.hint) < 100


def test_every_code_of_the_catalogue_is_shown_by_a_case():
    shown = {code for _, code, *_ in PARSE_PROBLEMS} | {code for _, _, code, *_ in PROBLEMS}
    assert shown | {"E113"} == set(CATALOGUE)  # what is known in bands only: test_bands.py
