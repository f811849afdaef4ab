"""What the parser takes, and what it says of the rest: the code, the very words under the caret, the hint."""

import pytest

from integrind.expressions import ExpressionError, parse, values_asked_for
from integrind.expressions.tree import (
    And,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Conditional,
    Literal,
    Membership,
    Name,
    Negation,
    Not,
    Operator,
    Or,
)

AGE, LONELY, STATUS = Name("age"), Name("lonely"), Name("status")


def problems_of(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("age", AGE),
        (" age\n", AGE),
        ("16", Literal(16.0)),
        ("1_250.5", Literal(1250.5)),
        (".5", Literal(0.5)),
        ("1e-3", Literal(0.001)),
        ("9007199254740992", Literal(2.0**53)),
        ("-1", Literal(-1.0)),
        ("- age", Negation(AGE)),
        ("--1", Literal(1.0)),
        ("True", Literal(True)),
        ("'it''s'", Literal("its")),
        ('"one" "two"', Literal("onetwo")),
        (r'"a \"b\" \\ c"', Literal('a "b" \\ c')),
        ('"# && = “”"', Literal("# && = “”")),
        ("16 <= age <= 64", Comparison((Literal(16.0), AGE, Literal(64.0)), (Comparator.AT_MOST,) * 2)),
        ("age != 1", Comparison((AGE, Literal(1.0)), (Comparator.NOT_EQUAL,))),
        ("not lonely and age or lonely", Or((And((Not(LONELY), AGE)), LONELY))),
        ("lonely and age and status", And((LONELY, AGE, STATUS))),
        ('status in ("a", "b",)', Membership(STATUS, (Literal("a"), Literal("b")))),
        ("age not in (-1, 2)", Membership(AGE, (Literal(-1.0), Literal(2.0)), negated=True)),
        ("age not\n\n  in (1,)", Membership(AGE, (Literal(1.0),), negated=True)),
        (
            "age - 1 * 2",
            Arithmetic(AGE, Operator.MINUS, Arithmetic(Literal(1.0), Operator.TIMES, Literal(2.0))),
        ),
        ("1 if lonely else age", Conditional(Literal(1.0), LONELY, AGE)),
        ("mean_of(2, age, age)", Call("mean_of", (Literal(2.0), AGE, AGE))),
        ("(\n  age\n)", AGE),
        ("age\u00a0", AGE),
    ],
)
def test_tree(text, tree):
    assert parse(text).root == tree


def test_names_come_in_the_order_of_the_text():
    assert parse("b if a else min(c, b)").names == ("b", "a", "c")
    assert parse("x > 1 and y > x").names == ("x", "y")
    assert parse("1 + 1").names == ()


def test_a_name_is_kept_as_it_is_written():
    assert parse("ﬁeld > 1").names == ("ﬁeld",)
    assert parse("µ > 1").names == ("µ",)


def test_spans_count_characters_not_bytes():
    expression = parse('région == "Île 🏝" and  (âge + 1) > 3')
    comparison, other = expression.root.operands
    assert expression.source(comparison) == 'région == "Île 🏝"'
    assert expression.source(comparison.operands[1]) == '"Île 🏝"'
    assert expression.source(other.operands[0].left) == "âge"


def test_spans_hold_over_several_lines():
    expression = parse('\n  région == "Î" or\n\tâge > 3\n')
    assert expression.source(expression.root.operands[1]) == "âge > 3"


def test_spans_of_parts_in_brackets():
    expression = parse("x and (y or z)")
    assert expression.source(expression.root.operands[1]) == "y or z"


