"""Fuzzing guided by coverage, for readers and parsers alone: a program to run by hand, not a test.

It needs atheris, which isn't a dependency of the project:

    python tests/fuzzing/guided.py csv -max_total_time=600 -seed=1
"""

import sys
import tempfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["integrind"]):
    from integrind.data.table import open_table
    from integrind.definitions.load import load_model
    from integrind.definitions.schema import KINDS
    from integrind.definitions.yaml import parse_document
    from integrind.errors import IntegrindError
    from integrind.expressions import ExpressionError, Variable, check, in_words, parse

import polars as pl

from fuzzing.survey import COLUMNS, csv, row
from fuzzing.test_documents import GOOD

SCOPE = {
    "income": Variable("number"),
    "sex": Variable("category", ("female", "male")),
    "employed": Variable("boolean"),
}
FOLDER = Path(tempfile.mkdtemp())


def table(suffix: str, content: bytes) -> None:
    """All columns, as they are computed with and as text."""
    path = FOLDER / f"data.{suffix}"
    path.write_bytes(content)
    found = open_table(str(path))
    found.take(found.columns)
    found.read(found.columns)


def document(content: bytes) -> None:
    """The first byte says of which kind."""
    kind = tuple(KINDS)[content[0] % len(KINDS)] if content else "plan"
    load_model(parse_document(content[1:], "given.yaml"), KINDS[kind])


def expression(content: bytes) -> None:
    found = parse(content.decode("utf-8", "replace"))
    check(found, SCOPE)
    in_words(found, {})


def parquet() -> bytes:
    frame = pl.DataFrame([row(it) for it in range(3)], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    buffer = BytesIO()
    frame.with_columns(n=pl.Series([1.5, None, 2.0])).write_parquet(buffer, compression="uncompressed")
    return buffer.getvalue()


TRIED = {
    "csv": (lambda it: table("csv", it), [b"".join(csv()), b"".join(csv(3, ";", "\r\n", '"'))]),
    "parquet": (lambda it: table("parquet", it), [parquet()]),
    "yaml": (document, [bytes([at]) + GOOD[kind].encode() for at, kind in enumerate(KINDS)]),
    "expressions": (
        expression,
        [b"income > 1", b'sex in ("female",) and not employed', b"mean_of(1, income)"],
    ),
}


def main() -> None:
    kind, *options = sys.argv[1:]
    tried, seeds = TRIED[kind]
    counted: Counter[str] = Counter()
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    for number, content in enumerate(seeds):
        (corpus / str(number)).write_bytes(content)

    def one(content: bytes) -> None:
        try:
            tried(content)
            counted["accepted"] += 1
        except (IntegrindError, ExpressionError):
            counted["refused"] += 1
        if counted.total() % 500 == 0:
            sys.stderr.write(f"{kind} {dict(counted)}\n")

    atheris.Setup(
        [sys.argv[0], str(corpus), "-max_len=4096", "-timeout=20", "-rss_limit_mb=2000", *options], one
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
