"""Variables of a file, a description and a codebook that are written in a test."""

from pathlib import Path
from textwrap import dedent

import polars as pl

from integrind.data.harmonised import KIND_CODES
from integrind.data.table import open_table
from integrind.data.variables import Variables
from integrind.definitions.codebook import Codebook
from integrind.definitions.load import load_model
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import load_survey
from integrind.definitions.yaml import read_document

_CODEBOOK = """\
variables:
  age: {title: Age, type: number}
  income: {title: Income, type: number}
  sex: {title: Sex, type: category, values: {female: Female, male: Male}}
  birth: {title: Country of birth, type: category, values: {uk: UK, eu: Other EU, non_eu: Outside the EU}}
  employed: {title: In work, type: boolean}
"""


def build(folder: Path, data: str, survey: str = "", *, show_values: bool = False) -> Variables:
    """Variables of CSV text, a description's text without its title, and the codebook above."""
    (folder / "codebook.yaml").write_text(_CODEBOOK)
    codebook = load_model(read_document(folder / "codebook.yaml"), Codebook)
    description = Survey(title="Test")
    if survey:
        (folder / "data.survey.yaml").write_text(f"title: Test\n{dedent(survey)}")
        description = load_survey(folder / "data.survey.yaml", codebook)
    (folder / "data.csv").write_text(data)
    return Variables(open_table(str(folder / "data.csv")), description, codebook, show_values=show_values)


def column(name: str, *values: object) -> str:
    """CSV text of one column, beside another that has a value in every row."""
    return "".join(f"{left},{value}\n" for left, value in [("row", name), *enumerate(values)])


def seen(variables: Variables, name: str) -> list[object]:
    """Each row's value, or the kind of missing in angle brackets."""
    found = variables.get(name)
    kinds = {code: f"<{kind}>" for kind, code in KIND_CODES.items()}
    assert found.kinds.dtype == pl.UInt8
    assert (found.values.is_null() == (found.kinds != 0)).all()
    return [kinds.get(kind, value) for value, kind in zip(found.values, found.kinds, strict=True)]
