"""The polars expressions on columns of each type; test_properties has the slow evaluator as their oracle."""

import time

import polars as pl
import pytest
from polars.testing import assert_series_equal

from integrind.expressions import Variable, check, evaluate, parse
from integrind.expressions.compile import compile_expression

NAN, INF = float("nan"), float("inf")
SCOPE = {
    "x": Variable("number"),
    "y": Variable("number"),
    "s": Variable("category", ("a", "b")),
    "p": Variable("boolean"),
    "q": Variable("boolean"),
}
FRAME = pl.DataFrame(
    {
        "x": [1.0, 49.0, None, NAN, INF, -INF, 0.0],
        "y": [2.0, None, None, 3.0, 1.0, -1.0, 0.0],
        "s": ["a", "b", None, "a", "b", "a", "b"],
        "p": [True, True, None, False, None, False, True],
        "q": [True, None, None, None, False, False, False],
    }
)


def compiled(text):
    expression = parse(text)
    assert check(expression, SCOPE) == []
    return compile_expression(expression, SCOPE).alias("value")


def values(text, frame=FRAME):
    return frame.with_columns(compiled(text)).get_column("value").to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", [1.0, 49.0, None, None, None, None, 0.0]),
        ("x > 0", [True, True, None, None, None, None, False]),
        ("0 <= x <= 1", [True, False, None, None, None, None, True]),
        ("x / 49", [1 / 49, 1.0, None, None, None, None, 0.0]),
        ("y / x", [2.0, None, None, None, None, None, None]),
        ("missing(x)", [False, False, True, True, True, True, False]),
        ("missing(y / x)", [False, True, True, True, True, True, True]),
        ("coalesce(x, y, -1)", [1.0, 49.0, -1.0, 3.0, 1.0, -1.0, 0.0]),
        ("min(x, y)", [1.0, 49.0, None, 3.0, 1.0, -1.0, 0.0]),
        ("mean_of(1, x, y)", [1.5, 49.0, None, 3.0, 1.0, -1.0, 0.0]),
        ("mean_of(2, x, y)", [1.5, None, None, None, None, None, 0.0]),
        ("mean_of(1, 1e308, 1e308 + x)", [None, None, 1e308, 1e308, 1e308, 1e308, None]),
        ("abs(y - 2)", [0.0, None, None, 1.0, 1.0, 3.0, 2.0]),
        ("p and q", [True, None, None, False, False, False, False]),
        ("p or q", [True, True, None, None, None, False, True]),
        ("not p", [False, False, None, True, None, True, False]),
        ("count(p, q)", [2.0, 1.0, None, 0.0, 0.0, 0.0, 1.0]),
        ("1 if p else 2", [1.0, 1.0, None, 2.0, None, 2.0, 1.0]),
        ('s == "a"', [True, False, None, True, False, True, False]),
        ('s not in ("a",)', [False, True, None, False, True, False, True]),
        ('coalesce(s, "other")', ["a", "b", "other", "a", "b", "a", "b"]),
        ("x in (0, 49)", [False, True, None, None, None, None, True]),
    ],
)
def test_values(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["a", "b"]), pl.Enum(["b", "z", "a"])])
@pytest.mark.parametrize(
    "text",
    [
        's == "a"', '"b" != s', 's in ("a", "b")', "missing(s)", "s", 'coalesce(s, "other") == "other"',
        's if p else "b"', "s == r", "coalesce(r, s)",
    ],
)  # fmt: skip
def test_every_kind_of_text_column_gives_the_same(text, dtype):
    scope = {**SCOPE, "r": Variable("category")}
    texts = FRAME.with_columns(r=pl.col("s").reverse())
    columns = texts.with_columns(pl.col("s").cast(dtype))
    value = compile_expression(parse(text), scope).alias("value")
    assert_series_equal(columns.select(value).to_series(), texts.select(value).to_series())


@pytest.mark.parametrize("height", [1, 2, 3, 1000])
@pytest.mark.parametrize("text", ["x / 49", "x / (40 + 9)", "mean_of(1, x, x, x) / 49", "x / min(49, 50)"])
def test_division_is_division_however_many_rows(text, height):
    """Polars alone gives 0.9999999999999999 for a column of 49.0 divided by 49."""
    frame = pl.DataFrame({"x": [49.0] * height})
    for engine in ("in-memory", "streaming"):
        found = frame.lazy().select(compiled(text)).collect(engine=engine).to_series()
        assert found.to_list() == [1.0] * height


def test_a_column_without_any_answer():
    frame = pl.DataFrame({"x": [None] * 3, "p": [None] * 3}, schema={"x": pl.Float64, "p": pl.Boolean})
    assert values("0 == x", frame) == [None] * 3
    assert values("-count(0 == x, p)", frame) == [None] * 3
    assert values("missing(x) and missing(p)", frame) == [True] * 3


@pytest.mark.parametrize(
    "text", ["x / 3", "1 if p else x", "count(p, q)", "0 < x + 1 < 3", "mean_of(1, x, y * 2)"]
)
def test_a_frame_without_rows_gives_no_values(text):
    assert values(text, FRAME.clear()) == []


def test_parts_without_variables_are_broadcast():
    assert values("x > 1 / 0") == [None] * 7
    assert values("(3 if 1 < 2 else 4) + y") == [5.0, None, None, 6.0, 4.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("text", "dtype"),
    [("1 if p else 0", pl.Float64), ("x > y", pl.Boolean), ("s", pl.String), ("x", pl.Float64)],
)
def test_type_of_the_result(text, dtype):
    enum = FRAME.lazy().with_columns(pl.col("s").cast(pl.Enum(["a", "b"])))
    assert enum.select(compiled(text)).collect_schema()["value"] == dtype


def test_only_the_variables_are_read():
    assert set(compiled("mean_of(1, x / 3, y) > 2 if p else q").meta.root_names()) == {"x", "y", "p", "q"}


@pytest.mark.parametrize(
    ("wrap", "times"),
    [
        ("1 / ({})", 28),
        ("-({}) + 1", 14),
        ("0 < ({}) < 3", 1),
        ("count(({}) > 0)", 14),
        ("(2 if 0 < ({}) < 3 else 1)", 14),
        ("mean_of(1, x, ({}) + 1)", 14),
    ],
)
def test_the_deepest_expressions_stay_small(wrap, times):
    """Nothing is written twice into the polars expression: else 2 ** 14 copies would take minutes."""
    text = "x"
    for _ in range(times):
        text = wrap.format(text)
    started = time.perf_counter()
    found = values(text)
    assert time.perf_counter() - started < 5
    assert found == [evaluate(parse(text), row) for row in FRAME.to_dicts()]