PROBLEMS = [
    # text, code, what stands under the caret, part of the hint
    ("", "E001", "", ""),
    (" \n ", "E001", " \n ", ""),
    ("a + " * 500 + "bcd", "E002", "bcd", "several variables"),
    ("-" * 30 + "age", "E003", "age", "several variables"),
    ("not " * 100 + "x", "E003", "not " * 70 + "x", "several variables"),
    ("abs(" * 30 + "x" + ")" * 30, "E003", "x", "several variables"),
    ("-" * 30 + "x > " + "-" * 30 + "y", "E003", "-x", "several variables"),
    ("(" * 61 + "x" + ")" * 61, "E003", "(", ""),
    ("age ≤ 16", "E004", "≤", "<="),
    ("âge ≥ 16", "E004", "≥", ">="),
    ("age # years", "E004", "#", "comment"),
    ("`age > 1", "E004", "`", "without quotes"),
    ("x² > 1", "E004", "²", ""),
    ("income > £5", "E004", "£", ""),
    ("x == 'a\tb'", "E004", "\t", ""),
    ("x\u200b > 1", "E004", "\u200b", ""),
    ('x == "abc', "E005", '"abc', "close it"),
    ("x == 'abc\n'", "E005", "'abc", "close it"),
    ('f"{x}"', "E006", 'f"{x}"', '"{x}"'),
    ("x == b'a'", "E006", "b'a'", "'a'"),
    ('"""a"""', "E006", '"""', "one quote"),
    (r'x == "a\d"', "E006", r"\d", "\\\\"),
    ("code == 007", "E007", "007", '"007"'),
    ("income > 1,000", "E007", "1,000", "thousands"),
    ("0x10 + x", "E007", "0x10", "plain decimal"),
    ("1j * x", "E007", "1j", "plain decimal"),
    ("1if x else 2", "E007", "1if", "plain decimal"),
    ("x == 99999999999999999", "E008", "99999999999999999", "quotes"),
    ("x < 1e999", "E008", "1e999", ""),
    ("(x", "E009", "(", ""),
    ("x)", "E009", ")", ""),
    ('x = "a"', "E010", "=", "=="),
    ("min(a, b=1)", "E010", "=", "=="),
    ("(x := 1)", "E010", ":=", "=="),
    ("x <> 1", "E010", "<>", "!="),
    ("x => 1", "E010", "=>", ">="),
    ("x && y", "E010", "&&", "and"),
    ("x || y", "E010", "||", "or"),
    ("!x", "E010", "!", "not"),
    ("x AND y", "E010", "AND", "and"),
    ("x Or y", "E010", "Or", "or"),
    ("NOT x", "E010", "NOT", "not"),
    ('x IN ("a", "b")', "E010", "IN", "in"),
    ("x between 1 and 5", "E010", "between", "low <= x <= high"),
    ("x IS NULL", "E010", "IS", "missing(x)"),
    ("x like 'a%'", "E010", "like", "whole values"),
    ("x; y", "E010", ";", "one expression"),
    ("x +", "E011", "+", ""),
    ("x + * y", "E011", "*", ""),
    ("x y", "E011", "y", ""),
    ("âge 16", "E011", "16", ""),
    (", x", "E011", ",", ""),
    ("x.", "E011", ".", ""),
    ("in (1, 2)", "E011", "in", ""),
    ("1 if x", "E011", "if", "else"),
    ("if x else y", "E011", "if", "a if condition else b"),
    ("x : y", "E011", ":", ""),
    ("x not y", "E011", "y", ""),
    ("person.age", "E012", "person.age", "one word"),
    ("âge.isnull()", "E012", "âge.isnull", "missing(x)"),
    ("x[0]", "E012", "x[0]", "one row"),
    ("lambda: x", "E012", "lambda: x", ""),
    ("count(x for x in y)", "E012", "(x for x in y)", "one by one"),
    ("[x for x in y] == 1", "E012", "[x for x in y]", "one by one"),
    ("min(*x)", "E012", "*x", "one by one"),
    ("min(**x)", "E012", "x", ""),
    ("{1: x}", "E012", "{1: x}", "round brackets"),
    ("f(x)(y)", "E012", "f(x)", "multiply"),
    ("...", "E012", "...", ""),
    ("await x", "E012", "await x", ""),
    ("class == 1", "E012", "class", "another name"),
    ("x ** 2", "E013", "x ** 2", "x * x"),
    ("x // 2", "E013", "x // 2", "/"),
    ("x % 2", "E013", "x % 2", "fraction"),
    ("a & b", "E013", "a & b", "and"),
    ("a | b", "E013", "a | b", "or"),
    ("~a", "E013", "~a", "not"),
    ("+a", "E013", "+a", ""),
    ("x is y", "E013", "x is y", "=="),
    ("x is not 1", "E013", "x is not 1", "!="),
    ("x == None", "E014", "x == None", "write missing(x)"),
    ("None != âge", "E014", "None != âge", "write not missing(âge)"),
    ("x is None", "E014", "x is None", "write missing(x)"),
    ("x is not null", "E014", "x is not null", "write not missing(x)"),
    ("coalesce(x, None)", "E014", "None", "missing(x)"),
    ('x in ("a")', "E015", '"a"', '("a",) or x == "a"'),
    ("x not in 'a'", "E015", "'a'", "x != 'a'"),
    ('x in ["a", "b"]', "E015", '["a", "b"]', '("a", "b")'),
    ("x in {1, 2}", "E015", "{1, 2}", "(1, 2)"),
    ("x in ()", "E015", "()", "("),
    ("x in y", "E015", "y", "=="),
    ("x in (employee, 1)", "E015", "employee", '"employee"'),
    ("x in (1 + 1, 2)", "E015", "1 + 1", ""),
    ("1 < x in (1, 2)", "E015", "1 < x in (1, 2)", "and"),
    ('x == ("a", "b")', "E016", '("a", "b")', "in"),
    ("income > 1,500", "E016", "income > 1,500", "thousands"),
    ("[x, y]", "E016", "[x, y]", ""),
    ("cuont(x)", "E017", "cuont", "'count'"),
    ("isnull(âge)", "E017", "isnull", "missing(x)"),
    ("NOT (x)", "E017", "NOT", "not"),
    ("IF(a, b, c)", "E017", "IF", "if condition else"),
    ("é(x)", "E017", "é", "missing, coalesce"),
    ("missing(x, y)", "E018", "missing(x, y)", "missing(x)"),
    ("min(x)", "E018", "min(x)", "min(x, y, ...)"),
    ("abs()", "E018", "abs()", "abs(x)"),
    ("count()", "E018", "count()", "count"),
    ("mean_of(x)", "E018", "mean_of(x)", "mean_of"),
]


