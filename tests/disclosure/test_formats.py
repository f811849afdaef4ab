"""No format has a number of a row that is hidden, and every format says where nothing is.

The oracle is the same table without protection. Every number is invented.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from integrind.cli import app
from integrind.formats import Format
from integrind.table.about import UNPROTECTED

from .test_plans import CODEBOOK, INDICATOR, SURVEY

SIZES = {"many": 1237, "some": 1513, "rare": 7}
"""By group. The rare are hidden, and the many are their company: the others are even more."""
HIDDEN = {"many", "rare"}
NUMBERS = ("1237", "1,237", "0.500404", "50.04", "0.01422", "0.571429", "57.1", "0.428571")
"""Of the two, as some format would write them: bases, estimates, a standard error."""


def file(form: Format) -> str:
    return f"{form}{form.traits.suffix}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("formats")
    (made / "indicators" / "structural").mkdir(parents=True)
    (made / "indicators" / "structural" / "has_it.yaml").write_text(INDICATOR)
    (made / "indicators" / "codebook.yaml").write_text(CODEBOOK)
    (made / "people.survey.yaml").write_text(SURVEY)
    rows = [f"{group},{(at + 1) % 2}" for group, size in SIZES.items() for at in range(size)]
    (made / "people.csv").write_text("\n".join(["origin,has", *rows]) + "\n")
    parts = (([Format.TABLE], {"format": "table"}), ([it for it in Format if it is not Format.TABLE], {}))
    tables = [
        {
            "name": f"{name}_{number}",
            "command": "compute",
            "data": "people.csv",
            "by": ["origin"],
            "policy": name,
            "output": [f"{name}/{file(one)}" for one in forms],
            "review": f"{name}_{number}.json",
        }
        | options
        for name in ("default", "none")
        for number, (forms, options) in enumerate(parts)
    ]
    package = {"folder": "default", "title": "Invented"}
    (made / "integrind.yaml").write_text(json.dumps({"tables": tables, "datapackage": package}))
    done = CliRunner().invoke(app, ["run", str(made / "integrind.yaml")])
    assert done.exit_code == 0, done.output
    return made


def content(file: Path) -> str:
    """All that a file says, whatever it is packed in."""
    if file.suffix in {".xlsx", ".ods", ".docx"}:
        with zipfile.ZipFile(file) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if file.suffix == ".parquet":
        return pl.read_parquet(file).write_json() + str(pl.read_parquet_metadata(file))
    return file.read_text("utf-8")


@pytest.mark.parametrize("form", Format)
def test_no_format_has_a_number_of_a_hidden_row(folder: Path, form: Format) -> None:
    hidden, bare = (content(folder / name / file(form)) for name in ("default", "none"))
    assert any(number in bare for number in NUMBERS), "nothing to find"
    assert not [number for number in NUMBERS if number in hidden]
    assert "1513" in hidden or "1,513" in hidden


def rows(file: Path, form: Format) -> list[dict[str, object]]:
    match form:
        case Format.JSON:
            found: list[dict[str, object]] = json.loads(file.read_text("utf-8"))["rows"]
            return found
        case Format.JSONL:
            return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        case Format.PARQUET:
            return pl.read_parquet(file).to_dicts()
        case _:
            delimiter = "\t" if form is Format.TSV else ","
            return list(csv.DictReader(io.StringIO(file.read_text("utf-8")), delimiter=delimiter))


@pytest.mark.parametrize("form", [Format.CSV, Format.TSV, Format.JSON, Format.JSONL, Format.PARQUET])
def test_every_number_of_a_hidden_row_is_gone(folder: Path, form: Format) -> None:
    table = rows(folder / "default" / file(form), form)
    gone = [row for row in table if row.get("group") in HIDDEN]
    assert [row["status"] for row in gone] == ["suppressed"] * 2
    words = {
        "indicator",
        "title",
        "dimension",
        "measure",
        "unit",
        "quantity",
        "group_by",
        "group",
        "status",
        "notes",
        "direction",
        "group_label",
    }
    assert all(not value or name in words for row in gone for name, value in row.items())
    shown = [row for row in table if row.get("group") not in HIDDEN]
    assert all(row["n"] and row["estimate"] for row in shown)


def test_sdmx_says_that_a_value_is_confidential_and_not_what_it_is(folder: Path) -> None:
    table = rows(folder / "default" / file(Format.SDMX_CSV), Format.SDMX_CSV)
    gone = [row for row in table if HIDDEN & set(map(str, row.values()))]
    assert gone
    assert not any(row["OBS_VALUE"] for row in gone)
    assert {row["CONF_STATUS"] for row in gone} == {"C"}


def test_what_lies_beside_the_tables_has_no_number_either(folder: Path) -> None:
    """The description of the folder, the manifest, and the review, which says what was hidden and why."""
    beside = ["default/datapackage.json", "integrind.manifest.json", "default_1.json"]
    for name in beside:
        text = re.sub(r"[0-9a-f]{64}|\"bytes\": [0-9]+", "", (folder / name).read_text("utf-8"))
        assert not [number for number in NUMBERS if number in text]
    review = json.loads((folder / "default_1.json").read_text("utf-8"))
    assert {(row["group"], row["kind"]) for row in review if row["action"] == "suppressed"} == {
        ("rare", "primary"),
        ("many", "secondary"),
    }
    assert not re.search(r"\breview", "".join(content(folder / "default" / file(form)) for form in Format))


@pytest.mark.parametrize("form", Format)
def test_every_format_says_that_nothing_is_protected(folder: Path, form: Format) -> None:
    said = UNPROTECTED[1:]
    assert said in content(folder / "none" / file(form))
    assert said not in content(folder / "default" / file(form))