@pytest.mark.parametrize(("text", "code", "under_caret", "hint"), PROBLEMS)
def test_problem(text, code, under_caret, hint):
    found = [problem for problem in problems_of(text) if problem.code == code]
    assert [text[problem.start : problem.end] for problem in found] == [under_caret]
    assert hint in found[0].hint


def test_a_mistake_far_along_a_long_expression():
    """Places beyond 256: numbers that are equal aren't one object any more."""
    text = "age + " * 50 + "1,000"
    (first, *_) = problems_of(text)
    assert (text[first.start : first.end], first.hint) == ("1,000", "a number has no thousands separator")


def test_texts_that_variables_are_compared_with():
    conditions = '"s" == region', "1 == age", "age == hours", 'status in ("a", "b")', "age in (1, 2)"
    root = parse(" and ".join(conditions)).root
    assert sorted(values_asked_for(root)) == [("region", "s"), ("status", "a"), ("status", "b")]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("count()", "count wants at least one argument, not 0", "write count(condition, ...)"),
        ("min()", "min wants at least 2 arguments, not 0", "write min(x, y, ...)"),
        ("min(**x)", "expressions have no stars before arguments", ""),
        ("f(x)(y)", "only a function can stand before round brackets", "multiply with *"),
        ("x is y", "there is no operator 'is'", "write =="),
        ("x + None", "None is not a value", "missing(x) asks whether an answer is missing"),
        ("None if x else 1", "None is not a value", "missing(x) asks whether an answer is missing"),
        ("x in ()", "there are no values to be in", 'write in ("...", "...")'),
        ("x in (1)", "one value alone is no list, even in round brackets", "write (1,) or x == 1"),
        ("x in [1]", "values after 'in' stand in round brackets", "write (1)"),
        ("1 if x", "this 'if' has no 'else'", "write a if condition else b"),
        ("else x", "a value is missing before 'else'", "write a if condition else b"),
        ("(x +)", "a value is missing before ')'", ""),
        ('x "a"', "an operator is missing before '\"a\"'", ""),
        ("x : y", "the expression cannot be read from here", ""),
        ("1 if x else 2 : y", "the expression cannot be read from here", ""),
        ('"a" "b" : y', "the expression cannot be read from here", ""),
        ("abs() : y", "the expression cannot be read from here", ""),
    ],
)
def test_words_of_the_only_problem(text, message, hint):
    assert [(it.message, it.hint) for it in problems_of(text)] == [(message, hint)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a && b || !c", ["&&", "||", "!"]),
        ("a AND b OR NOT c", ["AND", "OR", "NOT"]),
        ("a ** 2 + sum(b) > c % 2", ["a ** 2", "sum", "c % 2"]),
        ("x == None or y in [1] or min(z)", ["x == None", "[1]", "min(z)"]),
        ("a = 007 and 'b", ["=", "007", "'b"]),
        ("a) or (b", [")", "("]),
        ("(x in [1, 2)", ["(", "[", ")"]),
        ("`é` > x", ["`", "`"]),
        ("“é” ≠ x", ["“", "”", "≠"]),
    ],
)
def test_all_problems_come_in_one_run_and_in_the_order_of_the_text(text, expected):
    assert [text[problem.start : problem.end] for problem in problems_of(text)] == expected


def test_the_limits_themselves_are_allowed():
    assert len(parse("x " + "or x " * 399).text) <= 2_000
    assert parse("-" * 29 + "x").names == ("x",)
    assert parse("(" * 60 + "x" + ")" * 60).names == ("x",)
    assert parse("not " * 28 + "x in (1,)").names == ("x",)


def test_the_error_reads_as_its_messages():
    with pytest.raises(ExpressionError, match="'&&' has no meaning in an expression; '=' has no meaning"):
        parse("a && b = c")
